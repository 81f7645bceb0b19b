"""How the databases are opened: nothing acknowledged is lost, no update is lost, no writer starves."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from models.engine import engine_options, prepare, writing
from tests.databases import POSTGRES

pytestmark = pytest.mark.skipif(POSTGRES, reason="SQLite's own habits")


@pytest.fixture
def engine(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    with writing(), engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (1, 0)"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_has_the_safe_settings(engine, pragma, value):
    """Security case RF01."""
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_no_update_is_lost_among_many_writers(engine):
    """Security case WF11: read, modify, write, 20 threads by 10."""

    def work():
        for _ in range(10):
            with writing(), engine.begin() as connection:
                n = connection.execute(text("SELECT n FROM counter")).scalar()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=work) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with engine.connect() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar() == 200


def test_no_writer_starves(engine):
    """Eight writers that never rest: each gets a fair share (one made 1 commit in 5 s without)."""
    done, stop = Counter(), threading.Event()

    def work(name):
        while not stop.is_set():
            with writing(), engine.begin() as connection:
                connection.execute(text("UPDATE counter SET n = n + 1"))
            done[name] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    [t.start() for t in threads]
    time.sleep(2)
    stop.set()
    [t.join() for t in threads]

    assert len(done) == 8
    assert min(done.values()) * 4 > max(done.values()), done


def test_a_failed_transaction_leaves_the_queue(engine):
    for _ in range(3):
        with pytest.raises(OperationalError), writing(), engine.begin() as connection:
            connection.execute(text("UPDATE nowhere SET n = 1"))
    with writing(), engine.begin() as connection:
        connection.execute(text("UPDATE counter SET n = 5"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar() == 5


def test_a_thread_that_would_wait_for_itself_is_told(engine):
    with writing(), engine.begin() as connection:
        connection.execute(text("UPDATE counter SET n = 7"))
        with pytest.raises(RuntimeError, match="already"), engine.begin():
            pass


def test_nobody_waits_for_ever(engine, monkeypatch):
    """Security case RF09: a writer that hangs lets the others go with a fault, and then on."""
    monkeypatch.setattr("models.engine.QUEUE_SECONDS", 0.2)
    holds, done = threading.Event(), threading.Event()

    def hang():
        with writing(), engine.begin() as connection:
            connection.execute(text("UPDATE counter SET n = 1"))
            holds.set()
            done.wait(10)

    thread = threading.Thread(target=hang)
    thread.start()
    holds.wait()
    with writing(), pytest.raises(OperationalError, match="locked"), engine.begin():
        pass
    done.set()
    thread.join()

    with writing(), engine.begin() as connection:
        connection.execute(text("UPDATE counter SET n = 3"))
