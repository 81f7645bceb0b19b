"""Warnings (预警, 红黄): what may not be overlooked of one household, since when, and when it turns red.

Each is a consequence of the facts on a day, whenever it is asked for: a run after days off says the
same as one on each of them. Source: docs/notice.md 二, 三, 四; terms and thresholds in
docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policy.aid_facts import BenefitFacts, CheckFacts, Job, PlanFacts, TicketFacts
from policy.assistance import ServiceFacts
from policy.exit import ExitFacts
from policy.follow_up import VisitMade
from policy.parameters import (
    ACCEPTANCE_PERIOD,
    COUNTY_REVIEW_PERIOD,
    EXIT_DECISION_PERIOD,
    REPORT_PERIOD,
    VERIFICATION_PERIOD,
    Parameter,
)
from policy.recognition import HouseholdFacts
from policy.rulebook import NOTICE, Rules
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    ExitGround,
    Status,
    Tone,
    WarningCode,
)
from policy.verdict import Reason, rule
from policy.workdays import WorkCalendar

DAY: Final = timedelta(days=1)
S, W = Status, WarningCode
NOBODY: Final = HouseholdFacts(())
NO_EVENTS: Final = ExitFacts()


@dataclass(frozen=True, slots=True)
class Raised:
    """One warning that stands: yellow from `raised_on`, red from `red_on` (None: never by itself).

    `due_on` is the last day of the term it is about, if it is about one.
    """

    code: WarningCode
    reason: Reason
    raised_on: date
    red_on: date | None = None
    due_on: date | None = None
    member: int | None = None
    provisional: bool = False

    def tone(self, on: date) -> Tone:
        return Tone.RED if self.red_on is not None and self.red_on <= on else Tone.YELLOW


@dataclass(frozen=True, slots=True)
class Hit:
    """One comparison result of a member, or of the household where `member` is None."""

    member: int | None
    on: date
    result: ComparisonResult
    decision: ComparisonDecision


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One household as the warnings look at it; the days are those of its steps.

    `refused` are the events of each exit the rules proposed and the county refused.
    `assigned`: somebody is in charge of it; `returned`: the family stands in a later episode;
    `visits`: return visits that met somebody; `taken_over_on`: brought here from an old ledger.
    """

    status: Status
    applied_on: date
    submitted_on: date | None = None
    verified_on: date | None = None
    publicized_until: date | None = None
    reported_on: date | None = None
    recognised_on: date | None = None
    promise_due_on: date | None = None
    promise_provisional: bool = False
    assisted_on: date | None = None
    placed_on: date | None = None
    exited_on: date | None = None
    exit_ground: ExitGround | None = None
    objected: bool = False
    proposed_on: date | None = None
    refused: frozenset[frozenset[str]] = frozenset()
    household: HouseholdFacts = NOBODY
    exit: ExitFacts = NO_EVENTS
    services: tuple[ServiceFacts, ...] = ()
    jobs: tuple[Job, ...] = ()
    hits: tuple[Hit, ...] = ()
    assigned: bool = True
    returned: bool = False
    plans: tuple[PlanFacts, ...] = ()
    benefits: tuple[BenefitFacts, ...] = ()
    tickets: tuple[TicketFacts, ...] = ()
    checks: tuple[CheckFacts, ...] = ()
    visits: tuple[VisitMade, ...] = ()
    taken_over_on: date | None = None


class Days:
    """The calendar with what it was asked before: thousands of households share their days."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._after: dict[tuple[date, int], tuple[date, bool]] = {}
        self._left: dict[tuple[date, int], date] = {}

    def after(self, start: date, workdays: int) -> tuple[date, bool]:
        """The last day of a period that starts the day after, and whether it is provisional."""
        key = start, workdays
        if key not in self._after:
            count = self.calendar.count(start, workdays, provisional_ok=True)
            self._after[key] = count.due, count.provisional
        return self._after[key]

    def with_left(self, due: date, workdays: int) -> date:
        """The first day on which at most so many working days are left until `due`."""
        key = due, workdays
        if key not in self._left:
            day = due
            while self.calendar.between(day - DAY, due, provisional_ok=True) <= workdays:
                day -= DAY
            self._left[key] = day
        return self._left[key]


@rule("102-2-1", "102-2-2", "102-2-3", "102-3")
def procedure_warnings(
    case: CaseFacts, on: date, days: Days, rules: Rules = NOTICE
) -> tuple[Raised, ...]:
    """W01–W04 and W18: what an office has in hand too long, yellow a working day before the end."""
    return tuple(found for found in _terms(case, days, rules) if found.raised_on <= on)


def _terms(case: CaseFacts, days: Days, rules: Rules) -> Iterator[Raised]:
    match case.status:
        case S.DRAFT:
            text = "申请已登记%(days)d个工作日以内须受理提交，尚未提交"
            yield _term(W.ACCEPTANCE, "102-2-1", text, case.applied_on, ACCEPTANCE_PERIOD, days, rules)
        case S.SUBMITTED if case.submitted_on:
            text = "提交后%(days)d个工作日以内须核实，初审尚未完成"
            yield _term(W.VERIFICATION, "102-2-2", text, case.submitted_on, VERIFICATION_PERIOD, days, rules)
        case S.VERIFIED if case.verified_on:
            text = "初审通过后%(days)d个工作日以内须公示，尚未公示"
            yield _term(W.VERIFICATION, "102-2-2", text, case.verified_on, VERIFICATION_PERIOD, days, rules)
        case S.PUBLICIZED if case.publicized_until and not case.objected:
            yield _report(case.publicized_until, days, rules)
        case S.REPORTED if case.reported_on:
            text = "上报后%(days)d个工作日以内须复核，县级尚未办结"
            yield _term(W.REVIEW, "102-2-3", text, case.reported_on, COUNTY_REVIEW_PERIOD, days, rules)
        case S.RECOGNISED if case.proposed_on:
            text = "退出建议提出后%(days)d个工作日以内须审批，县级尚未审批"
            yield _proposal(text, case.proposed_on, days, rules)


def _term(
    code: WarningCode, clause: str, text: str, since: date, term: Parameter, days: Days, rules: Rules
) -> Raised:
    """Yellow on the last working day but one, red once the term is over."""
    length = rules.since_issue(term, since)
    due, provisional = days.after(since, length)
    early, _ = days.after(since, max(0, length - 1))
    return Raised(code, Reason(clause, text, {"days": length}), early, due + DAY, due,
                  provisional=provisional)


def _report(until: date, days: Days, rules: Rules) -> Raised:
    """Yellow on the first working day after the publicity, red on the last in term."""
    length = rules.since_issue(REPORT_PERIOD, until)
    first, _ = days.after(until, 1)
    due, provisional = days.after(until, length)
    text = "公示期已于%(on)s届满，尚未上报县级"
    return Raised(W.REPORT, Reason("102-2-2", text, {"on": until}), min(first, due), due, due,
                  provisional=provisional)


def _proposal(text: str, since: date, days: Days, rules: Rules) -> Raised:
    """Yellow two working days before the end, red on its last day."""
    length = rules.since_issue(EXIT_DECISION_PERIOD, since)
    due, provisional = days.after(since, length)
    early, _ = days.after(since, max(0, length - 2))
    return Raised(W.PROPOSAL, Reason("102-3", text, {"days": length}), early, due, due,
                  provisional=provisional)


@rule("CC-203")
def calendar_missing(years: frozenset[int], on: date) -> Raised | None:
    """W19: this year's arrangement missing is red at once; next year's is due from 15 November."""
    if on.year not in years:
        text = "%(year)d年放假安排尚未录入，公示和承诺期限只能暂定"
        first = date(on.year, 1, 1)
        return Raised(W.CALENDAR, Reason("CC-203", text, {"year": on.year}), first, first)
    if on.year + 1 in years or on < date(on.year, 11, 15):
        return None
    text = "%(year)d年放假安排尚未录入：请在国务院办公厅通知公布后录入工作日历"
    return Raised(W.CALENDAR, Reason("CC-203", text, {"year": on.year + 1}),
                  date(on.year, 11, 15), date(on.year, 12, 15))
