"""Households and their members: lists, search, forms in the order of the paper form."""

from __future__ import annotations

from typing import Final

from access.permissions import Permission as P
from admin.base import table
from admin.cells import Path, Person, Ratio, Voided
from admin.clocks import TermLeft
from admin.filters import (
    ChoiceFilter,
    DateRange,
    Decided,
    HouseholdFilter,
    OfficeFilter,
    StatusFilter,
    YesNo,
)
from admin.filters_household import OF_HOUSEHOLDS
from admin.filters_people import TraitFilter
from admin.filters_report import ReportFilter
from admin.forms import Section
from admin.household_doors import HouseholdDoors
from admin.household_form import FIELDS, SECTIONS
from admin.lookups import HOUSEHOLDS
from admin.saving import WrittenView
from admin.search import Search
from models import Household, Member


@table(Household, menu="家庭")
class HouseholdView(HouseholdDoors, WrittenView):
    """The files of the households, with a button for each act of the procedure."""

    to_read, to_write = P.HOUSEHOLD_READ, P.HOUSEHOLD_WRITE
    title = "家庭档案"
    new_title = "受理申请"
    empty = ("还没有家庭档案", "社区受理申请后，档案会出现在这里。")
    column_list = (
        Person("head_name", "family_no", "community.name", label="家庭"), "status", TermLeft(),
        Ratio("registered_members", "labour_members", "登记失业/劳动力"), "applied_on",
        "recognised_on", "phone_last4", Path("assigned_to.name", "帮扶责任人"), "acted_on",
    )
    column_sortable_list = ("head_name", "applied_on", "recognised_on")
    walked = frozenset({"head_name", "applied_on"})
    search = HOUSEHOLDS
    column_filters = (
        OfficeFilter(), StatusFilter(), DateRange("applied_on"), DateRange("recognised_on"),
        DateRange("assisted_on", folded=True), DateRange("exited_on"),
        ChoiceFilter("exit_ground", folded=True),
        Decided("picky_on", "挑拣", yes="挑拣", no="不挑不拣"),
        *OF_HOUSEHOLDS,
    )
    column_details_list = ("family_no", "status")
    sections, special, only_new = SECTIONS, FIELDS, frozenset({"community_id"})


MEMBER_SECTIONS: Final = (
    Section("B", "家庭成员", (
        "name", "id_no", "relation", "relation_to_head", "phone", "ethnic", "political",
        "education", "marital", "health", "urban", "book", "co_living",
    ), "公民身份号码决定性别和出生日期，不必另填。"),
    Section("", "就业与失业", (
        "state", "state_since", "capacity", "wants_work", "registered_on", "registration_no",
        "unemployed_since", "unemployment_cause", "retirement_group", "retirement_source",
        "pension_from",
        "workplace", "monthly_income",
    )),
    Section("D", "求职与援助需求", ("skills", "wished_job", "wished_training", "remarks")),
)


@table(Member, menu="家庭")
class MemberView(WrittenView):
    """The members of the households, as they stood on the day of the application."""

    to_read, to_write = P.PERSONAL_READ, P.HOUSEHOLD_WRITE
    title, tab = "家庭成员", "members"
    column_list = (
        Person("name", "household.family_no", "community.name", label="姓名"),
        "relation",
        "sex",
        "birth_on",
        "id_no_last4",
        "state",
        "registered_on",
        "capacity",
        Path("household.status", "家庭状态", kind="term"),
        Voided(),
    )
    column_sortable_list = ("name",)
    walked = frozenset({"name"})
    search = Search(Member.name, Member.pinyin, Member.initials)
    column_filters = (
        OfficeFilter(), ChoiceFilter("state"), YesNo("is_open"), HouseholdFilter(), ReportFilter(),
        TraitFilter(),
    )
    column_details_list = (
        "no", "name", "sex", "birth_on", "relation", "relation_to_head", "ethnic", "political",
        "education", "marital", "health", "urban", "book", "co_living", "capacity", "wants_work",
        "state", "state_since", "registered_on", "registration_no", "unemployed_since",
        "unemployment_cause", "retirement_group", "retirement_source", "pension_from", "workplace", "monthly_income", "skills", "wished_job",
        "wished_training", "remarks",
    )
    sections = MEMBER_SECTIONS
