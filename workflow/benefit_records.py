"""What policies enjoyed and payments must be (四（二）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from models import Base, Benefit, Employment, JobCheck, Payment, User
from policy.aid_terms import BenefitState as B
from policy.benefit_limits import Paid, payment_is_within
from policy.benefits import entitlement
from workflow.benefit_facts import (
    circumstances_of,
    grant_facts,
    holder_of,
    lock,
    paid_to,
    rules_for,
)
from workflow.days import not_before, not_in_future, since_recognition
from workflow.refusals import Refused, refuse
from workflow.service_records import belongs

GRANTED = ("approved_on", "from_on", "standard")
RUNNING = (B.APPLIED, B.ENJOYED)


def job_of(session: Session, row: Benefit | JobCheck, clause: str = "102-4-2") -> Employment:
    """The verified job a benefit or a check is about, whose member it is then about."""
    job = row.employment
    if row.employment_id is not None and (job is None or job.id != row.employment_id):
        job = session.get(Employment, row.employment_id)
    if job is None or job.household_id != row.household.id or job.voided_at is not None:
        raise refuse(clause, "请选择本户的就业记录", "employment_id")
    if not job.verified:
        raise refuse(clause, "该就业尚未核验，请先核验", "employment_id")
    row.member, row.member_id = job.member, job.member_id
    return job


def benefit_is_whole(session: Session, benefit: Benefit, on: date) -> None:
    """Days in order; what each state asks for is filled, and what it does not is empty."""
    job = job_of(session, benefit)
    belongs(session, benefit)
    not_in_future(benefit.applied_on, on, "applied_on", "申报日期")
    since_recognition(benefit.household, benefit.applied_on, "applied_on", "申报日期")
    granted = benefit.state in (B.ENJOYED, B.STOPPED)
    for name in GRANTED:
        if granted and getattr(benefit, name) is None:
            raise refuse("102-4-2", "批准享受的，须填写批准日期、享受起和补贴标准", name)
        if not granted and getattr(benefit, name) is not None:
            raise refuse("102-4-2", "填写了批准内容的，享受状态应为“享受中”或“已停止享受”", "state")
    if granted:
        grant_is_whole(benefit, on)
    declined = benefit.state in (B.NOT_ENTITLED, B.WAIVED)
    if declined != bool((benefit.declined_reason or "").strip()):
        words = "不符合条件或本人放弃的，须填写不享受的原因" if declined else "填写了不享受的原因的，状态应为“不符合享受条件”或“本人放弃享受”"
        raise refuse("102-4-2", words, "declined_reason")
    if benefit.state in RUNNING:
        answered_once(session, benefit)
    if benefit.state is B.APPLIED:
        may_be_asked_for(session, benefit, job, on)


def grant_is_whole(benefit: Benefit, on: date) -> None:
    """Days and standard of what was granted, and the end of what was stopped."""
    not_in_future(benefit.approved_on, on, "approved_on", "批准日期")
    not_before(benefit.approved_on, benefit.applied_on, "approved_on", "批准日期", "申报日期", "102-4-2")
    not_before(benefit.until_on, benefit.from_on, "until_on", "享受止", "享受起", "102-4-2")
    not_in_future(benefit.stopped_on, on, "stopped_on", "停止日期")
    not_before(benefit.stopped_on, benefit.from_on, "stopped_on", "停止日期", "享受起", "102-4-2")
    if benefit.standard is not None and benefit.standard <= 0:
        raise refuse("102-4-2", "补贴标准应大于0", "standard")
    ended = benefit.stopped_on is not None and benefit.stop_reason is not None
    if (benefit.state is B.STOPPED) != ended:
        raise refuse("102-4-2", "停止享受的，须填写停止日期和停止原因", "stopped_on")


def answered_once(session: Session, benefit: Benefit) -> None:
    """One policy of one member is asked for or enjoyed once at a time."""
    other = session.scalars(
        select(Benefit).where(
            Benefit.member_id == benefit.member_id, Benefit.policy == benefit.policy,
            Benefit.state.in_(RUNNING), Benefit.voided_at.is_(None),
        )
    )
    if any(row is not benefit and row.id != benefit.id for row in other):
        raise refuse("102-4-2", "该成员的“%(policy)s”已在申请或享受中", "policy",
                     policy=benefit.policy.label)


def may_be_asked_for(session: Session, benefit: Benefit, job: Employment, on: date) -> None:
    """What the job does not entitle to is not asked for; a missing fact is the county's question."""
    case = circumstances_of(session, job, benefit.policy)
    found = entitlement(benefit.policy, case, on, rules_for(session, benefit.household))
    if found.holds is False:
        raise Refused(found.reason, field="policy")


def payment_is_whole(session: Session, payment: Payment, on: date) -> None:
    """Of a granted policy of this household, within its limits on the day it is entered."""
    benefit: Benefit | None = payment.benefit
    if payment.benefit_id is not None and (benefit is None or benefit.id != payment.benefit_id):
        benefit = session.get(Benefit, payment.benefit_id)
    if benefit is None or benefit.household_id != payment.household.id or benefit.voided_at is not None:
        raise refuse("102-4-2", "请选择本户的政策享受记录", "benefit_id")
    payment.member, payment.member_id = benefit.member, benefit.member_id
    payment.month = payment.month.replace(day=1)
    if benefit.from_on is None:
        raise refuse("102-4-2", "该政策尚未批准，不能登记发放", "benefit_id")
    not_in_future(payment.paid_on, on, "paid_on", "发放日期")
    if payment.amount <= 0:
        raise refuse("102-4-2", "发放金额应大于0", "amount")
    lock(session, benefit.member_id)
    holder = holder_of(session, benefit.household, benefit.member, benefit.employment)
    verdict = payment_is_within(
        Paid(benefit.policy, payment.month, payment.amount), grant_facts(benefit), holder,
        paid_to(session, benefit.member, but=payment.id), on, rules_for(session, benefit.household),
    )
    if not verdict.met:
        raise Refused(*verdict.objections, field="amount" if payment.amount > (benefit.standard or 0) else "month")
    not_before(payment.paid_on, payment.month, "paid_on", "发放日期", "所属月份", "102-4-2")


def demand_unused(session: Session, row: Base, by: User) -> None:
    """Raise Refused where voiding the row would leave a grant or a payment without its ground."""
    if isinstance(row, Benefit):
        if row.from_on is not None and not may(by, P.BENEFIT_DECIDE):
            raise refuse("102-4-2", "已批准的政策由县级作废")
        rests = select(Payment.id).where(Payment.benefit_id == row.id, Payment.voided_at.is_(None))
        words = "该政策已有发放记录，请先作废发放记录"
    elif isinstance(row, Employment):
        rests = select(Benefit.id).where(
            Benefit.employment_id == row.id, Benefit.from_on.is_not(None), Benefit.voided_at.is_(None)
        )
        words = "已有政策以该就业享受，请先由县级作废该政策，或登记就业终止"
    else:
        return
    if session.scalar(rests.limit(1)) is not None:
        raise refuse("102-4-2", words)
