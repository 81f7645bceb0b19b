"""What may not be overlooked: the warnings that stand, and the families watched (四（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.base import TableView, table
from admin.cells import Made, Page, Path, Person, Voided
from admin.clock import today
from admin.details import ActLink
from admin.fields import Choice, Name, Required, Whole
from admin.filters import ChoiceFilter, DateRange, Decided, HouseholdFilter, OfficeFilter
from admin.filters_alerts import NewsFilter, StandsFilter
from admin.filters_report import ReportFilter
from admin.forms import Section
from admin.loads import may_look
from admin.lookups import communities
from admin.saving import WrittenView
from admin.translation import gettext as _
from admin.words import Cell, household_url, in_turn, said
from models import Alert, Household, User, Watch
from policy.terms import Tone, WarningCode
from policy.verdict import Reason
from policy.watch import OneEarner, risk, watch_reasons

CODES: Final = tuple((code.value, code.label) for code in WarningCode)


BEHIND: Final = {WarningCode.OFFICER: {"status": "recognised", "officer": "none"}}
"""The households behind a warning, as their own list narrows to them."""


def tone_cell(page: Page, values: Sequence[Any]) -> Cell:
    tone: Tone | None = values[0]
    if tone is None:
        return Cell(_("平稳"), "status", "", None, "green", "green")
    return Cell(_(tone.label), "status", "", None, tone.value, tone.value)


def code_cell(page: Page, values: Sequence[Any]) -> Cell:
    """The item; it leads to the list of what it is about, where there is one."""
    code: WarningCode = values[0]
    query = BEHIND.get(code)
    url = url_for("household.index_view", **query) if query and may_look(page.user) else None
    return Cell(f"{_(code.label)} {code.value}", "text", "", url)


def words_cell(page: Page, values: Sequence[Any]) -> Cell:
    clause, text, told = values
    return Cell(said(Reason(clause, text, told)))


def about_cell(page: Page, values: Sequence[Any]) -> Cell:
    """Whom it is about: a household on file, a watched family, or an office."""
    household_id, watch_id, head, number, watched, community = values
    if household_id is not None:
        url = household_url(household_id)
        return Cell(shown(page.user, "name", head), "person", f"{number} · {community}", url)
    if watch_id is not None:
        url = url_for("watch.details_view", id=watch_id)
        return Cell(shown(page.user, "name", watched), "person", f"{_('重点监控')} · {community}", url)
    return Cell(community, "text")


def left_cell(page: Page, values: Sequence[Any]) -> Cell:
    """Working days left of the term the warning is about; nothing where it is about none."""
    due, tone, cleared = values
    if due is None or cleared is not None:
        return Cell("", "days")
    return Cell(page.left(due), "days", due.isoformat(), None, tone.value, 20)


def due_cell(page: Page, values: Sequence[Any]) -> Cell:
    due, provisional = values
    return Cell(due.isoformat() if due else "", "date", _("暂定") if due and provisional else "")


TONE: Final = Made("tone", "颜色", ("tone",), tone_cell, "status")
CODE: Final = Made("code", "预警事项", ("code",), code_cell)
WORDS: Final = Made("words", "内容", ("clause", "words", "values"), words_cell)
ABOUT: Final = Made("household_id", "对象", (
    "household_id", "watch_id", "household.head_name", "household.family_no", "watch.head_name",
    "community.name"), about_cell, "person")
LEFT: Final = Made("left", "剩余", ("due_on", "tone", "cleared_on"), left_cell, "days")
DUE: Final = Made("due_on", "到期日", ("due_on", "provisional"), due_cell, "date")


@table(Alert, menu="动态")
class AlertView(TableView):
    """Warnings, the newest first; those that stand unless asked otherwise. Nobody writes them."""

    to_read = P.HOUSEHOLD_READ
    title = "预警"
    intro = "到期、逾期和应当跟进的事项。办结后自动解除，不用手工关闭。"
    empty = ("没有符合条件的预警", "有事项临近期限或逾期时，会出现在这里。")
    column_list = (
        ABOUT, TONE, CODE, WORDS, Path("member.name", "成员"), LEFT, DUE, "raised_on", "cleared_on",
    )
    column_sortable_list = ("raised_on",)
    column_default_sort = ("raised_on", True)
    column_filters = (
        OfficeFilter(), ChoiceFilter("code", options=CODES), ChoiceFilter("tone"), StandsFilter(), NewsFilter(),
        DateRange("raised_on"), DateRange("red_on", folded=True), HouseholdFilter(),
    )
    tabs = (("未解除", {}), ("红色", {"tone": "red"}), ("黄色", {"tone": "yellow"}), ("已解除", {"stands": "0"}))
    column_details_list = (
        ABOUT, TONE, CODE, WORDS, Path("member.name", "成员"), "raised_on", "red_on", DUE,
        "provisional", "clause", "found_at", "reddened_at", "cleared_on",
    )


def risk_cell(page: Page, values: Sequence[Any]) -> Cell:
    county, ended, *facts = values
    if ended is not None:
        return Cell(_("已解除"), "status", "", None, "none", "none")
    return tone_cell(page, [risk(OneEarner(*facts), page.on, page.rules_in(county))])


def why_cell(page: Page, values: Sequence[Any]) -> Cell:
    county, *facts = values
    low, unstable = watch_reasons(OneEarner(*facts), page.on, page.rules_in(county))
    return Cell(in_turn(map(said, (*low, *unstable))))


EARNER: Final = (
    "size", "form", "wage", "monthly_income", "has_contract", "contract_from", "contract_until",
    "insured_until", "job_losses", "lost_job_on",
)
RISK: Final = Made("risk", "风险等级", ("county_id", "ended_on", *EARNER), risk_cell, "status")
WHY: Final = Made("why", "不稳定原因", ("county_id", *EARNER), why_cell)
INCOME: Final = Made("wage", "月收入（元）", ("wage",), lambda page, v: Cell("" if v[0] is None else v[0], "num"), "num")


WATCH_DETAILS: Final = (
    "head_name", "size", "home_address", "earner_name", RISK, WHY, "form", "employer", "wage",
    "monthly_income", "has_contract", "contract_from", "contract_until", "insured_until",
    "job_losses", "listed_on", "tracked_on", "measures", "lost_job_on", "ended_on", "ending",
    "ending_note",
)
WATCH_SECTIONS: Final = (
    Section("", "家庭", ("community_id", "head_name", "phone", "home_address", "size")),
    Section("", "唯一就业者", (
        "earner_name", "form", "employer", "wage", "monthly_income", "has_contract",
        "contract_from", "contract_until", "insured_until", "job_losses",
    ), "收入按月填写；不清楚的留空，不要估填。"),
    Section("", "跟踪", ("listed_on", "tracked_on", "measures", "lost_job_on")),
    Section("", "解除", ("ended_on", "ending", "ending_note")),
)
WATCH_FIELDS: Final = {
    "community_id": Choice(
        _l("社区"), [Required()], options=lambda c: communities(c.session, c.user),
        coerce=int, blank="请选择",
    ),
    "head_name": Name(_l("户主姓名"), [Required()]),
    "earner_name": Name(_l("唯一就业者"), [Required()]),
    "size": Whole(_l("家庭人口"), [Required()], least=1, most=30),
    "job_losses": Whole(_l("近12个月失业次数"), [Required()], most=12),
}


@table(Watch, menu="动态")
class WatchView(WrittenView):
    """Families with one earner whose income is low or whose work is unstable (四（一）)."""

    to_read, to_write = P.HOUSEHOLD_READ, P.CHECK_WRITE
    title = "重点监控"
    new_title = "列入重点监控"
    intro = "仅1人就业且收入较低或不稳定的家庭。失去唯一就业的当日转为红色，应上门告知申请认定。"
    empty = ("还没有重点监控家庭", "摸底排查中发现的仅1人就业且收入较低或不稳定的家庭登记在这里。")
    column_list = (
        Person("head_name", "community.name", label="户主"), RISK, WHY,
        "form", INCOME, "listed_on", "tracked_on", "lost_job_on", "ended_on", Voided(),
    )
    column_sortable_list = ("listed_on",)
    column_default_sort = ("listed_on", True)
    column_filters = (
        OfficeFilter(), ChoiceFilter("form"), Decided("ended_on", "解除", yes="已解除", no="监控中"),
        Decided("lost_job_on", "失去就业", yes="已失去", no="在业"), DateRange("listed_on"),
        ReportFilter(),
    )
    tabs = (("全部", {}), ("监控中", {"ended_on": "0"}), ("已失去就业", {"ended_on": "0", "lost_job_on": "1"}))
    column_details_list = WATCH_DETAILS
    sections = WATCH_SECTIONS
    only_new = frozenset({"community_id"})
    special = WATCH_FIELDS

    def beginning(self, household: Household | None, user: User) -> dict[str, Any]:
        return {"listed_on": today(), "job_losses": 0}

    def decisions(self, row: Any, user: User) -> list[ActLink]:
        """Who has lost the only job is invited to apply."""
        open_ = row.lost_job_on is not None and row.ended_on is None and row.voided_at is None
        if not open_ or not may(user, P.HOUSEHOLD_WRITE):
            return []
        return [ActLink("apply", _("受理申请"), True, "", url_for("household.create_view"))]

    def after(self, row: Any, household: Household | None) -> str:
        return f"{self.url}/details/?id={row.id}"
