"""Warnings about recognised households and those followed after their exit (W05–W13, W17).

Source: docs/notice.md 三, 四（三）, 四（四）; thresholds in docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from policy.ages import add_months, birthday, retirement
from policy.aid_terms import SlotState
from policy.assistance import OWED, counted, owed
from policy.exit import within
from policy.exit_grounds import completed, counters_of
from policy.follow_up import Course, asked_for, slots_of
from policy.labour import groups_of
from policy.parameters import (
    FIRST_SERVICE_PERIOD,
    FOLLOW_UP_PERIOD,
    WORKING_AGE,
)
from policy.recognition import MemberFacts
from policy.rulebook import NOTICE, Rules
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    ExitGround,
    MemberState,
    Status,
    WarningCode,
)
from policy.verdict import Reason, rule
from policy.warnings import DAY, CaseFacts, Days, Raised

W = WarningCode
PROMISE_NEAR: Final = 5
QUOTA_NEAR, QUOTA_LATE = 10, 5
"""Working days left until the promise from which the warning stands, and is red."""
VISIT_FROM: Final = 20
"""Day of the month from which a missing visit is named."""
AROUND_AGE: Final = timedelta(days=60)
CONTRACT_YELLOW, CONTRACT_RED = timedelta(days=60), timedelta(days=30)
COUNTED: Final = {
    "refusal": (W.REFUSALS, "102-3-2", "1个月内无正当理由拒绝推荐就业已%(count)d次，满%(needed)d次应提出退出"),
    "contact": (W.CONTACTS, "102-3-3", "1个月内连续无法联系已%(count)d次，满%(needed)d次应提出退出"),
}
OWED_WORDS: Final[dict[tuple[bool, ...], str]] = {
    (True, True, True):
        "1-1-3还差职业指导%(guidance)d次、技能培训信息%(training_info)d次、岗位推荐%(referral)d次",
    (True, True, False): "1-1-3还差职业指导%(guidance)d次、技能培训信息%(training_info)d次",
    (True, False, True): "1-1-3还差职业指导%(guidance)d次、岗位推荐%(referral)d次",
    (False, True, True): "1-1-3还差技能培训信息%(training_info)d次、岗位推荐%(referral)d次",
    (True, False, False): "1-1-3还差职业指导%(guidance)d次",
    (False, True, False): "1-1-3还差技能培训信息%(training_info)d次",
    (False, False, True): "1-1-3还差岗位推荐%(referral)d次",
}
"""Of guidance, training information and recommendations, which are still owed; never none of them."""


@rule("102-4-3", "102-4-4", "102-3-2", "102-3-3", "LL-15", "RET-2024")
def care_warnings(
    case: CaseFacts, on: date, days: Days, rules: Rules = NOTICE
) -> tuple[Raised, ...]:
    """What stands on that day of a recognised household, or of one followed after its exit."""
    found: list[Raised] = []
    if case.status is Status.RECOGNISED and case.recognised_on:
        found += _promise(case, on, days, rules)
        found += _counters(case, on, rules)
        found += _hits(case)
        found += _ages(case, on, rules)
    found += _visit(case, on, rules)
    if is_followed(case, on, rules):
        found += _jobs(case)
    return tuple(raised for raised in found if raised.raised_on <= on)


def is_followed(case: CaseFacts, on: date, rules: Rules = NOTICE) -> bool:
    """In the register, or within the months after an exit to work (四（四） 按月跟踪回访)."""
    if case.status is Status.RECOGNISED:
        return case.recognised_on is not None
    return (
        case.status is Status.EXITED
        and case.exit_ground is ExitGround.EMPLOYED
        and case.exited_on is not None
        and on <= add_months(case.exited_on, rules.since_issue(FOLLOW_UP_PERIOD, case.exited_on))
    )


def without_work(case: CaseFacts, on: date) -> frozenset[int]:
    """The members registered unemployed that are not at work on that day and not gone (died, in prison …).

    Whose job has ended while the family is in the register is without work again, and owed as before.
    """
    at_work = {job.member for job in case.jobs if job.ended_on is None or job.ended_on > on}
    gone = {change.member for change in within(case.exit.changes, case.exit, on)}
    return case.exit.registered - at_work - gone


def _promise(case: CaseFacts, on: date, days: Days, rules: Rules) -> Iterator[Raised]:
    sealed, due = case.recognised_on, case.promise_due_on
    assert sealed is not None
    if due is not None and case.placed_on is None:
        text = "承诺期限%(due)s，尚无成员实现就业"
        yield Raised(W.PROMISE, Reason("102-4-3", text, {"due": due}),
                     days.with_left(due, PROMISE_NEAR), due + DAY, due,
                     provisional=case.promise_provisional)
    if due is not None:
        yield from _quota(case, on, sealed, due, days, rules)
    if case.assisted_on is None and case.placed_on is None:
        length = rules.since_issue(FIRST_SERVICE_PERIOD, sealed)
        last, provisional = days.after(sealed, length)
        early, _ = days.after(sealed, max(0, length - 2))
        text = "认定后%(days)d个工作日以内应有首次援助服务，尚无服务记录"
        yield Raised(W.FIRST_SERVICE, Reason("102-4-3", text, {"days": length}), early, last, last,
                     provisional=provisional)


def _quota(
    case: CaseFacts, on: date, sealed: date, due: date, days: Days, rules: Rules
) -> Iterator[Raised]:
    for member in sorted(without_work(case, on)):
        missing = owed(counted(case.services, member, sealed, date.max), sealed, rules)
        if missing:
            text = OWED_WORDS[tuple(kind in missing for kind in OWED)]
            values = {kind.value: times for kind, times in missing.items()}
            yield Raised(W.QUOTA, Reason("102-4-3", text, values),
                         days.with_left(due, QUOTA_NEAR), days.with_left(due, QUOTA_LATE), due,
                         member, case.promise_provisional)


def _counters(case: CaseFacts, on: date, rules: Rules) -> Iterator[Raised]:
    """Yellow one short of the ground; red once it is complete, until the county has answered.

    A complete ground outlives its month: the proposal made of it still waits. One that the county
    refused is not named again.
    """
    complete = completed(case.exit, on, rules)
    for counter in counters_of(case.exit, on, rules):
        code, clause, text = COUNTED[counter.kind]
        run = complete[counter.kind, counter.member]
        short = counter.needed - 1
        if len(run) > 1:
            if frozenset(event.ref for event in run) not in case.refused:
                values = {"count": max(counter.count, len(run)), "needed": len(run)}
                yield Raised(code, Reason(clause, text, values), run[-2].on, run[-1].on,
                             None, counter.member)
        elif 0 < short <= counter.count:
            values = {"count": counter.count, "needed": counter.needed}
            yield Raised(code, Reason(clause, text, values), counter.days[short - 1], None,
                         counter.until, counter.member)


def _hits(case: CaseFacts) -> Iterator[Raised]:
    """What was found after the recognition: to be looked into, red once an officer confirms it."""
    for hit in case.hits:
        if case.recognised_on is None or hit.on <= case.recognised_on:
            continue
        if hit.decision is ComparisonDecision.EFFECT:
            text = "%(on)s的比对结果已判定影响认定，请提出退出或撤销认定"
            yield Raised(W.COMPARISON, Reason("102-3", text, {"on": hit.on}), hit.on, hit.on,
                         member=hit.member)
        elif (
            hit.result in (ComparisonResult.HIT, ComparisonResult.SUSPECT)
            and hit.decision is not ComparisonDecision.NO_EFFECT
        ):
            text = "%(on)s的比对结果%(result)s，待判定"
            values = {"on": hit.on, "result": hit.result.label}
            yield Raised(W.COMPARISON, Reason("102-3", text, values), hit.on, member=hit.member)


def _ages(case: CaseFacts, on: date, rules: Rules) -> Iterator[Raised]:
    """From 60 days before a birthday that matters to 60 days after it, unless a change is recorded."""
    recorded = {change.member for change in within(case.exit.changes, case.exit, on)}
    for member in case.household.members:
        found = _age(member, on, rules)
        if found and member.no not in recorded and on <= found[0] + AROUND_AGE:
            reached, clause, text = found
            yield Raised(W.AGE, Reason(clause, text, {"on": reached}), reached - AROUND_AGE, reached,
                         reached, member.no)


def _age(member: MemberFacts, on: date, rules: Rules) -> tuple[date, str, str] | None:
    if member.birth_on is None:
        return None
    if member.state is MemberState.MINOR:
        day = birthday(member.birth_on, rules.since_issue(WORKING_AGE, on))
        return day, "LL-15", "%(on)s年满16周岁，请核实是否在校、是否登记失业"
    groups = groups_of(member)
    if member.state in (MemberState.UNEMPLOYED, MemberState.EMPLOYED) and len(groups) == 1:
        day = retirement(member.birth_on, groups[0], on).retirement_on
        return day, "RET-2024", "%(on)s达到法定退休年龄，请核实是否领取养老金"
    return None


def _visit(case: CaseFacts, on: date, rules: Rules) -> Iterator[Raised]:
    """The oldest month whose visit is still to be made; red once that month is over."""
    if case.recognised_on is None or case.status not in (Status.RECOGNISED, Status.EXITED):
        return
    course = Course(case.recognised_on, case.exited_on, case.exit_ground,
                    taken_over_on=case.taken_over_on)
    if not asked_for(course, on, rules):
        return
    for slot in slots_of(course, case.visits, on, rules):
        if slot.state is SlotState.OPEN:
            month, over = slot.month, add_months(slot.month, 1)
            text = "%(year)d年%(month)d月尚未回访"
            yield Raised(W.VISIT, Reason("102-4-4", text, {"year": month.year, "month": month.month}),
                         month.replace(day=VISIT_FROM), over, over - DAY)
            return


def _jobs(case: CaseFacts) -> Iterator[Raised]:
    for job in case.jobs:
        if job.ended_on is not None:
            continue
        if job.contract_until is not None:
            text = "劳动合同或岗位%(on)s到期，请核实续签或转岗"
            yield Raised(W.CONTRACT, Reason("102-4-4", text, {"on": job.contract_until}),
                         job.contract_until - CONTRACT_YELLOW, job.contract_until - CONTRACT_RED,
                         job.contract_until, job.member)
        if job.insured_until is not None:
            text = "社会保险缴至%(on)s后中断，请核实是否仍在岗"
            yield Raised(W.INSURANCE, Reason("102-4-4", text, {"on": job.insured_until}),
                         add_months(job.insured_until, 1), add_months(job.insured_until, 2),
                         member=job.member)
