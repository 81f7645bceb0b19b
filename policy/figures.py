"""What one household adds to the leaders' figures, day by day; all of them follow from its dates.

A measure counts on its day. How households stand is kept as what changes on a day: one more on the
first, one less on the day after the last, so that the sum up to a day is how many stood so at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from policy.terms import ExitGround, Term

DAY = timedelta(days=1)


class Figure(Term):
    """What is kept by office and day, in households (户)."""

    RECOGNISED = "recognised", "认定"
    ASSISTED = "assisted", "援助"
    EXITED = "exited", "退出"
    REGISTER = "register", "在册"
    OVERDUE = "overdue", "超过承诺期限未就业"
    OVERDUE_NOW = "overdue_now", "在册且超过承诺期限未就业"
    KEPT = "kept", "按期兑现"
    MISSED = "missed", "未按期兑现"
    PICKY = "picky", "挑拣"


STANDING = (Figure.REGISTER, Figure.OVERDUE, Figure.OVERDUE_NOW)
"""Kept as changes; every other figure is the number of the day.

How it stood on a day gone by goes by the dates; how it stands now, by who is on the register now, even
if a date were still to come. So OVERDUE_NOW is kept of those on the register alone, and all changes of
REGISTER together are how many are on it.
"""
Contributions = dict[tuple[Figure, date], int]


@dataclass(frozen=True, slots=True)
class HouseholdDays:
    """All the figures know of a household."""

    recognised_on: date | None = None
    assisted_on: date | None = None
    exited_on: date | None = None
    exit_ground: ExitGround | None = None
    revoked_on: date | None = None
    placed_on: date | None = None
    promise_due_on: date | None = None
    picky_on: date | None = None


def contributions(days: HouseholdDays) -> Contributions:
    """What the household counts for on which day."""
    found: Contributions = {}
    for figure, day in ((Figure.RECOGNISED, days.recognised_on), (Figure.ASSISTED, days.assisted_on),
                        (Figure.EXITED, days.exited_on)):
        if day is not None:
            found[figure, day] = 1
    since, due = days.recognised_on, days.promise_due_on
    if since is not None:
        left = earliest(days.exited_on, days.revoked_on)
        found |= interval(Figure.REGISTER, since, left)
        if due is not None:
            found |= interval(Figure.OVERDUE, max(since, due + DAY), earliest(left, days.placed_on))
            if left is None:
                found |= interval(Figure.OVERDUE_NOW, due + DAY, days.placed_on)
    if due is not None and (outcome := promise(days, due)):
        found[outcome, due] = 1
    return found


def promise(days: HouseholdDays, due: date) -> Figure | None:
    """What became of the promise once its last day is over; none if it was no longer owed.

    As workflow.standing asks it of the rows: owed nothing after a revocation, or after another
    exit than to work by the last day; who picked and chose (挑挑拣拣) stands apart.
    """
    otherwise = days.exited_on is not None and days.exit_ground != ExitGround.EMPLOYED
    if days.revoked_on is not None or (otherwise and by(days.exited_on, due)):
        return None
    if by(days.picky_on, due):
        return Figure.PICKY
    return Figure.KEPT if by(days.placed_on, due) else Figure.MISSED


def by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def interval(figure: Figure, first: date, after: date | None) -> Contributions:
    """From the first day to the one before `after`; nothing if it ends before it begins."""
    if after is None:
        return {(figure, first): 1}
    return {(figure, first): 1, (figure, after): -1} if first < after else {}
