"""Who stands by a household beside its officer (一帮一), and the offices' plans of assistance (预案, 四（三）)."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission as P
from admin.base import table
from admin.cells import Path, Voided
from admin.clock import today
from admin.coverage import Coverings, EditionFilter
from admin.fields import Choice, Day, Length, Paragraph, Required
from admin.fields_personal import Phone
from admin.filters import DateRange, Decided, HouseholdFilter, OfficeFilter
from admin.forms import Context, Section
from admin.lookups import ByHousehold
from admin.parts import InParts, Part
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_assistance import FAMILY
from models import Activation, ContingencyPlan, Household, Pairing, User
from workflow.contingency import plans_for


@table(Pairing, menu="援助")
class PairingView(InParts, WrittenView):
    """Who is paired with which household, since when, and what was pledged."""

    to_read, to_write = P.HOUSEHOLD_READ, P.HOUSEHOLD_ASSIGN
    title, tab, new_title = "结对帮扶", "plans", "登记结对"
    empty = ("还没有结对帮扶", "街道或县级为零就业家庭安排“一帮一”结对后，登记在这里。")
    column_list = (FAMILY, "partner", "partner_unit", "partner_post", "phone_last4", "pledge", "since", "until", Voided())
    column_sortable_list = ("since",)
    search = ByHousehold(Pairing)
    column_filters = (OfficeFilter(), Decided("until", "结对状态", yes="已解除", no="结对中"), DateRange("since"), HouseholdFilter())
    column_details_list = ("partner", "partner_unit", "partner_post", "pledge", "since", "until", "end_reason")
    sections = (Section("J", "结对帮扶", ("partner", "partner_unit", "partner_post", "phone", "pledge", "since")),)
    special = {"phone": Phone(_l("联系电话"))}
    parts = {"end": Part("解除结对", ("until", "end_reason"), "until", "", {
        "until": Day(_l("解除结对日期"), [Required()]),
        "end_reason": Paragraph(_l("解除结对原因"), [Required(), Length(200)]),
    })}

    def part_open(self, name: str, row: Any) -> bool:
        return row.until is None

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"since": today()}


@table(ContingencyPlan, menu="督导", endpoint="contingency_plan")
class ContingencyPlanView(Coverings, WrittenView):
    """Each office's own plan by edition; everybody reads them all, and which offices have none."""

    to_read, to_write = P.REFERENCE_READ, P.CONTINGENCY_WRITE
    title, new_title = "就业援助预案", "登记本机构预案"
    intro = "各级机构层层建立预案，每次修订登记为新的一版；最新一版执行。"
    empty = ("还没有就业援助预案", "各级机构印发预案后，由本机构登记在这里。")
    column_list = ("title", Path("office.name", "制定机构"), "document", "edition", "issued_on", "valid_from", "valid_until",
                   "lead", Voided())
    column_sortable_list = ("valid_from",)
    column_default_sort = ("valid_from", True)
    column_filters = (DateRange("valid_from"), EditionFilter())
    tabs = (("全部", {}), ("本机构", {"edition": "own"}), ("本辖区", {"edition": "area"}), ("执行中", {"edition": "now"}))
    column_details_list = ("title", Path("office.name", "制定机构"), "document", "edition", "issued_on", "valid_from",
                           "valid_until", "lead", "trigger", "summary")
    sections = (
        Section("", "预案", ("title", "document", "issued_on", "valid_from", "valid_until", "lead")),
        Section("", "内容", ("trigger", "summary"), "启动条件写明什么情况、由谁决定启动。"),
    )
    special = {"valid_from": Day(_l("执行日期"), [Required()], past=False)}

    def new_row(self, household: Household | None) -> Any:
        return ContingencyPlan(office_id=current_user.office_id)

    def why_not(self, row: Any, user: User) -> None:
        if row.office_id == user.office_id:
            return super().why_not(row, user)
        flash(_("这一预案由%(office)s登记，您不能修改", office=row.office.name), "warning")


def plans_here(context: Context) -> list[tuple[str, str]]:
    """The plans in force where the household lies, and the one this row already has."""
    found = plans_for(context.session, context.household, context.on)
    kept = context.row.plan if context.row is not None else None
    if kept is not None and kept not in found:
        found.append(kept)
    return [(str(plan.id), f"{plan.title}（{plan.office.short_name}）") for plan in found]


@table(Activation, menu="督导")
class ActivationView(InParts, WrittenView):
    """A plan set going for one household, and how it ended."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab, new_title = "预案启动", "plans", "启动预案"
    empty = ("还没有预案启动记录", "承诺期限内难以安置的家庭，启动预案后登记在这里。")
    column_list = (FAMILY, Path("plan.title", "预案名称"), "started_on", "reason", "ended_on", "outcome", Voided())
    column_sortable_list = ("started_on",)
    search = ByHousehold(Activation)
    column_filters = (OfficeFilter(), Decided("ended_on", "启动状态", yes="已终止", no="启动中"), DateRange("started_on"), HouseholdFilter())
    column_details_list = (Path("plan.title", "预案名称"), "started_on", "reason", "measures", "ended_on", "outcome")
    sections = (Section("", "启动预案", ("plan_id", "started_on", "reason", "measures"), "只列出本户所在地执行中的预案。"),)
    special = {"plan_id": Choice(_l("就业援助预案"), [Required()], options=plans_here, coerce=int, blank="请选择")}
    parts = {"end": Part("终止启动", ("ended_on", "outcome"), "ended_on", "", {
        "ended_on": Day(_l("终止启动日期"), [Required()]),
        "outcome": Paragraph(_l("启动结果"), [Required(), Length(200)]),
    })}

    def part_open(self, name: str, row: Any) -> bool:
        return row.ended_on is None

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"started_on": today()}
