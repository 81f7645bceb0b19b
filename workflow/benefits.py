"""Granting a policy, stopping it, paying it: what the county decides (四（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from models import Benefit, Payment, User
from policy.ages import add_months
from policy.aid_terms import BenefitState as B
from policy.aid_terms import StopReason
from policy.benefit_limits import (
    DAY,
    EXTENDED,
    ONCE,
    Grant,
    Holder,
    ends_of,
    grant_is_within,
    last_day,
    months_left,
    near_retirement,
    pension_age,
)
from policy.benefits import entitlement
from policy.verdict import Reason
from workflow import alerts
from workflow.benefit_facts import (
    circumstances_of,
    grants_of,
    holder_of,
    lock,
    paid_to,
    rules_for,
)
from workflow.benefit_records import payment_is_whole
from workflow.benefit_stops import stop_by_rule
from workflow.decisions import demand_right, entered_by
from workflow.record_rules import ASSISTED
from workflow.records import kept_or_undone
from workflow.refusals import Refused, refuse

MOST_AT_ONCE = 36
DECIDES = "核定政策享受"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the county fixes when it grants a policy; `months` is None for one sum."""

    from_on: date
    months: int | None
    standard: Decimal
    payer: str = ""
    basis: str = ""
    extended: bool = False


def demand_open(row: Benefit, by: User, *states: B) -> None:
    """Raise Refused unless this officer may decide on the policy as it stands."""
    demand_right(by, P.BENEFIT_DECIDE, DECIDES)
    if row.voided_at is not None:
        raise refuse("102-4-2", "这条记录已经作废")
    if row.household.status not in ASSISTED:
        raise refuse("102-4-2", "本户当前为“%(status)s”，不能办理政策享受",
                     status=row.household.status.label)
    if row.state not in states:
        raise refuse("102-4-2", "该政策当前为“%(state)s”，不能这样办理", state=row.state.label)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a grant would come to: the most months, whether to retirement, and the last day."""

    months: int | None
    extended: bool
    retires_on: date | None


def proposed_terms(session: Session, row: Benefit, from_on: date) -> Proposed:
    """The most the limits allow from that day on."""
    rules = rules_for(session, row.household)
    holder = holder_of(session, row.household, row.member, row.employment)
    before = grants_of(session, row.member, but=row.id)
    first = min([from_on, *(g.from_on for g in before if g.policy is row.policy)])
    extended = row.policy in EXTENDED and near_retirement(holder, first, rules)
    months = months_left(row.policy, from_on, paid_to(session, row.member), rules)
    return Proposed(months, extended, pension_age(holder, from_on))


def grant(session: Session, row: Benefit, terms: Terms, by: User, on: date) -> None:
    """The county grants what has been applied for, within the limits, from a day on; commits."""
    demand_open(row, by, B.APPLIED)
    if entered_by(session, row, by):
        raise refuse("102-4-2", "申报人不能批准自己申报的政策，请由另一人核定")
    if row.employment is None or terms.standard <= 0:
        raise refuse("102-4-2", "补贴标准应大于0", "standard")
    lock(session, row.member_id)
    rules = rules_for(session, row.household)
    found = entitlement(row.policy, circumstances_of(session, row.employment, row.policy), on, rules)
    if not found.holds:
        raise Refused(found.reason)
    if terms.from_on < row.employment.started_on:
        raise refuse("102-4-2", "享受起不能早于就业日期%(on)s", "from_on", on=row.employment.started_on)
    holder = holder_of(session, row.household, row.member, row.employment)
    until = until_of(row, terms, holder)
    wanted = Grant(row.policy, terms.from_on, terms.months, until, terms.standard, terms.extended)
    verdict = grant_is_within(
        wanted, holder, grants_of(session, row.member, but=row.id),
        paid_to(session, row.member), on, rules,
    )
    if not verdict.met:
        raise Refused(*verdict.objections, field="months")
    row.from_on, row.until_on, row.months = terms.from_on, until, terms.months
    row.standard, row.extended = terms.standard, terms.extended
    row.payer, row.basis = terms.payer or None, terms.basis or None
    row.approved_on, row.approved_by_id, row.state = on, by.id, B.ENJOYED
    settled(session, row, on)


def until_of(row: Benefit, terms: Terms, holder: Holder) -> date | None:
    """The last day: of the months, or the day before retirement where that is first or extended."""
    if row.policy in ONCE or not terms.months:
        return None
    retires = pension_age(holder, terms.from_on)
    last = last_day(terms.from_on, terms.months)
    if retires is None:
        return last
    before = retires - DAY
    return max(terms.from_on, before if terms.extended else min(last, before))


def settled(session: Session, row: Benefit, on: date) -> None:
    session.flush()
    stop_by_rule(session, row.household, on)
    alerts.refresh(session, row.household, on)
    session.commit()


def decline(session: Session, row: Benefit, words: str, by: User, on: date) -> None:
    """Not entitled after all: the county says why, and the policy is not owed any more; commits."""
    demand_open(row, by, B.APPLIED)
    if len(words.strip()) < 4:
        raise refuse("102-4-2", "请填写不予批准的理由（至少4个字）", "declined_reason")
    row.state, row.declined_reason = B.NOT_ENTITLED, words.strip()
    settled(session, row, on)


def stop(
    session: Session, row: Benefit, last: date, why: StopReason, by: User, on: date
) -> None:
    """The county ends a policy on a day, with the reason; commits."""
    demand_open(row, by, B.ENJOYED)
    assert row.from_on is not None
    if last > on:
        raise refuse("102-4-2", "停止日期不能晚于今天", "stopped_on")
    if last < row.from_on:
        raise refuse("102-4-2", "停止日期不能早于享受起", "stopped_on")
    paid = session.scalar(
        select(Payment.month).where(
            Payment.benefit_id == row.id, Payment.voided_at.is_(None), Payment.month > last
        ).limit(1)
    )
    if paid is not None:
        raise refuse("102-4-2", "%(month)s已经发放：请先作废该月发放，或改晚停止日期", "stopped_on",
                     month=f"{paid:%Y-%m}")
    row.state, row.stopped_on, row.stop_reason = B.STOPPED, last, why
    settled(session, row, on)


def resume(session: Session, row: Benefit, by: User, on: date) -> None:
    """A stop made on a fact that has since been voided is taken back; commits."""
    demand_open(row, by, B.STOPPED)
    holder = holder_of(session, row.household, row.member, row.employment)
    over = [end for end in ends_of(holder, on) if end.last < on]
    if over:
        raise refuse("102-4-2", "已于%(on)s因“%(why)s”终止，不能恢复", on=over[0].last,
                     why=over[0].why.label)
    row.state, row.stopped_on, row.stop_reason = B.ENJOYED, None, None
    session.flush()
    if any(other.policy is row.policy and other.stopped_on is None
           for other in grants_of(session, row.member, but=row.id)):
        raise refuse("102-4-2", "同一政策已在享受中，不能恢复")
    settled(session, row, on)


def pay_months(
    session: Session, benefit: Benefit, first: date, last: date, payment: tuple[Decimal, date, str],
    by: User, on: date,
) -> int:
    """One payment a month from the first to the last, all of them or none; how many. Commits."""
    demand_right(by, P.BENEFIT_DECIDE, "登记补贴发放")
    if benefit.household.status not in ASSISTED or benefit.voided_at is not None:
        raise refuse("102-4-2", "本户当前为“%(status)s”，不能办理政策享受",
                     status=benefit.household.status.label)
    amount, paid_on, batch = payment
    months = months_between(first, last)
    with kept_or_undone(session):
        for month in months:
            row = Payment(household=benefit.household, benefit=benefit, member=benefit.member,
                          month=month, amount=amount, paid_on=paid_on, batch=batch or None)
            with session.no_autoflush:
                payment_is_whole(session, row, on)
            session.add(row)
            session.flush()
        alerts.refresh(session, benefit.household, on)
    return len(months)


def months_between(first: date, last: date) -> Sequence[date]:
    """The first days of the months, both included. Raises Refused for none or too many."""
    first, last = first.replace(day=1), last.replace(day=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise refuse("102-4-2", "发放至的月份不能早于发放自的月份", "month_to")
    if count > MOST_AT_ONCE:
        raise refuse("102-4-2", "一次最多登记%(most)d个月", "month_to", most=MOST_AT_ONCE)
    return [add_months(first, n) for n in range(count)]


def reason_not(session: Session, row: Benefit, on: date) -> Reason | None:
    """Why the policy applied for cannot be granted now, for the page that decides; None if it can."""
    if row.employment is None:
        return None
    found = entitlement(
        row.policy, circumstances_of(session, row.employment, row.policy), on,
        rules_for(session, row.household),
    )
    return None if found.holds else found.reason
