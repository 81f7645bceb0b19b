"""Every term of the procedure in working days: what starts it, what ends it, by which number and clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models import Exit, Household
from policy.parameters import (
    ACCEPTANCE_PERIOD,
    COUNTY_REVIEW_PERIOD,
    EXIT_DECISION_PERIOD,
    FIRST_SERVICE_PERIOD,
    PROMISE_PERIOD,
    PUBLICITY_PERIOD,
    REPORT_PERIOD,
    VERIFICATION_PERIOD,
    Parameter,
)
from policy.rulebook import Rules
from policy.terms import Status as S
from policy.workdays import WorkCalendar, WorkdayCount


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of term. `since` and `ended` name columns of the household (of the proposal for 退出审批).

    `status` is the one the term runs under as the household's own clock; `told` the column of the
    last day that was written down and told to the family.
    """

    label: str
    clause: str
    parameter: Parameter
    event: str
    since: str
    ended: str
    status: S | None = None
    told: str = ""


TERMS: Final = (
    Term("受理期限", "102-2-1", ACCEPTANCE_PERIOD, "申请日期", "applied_on", "submitted_on"),
    Term("初审期限", "102-2-2", VERIFICATION_PERIOD, "提交日期", "submitted_on", "verified_on", S.SUBMITTED),
    Term("公示前期限", "102-2-2", VERIFICATION_PERIOD, "初审日期", "verified_on", "publicized_on", S.VERIFIED),
    Term("公示期", "102-2-2", PUBLICITY_PERIOD, "公示起", "publicized_on", "", S.PUBLICIZED, "publicized_until"),
    Term("上报期限", "102-2-2", REPORT_PERIOD, "公示止", "publicized_until", "reported_on"),
    Term("县级复核期限", "102-2-3", COUNTY_REVIEW_PERIOD, "上报日期", "reported_on", "recognised_on", S.REPORTED),
    Term("首次服务期限", "102-4-3", FIRST_SERVICE_PERIOD, "认定日期", "recognised_on", "assisted_on"),
    Term("承诺期限", "102-4-3", PROMISE_PERIOD, "认定日期", "recognised_on", "placed_on", S.RECOGNISED, "promise_due_on"),
)
OF_PROPOSAL: Final = Term(
    "退出审批期限", "102-3", EXIT_DECISION_PERIOD, "提出日期", "proposed_on", "decided_on"
)
TERM_OF: Final[dict[S, Term]] = {term.status: term for term in TERMS if term.status}
"""Which term runs while a file waits in a status."""
FOLLOWS: Final[dict[S, Term]] = {S.PUBLICIZED: next(term for term in TERMS if term.parameter is REPORT_PERIOD)}
"""Which one runs once that has ended by itself: nobody is late the day a publicity is over."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One term of one household, day by day; `due` is the day that counts, told or reckoned."""

    term: Term
    period: WorkdayCount
    due: date
    ended_on: date | None = None


def terms_of(
    household: Household, proposals: list[Exit], calendar: WorkCalendar, rules: Rules
) -> Iterator[Counted]:
    """Every term that has begun for the household, in the order of the procedure."""
    for term in TERMS:
        found = counted(term, household, calendar, rules)
        if found is not None:
            yield found
    for proposal in proposals:
        found = counted(OF_PROPOSAL, proposal, calendar, rules)
        if found is not None:
            yield found


def running(household: Household, on: date, calendar: WorkCalendar, rules: Rules) -> Counted | None:
    """The term the file is under on that day; None where none runs."""
    status = household.status
    found = counted(TERM_OF[status], household, calendar, rules) if status in TERM_OF else None
    if found is not None and found.due < on and status in FOLLOWS:
        return counted(FOLLOWS[status], household, calendar, rules)
    return found


def counted(
    term: Term, row: Household | Exit, calendar: WorkCalendar, rules: Rules
) -> Counted | None:
    """The term as it runs or ran; None where it has not begun."""
    since: date | None = getattr(row, term.since)
    if since is None:
        return None
    period = calendar.count(since, rules.since_issue(term.parameter, since), provisional_ok=True)
    told: date | None = getattr(row, term.told) if term.told else None
    ended: date | None = getattr(row, term.ended) if term.ended else None
    return Counted(term, period, told or period.due, ended)
