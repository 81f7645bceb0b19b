"""Finding the table in a sheet: its heading, its columns in any order, its rows that are persons.

What is no person is said by a word: title, heading, blank, total, signature, note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policy.identity import spell_identity
from policy.spelling import without_space
from workflow.ledger_cells import heading_of, is_blank, looks_like_identity, text_of
from workflow.ledger_words import HEADINGS, NOTE, SIGNATURE, TOTAL
from workflow.sheets import Cell, Sheet, Workbook

SEARCHED_ROWS = 60
"""How far down a heading is looked for."""
SAMPLE_ROWS = 200
FILLED = ("household", "head", "recognised", "home_address", "register_address", "community")
"""Columns in which a merged cell speaks for all the rows it spans."""
ALIKE = 0.6


@dataclass(slots=True)
class Table:
    """A sheet with a heading: `columns` says where each field stands (from 0)."""

    sheet: Sheet
    heading: range
    columns: dict[str, int]
    words: list[set[str]]
    epoch_1904: bool
    spanned: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    banners: set[int] = field(default_factory=set)

    def cell(self, row: int, name: str) -> Cell:
        """The cell of a field in a row (from 1); a merged cell speaks for the rows it spans."""
        column = self.columns.get(name)
        if column is None:
            return None
        if self.spanned and name in FILLED:
            row, column = self.spanned.get((row, column + 1), (row, column + 1))
            column -= 1
        cells = self.sheet.rows[row - 1]
        return cells[column] if column < len(cells) else None

    def text(self, row: int, name: str) -> str:
        return text_of(self.cell(row, name))

    def is_spanned(self, row: int, name: str) -> bool:
        """Whether the field is filled from a merged cell that begins further up."""
        return (row, self.columns.get(name, -1) + 1) in self.spanned

    def marked(self, row: int, name: str, places: frozenset[tuple[int, int]]) -> bool:
        return name in self.columns and (row, self.columns[name] + 1) in places


Layout = dict[str, Any]
"""Where a heading stands and which column is what, as an officer confirmed it; both from 0:
{"heading": [4, 5], "columns": {"name": 1}}."""


def tables(workbook: Workbook, mapping: Mapping[str, Layout] | None = None) -> list[Table]:
    """One table for each sheet that has a name and an identity column; other sheets say nothing.

    `mapping` says by the place of each sheet what its columns are, instead of their headings.
    """
    if mapping is None:
        found = (find_table(sheet, workbook.epoch_1904) for sheet in workbook.sheets)
        return [table for table in found if table is not None]
    return [
        table_at(sheet, mapping[str(place)], workbook.epoch_1904)
        for place, sheet in enumerate(workbook.sheets)
        if {"name", "id_no"} <= mapping.get(str(place), {"columns": {}})["columns"].keys()
    ]


def table_at(sheet: Sheet, layout: Layout, epoch_1904: bool) -> Table:
    """The table of a sheet whose heading and columns are known."""
    first, last = layout["heading"]
    words = [{heading_of(c) for c in row if not is_blank(c)} for row in sheet.rows[first : last + 1]]
    table = Table(sheet, range(first + 1, last + 2), dict(layout["columns"]), words, epoch_1904)
    table.spanned, table.banners = spans(table), banners(sheet)
    return table


def find_table(sheet: Sheet, epoch_1904: bool) -> Table | None:
    """The first heading of one line or two that names a name and an identity column."""
    for index in range(min(len(sheet.rows), SEARCHED_ROWS)):
        for height in (1, 2):
            first = index - height + 1
            if first < 0 or (height == 2 and not may_be_heading(sheet.rows[first])):
                continue
            labels = joined(sheet.rows[first : index + 1])
            columns = columns_of(labels, sheet, index + 1)
            if columns is None:
                continue
            last = index
            if height == 1 and is_second_line(sheet, index, columns):
                last = index + 1
                labels = joined(sheet.rows[index : last + 1])
                columns = columns_of(labels, sheet, last + 1) or columns
            elif height == 1 and first and may_be_heading(sheet.rows[first - 1]):
                first -= 1
                labels = joined(sheet.rows[first : index + 1])
                columns = columns_of(labels, sheet, index + 1) or columns
            return table_at(sheet, {"heading": (first, last), "columns": columns}, epoch_1904)
    return None


def joined(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The labels of a heading of one line or two: the lower word where there is one."""
    width = max(map(len, rows))
    labels = [""] * width
    for row in rows:
        for column, cell in enumerate(row):
            if not is_blank(cell) and isinstance(cell, str):
                labels[column] = heading_of(cell)
    return labels


def may_be_heading(row: Sequence[Cell]) -> bool:
    """The upper line of a heading of two: it names a column itself, and says nothing with a colon."""
    labels = [heading_of(cell) for cell in row if isinstance(cell, str) and not is_blank(cell)]
    if len(labels) < 2 or any(":" in text_of(cell) or "：" in text_of(cell) for cell in row):
        return False
    return any(pattern.fullmatch(label) for label in labels for pattern in HEADINGS.values())


def is_second_line(sheet: Sheet, index: int, columns: dict[str, int]) -> bool:
    """Whether the row below the heading belongs to it: words only, none under name and number."""
    if index + 1 >= len(sheet.rows):
        return False
    row = sheet.rows[index + 1]
    above = sheet.rows[index]
    filled = [(n, cell) for n, cell in enumerate(row) if not is_blank(cell)]
    if not filled or any(n in (columns["name"], columns["id_no"]) for n, _ in filled):
        return False
    named = sum(
        isinstance(cell, str) and any(p.fullmatch(heading_of(cell)) for p in HEADINGS.values())
        for _, cell in filled
    )
    beneath = sum(n >= len(above) or is_blank(above[n]) for n, _ in filled)
    if named or not beneath:
        return named > 0
    return all(
        isinstance(cell, str) and not SIGNATURE.match(cell) and not NOTE.match(cell)
        for _, cell in filled
    )


def columns_of(labels: list[str], sheet: Sheet, data_from: int) -> dict[str, int] | None:
    """Field → column; None without a name and an identity column."""
    candidates: dict[str, list[int]] = {}
    for column, label in enumerate(labels):
        name = next((f for f, pattern in HEADINGS.items() if label and pattern.fullmatch(label)), "")
        if name:
            candidates.setdefault(name, []).append(column)
    for wanted, instead in (("name", "head"), ("id_no", "head_id_no")):
        if wanted not in candidates and instead in candidates:
            candidates[wanted] = candidates.pop(instead)
    if "name" not in candidates or "id_no" not in candidates:
        return None
    rows = sheet.rows[data_from : data_from + SAMPLE_ROWS]
    return {
        name: columns[0] if len(columns) == 1 else max(columns, key=best_filled(rows, name))
        for name, columns in candidates.items()
    }


def best_filled(rows: list[list[Cell]], name: str) -> Callable[[int], int]:
    """Of two columns for one field the better filled; of two for numbers the one not masked."""

    def worth(column: int) -> int:
        cells = [row[column] for row in rows if column < len(row)]
        if name == "id_no":
            return sum(len(spell_identity(text_of(c))) == 18 and "*" not in text_of(c) for c in cells)
        return sum(not is_blank(cell) for cell in cells)

    return worth


def spans(table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell beneath a merged one → the cell that speaks for it, in the columns of FILLED.

    A cell is looked at once, however many merged ranges somebody has laid over each other.
    """
    columns = {table.columns[name] + 1 for name in FILLED if name in table.columns}
    last = len(table.sheet.rows)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    reached = dict.fromkeys(columns, 0)
    for top, left, bottom, right in sorted(table.sheet.marks.merged):
        if left != right or left not in columns or top < table.heading.stop:
            continue
        for row in range(max(top, reached[left]) + 1, min(bottom, last) + 1):
            found[row, left] = top, left
        reached[left] = max(reached[left], min(bottom, last))
    return found


def banners(sheet: Sheet) -> set[int]:
    """The rows across which a merged cell lies."""
    found: set[int] = set()
    reached = 0
    for top, left, bottom, right in sorted(sheet.marks.merged):
        if right - left >= 2:
            found.update(range(max(top, reached + 1), min(bottom, len(sheet.rows)) + 1))
            reached = max(reached, bottom)
    return found


def kinds(table: Table) -> Iterator[tuple[int, str, str]]:
    """Each row with what it is: "" for a person, else a code; and the word it was known by.

    Ends with the last row in which anything stands.
    """
    rows = table.sheet.rows
    last = len(rows)
    while last and all(map(is_blank, rows[last - 1])):
        last -= 1
    for number in range(1, last + 1):
        if number in table.heading:
            yield number, "HEADER", ""
        else:
            yield (number, *kind_of(table, number, rows[number - 1]))


def kind_of(table: Table, number: int, row: list[Cell]) -> tuple[str, str]:
    if number >= table.heading.start and looks_like_identity(table.cell(number, "id_no")):
        return "", ""
    filled = [(n, cell) for n, cell in enumerate(row) if not is_blank(cell)]
    if not filled:
        return "BLANK", ""
    if number < table.heading.start:
        return "TITLE", ""
    if is_heading(table, filled):
        return "HEADER", ""
    first = text_of(filled[0][1])
    raw = filled[0][1]
    if any(TOTAL.match(without_space(text_of(cell))) for _, cell in filled[:3]):
        return "TOTAL", raw if isinstance(raw, str) else first
    if any(SIGNATURE.match(without_space(text_of(cell))) for _, cell in filled):
        return "SIGNATURE", ""
    if NOTE.match(first):
        return "NOTE", ""
    if is_blank(table.cell(number, "name")) and is_blank(table.cell(number, "id_no")):
        return without_person(table, number, filled)
    if len(filled) == 1 and filled[0][0] == 0 and number in table.banners:
        return "TITLE", ""
    return "", ""


def without_person(table: Table, number: int, filled: list[tuple[int, Cell]]) -> tuple[str, str]:
    """A row without name and number: a person forgotten, a text across the table, or nothing."""
    marks = table.sheet.marks
    for name in ("name", "id_no"):
        if table.marked(number, name, marks.errors | marks.formulas):
            return "", ""
    if any(not is_blank(table.cell(number, name)) for name in ("sex", "phone", "relation")):
        return "", ""
    if len(filled) == 1 and isinstance(filled[0][1], str) and not filled[0][1].strip().isdecimal():
        return "TITLE", ""
    return "BLANK", ""


def is_heading(table: Table, filled: list[tuple[int, Cell]]) -> bool:
    """Whether the row repeats a line of the heading, as at the top of a printed page."""
    words = {heading_of(cell) for _, cell in filled if isinstance(cell, str)}
    return len(words) > 1 and any(
        len(words & line) >= ALIKE * max(len(words), len(line)) for line in table.words
    )
