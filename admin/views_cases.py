"""The catalogue of special cases that the localities decide on (一（三）)."""

from __future__ import annotations

from typing import Any, Final

from flask import flash
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from admin.base import table
from admin.cells import Path
from admin.clock import today
from admin.fields import Day, Required
from admin.forms import BureauForm, Section
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_system import office_reference
from models import Household, SpecialCase, User, db
from workflow.special_cases import special_case_is_whole

CASE_SECTIONS: Final = (
    Section("", "特殊情形", ("office_id", "name", "conditions", "valid_from", "valid_until")),
    Section("", "依据", ("basis", "basis_on", "approver")),
)
CASE_FIELDS: Final = {
    "office_id": office_reference(_l("适用地区")),
    "valid_from": Day(_l("执行日期"), [Required()], past=False),
    "valid_until": Day(_l("终止日期"), past=False),
}


@table(SpecialCase, menu="系统", endpoint="special_case")
class SpecialCaseView(WrittenView):
    """Cases in force are not changed: they are ended, and another takes their place."""

    to_read, to_write = P.REFERENCE_READ, P.SPECIAL_CASE_WRITE
    title = "特殊情形目录"
    new_title = "登记特殊情形"
    intro = "各地按通知一（三）结合实际确定的情形。登记后不修改，只填写终止日期；受理时从目录中选择。"
    empty = ("还没有特殊情形", "县级以上按当地文件登记后，社区受理时可以选择。")
    column_list = (
        Path("name", "情形名称"), Path("office.name", "适用地区"), "conditions", "basis", "approver",
        "valid_from", "valid_until",
    )
    column_sortable_list = ("valid_from",)
    column_default_sort = ("valid_from", True)
    column_details_list = (
        Path("name", "情形名称"), Path("office.name", "适用地区"), "conditions", "basis", "basis_on",
        "approver", "valid_from", "valid_until",
    )
    sections = CASE_SECTIONS
    only_new = frozenset(
        {"office_id", "name", "conditions", "basis", "basis_on", "approver", "valid_from"}
    )
    special = CASE_FIELDS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"office_id": user.office_id}

    def may_edit(self, row: Any, user: User) -> bool:
        return row.office.is_under(user.office.path) and super().may_edit(row, user)

    def why_not(self, row: Any, user: User) -> None:
        flash(_("这一情形由%(office)s登记，您不能修改", office=row.office.name), "warning")

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        with db.session.no_autoflush:
            special_case_is_whole(db.session(), row, user, today())
        super().save(row, user, form)
