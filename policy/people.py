"""What a family, and one of its members, adds to the numbers of who the families are (人群画像).

A family counts in the month of its recognition, and as long as it is on the register under NOW as well.
Ages and durations go by a day that is named only when the page is read. So of a birthday the year is
kept for sums, and the day for the one year that the birthday in question parts; of the day since when
somebody is without work likewise the month, and the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.terms import HouseholdKind, MemberState, Status, Term

NOW: Final = date.max
"""In place of a month: the families on the register as it is."""
MOST: Final = 5
"""Families of so many persons or more are counted together."""


class Feature(Term):
    """What is told apart; of families the first three, of persons the others."""

    SIZE = "size", "家庭人口"
    KIND = "kind", "家庭类型"
    RELIEF = "relief", "低保情况"
    SEX = "sex", "性别"
    STATE = "state", "人员状态"
    URBAN = "urban", "户籍"
    AGE = "age", "年龄"
    EDUCATION = "education", "文化程度"
    CAUSE = "cause", "失业原因"
    SKILLS = "skills", "技能特长"
    SPAN = "span", "失业时长"
    BIRTH = "birth", "出生日期"
    IDLE = "idle", "失业时间"


DAY_OF: Final = {Feature.AGE: Feature.BIRTH, Feature.SPAN: Feature.IDLE}
"""Where the days of a year, of a month, are kept."""
Values = Sequence[tuple[Feature, str]]


@dataclass(frozen=True, slots=True)
class FamilyKind:
    """All that is asked of a family."""

    status: Status = Status.DRAFT
    recognised_on: date | None = None
    size: int = 0
    kind: HouseholdKind = HouseholdKind.ORDINARY
    low_income_no: str | None = None


@dataclass(frozen=True, slots=True)
class PersonKind:
    """All that is asked of a member."""

    sex: str
    birth_on: date
    state: MemberState
    urban: bool = True
    registered_on: date | None = None
    education: str | None = None
    unemployment_cause: str | None = None
    unemployed_since: date | None = None
    skills: str | None = None
    voided_at: object | None = None


def months_of(family: FamilyKind) -> list[date]:
    """Where the family and its members count; nowhere before they are recognised."""
    found = [] if family.recognised_on is None else [family.recognised_on.replace(day=1)]
    return [*found, NOW] if family.status == Status.RECOGNISED else found


def of_family(family: FamilyKind) -> Values:
    return (
        (Feature.SIZE, str(min(max(family.size or 0, 0), MOST))), (Feature.KIND, str(family.kind)),
        (Feature.RELIEF, yes(family.low_income_no)),
    )


def of_person(person: PersonKind) -> Values:
    """Nothing of a voided member; school, cause, skills and duration of the registered unemployed alone."""
    if person.voided_at is not None:
        return ()
    birth = person.birth_on.isoformat()
    found = [
        (Feature.SEX, person.sex), (Feature.STATE, str(person.state)), (Feature.URBAN, yes(person.urban)),
        (Feature.AGE, birth[:4]), (Feature.BIRTH, birth),
    ]
    if person.registered_on is None:
        return found
    since = person.unemployed_since.isoformat() if person.unemployed_since else ""
    found += [
        (Feature.EDUCATION, (person.education or "")[:1]), (Feature.CAUSE, person.unemployment_cause or ""),
        (Feature.SKILLS, yes(person.skills)), (Feature.SPAN, since[:7]),
    ]
    return [*found, (Feature.IDLE, since)] if since else found


def yes(value: object) -> str:
    return "1" if value else "0"
