"""How long a policy is paid, beside which other, and what ends it (四（二）); never a payment past that.

An exit because of work ends no policy: the clause is for those who have found work. Everything
else that ends the assistance does, and so do death, the pension and the end of the job. The month
in which the end lies is the last one paid. Source: docs/decisions/0029.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from policy.ages import add_months, retirement
from policy.aid_terms import PolicyKind, StopReason
from policy.parameters import (
    INSURANCE_MONTHS,
    LOAN_MONTHS,
    NEAR_RETIREMENT,
    POST_BESIDE_PUBLIC_POST,
    POST_MONTHS,
    PUBLIC_POST_MONTHS,
    STARTUP_BESIDE_PUBLIC_POST,
    TAX_MONTHS,
    Parameter,
)
from policy.rulebook import NOTICE, Rules
from policy.terms import RetirementGroup
from policy.verdict import MET, Reason, Verdict, objection, rule

CLAUSE: Final = "102-4-2"
DAY: Final = timedelta(days=1)
K = PolicyKind
MOST_MONTHS: Final[dict[PolicyKind, Parameter]] = {
    K.INSURANCE: INSURANCE_MONTHS, K.POST: POST_MONTHS, K.PUBLIC_POST: PUBLIC_POST_MONTHS,
    K.LOAN: LOAN_MONTHS, K.TAX: TAX_MONTHS,
}
ONCE: Final = frozenset({K.TRAINING, K.CERTIFICATE, K.FIRST_STARTUP})
"""Paid in one sum."""
EXTENDED: Final = frozenset({K.INSURANCE, K.POST, K.PUBLIC_POST})
"""Paid to retirement if that is less than some years away when first granted."""
NOT_BESIDE: Final[dict[frozenset[PolicyKind], Parameter]] = {
    frozenset({K.POST, K.PUBLIC_POST}): POST_BESIDE_PUBLIC_POST,
    frozenset({K.FIRST_STARTUP, K.PUBLIC_POST}): STARTUP_BESIDE_PUBLIC_POST,
}
"""Pairs that may not be enjoyed in one month, and the switch that allows them."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who enjoys a policy, as far as it may end. `left_on`: released on another ground than work."""

    birth_on: date | None = None
    groups: tuple[RetirementGroup, ...] = ()
    pension_from: date | None = None
    died_on: date | None = None
    job_ended_on: date | None = None
    left_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The last day of enjoyment, and what ends it."""

    last: date
    why: StopReason


@dataclass(frozen=True, slots=True)
class Grant:
    """One policy granted: from and until when, for how many months, how much. `ref` tells it apart."""

    policy: PolicyKind
    from_on: date
    months: int | None = None
    until_on: date | None = None
    standard: Decimal = Decimal(0)
    extended: bool = False
    stopped_on: date | None = None
    ref: int = 0


@dataclass(frozen=True, slots=True)
class Paid:
    """One month paid under a policy (`month` is its first day)."""

    policy: PolicyKind
    month: date
    amount: Decimal = Decimal(0)


def pension_age(holder: Holder, on: date) -> date | None:
    """The day of the statutory age; the later one while the retirement group is not known."""
    if holder.birth_on is None or not holder.groups:
        return None
    return max(retirement(holder.birth_on, group, on).retirement_on for group in holder.groups)


@rule("102-4-2", "RET-2024")
def ends_of(holder: Holder, on: date) -> tuple[End, ...]:
    """Everything that ends any policy of this holder, the earliest first; also what lies ahead."""
    retires = [day for day in (pension_age(holder, on), holder.pension_from) if day is not None]
    found = [
        (min(retires) - DAY if retires else None, StopReason.RETIRED),
        (holder.died_on, StopReason.DEAD),
        (holder.job_ended_on, StopReason.JOB_ENDED),
        (holder.left_on, StopReason.LEFT),
        (holder.revoked_on, StopReason.REVOKED),
    ]
    return tuple(sorted((End(day, why) for day, why in found if day is not None),
                        key=lambda end: end.last))


def near_retirement(holder: Holder, first_on: date, rules: Rules = NOTICE) -> bool:
    """Whether less than the years of the parameter are left when the policy is first granted."""
    reached = pension_age(holder, first_on)
    years = rules.since_issue(NEAR_RETIREMENT, first_on)
    return reached is not None and first_on > add_months(reached, -12 * years)


def months_left(
    policy: PolicyKind, on: date, paid: Collection[Paid], rules: Rules = NOTICE
) -> int | None:
    """Months of that policy a person has not had yet; None where it is not counted in months."""
    most = MOST_MONTHS.get(policy)
    if most is None:
        return None
    return max(0, rules.since_issue(most, on) - len({p.month for p in paid if p.policy is policy}))


def last_day(from_on: date, months: int) -> date:
    """The last day of so many months."""
    return add_months(from_on, months) - DAY


@rule("102-4-2")
def grant_is_within(
    grant: Grant, holder: Holder, others: Iterable[Grant], paid: Collection[Paid], on: date,
    rules: Rules = NOTICE,
) -> Verdict:
    """Whether the county may grant it so: months, term, what else is enjoyed, and what has ended."""
    others = tuple(others)
    verdict = _months(grant, paid, rules) & _extension(grant, holder, others, rules)
    ended = next((end for end in ends_of(holder, on) if end.last < grant.from_on), None)
    if ended is not None:
        verdict &= objection(CLAUSE, "已于%(on)s因“%(why)s”终止，不能自%(from)s起享受",
                             on=ended.last, why=ended.why.label, **{"from": grant.from_on})
    for other in others:
        if not _overlap(grant, other):
            continue
        if other.policy is grant.policy:
            verdict &= objection(CLAUSE, "同一政策已在享受中（自%(on)s起），不能重复批准", on=other.from_on)
        elif _excluded(grant.policy, other.policy, grant.from_on, rules):
            verdict &= objection(CLAUSE, "同一月份不能同时享受“%(one)s”和“%(other)s”",
                                 one=grant.policy.label, other=other.policy.label)
    return verdict


def _months(grant: Grant, paid: Collection[Paid], rules: Rules) -> Verdict:
    if grant.policy in ONCE:
        if grant.months:
            return objection(CLAUSE, "“%(policy)s”一次性发放，核定月数应留空", policy=grant.policy.label)
        if any(p.policy is grant.policy for p in paid):
            return objection(CLAUSE, "“%(policy)s”只能享受一次，此前已经发放", policy=grant.policy.label)
        return MET
    if not grant.months:
        return objection(CLAUSE, "请填写核定月数")
    left = months_left(grant.policy, grant.from_on, paid, rules)
    if left is not None and grant.months > left and not grant.extended:
        return objection(
            CLAUSE, "“%(policy)s”最多还可享受%(left)d个月，核定%(months)d个月超过期限",
            policy=grant.policy.label, left=left, months=grant.months,
        )
    return MET


def _extension(
    grant: Grant, holder: Holder, others: Iterable[Grant], rules: Rules
) -> Verdict:
    if not grant.extended:
        return MET
    if grant.policy not in EXTENDED:
        return objection(CLAUSE, "“%(policy)s”不能延长至退休", policy=grant.policy.label)
    first = min([grant.from_on, *(o.from_on for o in others if o.policy is grant.policy)])
    if pension_age(holder, first) is None:
        return objection(CLAUSE, "请先核实成员的出生日期和退休类别，再判断能否延长至退休")
    if near_retirement(holder, first, rules):
        return MET
    years = rules.since_issue(NEAR_RETIREMENT, first)
    return objection(CLAUSE, "首次核定时（%(on)s）距法定退休年龄不少于%(years)d年，不能延长至退休",
                     on=first, years=years)


def _overlap(one: Grant, other: Grant) -> bool:
    """Whether both are enjoyed on some day of one month."""
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(grant: Grant) -> date:
    return grant.from_on.replace(day=1)


def _last(grant: Grant) -> date:
    """The first day of the last month; of the same month for one sum."""
    if grant.policy in ONCE:
        return _first(grant)
    days = [day for day in (grant.until_on, grant.stopped_on) if day is not None]
    return min(days).replace(day=1) if days else date.max.replace(day=1)


def _excluded(one: PolicyKind, other: PolicyKind, on: date, rules: Rules) -> bool:
    switch = NOT_BESIDE.get(frozenset({one, other}))
    return switch is not None and not rules.since_issue(switch, on)


@rule("102-4-2")
def payment_is_within(
    payment: Paid, grant: Grant, holder: Holder, paid: Collection[Paid], on: date,
    rules: Rules = NOTICE,
) -> Verdict:
    """Whether this month may be paid; `paid` is all this person was paid before, of any policy."""
    month, values = payment.month, {"month": f"{payment.month:%Y-%m}"}
    if month > on:
        return objection(CLAUSE, "%(month)s尚未开始，不能预先发放", **values)
    if month < _first(grant):
        return objection(CLAUSE, "%(month)s早于享受起（%(on)s）", on=grant.from_on, **values)
    if past := _past(month, grant, holder, on):
        return Verdict((past,))
    if payment.amount > grant.standard:
        return objection(CLAUSE, "发放金额%(amount)s元超过核定标准%(standard)s元",
                         amount=payment.amount, standard=grant.standard)
    return _beside(payment, grant, paid, rules)


def _past(month: date, grant: Grant, holder: Holder, on: date) -> Reason | None:
    """The end that lies before this month, if there is one."""
    ends = list(ends_of(holder, on))
    if grant.until_on is not None and grant.policy not in ONCE:
        ends.append(End(grant.until_on, StopReason.EXPIRED))
    if grant.stopped_on is not None:
        ends.append(End(grant.stopped_on, StopReason.OTHER))
    over = [end for end in ends if month > end.last]
    if not over:
        return None
    end = min(over, key=lambda e: e.last)
    text = "享受已于%(on)s终止（%(why)s），%(month)s不能再发放"
    return Reason(CLAUSE, text, {"on": end.last, "why": end.why.label, "month": f"{month:%Y-%m}"})


def _beside(payment: Paid, grant: Grant, paid: Collection[Paid], rules: Rules) -> Verdict:
    """Not twice, not beside what excludes it, not beyond the number of months."""
    month, policy = payment.month, payment.policy
    mine = [p for p in paid if p.policy is policy]
    if policy in ONCE and mine:
        return objection(CLAUSE, "“%(policy)s”只能享受一次，此前已经发放", policy=policy.label)
    if any(p.month == month for p in mine):
        return objection(CLAUSE, "%(month)s已经发放过“%(policy)s”",
                         month=f"{month:%Y-%m}", policy=policy.label)
    for other in paid:
        if other.month == month and _excluded(policy, other.policy, month, rules):
            return objection(CLAUSE, "同一月份不能同时享受“%(one)s”和“%(other)s”",
                             one=policy.label, other=other.policy.label)
    under = [p for p in mine if p.month >= _first(grant)]
    if grant.months is not None and len(under) >= grant.months and not grant.extended:
        return objection(CLAUSE, "核定的%(months)d个月已发满，不能再发放", months=grant.months)
    left = months_left(policy, grant.from_on, paid, rules)
    if left == 0 and not grant.extended:
        return objection(CLAUSE, "“%(policy)s”已享受满规定月数，不能再发放", policy=policy.label)
    return MET
