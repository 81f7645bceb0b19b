"""The report of one office for one period: counted while it is open, as it was locked afterwards.

Once the period before has been accepted, what it reported is where this one begins; what has been
put right since then enters here, as the adjustment (调整) with its reason, and never there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Office, ReportPeriod
from policy.report_periods import ReportSpan, earlier
from policy.report_rules import ReportCheck, check_report
from policy.report_table import ReportRow, ReportTable
from policy.report_terms import ReportState
from policy.rulebook import Rules
from workflow.report_counts import (
    OWN,
    Counts,
    Places,
    before_in_year,
    by_month,
    figures_of,
    list_counts,
    months_without,
    year_before,
)
from workflow.report_figures import BESIDE, FIGURES

HELD: Final = (ReportState.SUBMITTED, ReportState.ACCEPTED)
YEAR_TO_DATE: Final = ("Z1", "Z2", "Z3")
ADJUSTED: Final = "A1"
"""Under this the reason of an adjustment stands among the explanations."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A figure of the period before as it was reported, and as it is known now."""

    column: str
    reported: int
    now: int


@dataclass(frozen=True, slots=True)
class Report:
    """One report with its checks; `filed` is the record of its way up, None before it has one."""

    office: Office
    span: ReportSpan
    table: ReportTable
    checks: tuple[ReportCheck, ...]
    adjustments: tuple[Adjustment, ...]
    filed: ReportPeriod | None
    previous: ReportPeriod | None

    @property
    def state(self) -> ReportState:
        return self.filed.state if self.filed is not None else ReportState.DRAFT

    @property
    def held(self) -> bool:
        """Whether the figures are those that were submitted, and no longer counted."""
        return self.state in HELD


def report_of(
    session: Session, office: Office, span: ReportSpan, rules: Rules, today: date
) -> Report:
    """The report as it stands: from its snapshot where it has one, else counted now."""
    filed = filed_for(session, office, span)
    if filed is not None and filed.state in HELD:
        table = from_snapshot(filed)
        told = (filed.snapshot or {}).get("adjustments", [])
        adjustments = tuple(Adjustment(**found) for found in told)
        previous = previous_of(session, office, span, rules)
        return Report(office, span, table, check_report(table), adjustments, filed, previous)
    return counted(session, office, span, rules, today, filed)


def counted(
    session: Session, office: Office, span: ReportSpan, rules: Rules, today: date,
    filed: ReportPeriod | None = None,
) -> Report:
    """Counted now, whatever has been submitted."""
    places = Places.of(session, office)
    previous = previous_of(session, office, span, rules)
    figures = figures_of(session, places, span, today)
    so_far = before_in_year(session, places, span, today)
    past = year_before(session, places, span, rules, today)
    idle = months_without(session, places, span, rules)
    months = by_month(session, places, span, rules, today)
    reported = reported_ends(previous)
    rows = []
    for child in (*places.beneath, None):
        number = OWN if child is None else child.id
        values = figures[number]
        seen = any(values.get(key) for key in FIGURES)
        if not seen and number not in reported and not (child is not None and child.valid):
            continue
        if child is None and not places.beneath:
            continue
        rows.append(row_of(
            child or office, child is None, values, so_far[number], past[number],
            idle[number], months.get(number, ()), reported.get(number, 0) if previous else None,
        ))
    whole = whole_row(office, figures, so_far, past, idle, previous, span)
    if previous is not None:
        rows = own_takes_the_rest(office, whole, rows)
    table = ReportTable((whole, *rows), list_counts(session, places, span, today))
    changed = adjustments_of(previous, span, whole)
    return Report(office, span, table, check_report(table), changed, filed, previous)


def row_of(
    office: Office, own: bool, values: Mapping[str, int], so_far: Mapping[str, int],
    past: Mapping[str, int], idle: int | None, months: tuple[tuple[int, int], ...],
    last: int | None,
) -> ReportRow:
    """One row; `last` is what the accepted period before reported at its end, None without one."""
    printed: dict[str, int | None] = {key: values.get(key, 0) for key in FIGURES}
    beside = {key: values.get(key, 0) for key in BESIDE}
    beside |= {f"last_{key}": so_far.get(key, 0) for key in YEAR_TO_DATE}
    beside |= {f"before_{key}": number for key, number in past.items()}
    beside["carried"] = so_far.get("I2", 0)
    printed |= {"A1": 0, "Y": idle}
    if last is not None:
        printed |= {"A": last, "A1": values.get("A", 0) - last}
        beside["last_G"] = last
    name = "本级" if own else office.short_name
    return ReportRow(office.code, name, printed, beside, months, own, office.id)


def whole_row(
    office: Office, figures: Counts, so_far: Counts, past: Counts, idle: Mapping[int, int | None],
    previous: ReportPeriod | None, span: ReportSpan,
) -> ReportRow:
    """The office itself: everything beneath it and at it, added up."""
    last = None
    if previous is not None:
        last = from_snapshot(previous).whole["G"]
    values, before, ago = (added(counts.values()) for counts in (figures, so_far, past))
    return row_of(office, False, values, before, ago, idle[office.id], (), last)


def added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for key, number in part.items():
            total[key] = total.get(key, 0) + number
    return total


def own_takes_the_rest(office: Office, whole: ReportRow, rows: list[ReportRow]) -> list[ReportRow]:
    """What the period before reported for offices that have left since stands at the office itself."""
    beneath = [row for row in rows if not row.own]
    own = next((row for row in rows if row.own), None)
    rest = whole["A"] - sum(row["A"] for row in beneath)
    if not beneath or (own is None and not rest):
        return rows
    if own is None:
        own = row_of(office, True, {}, {}, {}, None, (), rest)
    live = own["A"] + own["A1"]
    values = {**own.values, "A": rest, "A1": live - rest}
    mended = ReportRow(
        own.office, own.name, values, {**own.beside, "last_G": rest}, own.months, True, own.office_id
    )
    return [*beneath, mended]


def reported_ends(previous: ReportPeriod | None) -> dict[int, int]:
    """What each row of the period before reported as its end, by office; OWN for the own level."""
    if previous is None:
        return {}
    return {
        OWN if row.own else row.office_id: row["G"] for row in from_snapshot(previous).beneath
    }


def adjustments_of(
    previous: ReportPeriod | None, span: ReportSpan, whole: ReportRow
) -> tuple[Adjustment, ...]:
    """What the period before would report otherwise today, and has not been told yet."""
    if previous is None:
        return ()
    last = from_snapshot(previous).whole
    pairs = [("G", last["G"], whole["A"] + whole["A1"])]
    if previous.until >= span.year_since:
        pairs += [(key, last[key], whole.beside[f"last_{key}"]) for key in YEAR_TO_DATE]
    return tuple(Adjustment(key, told, now) for key, told, now in pairs if told != now)


def filed_for(session: Session, office: Office, span: ReportSpan) -> ReportPeriod | None:
    return session.scalars(
        select(ReportPeriod).where(
            ReportPeriod.office_id == office.id, ReportPeriod.kind == span.kind,
            ReportPeriod.period == span.name,
        )
    ).one_or_none()


def previous_of(
    session: Session, office: Office, span: ReportSpan, rules: Rules
) -> ReportPeriod | None:
    """The period just before this one, if it was accepted."""
    found = filed_for(session, office, earlier(span, rules))
    return found if found is not None and found.state is ReportState.ACCEPTED else None


def snapshot_of(report: Report) -> dict[str, Any]:
    """All that is kept of a report when it is submitted."""
    return {
        "rows": [
            {
                "office": row.office, "name": row.name, "office_id": row.office_id,
                "own": row.own, "values": dict(row.values), "beside": dict(row.beside),
                "months": [list(pair) for pair in row.months],
            }
            for row in report.table.rows
        ],
        "listed": dict(report.table.listed),
        "adjustments": [
            {"column": a.column, "reported": a.reported, "now": a.now} for a in report.adjustments
        ],
    }


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def from_snapshot(filed: ReportPeriod) -> ReportTable:
    """The table as it was submitted; `intact` says whether it is still what its digest says."""
    kept = filed.snapshot or {"rows": []}
    rows = tuple(
        ReportRow(
            row["office"], row["name"], row["values"], row["beside"],
            tuple((k, f) for k, f in row["months"]), row["own"], row["office_id"],
        )
        for row in kept["rows"]
    )
    return ReportTable(rows, kept.get("listed", {}), digest_of(kept) == filed.digest)
