"""What each column of the report counts: rows of which table, under which condition on their dates.

The list a figure opens asks the same condition, so that its rows are as many as the figure says.
A condition is asked of (first day, last day, today). Source: policy.report_terms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models import Benefit, Employment, FollowUp, Household, Member, Service, Watch
from policy.aid_terms import BenefitState, SlotState
from policy.report_periods import ReportSpan
from policy.report_terms import POLICY_OF
from policy.terms import EmploymentForm, ExitGround, ServiceKind
from workflow.promise import counts_as
from workflow.standing import Promise, Standing, promised, stands

DAY: Final = timedelta(days=1)
Condition = Callable[[date, date, date], ColumnElement[bool]]


class Days(Enum):
    """Which days of a period a figure looks at."""

    PERIOD = "period"
    YEAR = "year so far"
    MONTHS = "months it is called after"


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Rows of `model` that meet `among` and `which`; the sum of `of` instead of their number."""

    model: Any
    among: Condition
    which: Condition | None = None
    days: Days = Days.PERIOD
    of: InstrumentedAttribute[int] | None = None

    def met(self, since: date, until: date, today: date) -> ColumnElement[bool]:
        """The whole condition, for the list behind the figure."""
        found = self.among(since, until, today)
        return and_(found, self.which(since, until, today)) if self.which else found

    def span(self, report: ReportSpan) -> tuple[date, date]:
        """First and last day the figure looks at."""
        if self.days is Days.MONTHS:
            return report.months[0], report.months[-1]
        return (report.year_since if self.days is Days.YEAR else report.since), report.until


def between(column: Any) -> Condition:
    """The date lies in the period, both days included."""
    return lambda since, until, today: column.between(since, until)


def always(condition: ColumnElement[bool]) -> Condition:
    return lambda since, until, today: condition


def on_register_before(since: date, until: date, today: date) -> ColumnElement[bool]:
    return stands(Standing.REGISTER, since - DAY, today)


def on_register(since: date, until: date, today: date) -> ColumnElement[bool]:
    return stands(Standing.REGISTER, until, today)


def overdue(since: date, until: date, today: date) -> ColumnElement[bool]:
    return stands(Standing.OVERDUE, min(until, today), today)


def at_work(since: date, until: date, today: date) -> ColumnElement[bool]:
    return Household.placed_on <= min(until, today)


def within_promise(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Nobody at work yet, and the last day of the promise not over (or not written down)."""
    on = min(until, today)
    return and_(
        or_(Household.placed_on.is_(None), Household.placed_on > on),
        or_(Household.promise_due_on.is_(None), Household.promise_due_on >= on),
    )


def turned_away(since: date, until: date, today: date) -> ColumnElement[bool]:
    return or_(
        Household.rejected_on.between(since, until), Household.withdrawn_on.between(since, until)
    )


def left(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Released, or the recognition revoked; a household is never both."""
    return or_(
        Household.exited_on.between(since, until), Household.revoked_on.between(since, until)
    )


def returned(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Recognised anew after an exit. Families keep their number within their street."""
    before = aliased(Household)
    return (
        select(before.id)
        .where(
            before.family_no == Household.family_no,
            before.street_id == Household.street_id,
            before.episode < Household.episode,
            before.exited_on <= Household.recognised_on,
        )
        .exists()
    )


def recognised_anew(since: date, until: date, today: date) -> ColumnElement[bool]:
    """The same of those recognised in the period, found among the few that applied again."""
    now, before = aliased(Household), aliased(Household)
    return Household.id.in_(
        select(now.id)
        .join(before, (before.family_no == now.family_no) & (before.street_id == now.street_id))
        .where(
            now.episode > literal_column("1"), now.recognised_on.between(since, until),
            before.episode < now.episode, before.exited_on <= now.recognised_on,
        )
    )


def first_placed(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Verified in the period, and the first job of its member that was."""
    sooner = aliased(Employment)
    return and_(
        Employment.verified_on.between(since, until),
        Employment.voided_at.is_(None),
        ~select(sooner.id)
        .where(
            sooner.member_id == Employment.member_id,
            sooner.voided_at.is_(None),
            or_(
                sooner.verified_on < Employment.verified_on,
                and_(sooner.verified_on == Employment.verified_on, sooner.id < Employment.id),
            ),
        )
        .exists(),
    )


def served(since: date, until: date, today: date) -> ColumnElement[bool]:
    return and_(Service.served_on.between(since, until), Service.voided_at.is_(None))


def owed_a_visit(since: date, until: date, today: date) -> ColumnElement[bool]:
    months = FollowUp.month.between(since, until)
    return Household.id.in_(
        select(FollowUp.household_id).where(months, FollowUp.state != SlotState.CLOSED)
    )


def all_visited(since: date, until: date, today: date) -> ColumnElement[bool]:
    """None of the months owed is open or was made up for later."""
    months = FollowUp.month.between(since, until)
    return Household.id.not_in(
        select(FollowUp.household_id).where(
            months, FollowUp.state.in_((SlotState.OPEN, SlotState.LATE))
        )
    )


def enjoying(policy: Any = None) -> Condition:
    """Members who enjoyed the policy, or any, on a day of the period."""

    def met(since: date, until: date, today: date) -> ColumnElement[bool]:
        rows = select(Benefit.member_id).where(
            Benefit.voided_at.is_(None),
            Benefit.state.in_((BenefitState.ENJOYED, BenefitState.STOPPED)),
            Benefit.from_on <= until,
            or_(Benefit.until_on.is_(None), Benefit.until_on >= since),
            or_(Benefit.stopped_on.is_(None), Benefit.stopped_on >= since),
        )
        return Member.id.in_(rows if policy is None else rows.where(Benefit.policy == policy))

    return met


def promise_over(since: date, until: date, today: date) -> ColumnElement[bool]:
    last = min(until, today - DAY)
    return and_(promised(Promise.DUE), Household.promise_due_on.between(since, last))


def watched(since: date, until: date, today: date) -> ColumnElement[bool]:
    return and_(
        Watch.listed_on <= until,
        or_(Watch.ended_on.is_(None), Watch.ended_on > until),
        Watch.voided_at.is_(None),
    )


recognised: Final = between(Household.recognised_on)
enjoying_any: Final = enjoying()
H, J = Household, Employment
E, X, K = EmploymentForm, ExitGround, ServiceKind
BY_OTHER: Final = or_(H.exit_ground == X.OTHER, H.revoked_on.is_not(None))
GIVEN: Final = {
    "P": counts_as(K.GUIDANCE), "Q": counts_as(K.TRAINING_INFO), "R": counts_as(K.REFERRAL),
}

FIGURES: Final[Mapping[str, CountedRows]] = {
    "A": CountedRows(H, on_register_before),
    "B": CountedRows(H, between(H.submitted_on)),
    "C": CountedRows(H, turned_away),
    "D": CountedRows(H, recognised),
    "E": CountedRows(H, recognised, of=H.labour_members),
    "X": CountedRows(H, recognised, returned),
    "F": CountedRows(H, left),
    "F1": CountedRows(H, left, always(H.exit_ground == X.EMPLOYED)),
    "F2": CountedRows(H, left, always(H.exit_ground == X.REFUSED)),
    "F3": CountedRows(H, left, always(H.exit_ground == X.UNREACHABLE)),
    "F4": CountedRows(H, left, always(BY_OTHER)),
    "G": CountedRows(H, on_register),
    "H": CountedRows(H, on_register, within_promise),
    "I": CountedRows(H, on_register, overdue),
    "I2": CountedRows(H, on_register, at_work),
    "V": CountedRows(H, overdue),
    "J": CountedRows(H, between(H.assisted_on)),
    "K": CountedRows(J, first_placed),
    "L": CountedRows(J, first_placed, always(J.form == E.UNIT)),
    "M": CountedRows(J, first_placed, always(J.form.in_((E.SELF, E.STARTUP)))),
    "N": CountedRows(J, first_placed, always(J.form == E.FLEXIBLE)),
    "O": CountedRows(J, first_placed, always(J.form == E.PUBLIC_POST)),
    "O1": CountedRows(J, first_placed, always(J.form == E.OTHER)),
    **{key: CountedRows(Service, served, always(kind)) for key, kind in GIVEN.items()},
    "S1": CountedRows(H, owed_a_visit, days=Days.MONTHS),
    "S2": CountedRows(H, owed_a_visit, all_visited, days=Days.MONTHS),
    "U1": CountedRows(H, promise_over),
    "U2": CountedRows(H, promise_over, always(promised(Promise.KEPT))),
    "T": CountedRows(Member, enjoying_any),
    **{key: CountedRows(Member, enjoying_any, enjoying(kind)) for key, kind in POLICY_OF.items()},
    "W": CountedRows(Watch, watched),
    "Z1": CountedRows(H, recognised, days=Days.YEAR),
    "Z2": CountedRows(H, left, days=Days.YEAR),
    "Z3": CountedRows(J, first_placed, days=Days.YEAR),
}
"""Every figure that is counted; A1, Y and the rates follow from others."""


def promise_missed(since: date, until: date, today: date) -> ColumnElement[bool]:
    """The promise ended in the period, and nobody had gone to work by then."""
    return and_(promise_over(since, until, today), promised(Promise.MISSED))


def given_to_due(kind: ColumnElement[bool]) -> Condition:
    """Services to households whose promise ended in the period without a job, up to its end."""

    def met(since: date, until: date, today: date) -> ColumnElement[bool]:
        due = select(Household.id).where(promise_missed(since, until, today))
        return and_(
            Service.household_id.in_(due), Service.served_on <= until,
            Service.voided_at.is_(None), kind,
        )

    return met


BESIDE: Final[Mapping[str, CountedRows]] = {
    "due_members": CountedRows(H, promise_missed, of=H.registered_members),
    **{f"due_{key}": CountedRows(Service, given_to_due(kind)) for key, kind in GIVEN.items()},
    "year_F1": CountedRows(H, left, always(H.exit_ground == X.EMPLOYED), Days.YEAR),
}
"""What the check rules need besides."""
