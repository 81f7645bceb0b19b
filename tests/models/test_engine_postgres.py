"""PostgreSQL's connections: one that has ended is noticed before it is used, the server seldom asked."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from models import engine as habits
from tests import databases

pytestmark = pytest.mark.skipif(not databases.POSTGRES, reason="PostgreSQL's own habits")
WHO = text("SELECT pg_backend_pid()")


@pytest.fixture
def asked():
    """The connections the server was asked about."""
    return []


@pytest.fixture
def engine(asked):
    url = databases.postgres() + "/postgres"
    engine = create_engine(url, pool_size=1, max_overflow=0, **habits.engine_options(url))
    ask = engine.dialect.do_ping

    def ask_and_tell(connection):
        asked.append(connection)
        return ask(connection)

    engine.dialect.do_ping = ask_and_tell
    habits.prepare(engine)
    yield engine
    engine.dispose()


def backend(engine) -> int:
    with engine.connect() as connection:
        return connection.execute(WHO).scalar()


def test_a_connection_just_used_is_believed(engine, asked):
    assert len({backend(engine) for _ in range(5)}) == 1
    assert asked == []


def test_a_connection_that_has_rested_is_asked(engine, asked, monkeypatch):
    backend(engine)
    monkeypatch.setattr(habits, "RESTED_SECONDS", 0)
    backend(engine)

    assert len(asked) == 1


def test_a_connection_the_server_has_ended_is_replaced_at_once(engine, asked):
    first = backend(engine)
    databases.maintain(f"SELECT pg_terminate_backend({first}, 5000)")

    assert backend(engine) != first
    assert len(asked) == 1
