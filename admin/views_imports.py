"""The list of batches: who brought in which file when, with what outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.base import TableView, table
from admin.cells import Made, Page, Path
from admin.details import ActLink
from admin.filters import ChoiceFilter, OfficeFilter
from admin.import_pages import state_words
from admin.imports import Imports
from admin.translation import gettext as _
from admin.words import Cell
from models import ImportBatch, User
from workflow.imports import may_prepare


def number_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(f"DR{values[0]}")


def digest_cell(page: Page, values: Sequence[Any]) -> Cell:
    """A file's name may hold a person's: the list shows the beginning of the file's hash."""
    return Cell(values[0][:12])


def state_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(state_words(*values))


def counts_cell(page: Page, values: Sequence[Any]) -> Cell:
    counts = values[0] or {}
    return Cell(" / ".join(str(counts.get(k, 0)) for k in ("new", "changed", "unchanged", "refused")), "num")


@table(ImportBatch, menu="台账")
class ImportBatchView(TableView):
    """Files brought in, newest first; their pages are those of bringing them in."""

    to_read = P.HOUSEHOLD_READ
    title = "导入批次"
    empty = ("还没有导入过文件", "从“导入”页选择文件；每个批次都留在这里。")
    column_list = (
        Made("id", "批次", ("id",), number_cell), "kind", Made("state", "进度", ("state", "tally"), state_cell), "created_at",
        Path("brought_by.name", "导入人"), Path("office.name", "机构"), Path("target.name", "导入到"),
        Made("tally", "新增 / 改动 / 已有 / 未通过", ("tally",), counts_cell, "num"), "stored",
        Made("digest", "文件摘要", ("digest",), digest_cell),
    )
    column_filters = (OfficeFilter(), ChoiceFilter("kind"), ChoiceFilter("state"))
    column_details_list = (
        Made("id", "批次", ("id",), number_cell), "kind", Made("state", "进度", ("state", "tally"), state_cell), "created_at",
        Path("brought_by.name", "导入人"), Path("office.name", "机构"), Path("target.name", "导入到"),
        Path("confirmed_by_id.name", "确认人"), "units", "stored", "undo_reason", "digest",
        Made("tally", "新增 / 改动 / 已有 / 未通过", ("tally",), counts_cell, "num"),
    )

    def acts(self, row: Any, user: User) -> Sequence[ActLink]:
        if not may_prepare(row.kind, user):
            return ()
        return (ActLink("open", _("打开批次"), True, "", url_for("import.batch", batch_id=row.id)),)

    def create_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return (_("导入文件"), url_for("import.index")) if may(current_user, Imports.to_read) else None
