"""The reports handed up so far, as a list: which wait to be accepted, which are locked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for

from access.permissions import Permission as P
from admin.base import TableView, table
from admin.cells import Made, Page, Path
from admin.filters import ChoiceFilter, DateRange, TextFilter
from admin.words import Cell
from models import ReportPeriod


def report_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The office, and the way to its report."""
    name, office, kind, period = values
    url = url_for("report.index", office=office, kind=kind.value, period=period)
    return Cell(name, "text", "", url)


REPORT: Final = Made(
    "office_id", "机构", ("office.name", "office_id", "kind", "period"), report_cell
)


@table(ReportPeriod, menu="台账", endpoint="report_period")
class ReportPeriodView(TableView):
    """Reports as they came in, the newest first; written by the acts on the page of the report."""

    to_read = P.LEDGER_EXPORT
    title = "报表报送情况"
    intro = "各机构报送的月报、季报、年报；点机构打开报表。"
    empty = ("还没有报送的报表", "街道、县（市、区）和市（州）在统计报表页面报送。")
    column_list = (
        REPORT, "kind", "period", "state", "submitted_at", Path("submitted_by.name", "报送人"),
        "accepted_at", Path("accepted_by.name", "审核人"), "return_reason",
    )
    column_sortable_list = ("period",)
    column_filters = (
        ChoiceFilter("state"), ChoiceFilter("kind"), TextFilter("period"), DateRange("until"),
    )
    tabs = (("全部", {}), ("待审核", {"state": "submitted"}), ("已锁定", {"state": "accepted"}))
    column_details_list = (
        REPORT, "kind", "period", "since", "until", "state", "submitted_at",
        Path("submitted_by.name", "报送人"), "accepted_at", Path("accepted_by.name", "审核人"),
        "digest", "return_reason",
    )
