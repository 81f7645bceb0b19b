"""Papers kept with households (附件材料): the list of all, and each with its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from access.permissions import Permission as P
from access.permissions import may
from admin.attachments import Papers, size_of
from admin.base import table
from admin.cells import Made, Page, Path, Voided
from admin.details import ActLink
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, OfficeFilter
from admin.forms import Section
from admin.lookups import ByHousehold
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_assistance import FAMILY
from admin.words import Cell
from models import Attachment, User
from policy.paper_terms import Held


def size_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(size_of(values[0]), "num")


@table(Attachment, menu="家庭")
class AttachmentView(Papers, WrittenView):
    """Scans and originals seen; only which paper a scan is may be corrected, the rest is voided."""

    to_read, to_write = P.HOUSEHOLD_READ, P.CHECK_WRITE
    title, tab, new_title = "附件材料", "attachments", "上传附件"
    empty = ("还没有附件材料", "户口簿、身份证在家庭页面“附件材料”中拍照上传，或登记“原件已核”。")
    column_list = (
        FAMILY, "kind", "held", "page_no", "format", Made("length", "文件大小", ("length",), size_cell, "num"),
        "seen_on", "created_at", Path("created_by_id.name", "录入人"), Voided(),
    )
    search = ByHousehold(Attachment)
    column_filters = (
        OfficeFilter(), ChoiceFilter("kind"), ChoiceFilter("held"), DateRange("seen_on"), HouseholdFilter(),
    )
    column_details_list = (
        "kind", "held", "page_no", "seen_on", "format", "sheets",
        Made("length", "文件大小", ("length",), size_cell, "num"), "digest",
    )
    sections = (Section("", "归类", ("kind",), "归类选错时在此更正；内容有误的请作废后重新上传。"),)

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        if row.held is not Held.SCAN or not may(user, P.UNMASK):
            return ()
        return (ActLink("look", _("查看"), True, "", url_for(".look_view", id=row.id)),)
