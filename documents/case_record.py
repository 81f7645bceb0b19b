"""What was looked into, decided and done for one household, as the tables of its case file (卷宗).

In full: a case file is made for whoever may export full data. Voided records stand in it and say so.
Source: docs/notice.md 二, 三, 四; docs/decisions/0049.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.application_words import Words, iso, label
from documents.case_help import HELP, Table, period, said, table, voided
from documents.case_kept import brought, sealed
from models import (
    Assessment,
    Comparison,
    Exit,
    Household,
    Member,
    Objection,
    Opinion,
    Publicity,
    StatusChange,
    Visit,
)
from policy.terms import VisitPurpose
from workflow.transitions import TRANSITIONS

Names = dict[int, str]
JUDGED: Final = {True: "符合条件", False: "不符合条件", None: "尚不能判断"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the record: its title, and how its rows are said."""

    title: str
    tables: Callable[[Any, Words, Names], list[Table]]


class Rows:
    """The rows of one household, each kind read when it is first asked for."""

    def __init__(self, session: Session, household: Household) -> None:
        self.session, self.household = session, household

    def of(self, model: Any, *order: Any) -> Sequence[Any]:
        """The rows of this kind in the order they came about, voided ones too."""
        chosen = select(model).where(model.household_id == self.household.id)
        return self.session.scalars(chosen.order_by(*order, model.id)).all()


def record_of(session: Session, household: Household) -> list[dict[str, Any]]:
    """The parts that have something to tell, each {title, tables}, in the order of the procedure."""
    rows, words = Rows(session, household), Words(session, full=True)
    names = {m.id: m.name for m in rows.of(Member)}
    found = []
    for part in PARTS:
        tables = [table for table in part.tables(rows, words, names) if table["rows"] or table["text"]]
        if tables:
            found.append({"title": part.title, "tables": tables})
    return found


def compared(rows: Rows, words: Words, names: Names) -> list[Table]:
    heads = (("数据来源", 34), ("成员", 18), ("比对日期", 20), ("结果", 16), ("命中内容", 0), ("判定", 20), ("判定人、日期、说明", 42))
    return [table("", heads, (
        [words.code("comparison_source", c.source), who(names, c.member_id), iso(c.compared_on), label(c.result),
         said(c.details, voided(c)), label(c.decision), said(words.officer(c.decided_by_id), iso(c.decided_on), c.decision_note)]
        for c in rows.of(Comparison, Comparison.compared_on)
    ))]


def judged(rows: Rows, words: Words, names: Names) -> list[Table]:
    heads = (("判断日期", 22), ("环节", 26), ("结论", 26), ("另行认定理由", 0), ("判断书摘要（前16位）", 40))
    return [table("认定判断", heads, (
        [iso(a.judged_on), act_name(a.act), JUDGED[a.eligible], said(a.override), a.hash[:16]]
        for a in rows.of(Assessment)
    ))]


VISITED = (("走访日期", 20), ("方式", 12), ("走访人", 26), ("受访人", 18), ("走访情况", 0), ("困难诉求及处理", 44))


def visited(rows: Rows, words: Words, names: Names) -> list[Table]:
    """The visits of the verification (走访核实)."""
    return [visits(v for v in rows.of(Visit, Visit.visited_on) if v.purpose is VisitPurpose.VERIFICATION)]


def followed(rows: Rows, words: Words, names: Names) -> list[Table]:
    """Return visits and every attempt to reach the household."""
    return [visits(v for v in rows.of(Visit, Visit.visited_on) if v.purpose is not VisitPurpose.VERIFICATION)]


def visits(found: Iterable[Visit]) -> Table:
    return table("", VISITED, (
        [iso(v.visited_on), label(v.way), said(v.visitor_1, v.visitor_2), said(v.interviewee) if v.reached else "未联系上",
         said(v.findings, voided(v)), said(v.difficulties, v.handling)]
        for v in found
    ))


def publicized(rows: Rows, words: Words, names: Names) -> list[Table]:
    """Each posting with its masked text as it hung there."""
    heads = (("次数", 14), ("公示起止", 42), ("地点或网址", 0), ("监督电话", 30), ("发布人", 20), ("撤下日期", 22))
    return [
        table(f"第{p.round}次公示", heads, [[
            f"第{p.round}次", period(p.posted_on, p.until), p.place, p.complaint_phone, words.officer(p.posted_by_id),
            iso(p.taken_down_on),
        ]], p.text)
        for p in rows.of(Publicity)
    ]


def objected(rows: Rows, words: Words, names: Names) -> list[Table]:
    heads = (("提出日期", 22), ("提出人", 20), ("异议内容", 0), ("核查结论", 28), ("核查说明", 40), ("核查人、日期", 30))
    found = rows.of(Objection, Objection.raised_on)
    none = "公示期内无异议。" if rows.household.reported_on and not found else ""
    return [table("", heads, (
        [iso(o.raised_on), o.raised_by or "未具名", o.content, label(o.finding), said(o.decision_note),
         said(words.officer(o.decided_by_id), iso(o.decided_on))]
        for o in found
    ), none)]


def opined(rows: Rows, words: Words, names: Names) -> list[Table]:
    """Every opinion that was given, a later one beside the earlier; then every act with its officer."""
    heads = (("环节", 28), ("意见", 0), ("是否同意", 18), ("意见人", 22), ("机构", 44), ("日期", 22))
    acts = (("日期", 22), ("事项", 28), ("办理前后状态", 40), ("办理人", 22), ("机构", 44), ("理由", 0))
    return [
        table("审核意见", heads, (
            [label(o.stage), o.words, "同意" if o.agrees else "不同意", words.officer(o.given_by_id), words.office_of(o.given_by_id),
             iso(o.given_on)]
            for o in rows.of(Opinion)
        )),
        table("办理经过", acts, (
            [iso(c.acted_on), act_name(c.act), f"{label(c.before) or '（新建）'}→{label(c.after)}", c.by_name, c.by_office,
             said(c.reason)]
            for c in rows.of(StatusChange)
        )),
    ]


def left(rows: Rows, words: Words, names: Names) -> list[Table]:
    """Every proposal to release the household and what the county said to it."""
    heads = (("退出情形", 34), ("成员", 18), ("依据", 0), ("提出人、日期", 28), ("告知本户", 32), ("县级审批", 40))
    return [table("", heads, (
        [said(label(e.ground), words.code("exit_detail", e.ground_code)), who(names, e.member_id), e.evidence,
         said("系统提出" if e.by_rule else words.officer(e.proposed_by_id), iso(e.proposed_on)),
         said(iso(e.told_on), label(e.told_way)),
         said({True: "同意", False: "不同意", None: "未审批"}[e.approved], words.officer(e.decided_by_id), iso(e.decided_on),
              e.decision_note)]
        for e in rows.of(Exit, Exit.proposed_on)
    ))]


def who(names: Names, member_id: int | None) -> str:
    return names.get(member_id, "") if member_id else "全户"


def act_name(act: str) -> str:
    step = TRANSITIONS.get(act)
    return step.label if step else act


PARTS: Final = (
    Part("线上比对记录", compared), Part("走访核实记录", visited), Part("认定判断记录", judged), Part("公示内容", publicized),
    Part("公示异议及处理", objected), Part("审核意见及办理经过", opined), Part("用印登记", sealed),
    *(Part(title, tables) for title, tables in HELP), Part("跟踪回访及联系记录", followed), Part("退出审批", left),
    Part("附件材料登记", brought),
)
"""The sealed papers and the attachments themselves follow as files (documents.case_kept)."""
