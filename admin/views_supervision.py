"""What the offices owe (五): their publicity work, and who answers for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from admin.base import table
from admin.cells import Path, Voided, rules_of_request
from admin.clock import today
from admin.fields import Day, Length, Name, Required, Text, Whole
from admin.fields_personal import OfficePhone
from admin.filters import ChoiceFilter, DateRange, Narrowing, OfficeFilter
from admin.forms import Section
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_system import office_reference
from admin.words import listed
from models import Duty, Household, Office, Outreach, User
from workflow.supervision import silent_counties, unanswered

NAMED: Final = 12
"""Offices named above a list; more are counted."""


def names_of(offices: Sequence[Office]) -> str:
    named = listed(office.short_name for office in offices[:NAMED])
    return named + (_("等") if len(offices) > NAMED else "")


@table(Outreach, menu="督导")
class OutreachView(WrittenView):
    """The register of publicity work (宣传活动台账); counties without any in a year are named."""

    to_read, to_write = P.SUPERVISION_READ, P.OUTREACH_WRITE
    title = "宣传活动"
    new_title = "登记宣传活动"
    intro = "各级的宣传活动台账：政策宣讲到人、措施说明到位（通知五（二））。"
    empty = ("还没有宣传活动", "街道以上机构把开展的宣传活动登记在这里。")
    column_list = (
        Path("office.name", "机构"), "held_on", "medium", "venue", "content", "reach", Voided(),
    )
    column_sortable_list = ("held_on",)
    column_default_sort = ("held_on", True)
    column_filters = (OfficeFilter(), ChoiceFilter("medium"), DateRange("held_on"))
    column_details_list = (
        Path("office.name", "机构"), "held_on", "medium", "venue", "content", "reach",
    )
    sections = (Section("", "宣传活动", ("office_id", "held_on", "medium", "venue", "content", "reach")),)
    only_new = frozenset({"office_id"})
    special = {
        "office_id": office_reference(_l("机构")),
        "reach": Whole(_l("覆盖人次"), [Required()], least=1),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"office_id": user.office_id, "held_on": today()}

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        if narrowing.area is None:
            return []
        session = narrowing.session
        silent = silent_counties(session, narrowing.area, narrowing.on, rules_of_request(session))
        if not silent:
            return []
        text = _("近期没有宣传活动的县（市、区）有%(n)d个：%(names)s", n=len(silent), names=names_of(silent))
        return [text]


@table(Duty, menu="督导")
class DutyView(WrittenView):
    """Who answers for the assistance in each office; offices that name nobody are named."""

    to_read, to_write = P.SUPERVISION_READ, P.DUTY_WRITE
    title = "责任分工"
    new_title = "登记责任分工"
    intro = "主管领导亲自抓、责任部门支持、经办人实施（通知五（一））。每个机构一条，变动时修改，改动留痕。"
    empty = ("还没有责任分工", "街道以上机构把主管领导、责任部门和经办人登记在这里。")
    column_list = (
        Path("office.name", "机构"), Path("office.level", "层级"), Path("leader", "主管领导"),
        "department", Path("handler", "经办人"), Path("phone", "办公电话"), "valid_from",
    )
    column_sortable_list = ("valid_from",)
    column_default_sort = ("valid_from", True)
    column_filters = (OfficeFilter(),)
    column_details_list = (
        Path("office.name", "机构"), Path("leader", "主管领导"), "department",
        Path("handler", "经办人"), Path("phone", "办公电话"), "valid_from",
    )
    sections = (
        Section("", "责任分工", ("office_id", "leader", "department", "handler", "phone", "valid_from")),
    )
    only_new = frozenset({"office_id"})
    special = {
        "office_id": office_reference(_l("机构")),
        "leader": Name(_l("主管领导"), [Required()]),
        "department": Text(_l("责任部门"), [Required(), Length(60)]),
        "handler": Name(_l("经办人"), [Required()]),
        "phone": OfficePhone(_l("办公电话"), [Length(30)]),
        "valid_from": Day(_l("执行日期"), [Required()]),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"office_id": user.office_id, "valid_from": today()}

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        missing = unanswered(narrowing.session, narrowing.area) if narrowing.area else []
        if not missing:
            return []
        return [_("还没有责任分工的机构有%(n)d个：%(names)s", n=len(missing), names=names_of(missing))]
