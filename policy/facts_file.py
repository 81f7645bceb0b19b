"""A household told in a facts file (事实文件), for the rules alone: from plain values to facts.

Dates are ISO, codes those of the code table; a missing key is unknown. What cannot be meant is
refused with its place in the file ("members[2].birth_on").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from policy.exit import Contact, Employment, ExitFacts, LifeChange, Refusal
from policy.recognition import HouseholdFacts, MemberFacts
from policy.terms import EmploymentForm, LifeEvent, MemberState, RetirementGroup, VisitWay

T = TypeVar("T", bound=StrEnum)
KINDS = ("refusal", "contact", "employment", "life")


class FactsWrong(ValueError):
    """A value in the file cannot be meant; the words name its place."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says: the household, what happened since, and where it lies.

    `events` are those of the file as they stand there, in its order; the `ref` of an event in
    `exit` is its place among them.
    """

    region: str | None
    household: HouseholdFacts
    exit: ExitFacts
    events: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One object of the file and where it stands; asks it for values of a kind."""

    values: Mapping[str, Any]
    at: str = ""

    def path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def wrong(self, key: str, words: str) -> FactsWrong:
        return FactsWrong(f"{self.path(key)}{words}")

    def read(self, key: str, kind: Callable[[Any], Any], words: str) -> Any:
        """None where the key is missing or null; raises FactsWrong for another kind of value."""
        value = self.values.get(key)
        if value is None:
            return None
        try:
            return kind(value)
        except (ValueError, TypeError, InvalidOperation):
            raise self.wrong(key, f"{words}：{value}") from None

    def day(self, key: str) -> date | None:
        found: date | None = self.read(key, date.fromisoformat, "不是日期（应写作2026-03-09）")
        return found

    def word(self, key: str) -> str | None:
        found: str | None = self.read(key, _text, "应为文字")
        return found

    def yes(self, key: str) -> bool | None:
        found: bool | None = self.read(key, _truth, "应为true、false或空")
        return found

    def whole(self, key: str) -> int | None:
        found: int | None = self.read(key, _whole, "应为整数")
        return found

    def money(self, key: str) -> Decimal | None:
        found: Decimal | None = self.read(key, _money, "应为金额")
        return found

    def term(self, key: str, terms: type[T]) -> T | None:
        codes = "、".join(term.value for term in terms)
        found: T | None = self.read(key, terms, f"不在代码{codes}之内")
        return found

    def needed(self, key: str, value: Any) -> Any:
        if value is None:
            raise self.wrong(key, "必须填写")
        return value

    def objects(self, key: str) -> list[Place]:
        found = self.values.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong(key, "应为对象的列表")
        return [Place(one, f"{self.path(key)}[{n}]") for n, one in enumerate(found)]


def read_facts(content: object) -> Facts:
    """The facts a parsed file holds; raises FactsWrong."""
    if not isinstance(content, dict):
        raise FactsWrong("文件应为一个对象")
    file = Place(content)
    members = tuple(_member(place) for place in file.objects("members"))
    if not members:
        raise file.wrong("members", "没有成员")
    numbers = [member.no for member in members]
    if len(set(numbers)) < len(numbers):
        raise file.wrong("members", "序号no有重复")
    applicant = file.whole("applicant")
    if applicant is not None and applicant not in numbers:
        raise file.wrong("applicant", f"不是成员的序号：{applicant}")
    household = HouseholdFacts(
        members, applicant, file.word("special_case"), file.yes("business_income"),
        file.money("monthly_income"),
    )
    events = file.objects("events")
    return Facts(
        file.word("region"), household, _exit_facts(file, household, events, frozenset(numbers)),
        tuple(place.values for place in events),
    )


def _member(place: Place) -> MemberFacts:
    registered_on = place.day("registered_on")
    known_without = "registered_on" in place.values and registered_on is None
    sex = place.whole("sex")
    return MemberFacts(
        no=place.needed("no", place.whole("no")),
        name=place.word("name") or str(place.values["no"]),
        relation=place.needed("relation", place.word("relation")),
        birth_on=place.day("birth_on"),
        sex=sex if sex in (1, 2) else None,
        state=place.term("state", MemberState),
        capacity=place.yes("capacity"),
        wants_work=place.yes("wants_work"),
        registered_on=registered_on,
        retirement_group=place.term("retirement_group", RetirementGroup),
        pension_from=place.day("pension_from"),
        registered=False if known_without else None,
        urban=place.yes("urban"),
        book=place.word("book"),
        co_living=place.yes("co_living"),
        marital=place.word("marital"),
        state_since=place.day("state_since"),
    )


def _exit_facts(
    file: Place, household: HouseholdFacts, events: list[Place], numbers: frozenset[int]
) -> ExitFacts:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for n, event in enumerate(events):
        kind = event.needed("kind", event.word("kind"))
        if kind not in KINDS:
            raise event.wrong("kind", f"不在{'、'.join(KINDS)}之内：{kind}")
        found[kind].append(EVENTS[kind](event, str(n), numbers))
    return ExitFacts(
        registered=frozenset(m.no for m in household.members if m.registered_on is not None),
        refusals=tuple(found["refusal"]),
        contacts=tuple(found["contact"]),
        employments=tuple(found["employment"]),
        changes=tuple(found["life"]),
        recognised_on=file.day("recognised_on"),
    )


def _whose(event: Place, numbers: frozenset[int]) -> int:
    member: int = event.needed("member", event.whole("member"))
    if member not in numbers:
        raise event.wrong("member", f"不是成员的序号：{member}")
    return member


def _refusal(event: Place, ref: str, numbers: frozenset[int]) -> Refusal:
    return Refusal(
        _whose(event, numbers), event.needed("on", event.day("on")), event.word("vacancy"),
        event.yes("confirmed") or False, event.yes("justified"), ref,
    )


def _contact(event: Place, ref: str, numbers: frozenset[int]) -> Contact:
    return Contact(
        event.needed("on", event.day("on")), event.needed("reached", event.yes("reached")),
        event.term("way", VisitWay), ref,
    )


def _employment(event: Place, ref: str, numbers: frozenset[int]) -> Employment:
    return Employment(
        _whose(event, numbers), event.needed("on", event.day("on")),
        event.term("form", EmploymentForm), event.yes("verified") or False, ref,
    )


def _life(event: Place, ref: str, numbers: frozenset[int]) -> LifeChange:
    member = None if event.values.get("member") is None else _whose(event, numbers)
    what = event.needed("what", event.term("what", LifeEvent))
    return LifeChange(member, event.needed("on", event.day("on")), what, ref)


EVENTS: dict[str, Callable[[Place, str, frozenset[int]], Any]] = {
    "refusal": _refusal, "contact": _contact, "employment": _employment, "life": _life,
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _money(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    return Decimal(str(value))
