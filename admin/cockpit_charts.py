"""The charts of the leaders' page, each with the table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from flask_babel import gettext as _

from admin.cockpit import NOTHING, Numbers, in_list, percent, period_words
from admin.words import Cell, Column, Row, Table, in_turn, labelled, sentence
from charts.figures import progress_alt, progress_figure, trend_alt, trend_figure
from charts.measures import COUNTED, Counted, rows_behind
from charts.queries import Counts, DistrictProgress, Month, share
from policy.terms import Level

EACH: Final = {
    Level.UNIT: "各市（州）",
    Level.COUNTY: "各县（市、区）",
    Level.STREET: "各街道（乡镇）",
    Level.COMMUNITY: "各社区",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One question: its figure, what it says in words, and the table with the same numbers."""

    key: str
    title: str
    subtitle: str
    figure_json: str
    alt: str
    table: Table
    definition: str
    excel_url: str | None = None


def charts(numbers: Numbers, at: datetime, drill: Callable[[int], str]) -> list[Chart]:
    """The two questions of the page; `drill` is the address of this page for another office."""
    office, since, until = numbers.office, numbers.since, numbers.until
    subtitle = f"{period_words(since, until)} · {office.name} · " + _(
        "截至 %(at)s", at=f"{at:%Y-%m-%d %H:%M}"
    )
    definition = sentence(in_turn(labelled(_(c.label), _(c.definition)) for c in COUNTED))

    def of_row(row: DistrictProgress, counted: Counted) -> str:
        return in_list(rows_behind(counted, row.office_id, since, until, own=row.own))

    def of_month(row: Month, counted: Counted) -> str:
        return in_list(rows_behind(counted, office.id, row.first, row.last))

    return [
        Chart(
            "progress",
            _("%(each)s认定、援助、退出了多少户，离目标还有多远？", each=_(each(numbers.rows))),
            subtitle, dumped(progress_figure(numbers.rows, of_row, _)),
            progress_alt(numbers.rows, _),
            progress_table(numbers, of_row, drill),
            definition + _("目标为期间所涉年度的全年目标。"),
        ),
        Chart(
            "months", _("各月认定、援助、退出了多少户？"), subtitle,
            dumped(trend_figure(numbers.months, of_month, _)), trend_alt(numbers.months, _),
            months_table(numbers, of_month), definition,
        ),
    ]


def each(rows: Sequence[DistrictProgress]) -> str:
    levels = {row.level for row in rows if not row.own}
    return EACH.get(levels.pop(), "各下级机构") if len(levels) == 1 else "各下级机构"


def dumped(figure: dict[str, Any]) -> str:
    """JSON that may stand in a script block: nothing in it can end the block."""
    text = orjson.dumps(figure).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def progress_table(
    numbers: Numbers, url: Callable[[DistrictProgress, Counted], str], drill: Callable[[int], str]
) -> Table:
    """The numbers of the bars: each count opens its households, each office the next level."""
    columns = [Column("office", _("机构"), "office")]
    for counted in COUNTED:
        label = _(counted.label)
        columns.append(Column(counted.measure.value, f"{label}（{_('户')}）", "num"))
        if numbers.before:
            columns.append(Column(f"{counted.measure.value}_before", _("上年同期"), "num"))
        columns.append(Column(f"{counted.measure.value}_target", _("目标"), "num"))
        columns.append(Column(f"{counted.measure.value}_share", _("完成率"), "num"))
    rows = []
    for number, row in enumerate(numbers.rows):
        deeper = not row.own and row.level is not Level.COMMUNITY and len(numbers.rows) > 1
        cells = [Cell(row.name, "office", url=drill(row.office_id) if deeper else None)]
        before = numbers.rows_before.get((row.office_id, row.own), {})
        for counted in COUNTED:
            cells += count_cells(numbers, counted, row.counts, row.targets, url(row, counted), before)
        rows.append(Row(number, cells))
    cells = [Cell(_("合计"), "office")]
    for counted in COUNTED:
        behind = in_list(rows_behind(counted, numbers.office.id, numbers.since, numbers.until))
        cells += count_cells(numbers, counted, numbers.whole, numbers.aims, behind, numbers.before)
    rows.append(Row(len(rows), cells))
    return Table(columns, rows)


def count_cells(
    numbers: Numbers, counted: Counted, counts: Counts, aims: Counts, url: str, before: Counts
) -> list[Cell]:
    count, aim = counts[counted.measure], aims.get(counted.measure)
    cells = [Cell(f"{count:,}", "num", url=url)]
    if numbers.before:
        cells.append(Cell(f"{before.get(counted.measure, 0):,}", "num"))
    cells.append(Cell(NOTHING if aim is None else f"{aim:,}", "num"))
    cells.append(Cell(percent(share(count, aim)), "num"))
    return cells


def months_table(numbers: Numbers, url: Callable[[Month, Counted], str]) -> Table:
    columns = [Column("month", _("月份"), "text")] + [
        Column(counted.measure.value, f"{_(counted.label)}（{_('户')}）", "num")
        for counted in COUNTED
    ]
    rows = [
        Row(number, [Cell(f"{row.first:%Y-%m}", "text")] + [
            Cell(f"{row.counts[counted.measure]:,}", "num", url=url(row, counted))
            for counted in COUNTED
        ])
        for number, row in enumerate(numbers.months)
    ]
    return Table(columns, rows)
