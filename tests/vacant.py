"""An application around an empty database of its own: for migrations, seeds, commands, backups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, db
from models.engine import writing
from models.sealed import open_keys
from tests import databases

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""Tuesday 10 March 2026, ten in the morning in Beijing."""


def vacant(folder: Path, name: str, at: datetime = NOW) -> Flask:
    """A new application, its keys and data in the folder, its database empty of tables."""
    from app import create_app

    if databases.POSTGRES:
        databases.maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        databases.maintain(f"CREATE DATABASE {name}")
        url = f"{databases.postgres()}/{name}"
    else:
        url = f"sqlite:///{folder / 'registry.db'}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True,
                       "CLOCK": lambda: at})


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """In the application, in charge of the whole province, with the right to write."""
    open_keys(app.config["DATA_DIR"] / "keys")
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
