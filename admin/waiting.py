"""What waits on an officer's desk: one definition for the number, the lines and the list behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from admin.clocks import SOON
from admin.shelf import kept
from admin.terms_beyond import Stretch, stretches
from models import Alert, Exit, Household, Objection, User
from policy.rulebook import RuleBook
from policy.terms import ObjectionFinding, WarningCode
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow.acts import buttons_for, desk_level
from workflow.transitions import HOLDER

DESKS: Final = {"mine": "等我办理", "due": "即将到期", "others": "等他人办理"}
SUPERVISOR_DESKS: Final = {"mine": "超期未办", "due": "即将到期", "others": "按期办理中"}
PILES: Final = {"over": "公示期满待上报", "exits": "退出待审批", "promises": "承诺临期或逾期"}
"""Smaller heaps on a desk that a figure counts; the list knows them by the same parameter."""
IN_PROCEDURE: Final = (S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED)


def held_by(user: User) -> tuple[S, ...]:
    """The statuses that lie on this officer's own desk; none for who only supervises."""
    level = desk_level(user.office)

    def find() -> tuple[S, ...]:
        return tuple(
            status for status, holder in HOLDER.items()
            if holder is level and buttons_for(status, user)
        )

    return kept(("held", user.role, level), find, for_ever=True)


def desks_of(user: User) -> dict[str, str]:
    """The columns and piles of the workbench under the names this officer's work gives them."""
    return (DESKS if held_by(user) else SUPERVISOR_DESKS) | PILES


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows (`of`: households) that wait for one and the same thing, and what says which comes first.

    The heaps of one desk share no household, so their numbers add up; and each is found through
    one index, which the heaps joined by OR would not be.
    """

    condition: ColumnElement[bool]
    first: Any
    of: Any = Household.id


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day for which a desk is laid, and by what terms are reckoned on it."""

    session: Session
    on: date
    calendar: WorkCalendar
    book: RuleBook


def desk_condition(user: User, desk: str, day: AsOf) -> ColumnElement[bool]:
    """Which households stand in that column or pile of the officer's workbench on that day.

    Raises KeyError for a desk there is not.
    """
    heaps = heaps_of(user, desk, day)
    return or_(*(heap.condition for heap in heaps)) if heaps else false()


def heaps_of(user: User, desk: str, day: AsOf) -> list[Heap]:
    """What a column or pile of the workbench is made of; KeyError for a desk there is not."""
    held, on = held_by(user), day.on
    match desk:
        case "mine":
            return on_own_desk(held, on) if held else overdue(day)
        case "due":
            return falls_due(day, day.on if not held else date.min)
        case "others":
            return lies_elsewhere(held) if held else in_good_time(day)
        case "over":
            return [in_status(S.PUBLICIZED, Household.publicized_until < on)]
        case "exits":
            return [in_status(S.RECOGNISED, has_open_proposal())]
        case "promises":
            return [promises(Household.promise_due_on <= workdays_ahead(day, SOON))]
    raise KeyError(desk)


def in_status(status: S, *conditions: ColumnElement[bool]) -> Heap:
    return Heap(and_(Household.status == status, *conditions), Household.id)


def on_own_desk(held: tuple[S, ...], on: date) -> list[Heap]:
    """Publicity waits for nobody until it is over; a recognised household, until an exit is proposed."""
    when = {
        S.PUBLICIZED: or_(Household.publicized_until < on, has_open_objection()),
        S.RECOGNISED: has_open_proposal(),
    }
    return [in_status(s, when[s]) if s in when else in_status(s) for s in held]


def lies_elsewhere(held: tuple[S, ...]) -> list[Heap]:
    heaps = [in_status(s) for s in (*IN_PROCEDURE, S.RETURNED) if s not in held]
    if S.RECOGNISED not in held:
        heaps.append(in_status(S.RECOGNISED, has_open_proposal()))
    return heaps


def falls_due(day: AsOf, since: date) -> list[Heap]:
    """Running publicity, promises with five working days or fewer left, and the 1-1-3 warned about.

    `since`: who only supervises has what is overdue in a column of its own, and begins with today.
    """
    soon = workdays_ahead(day, SOON)
    return [
        in_status(S.PUBLICIZED, Household.publicized_until >= day.on),
        promises(Household.promise_due_on.between(since, soon)),
        promises(Household.promise_due_on > soon, owes_services()),
    ]


def promises(*conditions: ColumnElement[bool]) -> Heap:
    """Promises that run, nobody at work yet; the soonest due comes first."""
    condition = and_(
        Household.status == S.RECOGNISED, Household.placed_on.is_(None), *conditions
    )
    return Heap(condition, Household.promise_due_on)


def overdue(day: AsOf) -> list[Heap]:
    """What a supervisor asks after: reviews beyond their term and promises not kept."""
    reviews = [
        in_status(status, stretch.late) for status in IN_PROCEDURE for stretch in terms(status, day)
    ]
    return [*reviews, promises(Household.promise_due_on < day.on)]


def in_good_time(day: AsOf) -> list[Heap]:
    """What the offices beneath have in hand within its term; running publicity is due anyway."""
    over = {S.PUBLICIZED: (Household.publicized_until < day.on,)}
    return [
        in_status(status, stretch.in_term, *over.get(status, ()))
        for status in IN_PROCEDURE for stretch in terms(status, day)
    ]


def terms(status: S, day: AsOf) -> Iterator[Stretch]:
    return stretches(day.session, status, day.on, day.calendar, day.book)


def has_open_proposal() -> ColumnElement[bool]:
    return Household.id.in_(select(Exit.household_id).where(Exit.approved.is_(None)))


def has_open_objection() -> ColumnElement[bool]:
    return exists().where(
        Objection.household_id == Household.id, Objection.finding == ObjectionFinding.OPEN
    )


def owes_services() -> ColumnElement[bool]:
    """Whether the warning of the 1-1-3 stands: it knows the region's numbers and who is at work."""
    return Household.id.in_(
        select(Alert.household_id).where(
            Alert.code == WarningCode.QUOTA, Alert.cleared_on.is_(None)
        )
    )


def workdays_ahead(day: AsOf, workdays: int) -> date:
    """The last day with at most so many working days left; provisional where the year is missing."""
    return day.calendar.count(day.on, workdays, provisional_ok=True).due
