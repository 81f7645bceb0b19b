"""PostgreSQL's connections: one that has ended is noticed before it is used, the server seldom asked."""

from __future__ import annotations

import pytest
from sqlalchemy import column, create_engine, select, table, text
from sqlalchemy.exc import OperationalError

from models import engine as habits
from models import postgres
from tests import databases

pytestmark = pytest.mark.skipif(not databases.POSTGRES, reason="PostgreSQL's own habits")
N = column("n")
NUMBERS = table("numbers", N)
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
    monkeypatch.setattr(postgres, "RESTED_SECONDS", 0)
    backend(engine)

    assert len(asked) == 1


def test_a_connection_the_server_has_ended_is_replaced_at_once(engine, asked):
    first = backend(engine)
    databases.maintain(f"SELECT pg_terminate_backend({first}, 5000)")

    assert backend(engine) != first
    assert len(asked) == 1


def status(connection) -> int:
    return connection.connection.dbapi_connection.info.transaction_status


@pytest.fixture
def numbers(engine):
    """A table that this one connection alone sees, for as long as it lives."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMP TABLE numbers (n integer)"))
        connection.execute(text("INSERT INTO numbers VALUES (1), (2), (3)"))


def test_a_page_that_only_reads_opens_no_transaction(engine, numbers):
    with habits.reading(), engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM numbers")) == 3
        assert status(connection) == postgres.IDLE
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM numbers")) == 3
        assert status(connection) != postgres.IDLE


@pytest.mark.parametrize("says", [
    "INSERT INTO numbers VALUES (4)", "SELECT n FROM numbers WHERE n = 1 FOR UPDATE",
    "SELECT pg_advisory_xact_lock(7)", "WITH more AS (INSERT INTO numbers VALUES (4) RETURNING n) SELECT n FROM more",
])
def test_what_changes_or_locks_begins_one_that_a_rollback_takes_back(engine, numbers, says):
    with habits.reading(), engine.connect() as connection:
        connection.execute(text("SELECT n FROM numbers"))
        connection.execute(text(says))
        assert status(connection) != postgres.IDLE
        assert not connection.connection.dbapi_connection.autocommit
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM numbers")) == 3


def test_what_comes_a_part_at_a_time_has_a_transaction(engine, numbers):
    with habits.reading(), engine.connect() as connection:
        parts = connection.execution_options(yield_per=2).execute(select(N).select_from(NUMBERS).order_by(N))
        assert [len(part) for part in parts.partitions()] == [2, 1]
        assert status(connection) != postgres.IDLE


def test_the_next_use_of_a_connection_is_as_if_nobody_had_read_by_it(engine, numbers):
    with habits.reading(), engine.connect() as connection:
        connection.execute(text("SELECT n FROM numbers"))
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert (raw.autocommit, raw.prepare_threshold) == (False, postgres.AFTER)
        connection.execute(text("INSERT INTO numbers VALUES (4)"))
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM numbers")) == 3


def test_what_is_planned_once_stays_planned_from_page_to_page(engine, numbers):
    planned = text("SELECT n FROM numbers WHERE n = 2").execution_options(planned=True)
    kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%n = 2%'")
    for _page in range(3):
        with habits.reading(), engine.connect() as connection:
            assert connection.scalar(planned) == 2
    with habits.reading(), engine.connect() as connection:
        assert connection.scalar(kept) == 1


def test_a_connection_that_ends_while_a_page_reads_is_not_used_again(engine, numbers):
    with habits.reading(), engine.connect() as connection:
        first = connection.scalar(WHO)
        databases.maintain(f"SELECT pg_terminate_backend({first}, 5000)")
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT n FROM numbers"))

    assert backend(engine) != first


def test_the_server_calls_workers_for_long_work_only(engine):
    with engine.connect() as connection:
        connection.rollback()
        assert connection.execute(text("SHOW parallel_setup_cost")).scalar() == str(postgres.WORTH_HELPERS)
