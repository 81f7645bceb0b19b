"""For thousands of small requests: the world of these tests, on a disk that need not be waited for."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from models import db
from tests.security.world import World, build


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


@pytest.fixture
def world(scene, session) -> World:
    return scene("world", lambda: build(session))
