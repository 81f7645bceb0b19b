"""The seal register (用印登记簿): every paper asked for, its number, who sealed it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from access.permissions import Permission as P
from admin.base import TableView, table
from admin.cells import Made, Page, Path
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, OfficeFilter
from admin.lookups import ByHousehold
from admin.paper_acts import PaperActs
from admin.paper_asks import PaperAsks
from admin.translation import gettext as _
from admin.views_assistance import FAMILY
from admin.words import Cell
from models import Paper
from policy.seal_terms import SealState

TONES: Final = {
    SealState.WAITING: "yellow", SealState.SEALED: "green", SealState.REPLACED: "none", SealState.REVOKED: "red",
    SealState.RETURNED: "none",
}


def number_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The number of the paper whose place it takes."""
    number = page.session.scalar(select(Paper.seal_no).where(Paper.id == values[0])) if values[0] else ""
    return Cell(number or "", "num")


def state_cell(page: Page, values: Sequence[Any]) -> Cell:
    state: SealState = values[0]
    return Cell(_(state.label), "status", "", None, TONES[state], TONES[state])


STATE: Final = Made("state", "用印状态", ("state",), state_cell)


@table(Paper, menu="家庭")
class PaperView(PaperActs, PaperAsks, TableView):
    """Papers by number; the file is handed out as it was sealed, never made again."""

    to_read = P.HOUSEHOLD_READ
    title, called = "用印登记", "paper"
    intro = "每件文书的用印编号、申请人和用印人，以及替换、作废的经过。"
    empty = ("还没有文书", "认定、退出批准后，申请表和通知书在用印台等待用印。")
    column_list = (
        "kind", "seal_no", FAMILY, Path("county.name", "用印机构"), Path("prepared_by.name", "申请用印人"),
        Path("sealed_by.name", "用印人"), "sealed_on", STATE,
    )
    column_sortable_list = ("sealed_on",)
    search = ByHousehold(Paper)
    column_filters = (
        OfficeFilter(), ChoiceFilter("state"), ChoiceFilter("kind"), DateRange("sealed_on"), HouseholdFilter(),
    )
    tabs = (("全部", {}), ("待用印", {"state": SealState.WAITING.value}),
            ("已用印", {"state": SealState.SEALED.value}))
    column_details_list = (
        "seal_no", "kind", STATE, Path("county.name", "用印机构"), Path("prepared_by.name", "申请用印人"),
        "prepared_on", "reason", Made("replaces_id", "替换", ("replaces_id",), number_cell), Path("sealed_by.name", "用印人"), "sealed_at",
        "confirmed_at", "digest", "certificate", "closed_at", Path("closed_by_id.name", "终止人"), "close_reason",
    )
