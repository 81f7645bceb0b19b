"""An empty house for each test: a database of its own and the people of tests/cast.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from access import passwords
from access.scope import in_charge_of
from models import WHOLE_PROVINCE, db
from models.engine import writing
from models.sealed import open_keys
from tests import cast, databases
from tests.desk import Desk
from tests.scenes import Scene

passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A real one costs a tenth of a second for each sign-in."""


class Clock:
    """A clock that tests set by hand; Beijing time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def pytest_collection_modifyitems(items) -> None:
    """Whoever asks for the application touches the database, and is tested on both."""
    for item in items:
        if "house" in item.fixturenames:
            item.add_marker("database")


@pytest.fixture
def clock() -> Clock:
    """Monday 9 March 2026, ten in the morning in Beijing."""
    return Clock(datetime(2026, 3, 9, 2, 0, tzinfo=UTC))


def build(folder: Path, url: str):
    from flask_migrate import upgrade

    from app import create_app

    app = create_app(
        {"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "DEMO": False}
    )
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        upgrade()
        cast.hire(db.session)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def mould(tmp_path_factory) -> Path:
    """A data folder with keys and a database that has been migrated and furnished, to be copied."""
    folder = tmp_path_factory.mktemp("mould")
    if databases.POSTGRES:
        databases.maintain("CREATE DATABASE mould")
        build(folder, databases.postgres() + "/mould")
    else:
        build(folder, f"sqlite:///{folder / 'registry.db'}")
    return folder


@pytest.fixture(scope="session")
def house(mould, tmp_path_factory):
    """One application for all tests of a worker; its database is laid anew for each."""
    from app import create_app

    folder = tmp_path_factory.mktemp("house") / "data"
    shutil.copytree(mould, folder)
    if databases.POSTGRES:
        url = f"{databases.postgres()}/house"
    else:
        url = f"sqlite:///{folder / 'registry.db'}"
    return create_app({"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})


@pytest.fixture(scope="session")
def snapshot(mould):
    """On PostgreSQL: the mould's rows, and a database of its schema to lay them into."""
    if not databases.POSTGRES:
        return None
    databases.maintain("CREATE DATABASE house TEMPLATE mould")
    return databases.Snapshot("mould")


def lay_anew(app, mould: Path, snapshot) -> None:
    """The database as the mould has it; nobody may be connected."""
    with app.app_context():
        db.engine.dispose()
    if snapshot is not None:
        snapshot.put_back("house")
        return
    folder = app.config["DATA_DIR"]
    for left in folder.glob("registry.db*"):
        left.unlink()
    shutil.copy(mould / "registry.db", folder / "registry.db")


@pytest.fixture
def app(house, mould, snapshot, clock):
    lay_anew(house, mould, snapshot)
    house.config["CLOCK"] = clock
    house.extensions["shelf"].clear()  # what was kept for some seconds belonged to the last test
    open_keys(house.config["DATA_DIR"] / "keys")
    with house.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        yield house
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app):
    return db.session


@pytest.fixture(scope="session")
def kept_scenes() -> dict[str, Scene]:
    """By name: each laid by the first test of a worker that wants it."""
    return {}


@pytest.fixture
def scene(app, session, kept_scenes, tmp_path_factory):
    """`scene("name", lay)` is what `lay()` answers, its rows laid from a copy; it comes before all other rows."""

    def laid(name: str, lay: Callable[[], Any]) -> Any:
        if name not in kept_scenes:
            kept_scenes[name] = Scene(app, tmp_path_factory.mktemp(name), lay)
        else:
            assert kept_scenes[name].may_be_laid(), "rows laid before the scene would be lost"
        session.close()
        lay_anew(app, kept_scenes[name].folder, kept_scenes[name].snapshot)
        return kept_scenes[name].found()

    return laid


@pytest.fixture
def desk(app, session):
    """`desk("wang")` is Wang's browser, signed in."""

    def sit_down(username: str) -> Desk:
        session.commit()
        return Desk(app, username)

    return sit_down
