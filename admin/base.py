"""What every table has in common; a declaration adds only what is its own.

Closed unless a permission opens it. Flask-Admin gives the frame (register, routes, menu); list,
form and details are ours, because its own read rows past the scope, write them by a second door
(`ajax/update`), delete, and answer crafted addresses with a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_login import current_user
from sqlalchemy import ColumnElement, inspect, select

from access.permissions import Permission, may
from admin.arguments import whole_number
from admin.cells import Page, Shown
from admin.clock import today
from admin.columns import compiled, drawers_of, shown_of
from admin.details import ActLink, acts_of, details_context
from admin.filters import Filter, Narrowing, OfficeFilter
from admin.guarded import Guarded
from admin.list_bars import Tab
from admin.list_frame import list_page
from admin.listing import Listing
from admin.lookups import look_up
from admin.rows import Acts
from admin.search import LooksPersonal, Search
from admin.shelf import kept
from admin.translation import gettext as _
from admin.translation import language
from admin.words import ReasonLine, back_to
from models import Area, Base, User, db

VIEWS: list[type[Any]] = []
"""The register app.py reads: model views by @table, other pages by @page."""

MOST_ROWS = 1000
V = TypeVar("V", bound=type[Any])


def table(model: type[Base], menu: str, endpoint: str = "") -> Callable[[V], V]:
    """Enter a view in the register; that is all it takes to put a table on the menu."""

    def enter(view: V) -> V:
        view.of, view.menu = model, menu
        view.called = endpoint or model.__name__.lower()
        VIEWS.append(view)
        return view

    return enter


def page(view: V) -> V:
    """Enter a page of its own in the register."""
    VIEWS.append(view)
    return view


class TableView(Guarded, ModelView):
    """One table as officers see it. Class attributes declare; see admin/views_*.py."""

    of: ClassVar[type[Any]]
    menu: ClassVar[str]
    called: ClassVar[str]

    can_delete = can_export = False
    can_view_details = True
    column_editable_list = None
    export_max_rows = 0
    page_size = 50

    to_write: Permission | None = None
    title = new_title = ""
    intro = ""
    empty: tuple[str, str] = ("这里还没有记录", "")
    column_list: Sequence[str | Shown] = ()
    column_sortable_list: Sequence[str] = ()
    column_default_sort: tuple[Any, ...] = ("id", True)  # and what makes the stretches, where one column is not all
    column_filters: Sequence[Filter] = ()
    column_details_list: Sequence[str | Shown] = ()
    form_columns: Sequence[str] = ()
    walked: frozenset[str] = frozenset()
    """Columns with an index by models.office.by_order."""
    tabs: Sequence[tuple[str, dict[str, str]]] = ()
    search: Search | None = None

    def __init__(self) -> None:
        self.title = self.title or self.of.__label__
        super().__init__(self.of, db, name=self.title, category=self.menu, endpoint=self.called)

    # ---- put together once, when the application starts --------------------------------------

    def init_actions(self) -> None:
        """No action but those a declaration brings; Flask-Admin's own would delete."""
        self._actions, self._actions_data = [], {}

    def _refresh_cache(self) -> None:
        """Instead of Flask-Admin's scaffolding: labels, columns and the one statement of the list."""
        mapper = inspect(self.of)
        self.column_labels = {
            n.key: n.info["label"]
            for n in (*mapper.columns, *mapper.relationships) if "label" in n.info
        }
        keys = {mapper.get_property_by_column(c).key: c for c in mapper.columns}
        self.column_labels |= {k: c.info["label"] for k, c in keys.items() if "label" in c.info}
        self.key = getattr(self.of, mapper.get_property_by_column(mapper.primary_key[0]).key)
        self.columns = shown_of(self.of, self.column_list, self.column_labels)
        apart = db.engine.dialect.name == "postgresql"
        self.statement, places, self.at = compiled(self.of, self.key, self.columns, apart)
        self.drawers = drawers_of(self.statement, places)
        details = shown_of(self.of, self.column_details_list or self.column_list, self.column_labels)
        self.details_statement, self.details_places, _at = compiled(self.of, self.key, details, apart)
        self.sortable = frozenset(self.column_sortable_list)
        self.default_order = self.column_default_sort
        self.filters = list(self.column_filters)
        for n, narrowing in enumerate(self.filters):
            narrowing.bind(self)
            if n and isinstance(narrowing, OfficeFilter):
                raise TypeError(f"{type(self).__name__}: the office filter comes first")
        self._form_ajax_refs: dict[str, Any] = {}

    def scaffold_auto_joins(self) -> list[Any]:
        return []

    # ---- who may, and what is there ------------------------------------------------------------

    @property
    def can_create(self) -> bool:
        return bool(self.form_columns) and self.may_write()

    can_edit = can_create

    def may_edit(self, row: Any, user: User) -> bool:
        return False

    def may_write(self) -> bool:
        return self.to_write is not None and may(current_user, self.to_write)

    def limits(self, area: Area | None) -> Sequence[ColumnElement[bool]]:
        """Conditions on the rows of a table that the session's scope does not know."""
        return ()

    def key_of(self, text: str) -> Any:
        """The key a parameter names; None for what cannot be one."""
        return whole_number(text)

    def get_one(self, id: str) -> Any:
        """By query and not from the identity map, so that the scope is asked; 404 if there is none."""
        key = self.key_of(id or "")
        if key is None:
            abort(404)
        area = db.session.info.get("area")
        statement = select(self.of).where(self.key == key, *self.limits(area))
        row = db.session.scalars(statement).one_or_none()
        if row is None:
            abort(404)
        return row

    # ---- list ----------------------------------------------------------------------------------

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        user: User = current_user._get_current_object()
        try:
            listing = Listing(self, db.session(), user, today(), request.args.to_dict())
        except LooksPersonal:
            flash(_("身份证号码和手机号码不能在此查找：请用页面上方的“证件号查找”，号码不会写入网址和日志。"), "error")
            kept = {k: v for k, v in request.args.items() if k not in ("q", "after", "before")}
            return redirect(url_for(".index_view", **kept))
        return list_page(user, listing.context())

    def row_urls(self, rows: Sequence[Any]) -> list[str]:
        """The page of each row."""
        begin = f"{self.url}/details/?id="
        return [f"{begin}{row[0]}" for row in rows]

    def row_acts(self, page: Page, rows: Sequence[Any]) -> Sequence[Acts]:
        """The buttons of each row."""
        return [()] * len(rows)

    def bulk_acts(self, user: User) -> Sequence[tuple[str, str]]:
        """The acts on several rows at once; the same for all officers of a role."""
        return kept(
            ("bulk", self.called, user.role, language()),
            lambda: [(n, _(str(label))) for n, label in self._actions if self.is_action_allowed(n)],
            for_ever=True,
        )

    def tabs_for(self, user: User, on: date) -> Iterable[Tab]:
        return [Tab(label, params) for label, params in self.tabs]

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        """Sentences above the list."""
        return ()

    def figures(self, narrowing: Narrowing) -> Sequence[Any]:
        """Numbers above the list (admin.desk.Figure), each with the list it opens."""
        return ()

    def create_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        if not self.can_create:
            return None
        query = f"?household={params['household']}" if "household" in params else ""
        return (self.words_for_new(), f"{self.url}/new/{query}")

    def words_for_new(self) -> str:
        """What the button says, and the head of the page it leads to."""
        return _(self.new_title) if self.new_title else _("新增%(what)s", what=_(self.title))

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        return None

    def heading(self, row: Any) -> str:
        """What stands above one record's page."""
        return _(self.title)

    def acts(self, row: Any, user: User) -> Sequence[ActLink]:
        """What may be done with a record besides editing it."""
        return acts_of(self, row, user)

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        """What the officer may decide of a record, whoever wrote it."""
        return ()

    def findings(self, row: Any, user: User) -> Sequence[ReasonLine]:
        """What a rule says of the record, above its columns."""
        return ()

    def extras(self, row: Any, user: User) -> Sequence[Any]:
        """Tables of other records that belong to this one (admin.panel.Extra), beneath its columns."""
        return ()

    # ---- details -------------------------------------------------------------------------------

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        row = self.get_one(request.args.get("id", ""))
        return self.render("admin/model/details.html", **details_context(self, row))

    # ---- acts, look-ups, and the doors that stay shut ------------------------------------------

    def is_action_allowed(self, name: str) -> bool:
        return name in self._actions_data and self.may_write()

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """An act on rows: `action` and `rowid`s of the bar, or `act_on` = "act:id" of a row's button."""
        name, ids = request.form.get("action", ""), request.form.getlist("rowid")
        on_one = request.form.get("act_on", "")
        if on_one:
            name, _colon, single = on_one.partition(":")
            ids = [single]
        if name not in self._actions_data or not self.is_action_allowed(name):
            abort(403)
        if len(ids) > MOST_ROWS or any(whole_number(i) is None for i in ids):
            abort(400)
        answer: ResponseReturnValue = self._actions_data[name][0](list(dict.fromkeys(ids)))
        return answer or redirect(back_to(self.get_url(".index_view")))

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> ResponseReturnValue:
        args = request.args
        return jsonify(look_up(args.get("name", ""), args.get("query", ""), args.get("limit", "")))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        abort(403 if not self.can_create else 404)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        abort(403 if not self.can_edit else 404)

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> ResponseReturnValue:
        """Nothing is deleted; a mistake is voided with its reason."""
        abort(404)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> ResponseReturnValue:
        abort(404)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """What leaves the house leaves it as a ledger."""
        abort(404)

    @property
    def action_url(self) -> str:
        return f"{self.url}/action/"

    @property
    def home(self) -> str:
        return f"{self.url}/"
