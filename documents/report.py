"""《零就业家庭认定和援助情况统计表》 as a workbook: three tables, the check rules, what was put right.

In the bureau's own layout (documents.layout), Chinese as every paper is; the cover says what each
column counts, by which clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from documents.layout import Head, Kind, Paper
from documents.ledgers import SYSTEM
from documents.tables import SmallTable, write_tables
from documents.workbook import BEIJING, Value
from models import User
from policy.clauses import CLAUSES
from policy.report_table import NOTHING, ReportRow, rate
from policy.report_terms import BY_KEY, COLUMNS, PARTS, ReportColumn, ReportKind
from workflow.report_build import Report
from workflow.report_changes import SinceReport

TITLE: Final = "零就业家庭认定和援助情况统计表"
SHEETS: Final = ("表一", "表二", "表三")
HOLDS: Final = {True: "符合", False: "不符合", None: "不适用"}


def span_words(report: Report) -> str:
    """2026年2月, with its first and last day."""
    first, span = report.span.months[0], report.span
    if span.kind is ReportKind.MONTH:
        name = f"{first.year}年{first.month}月"
    elif span.kind is ReportKind.QUARTER:
        name = f"{first.year}年第{(first.month + 2) // 3}季度"
    else:
        name = f"{first.year}年"
    return f"{name}（{span.since}至{span.until}）"


def write_report(
    out: Path | BinaryIO, report: Report, since: SinceReport | None, by: User | None, at: datetime
) -> str:
    """Write the workbook; answers the name to hand it out under."""
    local = at.astimezone(BEIJING)
    who = f"{by.name}（{by.username}）" if by is not None else "系统"
    office = report.office.name
    paper = Paper(
        f"{office}{TITLE}", office, span_words(report), "户、人、人次",
        f"{SYSTEM}　{who}　{local:%Y-%m-%d %H:%M}",
    )
    write_tables(out, paper, tables(report, since, paper), cover(report, who, local))
    return f"{office}{TITLE}_{report.span.kind.label}_{report.span.name}.xlsx"


def cover(report: Report, who: str, at: datetime) -> list[tuple[str, str]]:
    """What the file is, where the report stands, what each column counts."""
    filed = report.filed
    whole = report.table.whole
    told = [
        ("填报单位", report.office.name),
        ("报表类型", f"{report.span.kind.label}　{span_words(report)}"),
        ("报送状态", report.state.label),
        ("在册平衡", f"期初{whole['A']}＋调整{whole['A1']}＋新认定{whole['D']}－退出{whole['F']}"
                 f"＝期末{whole['G']}"),
        ("导出", f"{who}　{at:%Y-%m-%d %H:%M}（北京时间）"),
    ]
    if filed is not None and filed.digest:
        told.append(("内容摘要", f"SHA-256 {filed.digest}"))
    for key, words in (filed.explanations if filed is not None else {}).items():
        told.append(("情况说明", f"{asked_about(key)}：{words}"))
    return told + [
        (f"{column.key}　{column.label}", f"{column.definition}（{clause_of(column)}，单位：{column.unit}）")
        for column in COLUMNS
    ]


def asked_about(key: str) -> str:
    return {"A1": "调整原因", "beneath": "下级未报齐"}.get(key, f"审核关系第{key}条")


def clause_of(column: ReportColumn) -> str:
    return CLAUSES[column.clause].replace(": ", "：").partition("：")[0]


def tables(report: Report, since: SinceReport | None, paper: Paper) -> list[SmallTable]:
    """The three tables, the rules; and what has changed since it was submitted, if anything."""
    found = [part_table(report, n, paper) for n in range(len(PARTS))]
    found.append(rules_table(report, paper))
    if report.adjustments:
        rows = [[BY_KEY[a.column].label, a.reported, a.now, a.now - a.reported]
                for a in report.adjustments]
        found.append(small("上期调整", "对上期已审核数的调整", paper,
                           ("指标", "上期审核数", "现在的数", "调整"), rows))
    if since is not None and since.changes:
        changed: list[list[Value]] = [
            [c.name, BY_KEY[c.column].label, c.reported, c.now] for c in since.changes
        ]
        found.append(small("报送后变动", "报送以后的变动（计入下期调整）", paper,
                           ("机构", "指标", "报送数", "现在的数"), changed))
    return found


def part_table(report: Report, part: int, paper: Paper) -> SmallTable:
    """One of the three tables: the offices, then the whole as the last line."""
    columns = [column for column in COLUMNS if column.part == part]
    heads = [Head("机构", width=16)] + [
        Head(f"{c.key}\n{c.label}", c.group, 8.5,
             Kind.SHARE if c.rate else Kind.COUNT)
        for c in columns
    ]
    rows = report.table.beneath or (report.table.whole,)
    title = f"{paper.title}（{SHEETS[part]}：{PARTS[part]}）"
    closing: list[Value] = ["合计", *cells(report.table.whole, columns)]
    return SmallTable(
        SHEETS[part], title, heads, [[row.name, *cells(row, columns)] for row in rows], closing
    )


def cells(row: ReportRow, columns: Sequence[ReportColumn]) -> list[Value]:
    found: list[Value] = []
    for column in columns:
        value = rate(row, column.key) if column.rate else row.values.get(column.key)
        found.append(NOTHING if value is None else value)
    return found


def rules_table(report: Report, paper: Paper) -> SmallTable:
    """What each rule says; of the offices beneath only where it does not hold."""
    heads = [
        Head("序号", width=6), Head("机构", width=16), Head("性质", width=10),
        Head("审核关系", width=70, kind=Kind.LONG), Head("结果", width=10),
    ]
    shown = [check for check in report.checks if check.of_whole or check.holds is False]
    rows: list[list[Value]] = [
        [str(check.no), check.name, "强制" if check.hard else "核实", str(check.reason),
         HOLDS[check.holds]]
        for check in shown
    ]
    failed = sum(check.holds is False for check in shown)
    closing: list[Value] = ["合计", f"{len(rows)} 条", None, f"不符合 {failed} 条", None]
    return SmallTable("审核关系", f"{paper.title}（审核关系）", heads, rows, closing)


def small(
    name: str, title: str, paper: Paper, words: Sequence[str], rows: Sequence[Sequence[Value]]
) -> SmallTable:
    heads = [Head(word, width=20) for word in words]
    closing: list[Value] = ["合计", f"{len(rows)} 项", *([None] * (len(words) - 2))]
    return SmallTable(name, f"{paper.title}（{title}）", heads, rows, closing)
