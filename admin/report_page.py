"""What the page of the report shows: three tables with links, the rules, the way up, what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.filters_report import list_url
from admin.panel import Event
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, Table, household_url, labelled, moment, said
from models import AuditEntry, Office, ReportPeriod, User
from policy.report_periods import ReportSpan, earlier, span_ended
from policy.report_rules import ReportCheck
from policy.report_table import NOTHING, ReportRow, printed
from policy.report_terms import BY_KEY, COLUMNS, PARTS, ReportColumn, ReportKind, ReportState
from policy.rulebook import Rules
from workflow.report_acts import SUBMITTING
from workflow.report_build import Report
from workflow.report_changes import Cause, SinceReport
from workflow.report_figures import FIGURES

BACK: Final = {ReportKind.MONTH: 37, ReportKind.QUARTER: 13, ReportKind.YEAR: 4}
"""So many periods are offered."""
MOST: Final = 50
ACTS: Final = {
    "report_submit": "报送", "report_accept": "审核通过并锁定", "report_return": "退回重报",
    "report_reopen": "重新打开",
}
CAUSES: Final = {"create": "新增", "edit": "修改", "void": "作废"}
RECORDS: Final = {
    "household": "零就业家庭", "employment": "实现就业", "service": "援助服务", "benefit": "政策享受",
    "follow_up": "回访任务", "watch": "重点监控家庭",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One head of a table: over so many columns, down so many rows."""

    text: str
    wide: int = 1
    high: int = 1
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One office: its name and where its own report is, and (text, link, is it alarming) of each figure."""

    name: str
    url: str | None
    cells: list[tuple[str, str | None, bool]]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three tables."""

    title: str
    groups: list[Heading]
    heads: list[Heading]
    lines: list[Line]


def span_words(span: ReportSpan) -> str:
    first = span.months[0]
    if span.kind is ReportKind.MONTH:
        return _("%(year)d年%(month)d月", year=first.year, month=first.month)
    if span.kind is ReportKind.QUARTER:
        return _("%(year)d年第%(quarter)d季度", year=first.year, quarter=(first.month + 2) // 3)
    return _("%(year)d年", year=first.year)


def spans_to_choose(kind: ReportKind, on: date, rules: Rules) -> list[ReportSpan]:
    """The running period and those before it, the newest first."""
    span = span_ended(kind, on, rules)
    after = earlier(span, rules, -1)
    return [after, span, *(earlier(span, rules, n) for n in range(1, BACK[kind] - 1))]


def parts(report: Report, user: User) -> list[Part]:
    """The tables as the template draws them."""
    found = []
    for n, title in enumerate(PARTS):
        columns = [column for column in COLUMNS if column.part == n]
        groups, heads = headings(columns)
        lines = [
            line_of(report, row, columns, user, whole=place == 0)
            for place, row in enumerate(report.table.rows)
        ]
        found.append(Part(_(title), groups, heads, lines))
    return found


def headings(columns: Sequence[ReportColumn]) -> tuple[list[Heading], list[Heading]]:
    """Two lines of heads: a column without a group stands over both."""
    groups, heads = [], []
    for group, under in groupby(columns, key=lambda column: column.group or column.key):
        members = list(under)
        if members[0].group:
            groups.append(Heading(_(group), len(members)))
            heads += [Heading(_(c.label), title=_(c.definition)) for c in members]
        else:
            [alone] = members
            groups.append(Heading(_(alone.label), 1, 2, _(alone.definition)))
    return groups, heads


def line_of(
    report: Report, row: ReportRow, columns: Sequence[ReportColumn], user: User, *, whole: bool
) -> Line:
    """One row; every figure that has a list leads there."""
    cells: list[tuple[str, str | None, bool]] = []
    for column in columns:
        text = printed(row, column.key)
        url = None
        if column.key in FIGURES and row.values.get(column.key):
            days = FIGURES[column.key].span(report.span)
            url = list_url(user, column.key, row.office_id, days, row.own)
        cells.append((text, url, column.key in ("I", "V") and row[column.key] > 0))
    here = None if whole or row.own else address(row.office_id, report.span)
    name = report.office.name if whole else _(row.name) if row.own else row.name
    return Line(name, here, cells, whole)


def address(office_id: int, span: ReportSpan) -> str:
    return url_for("report.index", office=office_id, kind=span.kind.value, period=span.name)


def rule_lines(checks: Iterable[ReportCheck]) -> list[dict[str, Any]]:
    """One line a rule: what it says of the office, and of those beneath where it does not hold."""
    found = []
    for no, group in groupby(checks, key=lambda check: check.no):
        rows = list(group)
        first = rows[0]
        others = [labelled(c.name, said(c.reason)) for c in rows[1:] if c.holds is False]
        found.append({
            "no": no, "hard": first.hard, "holds": first.holds, "text": said(first.reason),
            "others": others[:MOST], "more": max(0, len(others) - MOST),
        })
    return found


def adjustments(report: Report) -> Table:
    heads = (("指标", "text"), ("上期审核数", "num"), ("现在的数", "num"), ("调整", "num"))
    return Table(columns(heads), [
        Row(n, [Cell(_(BY_KEY[a.column].label)), Cell(a.reported, "num"), Cell(a.now, "num"),
                Cell(f"{a.now - a.reported:+d}", "num")])
        for n, a in enumerate(report.adjustments, 1)
    ])


def changes(since: SinceReport) -> Table:
    """What the locked figures would read today."""
    heads = (("机构", "text"), ("指标", "text"), ("报送数", "num"), ("现在的数", "num"), ("相差", "num"))
    return Table(columns(heads), [
        Row(n, [Cell(_(c.name) if c.name == "本级" else c.name), Cell(_(BY_KEY[c.column].label)),
                Cell(c.reported, "num"), Cell(c.now, "num"), Cell(f"{c.now - c.reported:+d}", "num")])
        for n, c in enumerate(since.changes[:MOST], 1)
    ])


def causes(since: SinceReport, user: User) -> Table:
    """Who did what, when and why, from the trail."""
    heads = (("时间", "date"), ("操作人", "text"), ("事项", "text"), ("对象", "text"), ("原因", "text"))
    return Table(columns(heads), [
        Row(n, [
            Cell(moment(c.at), "date"), Cell(_("系统") if c.who == "system" else c.who, sub=c.office),
            Cell(_(CAUSES.get(c.act, c.act))), record_cell(c), Cell(c.reason or NOTHING),
        ])
        for n, c in enumerate(since.causes[:MOST], 1)
    ])


def record_cell(cause: Cause) -> Cell:
    table, _colon, number = cause.record.partition(":")
    url = household_url(int(number)) if table == "household" and number.isdigit() else None
    return Cell(f"{_(RECORDS.get(table, table))} {number}", "text", "", url)


def columns(heads: Sequence[tuple[str, str]]) -> list[Column]:
    return [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]


def beneath(session: Session, report: Report) -> Table | None:
    """Where the reports of the offices directly beneath stand."""
    span = report.span
    offices = session.execute(
        select(Office, ReportPeriod.state, ReportPeriod.submitted_at)
        .outerjoin(
            ReportPeriod,
            (ReportPeriod.office_id == Office.id) & (ReportPeriod.kind == span.kind)
            & (ReportPeriod.period == span.name),
        )
        .where(Office.parent_id == report.office.id, Office.valid, Office.level.in_(SUBMITTING))
        .order_by(Office.sort, Office.id)
    ).all()
    if not offices:
        return None
    return Table(columns((("机构", "text"), ("报送状态", "text"), ("报送时间", "date"))), [
        Row(office.id, [
            Cell(office.name, "text", "", address(office.id, span)),
            Cell(_((state or ReportState.DRAFT).label)), Cell(moment(at), "date"),
        ])
        for office, state, at in offices
    ])


def history(session: Session, filed: ReportPeriod | None, user: User) -> list[Event]:
    """The acts on the report, the newest first, from the trail."""
    if filed is None:
        return []
    rows = session.execute(
        select(AuditEntry, User.name)
        .outerjoin(User, User.username == AuditEntry.actor)
        .where(AuditEntry.record == f"report_period:{filed.id}", AuditEntry.act.in_(ACTS))
        .order_by(AuditEntry.id.desc())
    ).all()
    return [
        Event(moment(line.at), name or line.actor, line.office, _(ACTS[line.act]), "", "",
              line.changes.get("reason") or "")
        for line, name in rows
    ]

