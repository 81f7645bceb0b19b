"""Households and their members: lists, search, forms in the order of the paper form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import and_, select

from access.audit import note
from access.permissions import Permission as P
from access.permissions import may
from admin.acts import pressed
from admin.base import table
from admin.cells import Page, Path, Person, Ratio, Voided, calendar_of_request
from admin.clock import today
from admin.clocks import TermLeft
from admin.fields import Choice, Required
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
from admin.filters_report import ReportFilter
from admin.forms import BureauForm, Context, Section, fill, input_for
from admin.household_doors import HouseholdDoors
from admin.listing import Listing, Tab
from admin.loads import may_look
from admin.lookups import HOUSEHOLDS, communities, officers
from admin.saving import WrittenView
from admin.search import Search
from admin.translation import gettext as _
from admin.waiting import desks_of, has_open_proposal
from admin.words import household_url
from models import Household, Member, Office, User, db, identity_index
from policy.identity import check_identity
from policy.terms import Origin, Status
from workflow.acts import buttons_for
from workflow.records import new_household
from workflow.special_cases import cases_for

APPLICANT: Final = "applicant_"
WHO: Final = ("name", "id_no")
STANDING: Final = (
    "ethnic", "political", "education", "marital", "health", "urban", "book",
    "relation_to_head", "capacity", "wants_work", "state", "registered_on", "registration_no",
    "unemployed_since", "unemployment_cause", "retirement_group", "retirement_source", "workplace",
)
WISHES: Final = ("skills", "wished_job", "wished_training")
OF_APPLICANT: Final = (*WHO, *STANDING, *WISHES)
ORIGINS: Final = tuple((o.value, o.label) for o in Origin if o is not Origin.LEDGER)
FILED = ("applied_on", "kind", "special_case_id", "origin", "community_id")
CIRCUMSTANCES = ("monthly_income", "business_income", "income_source", "low_income_no", "housing", "hardship", "remarks")
HOME = ("phone", "register_no", "register_address", "home_address", "bank_name", "bank_account")


def special_cases(context: Context) -> list[tuple[str, str]]:
    """The cases in force where the officer, or the household, is."""
    path = context.row.lies_under if context.row is not None else context.user.office.path
    found = cases_for(context.session, path, context.on)
    kept = context.row.special_case if context.row is not None else None
    if kept is not None and kept not in found:
        found.append(kept)
    return [(str(case.id), f"{case.name}（{case.office.short_name}）") for case in found]


@table(Household, menu="家庭")
class HouseholdView(HouseholdDoors, WrittenView):
    """The files of the households, with a button for each act of the procedure."""

    to_read, to_write = P.HOUSEHOLD_READ, P.HOUSEHOLD_WRITE
    title = "家庭档案"
    new_title = "受理申请"
    empty = ("还没有家庭档案", "社区受理申请后，档案会出现在这里。")
    column_list = (
        Person("head_name", "family_no", "community.name", label="家庭"),
        "status",
        TermLeft(),
        Ratio("registered_members", "labour_members", "登记失业/劳动力"),
        "applied_on",
        "recognised_on",
        "phone_last4",
        Path("assigned_to.name", "帮扶责任人"),
        "acted_on",
    )
    column_sortable_list = ("head_name", "applied_on", "recognised_on")
    walked = frozenset({"head_name", "applied_on"})
    search = HOUSEHOLDS
    column_filters = (
        OfficeFilter(),
        StatusFilter(),
        DateRange("applied_on"),
        DateRange("recognised_on"),
        DateRange("assisted_on", folded=True),
        DateRange("exited_on"),
        ChoiceFilter("exit_ground", folded=True),
        Decided("picky_on", "挑拣", yes="挑拣", no="不挑不拣"),
        *OF_HOUSEHOLDS,
    )
    sections = (
        Section("", "申请", FILED),
        Section("A", "申请人与住址", HOME),
        Section("C", "家庭情况", CIRCUMSTANCES),
        Section("J", "帮扶", ("assigned_to_id",)),
    )
    column_details_list = ("family_no", "status")
    only_new = frozenset({"community_id"})
    special = {
        "community_id": Choice(
            _l("社区"), [Required()], options=lambda c: communities(c.session, c.user),
            coerce=int, blank="请选择",
        ),
        "special_case_id": Choice(
            _l("特殊情形"), options=special_cases, coerce=int, blank="不属于",
            description=_l("家庭类型为“地方特殊情形”的须选择"),
        ),
        "origin": Choice(_l("申请渠道"), [Required()], options=ORIGINS, coerce=Origin,
                         default=Origin.DESK),
        "assigned_to_id": Choice(
            _l("帮扶责任人"), options=lambda c: officers(c.session, c.user), coerce=int, blank="暂未确定"
        ),
    }
    sections_of_new = (
        Section("", "申请", FILED),
        Section("A", "申请人基本情况", (
            *(APPLICANT + n for n in WHO), "phone",
            *(APPLICANT + n for n in STANDING),
            *HOME[1:],
        ), "公民身份号码决定性别和出生日期，不必另填。"),
        Section("C", "家庭情况", CIRCUMSTANCES),
        Section("D", "求职与援助需求", tuple(APPLICANT + n for n in WISHES)),
        Section("J", "帮扶", ("assigned_to_id",)),
    )

    def make_form(self, names: set[str]) -> type[BureauForm]:
        form = super().make_form(names)
        if "community_id" not in names:
            return form
        fields = {APPLICANT + n: input_for(Member, n) for n in OF_APPLICANT}
        return type("NewHouseholdForm", (form,), {**fields, "prefixes": ("", APPLICANT)})

    def _refresh_cache(self) -> None:
        """One column more, that the list does not show: whether an exit is proposed (row_acts)."""
        super()._refresh_cache()
        self.at["proposed"] = len(self.at)
        self.statement = self.statement.add_columns(
            and_(Household.status == Status.RECOGNISED, has_open_proposal())
        )

    def row_acts(self, page: Page, row: Any) -> Sequence[tuple[str, str]]:
        """The step onward; out of the register only where somebody has proposed it."""
        key = ("acts", row[self.at["status"]], row[self.at["proposed"]])
        acts: Sequence[tuple[str, str]] | None = page.made.get(key)
        if acts is None:
            acts = page.made[key] = [
                (step.button, pressed(step)) for step in buttons_for(key[1], page.user)
                if step.tone in ("primary", "seal") and (step.act != "exit" or key[2])
            ]
        return acts

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        month = {"from": on.replace(day=1).isoformat(), "to": on.isoformat()}
        desks = desks_of(user)
        yield Tab("全部", {})
        if may(user, P.DESK_READ):
            yield Tab(desks["mine"], {"desk": "mine"})
            yield Tab(desks["due"], {"desk": "due"})
        yield Tab("公示中", {"status": "publicized"})
        yield Tab("已认定", {"status": "recognised"})
        if may_look(user):
            yield Tab("无责任人", {"status": "recognised", "officer": "none"})
        yield Tab("本月认定", {f"recognised_on_{k}": v for k, v in month.items()})
        yield Tab("本月退出", {f"exited_on_{k}": v for k, v in month.items()})
        yield Tab("返零", {"again": "1"})

    @expose("/find", methods=("POST",))
    def by_identity(self) -> ResponseReturnValue:
        """The episodes of one person, by the exact identity number; the number is kept nowhere."""
        if not may(current_user, P.PERSONAL_READ):
            return self.inaccessible_callback("by_identity")
        found = check_identity(request.form.get("id_no", "")[:60], today())
        if not found.valid or found.normalised is None:
            flash(_(found.plain_words[0]), "error")
            return redirect(self.home)
        session = db.session()
        ids = session.scalars(
            select(Household.id)
            .join(Member, Member.household_id == Household.id)
            .where(Member.id_no_index == identity_index(found.normalised), Member.voided_at.is_(None))
            .order_by(Household.id.desc())
            .limit(50)
        ).all()
        area = session.info["area"]
        note(session, "find", f"household:{ids[0]}" if ids else "", path=area.path, found=len(ids))
        session.commit()
        if not ids:
            flash(_("未找到：辖区内没有该公民身份号码的家庭成员。"), "info")
            return redirect(self.home)
        if len(ids) == 1:
            return redirect(household_url(ids[0]))
        user: User = current_user._get_current_object()
        listing = Listing(self, session, user, today(), {})
        listing.narrowing.conditions.append(Household.id.in_(ids))
        shown = listing.context()
        shown["intro"] = _("该人在辖区内的各次申请")
        return self.render("admin/model/list.html", listing=shown)

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        """Beside the list: who has how many, for whoever gives out families or supervises."""
        return (_("责任人与负荷"), f"{self.url}/handover/") if may_look(current_user) else None

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        places = communities(db.session(), user)
        return {"applied_on": today(), "origin": Origin.DESK,
                "community_id": int(places[0][0]) if len(places) == 1 else None}

    def sections_shown(self) -> tuple[Section, ...]:
        return self.sections_of_new if request.path.endswith("/new/") else self.sections

    def new_row(self, household: Household | None) -> Any:
        return Household(register_address="")

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        if row.id is not None:
            return super().save(row, user, form)
        session = db.session()
        applicant = Member(relation="01")
        fill(applicant, form, [APPLICANT + n for n in OF_APPLICANT], APPLICANT)
        community = session.get_one(Office, row.community_id)
        calendar = calendar_of_request(session)
        new_household(session, row, applicant, community, user, today(), calendar)
        return None

    def filled(self, row: Any, form: BureauForm) -> None:
        fill(row, form, [n for n in form._fields if not n.startswith(APPLICANT)])

    def after(self, row: Any, household: Household | None) -> str:
        return household_url(row.id, tab="file")


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
    )
    column_details_list = (
        "no", "name", "sex", "birth_on", "relation", "relation_to_head", "ethnic", "political",
        "education", "marital", "health", "urban", "book", "co_living", "capacity", "wants_work",
        "state", "state_since", "registered_on", "registration_no", "unemployed_since",
        "unemployment_cause", "retirement_group", "retirement_source", "pension_from", "workplace", "monthly_income", "skills", "wished_job",
        "wished_training", "remarks",
    )
    sections = (
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
