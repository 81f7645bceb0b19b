"""A workbook of targets read back: the layout documents.target_sheet writes, every fault told at once.

Nothing is stored here: the figures go into the form, are looked at, and are then stored as typed
ones are (workflow.target_splits).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policy.spelling import HALF_WIDTH, without_space
from policy.terms import Measure
from policy.verdict import Reason
from workflow.comparison_files import plain
from workflow.refusals import refuse
from workflow.sheets import Sheet, read_workbook
from workflow.target_splits import CLAUSE, MOST, Grid, Place

CODE: Final = "机构代码"
YEAR: Final = re.compile("(20[0-9]{2})年度")
WHOLE: Final = re.compile("[0-9]{1,7}")
LINES_ABOVE: Final = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which row, and in which column where it is one."""

    row: int
    column: str
    reason: Reason


@dataclass(slots=True)
class Filled:
    """What the workbook says: figures by cell of the grid, faults, and where its columns are."""

    figures: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    mapping: dict[str, Any] = field(default_factory=dict)
    sheet: int = 0


def read_targets(data: bytes, grid: Grid) -> Filled:
    """The figures of a workbook for this grid. Raises Refused for what is no such workbook.

    The row of the office itself counts only where nobody above sets its figures. A cell left empty
    leaves the figure as it is.
    """
    for place, sheet in enumerate(read_workbook(data).sheets):
        for row, cells in enumerate(sheet.rows[:LINES_ABOVE]):
            heads = [without_space(plain(cell)) for cell in cells]
            if CODE in heads and any(measure.label in heads for measure in Measure):
                same_year(sheet, row, grid.year)
                return rows_read(sheet, place, row, heads, grid)
    raise refuse(CLAUSE, "没有找到表头：须有“机构代码”一列和指标列，请用本页导出的表填写", "file")


def same_year(sheet: Sheet, heading: int, year: int) -> None:
    """The year stands above the heads; a table of another year is not stored into this one."""
    above = " ".join(plain(cell) for row in sheet.rows[:heading] for cell in row)
    found = YEAR.search(above)
    if found is None or int(found[1]) != year:
        told = found[1] if found else "—"
        raise refuse(CLAUSE, "表中的年度是%(there)s，本页是%(here)d年：请核对文件或先选对年度", "file",
                     there=told, here=year)


def rows_read(sheet: Sheet, place: int, heading: int, heads: Sequence[str], grid: Grid) -> Filled:
    """Row by row what stands beneath the heads; a row of no office of the grid is a fault."""
    at = {measure: heads.index(measure.label) for measure in Measure if measure.label in heads}
    code_at = heads.index(CODE)
    columns = {"code": code_at, **{m.value: n for m, n in at.items()}}
    into = Filled(mapping={str(place): {"columns": columns, "heading": [heading]}}, sheet=place)
    codes = {office.code: office for office in grid.offices}
    seen: set[str] = set()
    for number, cells in enumerate(sheet.rows[heading + 1:], heading + 2):
        code = plain(cells[code_at]) if code_at < len(cells) else ""
        figures = {m: plain(cells[n]) if n < len(cells) else "" for m, n in at.items()}
        if not any(c.isdigit() for c in code):
            continue  # the closing line, the line for signatures
        if code == grid.office.code and not grid.is_top:
            continue
        if code not in codes or code in seen:
            text = "机构代码%(code)s重复" if code in seen else "机构代码%(code)s不是本机构的直接下级"
            into.faults.append(Fault(number, "code", Reason(CLAUSE, text, {"code": code[:20]})))
            continue
        seen.add(code)
        for measure, text in figures.items():
            households, reason = households_in(text, measure)
            if reason is not None:
                into.faults.append(Fault(number, measure.value, reason))
            elif households is not None:
                into.figures[codes[code].id, measure] = households
    if not seen and not into.faults:
        raise refuse(CLAUSE, "表中没有下级机构：请用本页导出的表填写", "file")
    return into


def households_in(text: str, measure: Measure) -> tuple[int | None, Reason | None]:
    """A number as people write it (1,200; １２), or what is wrong with it; nothing for nothing."""
    bare = without_space(text.translate(HALF_WIDTH)).replace(",", "").removesuffix("户")
    if not bare:
        return None, None
    if WHOLE.fullmatch(bare) and int(bare) <= MOST:
        return int(bare), None
    return None, Reason(CLAUSE, "%(measure)s“%(text)s”不是0至%(most)d的整数",
                        {"measure": measure.label, "text": text[:20], "most": MOST})
