"""Return visits (四（四）): what is owed, what was found, the difficulties told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from access.permissions import Permission as P
from access.permissions import may
from admin.base import TableView, table
from admin.cells import Made, Page, Path, Voided, calendar_of_request, rules_of_request
from admin.clock import today
from admin.desk_follow_up import rate_figures
from admin.details import ActLink
from admin.field_sheet import FieldSheet
from admin.fields import Choice, Day, Length, Paragraph, Required
from admin.filters import (
    ChoiceFilter,
    DateRange,
    Decided,
    HouseholdFilter,
    Narrowing,
    OfficeFilter,
    YesNo,
)
from admin.filters_follow_up import (
    DueFilter,
    InChargeFilter,
    MineFilter,
    MonthFilter,
    OverdueFilter,
)
from admin.filters_report import ReportFilter
from admin.forms import BureauForm, Context, Section
from admin.lookups import ByHousehold, owners
from admin.saving import WrittenView
from admin.ticket_pages import TicketPages
from admin.translation import gettext as _
from admin.views_assistance import FAMILY, member_choice
from admin.visit_forms import SPECIAL, contact_hints, fill_visit, fit, kind_of, purposes
from admin.words import Cell
from models import FollowUp, Household, Ticket, User, Visit, db
from policy.aid_terms import SlotState
from policy.terms import Status, VisitPurpose, VisitWay
from workflow.record_rules import ASSISTED
from workflow.tickets import due_for, owner_for
from workflow.visits import save_visit

TONES: Final = {SlotState.DONE: "green", SlotState.LATE: "yellow", SlotState.CLOSED: "none"}


def month_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(f"{values[0]:%Y-%m}", "date")


def slot_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The state; an open month that is over is overdue."""
    month, state = values
    if state is SlotState.OPEN:
        over = month < page.on.replace(day=1)
        tone = "red" if over else "yellow"
        return Cell(_("逾期") if over else _(state.label), "status", "", None, tone, tone)
    return Cell(_(state.label), "status", "", None, TONES[state], TONES[state])


def visit_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The visit that filled the month, or the way to the form of the one owed."""
    state, household_id, visit_id, visited_on = values
    if visit_id is not None and may(page.user, P.PERSONAL_READ):
        return Cell(visited_on.isoformat(), "date", "", url_for("visit.details_view", id=visit_id))
    if visit_id is not None:
        return Cell(visited_on.isoformat(), "date")
    if state is SlotState.OPEN and may(page.user, P.CHECK_WRITE):
        back = url_for("followup.index_view", due="owed")
        return Cell(_("登记回访"), "text", "", url_for("visit.create_view", household=household_id, url=back))
    return Cell("")


MONTH: Final = Made("month", "回访月份", ("month",), month_cell, "date")
SLOT: Final = Made("state", "回访状态", ("month", "state"), slot_cell, "status")
VISITED: Final = Made("visit_id", "回访", ("state", "household_id", "visit_id", "visit.visited_on"), visit_cell)


CHARGED: Final = Made("assigned", "帮扶责任人", (
    "household.family_no",
    select(User.name).where(User.id == Household.assigned_to_id).correlate(Household).scalar_subquery(),
), lambda page, values: Cell(values[1] or ""))


@table(FollowUp, menu="回访")
class FollowUpView(TableView):
    """The return visits owed, month by month. Nobody writes them: they follow from the rule."""

    to_read = P.HOUSEHOLD_READ
    title = "回访任务"
    intro = "自认定次月起每月一次，退出（实现就业）后再跟踪6个月。登记回访后自动完成，补访计入最早的未访月份。"
    empty = ("还没有回访任务", "认定次月起，每户每月一项，由系统生成。")
    column_list = (FAMILY, MONTH, SLOT, VISITED, Path("visit.way", "方式"),
                   CHARGED)
    column_sortable_list = ("month",)
    column_default_sort = ("month", True)
    search = ByHousehold(FollowUp)
    column_filters = (
        OfficeFilter(), MonthFilter("month"), ChoiceFilter("state"), InChargeFilter(), DueFilter(),
        HouseholdFilter(), ReportFilter(),
    )
    tabs = (("全部", {}), ("本月待回访", {"due": "now"}), ("逾期", {"due": "over"}), ("已回访", {"due": "made"}))
    column_details_list = (MONTH, SLOT, VISITED)

    def figures(self, narrowing: Narrowing) -> Sequence[Any]:
        return rate_figures(narrowing)

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        writes = may(current_user, P.CHECK_WRITE)
        return (_("现场登记"), url_for("visit.field_view")) if writes else None


VISIT_FILTERS: Final = (
    OfficeFilter(), ChoiceFilter("purpose"), ChoiceFilter("way"), YesNo("reached"),
    ChoiceFilter("rating"), DateRange("visited_on"), HouseholdFilter(),
)
VISIT_SECTIONS: Final = (
    Section("F", "走访记录", ("visited_on", "purpose", "way", "reached", "number", "called", "visitor_1",
                           "visitor_2", "interviewee", "findings")),
    Section("", "了解的情况", ("work_seen", "benefits_seen", "rating"), "回访到人的，须填写就业失业状况。"),
    Section("", "困难与诉求", ("difficulties", "ticket_kind"), "选择诉求类型后，交帮扶责任人在期限内办理。"),
)


@table(Visit, menu="回访")
class VisitView(FieldSheet, WrittenView):
    """Home visits and calls, newest first; one that found nobody is a visit too."""

    to_read, to_write = P.PERSONAL_READ, P.CHECK_WRITE
    title = "走访与回访"
    empty = ("还没有走访记录", "走访核实和认定后的跟踪回访登记在这里。")
    column_list = (FAMILY, "visited_on", "purpose", "way", "reached", "visitor_1", "work_seen", "rating",
                   "findings", Voided())
    column_sortable_list = ("visited_on",)
    search = ByHousehold(Visit)
    column_filters = VISIT_FILTERS
    column_details_list = ("visited_on", "purpose", "way", "reached", "visitor_1", "visitor_2", "interviewee",
                           "findings", "work_seen", "benefits_seen", "rating", "difficulties", "handling", "handled_on")
    sections = VISIT_SECTIONS
    special = {**SPECIAL, "purpose": Choice(_l("目的"), [Required()], options=purposes, coerce=VisitPurpose)}

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        after = household is not None and household.status in ASSISTED
        purpose = VisitPurpose.FOLLOW_UP if after else VisitPurpose.VERIFICATION
        return {"visited_on": today(), "purpose": purpose, "way": VisitWay.HOME, "reached": True,
                "visitor_1": user.name}

    def opened(self, kind: Any, context: Context, data: dict[str, Any], posted: bool) -> BureauForm:
        form = super().opened(kind, context, data, posted)
        fit(form, context.household)
        return form

    def filled(self, row: Any, form: BureauForm) -> None:
        fill_visit(db.session(), row, form, row.household)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        save_visit(db.session(), row, kind_of(form), user, today(), calendar_of_request(db.session()))

    def hints(self, household: Household | None) -> list[tuple[str, str]]:
        if household is None or household.status is not Status.RECOGNISED:
            return []
        return contact_hints(db.session(), household, today())

    def tab_of(self, household: Household) -> str:
        return "followup" if household.status in ASSISTED else "checks"


def ticket_cell(page: Page, values: Sequence[Any]) -> Cell:
    """Settled, overdue, or so many working days left."""
    due, closed, voided = values
    if voided is not None:
        return Cell(_("已作废"), "status", "", None, "none", "none")
    if closed is not None:
        return Cell(_("已办结"), "status", "", None, "green", "green")
    left = page.left(due)
    return Cell(left, "days", due.isoformat(), None, "red" if left < 0 else "yellow" if left <= 2 else "green", 10)


LEFT: Final = Made("left", "办理进度", ("due_on", "closed_on", "voided_at"), ticket_cell, "days")


@table(Ticket, menu="回访")
class TicketView(TicketPages, WrittenView):
    """Difficulties told by households: who sees to each by when, until it is settled."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab = "困难诉求", "followup"
    empty = ("还没有困难诉求", "回访中反映的困难登记后交帮扶责任人办理，也可在这里直接登记。")
    column_list = (FAMILY, "kind", "content", "raised_on", Path("owner_id.name", "承办人"), LEFT, "due_on",
                   "closed_on", "ending")
    column_sortable_list = ("raised_on",)
    search = ByHousehold(Ticket)
    column_filters = (
        OfficeFilter(), ChoiceFilter("kind"), Decided("closed_on", "办结", yes="已办结", no="办理中"),
        MineFilter(), OverdueFilter(), DateRange("raised_on"), HouseholdFilter(),
    )
    tabs = (("全部", {}), ("我承办的", {"closed_on": "0", "mine": "1"}), ("办理中", {"closed_on": "0"}),
            ("逾期未办结", {"overdue": "1"}))
    column_details_list = (Path("member.name", "成员"), "kind", "content", "raised_on",
                           Path("owner_id.name", "承办人"), "due_on", LEFT, "handling", "ending", "closed_on")
    sections = (Section("", "困难诉求", ("member_id", "kind", "content", "raised_on", "owner_id", "due_on")),)
    special = {
        "member_id": member_choice(needed=False),
        "content": Paragraph(_l("诉求内容"), [Required(), Length(300)]),
        "owner_id": Choice(_l("承办人"), [Required()], options=lambda c: owners(c.session, c.household),
                           coerce=int, blank="请选择"),
        "due_on": Day(_l("办理时限"), [Required()], past=False),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        assert household is not None
        session, on = db.session(), today()
        due = due_for(household, on, calendar_of_request(session), rules_of_request(session))
        return {"raised_on": on, "owner_id": owner_for(session, household, user).id, "due_on": due}

    def may_edit(self, row: Any, user: User) -> bool:
        return row.closed_on is None and super().may_edit(row, user)

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        return self.ticket_acts(row, user)
