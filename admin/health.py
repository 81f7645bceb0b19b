"""The root, and the page that says whether this server can serve."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from admin.borders import open_to_all
from models import db

pages = Blueprint("health", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("admin.index"))


@pages.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """200 when the database answers and has the tables this program was written for."""
    try:
        at = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        db.session.rollback()
        return {"status": "unavailable", "database": "down"}, 503, {"Retry-After": "10"}
    migrate = current_app.extensions.get("migrate")
    wanted = heads(Path(current_app.root_path, migrate.directory)) if migrate else at
    if set(at) != set(wanted):
        return {"status": "unavailable", "database": "ok", "schema": "outdated"}, 503
    return {"status": "ok", "database": "ok", "schema": "current"}


@lru_cache(maxsize=4)
def heads(folder: Path) -> tuple[str, ...]:
    """The newest migrations in the folder; a program's own files do not change while it runs."""
    settings = Config()
    settings.set_main_option("script_location", str(folder))
    return tuple(ScriptDirectory.from_config(settings).get_heads())
