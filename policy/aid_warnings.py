"""Warnings about the people and the papers of the assistance (W20–W24).

Source: docs/notice.md 三, 四（二）–（四）; terms in policy.parameters, readings in docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from policy.ages import add_months
from policy.aid_plan import late_since, plan_is_in_time
from policy.care_warnings import is_followed, without_work
from policy.parameters import (
    OFFICER_PERIOD,
    PLAN_PERIOD,
    RELAPSE_PERIOD,
    STABILITY_GRACE,
    STABLE_FIRST,
    STABLE_SECOND,
)
from policy.rulebook import NOTICE, Rules
from policy.terms import ExitGround, Status, WarningCode
from policy.verdict import Reason, rule
from policy.warnings import DAY, CaseFacts, Days, Raised

W = WarningCode
TICKET_NEAR: Final = 2
"""Working days left of a difficulty's term from which the warning stands."""


@rule("102-3", "102-4-2", "102-4-3", "102-4-4")
def aid_warnings(
    case: CaseFacts, on: date, days: Days, rules: Rules = NOTICE
) -> tuple[Raised, ...]:
    """What stands on that day: no officer, no plan, a difficulty unsettled, a check owed, a relapse."""
    found: list[Raised] = []
    if case.status is Status.RECOGNISED and case.recognised_on:
        found += _officer(case, case.recognised_on, days, rules)
        found += _plans(case, case.recognised_on, on, days, rules)
    if is_followed(case, on, rules):
        found += _tickets(case, days)
        found += _checks(case, days, rules)
    found += _relapse(case, on, rules)
    return tuple(raised for raised in found if raised.raised_on <= on)


def _officer(case: CaseFacts, sealed: date, days: Days, rules: Rules) -> Iterator[Raised]:
    if case.assigned:
        return
    length = rules.since_issue(OFFICER_PERIOD, sealed)
    due, provisional = days.after(sealed, length)
    text = "认定后%(days)d个工作日以内应确定帮扶责任人，尚未确定"
    yield Raised(W.OFFICER, Reason("102-4-3", text, {"days": length}), due, due + DAY, due,
                 provisional=provisional)


def _plans(
    case: CaseFacts, sealed: date, on: date, days: Days, rules: Rules
) -> Iterator[Raised]:
    """Of each member registered unemployed, not at work and not gone: a plan, and in time."""
    running = {plan.member: plan for plan in case.plans if plan.closed_on is None}
    length = rules.since_issue(PLAN_PERIOD, sealed)
    due, provisional = days.after(sealed, length)
    early, _ = days.after(sealed, max(0, length - 2))
    text = "认定后%(days)d个工作日以内应制定一人一策方案，尚未制定"
    for member in sorted(without_work(case, on)):
        plan = running.get(member)
        if plan is None:
            yield Raised(W.PLAN, Reason("102-4-2", text, {"days": length}), early, due + DAY, due,
                         member, provisional)
        elif since := late_since(plan, on):
            yield Raised(W.PLAN, plan_is_in_time(plan, on).objections[0], since, member=member)


def _tickets(case: CaseFacts, days: Days) -> Iterator[Raised]:
    for ticket in case.tickets:
        if ticket.closed_on is None:
            text = "%(on)s反映的困难诉求应于%(due)s前办结"
            values = {"on": ticket.raised_on, "due": ticket.due_on}
            yield Raised(W.TICKET, Reason("102-4-4", text, values),
                         max(ticket.raised_on, days.with_left(ticket.due_on, TICKET_NEAR)),
                         ticket.due_on + DAY, ticket.due_on, ticket.member)


def _checks(case: CaseFacts, days: Days, rules: Rules) -> Iterator[Raised]:
    """The earliest check of a running job that is owed; the later one covers an earlier one missed."""
    done = {(check.job, check.after_months) for check in case.checks}
    for job in case.jobs:
        if job.started_on is None or job.ended_on is not None:
            continue
        for number in (STABLE_SECOND, STABLE_FIRST):
            months = rules.since_issue(number, job.started_on)
            if (job.ref, months) in done:
                break
            reached = add_months(job.started_on, months)
            last, provisional = days.after(reached, rules.since_issue(STABILITY_GRACE, reached))
            text = "就业满%(months)d个月，请核查是否仍在岗"
            yield Raised(W.STABILITY, Reason("102-4-4", text, {"months": months}), reached,
                         last + DAY, last, job.member, provisional)


def _relapse(case: CaseFacts, on: date, rules: Rules) -> Iterator[Raised]:
    """Left the register for a job that has ended since, and nobody of the family is at work."""
    if (
        case.status is not Status.EXITED
        or case.exit_ground is not ExitGround.EMPLOYED
        or case.exited_on is None
        or case.returned
        or on > add_months(case.exited_on, rules.since_issue(RELAPSE_PERIOD, case.exited_on))
    ):
        return
    ended = [(job.ended_on, job.member) for job in case.jobs
             if job.ended_on is not None and job.ended_on <= on]
    running = [job for job in case.jobs if job.ended_on is None or job.ended_on > on]
    if not ended or running or any(job.invited_on for job in case.jobs):
        return
    last, member = max(ended)
    assert last is not None
    since = max(last, case.exited_on)
    text = "退出后%(on)s就业终止，家庭中已无人就业，请告知可再次申请认定"
    yield Raised(W.RELAPSE, Reason("102-3", text, {"on": last}), since, since, member=member)
