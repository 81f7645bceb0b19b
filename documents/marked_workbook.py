"""The clerk's own workbook given back with every fault in it: red cells, comments, a column of results.

An .xlsx is patched where it has to be and otherwise kept byte for byte: formulas keep their cached
values, pictures and widths stay. Whatever cannot be patched (.xls, .csv, or an .xlsx with comments
of its own in an odd place) becomes a new .xlsx of the same layout. What a cell says stays text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any, BinaryIO

from documents.workbook import cell_text, new_book, not_raw, plain
from documents.xlsx_comments import AUTHOR
from documents.xlsx_parts import Mark, Unpatchable
from documents.xlsx_patch import patched
from policy.verdict import Reason
from workflow.sheet_gate import visible_sheets
from workflow.sheets import ZIP, Sheet, Workbook, read_workbook

RED, YELLOW = "#FFC7CE", "#FFEB9C"
Marks = Mapping[int, Mapping[int, Sequence[tuple[str, str, Reason]]]]
RESULTS = "导入结果"
"""What stands over the column of results; an earlier return is known by it."""
GRAVE = "refused"


def write_marked(
    data: bytes, mapping: Mapping[str, Any], fields: Collection[str], marks: Marks, out: BinaryIO
) -> None:
    """Write the workbook to `out`. `marks` says of each sheet and row which field is wrong, and why."""
    workbook = read_workbook(data)
    by_sheet = {
        place: marks_of_sheet(layout, fields, marks.get(int(place), {}),
                              results_of(workbook.sheets[int(place)], layout))
        for place, layout in mapping.items()
    }
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")}
        paths = list(visible_sheets(members)[0].values())
        try:
            out.write(patched(data, {paths[int(place)]: mine for place, mine in by_sheet.items()}))
            return
        except Unpatchable:
            pass
    write_anew(workbook, {int(place): mine for place, mine in by_sheet.items()}, out)


def marks_of_sheet(
    layout: Mapping[str, Any], fields: Collection[str], rows: Mapping[int, Any],
    results: int | None,
) -> list[Mark]:
    """Each cell to be marked with its words, and the results of each row in their own column."""
    columns, found = layout["columns"], []
    found.append(Mark(layout["heading"][-1] + 1, results, "head", RESULTS))
    for row, said in sorted(rows.items()):
        by_column: dict[int, tuple[str, list[str]]] = {}
        for name, gravity, reason in said:
            column = columns.get(name) if name else None
            if column is not None:
                before = by_column.setdefault(column, (gravity, []))
                worst = GRAVE if GRAVE in (gravity, before[0]) else gravity
                by_column[column] = (worst, [*before[1], str(reason)])
        found += [Mark(row, column, gravity, "\n".join(dict.fromkeys(words)))
                  for column, (gravity, words) in sorted(by_column.items())]
        words = "；".join(dict.fromkeys(str(reason) for _name, _gravity, reason in said))
        worst = GRAVE if any(gravity == GRAVE for _n, gravity, _r in said) else "warned"
        found.append(Mark(row, results, f"{worst}-result", words))
    return found


def results_of(sheet: Sheet, layout: Mapping[str, Any]) -> int | None:
    """The column of results of an earlier return, if the sheet has one."""
    row = sheet.rows[layout["heading"][-1]]
    return next((n for n, cell in enumerate(row) if cell == RESULTS), None)


def write_anew(workbook: Workbook, by_sheet: Mapping[int, Sequence[Mark]], out: BinaryIO) -> None:
    """A new .xlsx with the same sheets, rows and columns: values as text, days as days, faults marked."""
    book = new_book(out)  # type: ignore[arg-type]
    base = {"num_format": "@", "valign": "top"}
    text = book.add_format(base)
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    tones = {
        "refused": book.add_format(base | {"bg_color": RED}),
        "warned": book.add_format(base | {"bg_color": YELLOW}),
        "head": book.add_format(base | {"bold": True}),
        "refused-result": book.add_format(base | {"font_color": "#9C0006", "text_wrap": True}),
        "warned-result": book.add_format(base | {"font_color": "#7F6000", "text_wrap": True}),
    }
    for place, source in enumerate(workbook.sheets):
        sheet = book.add_worksheet((source.name or "台账")[:31])
        width = max(map(len, source.rows), default=0)
        results = next((m.column for m in by_sheet.get(place, ()) if m.is_result), None)
        marks = {(m.row, width if m.column is None else m.column): m for m in by_sheet.get(place, ())}
        sheet.set_column(0, max(width - 1, 0), 14)
        sheet.set_column(width, width, 96)
        for number, row in enumerate(source.rows, 1):
            cells = [*row, *[None] * (width - len(row))]
            for column in range(width + 1):
                mark = marks.get((number, column))
                value = cells[column] if column < width else None
                if mark and mark.is_result:
                    value = mark.words
                elif column == results:
                    value = None
                form = tones[mark.tone] if mark else day if hasattr(value, "year") else text
                held = plain(value)  # type: ignore[arg-type]
                if isinstance(held, str):
                    sheet.write_string(number - 1, column, not_raw(held), form)
                elif held is not None:
                    sheet.write_number(number - 1, column, held, day if hasattr(value, "year") else form)
                elif mark:
                    sheet.write_blank(number - 1, column, None, form)
                if mark and not mark.is_result:
                    sheet.write_comment(number - 1, column, cell_text(mark.words), {"author": AUTHOR, "x_scale": 2})
    book.close()
