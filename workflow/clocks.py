"""The day's run of the clocks: exit proposals that only time brings, and what falls due.

Run as often as one likes: the second run of a day finds nothing left to do. Source: notice 二, 三,
四（三）; docs/decisions/0021.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from access.audit import moment
from models import ClockRun, Household
from policy.rulebook import RuleBook
from policy.workdays import WorkCalendar
from workflow.digest import Digest, digest_of
from workflow.lease import held
from workflow.other_alerts import warn_others
from workflow.postings import take_down_over
from workflow.sweep import Swept, sweep
from workflow.term_table import TERM_OF, running

LEASE: Final = "clocks"
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
    """What one run found and did; `digest` is the day's summary of the warnings.

    `down` counts the postings entered as taken down, their period being over.
    """

    on: date
    proposals: Swept
    due: tuple[Due, ...]
    digest: Digest
    down: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.on, "proposals": asdict(self.proposals),
            "warnings": self.digest.figures(),
            "taken_down": self.down,
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
        if self.down:
            told.append(f"公示期满撤下：{self.down}件")
        for (term, over), count in sorted(terms.items()):
            told.append(f"{term}{'逾期' if over else f'{NEAR}个工作日内到期'}：{count}户")
        return told + self.digest.lines()


def run_clocks(
    session: Session, on: date, calendar: WorkCalendar, book: RuleBook, at: datetime
) -> Run:
    """Propose what has become due, bring the warnings up to the day, name the terms that end.

    One runner at a time (raises Refused while another runs); commits in parts. Warnings are never
    taken back to a day before the last run.
    """
    with held(session, LEASE, at):
        began = moment()
        down = take_down_over(session, on)
        ran = select(func.max(ClockRun.on)).where(ClockRun.on <= max(at.date(), on))
        last = session.scalar(ran) or date.min
        proposals = sweep(session, on, calendar, book, began, alerts=on >= last)
        if on >= last:
            raised, cleared = warn_others(session, on, calendar, book, began)
            proposals.raised, proposals.cleared = (
                proposals.raised + raised, proposals.cleared + cleared
            )
        found = sorted(
            falls_due(session, on, calendar, book), key=lambda due: (due.left, due.household)
        )
        digest = digest_of(session, on)
        if on >= last:
            session.merge(
                ClockRun(on=on, began_at=began, finished_at=moment(), figures=digest.figures())
            )
            session.commit()
    return Run(on, proposals, tuple(found), digest, down)


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
        rules = book.for_region(household.lies_under)
        found = running(household, on, calendar, rules)
        if found is None:
            continue
        left = calendar.left(on, found.due, provisional_ok=True)
        if left <= NEAR:
            yield Due(household.family_no, found.term.label, found.period.start, found.due, left,
                      found.period.provisional)
