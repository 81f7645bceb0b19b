"""A ledger too long to wait for, or case files: ordered, written by a process of its own, fetched from its page.

The page may be left; the process goes on, whichever worker of the server began it, and ends with
its file. Nobody sees another's exports. See docs/decisions/0038.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from access.traces import leave_trace
from admin.base import page
from admin.borders import outside_the_queue
from admin.clock import now, ticks
from admin.guarded import Guarded
from admin.takeaway import sent_in_parts
from admin.translation import gettext as _
from admin.words import household_url, in_turn, moment, said
from documents.background import demand_export, is_bundle
from documents.ledgers import LEDGERS
from models import LedgerExport, Office, User, db
from models.archive import Opener
from models.engine import writing
from policy.export_terms import ExportState as State
from policy.verdict import Reason
from workflow import ledger_exports as exports
from workflow.refusals import Refused

MOST_AT_ONCE: Final = 50_000
"""Rows a request writes while the browser waits; beyond them in the background."""
TONES: Final = {State.READY: "green", State.FAILED: "red", State.EXPIRED: "none"}
_children: list[subprocess.Popen[bytes]] = []


def begin_export(user: User, office: Office, **asked: Any) -> ResponseReturnValue:
    """Enter the order and start its process; the officer is led to the page that shows how far it is.

    Raises Refused while an earlier one is still being written.
    """
    tidy()
    session, data_dir = db.session(), Path(current_app.config["DATA_DIR"])
    session.rollback()
    with writing():
        export = exports.order(session, user, office, now(), **asked)
    number = export.id
    exports.tell(data_dir, number, 0, first=True)
    start(number)
    return redirect(url_for("ledger_export.one", number=number))


def start(number: int) -> None:
    """A process that outlives the request; those that have ended are taken leave of here."""
    _children[:] = [child for child in _children if child.poll() is None]
    _children.append(subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "ledger_work.py", str(number)],
        cwd=current_app.root_path, env=worker_env(current_app.config), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        start_new_session=True,
    ))


def worker_env(config: Mapping[str, Any]) -> dict[str, str]:
    """What the process is told of this installation."""
    return {**os.environ, "DATA_DIR": str(config["DATA_DIR"]),
            "DATABASE_URL": str(config["SQLALCHEMY_DATABASE_URI"])}


def tidy() -> None:
    """End exports whose process has died, and files kept long enough."""
    session, data_dir = db.session(), Path(current_app.config["DATA_DIR"])
    if not exports.overdue(session, data_dir, now(), ticks()):
        return
    session.rollback()
    with writing():
        for export, why in exports.overdue(session, data_dir, now(), ticks()):
            exports.give_up(session, data_dir, export, now(), why)


def exports_shown(user: User) -> list[dict[str, Any]]:
    """The officer's latest exports, for the page of the ledgers."""
    return [shown(export) for export in exports.exports_of(db.session(), user)]


def shown(export: LedgerExport) -> dict[str, Any]:
    done = export.done if export.done is not None else exports.rows_so_far(
        Path(current_app.config["DATA_DIR"]), export.id
    )
    own = (export.selection or {}).get("name")
    return {
        "number": export.id, "title": own or title_of(export), "households": is_bundle(export),
        "state": export.state.value, "state_label": _(export.state.label),
        "tone": TONES.get(export.state, "yellow"), "office": export.office.name,
        "period": period_words(export.since, export.until), "rows": export.rows, "done": done,
        "percent": min(99, 100 * done // export.rows) if export.rows else 0,
        "ordered_at": moment(export.ordered_at), "why": _(export.why) if export.why else "",
        "running": export.state in exports.UNDER_WAY, "full": export.full,
        "url": url_for("ledger_export.one", number=export.id),
        "told": [became(one) for one in export.outcomes or []],
    }


def title_of(export: LedgerExport) -> str:
    return _("零就业家庭认定援助卷宗") if is_bundle(export) else _(LEDGERS[export.ledger].title)


def became(one: dict[str, Any]) -> dict[str, Any]:
    """What became of one household of a bundle of case files."""
    why = one.get("why")
    return {
        "label": one["family_no"], "url": household_url(one["id"]), "done": not why, "pages": one.get("pages"),
        "why": said(Reason(why["clause"], why["text"], why["values"])) if why else "",
    }


def period_words(since: date, until: date) -> str:
    return f"{since:%Y-%m-%d} – {until:%Y-%m-%d}"


@page
class LedgerExports(Guarded, BaseView):
    """How far an export is, and its file."""

    to_read = P.LEDGER_EXPORT

    def __init__(self) -> None:
        super().__init__(name="后台导出", endpoint="ledger_export", url="/admin/ledger/export")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("ledger.index"))

    @expose("/<int:number>")
    def one(self, number: int) -> ResponseReturnValue:
        tidy()
        return self.render("pages/ledger_export.html", export=shown(own(number)))

    @expose("/<int:number>", methods=("POST",))
    @outside_the_queue
    def decide(self, number: int) -> ResponseReturnValue:
        """Fetch the file, or give the export up."""
        export = own(number)
        if request.form.get("do") == "fetch":
            return fetch(export)
        if request.form.get("do") != "give_up" or export.state not in (*exports.UNDER_WAY, State.READY):
            abort(400)
        db.session.rollback()
        with writing():
            exports.give_up(db.session(), Path(current_app.config["DATA_DIR"]), own(number), now(), exports.LEFT)
        flash(_("已放弃，文件已删除"), "info")
        return redirect(url_for("ledger.index"))


def own(number: int) -> LedgerExport:
    """One of the officer's own exports; else 404."""
    export = exports.export_of(db.session(), current_user, number) if number < 2**31 else None
    if export is None:
        abort(404)
    return export


def fetch(export: LedgerExport) -> ResponseReturnValue:
    """The file, opened as it is sent; asks again for the right, and leaves a line in the trail."""
    user: User = current_user._get_current_object()
    path = exports.sealed_file(Path(current_app.config["DATA_DIR"]), export.id)
    if export.state is not State.READY or not path.exists() or not may(user, P.LEDGER_EXPORT):
        abort(404)
    try:
        demand_export(user, export)
    except Refused as refused:
        flash(in_turn(said(reason) for reason in refused.reasons), "error")
        return redirect(url_for("ledger_export.one", number=export.id))
    key, name, digest, at = bytes.fromhex(export.key), export.file_name, export.digest, export.office.path
    leave_trace(db.session(), "export", f"ledger_export:{export.id}", path=at, sha256=digest, what="fetched")
    source = path.open("rb")

    def opened() -> Iterator[bytes]:
        with source:
            reader = Opener(source, key)
            while part := reader.read(1 << 20):
                yield part

    response: Response = sent_in_parts(opened(), name or "")
    response.call_on_close(source.close)
    return response
