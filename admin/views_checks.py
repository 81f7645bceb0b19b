"""What is looked into before and after a recognition, and the way each household went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.base import TableView, table
from admin.cells import CODE_LISTS, Made, Page, Path, Voided
from admin.clock import today
from admin.comparison_decide import DecidingTogether
from admin.comparison_import import ComparisonImport
from admin.details import ActLink
from admin.fields import Choice, Required
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, OfficeFilter, YesNo
from admin.forms import Section, codes
from admin.lookups import ByHousehold
from admin.notice_papers import NoticePapers
from admin.panel import unmask_url
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_assistance import FAMILY, member_choice
from admin.words import Cell
from models import Comparison, Household, Objection, Opinion, Publicity, StatusChange, User
from policy.terms import ComparisonDecision, ComparisonResult, ObjectionFinding
from workflow.transitions import TRANSITIONS


def contact_cell(page: Page, values: Sequence[Any]) -> Cell:
    """That there is one; what it is is seen with a reason, as every telephone."""
    if not values[0]:
        return Cell("")
    url = unmask_url("objection", values[1]) if may(page.user, P.UNMASK) else None
    return Cell("****", "masked", url=url)


ACTS: Final = tuple((t.act, t.label) for t in TRANSITIONS.values())


def act_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The act by its label; what is no step of the procedure stays as it is called."""
    return Cell(_(dict(ACTS).get(values[0], values[0])))


@table(Comparison, menu="家庭")
class ComparisonView(ComparisonImport, DecidingTogether, WrittenView):
    """Questions put to other departments' records and their answers; a person decides on each."""

    to_read, to_write = P.PERSONAL_READ, P.CHECK_WRITE
    title, tab = "比对结果", "checks"
    empty = ("还没有比对结果", "线上比对的结果登记在这里，由街道人工判定。")
    column_list = (
        FAMILY, Path("member.name", "成员"), "source", "compared_on", "result", "decision",
        "decided_on", Path("decided_by_id.name", "判定人"), Voided(),
    )
    column_sortable_list = ("compared_on",)
    search = ByHousehold(Comparison)
    column_filters = (
        OfficeFilter(), ChoiceFilter("result"), ChoiceFilter("decision"), DateRange("compared_on"),
        HouseholdFilter(),
    )
    tabs = (("全部", {}), ("待判定", {"decision": ComparisonDecision.OPEN.value}))
    column_details_list = (
        Path("member.name", "成员"), "source", "batch_no", "compared_on", "result", "details",
        "decision", "decided_on", Path("decided_by_id.name", "判定人"), "decision_note",
    )
    sections = (
        Section("F", "线上比对", (
            "member_id", "source", "batch_no", "compared_on", "result", "details",
        ), "比对结果只是线索，由街道人工判定是否影响认定。"),
    )
    special = {
        "member_id": member_choice(needed=False),
        "source": Choice(_l("数据来源"), [Required()], options=codes(CODE_LISTS["source"], "source"),
                         blank="请选择"),
    }

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return (_("导入文件"), f"{self.url}/import/") if self.may_write() else None

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"compared_on": today(), "result": ComparisonResult.NO_HIT}

    def may_edit(self, row: Any, user: User) -> bool:
        return row.decision is ComparisonDecision.OPEN and super().may_edit(row, user)


@table(Publicity, menu="家庭")
class PublicityView(NoticePapers, TableView):
    """Notices posted; a notice is posted by the act alone."""

    to_read = P.HOUSEHOLD_READ
    title = "公示"
    empty = ("还没有公示", "初审通过后由街道发布公示。")
    column_list = (
        FAMILY, "round", "posted_on", "until", "place", "taken_down_on",
        Path("posted_by_id.name", "发布人"),
    )
    column_sortable_list = ("posted_on",)
    search = ByHousehold(Publicity)
    column_filters = (
        OfficeFilter(), DateRange("posted_on"), ChoiceFilter("ended"), HouseholdFilter(),
    )
    column_details_list = (
        "round", "posted_on", "until", "provisional", "place", "text", "complaint_phone",
        "taken_down_on", "ended", Path("posted_by_id.name", "发布人"),
    )

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return (_("公示网页"), url_for("public.index", office=current_user.office.code))


@table(Objection, menu="家庭")
class ObjectionView(WrittenView):
    """Objections to publicities; while one is open nothing moves on."""

    to_read, to_write = P.PERSONAL_READ, P.CHECK_WRITE
    title, tab = "公示异议", "publicity"
    empty = ("没有公示异议", "公示期间收到的异议登记在这里，由街道核查。")
    column_list = (
        FAMILY, "raised_on", "raised_by", "finding", "decided_on",
        Path("decided_by_id.name", "核查人"),
    )
    column_sortable_list = ("raised_on",)
    search = ByHousehold(Objection)
    column_filters = (
        OfficeFilter(), ChoiceFilter("finding"), DateRange("raised_on"), HouseholdFilter(),
    )
    tabs = (("全部", {}), ("待核查", {"finding": ObjectionFinding.OPEN.value}))
    column_details_list = (
        "raised_on", "received_at", "raised_by", Made("reply_to", "联系方式", ("reply_to", "id"), contact_cell),
        "content", "finding", "decided_on", Path("decided_by_id.name", "核查人"), "decision_note", "told",
    )
    sections = (Section("", "异议", ("raised_on", "raised_by", "content")),)

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"raised_on": today()}

    def may_edit(self, row: Any, user: User) -> bool:
        """What came from the public page stays as it was said."""
        still = row.finding is not ObjectionFinding.OPEN or row.received_at is not None
        return not still and super().may_edit(row, user)

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        """An open one leads to where it is decided."""
        if row.finding is not ObjectionFinding.OPEN or not may(user, P.OBJECTION_DECIDE):
            return ()
        url = url_for("household.decide_view", kind="objection", row_id=row.id)
        return (ActLink("decide", _("核查"), True, "", url),)


@table(Opinion, menu="家庭")
class OpinionView(TableView):
    """The signed boxes of the form: who agreed or not, when, in which words."""

    to_read = P.PERSONAL_READ
    title = "审核意见"
    column_list = (
        FAMILY, "stage", "agrees", "given_on", Path("given_by_id.name", "意见人"), "words",
    )
    column_sortable_list = ("given_on",)
    search = ByHousehold(Opinion)
    column_filters = (
        OfficeFilter(), ChoiceFilter("stage"), YesNo("agrees"), DateRange("given_on"),
        HouseholdFilter(),
    )
    column_details_list = (
        "stage", "agrees", "words", "given_on", Path("given_by_id.name", "意见人"),
    )


@table(StatusChange, menu="家庭", endpoint="history")
class HistoryView(TableView):
    """Each step of each household: who, when, as what, from where to where."""

    to_read = P.HOUSEHOLD_READ
    title = "办理经过"
    column_list = (
        FAMILY, "at", Made("act", "事项", ("act",), act_cell), "before", "after", "by_name", "by_role", "by_office",
    )
    search = ByHousehold(StatusChange)
    column_filters = (
        OfficeFilter(), ChoiceFilter("act", options=ACTS), DateRange("acted_on"), HouseholdFilter(),
    )
    column_details_list = (
        "at", "acted_on", Made("act", "事项", ("act",), act_cell), "before", "after", "by_name", "by_role", "by_office", "reason",
    )
