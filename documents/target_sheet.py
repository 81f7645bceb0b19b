"""《目标任务分解表》: an office's figures of a year and those beneath it, in the bureau's layout.

workflow.target_sheets reads the same workbook back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from documents.layout import Head, Kind, Paper
from documents.ledgers import SYSTEM
from documents.tables import SmallTable, write_tables
from documents.workbook import BEIJING, Value
from models import User
from policy.terms import Measure
from workflow.target_sheets import CODE
from workflow.target_splits import Grid, Place

TITLE: Final = "零就业家庭援助目标任务分解表"
MARKED: Final = "目标任务分解表_标注错误.xlsx"


def write_targets(
    out: Path | BinaryIO, grid: Grid, figures: Mapping[Place, int], by: User, at: datetime
) -> str:
    """Write the workbook; answers the name to hand it out under."""
    local = at.astimezone(BEIJING)
    office = grid.office.name
    paper = Paper(
        f"{office}{TITLE}", office, f"{grid.year}年度", "户",
        f"{SYSTEM}　{by.name}（{by.username}）　{local:%Y-%m-%d %H:%M}",
    )
    heads = [Head(CODE, width=16, kind=Kind.CODE), Head("机构", width=24)] + [
        Head(measure.label, width=16, kind=Kind.COUNT) for measure in Measure
    ]

    def cells(office_id: int) -> list[Value]:
        return [figures.get((office_id, measure)) for measure in Measure]

    rows: list[list[Value]] = [[grid.office.code, f"{office}（本级目标）", *cells(grid.office.id)]]
    rows += [[child.code, child.name, *cells(child.id)] for child in grid.children]
    sums: list[Value] = [
        sum(figures.get((child.id, measure), 0) for child in grid.children) for measure in Measure
    ]
    rule = "不少于" if grid.at_least else "等于"
    write_tables(
        out, paper,
        [SmallTable("目标分解", paper.title, heads, rows, ["下级合计", None, *sums])],
        [("填报单位", office), ("年度", f"{grid.year}年度"),
         ("填写", "在各下级机构的行内填写目标户数；机构代码和表头不要改动，留空的不变"),
         ("核对", f"每项指标的下级合计须{rule}本级目标；有差额的，导入后写明原因方可保存"),
         ("本级目标", "由上级下达，导入时不读取" if not grid.is_top else "由本机构填写，导入时一并读取"),
         ("导出", f"{by.name}（{by.username}）　{local:%Y-%m-%d %H:%M}（北京时间）")],
    )
    return f"{paper.title}_{grid.year}.xlsx"
