"""A list of a table, from the parameters of an address to what the template draws.

One statement of columns through the session, so that the scope applies; pages by key
(admin.paging). Unknown parameters and impossible values are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from markupsafe import Markup
from sqlalchemy import literal
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from access.scope import in_charge_of
from admin.arguments import whole_number
from admin.cells import Page
from admin.filters import Args, Narrowing
from admin.lasting import part
from admin.list_bars import acts_bar, saved_bar
from admin.paging import PAGE, Cut, Found
from admin.rows import Rows
from admin.search import Stretch, Words, any_of, may_be_asked, rarely, searched, steers
from admin.shelf import Stencil, drawn, hole, kept
from admin.translation import gettext as _
from admin.translation import language
from admin.words import Column
from models import User

if TYPE_CHECKING:
    from admin.base import TableView

CAP: Final = 10_000
MOST_COUNTED: Final = 2_000_000
PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]*").fullmatch
"""A value that stands in an address as it is."""


@dataclass(frozen=True, slots=True)
class Pager:
    text: str
    prev_url: str | None = None
    next_url: str | None = None
    first_url: str | None = None


@dataclass(slots=True)
class Asked:
    """What the address asks for, as far as it can be meant."""

    stretches: list[Stretch]
    narrowing: Narrowing
    params: dict[str, str]
    order: str
    descending: bool
    sorted_by_hand: bool


class Listing:
    """One request for a list: what is asked, the rows, and all the template needs."""

    def __init__(self, view: TableView, session: Session, user: User, on: date, args: Args) -> None:
        self.view, self.session, self.args = view, session, args
        self.quoted = Quoted()
        self.page = Page(session, user, on)
        area = session.info.get("area")
        self.narrowing = Narrowing(session, user, on, area)
        self.filters = []
        for narrow in view.filters:
            known = len(self.narrowing.params)
            found = narrow.narrow(args, self.narrowing)
            if found is not None and not (narrow.folded and len(self.narrowing.params) == known):
                self.filters.append(found)
        self.narrowing.conditions.extend(view.limits(self.narrowing.area))
        self.term = searched(args.get("q", "")) if view.search else ""
        self.sortable = view.sortable
        if not may(user, Permission.NAME_READ):
            self.sortable = view.sortable - {"name", "head_name"}
            if not isinstance(view.search, Words) and not may_be_asked(user, self.term):
                self.term = ""
        self.asked = self._read()

    def _read(self) -> Asked:
        view, to = self.view, self.narrowing
        params = dict(to.params)
        order, descending = to.order or view.default_order[0], view.default_order[1]
        if to.order:
            descending = True
        wanted = self.args.get("sort", "")
        by_hand = wanted.removeprefix("-") in self.sortable
        if by_hand:
            order, descending = wanted.removeprefix("-"), wanted.startswith("-")
        stretches: list[Stretch] = []
        if self.term and view.search:
            params["q"] = self.term
            stretches = view.search.stretches(self.session, self.term, to.area)
            if by_hand or not stretches:
                together = any_of(stretches) if stretches else literal(False)
                given = stretches[0].given if stretches else {}
                stretches = [
                    replace(s, where=(*s.where, together), given=given)
                    for s in self._in_order(order, descending)
                ]
        else:
            stretches = self._in_order(order, descending)
        if by_hand:
            params["sort"] = wanted
        return Asked(stretches, to, params, order, descending, by_hand)

    def _in_order(self, order: str, descending: bool) -> list[Stretch]:
        """By one column; rows that have nothing in it come last, whichever way round."""
        model = self.view.model
        first, _down, *own = self.view.default_order
        if own and order == first and (found := own[0](self.narrowing, descending)):
            return list(found)
        if order == self.view.key.key:
            return [Stretch((), None, descending)]
        column = getattr(model, order)
        if not column.property.columns[0].nullable:
            return [Stretch(self._steered(column), column, descending)]
        name = (column.class_, column.key)
        return [
            Stretch((part(("some", *name), lambda: column.is_not(None)),), column, descending),
            Stretch((part(("none", *name), lambda: column.is_(None)),), None, descending),
        ]

    def _steered(self, column: Any) -> tuple[Any, ...]:
        """An order that has an index of its own (models.office.by_order) is walked along it."""
        if column.key not in self.view.walked or column.key == self.narrowing.order:
            return ()
        if not steers(self.session, self.narrowing.area):
            return ()
        lowest = date(1, 1, 1) if column.type.python_type is date else ""
        name = ("steered", column.class_, column.key)
        return (part(name, lambda: rarely(column >= lowest)),)

    def context(self) -> dict[str, Any]:
        """What admin.list_frame makes the page of."""
        view, params, area = self.view, self.asked.params, self.narrowing.area
        cut = Cut(
            self.session, view, self.narrowing.conditions, self.asked.stretches, bool(self.term)
        )
        with in_charge_of(self.session, area) if area else nullcontext():
            exact = self.args.get("count") == "exact"
            first = whole_number(self.args.get("from", "")) or 1
            far = first > CAP and not exact
            found, before, after = cut.rows(self.args, 0 if far or exact else CAP)
            first = first if before else 1
            total = first + len(found) - 1
            if (before or after) and not far:
                stretches = cut.stretches if self.term else (Stretch(),)
                total = cut.total if cut.total is not None else cut.count(
                    stretches, MOST_COUNTED if exact else CAP)
        if exact:
            params = params | {"count": "exact"}
        shown = [row for _n, row in found]
        acts = view.bulk_acts(self.page.user)
        return {
            "title": _(view.title),
            "intro": _(view.intro) if view.intro else "",
            "figures": view.figures(self.narrowing),
            "columns": self._columns(params),
            "rows": Rows(self.page, view.drawers, shown, view.row_urls(shown), view.row_acts(self.page, shown)),
            "pager": self._pager(found, before, after, first, total, exact, params),
            "form": self._form(),
            "chips": self._chips(),
            "saved": saved_bar(view.home, view.tabs_for(self.page.user, self.page.on), params, self.address),
            "clear_url": view.home,
            "bulk": acts_bar(acts),
            "bulk_url": view.action_url if acts else None,
            "return_url": self.address(params),
            "create": view.create_link(params),
            "export": view.export_link(params),
            "note": " ".join((*view.notes(self.narrowing), *self._notes(total))),
            "empty": None if shown else self._empty(),
        }

    def _form(self) -> Markup | None:
        """Search and filters: drawn once for each state they can be in without typing, then filled."""
        view, search = self.view, self.view.search
        if search is None and not self.filters:
            return None
        placeholder = ""
        if search is not None:
            by_name = may(self.page.user, Permission.NAME_READ) or isinstance(search, Words)
            placeholder = search.placeholder if by_name else _("家庭编号")
        said = {
            "home": view.home, "searches": search is not None, "placeholder": placeholder,
            "filters": tuple(self.filters), "keep": tuple(self._kept()),
            "chips": len(self.narrowing.chips) + bool(self.term),
        }

        def draw() -> Stencil:
            return Stencil(drawn("admin/model/_filters.html", term=hole("term"), **said))

        typed = any(f.is_typed() for f in self.filters) or {n for n, _v in said["keep"]} - {"sort"}
        key = ("form", language(), *said.values())
        return (draw() if typed else kept(key, draw, for_ever=True)).filled(term=self.term)

    def _columns(self, params: dict[str, str]) -> list[Column]:
        asked, heads = self.asked, []
        plain = {k: v for k, v in params.items() if k != "sort"}
        by = self.address(plain) + ("&" if plain else "?") + "sort="
        shows_order = not self.term or asked.sorted_by_hand
        for shown in self.view.columns:
            if shown.key not in self.sortable:
                heads.append(Column(shown.key, _(shown.label), shown.kind))
                continue
            now = shows_order and shown.key == asked.order
            way = ("desc" if asked.descending else "asc") if now else None
            to = shown.key if way == "desc" or (not now and shown.kind != "date") else f"-{shown.key}"
            heads.append(Column(shown.key, _(shown.label), shown.kind, by + to, way))
        return heads

    def _pager(
        self, found: Found, before: bool, after: bool, first: int, total: int,
        exact: bool, params: dict[str, str],
    ) -> Pager:
        if not found:
            return Pager("", first_url=self.address(params) if before else None)
        last = first + len(found) - 1
        text = _("第 %(first)s–%(last)s 条，共 %(total)s 条", first=f"{first:,}", last=f"{last:,}",
                 total=counted(max(total, last), MOST_COUNTED if exact else CAP))
        ends = [f"{n}-{row[0]}" for n, row in (found[0], found[-1])]
        back = {"before": ends[0], "from": str(max(1, first - PAGE))}
        on = {"after": ends[1], "from": str(last + 1)}
        return Pager(
            text,
            self.address({**params, **back}) if before else None,
            self.address({**params, **on}) if after else None,
            self.address(params) if before else None,
        )

    def _notes(self, total: int) -> Iterator[str]:
        if total > CAP and self.args.get("count") != "exact":
            yield _("符合条件的超过%(cap)s条，可用机构、日期等条件缩小范围。", cap=f"{CAP:,}")

    def _kept(self) -> list[tuple[str, str]]:
        """What a new search keeps: filters that have no field of their own, and the order."""
        fields = {f.name for f in self.filters} | {f"{f.name}_from" for f in self.filters}
        fields |= {f"{f.name}_to" for f in self.filters} | {"q"}
        return [(k, v) for k, v in self.asked.params.items() if k not in fields]

    def _chips(self) -> list[tuple[str, str]]:
        params = self.asked.params
        chips = [
            (label, self.address({k: v for k, v in params.items() if k not in names}))
            for label, names in self.narrowing.chips
        ]
        if self.term:
            rest = {k: v for k, v in params.items() if k != "q"}
            chips.insert(0, (_("查找：%(term)s", term=self.term), self.address(rest)))
        return chips

    def _empty(self) -> tuple[str, str, tuple[str, str] | None]:
        if self.asked.params:
            return (_("没有符合条件的记录"), _("可以减少筛选条件后再查。"), None)
        title, text = self.view.empty
        return (_(title), _(text), self.view.create_link({}))

    def address(self, params: dict[str, str]) -> str:
        if not params:
            return self.view.home
        quoted = self.quoted
        return f"{self.view.home}?{'&'.join([f'{k}={quoted[v]}' for k, v in params.items()])}"


class Quoted(dict[str, str]):
    """Values as an address holds them. A page has twenty addresses of the same few values."""

    def __missing__(self, value: str) -> str:
        found = self[value] = value if PLAIN(value) else quote_plus(value)
        return found


def counted(total: int, cap: int) -> str:
    """1,234, or 10,000+ where the count stopped."""
    return f"{cap:,}+" if total > cap else f"{total:,}"
