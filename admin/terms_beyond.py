"""Which files are beyond their term, as conditions in SQL: the same reckoning as page, list and ring.

A term is as long as the rules of the region said on the day it began. Where a last day was written
down and told, that day counts. So the files of one status fall into stretches: a region and a span
of days on which terms of one length began, each with the first day of beginning still in term.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import Session

from models import Household, Office
from policy.parameters import Parameter
from policy.rulebook import NAMES, RuleBook, Rules
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow.term_table import FOLLOWS, TERM_OF

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Files in one status that share the length of their term; `since` before `limit` is too long ago."""

    status: S
    condition: ColumnElement[bool]
    since: Any
    limit: date

    @property
    def late(self) -> ColumnElement[bool]:
        return and_(self.condition, self.since < self.limit)

    @property
    def in_term(self) -> ColumnElement[bool]:
        return and_(self.condition, self.since >= self.limit)


def stretches(
    session: Session, status: S, on: date, calendar: WorkCalendar, book: RuleBook
) -> Iterator[Stretch]:
    """Every file in that status lies in exactly one of them."""
    term = FOLLOWS.get(status) or TERM_OF[status]
    if term.told:
        yield Stretch(status, true(), getattr(Household, term.told), on)
        return
    since = getattr(Household, term.since)
    for region, rules in regions(session, term.parameter, book):
        for begin, end, workdays in spans(term.parameter, rules):
            condition = region
            if begin is not None:
                condition &= since >= begin
            if end is not None:
                condition &= since < end
            yield Stretch(status, condition, since, first_in_term(calendar, on, workdays))


def regions(
    session: Session, parameter: Parameter, book: RuleBook
) -> list[tuple[ColumnElement[bool], Rules]]:
    """The province in parts that have the number alike: each office that decrees it, and the rest."""
    name = NAMES[parameter]
    paths = {decree.path for decree in book.decrees if decree.parameter == name}
    offices = list(session.scalars(select(Office).where(Office.path.in_(paths)))) if paths else []
    found = [
        (but_not(within(office), [o for o in offices if o is not office and o.is_under(office.path)]),
         book.for_region(office.path))
        for office in offices
    ]
    return [*found, (but_not(true(), offices), Rules())]


def within(office: Office) -> ColumnElement[bool]:
    return Household.within(office.area) if office.area.column else true()


def but_not(all_: ColumnElement[bool], without: list[Office]) -> ColumnElement[bool]:
    return and_(all_, not_(or_(*map(within, without)))) if without else all_


def spans(
    parameter: Parameter, rules: Rules
) -> Iterator[tuple[date | None, date | None, int]]:
    """From which day, up to which, and how many working days a term has that begins in between."""
    name = NAMES[parameter]
    changes = {decree.since for decree in rules.decrees if decree.parameter == name}
    days = sorted(changes | {day for day, _value in parameter.values[1:]})
    for begin, end in zip((None, *days), (*days, None), strict=True):
        yield begin, end, rules.since_issue(parameter, begin or date.min)


def first_in_term(calendar: WorkCalendar, on: date, workdays: int) -> date:
    """The first day of beginning whose term of so many working days has not ended before `on`."""
    day = on
    while calendar.count(day - DAY, workdays, provisional_ok=True).due >= on:
        day -= DAY
    return day
