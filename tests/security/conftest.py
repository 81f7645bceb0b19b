"""For thousands of small requests: the world of these tests, on a disk that need not be waited for."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from models import db
from tests.conftest import lay_anew
from tests.security.kept_world import KeptWorld
from tests.security.world import World


def hurry(connection, _record) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(request):
    """Whether a commit outlives a power cut is asked in tests/models/test_engine.py, not here."""
    if "app" not in request.fixturenames:
        yield
        return
    engine = request.getfixturevalue("session").get_bind()
    if engine.dialect.name != "sqlite":
        yield
        return
    db.session.rollback()
    engine.dispose()
    event.listen(engine, "connect", hurry)
    yield
    event.remove(engine, "connect", hurry)


@pytest.fixture(scope="session")
def kept_world(tmp_path_factory) -> KeptWorld:
    """Built by the first test of a worker that wants it: it takes a second, laying it anew a moment."""
    return KeptWorld(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(app, session, kept_world) -> World:
    if not kept_world.is_built:
        kept_world.build(app)
    session.close()
    lay_anew(app, kept_world.folder, kept_world.snapshot)
    return kept_world.of(session)
