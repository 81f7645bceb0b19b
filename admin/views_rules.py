"""The numbers of the notice by region and date, and what a change would do before it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from admin.base import table
from admin.cells import Made, Page, Path, calendar_of_request, rules_of_request
from admin.clock import today
from admin.fields import Choice, Day, Required, Whole
from admin.filters import ChoiceFilter
from admin.forms import BureauForm, Context, Section
from admin.previewing import PreviewedView, shown_before
from admin.translation import gettext as _
from admin.views_system import office_reference
from admin.words import Cell, Column, Row, bracketed, household_url, in_turn, listed, said
from models import ParameterDecree, User, db
from policy.clauses import CLAUSES
from policy.parameters import PARAMETERS, NotYetInForce
from workflow.decrees import Moved, Preview, decree_is_whole, preview

UNITS: Final = {
    "working days": "个工作日", "days": "天", "months": "个月", "persons": "人", "services": "次",
    "refusals": "次", "failures": "次", "full years": "周岁", "losses in 12 months": "次",
    "minutes": "分钟", "years": "年",
    "yuan a month": "元/月", "day of month": "日", "percent": "％", "households": "户", "switch": "1是，0否", "kind": "",
    "households a month in 10 million urban residents": "户",
}
MOST: Final = 200
"""Households listed of each kind; more are counted."""
EFFECT: Final = {True: "符合", False: "不符合", None: "待补事实"}


def parameters(context: Context) -> list[tuple[str, str]]:
    return [(name, label_of(name)) for name in PARAMETERS]


def label_of(name: str) -> str:
    number = PARAMETERS[name]
    unit = _(UNITS[number.unit]) if UNITS[number.unit] else ""
    return _(number.label) + bracketed(unit) if unit else _(number.label)


def parameter_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(label_of(values[0]) if values[0] in PARAMETERS else values[0])


PARAMETER: Final = Made("parameter", "参数", ("parameter",), parameter_cell)


DECREE_SECTIONS: Final = (
    Section("", "规则参数", ("parameter", "office_id", "value", "valid_from")),
    Section("", "依据", ("basis", "basis_on", "remarks")),
)
DECREE_FIELDS: Final = {
    "parameter": Choice(_l("参数"), [Required()], options=parameters, blank="请选择"),
    "office_id": office_reference(_l("适用地区")),
    "value": Whole(_l("取值"), [Required()], most=1_000_000),
    "valid_from": Day(_l("执行日期"), [Required()], past=False),
}


@table(ParameterDecree, menu="系统", endpoint="parameter")
class ParameterView(PreviewedView):
    """Decrees of regions. What is in force is never changed: a later decree takes its place."""

    to_read, to_write = P.REFERENCE_READ, P.PARAMETER_WRITE
    title = "规则参数"
    intro = "各地按文件调整的参数；没有规定的按通知执行。保存前先显示影响。"
    empty = ("各地都按通知执行", "省级可按文件为全省、市（州）或县（市、区）调整参数。")
    column_list = (
        PARAMETER, Path("office.name", "适用地区"), "valid_from", "value", "basis", "basis_on",
    )
    column_sortable_list = ("valid_from",)
    column_default_sort = ("valid_from", True)
    column_filters = (ChoiceFilter("parameter", options=tuple((n, p.label) for n, p in PARAMETERS.items())),)
    column_details_list = (
        PARAMETER, Path("office.name", "适用地区"), "valid_from", "value", "basis", "basis_on", "remarks",
    )
    sections = DECREE_SECTIONS
    special = DECREE_FIELDS

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        """Stored only with the preview that was shown; until then the page shows it."""
        session, on = db.session(), today()
        with session.no_autoflush:
            decree_is_whole(session, row, user, on)
            found = preview(session, row, on, rules_of_request(session), calendar_of_request(session))
        shown_before(page_of(found))
        super().save(row, user, form)

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return _("现行参数"), f"{self.url}/notice/"

    @expose("/notice/")
    def notice_view(self) -> ResponseReturnValue:
        """Every number as it holds today where the officer's office stands."""
        rules = rules_of_request(db.session).for_region(current_user.office.path)
        rows = [number_row(n, name, rules, today()) for n, name in enumerate(PARAMETERS, 1)]
        heads = ("参数", "取值", "依据条款", "读法", "当地规定")
        columns = [Column(str(n), _(head), "text") for n, head in enumerate(heads)]
        return self.render("admin/numbers.html", columns=columns, rows=rows)


def number_row(n: int, name: str, rules: Any, on: date) -> Row:
    number = PARAMETERS[name]
    decree = rules.decree_at(number, on)
    try:
        value = str(rules.at(number, on))
    except NotYetInForce:
        value = "—"
    clause = _(CLAUSES[number.clause]).replace(": ", "：").partition("：")[0]
    cells = (label_of(name), value, clause, _(number.reading) if number.reading else "",
             decree.basis if decree else "")
    return Row(n, [Cell(text) for text in cells])


def page_of(found: Preview) -> dict[str, Any]:
    """The preview as the template lays it out: a figure and a table for each kind of change."""
    return {
        "hash": found.hash, "intro": "", "examined": found.examined,
        "parts": [
            (_(title), len(moved), by_county(moved), table_of(moved))
            for title, moved in (
                ("将转为符合条件", found.enter), ("将不再符合条件", found.leave),
                ("在办期限将变动", found.terms),
            )
        ],
    }


def by_county(moved: Sequence[Moved]) -> str:
    """朝阳区32户、延吉市7户: the districts, the most concerned first."""
    counted = Counter(m.county for m in moved)
    return listed(_("%(county)s%(n)d户", county=c, n=n) for c, n in counted.most_common())


def table_of(moved: Sequence[Moved]) -> tuple[list[Column], list[Row]]:
    heads = (("家庭", "person"), ("县（市、区）", "text"), ("改动前", "text"), ("改动后", "text"), ("理由", "text"))
    columns = [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]
    return columns, [
        Row(m.household_id, [
            Cell(shown(current_user, "name", m.head_name), "person", m.family_no,
                 household_url(m.household_id, tab="verdict")),
            Cell(m.county), Cell(effect(m.before)), Cell(effect(m.after)),
            Cell(in_turn(said(reason) for reason in m.reasons)),
        ])
        for m in moved[:MOST]
    ]


def effect(value: bool | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else _(EFFECT[value])


