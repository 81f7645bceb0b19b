"""What stands around every page: navigation, office, officer, day. Built once, filled in per page.

The navigation is drawn from the registered views themselves: a view that says its group
(`category`) and opens to the officer is on the menu, and nothing else is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from access.permissions import Permission, may
from admin.clock import today
from admin.shelf import Stencil, drawn, hole, kept
from admin.translation import language
from models import CalendarDay, CalendarYear, Installation, Office, User, db
from policy.terms import DayKind

GROUPS: Final = {
    "工作台": "desk",
    "家庭": "household",
    "援助": "aid",
    "动态": "motion",
    "回访": "followup",
    "排查": "sweep",
    "督导": "inspect",
    "台账": "ledger",
    "领导驾驶舱": "chart",
    "系统": "system",
}
"""The groups in the order of the work, with their icons."""
ALWAYS_OPEN: Final = frozenset({"household"})
"""Where everybody's way begins; the other groups open with their page, or when pressed."""
ON_THE_ROAD: Final = frozenset({"desk", "household", "aid", "followup"})
"""What is wanted on a visit comes first on the telephone."""
SHORT: Final = 14
"""A menu of so many entries stands open as a whole."""
ENDPOINTS: Final = {
    "signout_url": ("signin.sign_out", "signin.signout", "sign_out", "signout", "logout"),
    "password_url": ("signin.password", "signin.change_password", "password"),
    "lang_url": ("signin.lang", "signin.language", "lang", "language"),
}
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    icon: str
    items: list[Item]
    open: bool = True


@dataclass(frozen=True, slots=True)
class Shell:
    """What templates/admin/shell.html shows around the page; `side`, `top` and `end` are drawn."""

    system: str
    user: tuple[str, str, str]
    lang: str
    demo: bool
    today: str
    side: Markup
    top: Markup
    end: Markup
    token: str


def init_shell(app: Flask) -> None:
    app.context_processor(shell_context)


def shell_context() -> dict[str, Shell | None]:
    """`shell` for the page; None for a stranger, and where the database cannot be asked.

    The error page must still appear when the database is what has failed.
    """
    try:
        if not getattr(current_user, "is_authenticated", False):
            return {"shell": None}
        return {"shell": shell_for(current_user._get_current_object())}
    except SQLAlchemyError:
        return {"shell": None}


def shell_for(user: User) -> Shell:
    lang = "en" if language().startswith("en") else "zh_Hans_CN"
    on, office, here = today(), user.office, request.blueprint or ""
    plan = kept(("plan", user.role, lang), lambda: plan_for(user, lang), for_ever=True)
    side, end = kept(("menu", user.role, lang, here), lambda: menu_at(plan, here), for_ever=True)
    day, token = kept(("day", on, lang), lambda: day_text(on)), generate_csrf()
    return Shell(
        system=plan.system,
        user=(user.name, plan.role, office.name),
        lang=lang,
        demo=kept(("demo",), is_demo),
        today=day,
        side=side,
        top=plan.top.filled(
            name=user.name, office=office.name, day=day, token=token,
            trail=kept(("trail", office.path), lambda: trail_of(office)),
        ),
        end=end,
        token=token,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What does not change between two pages of officers with one role and one language."""

    system: str
    role: str
    nav: list[Group]
    bottom: list[Item]
    home_url: str | None
    top: Stencil


def plan_for(user: User, lang: str) -> Plan:
    """The menu and the head of the frame, for this officer's role in the language of the page."""
    nav = [
        Group(_(name), icon, items)
        for name, icon in GROUPS.items()
        if (items := entries(name))
    ]
    reads = may(user, Permission.HOUSEHOLD_READ)
    finds = reads and may(user, Permission.NAME_READ)
    links: dict[str, Any] = {name: first_url(*ways) for name, ways in ENDPOINTS.items()}
    links["search_url"] = first_url("household.index_view") if finds else None
    links["id_search_url"] = first_url("household.by_identity") if finds else None
    role = _(user.role.label)
    top = drawn(
        "admin/_top.html", links=links, lang=lang, role=role, csrf_token=lambda: hole("token"),
        **{name: hole(name) for name in ("name", "office", "day", "trail")},
    )
    home_url = first_url("admin.index")
    return Plan(_("零就业家庭动态管理系统"), role, nav, for_telephone(nav), home_url, Stencil(top))


def menu_at(plan: Plan, here: str) -> tuple[Markup, Markup]:
    """The menu with the page of this endpoint marked, at the side and beneath; the same for a role."""
    short = sum(len(group.items) for group in plan.nav) <= SHORT
    nav = [
        Group(g.label, g.icon, [_marked(item, here) for item in g.items],
              short or g.icon in ALWAYS_OPEN or any(item.endpoint == here for item in g.items))
        for g in plan.nav
    ]
    bottom = [_marked(item, here) for item in plan.bottom]
    side = drawn("admin/_side.html", nav=nav, system=plan.system, home_url=plan.home_url)
    return side, drawn("admin/_end.html", bottom=bottom)


def for_telephone(nav: list[Group]) -> list[Item]:
    """The first entries of four groups; who has no desk begins with the charts."""
    firsts = [(group.icon, group.items[0]) for group in nav if group.icon != "system"]
    begins = "chart" if nav and nav[0].icon != "desk" else "desk"
    firsts.sort(key=lambda pair: (pair[0] != begins, pair[0] not in ON_THE_ROAD))
    return [item for _icon, item in firsts[:4]]


def entries(group: str) -> list[Item]:
    """The views of one group that the officer may open now, in the order of their registration."""
    found = []
    for view in current_app.extensions["admin"][0]._views:
        on_desk = view is view.admin.index_view
        category = "工作台" if on_desk else str(view.category or "")
        if category == group and view.is_visible() and view.is_accessible():
            url = url_for(f"{view.endpoint}.{view._default_view}")
            found.append(Item(_(str(view.name)), url, endpoint=view.endpoint))
    return found


def first_url(*endpoints: str) -> str | None:
    """The address of the first of these that exists."""
    known = current_app.view_functions
    return next((url_for(endpoint) for endpoint in endpoints if endpoint in known), None)


def _marked(item: Item, here: str) -> Item:
    return Item(item.label, item.url, True) if item.endpoint == here else item


def trail_of(office: Office) -> Markup:
    """The offices from the province down to the officer's own, drawn."""
    ids = [int(part) for part in office.path.split(".") if part]
    named = dict(
        db.session.execute(select(Office.id, Office.short_name).where(Office.id.in_(ids))).all()
    )
    macros: Any = current_app.jinja_env.get_template("macros.html").module
    return Markup(macros.crumbs([(named[i], None) for i in ids if i in named]))  # noqa: S704


def is_demo() -> bool:
    return bool(
        db.session.scalar(select(Installation.value).where(Installation.name == "demo"))
    )


def day_text(on: date) -> str:
    """2026-10-10 周六 · 调休上班: what day it is and whether it counts."""
    found = db.session.execute(
        select(CalendarDay.kind, CalendarDay.name).where(CalendarDay.on == on)
    ).one_or_none()
    published = db.session.scalar(
        select(CalendarYear.published).where(CalendarYear.year == on.year)
    )
    if found and found.kind is DayKind.MAKE_UP:
        word = _("调休上班")
    elif found and found.kind is DayKind.HOLIDAY:
        word = _("放假（%(name)s）", name=found.name)
    else:
        word = _("休息日") if on.weekday() > 4 else _("工作日")
    if not published:
        word += _("（%(year)d年放假安排未录入）", year=on.year)
    return f"{on.isoformat()} {_(WEEKDAYS[on.weekday()])} · {word}"
