"""The pool of jobs (岗位库, 四(三)): employers and their vacancies. All see it; one's own area is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from flask import flash, request, url_for
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from access.permissions import may
from admin.arguments import whole_number
from admin.base import table
from admin.cells import Made, Page, Path, Voided
from admin.clock import today
from admin.details import ActLink
from admin.fields import Day, Length, Required
from admin.fields_personal import OfficePhone, Reference
from admin.filters import ChoiceFilter, YesNo
from admin.filters_jobs import AtLeast, EmployerFilter, PlaceFilter, StateFilter
from admin.forms import Section
from admin.list_bars import Tab
from admin.lookups_jobs import find_employer, find_place
from admin.matching import VacancyMatches
from admin.saving import WrittenView
from admin.search import Words
from admin.translation import gettext as _
from admin.views_system import office_reference
from admin.words import Cell
from models import Employer, Household, User, Vacancy, db
from policy.matching import yuan

WAGES: Final = (1500, 2000, 2500, 3000, 3500, 4000)
COPIED: Final = (
    "employer_id", "office_id", "place_id", "title", "form", "head_count", "wage_from", "wage_to",
    "has_contract", "insures", "education", "age_from", "age_to", "skills", "strain", "nights",
    "suits_disabled", "duties",
)
"""What a vacancy that is offered again keeps of the earlier one."""


class AtHome(WrittenView):
    """Rows of an office: everybody reads them, officers of the office and above write them."""

    def why_not(self, row: Any, user: User) -> None:
        if row.voided_at is None and not row.office.is_under(user.office.path):
            words = _("由%(office)s登记，只能查看，不能修改", office=row.office.name)
            flash(words, "warning")
        else:
            super().why_not(row, user)


@table(Employer, menu="援助")
class EmployerView(AtHome):
    """Employers by credit code; key employers offer jobs to these families."""

    to_read, to_write = P.HOUSEHOLD_READ, P.VACANCY_WRITE
    title = "用人单位"
    intro = "按统一社会信用代码登记，一家单位只登记一次。重点企业优先提供门槛低、有保障的岗位。"
    empty = ("还没有用人单位", "先登记用人单位，再登记它的岗位。")
    column_list = (
        Path("name", "单位名称"), "credit_code", Path("office.name", "所在地"), "key_employer",
        Path("hotline", "招聘电话"), Voided(),
    )
    search = Words((Employer.name, Employer.credit_code), "单位名称或信用代码")
    column_filters = (PlaceFilter("office_id"), YesNo("key_employer"))
    tabs = (("全部", {}), ("重点企业", {"key_employer": "1"}))
    column_details_list = (
        Path("name", "单位名称"), "credit_code", Path("office.name", "所在地"), "address", "contact",
        "hotline", "key_employer",
    )
    sections = (
        Section("", "用人单位", ("name", "credit_code", "office_id", "address", "key_employer")),
        Section("", "招聘联系", ("contact", "hotline")),
    )
    special = {
        "office_id": office_reference(_l("所在地")),
        "hotline": OfficePhone(_l("招聘电话"), [Length(30)]),
    }

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"office_id": user.office_id}

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        url = url_for("vacancy.index_view", employer_id=row.id)
        links = [ActLink("vacancies", _("岗位"), True, "", url)]
        if may(user, P.VACANCY_WRITE) and row.voided_at is None:
            new = url_for("vacancy.create_view", employer=row.id)
            links.append(ActLink("offer", _("登记岗位"), True, "", new))
        return links


def state_cell(page: Page, values: Sequence[Any]) -> Cell:
    voided, closed, first, last, hired, heads = values
    if voided is not None:
        return Cell(_("已作废"), "bool", "", None, "no")
    if closed is not None or last < page.on:
        return Cell(_("已停止"), "bool", "", None, "none")
    if first > page.on:
        return Cell(_("未开始"), "bool", "", None, "none")
    if hired >= heads:
        return Cell(_("已招满"), "bool", "", None, "none")
    return Cell(_("在招"), "bool", "", None, "yes")


def wage_cell(page: Page, values: Sequence[Any]) -> Cell:
    low, high = values
    return Cell(f"{yuan(low):,}–{yuan(high):,}" if high and high > low else f"{yuan(low):,}", "num")


def heads_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(f"{values[0]}/{values[1]}", "num")


STATE: Final = Made(
    "state", "招聘状态",
    ("voided_at", "closed_on", "open_from", "open_until", "hired", "head_count"), state_cell, "bool",
)
WAGE: Final = Made("wage_from", "月薪（元）", ("wage_from", "wage_to"), wage_cell, "num")
HEADS: Final = Made("hired", "已录用/招聘", ("hired", "head_count"), heads_cell, "num")


VACANCY_DETAILS: Final = (
    Path("title", "岗位名称"), Path("employer.name", "用人单位"), Path("place.name", "工作地点"),
    "form", WAGE, HEADS, "has_contract", "insures", "education", "age_from", "age_to", "skills",
    "strain", "nights", "suits_disabled", "duties", "open_from", "open_until", STATE, "closed_on",
    "closed_reason", Path("office.name", "采集机构"),
)
VACANCY_SECTIONS: Final = (
    Section("", "岗位", ("employer_id", "title", "place_id", "form", "head_count", "duties")),
    Section("", "待遇", ("wage_from", "wage_to", "has_contract", "insures"),
            "全日制岗位的月薪不能低于当地最低工资标准。"),
    Section("", "要求", ("education", "age_from", "age_to", "skills", "strain", "nights",
                        "suits_disabled"), "不限的留空。不得按性别限制。"),
    Section("", "招聘期", ("open_from", "open_until", "office_id")),
    Section("", "停止招聘", ("closed_on", "closed_reason"), "停止后不再修改；再招聘时另行登记。"),
)
VACANCY_FIELDS: Final = {
    "employer_id": Reference(_l("用人单位"), [Required()], find=find_employer, lookup="employer"),
    "office_id": office_reference(_l("采集机构")),
    "place_id": Reference(_l("工作地点"), [Required()], find=find_place, lookup="place"),
    "open_until": Day(_l("招聘截止日期"), [Required()], past=False),
}


VACANCY_TABS: Final = (
    ("全部", {}), ("在招", {"state": "open"}), ("已招满", {"state": "full"}), ("已停止", {"state": "closed"}),
)


VACANCY_FILTERS: Final = (
    StateFilter(), PlaceFilter("place_id", "工作地点"), AtLeast("wage_from", "月薪不低于", WAGES),
    ChoiceFilter("form"), ChoiceFilter("strain"), YesNo("suits_disabled"),
    EmployerFilter("employer_id", "用人单位"),
)


@table(Vacancy, menu="援助")
class VacancyView(VacancyMatches, AtHome):
    """Vacancies, newest first. One that was recommended is closed and offered anew, never altered."""

    to_read, to_write = P.HOUSEHOLD_READ, P.VACANCY_WRITE
    title = "岗位"
    intro = "全省共用的岗位库：各地岗位都能查看和推荐，只能修改本辖区登记的岗位。"
    empty = ("岗位库里还没有岗位", "登记用人单位的岗位后，可以推荐给零就业家庭成员。")
    column_list = (
        Path("title", "岗位名称", sub="employer.name"), Path("place.name", "工作地点"), WAGE, HEADS,
        "form", "strain", "education", "suits_disabled", "open_until", STATE,
    )
    column_sortable_list = ("open_until", "wage_from")
    search = Words((Vacancy.title,), "岗位名称")
    column_filters = VACANCY_FILTERS
    tabs = VACANCY_TABS
    column_details_list = VACANCY_DETAILS
    sections = VACANCY_SECTIONS
    only_edit = frozenset({"closed_on", "closed_reason"})
    special = VACANCY_FIELDS

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        """After all of them, those that can be had at home."""
        first, *rest = super().tabs_for(user, on)
        home = user.office.county_id or user.office_id
        return [first, Tab("本地在招", {"state": "open", "place_id": str(home)}), *rest]

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        """Of the employer one comes from, or as an earlier vacancy was."""
        usual = {"open_from": today(), "office_id": user.office_id}
        earlier = db.session.get(Vacancy, whole_number(request.args.get("again", "")) or 0)
        if earlier is not None:
            usual |= {name: getattr(earlier, name) for name in COPIED}
            usual["office_id"] = user.office_id
        employer = whole_number(request.args.get("employer", ""))
        return usual | ({"employer_id": employer} if employer else {})

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        return vacancy_acts(row, user)


def vacancy_acts(row: Vacancy, user: User) -> list[ActLink]:
    """Whom it may suit, while it is open; and to offer it anew."""
    links = []
    if may(user, P.SERVICE_WRITE) and row.voided_at is None and row.closed_on is None:
        links.append(ActLink("match", _("适合的成员"), True, "", url_for(".match_view", row_id=row.id)))
    if may(user, P.VACANCY_WRITE):
        links.append(ActLink("again", _("再次招聘"), True, "", url_for(".create_view", again=row.id)))
    return links
