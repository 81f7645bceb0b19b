"""The acts of supervision: a finding is answered, looked at again, struck off; a censure is answered.

Source: notice 五（三）; docs/decisions/0036.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from models import Alert, Censure, CensureGround, SupervisionFinding, User
from policy.inspections import finding_state, may_answer
from policy.sweep_terms import FindingReply, FindingState
from policy.terms import WarningCode
from workflow.days import not_before, not_in_future
from workflow.records import kept_or_undone, save_together
from workflow.refusals import refuse

CLAUSE = "102-5-3"
F = SupervisionFinding
OPEN: Final = F.closed_on.is_(None) & F.voided_at.is_(None)
MENDED: Final = or_(F.mended_on.is_not(None), F.reply == FindingReply.UNFOUNDED)
OWED: Final[ColumnElement[bool]] = OPEN & or_(F.reply.is_(None), ~MENDED)
"""What the inspected office still owes: its answer, or the mending."""
TO_RECHECK: Final[ColumnElement[bool]] = OPEN & F.reply.is_not(None) & MENDED
"""What the inspector is to look at again."""


def state_of(finding: SupervisionFinding) -> FindingState:
    return finding_state(finding.reply, finding.mended_on, finding.closed_on)


def record(session: Session, row: SupervisionFinding | Censure, by: User, on: date) -> None:
    """Store a new or edited row of the officer's office and commit; Refused as workflow.records says."""
    if row.id is None:
        row.by_office, row.by_office_id = by.office, by.office_id
    save_together(session, [row], by, on)


def answerable(row: SupervisionFinding | Censure, by: User) -> bool:
    """Whether it is this officer's to answer: of the office concerned, or above it and beneath the writer."""
    return (
        may(by, P.INSPECTION_ANSWER) and row.voided_at is None
        and may_answer(by.office.path, row.path, row.by_office.path)
        and (not isinstance(row, SupervisionFinding) or row.closed_on is None)
    )


def answer(
    session: Session, finding: SupervisionFinding, reply: FindingReply, text: str,
    mended_on: date | None, evidence: str | None, by: User, on: date,
) -> None:
    """The office says whether it is so, what it did, and by which papers; commits.

    May be said again until it is struck off. Mended only with evidence, not before the inspection.
    """
    demand_answerable(finding, by)
    if len(text.strip()) < 4:
        raise refuse(CLAUSE, "请写明整改情况（至少4个字）", "answer")
    not_in_future(mended_on, on, "mended_on", "整改完成日期")
    not_before(mended_on, finding.inspected_on, "mended_on", "整改完成日期", "检查日期", CLAUSE)
    if reply is FindingReply.UNFOUNDED and mended_on is not None:
        raise refuse(CLAUSE, "不属实的不须整改，请清除整改完成日期", "mended_on")
    if mended_on is not None and not (evidence or "").strip():
        raise refuse(CLAUSE, "整改完成的，须写明整改材料", "evidence")
    with kept_or_undone(session):
        finding.reply, finding.answer, finding.replied_on = reply, text.strip(), on
        finding.mended_on, finding.evidence = mended_on, evidence


def recheck(
    session: Session, finding: SupervisionFinding, passed: bool, note: str, due_on: date | None,
    by: User, on: date,
) -> None:
    """Strike the finding off, or send it back with a new term; by the inspector or above; commits."""
    if not may(by, P.INSPECTION_WRITE) or not finding.by_office.is_under(by.office.path):
        raise refuse(CLAUSE, "由检查机构及其上级复查")
    if finding.voided_at is not None or state_of(finding) is not FindingState.CHECKING:
        raise refuse(CLAUSE, "被检查机构反馈整改完成（或不属实）后才能复查")
    if len(note.strip()) < 4:
        raise refuse(CLAUSE, "请填写复查意见（至少4个字）", "recheck_note")
    if not passed and (due_on is None or due_on < on):
        raise refuse(CLAUSE, "退回整改的，请填写新的整改时限（今天或以后）", "due_on")
    with kept_or_undone(session):
        finding.rechecked_on, finding.recheck_note = on, note.strip()
        if passed:
            finding.closed_on = on
        else:
            sent_back(finding, due_on)


def sent_back(finding: SupervisionFinding, due_on: date | None) -> None:
    """What was called mended is not; a plea that there was nothing to mend is not accepted."""
    assert due_on is not None
    finding.due_on, finding.mended_on = due_on, None
    if finding.reply is FindingReply.UNFOUNDED:
        finding.reply = finding.answer = finding.replied_on = None


def respond(session: Session, censure: Censure, text: str, by: User, on: date) -> None:
    """The office called to account says what it will do; commits."""
    demand_answerable(censure, by)
    if len(text.strip()) < 4:
        raise refuse(CLAUSE, "请填写答复（至少4个字）", "response")
    with kept_or_undone(session):
        censure.response, censure.responded_on = text.strip(), on


def demand_answerable(row: SupervisionFinding | Censure, by: User) -> None:
    if not answerable(row, by):
        raise refuse(CLAUSE, "由被检查（约谈）机构答复；已销号或作废的不再答复")


def possible_grounds(session: Session) -> tuple[list[SupervisionFinding], list[Alert]]:
    """What a censure may rest on, in the area of the session: open findings, counties at zero."""
    findings = session.scalars(select(F).where(OPEN).order_by(F.inspected_on.desc(), F.id).limit(200))
    alerts = session.scalars(
        select(Alert)
        .where(Alert.code == WarningCode.NO_RECOGNITION, Alert.cleared_on.is_(None))
        .order_by(Alert.raised_on, Alert.id).limit(200)
    )
    return list(findings), list(alerts)


def rest_on(session: Session, censure: Censure, chosen: Collection[str]) -> None:
    """Say what a new censure rests on: words like "finding:12" and "alert:5" of the area."""
    findings, alerts = possible_grounds(session)
    known = {f"finding:{f.id}": CensureGround(finding=f) for f in findings if f"finding:{f.id}" in chosen}
    known |= {f"alert:{a.id}": CensureGround(alert=a) for a in alerts if f"alert:{a.id}" in chosen}
    if len(known) < len(set(chosen)):
        raise refuse(CLAUSE, "请从列表中选择", "grounds")
    censure.grounds = list(known.values())
