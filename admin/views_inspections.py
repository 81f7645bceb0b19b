"""Supervision (督导检查, 五（三）): findings until they are struck off, circulars and talks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from access.permissions import Permission as P
from admin.arguments import whole_number
from admin.base import table
from admin.cells import Made, Page, Path
from admin.clock import today
from admin.details import ActLink
from admin.fields import Choice, Day, Length, Required, Several, Text
from admin.filters import ChoiceFilter, DateRange, Decided, OfficeFilter, office_within
from admin.filters_sweeps import finding_filter
from admin.forms import BureauForm, Section, fill
from admin.inspection_pages import (
    CensurePages,
    FindingPages,
    censure_acts,
    censures_extra,
    finding_acts,
    grounds_extra,
    others_row,
)
from admin.lookups_sweeps import CITED, grounds_to_choose
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_system import office_reference
from admin.words import Cell
from models import Censure, Household, SupervisionFinding, User, db
from policy.clauses import cited
from policy.inspections import finding_state, is_overdue
from policy.sweep_terms import FaultKind, FindingState
from workflow.inspections import record, rest_on

TONES: Final = {FindingState.ANSWER: "yellow", FindingState.MENDING: "yellow", FindingState.CHECKING: "blue", FindingState.CLOSED: "green"}


def state_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The state; red once the term for mending is over."""
    reply, mended, closed, due, voided = values
    if voided is not None:
        return Cell(_("已作废"), "status", "", None, "none", "none")
    state = finding_state(reply, mended, closed)
    if is_overdue(state, due, page.on):
        return Cell(_("逾期未整改"), "status", "", None, "red", "red")
    return Cell(_(state.label), "status", "", None, TONES[state], TONES[state])


def clause_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(cited(values[0]))


STATE: Final = Made("stage", "进展", ("reply", "mended_on", "closed_on", "due_on", "voided_at"), state_cell, "status")
CLAUSE: Final = Made("clause", "依据条款", ("clause",), clause_cell)
FINDING_DETAILS: Final = (
    Path("office.name", "被检查机构"), Path("by_office.name", "检查机构"), "inspected_on", "inspectors", "fault", "problem",
    CLAUSE, "due_on", STATE, "reply", "answer", "replied_on", "mended_on", "evidence", "rechecked_on", "recheck_note",
    "closed_on",
)

FINDING_TABS: Final = (
    ("全部", {}), ("待反馈、整改", {"stage": "owed"}), ("逾期未整改", {"stage": "overdue"}), ("待复查", {"stage": "recheck"}),
    ("已销号", {"stage": "closed"}),
)


@table(SupervisionFinding, menu="督导")
class SupervisionFindingView(FindingPages, WrittenView):
    """What city and province found wrong beneath them, answered there, until it is struck off."""

    to_read, to_write = P.SUPERVISION_READ, P.INSPECTION_WRITE
    title, new_title = "督导检查", "登记检查问题"
    intro = "省、市（州）对下级的督导检查（通知五（三））：登记问题和整改时限，被检查机构反馈，复查后销号。"
    empty = ("没有符合条件的检查问题", "上级检查发现的问题会出现在这里。")
    column_list = (
        Path("office.name", "被检查机构"), "fault", "problem", CLAUSE, "inspected_on", "due_on", STATE, "reply",
        Path("by_office.name", "检查机构"),
    )
    column_sortable_list = ("inspected_on", "due_on")
    column_default_sort = ("inspected_on", True)
    column_filters = (OfficeFilter(), finding_filter(), ChoiceFilter("fault"), DateRange("inspected_on"), DateRange("due_on", folded=True))
    tabs = FINDING_TABS
    column_details_list = FINDING_DETAILS
    sections = (Section("", "检查问题", ("office_id", "inspected_on", "inspectors", "fault", "problem", "clause", "due_on")),)
    only_new = frozenset({"office_id"})
    special = {
        "office_id": office_reference(_l("被检查机构")), "due_on": Day(_l("整改时限"), [Required()], past=False),
        "clause": Choice(_l("依据条款"), [Required()], options=CITED, blank="请选择"),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"inspected_on": today(), "inspectors": user.name} | about_office(user)

    def may_edit(self, row: Any, user: User) -> bool:
        return row.closed_on is None and super().may_edit(row, user)

    def why_not(self, row: Any, user: User) -> None:
        others_row(row)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        record(db.session(), row, user, today())

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return finding_acts(row, user)

    def extras(self, row: Any, user: User) -> Sequence[Any]:
        return [censures_extra(Page(db.session(), user, today()), row)]


CENSURE_DETAILS: Final = (
    Path("office.name", "被通报（约谈）机构"), Path("by_office.name", "发起机构"), "kind", "censured_on", "document", "host",
    "attendees", "reason", "minutes", "response", "responded_on",
)

CENSURE_LIST: Final = (
    Path("office.name", "被通报（约谈）机构"), "kind", "censured_on", "document", "reason", "responded_on",
    Path("by_office.name", "发起机构"),
)
CENSURE_FORM: Final = (
    Section("", "通报约谈", ("office_id", "kind", "censured_on", "document", "host", "attendees", "reason", "minutes", "grounds"),
            "通报填写文号，约谈填写被约谈人。"),
)


@table(Censure, menu="督导")
class CensureView(CensurePages, WrittenView):
    """Circulars and talks, what each rests on, and what the office answered."""

    to_read, to_write = P.SUPERVISION_READ, P.INSPECTION_WRITE
    title, new_title = "通报约谈", "登记通报约谈"
    intro = "对应认未认、政策未落实、承诺未实现和虚报瞒报等问题的通报、约谈（通知五（三））。"
    empty = ("还没有通报约谈", "省、市（州）对下级机构的通报和约谈登记在这里。")
    column_list = CENSURE_LIST
    column_sortable_list = ("censured_on",)
    column_default_sort = ("censured_on", True)
    column_filters = (
        OfficeFilter(), ChoiceFilter("kind"), Decided("responded_on", "答复", yes="已答复", no="待答复"), DateRange("censured_on"),
    )
    tabs = (("全部", {}), ("待答复", {"responded_on": "0"}))
    column_details_list = CENSURE_DETAILS
    sections = CENSURE_FORM
    only_new = frozenset({"office_id", "grounds"})
    special = {
        "office_id": office_reference(_l("被通报（约谈）机构")),
        "attendees": Text(_l("被约谈人"), [Length(200)]),
        "grounds": Several(_l("关联的检查问题和预警"), options=grounds_to_choose),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return about_finding()

    def why_not(self, row: Any, user: User) -> None:
        others_row(row)

    def filled(self, row: Any, form: BureauForm) -> None:
        fill_censure(row, form)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        record(db.session(), row, user, today())

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return censure_acts(row, user)

    def extras(self, row: Any, user: User) -> Sequence[Any]:
        return [grounds_extra(Page(db.session(), user, today()), row)]


def about_office(user: User) -> dict[str, Any]:
    """What a new finding says where it comes from the check of an office (`office=ID&fault=…`)."""
    number, fault = whole_number(request.args.get("office", "")), request.args.get("fault", "")
    begins: dict[str, Any] = {}
    if number:
        begins["office_id"] = office_within(db.session(), number, user.office.area).id
    if fault in {kind.value for kind in FaultKind}:
        begins |= {"fault": FaultKind(fault), "clause": "102-5-3"}
    return begins


def about_finding() -> dict[str, Any]:
    """What a new censure says where it comes from the page of a finding (`finding=ID`)."""
    begins: dict[str, Any] = {"censured_on": today()}
    number = whole_number(request.args.get("finding", ""))
    finding = db.session.scalars(select(SupervisionFinding).where(SupervisionFinding.id == number)).one_or_none()
    if finding is not None:
        begins |= {"office_id": finding.office_id, "reason": finding.problem, "grounds": [f"finding:{finding.id}"]}
    return begins


def fill_censure(row: Censure, form: BureauForm) -> None:
    """What was typed; what a new one rests on, chosen from the list."""
    fill(row, form, [name for name in form._fields if name != "grounds"])
    if "grounds" in form:
        rest_on(db.session(), row, form["grounds"].data or [])
