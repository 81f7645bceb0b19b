"""What a supervision finding and a censure must be (五（三）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models import Alert, Censure, Office, SupervisionFinding
from policy.clauses import CLAUSES
from policy.inspections import may_inspect
from policy.sweep_terms import CensureKind
from policy.terms import Level
from workflow.days import not_before, not_in_future
from workflow.refusals import refuse

CLAUSE = "102-5-3"
SHORTEST = 4


def finding_is_whole(session: Session, finding: SupervisionFinding, on: date) -> None:
    """Of an office beneath, found by then, against a clause, to be mended on a day not before."""
    lie_beneath(session, finding)
    not_in_future(finding.inspected_on, on, "inspected_on", "检查日期")
    if len(finding.problem.strip()) < SHORTEST:
        raise refuse(CLAUSE, "请写明存在问题（至少4个字）", "problem")
    if finding.clause not in CLAUSES:
        raise refuse(CLAUSE, "请从列表中选择", "clause")
    not_before(finding.due_on, finding.inspected_on, "due_on", "整改时限", "检查日期", CLAUSE)
    if finding.reply is not None:
        not_before(finding.replied_on, finding.inspected_on, "inspected_on", "反馈日期", "检查日期", CLAUSE)


def censure_is_whole(session: Session, censure: Censure, on: date) -> None:
    """Of an office beneath; a circular has its number, a talk those talked to; grounds are that office's."""
    lie_beneath(session, censure)
    not_in_future(censure.censured_on, on, "censured_on", "通报或约谈日期")
    if censure.kind is CensureKind.CIRCULAR and not (censure.document or "").strip():
        raise refuse(CLAUSE, "通报须填写文号", "document")
    if censure.kind is CensureKind.TALK and not (censure.attendees or "").strip():
        raise refuse(CLAUSE, "约谈须填写被约谈人", "attendees")
    if len(censure.reason.strip()) < SHORTEST:
        raise refuse(CLAUSE, "请写明事由（至少4个字）", "reason")
    not_before(censure.responded_on, censure.censured_on, "censured_on", "答复日期", "通报或约谈日期", CLAUSE)
    for ground in censure.grounds:
        if not concerns(ground.finding or ground.alert, censure):
            raise refuse(CLAUSE, "关联事项须属于所选机构及其下级", "grounds")


def concerns(ground: SupervisionFinding | Alert | None, censure: Censure) -> bool:
    """Whether what the censure rests on is about the office, or one beneath it."""
    return ground is not None and ground.lies_under.startswith(censure.path)


def lie_beneath(session: Session, row: SupervisionFinding | Censure) -> None:
    """Lay the row under the office it is about: a street or above, beneath the one that writes."""
    office = session.get(Office, row.office_id) if row.office_id else None
    if office is None or office.level is Level.COMMUNITY:
        raise refuse(CLAUSE, "机构须为街道（乡镇）以上", "office_id")
    if row.by_office is None or not may_inspect(row.by_office.path, office.path):
        raise refuse(CLAUSE, "只能对下级机构登记", "office_id")
    row.lay_under(office)
