"""Reading tables as clerks send them: .xlsx and .xls through calamine, .csv in three encodings.

A value comes as the file has it; what it means is workflow.ledger_cells' business. Formulas are
never computed, links never followed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from workflow.sheet_gate import (
    DAMAGED,
    ENCRYPTED,
    LARGEST_FILE,
    MACROS,
    MEGABYTE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Marks,
    admit,
    unreadable,
)
from workflow.sheet_reader import LOCKED, TOO_MANY, ReaderFailed, rows_of

Cell = str | float | int | bool | date | time | timedelta | None
"""A datetime is a date too; an empty cell is None or an empty text."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROJECT = "_VBA_PROJECT".encode("utf-16-le")
PACKAGE = "EncryptedPackage".encode("utf-16-le")
WEB_PAGE = ("<html", "<!doctype", "<table", "<?xml")
SEPARATORS = ",\t;，|"
BINARY = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells: the first row is row 1. `marks` says what the values do not."""

    name: str
    rows: list[list[Cell]]
    marks: Marks = UNMARKED


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a file. A number that is a day counts from 1900, or from 1904."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False


def read_file(path: Path) -> bytes:
    """The bytes of a file that is not empty and not beyond the limit; else Refused."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise unreadable("文件超过%(limit)dMB，未读取：请分成几个文件后再导入",
                             limit=LARGEST_FILE // MEGABYTE)
        data = path.read_bytes()
    except OSError:
        raise unreadable("找不到文件或文件打不开：请核对文件位置") from None
    if not data.strip():
        raise unreadable("文件是空的：请核对是否选错文件")
    return data


def read_workbook(data: bytes) -> Workbook:
    """The visible sheets; the kind is told by the first bytes, never by the name of the file."""
    if data.startswith(ZIP):
        counted = admit(data)
        sheets = read_sheets(counted.archive)
        return Workbook(
            tuple(Sheet(n, rows, counted.sheets.get(n, UNMARKED)) for n, rows in sheets.items()),
            counted.epoch_1904,
        )
    if data.startswith(OLE):
        if PACKAGE in data:
            raise unreadable(ENCRYPTED)
        if PROJECT in data:
            raise unreadable(MACROS)
        return Workbook(tuple(Sheet(name, rows) for name, rows in read_sheets(data).items()))
    return Workbook((Sheet("", read_csv(data)),))


def read_sheets(data: bytes) -> dict[str, list[list[Cell]]]:
    """The rows of each visible worksheet, from A1 on. Raises Refused for what cannot be read."""
    try:
        sheets = rows_of(data, MOST_CELLS)
    except ReaderFailed as failed:
        if failed.status == TOO_MANY:
            raise unreadable(TOO_MANY_CELLS, limit=MOST_CELLS // 10_000) from None
        raise unreadable(ENCRYPTED if failed.status == LOCKED else DAMAGED) from None
    for rows in sheets.values():
        within_limits(len(rows), max(map(len, rows), default=0))
    return sheets


def within_limits(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise unreadable(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)


def read_csv(data: bytes) -> list[list[Cell]]:
    """The records of a text table; row n is record n, because a quoted cell may hold line breaks."""
    text = decoded(data)
    if "\0" in text:
        raise unreadable("不是台账文件：只能读取.xlsx、.xls和.csv文件")
    if text.lstrip()[:200].lower().startswith(WEB_PAGE):
        raise unreadable("文件是网页格式，无法读取：请用Excel或WPS打开后另存为.xlsx再导入")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    rows: list[list[Cell]] = []
    try:
        for record in reader:
            rows.append(list(record))
            within_limits(len(rows), len(record))
    except csv.Error:
        raise unreadable("第%(row)d行的引号不配对或内容过长，无法读取：请改正后再导入",
                         row=len(rows) + 1) from None
    return rows


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 (by its mark, or by the zero byte after a line's end) or GB18030."""
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\n\0" in data[:4096]:
        encodings = ["utf-16-le"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if BINARY.search(data):  # no text in any encoding: a workbook whose beginning is gone
        raise unreadable(DAMAGED)
    raise unreadable("认不出文件的编码：请用Excel或WPS另存为.xlsx，或存为UTF-8编码的.csv后再导入")


def separator(text: str) -> str:
    """The separator that divides the heading, the line that names a column 姓名, best."""
    lines = text[:50_000].splitlines()[:50]
    heading = next((line for line in lines if "姓" in line and "名" in line), "")
    return max(SEPARATORS, key=heading.count) if heading else ","
