"""The working calendar: a year is entered whole, and what it moves is shown before it is stored."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import flash
from flask_babel import lazy_gettext as _l

from access.permissions import Permission as P
from admin.arguments import day_of
from admin.base import TableView, table
from admin.cells import Path, rules_of_request
from admin.clock import today
from admin.fields import Length, Paragraph, Required, Text, Whole
from admin.filters import ChoiceFilter
from admin.forms import BureauForm, Section
from admin.previewing import PreviewedView, shown_before
from admin.translation import gettext as _
from admin.views_rules import by_county, table_of
from models import CalendarDay, CalendarYear, User, db
from workflow.calendar_years import YearPreview, days_of, enter_year, preview_year

HOW: Final = _l("每行一天：日期、放假或调休上班、节日名称，例如“2027-01-01 放假 元旦”；可从表格粘贴")


@table(CalendarDay, menu="系统", endpoint="calendar")
class CalendarView(TableView):
    """Days that are not what their weekday says, by the State Council's yearly notice."""

    to_read = P.REFERENCE_READ
    title = "工作日历"
    intro = "按国务院办公厅的放假安排；请在“日历年份”中整年录入或更正。"
    column_list = ("on", "kind", Path("name", "节日"))
    column_default_sort = ("on", True)
    column_filters = (ChoiceFilter("kind"),)
    column_details_list = ("on", "kind", Path("name", "节日"))

    def key_of(self, text: str) -> date | None:
        return day_of(text)


@table(CalendarYear, menu="系统", endpoint="calendar_year")
class CalendarYearView(PreviewedView):
    """Years of the calendar: entered whole, with every term they move shown first."""

    to_read, to_write = P.REFERENCE_READ, P.REFERENCE_WRITE
    title = "日历年份"
    intro = "录入一年的放假安排前，先显示在办期限的变化；更正时重新录入全年。"
    column_list = ("year", "published", "document")
    column_default_sort = ("year", True)
    column_details_list = ("year", "published", "document")
    form_columns = ("year", "document")
    sections = (Section("", "放假安排", ("year", "document", "days")),)
    special = {
        "year": Whole(_l("年份"), [Required()], least=2020, most=2100),
        "document": Text(_l("依据文件"), [Required(), Length(100)]),
    }
    def make_form(self, names: set[str]) -> type[BureauForm]:
        form = super().make_form(names - {"days"})
        days = Paragraph(_l("放假和调休"), [Required(), Length(6000)], description=HOW)
        return type("CalendarYearForm", (form,), {"days": days})

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        """Stored only with the preview that was shown; until then the page shows it."""
        session, book = db.session(), rules_of_request(db.session)
        year, document = int(form.year.data), form.document.data
        days = days_of(form.days.data, year)
        session.expunge_all()
        found = preview_year(session, year, days, session.merge(user, load=True), book)
        shown_before(page_of(found))
        moved = enter_year(session, year, document, days, book, today())
        if moved:
            flash(_("已按新安排重算%(n)d户的期限", n=moved), "success")


def page_of(found: YearPreview) -> dict[str, Any]:
    intro = _(
        "全年%(workdays)d个工作日；放假%(holidays)d天，调休上班%(make_ups)d天。",
        workdays=found.workdays, holidays=found.holidays, make_ups=found.make_ups,
    )
    title = _("在办期限将变动")
    return {
        "hash": found.hash, "intro": intro,
        "parts": [(title, len(found.moved), by_county(found.moved), table_of(found.moved))],
    }
