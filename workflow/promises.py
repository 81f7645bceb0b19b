"""The account of one household's promise (承诺兑现): what was promised, given, and when (四（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import Employment, Household, Member
from policy.assistance import OWED, counted
from policy.exit import employed_from
from policy.parameters import PROMISE_PERIOD
from policy.promise import Given, PromiseFacts, promise_account
from policy.rulebook import Rules
from policy.terms import ServiceKind, Status
from policy.verdict import Verdict
from policy.workdays import WorkCalendar
from workflow.facts import FOR_EXITS, exit_facts, records_of
from workflow.promise import service_facts


@dataclass(frozen=True, slots=True)
class Line:
    """One registered member: what was promised and given of each kind, and the job found."""

    member: Member
    given: dict[ServiceKind, int]
    job: Employment | None


@dataclass(frozen=True, slots=True)
class Account:
    """What a certificate of fulfilment (承诺兑现证明) says.

    `period` working days were promised; `workdays` passed from the seal to the first work.
    """

    period: int
    promised: dict[ServiceKind, int]
    lines: tuple[Line, ...]
    verdict: Verdict
    workdays: int | None


def account_of(
    session: Session, household: Household, on: date, rules: Rules, calendar: WorkCalendar
) -> Account:
    """The promise of this household as it stands on that day."""
    records = records_of(session, [household.id], FOR_EXITS)[household.id]
    sealed, due = household.recognised_on, household.promise_due_on
    registered = [m for m in records.members if m.registered_on]
    lines: list[Line] = []
    facts = PromiseFacts(sealed, due)
    if sealed is not None and due is not None:
        services = [
            service_facts(s, s.member_id)
            for s in records.services
        ]
        jobs = sorted((j for j in records.jobs if j.verified), key=lambda j: j.started_on)
        lines = [
            Line(m, counted(services, m.id, sealed, due),
                 next((j for j in jobs if j.member_id == m.id), None))
            for m in registered
        ]
        works = employed_from(exit_facts(household, records).employments)
        facts = PromiseFacts(
            sealed, due, household.placed_on, household.exited_on,
            household.status is Status.REVOKED,
            tuple(Given(x.member.name, x.given, works.get(x.member.no)) for x in lines),
        )
    placed = household.placed_on
    days = None
    if sealed is not None and placed is not None:
        days = calendar.between(sealed, placed, provisional_ok=True)
    return Account(
        rules.since_issue(PROMISE_PERIOD, sealed) if sealed else 0,
        {kind: rules.since_issue(number, sealed) for kind, number in OWED.items()} if sealed else {},
        tuple(lines), promise_account(facts, on, rules), days,
    )
