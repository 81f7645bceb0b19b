"""The leaders' page (领导驾驶舱) under /admin/charts/: choose an office and a period, read, drill down."""

from __future__ import annotations

from datetime import date
from tempfile import TemporaryFile
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import Form

from access.permissions import Permission
from access.traces import leave_trace
from admin.assets import ENDPOINT, init_assets
from admin.base import page
from admin.clock import now, today
from admin.cockpit import Cockpit, Numbers, count_all, figures, period_words, sentence
from admin.cockpit_charts import charts
from admin.fields import Tick
from admin.guarded import Guarded
from admin.period import fill, office_asked, period_fields
from admin.takeaway import workbook
from charts.measures import COUNTED
from charts.queries import share
from documents.layout import Head, Kind, Paper
from documents.ledgers import SYSTEM
from documents.tables import SmallTable, write_tables
from models import Office, User, db


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
        form, office, since, until = asked()
        user: User = current_user._get_current_object()
        numbers = counted(office, since, until, form)
        g.csp_style_inline = True  # Plotly writes its own styles
        kept = {"from": since.isoformat(), "to": until.isoformat()}
        if form["compare"].data:
            kept["compare"] = "y"
        cockpit = Cockpit(
            title=_("领导驾驶舱"),
            crumbs=crumbs(office, user.office, kept),
            form=form,
            sentence=sentence(numbers),
            figures=figures(numbers),
            charts=charts(numbers, now(), lambda number: url_for(".index", office=number, **kept)),
            excel_url=url_for(".excel", office=office.id, **kept),
            plotly_url=url_for(ENDPOINT),
        )
        return self.render("pages/charts.html", cockpit=cockpit)

    @expose("/excel")
    def excel(self) -> ResponseReturnValue:
        """The tables of the page as a workbook; the taking away is entered in the trail first."""
        form, office, since, until = asked()
        user: User = current_user._get_current_object()
        numbers = counted(office, since, until, form)
        at = now()
        paper = Paper(
            f"{office.name}零就业家庭援助情况", office.name, period_words(since, until), "户",
            f"{SYSTEM}　{user.name}（{user.username}）　{at:%Y-%m-%d %H:%M}", signed=True,
        )
        out = TemporaryFile()  # noqa: SIM115  (closed by whoever sends it)
        write_tables(out, paper, tables(numbers, paper), [
            ("填报单位", office.name),
            ("统计期间", f"{paper.period}（首尾两日均含）"),
            ("统计口径", "；".join(f"{c.label}：{c.definition}" for c in COUNTED)),
            ("目标", "期间所涉年度的全年目标；未下达目标的不计算完成率"),
            ("结论", sentence(numbers)),
            ("导出人", f"{user.name}（{user.username}，{user.role.label}，{user.office.name}）"),
            ("导出时间", f"{at:%Y-%m-%d %H:%M}（北京时间）"),
        ])
        leave_trace(
            db.session, "export", "charts", path=office.path, office=paper.office,
            since=since.isoformat(), until=until.isoformat(),
        )
        return workbook(out, f"{paper.title}_{since:%Y%m%d}-{until:%Y%m%d}.xlsx")


def asked() -> tuple[Any, Office, date, date]:
    """Form, office and period of the request; what is wrong in it is said at its field.

    A period that cannot be meant gives way to this year until today.
    """
    user: User = current_user._get_current_object()
    on = today()
    office = office_asked(db.session, user, request.args.get("office"))
    fields = period_fields() | {"compare": Tick(_l("与上年同期比较"))}
    form = type("PeriodForm", (Form,), fields)(request.args)
    fill(form, db.session, user, office, on)
    sound = form.validate()
    since, until = form["from"].data, form["to"].data
    if not sound:
        since, until = date(on.year, 1, 1), on
    return form, office, since, until


def counted(office: Office, since: date, until: date, form: Any) -> Numbers:
    return count_all(
        db.session, office, since, until, today=today(), compare=bool(form["compare"].data)
    )


def crumbs(office: Office, own: Office, kept: dict[str, str]) -> list[tuple[str, str | None]]:
    """The way back up from the office looked at to the officer's own, and no further."""
    found: list[tuple[str, str | None]] = [(office.name, None)]
    while office.id != own.id and office.parent is not None:
        office = office.parent
        found.insert(0, (office.name, url_for("charts.index", office=office.id, **kept)))
    return found


def tables(numbers: Numbers, paper: Paper) -> list[SmallTable]:
    """Both tables of the page, with real numbers in place of words."""
    heads = [Head("机构", width=20)]
    for counted_ in COUNTED:
        heads += [
            Head("户数", counted_.label, 11, Kind.COUNT),
            Head("年度目标", counted_.label, 11, Kind.COUNT),
            Head("完成率", counted_.label, 11, Kind.SHARE),
        ]
    months = [Head("月份", width=20)] + [
        Head(f"{counted_.label}（户）", width=16, kind=Kind.COUNT) for counted_ in COUNTED
    ]

    def cells(name: str, counts: Any, aims: Any) -> list[Any]:
        found: list[Any] = [name]
        for c in COUNTED:
            aim = aims.get(c.measure)
            found += [counts[c.measure], aim, share(counts[c.measure], aim)]
        return found

    whole = [numbers.whole[c.measure] for c in COUNTED]
    return [
        SmallTable(
            "按机构", f"{paper.title}（按机构）", heads,
            [cells(row.name, row.counts, row.targets) for row in numbers.rows],
            cells("合计", numbers.whole, numbers.aims),
        ),
        SmallTable(
            "按月", f"{paper.title}（按月）", months,
            [[f"{row.first:%Y-%m}", *(row.counts[c.measure] for c in COUNTED)]
             for row in numbers.months],
            ["合计", *whole],
        ),
    ]
