"""An application around an empty database of its own: for migrations, seeds, commands, backups."""

from __future__ import annotations

import shutil
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
    if databases.POSTGRES:
        databases.maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        databases.maintain(f"CREATE DATABASE {name}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return around(folder, name, at)


def copied(pattern: Flask, folder: Path, name: str) -> Flask:
    """Another application around a copy of that one's data, keys and database; nobody may be connected."""
    if databases.POSTGRES:
        source = pattern.config["SQLALCHEMY_DATABASE_URI"].rpartition("/")[2]
        databases.maintain(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        databases.maintain(f"CREATE DATABASE {name} TEMPLATE {source}")
    shutil.copytree(pattern.config["DATA_DIR"], folder)
    return around(folder, name, NOW)


def around(folder: Path, name: str, at: datetime) -> Flask:
    from app import create_app

    url = f"sqlite:///{folder / 'registry.db'}"
    if databases.POSTGRES:
        url = f"{databases.postgres()}/{name}"
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
