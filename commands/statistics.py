"""The report of a period on the console, and every kept figure against a recount."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from access.kept_recount import Miskept, miskept, rebuild
from commands.register import NEW_FILE, Answer, command, now, place_for
from documents.report import write_report
from models import db
from policy.report_periods import span_named
from policy.report_table import ReportRow, rate
from policy.report_terms import BY_KEY, COLUMNS, ReportKind
from workflow.officers import office_coded
from workflow.refusals import refuse
from workflow.report_build import Report, report_of
from workflow.report_changes import SinceReport, verify_reports
from workflow.rule_book import rule_book
from workflow.stored_counts import miscounted

NAMES = {ReportKind.MONTH: "monthly", ReportKind.QUARTER: "quarterly", ReportKind.YEAR: "yearly"}
WRITTEN = {ReportKind.MONTH: "2026-10", ReportKind.QUARTER: "2026-Q4", ReportKind.YEAR: "2026"}


def report(kind: ReportKind) -> None:
    """Enter the command of one kind of report."""

    def work(office: str, period: str, out: Any) -> Answer:
        if out is not None:
            place_for(out)
        place, today = office_coded(db.session, office), now().date()
        rules = rule_book(db.session).for_region(place.path)
        span = span_named(kind, period, rules)
        if span is None:
            raise refuse("102-5-3", "期间应写作%(example)s", "period", example=WRITTEN[kind])
        found = report_of(db.session, place, span, rules, today)
        if out is not None:
            write_report(out, found, None, None, now())
        return Answer(as_json(found), *in_words(found))

    work.__doc__ = f"统计报表（{kind.label}）：各栏数字与20条审核关系。"
    command(
        f"report {NAMES[kind]}",
        click.option("--office", required=True, help="机构代码，如220104"),
        click.option("--period", required=True, help=f"如{WRITTEN[kind]}"),
        click.option("--out", type=NEW_FILE, help="另写成Excel"),
        writes=False,
    )(work)


def as_json(found: Report) -> dict[str, Any]:
    """The shape of the contract: the office itself first, then those beneath, own level last."""
    return {
        "period": found.span.name, "kind": found.span.kind.value, "from": found.span.since,
        "to": found.span.until, "state": found.state.value,
        "rows": [
            {"office": row.office, "name": row.name, "own": row.own, "values": values_of(row)}
            for row in found.table.rows
        ],
        "checks": [
            {"no": c.no, "hard": c.hard, "holds": c.holds, "office": c.office, "text": str(c.reason)}
            for c in found.checks
        ],
        "adjustments": [
            {"column": a.column, "reported": a.reported, "now": a.now} for a in found.adjustments
        ],
    }


def values_of(row: ReportRow) -> dict[str, float | None]:
    """Every column by its letter; a rate without a denominator is null."""
    return {c.key: rate(row, c.key) if c.rate else row.values.get(c.key) for c in COLUMNS}


def in_words(found: Report) -> list[str]:
    whole = found.table.whole
    told = [f"{found.office.name}　{found.span.name}　{found.state.label}"]
    told += [f"{c.key:>3}　{c.label}　{values_of(whole)[c.key]}" for c in COLUMNS]
    told += [f"第{c.no}条　{c.name}　{c.reason}" for c in found.checks if c.holds is False]
    return told


for each in ReportKind:
    report(each)


@command("stats verify", writes=False)
def stats_verify() -> Answer:
    """核对留存的数字：家庭的人数、领导驾驶舱的留存数、锁定的报表与摘要，与重新统计；无据可查的差异以1结束。"""
    today: date = now().date()
    wrong = miscounted(db.session)
    figures = miskept(db.session)
    reports = verify_reports(db.session, rule_book(db.session), today)
    bad = [since for since in reports if since.unexplained or not since.sound]
    told = {
        "households": [{"family": w.family_no, "column": w.column, "kept": w.kept, "counted": w.counted}
                       for w in wrong],
        "figures": [{"office": f.office.code, "figure": f.figure.value, "day": written(f),
                     "kept": f.kept, "counted": f.counted} for f in figures],
        "reports": [in_short(since) for since in reports], "sound": not wrong and not figures and not bad,
    }
    words = [f"{w.family_no}　{w.label}：留存{w.kept}，重新点数{w.counted}" for w in wrong]
    words += [f"{f.office.name}　{f.figure.label}　{written(f)}：留存{f.kept}，重新统计{f.counted}"
              for f in figures]
    words += [line for since in reports for line in lines_of(since)]
    return Answer(told, *(words or ["留存的数字与重新统计一致。"]), failed=not told["sound"])


def written(figure: Miskept) -> str:
    """2026-03-09, or 2026-03 of a whole month."""
    return figure.day.isoformat()[: 7 if figure.month else 10]


@command("stats rebuild")
def stats_rebuild() -> Answer:
    """按家庭记录重建领导驾驶舱的留存数，记入审计；先以stats verify查明差异的来由。"""
    wrong = len(miskept(db.session))
    rebuild(db.session)
    db.session.commit()
    return Answer({"mended": wrong}, f"已重建留存数，改正{wrong}处。")


def in_short(since: SinceReport) -> dict[str, Any]:
    filed = since.filed
    return {
        "office": filed.office.code, "kind": filed.kind.value, "period": filed.period,
        "intact": since.sound, "unexplained": since.unexplained,
        "changes": [
            {"office": c.office, "column": c.column, "reported": c.reported, "now": c.now}
            for c in since.changes
        ],
    }


def lines_of(since: SinceReport) -> list[str]:
    """What is said of one report that is not as it was."""
    head = f"{since.filed.office.name} {since.filed.period}"
    told = [] if since.sound else [f"{head}　锁定内容与摘要不符，被改动过"]
    why = "审计记录中没有变更，数据被直接改动" if since.unexplained else "审计记录中有更正"
    told += [f"{head}　{c.name}“{BY_KEY[c.column].label}”报送{c.reported}，现在{c.now}（{why}）"
             for c in since.changes]
    return told
