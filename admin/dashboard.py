"""The leaders' pages (领导驾驶舱) under /admin/charts/: choose an office and a period, read, drill down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import Any, Final

from flask import abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import Form

from access.permissions import Permission
from access.traces import leave_trace
from admin.assets import ENDPOINT, init_assets
from admin.base import page
from admin.clock import now, today
from admin.cockpit_book import write_book
from admin.cockpit_frame import Against, Answer, CockpitPage, Drawn, Look, drawn, page_url
from admin.cockpit_pages import PAGES
from admin.desk import Figure
from admin.fields import Choice
from admin.guarded import Guarded
from admin.list_bars import Tab
from admin.period import fill, office_asked, period_fields
from admin.takeaway import workbook
from models import Office, User, db

AGAINST: Final = {a.value: a for a in Against} | {"y": Against.YEAR}
"""What an address may compare with; the tick of earlier links was the year before."""


@dataclass(frozen=True, slots=True)
class Cockpit:
    """A page of the cockpit as the template draws it."""

    title: str
    crumbs: list[tuple[str, str | None]]
    form: Any
    tabs: list[Tab]
    sentence: str
    figures: list[Figure]
    charts: list[Drawn]
    excel_url: str
    plotly_url: str
    intro: str = ""


@page
class Charts(Guarded, BaseView):
    """Counts by office against targets and by month; each number opens the households behind it."""

    to_read = Permission.CHART_READ

    def __init__(self) -> None:
        super().__init__(
            name="领导驾驶舱", category="领导驾驶舱", endpoint="charts", url="/admin/charts"
        )

    def create_blueprint(self, admin: Any) -> Any:
        init_assets(admin.app)
        return super().create_blueprint(admin)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.show(PAGES["overview"])

    @expose("/<key>/")
    def other(self, key: str) -> ResponseReturnValue:
        return self.show(page_named(key))

    @expose("/excel")
    def excel(self) -> ResponseReturnValue:
        return self.take(PAGES["overview"])

    @expose("/<key>/excel")
    def other_excel(self, key: str) -> ResponseReturnValue:
        return self.take(page_named(key))

    def show(self, shown: CockpitPage) -> ResponseReturnValue:
        form, look = asked()
        answer = shown.answer(db.session(), look)
        g.csp_style_inline = True  # Plotly writes its own styles
        return self.render("pages/charts.html", cockpit=framed(shown, answer, form, look))

    def take(self, shown: CockpitPage) -> ResponseReturnValue:
        """The page as a workbook; the taking away is entered in the trail first."""
        _form, look = asked()
        answer = shown.answer(db.session(), look)
        out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
        try:
            title = write_book(out, db.session(), shown, answer, look)
            leave_trace(
                db.session, "export", "charts", path=look.office.path, office=look.office.name,
                since=look.since.isoformat(), until=look.until.isoformat(), page=shown.key,
            )
        except BaseException:
            out.close()
            raise
        return workbook(out, f"{title}_{look.since:%Y%m%d}-{look.until:%Y%m%d}.xlsx")


def page_named(key: str) -> CockpitPage:
    found = PAGES.get(key)
    if found is None or key == "overview":
        abort(404)
    return found


def framed(shown: CockpitPage, answer: Answer, form: Any, look: Look) -> Cockpit:
    return Cockpit(
        title=_("领导驾驶舱"),
        crumbs=crumbs(shown, look),
        form=form,
        tabs=[Tab(page.label, {}, look.page(page.key), page is shown) for page in PAGES.values()],
        sentence=answer.sentence,
        figures=list(answer.figures),
        charts=[drawn(question, look) for question in answer.questions],
        excel_url=url_for(".excel", office=look.office.id, **look.kept)
        if shown.key == "overview"
        else url_for(".other_excel", key=shown.key, office=look.office.id, **look.kept),
        plotly_url=url_for(ENDPOINT),
    )


def asked() -> tuple[Any, Look]:
    """Office, period and comparison of the request; what is wrong in it is said at its field.

    A period that cannot be meant gives way to this year until today.
    """
    user: User = current_user._get_current_object()
    on = today()
    office = office_asked(db.session, user, request.args.get("office"))
    against = AGAINST.get(request.args.get("compare", ""), Against.NOTHING)
    fields = period_fields()
    fields["compare"] = Choice(_l("比较"), options=[(a.value, a.label) for a in Against if a.value],
                               blank=Against.NOTHING.label)
    form = type("PeriodForm", (Form,), fields)(
        MultiDict({**request.args, "compare": against.value}))
    form["compare"].offer(None)
    fill(form, db.session, user, office, on)
    sound = form.validate()
    since, until = form["from"].data, form["to"].data
    if not sound or since is None or until is None:
        since, until = date(on.year, 1, 1), on
    return form, Look(office, user, since, until, on, now(), against)


def crumbs(shown: CockpitPage, look: Look) -> list[tuple[str, str | None]]:
    """The way back up from the office looked at to the officer's own, and no further."""
    office: Office = look.office
    found: list[tuple[str, str | None]] = [(office.name, None)]
    while office.id != look.user.office.id and office.parent is not None:
        office = office.parent
        found.insert(0, (office.name, page_url(shown.key, office=office.id, **look.kept)))
    return found
