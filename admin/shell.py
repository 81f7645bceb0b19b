"""What stands around every page: navigation, office, officer, day. Built once, filled in per page.

The navigation is drawn from the registered views themselves: a view that says its group
(`category`) and opens to the officer is on the menu, and nothing else is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from access.permissions import Permission, may
from admin.clock import today
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
ENDPOINTS: Final = {
    "signout_url": ("signin.sign_out", "signin.signout", "sign_out", "signout", "logout"),
    "password_url": ("signin.password", "signin.change_password", "password"),
    "lang_url": ("signin.lang", "signin.language", "lang", "language"),
}
FRESH_SECONDS: Final = 15
"""How long what hardly ever changes (an office's name, the demo strip) is not asked again."""
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Shell:
    """What templates/admin/shell.html shows around the page."""

    system: str
    nav: list[Group]
    menu: str
    trail: list[tuple[str, str | None]]
    user: tuple[str, str, str]
    lang: str
    search_url: str | None
    id_search_url: str | None
    signout_url: str | None
    lang_url: str | None
    password_url: str | None
    home_url: str
    demo: bool
    bottom: list[Item]
    today: str


def init_shell(app: Flask) -> None:
    app.extensions["shell"] = {}
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
    lang = str(get_locale() or "zh_Hans_CN")
    lang = "en" if lang.startswith("en") else "zh_Hans_CN"
    on = today()
    plan = kept(("plan", user.role, lang), lambda: plan_for(user), for_ever=True)
    here = request.blueprint or ""
    office = user.office
    nav, menu = kept(("menu", user.role, lang, here), lambda: menu_at(plan, here), for_ever=True)
    return Shell(
        system=plan.system,
        nav=nav,
        menu=menu,
        trail=kept(("trail", office.path), lambda: trail_of(office)),
        user=(user.name, plan.role, office.name),
        lang=lang,
        demo=kept(("demo",), is_demo),
        bottom=[_marked(item, here) for item in plan.bottom],
        today=kept(("day", on, lang), lambda: day_text(on)),
        **plan.links,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What does not change between two pages of officers with one role and one language."""

    system: str
    role: str
    nav: list[Group]
    bottom: list[Item]
    links: dict[str, Any]


def plan_for(user: User) -> Plan:
    """The menu and the links of the frame, for this officer's role in the language of the page."""
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
    links["home_url"] = first_url("admin.index")
    return Plan(_("零就业家庭动态管理系统"), _(user.role.label), nav, for_telephone(nav), links)


def menu_at(plan: Plan, here: str) -> tuple[list[Group], str]:
    """The menu with the page of this endpoint marked, and how it is drawn; the same for a role."""
    nav = [Group(g.label, g.icon, [_marked(item, here) for item in g.items]) for g in plan.nav]
    page = current_app.jinja_env.get_template("admin/_menu.html")
    return nav, Markup(page.render(nav=nav))  # noqa: S704  (a template of ours)


def for_telephone(nav: list[Group]) -> list[Item]:
    """The first entries of four groups; who has no desk begins with the charts."""
    firsts = [(group.icon, group.items[0]) for group in nav if group.icon != "system"]
    charts_first = nav and nav[0].icon != "desk"
    firsts.sort(key=lambda pair: charts_first and pair[0] != "chart")
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


def trail_of(office: Office) -> list[tuple[str, str | None]]:
    """The offices from the province down to the officer's own."""
    ids = [int(part) for part in office.path.split(".") if part]
    named = dict(
        db.session.execute(select(Office.id, Office.short_name).where(Office.id.in_(ids))).all()
    )
    return [(named[i], None) for i in ids if i in named]


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


def kept(key: tuple[Any, ...], make: Callable[[], T], for_ever: bool = False) -> T:
    """What was made for this key a moment ago, or anew.

    Nothing another worker would need: each asks for itself, and at most FRESH_SECONDS late.
    """
    shelf: dict[Any, tuple[float, Any]] = current_app.extensions["shell"]
    at = time.monotonic()
    found = shelf.get(key)
    if found is None or (not for_ever and at - found[0] > FRESH_SECONDS):
        if len(shelf) > 2000:
            shelf.clear()
        found = shelf[key] = (at, make())
    value: T = found[1]
    return value
