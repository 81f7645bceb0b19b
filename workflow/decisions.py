"""The officers' decisions on what is on file: comparison results, objections, refusals, jobs, proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from models import AuditEntry, Comparison, Employment, Exit, Service, User, Voidable
from policy.employment import job_is_proven
from policy.terms import ComparisonDecision, Feedback, ServiceKind
from policy.terms import Status as S
from policy.verdict import Reason
from workflow import alerts
from workflow.acts import Outcome, Ticket
from workflow.employment_records import papers_of
from workflow.proposals import propose
from workflow.record_rules import ASSISTED, IN_REVIEW
from workflow.refusals import Refused, demand, refuse
from workflow.rule_book import rule_book
from workflow.service_records import refresh_assistance

COMPARED = IN_REVIEW | {S.RECOGNISED}
OUT_OF_HAND = Reason("102-2-2", "本户已不在审核或在册中，不能再判定比对结果")


def demand_right(by: User, permission: P, act: str) -> None:
    if not may(by, permission):
        raise refuse("102-3", "您没有“%(act)s”的权限", act=act)


FOLLOWS: Final = frozenset({
    "counts", "shortfall", "ended_on", "ended_reason", "invited_on", "invited_way",
})
"""Columns that say nothing of what is to be verified or judged."""


def entered_by(session: Session, row: Any, by: User) -> bool:
    """Whether this officer entered the row, or has altered since what it says: then another decides."""
    if row.created_by_id == by.id:
        return True
    lines = session.scalars(
        select(AuditEntry.changes).where(
            AuditEntry.record == f"{row.__tablename__}:{row.id}", AuditEntry.actor == by.username,
            AuditEntry.act.in_(("create", "edit")),
        )
    )
    return any(changes.keys() - FOLLOWS for changes in lines)


def demand_standing(row: Voidable) -> None:
    if row.voided_at is not None:
        raise refuse("102-3", "这条记录已经作废")


def decide_comparison(
    session: Session,
    row: Comparison,
    decision: ComparisonDecision,
    words: str,
    by: User,
    on: date,
) -> None:
    """A result is evidence; a person decides what it means. `EFFECT` and `CHECK` say why."""
    demand_right(by, P.COMPARISON_DECIDE, "人工判定")
    demand_standing(row)
    if row.household.status not in COMPARED:
        raise Refused(OUT_OF_HAND)
    if decision is ComparisonDecision.OPEN:
        raise refuse("102-2-2", "请选择判定结论", "decision")
    if decision is not ComparisonDecision.NO_EFFECT and len(words.strip()) < 4:
        raise refuse("102-2-2", "请填写判定说明（至少4个字）", "decision_note")
    row.decision, row.decided_on, row.decided_by_id = decision, on, by.id
    row.decision_note = words.strip() or None
    alerts.refresh(session, row.household, on)
    session.commit()


def cannot_decide(row: Comparison) -> Reason | None:
    """Why this result is not among those to be decided together; None where it may be."""
    if row.voided_at is not None:
        return Reason("102-2-2", "这条结果已经作废")
    if row.decision is not ComparisonDecision.OPEN:
        text = "这条结果已于%(on)s判定为“%(decision)s”"
        return Reason("102-2-2", text, {"on": row.decided_on, "decision": row.decision.label})
    return None if row.household.status in COMPARED else OUT_OF_HAND


def decide_together(
    session: Session, tickets: Sequence[Ticket], decision: ComparisonDecision, words: str, by: User,
    on: date,
) -> list[Outcome]:
    """One decision with one reason on each of several results, each in a transaction of its own."""
    by_id = by.id
    return [_decide_one(session, ticket, decision, words, by_id, on) for ticket in tickets]


def _decide_one(
    session: Session, ticket: Ticket, decision: ComparisonDecision, words: str, by_id: int, on: date
) -> Outcome:
    row = session.scalars(
        select(Comparison).where(Comparison.id == ticket.id).with_for_update(of=Comparison)
        .execution_options(populate_existing=True)
    ).one()
    label, status = row.household.family_no, row.household.status
    reason = cannot_decide(row)
    if reason is None and row.version != ticket.version:
        reason = Reason("102-2-2", "他人刚刚办理或修改过这条记录，请核对后再办理")
    if reason is None and len(words.strip()) < 4:
        reason = Reason("102-2-2", "请填写判定说明（至少4个字）")
    if reason is None:
        try:
            decide_comparison(session, row, decision, words, session.get_one(User, by_id), on)
            return Outcome(ticket.id, label, True, (), status)
        except Refused as refusal:
            reason = refusal.reasons[0]
    session.rollback()
    return Outcome(ticket.id, label, False, (reason,), status)


def verify_employment(session: Session, row: Employment, way: str, by: User, on: date) -> None:
    """A job counts from its first day once somebody has looked at the evidence."""
    demand_right(by, P.EMPLOYMENT_VERIFY, "核验就业")
    demand_standing(row)
    if row.household.status not in ASSISTED:
        raise refuse("102-3-1", "本户尚未认定，不能核验就业")
    if row.verified:
        raise refuse("102-3-1", "这条就业记录已经核验")
    if entered_by(session, row, by):
        raise refuse("102-3-1", "录入人不能核验自己录入的就业记录，请由另一人核验")
    if len(way.strip()) < 2:
        raise refuse("102-3-1", "请填写核验方式", "verified_way")
    demand(job_is_proven(papers_of(session, row)))
    row.verified, row.verified_on, row.verified_by_id = True, on, by.id
    row.verified_way = way.strip()
    session.flush()
    refresh_assistance(session, row.household)
    propose(session, row.household, on, rule_book(session))
    alerts.refresh(session, row.household, on)
    session.commit()


def judge_refusal(
    session: Session, row: Service, justified: bool, words: str, by: User, on: date
) -> None:
    """Whether a member had good reason to refuse a job: the street's word, once, with its grounds."""
    demand_right(by, P.REFUSAL_JUDGE, "拒绝理由复核")
    if row.household.status not in ASSISTED:
        raise refuse("102-3-2", "本户尚未认定，不能复核拒绝理由")
    if row.voided_at is not None or not is_refused_job(row):
        raise refuse("102-3-2", "这条记录不是本人拒绝的岗位推荐，不需复核")
    if row.refusal_justified is not None:
        raise refuse("102-3-2", "这条拒绝理由已经复核")
    if entered_by(session, row, by):
        raise refuse("102-3-2", "登记人不能复核自己登记的拒绝理由，请由另一人复核")
    if len(words.strip()) < 4:
        raise refuse("102-3-2", "请填写复核说明（至少4个字）", "judgement_note")
    row.refusal_justified, row.judged_on, row.judged_by_id = justified, on, by.id
    row.judgement_note = words.strip()
    session.flush()
    refresh_assistance(session, row.household)
    propose(session, row.household, on, rule_book(session))
    alerts.refresh(session, row.household, on)
    session.commit()


def is_refused_job(row: Service) -> bool:
    return row.kind is ServiceKind.REFERRAL and row.feedback is Feedback.REFUSED


def refuse_exit(session: Session, row: Exit, words: str, by: User, on: date) -> None:
    """The county does not agree to a proposal; the household stays, the reason is kept."""
    demand_right(by, P.HOUSEHOLD_EXIT, "退出审批")
    if row.approved is not None:
        raise refuse("102-3", "这件退出建议已经审批")
    if len(words.strip()) < 4:
        raise refuse("102-3", "请填写不同意的理由（至少4个字）", "decision_note")
    row.approved, row.decided_on, row.decided_by_id = False, on, by.id
    row.decision_note = words.strip()
    alerts.refresh(session, row.household, on)
    session.commit()
