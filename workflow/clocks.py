"""The day's run of the clocks: exit proposals that only time brings, and what falls due.

Run as often as one likes: the second run of a day finds nothing left to do. Source: notice 二, 三,
四（三）; docs/decisions/0021.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Household
from policy.parameters import (
    COUNTY_REVIEW_PERIOD,
    PROMISE_PERIOD,
    PUBLICITY_PERIOD,
    VERIFICATION_PERIOD,
    Parameter,
)
from policy.rulebook import RuleBook
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow.proposals import Swept, sweep

TERM_OF: Final[dict[S, tuple[str, Parameter, str]]] = {
    S.SUBMITTED: ("submitted_on", VERIFICATION_PERIOD, "初审期限"),
    S.VERIFIED: ("verified_on", VERIFICATION_PERIOD, "公示前期限"),
    S.PUBLICIZED: ("publicized_on", PUBLICITY_PERIOD, "公示期"),
    S.REPORTED: ("reported_on", COUNTY_REVIEW_PERIOD, "县级复核期限"),
    S.RECOGNISED: ("recognised_on", PROMISE_PERIOD, "承诺期限"),
}
"""From which day a file waits in a status, for how many working days it may, and how that is called."""

DUE_ON: Final[dict[S, str]] = {S.PUBLICIZED: "publicized_until", S.RECOGNISED: "promise_due_on"}
"""The last days that were written down, and told to the family, when the term began."""

NEAR: Final = 5
"""Working days left from which a term is named."""


@dataclass(frozen=True, slots=True)
class Due:
    """One term that ends soon or has ended; `left` in working days, negative once over."""

    household: str
    term: str
    since: date
    due: date
    left: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What one run found and did."""

    on: date
    proposals: Swept
    due: tuple[Due, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.on, "proposals": asdict(self.proposals),
            "overdue": sum(due.left < 0 for due in self.due),
            "today": sum(due.left == 0 for due in self.due),
            "soon": sum(due.left > 0 for due in self.due),
            "due": [asdict(due) for due in self.due],
        }

    def words(self) -> list[str]:
        terms = Counter((due.term, due.left < 0) for due in self.due)
        told = [
            f"{self.on}：查看在册{self.proposals.households}户，"
            f"新提退出建议{self.proposals.made}件，撤回{self.proposals.lapsed}件"
        ]
        for (term, over), count in sorted(terms.items()):
            told.append(f"{term}{'逾期' if over else f'{NEAR}个工作日内到期'}：{count}户")
        return told


def run_clocks(session: Session, on: date, calendar: WorkCalendar, book: RuleBook) -> Run:
    """Propose what has become due by the rules, and name the terms that end. Commits."""
    proposals = sweep(session, on, book)
    found = sorted(falls_due(session, on, calendar, book), key=lambda due: (due.left, due.household))
    return Run(on, proposals, tuple(found))


def falls_due(
    session: Session, on: date, calendar: WorkCalendar, book: RuleBook
) -> Iterator[Due]:
    """The running terms that end within NEAR working days, or have ended."""
    waiting = (
        select(Household)
        .where(Household.status.in_(tuple(TERM_OF)), Household.placed_on.is_(None))
        .options(joinedload(Household.community))
        .execution_options(yield_per=1000)
    )
    for household in session.scalars(waiting):
        column, term, label = TERM_OF[household.status]
        since = getattr(household, column)
        if since is None:
            continue
        days = book.for_region(household.lies_under).at(term, since)
        period = calendar.count(since, days, provisional_ok=True)
        told = DUE_ON.get(household.status)
        due = (getattr(household, told) if told else None) or period.due
        left = calendar.left(on, due, provisional_ok=True)
        if left <= NEAR:
            yield Due(household.family_no, label, since, due, left, period.provisional)
