"""What is done for recognised households: services, jobs found, proposals to release them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from admin.acts import act_url
from admin.arguments import whole_number
from admin.base import table
from admin.bulk_services import InBatches
from admin.cells import Made, Page, Path, Person, Voided
from admin.clock import today
from admin.details import ActLink
from admin.employments import EMPLOYER, EMPLOYMENT_SECTIONS, ask_about, job_acts, work_found
from admin.fields import Choice, Required
from admin.fields_personal import Reference
from admin.filters import ChoiceFilter, DateRange, Decided, HouseholdFilter, OfficeFilter, YesNo
from admin.filters_aid import RelapseFilter
from admin.filters_jobs import Judged
from admin.filters_report import ReportFilter
from admin.forms import Context, Section
from admin.lookups import ByHousehold, members
from admin.lookups_jobs import find_vacancy, offered
from admin.panels_jobs import counting_cell, shortfall_words, unjudged
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.words import Cell, listed, yes_no
from models import Employment, Exit, Household, LifeChange, Service, User
from policy.terms import ExitGround, ServiceKind, VisitWay
from workflow.acts import buttons_for
from workflow.transitions import TRANSITIONS

FAMILY: Final = Person("household.head_name", "household.family_no", "community.name")


def members_of_household(context: Context) -> list[tuple[str, str]]:
    return members(context.session, context.household)


def member_choice(*, needed: bool = True) -> Any:
    """Which member of the household; its members are the whole list."""
    return Choice(
        _l("成员"), [Required()] if needed else [], options=members_of_household, coerce=int,
        blank="请选择" if needed else "不限于某一成员",
    )


def counts_cell(page: Page, values: Sequence[Any]) -> Cell:
    return counting_cell(values[0], values[1])


def shortfall_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(shortfall_words(values[0]))


COUNTS: Final = Made("counts", "计入推荐次数", ("kind", "counts"), counts_cell, "bool")
SHORTFALL: Final = Made("shortfall", "未计入原因", ("shortfall",), shortfall_cell)


SERVICE_DETAILS: Final = (
    Path("member.name", "成员"), "kind", "served_on", "way", "content", "employer", "job",
    "wage", "served_by", "delivered_on", "delivered_way", "receipt", COUNTS, SHORTFALL,
    "feedback", "answered_on", "refusal_code", "refusal_reason", "refusal_justified", "judged_on",
    Path("judged_by_id.name", "复核人"), "judgement_note",
)
SERVICE_SECTIONS: Final = (
    Section("J", "援助服务", ("member_id", "kind", "served_on", "way", "served_by", "content")),
    Section("", "岗位推荐", (
        "vacancy_id", "employer", "job", "wage", "delivered_on", "delivered_way", "receipt",
    ), "从岗位库选择的，单位、岗位和月薪按岗位填写。未从岗位库选择、没有送达回执的推荐不计入3次。"),
    Section("", "本人反馈", ("feedback", "answered_on", "refusal_code", "refusal_reason"),
            "拒绝推荐岗位的，理由是否正当由街道另一人复核。"),
)


@table(Service, menu="援助")
class ServiceView(InBatches, WrittenView):
    """Assistance services, newest first: guidance, training information, jobs recommended."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab = "援助服务", "services"
    empty = ("还没有援助服务记录", "认定后的职业指导、培训信息和岗位推荐登记在这里。")
    column_list = (
        FAMILY, Path("member.name", "成员"), "kind", "served_on", Path("employer", "推荐单位"),
        Path("job", "推荐岗位"), COUNTS, "feedback", "served_by", Voided(),
    )
    column_sortable_list = ("served_on",)
    search = ByHousehold(Service)
    column_filters = (
        OfficeFilter(), ChoiceFilter("kind"), ChoiceFilter("feedback"), YesNo("counts"), Judged(),
        DateRange("served_on"), HouseholdFilter(), ReportFilter(),
    )
    tabs = (("全部", {}), ("理由待复核", {"judged": "0"}))
    column_details_list = SERVICE_DETAILS
    sections = SERVICE_SECTIONS
    special = {
        "member_id": member_choice(),
        "vacancy_id": Reference(_l("岗位"), [], find=find_vacancy, lookup="vacancy"),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        """An ordinary service; or the vacancy to be recommended to the member one came from."""
        usual = {"served_on": today(), "served_by": user.name, "way": VisitWay.OFFICE}
        vacancy = whole_number(request.args.get("vacancy", ""))
        if vacancy and (told := offered(vacancy)):
            usual |= told | {"kind": ServiceKind.REFERRAL, "content": _("点对点推荐岗位")}
        member = whole_number(request.args.get("member", ""))
        return usual | ({"member_id": member} if member else {})

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        if not (unjudged(row) and may(user, P.REFUSAL_JUDGE)):
            return []
        url = url_for("household.decide_view", kind="refusal", row_id=row.id)
        return [ActLink("judge", _("复核拒绝理由"), True, "", url)]


@table(Employment, menu="动态")
class EmploymentView(WrittenView):
    """Jobs that members found; one counts once another officer has verified it."""

    to_read, to_write = P.HOUSEHOLD_READ, P.SERVICE_WRITE
    title, tab = "实现就业", "employment"
    empty = ("还没有就业记录", "成员实现就业后登记在这里，核验后计入。")
    column_list = (
        FAMILY, Path("member.name", "成员"), "form", Path("employer", "就业单位"), "started_on",
        "contract_until", "verified", "ended_on", Voided(),
    )
    column_sortable_list = ("started_on",)
    search = ByHousehold(Employment)
    column_filters = (
        OfficeFilter(), ChoiceFilter("form"), YesNo("verified"), DateRange("started_on"),
        RelapseFilter(), HouseholdFilter(), ReportFilter(),
    )
    tabs = (
        ("全部", {}), ("待核验", {"verified": "0"}), ("退出后再失业", {"relapse": "open"}),
        ("已告知可再次申请", {"relapse": "told"}), ("返零", {"relapse": "again"}),
    )
    column_details_list = (
        Path("member.name", "成员"), "form", "employer", "employer_code", "job", "started_on",
        "has_contract", "contract_from", "contract_until", "filed_on", "wage", "insured", "insured_from",
        "insured_until", "stated_on", "evidence", "verified", "verified_on",
        Path("verified_by_id.name", "核验人"), "verified_way", "ended_on", "ended_reason",
        "invited_on", "invited_way",
    )
    sections = EMPLOYMENT_SECTIONS
    special = {"member_id": member_choice(), "employer_id": EMPLOYER}

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return work_found(household)

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return job_acts(row, user)

    def after(self, row: Any, household: Household | None) -> str:
        ask_about(row)
        return super().after(row, household)


def approved_cell(page: Page, values: Sequence[Any]) -> Cell:
    waits = Cell(_("待审批"), "bool", "", None, "none")
    return waits if values[0] is None else yes_no(values[0])


APPROVED: Final = Made("approved", "县级同意", ("approved",), approved_cell, "bool")


def proposer_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(_("系统（按规则）") if values[0] else values[1] or "")


PROPOSER: Final = Made("proposed_by_id", "提出人", ("by_rule", "proposed_by_id.name"), proposer_cell)


EVENT_OF: Final = {
    "service": "援助服务", "visit": "走访记录", "employment": "实现就业", "life_change": "家庭变动",
}
"""The tables whose records an exit ground rests on, by the word its references begin with."""


def events_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The records by table and number; one alone is a link to it."""
    refs = [ref.partition(":") for ref in values[0] or ()]
    told = [f"{_(EVENT_OF[table])} {number}" for table, _colon, number in refs if table in EVENT_OF]
    url = None
    if len(refs) == 1 and refs[0][0] in EVENT_OF:
        url = url_for(f"{refs[0][0]}.details_view", id=refs[0][2])
    return Cell(listed(told), "text", "", url)


EVENTS: Final = Made("events", "关联记录", ("events",), events_cell)


EXIT_DETAILS: Final = (
    "ground", "ground_code", Path("member.name", "成员"), "evidence", "since", EVENTS,
    "proposed_on", PROPOSER, "told_on", "told_way", APPROVED, "decided_on",
    Path("decided_by_id.name", "审批人"), "decision_note",
)


@table(Exit, menu="动态")
class ExitView(WrittenView):
    """Proposals to release a household and the county's decisions on them."""

    to_read, to_write = P.HOUSEHOLD_READ, P.EXIT_PROPOSE
    title, tab = "退出建议", "employment"
    empty = ("还没有退出建议", "退出情形成立时由系统提出，也可由社区或街道在家庭页面提出。")
    column_list = (
        FAMILY, "ground", "ground_code", "proposed_on", PROPOSER, "since", APPROVED, "decided_on",
        Path("decided_by_id.name", "审批人"),
    )
    column_sortable_list = ("proposed_on",)
    search = ByHousehold(Exit)
    column_filters = (
        OfficeFilter(), ChoiceFilter("ground"),
        Decided("approved", "审批", yes="已审批", no="待审批"),
        DateRange("proposed_on"), HouseholdFilter(),
    )
    tabs = (("全部", {}), ("待审批", {"approved": "0"}))
    column_details_list = EXIT_DETAILS
    sections = (
        Section("M", "退出情况", ("ground", "ground_code", "member_id", "evidence", "proposed_on")),
        Section("", "告知本户", ("told_on", "told_way")),
    )
    special = {"member_id": member_choice(needed=False)}

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"proposed_on": today(), "ground": ExitGround.EMPLOYED}

    def new_row(self, household: Household | None) -> Any:
        row = super().new_row(household)
        row.proposed_by_id = current_user.id
        return row

    def may_edit(self, row: Any, user: User) -> bool:
        return row.approved is None and super().may_edit(row, user)

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return exit_answers(row, user)


def exit_answers(row: Exit, user: User) -> list[ActLink]:
    """Both answers of the office that decides, while the proposal is open."""
    step = TRANSITIONS["exit"]
    if row.approved is not None or step not in buttons_for(row.household.status, user):
        return []
    no = url_for("household.decide_view", kind="exit", row_id=row.id)
    return [
        ActLink(step.button, _(step.verb), True, "", act_url(step.button, row.household_id)),
        ActLink("refuse", _("不同意退出"), True, "", no),
    ]


@table(LifeChange, menu="动态", endpoint="life_change")
class LifeChangeView(WrittenView):
    """What befell a recognised household and may end its assistance (三(四))."""

    to_read, to_write = P.HOUSEHOLD_READ, P.EXIT_PROPOSE
    title, tab = "家庭变动", "employment"
    empty = ("还没有家庭变动", "成员退休、死亡、入学、迁出等情况登记在这里，系统据此提出退出建议。")
    column_list = (
        FAMILY, Path("member.name", "成员"), "what", "happened_on", "evidence", Voided(),
    )
    column_sortable_list = ("happened_on",)
    search = ByHousehold(LifeChange)
    column_filters = (
        OfficeFilter(), ChoiceFilter("what"), DateRange("happened_on"), HouseholdFilter(),
    )
    column_details_list = (
        Path("member.name", "成员"), "what", "happened_on", "evidence", "remarks",
    )
    sections = (
        Section("", "家庭变动", ("member_id", "what", "happened_on", "evidence", "remarks"),
                "整户申请退出、家庭成员变化的不选成员；整户迁出也不选成员。"),
    )
    special = {"member_id": member_choice(needed=False)}

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"happened_on": today()}
