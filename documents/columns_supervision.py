"""The ledger of supervision (T11): findings of inspections, circulars and talks in one table.

Source: domain list of ledgers 4.2, T11.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Select, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from access.permissions import Permission
from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    as_found,
    label,
    made,
    numbered,
    one,
    register,
)
from documents.layout import Kind
from documents.workbook import Value
from models import Censure, CensureGround, Office, SupervisionFinding
from policy.clauses import cited
from policy.inspections import finding_state, is_overdue
from policy.sweep_terms import CensureKind, FindingState

INSPECTION: Final = "inspection"
KINDS: Final = {INSPECTION: "督导检查", **{kind.value: kind.label for kind in CensureKind}}


def supervised(since: date, until: date) -> Select[Any]:
    """Findings of inspections of the period, and circulars and talks of it, in the order of their days."""
    f, c, nothing = SupervisionFinding, Censure, null()
    found = select(
        literal(INSPECTION).label("kind"), f.id.label("id"), f.office_id, f.by_office_id, f.inspected_on.label("on"),
        f.inspectors.label("by"), nothing.label("document"), f.fault.label("fault"), f.problem.label("problem"),
        f.clause.label("clause"), f.due_on.label("due_on"), f.reply.label("reply"), f.answer.label("answer"),
        f.replied_on.label("replied_on"), f.mended_on.label("mended_on"), f.evidence.label("evidence"),
        f.recheck_note.label("recheck_note"), f.closed_on.label("closed_on"),
    ).where(f.inspected_on.between(since, until), f.voided_at.is_(None))
    called = select(
        c.kind, c.id, c.office_id, c.by_office_id, c.censured_on, c.host, c.document, nothing, c.reason,
        nothing, nothing, nothing, c.response, c.responded_on, nothing, nothing, nothing, nothing,
    ).where(c.censured_on.between(since, until), c.voided_at.is_(None))
    rows, office = union_all(found, called).subquery(), aliased(Office)
    return (
        select(*rows.c, office.unit_id, office.county_id, office.street_id, office.name.label("office_name"))
        .join(office, office.id == rows.c.office_id)
        .order_by(rows.c.on, rows.c.kind, rows.c.id)
    )


def grounds_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each circular and talk: on how many findings and warnings it rests."""
    found: dict[int, list[int]] = {}
    for censure, finding in session.execute(
        select(CensureGround.censure_id, CensureGround.finding_id).where(CensureGround.censure_id.in_(ids))
    ):
        found.setdefault(censure, [0, 0])[0 if finding is not None else 1] += 1
    words = ("检查问题%d个", "预警%d条")
    return {
        censure: "、".join(text % number for text, number in zip(words, numbers, strict=True) if number)
        for censure, numbers in found.items()
    }


def rests_on(row: Any, at: Setting) -> Value:
    return "" if row.kind == INSPECTION else at.beside["grounds"].get(row.id, "")


def state_told(row: Any, at: Setting) -> Value:
    """How far a finding has come on the day of the ledger, and whether the term is over; of a censure,
    whether it was answered.
    """
    if row.kind != INSPECTION:
        return "已答复" if row.replied_on is not None else "待答复"
    state: FindingState = finding_state(row.reply, row.mended_on, row.closed_on)
    return f"{state.label}（逾期）" if is_overdue(state, row.due_on, at.on) else state.label


def in_words(value: Any, at: Setting) -> Value:
    return at.words(value)


def of_term(value: Any, at: Setting) -> Value:
    return label(value)


def of_office(value: Any, at: Setting) -> Value:
    return at.office(value)


def of_kind(value: Any, at: Setting) -> Value:
    return KINDS[value]


def of_clause(value: Any, at: Setting) -> Value:
    return cited(value) if value else ""


WHAT, DONE = "检查、通报、约谈情况", "整改、答复情况"

SUPERVISION_BESIDE = (Beside("grounds", "id", grounds_of),)
SUPERVISION: tuple[Column, ...] = (
    numbered(),
    one("类别", "kind", of_kind, width=9),
    one("市(州)", "unit_id", of_office, group="被检查（约谈）机构", width=9),
    one("县(市、区)", "county_id", of_office, group="被检查（约谈）机构", width=9.5),
    one("机构", "office_name", as_found, group="被检查（约谈）机构", width=10),
    one("日期", "on", as_found, group=WHAT, width=9, kind=Kind.DATE),
    one("检查（发起）机构", "by_office_id", of_office, group=WHAT, width=10),
    one("检查人、签发人或约谈人", "by", in_words, group=WHAT, width=11),
    one("文号", "document", in_words, group=WHAT, width=12),
    one("问题类别", "fault", of_term, group=WHAT, width=9),
    one("问题或事由", "problem", in_words, group=WHAT, width=26, kind=Kind.LONG),
    one("依据条款", "clause", of_clause, group=WHAT, width=8),
    made("关联事项", rests_on, group=WHAT, width=10),
    one("整改时限", "due_on", as_found, group=DONE, width=9, kind=Kind.DATE),
    one("反馈结论", "reply", of_term, group=DONE, width=8),
    one("整改情况或答复", "answer", in_words, group=DONE, width=26, kind=Kind.LONG),
    one("反馈或答复日期", "replied_on", as_found, group=DONE, width=9, kind=Kind.DATE),
    one("整改完成日期", "mended_on", as_found, group=DONE, width=9, kind=Kind.DATE),
    one("整改材料", "evidence", in_words, group=DONE, width=16, kind=Kind.LONG),
    one("复查意见", "recheck_note", in_words, group=DONE, width=16, kind=Kind.LONG),
    one("销号日期", "closed_on", as_found, group=DONE, width=9, kind=Kind.DATE),
    made("状态", state_told, width=9),
)

LEDGERS = register(
    Ledger(
        "supervision", "督导检查台账", "督导检查问题和通报、约谈，每件一行，附整改、答复和销号情况",
        "检查、通报、约谈日期", "件", "检查日期、通报或约谈日期在统计期间内的记录，不含已作废的记录",
        supervised, SUPERVISION, SUPERVISION_BESIDE,
        Permission.SUPERVISION_READ,
    ),
)
