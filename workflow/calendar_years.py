"""A year of the working calendar entered whole, and what it moves: shown before, stored with the trace.

The State Council's notice for a year comes in autumn; until then dates that reach into it are
provisional. Entering the year reckons every running term anew and says, household by household,
which last day becomes which. Source: Civil Code art. 203; docs/decisions/0023.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from access.audit import note
from access.permissions import Permission, may
from models import CalendarDay, CalendarYear, Household, Office, Publicity, User
from policy.parameters import PROMISE_PERIOD, PUBLICITY_PERIOD
from policy.rulebook import RuleBook
from policy.terms import DayKind, WarningCode
from policy.terms import Status as S
from policy.workdays import SATURDAY, WorkCalendar, WorkdayCount
from workflow.calendar import work_calendar
from workflow.decrees import Moved, in_order, moved_of
from workflow.other_alerts import province, refresh_offices
from workflow.refusals import refuse
from workflow.sweep import refresh_all

KINDS: Final = {
    "放假": DayKind.HOLIDAY, "调休上班": DayKind.MAKE_UP,
    "holiday": DayKind.HOLIDAY, "makeup": DayKind.MAKE_UP,
}
PARTS = re.compile(r"[,，\t 　]+")
FEWEST, MOST = 240, 260
"""Working days a year has had since the present holidays: 248 to 252."""

Days = Mapping[date, tuple[DayKind, str]]


@dataclass(frozen=True, slots=True)
class YearPreview:
    """What entering the year would do: its working days, and the last days that would move."""

    workdays: int
    holidays: int
    make_ups: int
    moved: tuple[Moved, ...]

    @property
    def hash(self) -> str:
        return sha256(repr((self.workdays, self.holidays, self.make_ups, self.moved)).encode()).hexdigest()


def days_of(text: str, year: int) -> Days:
    """The days typed or pasted, one a line: 2027-01-01 放假 元旦. Raises Refused, naming the line."""
    found: dict[date, tuple[DayKind, str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part for part in PARTS.split(line.strip()) if part]
        if not parts or parts[0] in ("日期", "on"):
            continue
        day = day_of(parts[0])
        if day is None or len(parts) < 2 or parts[1] not in KINDS:
            raise refuse("CC-203", "第%(n)d行看不懂：应写作“2027-01-01 放假 元旦”", "days", n=number)
        kind = KINDS[parts[1]]
        if day.year != year:
            raise refuse("CC-203", "第%(n)d行不是%(year)d年的日期", "days", n=number, year=year)
        if day in found:
            raise refuse("CC-203", "第%(n)d行的日期重复", "days", n=number)
        if kind is DayKind.MAKE_UP and day.weekday() < SATURDAY:
            raise refuse("CC-203", "第%(n)d行：调休上班日应在周六或周日", "days", n=number)
        found[day] = (kind, parts[2] if len(parts) > 2 else "")
    return found


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None


def preview_year(
    session: Session, year: int, days: Days, by: User, book: RuleBook
) -> YearPreview:
    """Check the year and say what it would move; stores nothing. Raises Refused."""
    if not may(by, Permission.REFERENCE_WRITE):
        raise refuse("CC-203", "您没有维护工作日历的权限")
    calendar = with_year(work_calendar(session), year, days)
    workdays = calendar.between(date(year - 1, 12, 31), date(year, 12, 31), provisional_ok=True)
    if not FEWEST <= workdays <= MOST:
        raise refuse(
            "CC-203", "按所录安排全年有%(n)d个工作日，与往年相差过大，请核对放假和调休是否录全",
            "days", n=workdays,
        )
    kinds = [kind for kind, _name in days.values()]
    return YearPreview(
        workdays, kinds.count(DayKind.HOLIDAY), kinds.count(DayKind.MAKE_UP),
        in_order(
            moved for _household, moved, _period in reckoned(session, calendar, year, book)
            if moved.before != moved.after
        ),
    )


def enter_year(
    session: Session, year: int, document: str, days: Days, book: RuleBook, on: date
) -> int:
    """Store the year and every last day it moves, each with a line in the trail; how many.

    Warnings follow at once: those of the households, and the one that the year was missing. Commits.
    """
    calendar = with_year(work_calendar(session), year, days)
    for old in session.scalars(
        select(CalendarDay).where(
            CalendarDay.on >= date(year, 1, 1), CalendarDay.on <= date(year, 12, 31)
        )
    ):
        session.delete(old)
    session.flush()
    session.add_all(CalendarDay(on=on, kind=kind, name=name) for on, (kind, name) in days.items())
    session.merge(CalendarYear(year=year, published=True, document=document))
    count = 0
    for household, moved, period in list(reckoned(session, calendar, year, book)):
        rewrite(session, household, period)
        if moved.before != moved.after:
            count += 1
            note(
                session, "recount_term", f"household:{household.id}", path=household.lies_under,
                before=str(moved.before), after=str(moved.after), year=year,
            )
    session.flush()
    refresh_all(session, on, calendar, book)
    refresh_offices(session, WarningCode.CALENDAR, province(session, on, calendar), on)
    session.commit()
    return count


def rewrite(session: Session, household: Household, period: WorkdayCount) -> None:
    if household.status is S.RECOGNISED:
        household.promise_due_on = period.due
        household.promise_provisional = period.provisional
        return
    household.publicized_until = period.due
    for posted in session.scalars(
        select(Publicity).where(
            Publicity.household_id == household.id, Publicity.taken_down_on.is_(None)
        )
    ):
        posted.until, posted.provisional = period.due, period.provisional


def reckoned(
    session: Session, calendar: WorkCalendar, year: int, book: RuleBook
) -> Iterator[tuple[Household, Moved, WorkdayCount]]:
    """The running terms written down that reach into the year, as they come out with it entered."""
    waiting = (
        select(Household)
        .where(
            Household.status.in_((S.PUBLICIZED, S.RECOGNISED)), Household.placed_on.is_(None),
        )
        .options(joinedload(Household.community).joinedload(Office.county))
        .order_by(Household.id)
    )
    for household in session.scalars(waiting):
        publicity = household.status is S.PUBLICIZED
        since = household.publicized_on if publicity else household.recognised_on
        told = household.publicized_until if publicity else household.promise_due_on
        if since is None or told is None:
            continue
        term = PUBLICITY_PERIOD if publicity else PROMISE_PERIOD
        days = book.for_region(household.lies_under).at(term, since)
        period = calendar.count(since, days, provisional_ok=True)
        if since.year <= year <= max(told, period.due).year:
            yield household, moved_of(household, told, period.due), period


def with_year(calendar: WorkCalendar, year: int, days: Days) -> WorkCalendar:
    """The calendar as it would be with that year entered."""
    def kept(day: date) -> bool:
        return day.year != year

    off = {day for day, (kind, _name) in days.items() if kind is DayKind.HOLIDAY}
    worked = set(days) - off
    return WorkCalendar(
        calendar.years | {year},
        frozenset(filter(kept, calendar.days_off)) | off,
        frozenset(filter(kept, calendar.make_up_days)) | worked,
        {day: name for day, name in calendar.names.items() if kept(day)}
        | {day: name for day, (_kind, name) in days.items()},
    )
