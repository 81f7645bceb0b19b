"""What plans, measures, pairings and contingency plans must be (四（二）, 四（三）)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Activation, AidPlan, ContingencyPlan, Pairing, PlanMeasure, Service, User
from policy.aid_plan import unanswered
from policy.terms import Status
from workflow.days import not_before, not_in_future, since_recognition
from workflow.plan_facts import answers_of
from workflow.refusals import Refused, refuse
from workflow.rule_book import rule_book
from workflow.service_records import belongs


def pairing_is_whole(session: Session, pairing: Pairing, on: date) -> None:
    """Since the recognition; one partner stands by a household once at a time."""
    not_in_future(pairing.since, on, "since", "结对日期")
    since_recognition(pairing.household, pairing.since, "since", "结对日期")
    not_in_future(pairing.until, on, "until", "解除结对日期")
    not_before(pairing.until, pairing.since, "until", "解除结对日期", "结对日期", "102-4-3")
    if (pairing.until is None) != (not (pairing.end_reason or "").strip()):
        missing = "end_reason" if pairing.until else "until"
        raise refuse("102-4-3", "解除结对的，日期和原因须一并填写", missing)
    if pairing.until is None and stands_twice(session, pairing, Pairing.until, partner=pairing.partner):
        raise refuse("102-4-3", "此人已与本户结对", "partner")


def stands_twice(session: Session, row: Any, end: Any, **alike: Any) -> bool:
    """Whether another row of the household, alike in these columns, stands and has not ended."""
    model = type(row)
    found = session.scalar(
        select(model.id).where(
            model.household_id == row.household.id, model.id != (row.id or 0),
            end.is_(None), model.voided_at.is_(None),
            *(getattr(model, name) == value for name, value in alike.items()),
        ).limit(1)
    )
    return found is not None


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
    looked = max(plan.made_on, plan.reviewed_on or plan.made_on)
    not_before(plan.review_on, looked, "review_on", "下次评估日期", "制定或评估日期", "102-4-2")
    if (plan.reviewed_on is None) != (not (plan.review_note or "").strip()):
        missing = "review_note" if plan.reviewed_on else "reviewed_on"
        raise refuse("102-4-2", "评估过的，日期和评估情况须一并填写", missing)
    if plan.closed_on is not None and not (plan.closing_note or "").strip():
        raise refuse("102-4-2", "请填写结束说明", "closing_note")
    if plan.closed_on is None and plan.closing_note:
        raise refuse("102-4-2", "请填写方案结束日期", "closed_on")
    if plan.closed_on is None and stands_twice(session, plan, AidPlan.closed_on, member_id=member.id):
        raise refuse("102-4-2", "该成员已有一份执行中的方案：请修改原方案，或先结束原方案", "member_id")
    rules = rule_book(session).for_region(plan.household.lies_under)
    for field, reason in unanswered(answers_of(plan), rules):
        raise Refused(reason, field=field)


def measure_is_whole(session: Session, measure: PlanMeasure, on: date) -> None:
    """Of a running plan of the household, by an officer of the area, done with its outcome.

    A service it is done by is of the same member and kind.
    """
    plan = measure.plan or session.get(AidPlan, measure.plan_id)
    if plan is None or plan.household is not measure.household or plan.voided_at is not None:
        raise refuse("102-4-2", "请选择本户成员的一人一策方案", "plan_id")
    if plan.closed_on is not None:
        raise refuse("102-4-2", "该方案已结束，不能再登记或修改措施", "plan_id")
    measure.member, measure.member_id = plan.member, plan.member_id
    owner = session.get(User, measure.owner_id) if measure.owner_id else None
    if owner is None or not measure.household.lies_under.startswith(owner.office.path):
        raise refuse("102-4-2", "请选择管辖本户的人员作为措施责任人", "owner_id")
    not_before(measure.due_on, plan.made_on, "due_on", "完成时限", "方案制定日期", "102-4-2")
    not_in_future(measure.done_on, on, "done_on", "完成日期")
    not_before(measure.done_on, plan.made_on, "done_on", "完成日期", "方案制定日期", "102-4-2")
    if (measure.done_on is None) != (not (measure.outcome or "").strip()):
        missing = "outcome" if measure.done_on else "done_on"
        raise refuse("102-4-2", "完成的，日期和完成情况须一并填写", missing)
    if measure.service_id is None:
        return
    service = session.get(Service, measure.service_id)
    if service is None or service.member_id != plan.member_id or service.voided_at is not None:
        raise refuse("102-4-2", "请选择该成员的援助服务", "service_id")
    if service.kind is not measure.kind:
        raise refuse("102-4-2", "所选服务是“%(kind)s”，与措施类型不一致", "service_id", kind=service.kind.label)


def contingency_plan_is_whole(session: Session, plan: ContingencyPlan, on: date) -> None:
    """Its days in order; a new one is the next edition of its office."""
    not_in_future(plan.issued_on, on, "issued_on", "印发日期")
    not_before(plan.valid_from, plan.issued_on, "valid_from", "执行日期", "印发日期", "102-4-3")
    not_before(plan.valid_until, plan.valid_from, "valid_until", "终止日期", "执行日期", "102-4-3")
    if plan.id is None:
        last = session.scalar(
            select(func.max(ContingencyPlan.edition))
            .where(ContingencyPlan.office_id == plan.office_id)
        )
        plan.edition = (last or 0) + 1


def activation_is_whole(session: Session, activation: Activation, on: date) -> None:
    """Under a plan in force on that day, of an office above the household; one runs at a time."""
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
    if activation.ended_on is None and activation.household.status is not Status.RECOGNISED:
        raise refuse("102-4-3", "本户已退出，预案启动记录须填写终止日期和结果", "ended_on")
    if activation.ended_on is None and stands_twice(session, activation, Activation.ended_on):
        raise refuse("102-4-3", "本户已有一项启动中的预案，请先终止", "plan_id")
