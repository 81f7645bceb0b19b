"""What plans, measures, pairings and contingency plans must be (四（二）, 四（三）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Activation, AidPlan, ContingencyPlan, Pairing, PlanMeasure
from workflow.days import not_before, not_in_future, since_recognition
from workflow.refusals import refuse
from workflow.service_records import belongs


def pairing_is_whole(session: Session, pairing: Pairing, on: date) -> None:
    not_in_future(pairing.since, on, "since", "结对日期")
    since_recognition(pairing.household, pairing.since, "since", "结对日期")
    not_in_future(pairing.until, on, "until", "解除结对日期")
    not_before(pairing.until, pairing.since, "until", "解除结对日期", "结对日期", "102-4-3")
    if pairing.until is not None and not (pairing.end_reason or "").strip():
        raise refuse("102-4-3", "请填写解除结对原因", "end_reason")


def aid_plan_is_whole(session: Session, plan: AidPlan, on: date) -> None:
    """Of one member registered unemployed; one plan of a member runs at a time."""
    member = belongs(session, plan)
    if member.registered_on is None:
        raise refuse("102-4-2", "该成员未登记失业，不需要制定一人一策方案", "member_id")
    not_in_future(plan.made_on, on, "made_on", "制定日期")
    since_recognition(plan.household, plan.made_on, "made_on", "制定日期")
    for name, label in (("agreed_on", "本人确认日期"), ("reviewed_on", "最近评估日期"),
                        ("closed_on", "方案结束日期")):
        not_in_future(getattr(plan, name), on, name, label)
        not_before(getattr(plan, name), plan.made_on, name, label, "制定日期", "102-4-2")
    not_before(plan.review_on, plan.made_on, "review_on", "下次评估日期", "制定日期", "102-4-2")
    if plan.closed_on is not None and not (plan.closing_note or "").strip():
        raise refuse("102-4-2", "请填写结束说明", "closing_note")
    if plan.closed_on is None and plan.closing_note:
        raise refuse("102-4-2", "请填写方案结束日期", "closed_on")
    if plan.closed_on is None and plan.voided_at is None:
        other = session.scalar(
            select(AidPlan.id).where(
                AidPlan.member_id == member.id, AidPlan.id != (plan.id or 0),
                AidPlan.closed_on.is_(None), AidPlan.voided_at.is_(None),
            )
        )
        if other is not None:
            raise refuse("102-4-2", "该成员已有一份执行中的方案：请修改原方案，或先结束原方案", "member_id")


def measure_is_whole(session: Session, measure: PlanMeasure, on: date) -> None:
    plan = measure.plan or session.get(AidPlan, measure.plan_id)
    if plan is None or plan.household_id != measure.household.id or plan.voided_at is not None:
        raise refuse("102-4-2", "请选择本户成员的一人一策方案", "plan_id")
    measure.member_id = plan.member_id
    not_before(measure.due_on, plan.made_on, "due_on", "完成时限", "方案制定日期", "102-4-2")
    not_in_future(measure.done_on, on, "done_on", "完成日期")
    not_before(measure.done_on, plan.made_on, "done_on", "完成日期", "方案制定日期", "102-4-2")
    if measure.done_on is not None and not (measure.outcome or "").strip():
        raise refuse("102-4-2", "请填写完成情况", "outcome")


def contingency_plan_is_whole(session: Session, plan: ContingencyPlan, on: date) -> None:
    not_in_future(plan.issued_on, on, "issued_on", "印发日期")
    not_before(plan.valid_from, plan.issued_on, "valid_from", "执行日期", "印发日期", "102-4-3")
    not_before(plan.valid_until, plan.valid_from, "valid_until", "终止日期", "执行日期", "102-4-3")


def activation_is_whole(session: Session, activation: Activation, on: date) -> None:
    """Under a plan in force on that day, of an office above the household."""
    plan = activation.plan or session.get(ContingencyPlan, activation.plan_id)
    if plan is None or plan.voided_at is not None:
        raise refuse("102-4-3", "请选择就业援助预案", "plan_id")
    if not activation.household.lies_under.startswith(plan.office.path):
        raise refuse("102-4-3", "该预案不适用于本户所在地", "plan_id")
    not_in_future(activation.started_on, on, "started_on", "启动日期")
    since_recognition(activation.household, activation.started_on, "started_on", "启动日期")
    until = plan.valid_until or date.max
    if not plan.valid_from <= activation.started_on <= until:
        raise refuse("102-4-3", "该预案在启动日期不在执行期内", "started_on")
    not_in_future(activation.ended_on, on, "ended_on", "终止启动日期")
    not_before(activation.ended_on, activation.started_on, "ended_on", "终止启动日期", "启动日期", "102-4-3")
    if (activation.ended_on is None) != (not (activation.outcome or "").strip()):
        missing = "outcome" if activation.ended_on else "ended_on"
        raise refuse("102-4-3", "终止启动的，日期和启动结果须一并填写", missing)
