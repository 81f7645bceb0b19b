"""The same house with doors of our own: some say what the guard has settled, behind others things go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask, abort, g, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError

from access.audit import actor_of
from access.scope import OutsideScope
from admin.borders import open_to_all, outside_the_queue
from models import Household, db
from models.engine import is_writing

ID_NO, PHONE = "110101200002290018", "13812345678"


class Sqlite(Exception):
    """What sqlite3 raises, with the name of its code."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.sqlite_errorname = name


LOCKED = Sqlite("SQLITE_BUSY", "database is locked")
MISSING = Sqlite("SQLITE_ERROR", "no such table: household")
QUOTED = ValueError(f"Failing row contains ({ID_NO}, {PHONE})")
FAULTS = {
    "locked": (OperationalError("UPDATE x", {}, LOCKED), 503),
    "pool": (PoolExhausted(), 503),
    "stale": (StaleDataError(ID_NO), 409),
    "unique": (IntegrityError("INSERT", {"no": ID_NO}, QUOTED), 409),
    "data": (DataError("SELECT", {"no": ID_NO}, QUOTED), 404),
    "value": (StatementError(ID_NO, "SELECT", {}, LookupError(ID_NO)), 404),
    "overflow": (OverflowError(ID_NO), 404),
    "outside": (OutsideScope("Household"), 404),
    "program": (OperationalError("SELECT", {}, MISSING), 500),
    "bug": (KeyError(ID_NO), 500),
}


@cache
def put_together(folder: Path, url: str, overrides: tuple[tuple[str, object], ...]) -> Flask:
    """Made once for a worker, as its house is; whoever uses it must leave nothing in it."""
    from app import create_app

    made = create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, **dict(overrides)})
    add_doors(made)
    return made


@contextmanager
def built(app: Flask, **overrides: object) -> Iterator[Flask]:
    """An application over the same data as `app`, as it would run: faults become pages."""
    made = put_together(
        app.config["DATA_DIR"], app.config["SQLALCHEMY_DATABASE_URI"], tuple(overrides.items())
    )
    made.config["CLOCK"] = app.config["CLOCK"]
    made.extensions["shelf"].clear()
    try:
        yield made
    finally:
        with made.app_context():
            db.engine.dispose()


def add_doors(made: Flask) -> None:
    @made.route("/admin/fault/<kind>", methods=["GET", "POST"])
    def fault(kind):
        if kind.isdigit():
            abort(int(kind))
        raise FAULTS[kind][0]

    @made.route("/admin/who", methods=["GET", "POST"])
    def who():
        area, actor = db.session.info["area"], actor_of(db.session)
        return {
            "path": area and area.path, "actor": actor.username, "address": actor.address,
            "writing": is_writing(), "note": request.form.get("note"),
        }

    @made.post("/admin/read")
    @outside_the_queue
    def read():
        return {"writing": is_writing(), "seen": db.session.query(Household).count()}

    @made.get("/from")
    @open_to_all
    def came_from():
        return [request.remote_addr, request.is_secure]

    @made.get("/admin/styled")
    def styled():
        g.csp_style_inline = True
        return "图"

    @made.get("/admin/lasting")
    def lasting():
        g.immutable = True
        return "x"


def rules(app: Flask) -> Iterator[tuple[object, str]]:
    """Every address of the house but files, with a 1 for each part that varies."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            yield rule, re.sub(r"<[^>]+>", "1", rule.rule)


def hidden(page) -> dict[str, str]:
    """The hidden fields of a page, as they stand in it."""
    body = page.get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
