"""The running clock of a household: which term runs, until when, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _
from sqlalchemy import and_, case, null

from admin.words import Cell
from models import Household
from policy.rulebook import NOTICE, Rules
from policy.terms import Status as S
from policy.workdays import WorkCalendar, WorkdayCount
from workflow.term_table import FOLLOWS, TERM_OF, running

if TYPE_CHECKING:
    from admin.cells import Page

SOON = 5
"""Working days left from which a term is yellow; of a term under fifteen days its last third."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip."""

    on: date
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that runs: days left in working days, negative once overdue."""

    label: str
    days_left: int
    total: int
    due_on: str
    provisional: bool
    tone: str
    strip: list[Day] = field(default_factory=list)


def clock_of(
    household: Household, on: date, calendar: WorkCalendar, rules: Rules = NOTICE
) -> Clock | None:
    """The clock that runs for this household on that day; None if none does."""
    found = term_of(household, on, calendar, rules)
    if found is None:
        return None
    label, period = found
    left = calendar.left(on, period.due, provisional_ok=True)
    return Clock(
        label,
        left,
        period.days,
        period.due.isoformat(),
        period.provisional,
        tone_of(left, period.days),
        strip_of(period, calendar),
    )


def term_of(
    household: Household, on: date, calendar: WorkCalendar, rules: Rules = NOTICE
) -> tuple[str, WorkdayCount] | None:
    """The term a household is under on that day, counted day by day from its first day."""
    if household.status is S.RECOGNISED and household.placed_on:
        return None
    found = running(household, on, calendar, rules)
    return None if found is None else (_(found.term.label), replace(found.period, due=found.due))


def tone_of(left: int | None, total: int | None) -> str:
    """Green, yellow when it becomes urgent, red when overdue."""
    if left is None:
        return "none"
    if left < 0:
        return "red"
    return "yellow" if left <= min(SOON, max(1, (total or 0) // 3)) else "green"


class TermLeft:
    """The ring: working days left of the term the status runs under; reckoned once a page for each day.

    The database picks the two days that matter to the status: a list need not fetch all seven.
    """

    key, kind, label = "term", "days", "期限"
    needs: tuple[Any, ...] = (
        "status",
        case(
            (and_(Household.status == S.RECOGNISED, Household.placed_on.is_not(None)), null()),
            *((Household.status == s, getattr(Household, t.since)) for s, t in TERM_OF.items()),
        ),
        case(*(
            (Household.status == s, getattr(Household, t.told)) for s, t in TERM_OF.items() if t.told
        )),
        "county_id",
    )

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        status, since, told, county = values
        if since is None:
            return NO_TERM
        rules = page.rules_in(county)
        key = (status, since, told, id(rules))
        found = page.made.get(key)
        if found is None:
            term = TERM_OF[status]
            if told and told < page.on and status in FOLLOWS:
                term, since, told = FOLLOWS[status], told, None
            total = rules.since_issue(term.parameter, since)
            due = told or page.calendar.count(since, total, provisional_ok=True).due
            left = page.left(due)
            found = Cell(left, "days", due.isoformat(), None, tone_of(left, total), max(total, left))
            page.made[key] = found
        return found


NO_TERM: Final = Cell("", "days")


def strip_of(period: WorkdayCount, calendar: WorkCalendar) -> list[Day]:
    """Each day from the first to the last: counted, off with its reason, or made up (班)."""
    counted = {day: "" for day in period.counted}
    made_up = dict(period.made_up)
    off = dict(period.skipped)
    days = [Day(period.start, "start", _("起"))]
    day = period.start
    while day < period.due:
        day += timedelta(days=1)
        if day == period.due:
            days.append(Day(day, "due", _("止")))
        elif day in made_up:
            days.append(Day(day, "makeup", _("班")))
        elif day in counted:
            days.append(Day(day, "counted"))
        else:
            why = off.get(day, "")
            days.append(Day(day, "weekend" if why in ("周六", "周日") else "holiday", _(why) if why else ""))
    return days
