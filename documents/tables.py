"""Any small table as .xlsx in the bureau's look: what a page of figures shows, to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from xlsxwriter import Workbook

from documents.layout import FIRST_ROW, Head, Paper, Styles, write_cover, write_table
from documents.workbook import Value, new_book

BENEATH: Final = 14
"""Up to so many rows a chart stands beneath its table, beyond them beside it."""
CHART_ROWS: Final = 19
PIXELS, USUAL, LEAST_WIDE, WIDE, CHART_HIGH = 7, 64, 360, 760, 360
"""Of one character's width, of a usual column, of a chart at least, of one beside its table, and its height."""
COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#56B4E9", "#CC79A7", "#5B6875")
"""Okabe–Ito, as the pages draw."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart of Excel's own over columns of the table: `bars` as columns, `marks` as ticks across them.

    Columns are counted from 0; the first column names the places. `title` stands above.
    """

    title: str
    bars: Sequence[int]
    marks: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class SmallTable:
    """One sheet: its name, its title, its heads, its rows, and the row that sums them up.

    Without `closing` the rows are counted, in `unit` or in that of the paper; an empty one is no row.
    """

    name: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Value]]
    closing: Sequence[Value] | None = None
    unit: str | None = None
    signed: bool = True
    graph: Graph | None = None


def write_tables(
    out: Path | BinaryIO, paper: Paper, tables: Sequence[SmallTable], told: list[tuple[str, str]]
) -> None:
    """A cover 说明 and a sheet for each table. `paper` gives office, period, unit and watermark."""
    with new_book(out) as book:
        book.set_properties({"title": paper.title})
        styles = Styles(book)
        cover = book.add_worksheet("说明")
        for table in tables:
            sheet = Paper(table.title, paper.office, paper.period, table.unit or paper.unit,
                          paper.watermark, signed=table.signed)
            write_table(
                book, styles, table.name, sheet, table.heads, table.rows, closing=table.closing
            )
            if table.graph and table.rows:
                draw(book, book.get_worksheet_by_name(table.name[:31]), table, table.graph)
        write_cover(cover, styles, f"{paper.title}说明", told, paper.watermark)


def draw(book: Workbook, sheet: Any, table: SmallTable, graph: Graph) -> None:
    """Put the chart beneath or beside the table; either way both are printed on one page wide."""
    rows, width = len(table.rows), len(table.heads)
    first, last = FIRST_ROW, FIRST_ROW + rows - 1
    end = last + (table.closing is None or bool(table.closing)) + table.signed
    chart = chart_of(book, sheet.get_name(), table.heads, graph, first, last)
    said = {"object_position": 3, "description": graph.title}
    if rows <= BENEATH:
        across = sum(int(head.width * PIXELS + 5) for head in table.heads)
        chart.set_size({"width": max(LEAST_WIDE, across), "height": CHART_HIGH})
        beside = -(-max(0, LEAST_WIDE - across) // USUAL)  # columns of the usual width the chart reaches over
        sheet.insert_chart(end + 2, 0, chart, said)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, end + 2 + CHART_ROWS, width - 1 + beside)
    else:
        chart.set_size({"width": WIDE, "height": CHART_HIGH})
        sheet.insert_chart(FIRST_ROW, width + 1, chart, said)
        sheet.print_area(0, 0, max(end, FIRST_ROW + CHART_ROWS), width + 1 + WIDE // USUAL + 1)


def chart_of(
    book: Workbook, sheet: str, heads: Sequence[Head], graph: Graph, first: int, last: int
) -> Any:
    """Columns with their numbers, targets as ticks, in the type of the tables."""
    def series(column: int) -> dict[str, Any]:
        head = heads[column]
        name = f"{head.group}{head.text}" if head.group else head.text
        return {"name": name, "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, column, last, column]}

    small = {"name": "宋体", "size": 9}
    chart = book.add_chart({"type": "column"})
    for n, column in enumerate(graph.bars):
        chart.add_series(series(column) | {
            "fill": {"color": COLOURS[n % len(COLOURS)]}, "gap": 60,
            "data_labels": {"value": True, "font": small},
        })
    if graph.marks:
        line = book.add_chart({"type": "line"})
        for column in graph.marks:
            line.add_series(series(column) | {
                "line": {"none": True},
                "marker": {"type": "long_dash", "size": 12, "fill": {"color": "#1C2733"}},
            })
        chart.combine(line)
    chart.set_title({"name": graph.title, "name_font": {"name": "黑体", "size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": small})
    chart.set_x_axis({"num_font": small, "line": {"color": "#B8C4D0"}})
    chart.set_y_axis({"num_font": small, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DFE4EA"}}})
    return chart
