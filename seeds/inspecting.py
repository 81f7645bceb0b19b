"""Supervision of the demo province: findings as far as each can be, a talk and a circular about some."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from models import Censure, CensureGround, Office, SupervisionFinding
from policy.sweep_terms import CensureKind, FaultKind, FindingReply
from seeds.sweeping import Sweeping

F, R = FaultKind, FindingReply
PROVINCE, CITY = "220000", "220100"
FOUND: Final[tuple[tuple[str, str, F, str, str, int, str], ...]] = (
    (CITY, "220104", F.PROMISE, "102-4-3", "抽查的在册家庭中有2户承诺到期仍未安排岗位推荐", 40, "late"),
    (CITY, "220104001", F.POLICY, "102-4-2", "已就业成员的社会保险补贴超过60日未受理", 12, "answer"),
    (CITY, "220104001", F.PROCEDURE, "102-4-4", "走访记录内容雷同，未见两人签字", 30, "mending"),
    (CITY, "220104", F.NOT_RECOGNISED, "102-4-1", "排查发现的疑似户有1户超过15日未引导申报", 26, "checking"),
    (CITY, "220102", F.FALSE, "102-5-3", "2户实现就业无合同和参保记录", 60, "closed"),
    (CITY, "220103", F.PROCEDURE, "102-2-2", "公示照片缺失，无法核对公示天数", 45, "unfounded"),
    (PROVINCE, "222401", F.PROMISE, "102-4-3", "岗位推荐集中在同一单位同一天", 33, "late"),
    (PROVINCE, CITY, F.POLICY, "102-4-2", "所辖3个县（市、区）岗位补贴落实进度偏慢", 20, "answer"),
)
"""By whom, about whom, what, by which clause, how many days ago, and how far it has come."""
ANSWERS: Final = {
    "mending": (R.TRUE, "情况属实，正在组织补访并重新登记"),
    "checking": (R.PARTLY, "该户外出务工未联系上，已于当日引导申报"),
    "closed": (R.TRUE, "已核销2条就业记录，恢复在册并重新推荐岗位"),
    "unfounded": (R.UNFOUNDED, "公示照片已于公示期间归档，附调阅记录"),
}
TERM: Final = timedelta(days=20)


def inspect_offices(to: Sweeping, silent: str) -> None:
    """The findings, a talk about the first, a circular about the county that recognises nobody."""
    offices = {office.code: office for office in to.staff.offices}
    for by, about, fault, clause, problem, ago, stage in FOUND:
        on = to.last - timedelta(days=ago)
        to.rows[SupervisionFinding].append({
            "id": to.ids.next(SupervisionFinding), **between(to, offices[by], offices[about], on),
            "inspected_on": on, "inspectors": "督导一组（虚构）", "fault": fault, "problem": problem,
            "clause": clause, "due_on": on + TERM, **progress(on, stage, to.last),
        })
    first = to.rows[SupervisionFinding][0]
    on = to.last - timedelta(days=8)
    talk = censure(to, offices[CITY], offices["220104"], on, kind=CensureKind.TALK, attendees="朝阳区人社局分管负责人",
                   reason="承诺到期未实现，逾期未整改", minutes="限期逐户制定安置方案，每周报告进展")
    to.rows[CensureGround].append(
        {"id": to.ids.next(CensureGround), "censure_id": talk, "finding_id": first["id"], "alert_id": None}
    )
    if silent in offices:
        censure(to, offices[PROVINCE], offices[silent], to.last - timedelta(days=15), kind=CensureKind.CIRCULAR,
                document="虚构督〔2026〕3号", reason="认定持续为零，且未开展入户摸底排查",
                minutes="一个月内完成摸底排查并报告结果", response="已制定排查方案，本月起逐社区开展",
                responded_on=to.last - timedelta(days=6))


def progress(on: date, stage: str, last: date) -> dict[str, Any]:
    """The columns of the answer and of the second look, as far as the finding has come."""
    reply, answer = ANSWERS.get(stage, (None, None))
    mended = stage in ("checking", "closed")
    replied = min(on + timedelta(days=9), last) if reply else None
    closed = min(on + timedelta(days=18), last) if stage == "closed" else None
    return {
        "reply": reply, "answer": answer, "replied_on": replied, "mended_on": replied if mended else None,
        "evidence": "整改台账和佐证材料各1份" if mended else None, "rechecked_on": closed,
        "recheck_note": "已核对材料，同意销号" if closed else None, "closed_on": closed,
    }


def between(to: Sweeping, by: Office, about: Office, on: date) -> dict[str, Any]:
    return {"by_office_id": by.id, "office_id": about.id, "path": about.path, **to.entered(on, None)}


def censure(to: Sweeping, by: Office, about: Office, on: date, **values: Any) -> int:
    """One circular or talk; answers its id."""
    row: dict[str, Any] = {
        "id": to.ids.next(Censure), **between(to, by, about, on), "censured_on": on, "host": "督导组长（虚构）",
        "document": None, "attendees": None, "minutes": None, "response": None, "responded_on": None, **values,
    }
    to.rows[Censure].append(row)
    return int(row["id"])
