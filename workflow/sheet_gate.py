"""What stands before a workbook is opened: limits, and what the values alone do not tell.

An .xlsx is an archive of XML written by anybody. Nothing is handed on to the reader that was not
counted here first: size unpacked, members, document types, rows and columns really filled.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from workflow.refusals import Refused, refuse
from workflow.sheet_places import Place, column_of

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
LARGEST_TEXTS = 30 * MEGABYTE
"""What all texts of a ledger of MOST_ROWS rows would take, three times over."""
MOST_MEMBERS = 1000
HIGHEST_RATIO = 100
MOST_ROWS = 100_000
MOST_STYLES = 70_000
"""Excel itself makes no more than 65,490."""
MOST_COLUMNS = 256
MOST_CELLS = 2_000_000
"""Rows times columns of all visible sheets: the reader lays out every cell in between."""

KEPT = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/sharedStrings.xml")
OUTWARD = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".docx", ".jar", ".7z", ".rar", ".gz")

DAMAGED = "文件已损坏或不是Excel文件，无法读取：请用Excel或WPS打开后另存为.xlsx再导入"
TOO_MUCH = "文件解压后过大，疑似异常文件，未读取：请新建工作簿，只粘贴台账内容后再导入"
STRANGE = "文件结构异常，未读取：请用Excel或WPS另存为新的.xlsx后再导入"
ENCRYPTED = "文件已加密，无法读取：请取消打开密码后另存再导入"
LINKS = "文件链接到其他工作簿或数据源，不能导入：请在“数据”中断开链接（或选择性粘贴为数值）后另存再导入"
MACROS = "文件含有宏，不能导入：请另存为不含宏的.xlsx后再导入"
TOO_MANY_ROWS = "台账超过%(limit)d行，未读取：请分成几个文件，或删除下方多余内容后再导入"
TOO_MANY_COLUMNS = "台账超过%(limit)d列，未读取：请删除右侧多余内容后再导入"
TOO_MANY_CELLS = "台账内容超过%(limit)d万格，未读取：请分成几个文件，或删除四周多余内容后再导入"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says of its cells besides their values. Rows and columns count from 1."""

    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[Place] = frozenset()
    errors: frozenset[Place] = frozenset()
    formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    cells: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """An archive that may be opened: the members a reader needs, and the visible sheets' marks."""

    archive: bytes
    sheets: dict[str, Marks]
    epoch_1904: bool


def unreadable(sentence: str, **values: object) -> Refused:
    """The refusal of a whole file."""
    return refuse("102-3", sentence, "file", **values)


def admit(data: bytes) -> Counted:
    """Count and survey an .xlsx; raises Refused with a plain sentence for what is not let in."""
    members = unpack(data)
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members.keys():
        raise unreadable("只能读取.xlsx、.xls和.csv文件：请用Excel或WPS另存为.xlsx后再导入")
    for content in members.values():
        look_at_prologue(content)
    struck = struck_styles(members.get("xl/styles.xml", b""))
    paths, epoch_1904 = visible_sheets(members)
    sheets = {}
    for name, path in paths.items():
        if path not in members:
            raise unreadable(DAMAGED)
        sheets[name] = survey(members[path], struck)
    if sum(marks.cells for marks in sheets.values()) > MOST_CELLS:
        raise unreadable(TOO_MANY_CELLS, limit=MOST_CELLS // 10_000)
    return Counted(repack(members), sheets, epoch_1904)


def unpack(data: bytes) -> dict[str, bytes]:
    """The members a reader needs, unpacked; the directory is judged before anything is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            judge(entries)
            return {e.filename: archive.read(e) for e in entries if needed(e.filename)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
            ValueError):
        raise unreadable(DAMAGED) from None


def judge(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise unreadable(STRANGE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise unreadable(ENCRYPTED)
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise unreadable(STRANGE)
        if "vbaproject" in name.lower() or "macrosheets/" in name.lower():
            raise unreadable(MACROS)
        if name.lower().startswith(OUTWARD):
            raise unreadable(LINKS)
        if name.lower().endswith(ARCHIVES):
            raise unreadable("文件中嵌有其他文件，未读取：请删除嵌入的对象后再导入")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise unreadable(TOO_MUCH)
    if any(e.file_size > LARGEST_TEXTS for e in entries if e.filename == "xl/sharedStrings.xml"):
        raise unreadable(TOO_MUCH)
    for entry in entries:
        if entry.file_size > MEGABYTE and entry.file_size > HIGHEST_RATIO * entry.compress_size:
            raise unreadable(TOO_MUCH)


def needed(name: str) -> bool:
    return name in KEPT or (name.startswith("xl/worksheets/") and name.endswith(".xml"))


def repack(members: dict[str, bytes]) -> bytes:
    """An archive of exactly what was counted: the reader trusts sizes that a forger wrote."""
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return clean.getvalue()


class _Enough(Exception):
    """The parser has seen what it was asked for."""


Start = Callable[[str, dict[str, str]], object]


def walk(content: bytes, start: Start) -> None:
    """Call `start` for each element; a document type or an entity is refused, whatever it says."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except _Enough:
        pass
    except expat.ExpatError:
        raise unreadable(DAMAGED) from None


def refuse_doctype(*_: object) -> NoReturn:
    raise unreadable(STRANGE)


def look_at_prologue(content: bytes) -> None:
    """A document type stands before the first element, or nowhere."""

    def start(name: str, attributes: dict[str, str]) -> None:
        raise _Enough

    walk(content, start)


def local(name: str) -> str:
    return name.rpartition(":")[2]


def visible_sheets(members: dict[str, bytes]) -> tuple[dict[str, str], bool]:
    """Name → member of each worksheet that is not hidden, and whether days count from 1904."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}
    epoch = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if attributes.get("Type", "").endswith("/worksheet"):
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = path

    def part(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch.append(1904)
        if local(name) == "sheet" and attributes.get("state", "visible") == "visible":
            key = next((v for k, v in attributes.items() if local(k) == "id"), "")
            if key in targets:
                sheets[attributes.get("name", "")] = targets[key]

    walk(members["xl/_rels/workbook.xml.rels"], relation)
    walk(members["xl/workbook.xml"], part)
    return sheets, bool(epoch)


def struck_styles(styles: bytes) -> frozenset[str]:
    """The cell styles (as the cells name them) whose font is struck through."""
    fonts: list[bool] = []
    struck: set[str] = set()
    at, styles_seen = "", 0

    def part(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, styles_seen
        name = local(name)
        if name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            at = name
        elif at == "fonts" and name == "font":
            fonts.append(False)
        elif at == "fonts" and name == "strike" and fonts:
            fonts[-1] = attributes.get("val") not in ("0", "false")
        elif at == "cellXfs" and name == "xf":
            font = attributes.get("fontId", "0")
            if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                struck.add(str(styles_seen))
            styles_seen += 1
            if styles_seen > MOST_STYLES:
                raise unreadable(STRANGE)

    if styles:
        walk(styles, part)
    return frozenset(struck)


def survey(sheet: bytes, struck_styles: frozenset[str]) -> Marks:
    """Which rows are hidden and cells merged, struck, wrong or computed. Counts what is filled.

    Raises Refused where a filled cell lies beyond the limits; where a sheet says it ends is not
    asked, because anybody can write anything there.
    """
    hidden: set[int] = set()
    struck: set[Place] = set()
    errors: set[Place] = set()
    formulas: set[Place] = set()
    merged: list[tuple[int, int, int, int]] = []
    columns: dict[str, int] = {}
    row = column = last_row = last_column = 0

    def part(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column
        if ":" in name:
            name = local(name)
        if name == "c":
            if "r" in attributes:
                letters = attributes["r"].rstrip("0123456789")
                if letters not in columns:
                    columns[letters] = column_of(letters)[1]
                column = columns[letters]
            else:
                column += 1
            if struck_styles and attributes.get("s") in struck_styles:
                struck.add((row, column))
            if attributes.get("t") == "e":
                errors.add((row, column))
        elif name in ("v", "is", "f"):
            if row > last_row:
                last_row = row
                if row > MOST_ROWS:
                    raise unreadable(TOO_MANY_ROWS, limit=MOST_ROWS)
            if column > last_column:
                last_column = column
                if column > MOST_COLUMNS:
                    raise unreadable(TOO_MANY_COLUMNS, limit=MOST_COLUMNS)
            if last_row * last_column > MOST_CELLS:
                raise unreadable(TOO_MANY_CELLS, limit=MOST_CELLS // 10_000)
            if name == "f":
                formulas.add((row, column))
        elif name == "row":
            number = attributes.get("r", "")
            row, column = int(number[:8]) if number.isdecimal() else row + 1, 0
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                hidden.add(row)
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            top, left = column_of(first)
            bottom, right = column_of(last or first)
            if 0 < top <= bottom <= MOST_ROWS and len(merged) < MOST_ROWS:
                merged.append((top, left, bottom, min(right, MOST_COLUMNS)))

    walk(sheet, part)
    return Marks(
        frozenset(hidden), frozenset(struck), frozenset(errors), frozenset(formulas),
        tuple(merged), last_row * last_column,
    )
