"""What waits on an officer's desk: one definition for the number, the lines and the list behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from admin.clocks import SOON
from models import Exit, Household, Member, Objection, Service, User
from policy.assistance import COUNTS_AS, OWED
from policy.terms import Feedback, ObjectionFinding, ServiceKind
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow.acts import buttons_for, desk_level
from workflow.term_table import TERM_OF
from workflow.transitions import HOLDER

DESKS: Final = {"mine": "等我办理", "due": "即将到期", "others": "等他人办理"}
SUPERVISOR_DESKS: Final = {"mine": "超期未办", "due": "即将到期", "others": "按期办理中"}
PILES: Final = {"over": "公示期满待上报", "exits": "退出待审批", "promises": "承诺临期或逾期"}
"""Smaller heaps on a desk that a figure counts; the list knows them by the same parameter."""
IN_PROCEDURE: Final = (S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED)

SERVICES_SOON: Final = 10
"""W06: the 1-1-3 turns yellow when so many working days are left."""


def held_by(user: User) -> tuple[S, ...]:
    """The statuses that lie on this officer's own desk; none for who only supervises."""
    level = desk_level(user.office)
    return tuple(
        status for status, holder in HOLDER.items()
        if holder is level and buttons_for(status, user)
    )


def desks_of(user: User) -> dict[str, str]:
    """The columns and piles of the workbench under the names this officer's work gives them."""
    return (DESKS if held_by(user) else SUPERVISOR_DESKS) | PILES


@dataclass(frozen=True, slots=True)
class Heap:
    """Households that wait for one and the same thing, and what says which of them comes first.

    The heaps of one desk share no household, so their numbers add up; and each is found through
    one index, which the heaps joined by OR would not be.
    """

    condition: ColumnElement[bool]
    first: Any


def desk_condition(
    user: User, desk: str, on: date, calendar: WorkCalendar
) -> ColumnElement[bool]:
    """Which households stand in that column or pile of the officer's workbench on that day.

    Raises KeyError for a desk there is not.
    """
    heaps = heaps_of(user, desk, on, calendar)
    return or_(*(heap.condition for heap in heaps)) if heaps else false()


def heaps_of(user: User, desk: str, on: date, calendar: WorkCalendar) -> list[Heap]:
    """What a column or pile of the workbench is made of; KeyError for a desk there is not."""
    held = held_by(user)
    match desk:
        case "mine":
            return on_own_desk(held, on) if held else overdue(on, calendar)
        case "due":
            return falls_due(on, calendar)
        case "others":
            return lies_elsewhere(held) if held else in_good_time(on, calendar)
        case "over":
            return [in_status(S.PUBLICIZED, Household.publicized_until < on)]
        case "exits":
            return [in_status(S.RECOGNISED, has_open_proposal())]
        case "promises":
            return [promises(Household.promise_due_on <= workdays_ahead(calendar, on, SOON))]
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


def falls_due(on: date, calendar: WorkCalendar) -> list[Heap]:
    """Running publicity, promises with five working days or fewer left, and 1-1-3 unmet with ten."""
    soon = workdays_ahead(calendar, on, SOON)
    services_soon = workdays_ahead(calendar, on, SERVICES_SOON)
    return [
        in_status(S.PUBLICIZED, Household.publicized_until >= on),
        promises(Household.promise_due_on <= soon),
        promises(
            Household.promise_due_on > soon,
            Household.promise_due_on <= services_soon,
            lacks_services(on),
        ),
    ]


def promises(*conditions: ColumnElement[bool]) -> Heap:
    """Promises that run, nobody at work yet; the soonest due comes first."""
    condition = and_(
        Household.status == S.RECOGNISED, Household.placed_on.is_(None), *conditions
    )
    return Heap(condition, Household.promise_due_on)


def overdue(on: date, calendar: WorkCalendar) -> list[Heap]:
    """What a supervisor asks after: reviews beyond their term and promises not kept."""
    reviews = [
        in_status(status, since < limit) for status, since, limit in review_terms(on, calendar)
    ]
    return [*reviews, promises(Household.promise_due_on < on)]


def in_good_time(on: date, calendar: WorkCalendar) -> list[Heap]:
    """What the offices beneath have in hand within its term; running publicity is due anyway."""
    return [
        in_status(status, since >= limit)
        for status, since, limit in review_terms(on, calendar)
        if status is not S.PUBLICIZED
    ]


def review_terms(on: date, calendar: WorkCalendar) -> list[tuple[S, Any, date]]:
    """For each status of the procedure: since when a file is in it, and the first day still in term."""
    return [
        (status, getattr(Household, t.since), workdays_ago(calendar, on, t.parameter.at(on)))
        for status, t in TERM_OF.items()
        if status in IN_PROCEDURE
    ]


def has_open_proposal() -> ColumnElement[bool]:
    return Household.id.in_(select(Exit.household_id).where(Exit.approved.is_(None)))


def has_open_objection() -> ColumnElement[bool]:
    return exists().where(
        Objection.household_id == Household.id, Objection.finding == ObjectionFinding.OPEN
    )


def lacks_services(on: date) -> ColumnElement[bool]:
    """Whether a member registered unemployed has not had the 1-1-3 since the recognition."""
    short = [
        select(func.count())
        .select_from(Service)
        .where(
            Service.member_id == Member.id,
            Service.kind.in_([k for k, counted in COUNTS_AS.items() if counted is kind]),
            Service.served_on >= Household.recognised_on,
            Service.voided_at.is_(None),
            Service.counts.is_(True) if kind is ServiceKind.REFERRAL
            else Service.feedback != Feedback.UNREACHED,
        )
        .correlate(Member, Household)
        .scalar_subquery()
        < number.at(on)
        for kind, number in OWED.items()
    ]
    return exists().where(
        Member.household_id == Household.id,
        Member.registered_on.is_not(None),
        Member.voided_at.is_(None),
        or_(*short),
    )


def workdays_ahead(calendar: WorkCalendar, on: date, workdays: int) -> date:
    """The last day with at most so many working days left; provisional where the year is missing."""
    return calendar.count(on, workdays, provisional_ok=True).due


def workdays_ago(calendar: WorkCalendar, on: date, workdays: int) -> date:
    """The first day from which no more than so many working days have passed."""
    day = on
    while calendar.between(day - timedelta(days=1), on, provisional_ok=True) <= workdays:
        day -= timedelta(days=1)
    return day

