"""What policies enjoyed, payments and checks of lasting work must be (四（二）, 四（四）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models import Benefit, Employment, JobCheck, Payment
from policy.aid_terms import BenefitState as B
from workflow.days import not_before, not_in_future, since_recognition
from workflow.refusals import refuse
from workflow.service_records import belongs

GRANTED = ("approved_on", "from_on", "standard")


def job_of(session: Session, row: Benefit | JobCheck) -> Employment | None:
    """The job a benefit or a check is about; it must be the same member's."""
    if row.employment_id is None and row.employment is None:
        return None
    job = row.employment or session.get(Employment, row.employment_id)
    if job is None or job.member_id != row.member_id or job.voided_at is not None:
        raise refuse("102-4-2", "请选择该成员的就业记录", "employment_id")
    return job


def benefit_is_whole(session: Session, benefit: Benefit, on: date) -> None:
    """Days in order; what each state asks for is filled, and what it does not is empty."""
    belongs(session, benefit)
    job_of(session, benefit)
    not_in_future(benefit.applied_on, on, "applied_on", "申报日期")
    since_recognition(benefit.household, benefit.applied_on, "applied_on", "申报日期")
    not_in_future(benefit.approved_on, on, "approved_on", "批准日期")
    not_before(benefit.approved_on, benefit.applied_on, "approved_on", "批准日期", "申报日期", "102-4-2")
    not_before(benefit.until_on, benefit.from_on, "until_on", "享受止", "享受起", "102-4-2")
    not_in_future(benefit.stopped_on, on, "stopped_on", "停止日期")
    not_before(benefit.stopped_on, benefit.from_on, "stopped_on", "停止日期", "享受起", "102-4-2")
    granted = benefit.state in (B.ENJOYED, B.STOPPED)
    for name in GRANTED:
        if granted and getattr(benefit, name) is None:
            raise refuse("102-4-2", "批准享受的，须填写批准日期、享受起和补贴标准", name)
        if not granted and getattr(benefit, name) is not None:
            raise refuse("102-4-2", "填写了批准内容的，享受状态应为“享受中”或“已停止享受”", "state")
    if benefit.standard is not None and benefit.standard <= 0:
        raise refuse("102-4-2", "补贴标准应大于0", "standard")
    if (benefit.state is B.STOPPED) != (benefit.stopped_on is not None and benefit.stop_reason is not None):
        raise refuse("102-4-2", "停止享受的，须填写停止日期和停止原因", "stopped_on")
    declined = benefit.state in (B.NOT_ENTITLED, B.WAIVED)
    if declined != bool((benefit.declined_reason or "").strip()):
        raise refuse("102-4-2", "不符合条件或本人放弃的，须填写不享受的原因", "declined_reason")


def payment_is_whole(session: Session, payment: Payment, on: date) -> None:
    benefit = payment.benefit or session.get(Benefit, payment.benefit_id)
    if benefit is None or benefit.household_id != payment.household.id or benefit.voided_at is not None:
        raise refuse("102-4-2", "请选择本户的政策享受记录", "benefit_id")
    payment.member_id = benefit.member_id
    payment.month = payment.month.replace(day=1)
    if benefit.from_on is None:
        raise refuse("102-4-2", "该政策尚未批准，不能登记发放", "benefit_id")
    not_in_future(payment.paid_on, on, "paid_on", "发放日期")
    if payment.amount <= 0:
        raise refuse("102-4-2", "发放金额应大于0", "amount")


def job_check_is_whole(session: Session, check: JobCheck, on: date) -> None:
    belongs(session, check)
    job = job_of(session, check)
    if job is None or not job.verified:
        raise refuse("102-4-4", "请选择该成员已核验的就业记录", "employment_id")
    not_in_future(check.checked_on, on, "checked_on", "核查日期")
    not_before(check.checked_on, job.started_on, "checked_on", "核查日期", "就业日期", "102-4-4")
