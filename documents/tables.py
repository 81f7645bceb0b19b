"""Any small table as .xlsx in the bureau's look: what a page of figures shows, to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from documents.layout import Head, Paper, Styles, write_cover, write_table
from documents.workbook import Value, new_book


@dataclass(frozen=True, slots=True)
class SmallTable:
    """One sheet: its name, its title, its heads, its rows, and the row that sums them up, if any."""

    name: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Value]]
    closing: Sequence[Value]


def write_tables(
    out: Path | BinaryIO, paper: Paper, tables: Sequence[SmallTable], told: list[tuple[str, str]]
) -> None:
    """A cover 说明 and a sheet for each table. `paper` gives office, period, unit and watermark."""
    with new_book(out) as book:
        book.set_properties({"title": paper.title})
        styles = Styles(book)
        cover = book.add_worksheet("说明")
        for table in tables:
            sheet = Paper(table.title, paper.office, paper.period, paper.unit, paper.watermark)
            write_table(
                book, styles, table.name, sheet, table.heads, table.rows, closing=table.closing
            )
        write_cover(cover, styles, f"{paper.title}说明", told, paper.watermark)
