"""How the two databases are opened, so that nothing acknowledged is lost and no writer starves.

SQLite: WAL, synchronous=FULL, foreign keys on, BEGIN IMMEDIATE for writes, and before it a queue:
SQLite's own waiting is a lottery (one of 8 writers waited 5 s), the kernel's file lock is not.
PostgreSQL: psycopg 3, with the habits of models.postgres.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.postgres import ask_seldom, call_helpers_seldom, stand_alone

BUSY_SECONDS = 5
QUEUE_SECONDS = 8
_mine = threading.local()
"""The queues this thread stands at the head of: a second place in one would wait for itself."""
_writing: ContextVar[bool | None] = ContextVar("writing", default=None)
"""Whether what is at work writes or only reads; None where no door has said so."""


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun within the block are write transactions and wait their turn.

    Everything else reads. A transaction that reads first and then writes cannot be waited for in
    SQLite (BUSY_SNAPSHOT), so a door says beforehand which one it opens.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """What happens within the block reads; see models.postgres for what that spares."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    return _writing.get() is True


def is_reading() -> bool:
    return _writing.get() is False


def engine_options(url: str) -> dict[str, Any]:
    """Options of create_engine; values never appear in a message (hide_parameters)."""
    if url.startswith("postgresql"):
        return {"hide_parameters": True, "pool_pre_ping": True, "pool_recycle": 1800}
    return {
        "hide_parameters": True,
        "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
    }


def session_on(url: str) -> Session:
    """A session of a program without pages, on an engine of its own; the caller closes it."""
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return Session(engine)


def prepare(engine: Engine) -> None:
    """Attach the habits of this module to an engine."""
    if engine.dialect.name == "postgresql":
        ask_seldom(engine)
        stand_alone(engine, is_reading)
        call_helpers_seldom(engine)
    if engine.dialect.name != "sqlite":
        return
    if (database := engine.url.database) and database != ":memory:":
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))  # nobody else's to read
    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", commit)
    event.listen(engine, "rollback", roll_back)
    event.listen(engine, "checkin", lambda _, record: leave_queue(record.info))


def set_pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, see begin()
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def read_once(session: Session) -> None:
    """For a program that walks through rows once: SQLite keeps 2 MB of pages at hand instead of 32."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-2000")


def gather_statistics(session: Session) -> None:
    """Let SQLite look at how its tables are filled, a sample of each index; PostgreSQL does so by itself. Commits nothing."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=2000")
        connection.exec_driver_sql("ANALYZE")


def begin(connection: Connection) -> None:
    if not is_writing():  # it waits for nothing and cannot fail: no need of SQLAlchemy's ceremony
        connection.connection.dbapi_connection.execute("BEGIN")  # type: ignore[union-attr,attr-defined]
        return
    enter_queue(connection)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        leave_queue(connection.info)
        raise


def commit(connection: Connection) -> None:
    """SQLAlchemy asks before it commits; the next writer may come only after, so commit here."""
    if "queue" in connection.info:
        connection.exec_driver_sql("COMMIT")
        leave_queue(connection.info)


def roll_back(connection: Connection) -> None:
    if "queue" in connection.info:
        try:
            if connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
                connection.exec_driver_sql("ROLLBACK")
        finally:
            leave_queue(connection.info)


def enter_queue(connection: Connection) -> None:
    """Wait for the other writers, in the order of arrival, across threads and processes."""
    database = connection.engine.url.database
    if not database or database == ":memory:":
        return
    name = f"{Path(database)}-queue"
    if name in _mine.__dict__:
        raise RuntimeError("this thread already has a write transaction open")
    handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    if not wait_in_line(handle, QUEUE_SECONDS):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("database is locked"))
    _mine.__dict__[name] = handle
    connection.info["queue"] = (name, handle)


def is_taken(fault: OperationalError) -> bool:
    """Whether another process held SQLite's database for longer than one waits."""
    name = getattr(fault.orig, "sqlite_errorname", "")
    return isinstance(fault.orig, TimeoutError) or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def wait_in_line(handle: int, seconds: float) -> bool:
    """Hold the lock within so many seconds, or close the handle and answer False.

    The kernel's own queue is fair but knows no patience: a thread of its own stands in it, and if
    its turn comes too late it steps out again.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        pass
    ours, settled = threading.Event(), threading.Lock()
    gone: list[bool] = []

    def stand() -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with settled:
            if gone:
                os.close(handle)
            ours.set()

    threading.Thread(target=stand, daemon=True).start()
    if ours.wait(seconds):
        return True
    with settled:
        if ours.is_set():
            return True
        gone.append(True)
    return False


def leave_queue(info: dict[Any, Any]) -> None:
    place = info.pop("queue", None)
    if place is not None:
        name, handle = place
        _mine.__dict__.pop(name, None)
        os.close(handle)


def somebody_writes(engine: Engine) -> bool:
    """Whether a writer would have to wait now; for what may as well be written another time."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return False
    handle = os.open(f"{Path(database)}-queue", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
