"""What families and members are divided by: each trait with its categories, every one a condition.

The categories of a trait exclude each other and leave nobody out. The list of members or families
behind a number asks the same condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from models import CodeEntry, Household, Member
from policy.ages import add_months, birthday
from policy.terms import HouseholdKind, MemberState

Condition = ColumnElement[bool]
Codes = Mapping[str, Sequence[tuple[str, str, str]]]
"""The entries of the open lists a trait needs: list → (code, name, English name)."""
FAMILIES, PERSONS, SEEKERS = "families", "persons", "seekers"
NOT_SAID: Final = "未登记"


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a trait: a code for addresses, its words, and who belongs to it."""

    code: str
    label: str
    condition: Condition
    english: str = ""
    """Of an entry of a code list, whose words are data: what the list calls it in English."""


@dataclass(frozen=True)
class Trait:
    """What is asked of each family, person or registered unemployed member (`base`).

    `weighs`: its numbers and another total on the page are bound by a sum (families of each size,
    and persons in all), so that they are shown whole or not at all where some are hidden.
    """

    key: str
    label: str
    base: str
    categories: Callable[[date, Codes], Sequence[Category]]
    weighs: bool = False

    @property
    def model(self) -> Any:
        return Household if self.base == FAMILIES else Member


def born(on: date, from_age: int, to_age: int | None) -> Condition:
    """Full years between the two on that day; `birthday` says when a year is full."""
    conditions = []
    if from_age:
        conditions.append(Member.birth_on <= latest_birth(on, from_age))
    if to_age is not None:
        conditions.append(Member.birth_on > latest_birth(on, to_age + 1))
    return and_(*conditions)


def latest_birth(on: date, age: int) -> date:
    """The last day of birth of those who are that old on the day."""
    day = add_months(on, -age * 12)
    while birthday(day.fromordinal(day.toordinal() + 1), age) <= on:
        day = day.fromordinal(day.toordinal() + 1)
    return day


AGES: Final = (
    ("16岁以下", 0, 15), ("16—24岁", 16, 24), ("25—34岁", 25, 34), ("35—44岁", 35, 44),
    ("45—54岁", 45, 54), ("55—59岁", 55, 59), ("60岁及以上", 60, None),
)
SCHOOLS: Final = (
    ("primary", "小学", ("8",)), ("junior", "初中", ("7",)), ("senior", "普通高中", ("6",)),
    ("vocational", "中等职业教育", ("4",)), ("college", "大学专科", ("3",)),
    ("bachelor", "本科及以上", ("1", "2")), ("other", "其他", ("9",)),
)
SIZES: Final = ("1人", "2人", "3人", "4人", "5人及以上")
SPANS: Final = (("6", "6个月以内", 0, 6), ("12", "6个月至1年", 6, 12), ("24", "1年至2年", 12, 24),
                ("more", "2年以上", 24, None))


def by_age(on: date, codes: Codes) -> Sequence[Category]:
    return [Category(str(low), label, born(on, low, high)) for label, low, high in AGES]


def by_sex(on: date, codes: Codes) -> Sequence[Category]:
    return rest_last("0", NOT_SAID, [
        Category("1", "男", Member.sex == "1"), Category("2", "女", Member.sex == "2"),
    ])


def by_state(on: date, codes: Codes) -> Sequence[Category]:
    return [Category(state.value, state.label, Member.state == state) for state in MemberState]


def by_register(on: date, codes: Codes) -> Sequence[Category]:
    return [Category("1", "城镇户籍", Member.urban.is_(True)),
            Category("0", "非城镇户籍", Member.urban.is_not(True))]


def by_school(on: date, codes: Codes) -> Sequence[Category]:
    first = func.substr(Member.education, 1, 1)
    return rest_last("none", NOT_SAID, [
        Category(code, label, present(first.in_(digits), Member.education))
        for code, label, digits in SCHOOLS
    ])


def by_cause(on: date, codes: Codes) -> Sequence[Category]:
    """The causes of the code list; what is none of them stands with those not written down."""
    cause = Member.unemployment_cause
    return rest_last("none", NOT_SAID, [
        Category(code, name, present(cause == code, cause), english)
        for code, name, english in codes["unemployment_cause"]
    ])


def by_span(on: date, codes: Codes) -> Sequence[Category]:
    """How long without work on the day, by the corresponding days (Civil Code art. 202)."""
    since = Member.unemployed_since
    found = []
    for code, label, least, most in SPANS:
        parts = [since <= add_months(on, -least)] if least else []
        if most is not None:
            parts.append(since > add_months(on, -most))
        found.append(Category(code, label, present(and_(*parts), since)))
    return rest_last("none", NOT_SAID, found)


def by_skill(on: date, codes: Codes) -> Sequence[Category]:
    there = func.coalesce(Member.skills, "") != ""
    return [Category("1", "有技能特长", there), Category("0", NOT_SAID, not_(there))]


def by_kind(on: date, codes: Codes) -> Sequence[Category]:
    return [Category(kind.value, kind.label, Household.kind == kind) for kind in HouseholdKind]


def by_size(on: date, codes: Codes) -> Sequence[Category]:
    most = len(SIZES)
    found = [
        Category(str(n), label, Household.size == n if n < most else Household.size >= most)
        for n, label in enumerate(SIZES, 1)
    ]
    return rest_last("none", NOT_SAID, found)


def by_relief(on: date, codes: Codes) -> Sequence[Category]:
    there = func.coalesce(Household.low_income_no, "") != ""
    return [Category("1", "持有低保证", there), Category("0", "未登记低保证", not_(there))]


def present(condition: Condition, column: Any) -> Condition:
    """True or false, never unknown."""
    return and_(column.is_not(None), condition)


def rest_last(code: str, label: str, found: Sequence[Category]) -> Sequence[Category]:
    """The categories, and last whoever is in none of them."""
    return [*found, Category(code, label, not_(or_(*(category.condition for category in found))))]


TRAITS: Final = (
    Trait("size", "家庭人口", FAMILIES, by_size, weighs=True),
    Trait("kind", "家庭类型", FAMILIES, by_kind),
    Trait("relief", "低保情况", FAMILIES, by_relief),
    Trait("sex", "性别", PERSONS, by_sex),
    Trait("age", "年龄", PERSONS, by_age),
    Trait("state", "人员状态", PERSONS, by_state),
    Trait("urban", "户籍", PERSONS, by_register),
    Trait("education", "文化程度", SEEKERS, by_school),
    Trait("cause", "失业原因", SEEKERS, by_cause),
    Trait("span", "失业时长", SEEKERS, by_span),
    Trait("skills", "技能特长", SEEKERS, by_skill),
)
BY_KEY: Final = {trait.key: trait for trait in TRAITS}


def traits_on(session: Session, on: date) -> dict[Trait, Sequence[Category]]:
    """Every trait with its categories, as of a day; one small statement for the open list of causes."""
    codes = {"unemployment_cause": [
        (code, name, english or "") for code, name, english in session.execute(
            select(CodeEntry.code, CodeEntry.name, CodeEntry.name_en)
            .where(CodeEntry.list == "unemployment_cause")
            .order_by(CodeEntry.sort, CodeEntry.code)
        )
    ]}
    found: dict[Trait, Sequence[Category]] = {}
    for trait in TRAITS:
        categories = trait.categories(on, codes)
        if trait.base == SEEKERS:
            categories = [
                replace(c, condition=and_(Member.registered_on.is_not(None), c.condition))
                for c in categories
            ]
        found[trait] = categories
    return found
