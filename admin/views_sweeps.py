"""Sweeps (入户摸底排查, 四（一）): campaigns, visits block by block, the families found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from flask import flash, url_for
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from access.permissions import may
from admin.base import table
from admin.campaign_progress import (
    FOUND,
    VISITED,
    begun_line,
    named,
    progress_extra,
    suspect_figures,
)
from admin.cells import Made, Page, Path, Person, Voided, rules_of_request
from admin.clock import today
from admin.details import ActLink
from admin.fields import Choice, Day, Name, Required, Whole
from admin.fields_personal import Reference
from admin.filters import ChoiceFilter, DateRange, Narrowing, OfficeFilter
from admin.filters_sweeps import CampaignFilter, suspect_filter
from admin.forms import Section
from admin.list_bars import Tab
from admin.lookups import communities, find_household
from admin.lookups_sweeps import campaign_asked, campaigns_to_choose
from admin.panel import unmask_url
from admin.parts import InParts, Part
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.views_system import office_reference
from admin.words import Cell, ReasonLine, household_url
from models import Household, SuspectedFamily, SweepCampaign, SweepVisit, User, db
from policy.sweep_terms import SuspectState
from policy.sweeps import guide_by
from workflow.campaigns import state_of, unswept

TONES: Final = {SuspectState.GUIDED: "blue", SuspectState.RECOGNISED: "green", SuspectState.UNFIT: "none"}
CAMPAIGN: Final = Choice(_l("排查批次"), [Required()], options=campaigns_to_choose, coerce=int, blank="请选择")
COMMUNITY: Final = Choice(
    _l("社区"), [Required()], options=lambda c: communities(c.session, c.user), coerce=int, blank="请选择"
)


def only_community(user: User) -> int | None:
    """The community a new row begins with, where there is but one."""
    places = communities(db.session(), user)
    return int(places[0][0]) if len(places) == 1 else None


@table(SweepCampaign, menu="排查")
class SweepCampaignView(WrittenView):
    """Campaigns and how far each has come; counties that have not swept for a quarter are named."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SWEEP_ORDER
    title, new_title = "排查批次", "组织入户摸底排查"
    intro = "定期组织入户摸底排查，应认尽认（通知四（一））。进展由各社区登记的片区和疑似户汇总，不用另报。"
    empty = ("还没有排查批次", "街道以上机构组织的入户摸底排查登记在这里，所辖社区都能看到。")
    column_list = (Path("name", "批次名称"), Path("office.name", "组织机构"), "since", "until", VISITED, *FOUND, Voided())
    column_sortable_list = ("since",)
    column_default_sort = ("since", True)
    column_filters = (OfficeFilter(), DateRange("since"), DateRange("until", folded=True))
    column_details_list = (Path("name", "批次名称"), Path("office.name", "组织机构"), "since", "until", "basis", VISITED, *FOUND)
    sections = (Section("", "排查批次", ("office_id", "name", "since", "until", "basis")),)
    only_new = frozenset({"office_id"})
    special = {
        "office_id": office_reference(_l("组织机构")),
        "since": Day(_l("排查起"), [Required()], past=False), "until": Day(_l("排查止"), [Required()], past=False),
    }

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        yield from (Tab("全部", {}), Tab("未结束", {"until_from": on.isoformat()}))
        yield Tab("已结束", {"until_to": (on - timedelta(days=1)).isoformat()})

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"office_id": user.office_id, "since": today()}

    def why_not(self, row: Any, user: User) -> None:
        flash(_("这一批次由%(office)s组织，您不能修改；已作废的不能再改", office=row.office.name), "warning")

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        return unswept_note(narrowing)

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        return begin_links(row, user)

    def findings(self, row: Any, user: User) -> Sequence[ReasonLine]:
        return begun_line(Page(db.session(), user, today()), user, row)

    def extras(self, row: Any, user: User) -> Sequence[Any]:
        return [progress_extra(Page(db.session(), user, today()), row)]


def unswept_note(narrowing: Narrowing) -> list[str]:
    """Which counties of the area have not swept for too long."""
    if narrowing.area is None:
        return []
    session = narrowing.session
    silent = unswept(session, narrowing.area, narrowing.on, rules_of_request(session))
    return [_("近期没有入户摸底排查的县（市、区）有%(n)d个：%(names)s", n=len(silent), names=named(silent))] if silent else []


def begin_links(row: SweepCampaign, user: User) -> list[ActLink]:
    """What an officer of a community enters for this campaign."""
    if row.voided_at is not None or not may(user, P.CHECK_WRITE):
        return []
    return [
        ActLink("visit", _("登记入户排查"), True, "", url_for("sweepvisit.create_view", campaign=row.id)),
        ActLink("suspect", _("登记疑似户"), True, "", url_for("suspectedfamily.create_view", campaign=row.id)),
    ]


def visit_cell(page: Page, values: Sequence[Any]) -> Cell:
    visited, due = values
    return Cell(f"{visited}/{due}", "num", _("待补访%(n)d户", n=due - visited) if due > visited else "")


@table(SweepVisit, menu="排查")
class SweepVisitView(WrittenView):
    """Blocks of a community: how many doors, how many opened, by whom."""

    to_read, to_write = P.HOUSEHOLD_READ, P.CHECK_WRITE
    title, new_title = "入户排查", "登记入户排查"
    intro = "按片区（楼栋、网格）登记，每批次每片一条；未遇到的住户补访后修改已排查户数。"
    empty = ("还没有入户排查记录", "社区按片区入户后登记在这里。")
    column_list = (
        Path("campaign.name", "排查批次"), Path("community.name", "社区"), "block", "visited_on",
        Made("visited", "已排查／应排查", ("households_visited", "households_due"), visit_cell, "num"),
        Path("sweeper_1", "排查人一"), Path("sweeper_2", "排查人二"), Voided(),
    )
    column_sortable_list = ("visited_on",)
    column_default_sort = ("visited_on", True)
    column_filters = (OfficeFilter(), CampaignFilter(), DateRange("visited_on"))
    column_details_list = (
        Path("campaign.name", "排查批次"), Path("community.name", "社区"), "block", "visited_on", "households_due",
        "households_visited", Path("sweeper_1", "排查人一"), Path("sweeper_2", "排查人二"), "findings",
    )
    sections = (
        Section("", "片区", ("campaign_id", "community_id", "block", "households_due")),
        Section("", "入户情况", ("visited_on", "households_visited", "sweeper_1", "sweeper_2", "findings"),
                "须两人入户；发现的疑似户另行登记。"),
    )
    only_new = frozenset({"campaign_id", "community_id"})
    special = {
        "campaign_id": CAMPAIGN, "community_id": COMMUNITY,
        "households_due": Whole(_l("应排查户数"), [Required()], least=1, most=100_000),
        "households_visited": Whole(_l("已排查户数"), [Required()], most=100_000),
        "sweeper_1": Name(_l("排查人一"), [Required()]), "sweeper_2": Name(_l("排查人二"), [Required()]),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"campaign_id": campaign_asked(db.session()), "community_id": only_community(user),
                "visited_on": today(), "sweeper_1": user.name}


def state_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The state; one that has waited too long says so."""
    word, county, found_on, voided = values
    state = SuspectState(word)
    if voided is not None:
        return Cell(_("已作废"), "status", "", None, "none", "none")
    if state is not SuspectState.SUSPECTED:
        return Cell(_(state.label), "status", "", None, TONES[state], TONES[state])
    late = page.on > guide_by(found_on, page.on, page.rules_in(county))
    tone = "red" if late else "yellow"
    return Cell(_("逾期未引导") if late else _(state.label), "status", "", None, tone, tone)


def application_cell(page: Page, values: Sequence[Any]) -> Cell:
    household_id, number = values
    return Cell(number or "", "text", "", household_url(household_id) if household_id and number else None)


STATE: Final = Made("stage", "进展", (state_of(), "county_id", "found_on", "voided_at"), state_cell, "status")
APPLICATION: Final = Made("household_id", "申请件", ("household_id", "household.family_no"), application_cell)
SUSPECT_PARTS: Final = {
    "guide": Part("已引导申报", ("guided_on",), "guided_on", "已告知可以申请并说明所需材料的日期。"),
    "unfit": Part("核实为不符合", ("unfit_on", "unfit", "unfit_note"), "unfit_on", "核实后不符合认定条件，或本人不愿申报（须签字）。"),
    "link": Part("关联申请", ("household_id",), "", "本户已自行在窗口或网上申请的，选择那件申请。"),
}


@table(SuspectedFamily, menu="排查")
class SuspectedFamilyView(InParts, WrittenView):
    """Families found that may be zero-employment households, until each is recognised or known to be none."""

    to_read, to_write = P.HOUSEHOLD_READ, P.CHECK_WRITE
    title, new_title, is_of_household = "疑似户", "登记疑似户", False
    intro = "排查中发现、可能符合认定条件的家庭：引导申报，或核实为不符合并说明原因。认定与否随申请自动更新。"
    empty = ("还没有疑似户", "入户排查中发现的疑似零就业家庭登记在这里。")
    column_list = (Person("head_name", "community.name", label="户主"), STATE, "size", "grounds", "found_on", "guided_on",
                   APPLICATION, "unfit", Path("campaign.name", "排查批次"))
    column_sortable_list = ("found_on",)
    column_default_sort = ("found_on", True)
    column_filters = (OfficeFilter(), CampaignFilter(), suspect_filter(), ChoiceFilter("unfit"), DateRange("found_on"))
    tabs = (("全部", {}), ("待引导", {"stage": "suspected"}), ("逾期未引导", {"stage": "overdue"}), ("已引导申报", {"stage": "guided"}))
    column_details_list = ("head_name", "size", "home_address", "grounds", Path("campaign.name", "排查批次"), "found_on", STATE,
                           "guided_on", APPLICATION, "unfit_on", "unfit", "unfit_note")
    sections = (Section("", "疑似户", ("campaign_id", "community_id", "found_on", "head_name", "phone", "home_address", "size", "grounds")),)
    only_new = frozenset({"campaign_id", "community_id"})
    special = {"campaign_id": CAMPAIGN, "community_id": COMMUNITY, "size": Whole(_l("家庭人口"), [Required()], least=1, most=30),
               "household_id": Reference(_l("申请件"), [Required()], find=find_household, lookup="household")}
    parts = SUSPECT_PARTS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"campaign_id": campaign_asked(db.session()), "community_id": only_community(user), "found_on": today()}

    def part_open(self, name: str, row: Any) -> bool:
        return row.household_id is None and (name != "guide" or row.guided_on is None) and (name == "unfit" or row.unfit is None)

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return [*application_links(row, user), *super().decisions(row, user)]

    def figures(self, narrowing: Narrowing) -> Sequence[Any]:
        return suspect_figures(narrowing)

    def after(self, row: Any, household: Household | None) -> str:
        return f"{self.url}/details/?id={row.id}"


def application_links(row: SuspectedFamily, user: User) -> list[ActLink]:
    """Taking the application with what is known; seeing the telephone."""
    links = []
    if row.voided_at is None and row.unfit is None and row.household_id is None and may(user, P.HOUSEHOLD_WRITE):
        links.append(ActLink("apply", _("受理申请"), True, "", url_for("household.create_view", suspect=row.id)))
    seen = may(user, P.UNMASK) and row.phone_last4
    unmask = unmask_url("suspectedfamily", row.id) if seen else None
    return [*links, ActLink("unmask", _("查看完整信息"), True, "", unmask)] if unmask else links
