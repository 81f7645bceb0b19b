"""How any .xlsx is written: text stays text, memory stays flat, and it is fast.

Nothing written here is ever read as a formula or a link, whatever somebody typed into a name.
XlsxWriter builds the book in constant_memory mode; the rows go into its own row file as ready XML
(FastRows), a third of the time of its typed writes, which remain for a version of XlsxWriter that
has no such file (TypedRows). Trap: `in_memory` would silently cancel constant_memory.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook, workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
TEXT_LIMIT = 32_767
"""UTF-16 units in one cell; XlsxWriter would cut the rest without a word."""
CUT = "…（超出单元格上限，已截断）"
ROWS_A_SHEET = 1_048_000
ROWS_A_BLOCK = 500
LINES_AT_ONCE = 200
"""Of a block so many lines are joined before they are written: the text of a whole one is megabytes."""
MOST_LINES = 30
"""Excel has no higher row than 409 points."""
BEIJING = timezone(timedelta(hours=8))
EXCEL_DAY_ZERO = date(1899, 12, 30).toordinal()

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
ODD = re.compile("[&<>_\x00-\x1f\ufffe\uffff\ud800-\udfff]").search
ODD_OR_SPACED = re.compile(r"[&<>_\s\x00-\x1f\ufffe\uffff\ud800-\udfff]").search
ZIP_LEVEL = 2
"""Level 6 takes four times as long for a file a fifth smaller."""
_one_zips = threading.Lock()

Value = str | int | float | Decimal | bool | date | datetime | None
Line = Callable[[Sequence[Value]], None]
Columns = Sequence[Sequence[Any]]
"""The cells of some rows, column after column."""


class Book(Workbook):  # type: ignore[misc]
    """XlsxWriter's book, zipped at our level: XlsxWriter itself has no option for it."""

    def _store_workbook(self) -> None:
        with _one_zips:
            usual = workbook.ZipFile
            workbook.ZipFile = partial(usual, compresslevel=ZIP_LEVEL)
            try:
                super()._store_workbook()
            finally:
                workbook.ZipFile = usual


def new_book(out: Path | BinaryIO, folder: Path | None = None) -> Workbook:
    """A book to be closed by the caller; `folder` is where the row files lie meanwhile."""
    options = SAFE | ({"tmpdir": str(folder)} if folder else {})
    return Book(str(out) if isinstance(out, Path) else out, options)


def cell_text(text: str) -> str:
    """The text as a cell can hold it: one kind of line end, no control characters, not too long."""
    text = CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > TEXT_LIMIT // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * TEXT_LIMIT:
            kept = units[: 2 * (TEXT_LIMIT - len(CUT))].decode("utf-16-le", "ignore")
            text = kept + CUT
    return text


def serial(day: date) -> float:
    """Excel's number for a day or a moment; moments are shown in Beijing time."""
    if not isinstance(day, datetime):
        return day.toordinal() - EXCEL_DAY_ZERO
    local = day.astimezone(BEIJING) if day.tzinfo else day
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return local.toordinal() - EXCEL_DAY_ZERO + seconds / 86400


def plain(value: Value) -> str | float | None:
    """What the cell holds: text, a number, or nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return serial(value)
    number = float(value)
    return number if abs(number) < 1e15 else str(value)  # beyond it, and NaN, digits would be lost


class TypedRows:
    """Rows written cell by cell through XlsxWriter's public calls."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.count = 0

    def line(self, formats: Sequence[Format], height: float | None = None) -> Line:
        """A function that writes the next row in these formats; shorter rows are left empty."""
        sheet = self.sheet

        def put(values: Sequence[Value]) -> None:
            row = self.count
            if height is not None:
                sheet.set_row(row, height)
            for column, (form, value) in enumerate(zip(formats, values, strict=True)):
                held = plain(value)
                if held is None:
                    sheet.write_blank(row, column, None, form)
                elif isinstance(held, str):
                    sheet.write_string(row, column, not_raw(held), form)
                else:
                    sheet.write_number(row, column, held, form)
            self.count += 1

        return put

    def block(self, formats: Sequence[Format], columns: Columns, heights: Sequence[float]) -> None:
        """Write so many rows as there are heights; `columns` are their cells, column after column."""
        lines = {height: self.line(formats, height) for height in set(heights)}
        for height, *row in zip(heights, *columns, strict=True):
            lines[height](row)

    def merge(self, first: int, left: int, last: int, right: int) -> None:
        """Join cells already written. merge_range() would write again, behind the row in hand."""
        self.sheet.merge.append([first, left, last, right])

    def finish(self) -> None:
        """To be called once, before the book is closed."""


def not_raw(text: str) -> str:
    """XlsxWriter lets "<r>…</r>" through as XML of its own; so it must be XML of ours."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escaped(text)}</t></r>'
    return text


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FastRows(TypedRows):
    """The same rows as ready XML in XlsxWriter's row file; what is common to a column is made once."""

    @staticmethod
    def fits(sheet: Worksheet) -> bool:
        """Whether this XlsxWriter keeps its rows where we write them."""
        return sheet.row_data_fh is not None and hasattr(sheet, "dim_rowmax")

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__(sheet)
        self.width = 0

    def line(self, formats: Sequence[Format], height: float | None = None) -> Line:
        """A function that writes the next row in these formats; shorter rows are refused."""
        heights = [height]

        def put(values: Sequence[Value]) -> None:
            if len(values) != len(formats):
                raise ValueError("a row of another length than the formats")
            self.block(formats, [[value] for value in values], heights)

        return put

    def block(
        self, formats: Sequence[Format], columns: Columns, heights: Sequence[float | None]
    ) -> None:
        """Write rows from their columns: each column rendered at once, then put into the row's frame.

        The frame has a place for each cell, and NUL, which no cell holds, where the row's number goes.
        """
        self.width = max(self.width, len(formats))
        rendered = [Rendering(form).cells(column)
                    for form, column in zip(formats, columns, strict=True)]
        names = "".join(f'<c r="{xl_col_to_name(n)}\0%s' for n in range(len(formats)))
        frames = {height: f'<row r="\0"{height_of(height)}>{names}</row>' for height in set(heights)}
        lines = (
            frames[height].replace("\0", str(row)) % tuple(cells)
            for row, (height, *cells) in enumerate(zip(heights, *rendered, strict=True), self.count + 1)
        )
        while some := "".join(islice(lines, LINES_AT_ONCE)):
            self.sheet.row_data_fh.write(some)
        self.count += len(heights)

    def finish(self) -> None:
        """Tell XlsxWriter how far the rows reach."""
        sheet = self.sheet
        if self.count:
            sheet.dim_rowmin, sheet.dim_rowmax = 0, self.count - 1
            sheet.dim_colmin, sheet.dim_colmax = 0, self.width - 1


def height_of(height: float | None) -> str:
    return "" if height is None else f' ht="{height:.16g}" customHeight="1"'


class Rendering:
    """How the cells of one column are written: all that follows the cell's own address."""

    def __init__(self, form: Format) -> None:
        style = f'" s="{form._get_xf_index()}"'
        self.text, self.number = f'{style} t="inlineStr"><is><t', f"{style}><v>"
        self.blank = f"{style}/>"

    def cells(self, values: Sequence[Value]) -> list[str]:
        """Each value once, where many are alike; all texts at once, where none needs escaping."""
        kinds = set(map(type, values))
        if bool in kinds:  # True would be taken for 1
            values = ["是" if v is True else "否" if v is False else v for v in values]
        distinct = set(values)
        if 2 * len(distinct) <= len(values):
            known = {value: self.cell(value) for value in distinct}
            return [known[value] for value in values]
        if kinds == {str} and not ODD_OR_SPACED("".join(values)):  # type: ignore[arg-type]
            text, blank = self.text, self.blank
            if max(map(len, values)) <= TEXT_LIMIT // 2:  # type: ignore[arg-type]
                return [f"{text}>{v}</t></is></c>" if v else blank for v in values]
        return [self.cell(value) for value in values]

    def cell(self, value: Value) -> str:
        kind = type(value)
        if kind is str and value:
            if ODD(value) or value.strip() != value or len(value) > TEXT_LIMIT // 2:  # type: ignore
                return f"{self.text}{odd_text(value)}</t></is></c>"  # type: ignore[arg-type]
            return f"{self.text}>{value}</t></is></c>"
        if kind is int and -(10**15) < value < 10**15:  # type: ignore[operator]
            return f"{self.number}{value}</v></c>"
        if kind is date:
            return f"{self.number}{value.toordinal() - EXCEL_DAY_ZERO}</v></c>"  # type: ignore
        held = plain(value)
        if held is None:
            return self.blank
        if isinstance(held, str):
            return f"{self.text}{odd_text(held)}</t></is></c>"
        return f"{self.number}{held:.16G}</v></c>"


def odd_text(text: str) -> str:
    """Any text between `<t` and `</t>`: escaped, its edges kept, nothing read as _xHHHH_."""
    text = cell_text(text)
    keep = ' xml:space="preserve"' if text.strip() != text else ""
    return f"{keep}>{LOOKS_ESCAPED.sub('_x005F_', escaped(text))}"


def rows_of(sheet: Worksheet, *, typed: bool = False) -> TypedRows:
    """How the rows of a sheet of new_book() are written; `typed` asks for the slow way."""
    return TypedRows(sheet) if typed or not FastRows.fits(sheet) else FastRows(sheet)


def blocks_of(rows: Iterable[Sequence[Value]]) -> Iterator[Columns]:
    """The rows by column, some hundred at a time."""
    coming = iter(rows)
    while part := list(islice(coming, ROWS_A_BLOCK)):
        yield list(zip(*part, strict=True))


def cut(block: Columns, first: int, most: int) -> Iterator[Columns]:
    """The block in pieces: the first of at most so many rows, the others of at most `most`."""
    start, size = 0, first or most
    while start < len(block[0]):
        end = start + size
        yield block if end >= len(block[0]) and not start else [c[start:end] for c in block]
        start, size = end, most


def lines_needed(text: str, width: float) -> int:
    """Over how many lines a text runs in a column so wide; a Chinese character takes two places."""
    return sum(
        max(1, ceil(len(part.encode("gb18030", "replace")) / (width - 0.5)))
        for part in text.split("\n", MOST_LINES)
    )
