"""The workbench (工作台): what waits for me, what falls due, what lies with others; each number opens its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from flask import abort, redirect
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.acts import act_url, pressed
from admin.cells import rules_of_request
from admin.clock import today
from admin.clocks import term_of, tone_of
from admin.day_digest import day_digest
from admin.desk import (
    Desk,
    DeskColumn,
    Figure,
    Line,
    counted,
    figures_wanted,
    first_of,
    in_list,
)
from admin.desk_follow_up import follow_up_wanted
from admin.desk_supervision import supervision_wanted
from admin.guarded import Guarded
from admin.panels_jobs import SHORT
from admin.shell import first_url
from admin.system import system_desk
from admin.waiting import DESKS, AsOf, Heap, desks_of, heaps_of
from admin.words import household_url
from models import Household, User, db
from policy.rulebook import Rules
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow.acts import buttons_for
from workflow.calendar import work_calendar
from workflow.promise import Given, account, given_in

LINES: Final = 8
TONES: Final = {"mine": "blue", "due": "amber", "others": "violet"}
EMPTY: Final = {
    "mine": "现在没有等您办理的家庭。",
    "due": "近期没有到期的事项。",
    "others": "没有等他人办理的家庭。",
}
LANDINGS: Final = (
    (P.AUDIT_READ, ("audit.index_view",)),
    (P.CHART_READ, ("charts.index", "chart.index", "dashboard.index")),
)
"""Where those begin who have no desk: the auditor at the trail, the leader at the charts."""


class Workbench(Guarded, AdminIndexView):
    """The first page after sign-in; who has no desk is led to the page of the role."""

    def __init__(self) -> None:
        super().__init__(name="工作台", template="pages/workbench.html", url="/admin")

    def is_accessible(self) -> bool:
        return bool(getattr(current_user, "is_authenticated", False))

    def is_visible(self) -> bool:
        return may(current_user, P.DESK_READ) or may(current_user, P.REFERENCE_WRITE)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        if may(user, P.DESK_READ):
            return self.render("pages/workbench.html", desk=desk_of(user, today()))
        for permission, endpoints in LANDINGS:
            url = first_url(*endpoints) if may(user, permission) else None
            if url:
                return redirect(url)
        if not may(user, P.REFERENCE_WRITE):
            abort(403)
        return self.render("pages/workbench.html", desk=system_desk(db.session, today()))


def desk_of(user: User, on: date) -> Desk:
    """The officer's desk: the calendar, one statement for all numbers, one for each column's lines."""
    calendar = work_calendar(db.session)
    day = AsOf(db.session(), on, calendar, rules_of_request(db.session()))
    desks = {name: heaps_of(user, name, day) for name in DESKS}
    wanted = [*figures_wanted(user, day), *follow_up_wanted(user, on), *supervision_wanted(user)]
    numbers = counted(db.session, [*desks.values(), *(w.heaps for w in wanted)])
    of_columns, of_figures = numbers[: len(desks)], numbers[len(desks) :]
    create = first_url("household.create_view") if may(user, P.HOUSEHOLD_WRITE) else None
    rows = {
        name: rows_on(heaps, on, calendar) if number != "0" else []
        for (name, heaps), number in zip(desks.items(), of_columns, strict=True)
    }
    given = promises_of([h for found in rows.values() for h in found], on)
    return Desk(
        _("工作台"),
        f"{user.office.name} · {user.name}",
        [
            Figure(w.label, number, w.url, _(w.unit), w.tone, w.note)
            for w, number in zip(wanted, of_figures, strict=True)
        ],
        [
            column(user, name, rows[name], number, on, calendar, given)
            for name, number in zip(desks, of_columns, strict=True)
        ],
        (_("受理申请"), create) if create else None,
        digest=day_digest(db.session(), on),
    )


def rows_on(heaps: Sequence[Heap], on: date, calendar: WorkCalendar) -> list[Household]:
    """The first households of a column, the most urgent on top."""
    rows = first_of(db.session, heaps, LINES)
    return sorted(rows, key=lambda household: due_on(household, on, calendar))[:LINES]


def promises_of(rows: Sequence[Household], on: date) -> dict[int, dict[int, Given]]:
    """How far the 1-1-3 is of those to whom it is still owed."""
    promised = [h for h in rows if h.status is S.RECOGNISED and h.placed_on is None]
    return given_in(db.session(), promised, on) if promised else {}


def column(
    user: User, desk: str, rows: Sequence[Household], count: str, on: date, calendar: WorkCalendar,
    given: Mapping[int, dict[int, Given]],
) -> DeskColumn:
    """One column: its first lines, and the way to the rest."""
    return DeskColumn(
        _(desks_of(user)[desk]),
        TONES[desk],
        [line(user, h, desk, on, calendar, promise_words(h, given.get(h.id))) for h in rows],
        in_list(desk=desk) if rows else None,
        count,
        _(EMPTY[desk]),
    )


def due_on(household: Household, on: date, calendar: WorkCalendar) -> date:
    term = term_of(household, on, calendar, rules_here(household))
    return term[1].due if term else date.max


def rules_here(household: Household) -> Rules:
    return rules_of_request(db.session).for_region(household.lies_under)


def promise_words(household: Household, given: dict[int, Given] | None) -> str:
    """How far the 1-1-3 is: 职业指导1/1 · 培训信息1/1 · 岗位推荐2/3."""
    if not given or household.recognised_on is None:
        return ""
    parts = account(given, household.recognised_on)
    return " · ".join(f"{_(SHORT[kind])} {had}/{owed}" for kind, had, owed in parts)


def line(
    user: User, household: Household, desk: str, on: date, calendar: WorkCalendar, promise: str = ""
) -> Line:
    term = term_of(household, on, calendar, rules_here(household))
    left = calendar.left(on, term[1].due, provisional_ok=True) if term else None
    total = term[1].days if term else None
    return Line(
        shown(user, "name", household.head_name),
        f"{household.family_no} · {household.community.name}",
        household_url(household.id),
        household.status,
        _("%(on)s起", on=household.publicized_on if household.status is S.PUBLICIZED else term[1].start) if term else "",
        left,
        total,
        tone_of(left, total),
        button_on(household, user) if desk == "mine" else None,
        promise,
    )


def button_on(household: Household, user: User) -> tuple[str, str] | None:
    """The step onward: what makes the line disappear from the desk."""
    for step in buttons_for(household.status, user):
        if step.tone in ("primary", "seal"):
            return pressed(step), act_url(step.button, household.id)
    return None
