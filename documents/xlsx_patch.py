"""Marks put into somebody else's .xlsx by changing only the bytes that must change.

The sheet's XML is read by expat, which tells where each tag begins; new styles, cells and comments are
spliced in there. Reading and writing it anew would lose what we do not know of, and the cached values
of formulas. Source: ECMA-376 part 1, §18 (cells, styles, comments).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from documents.workbook import odd_text
from documents.xlsx_comments import (
    REL,
    comments_of,
    shapes_of,
    shed_our_comments,
    with_relations,
    with_types,
)
from documents.xlsx_parts import Mark, Unpatchable, parse, tag_end
from documents.xlsx_styles import Styles

STYLE = re.compile(rb"""\ss\s*=\s*("[^"]*"|'[^']*')""")
AFTER_LEGACY = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
                "tableParts", "extLst")
"""What stands behind <legacyDrawing> in a sheet, if it is there."""
@dataclass(slots=True)
class Sheet:
    """A sheet's XML with where things stand in it."""

    xml: bytes
    cells: dict[tuple[int, int], tuple[int, int, str]] = field(default_factory=dict)
    """Row and column → where the cell begins, where its element ends, its style."""
    row_ends: dict[int, int] = field(default_factory=dict)
    columns: dict[int, list[int]] = field(default_factory=dict)
    width: int = 0
    legacy: bool = False
    before_legacy: int = -1
    cols_end: int = -1


def patched(data: bytes, by_path: Mapping[str, Sequence[Mark]]) -> bytes:
    """The workbook with the marks in it. Raises Unpatchable where that is not sure to be right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    if "xl/styles.xml" not in members or any(
        not members[path].lstrip(b"\xef\xbb\xbf").startswith(b"<") for path in (*by_path, "xl/styles.xml")
    ):
        raise Unpatchable
    styles = Styles(members["xl/styles.xml"])
    for number, (path, marks) in enumerate(by_path.items(), 1):
        rels_path = posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels")
        shed_our_comments(members, path, rels_path)
        sheet = survey(members[path])
        if sheet.legacy or b"/comments" in members.get(rels_path, b"").lower():
            raise Unpatchable
        commented = [mark for mark in marks if not mark.is_result]
        members[path] = with_marks(sheet, marks, styles, bool(commented))
        if commented:
            name = f"zz{number}"
            members[f"xl/{name}comments.xml"] = comments_of(commented)
            members[f"xl/drawings/{name}.vml"] = shapes_of(commented)
            members[rels_path] = with_relations(members.get(rels_path), name)
            members["[Content_Types].xml"] = with_types(members["[Content_Types].xml"], name)
    members["xl/styles.xml"] = styles.written()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def survey(xml: bytes) -> Sheet:
    """Where each cell and each row's end stands; a sheet whose elements bear a prefix is not known."""
    sheet = Sheet(xml)
    row = column = 0
    began = -1
    style = ""
    depth = 0

    def start(parser: Any, name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, began, style, depth
        depth += 1
        if name == "row":
            row, column = int(attributes.get("r", row + 1)), -1
        elif name == "c":
            reference = attributes.get("r", "")
            letters = reference.rstrip("0123456789")
            column = column_number(letters) if letters else column + 1
            began, style = parser.CurrentByteIndex, attributes.get("s", "0")
        elif depth == 2 and name == "legacyDrawing":
            sheet.legacy = True
        elif depth == 2 and name in AFTER_LEGACY and sheet.before_legacy < 0:
            sheet.before_legacy = parser.CurrentByteIndex

    def end(parser: Any, name: str) -> None:
        nonlocal depth
        depth -= 1
        at = parser.CurrentByteIndex
        if name == "c":
            first = tag_end(xml, began)
            sheet.cells[row, column] = (began, first if xml[first - 2 : first] == b"/>" else tag_end(xml, at), style)
            sheet.columns.setdefault(row, []).append(column)
            sheet.width = max(sheet.width, column + 1)
        elif name == "row":
            if xml[at : at + 2] != b"</":
                raise Unpatchable  # an empty row in one tag has nothing to be marked
            sheet.row_ends[row] = at
        elif name == "cols":
            sheet.cols_end = at
        elif name == "worksheet" and sheet.before_legacy < 0:
            sheet.before_legacy = at

    tolerant = re.sub(rb"<row\b([^>]*)/>", rb"<row\1></row>", xml)
    sheet.xml = xml = tolerant
    if re.search(rb"<[A-Za-z0-9]+:(worksheet|row|c)[\s>]", xml[:4000]):
        raise Unpatchable
    parse(xml, start, end)
    return sheet


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def with_marks(sheet: Sheet, marks: Sequence[Mark], styles: Styles, comments: bool) -> bytes:
    """The sheet with styles changed and cells put in; edits are made from the end to the beginning."""
    edits: list[tuple[int, int, bytes]] = []
    results = next((m.column for m in marks if m.is_result), None)
    beside = sheet.width if results is None else results
    placed = {(m.row, beside if m.column is None else m.column): m for m in marks}
    for place, (begin, end, style) in sheet.cells.items():
        mark = placed.pop(place, None)
        if mark is None and (style in styles.ours or place[1] == results):
            mark = Mark(*place, "plain", "")
        if mark is None:
            continue
        if place[1] == results:
            edits.append((begin, end, new_cell(place, mark, styles)))
            continue
        head = tag_end(sheet.xml, begin)
        tag = STYLE.sub(b"", sheet.xml[begin:head])
        edits.append((begin, head, tag.replace(b"<c", f'<c s="{styles.like(style, mark.tone)}"'.encode(), 1)))
    for (row, column), mark in sorted(placed.items()):
        if row in sheet.row_ends:
            later = [c for c in sheet.columns.get(row, ()) if c > column]
            at = sheet.cells[row, min(later)][0] if later else sheet.row_ends[row]
            edits.append((at, at, new_cell((row, column), mark, styles)))
    if comments:
        at = sheet.before_legacy
        edits.append((at, at, f'<legacyDrawing xmlns:r="{REL}" r:id="rIdZzVml"/>'.encode()))
    if sheet.cols_end >= 0:
        wide = f'<col min="{sheet.width + 1}" max="{sheet.width + 1}" width="96" customWidth="1"/>'
        if results is None and not covers(sheet.xml, sheet.width + 1):
            edits.append((sheet.cols_end, sheet.cols_end, wide.encode()))
    else:
        at = sheet.xml.find(b"<sheetData")
        wide = f'<cols><col min="{sheet.width + 1}" max="{sheet.width + 1}" width="96" customWidth="1"/></cols>'
        edits.append((at, at, wide.encode()))
    parts, last = [], 0
    for begin, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [sheet.xml[last:begin], new]
        last = end
    xml = b"".join([*parts, sheet.xml[last:]])
    xml = re.sub(rb"<dimension\s[^>]*?(/>|>\s*</dimension>)", b"", xml, count=1)
    return re.sub(rb"""(<row\b[^>]*?)\sspans=("[^"]*"|'[^']*')""", rb"\1", xml)


def new_cell(place: tuple[int, int], mark: Mark, styles: Styles) -> bytes:
    form = f'<c r="{xl_col_to_name(place[1])}{place[0]}" s="{styles.like("0", mark.tone)}"'
    words = f' t="inlineStr"><is><t{odd_text(mark.words)}</t></is></c>' if mark.is_result else "/>"
    return (form + words).encode()


def covers(xml: bytes, column: int) -> bool:
    """Whether a width is already given for the column."""
    pairs = re.findall(rb"<col\b[^>]*>", xml)
    for tag in pairs:
        low, high = (re.search(rb'\b%s="(\d+)"' % name, tag) for name in (b"min", b"max"))
        if low and high and int(low[1]) <= column <= int(high[1]):
            return True
    return False


