"""How PostgreSQL is asked: no more often than a page needs an answer.

A connection is checked before each use, but the server is asked only where it has rested a while or
its socket has something to tell. Where a page only reads, each question stands alone: no BEGIN and no
ROLLBACK, a journey to the server each, and what the server has planned once is not forgotten.
"""

from __future__ import annotations

import re
import select
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event

RESTED_SECONDS = 5
AFTER: Final = 5
"""Within one transaction the server keeps the plan of a statement that comes so often (psycopg's own habit)."""
WORTH_HELPERS: Final = 20_000
"""From which cost on a plan may be shared among workers of the server: some tenths of a second of work."""
IDLE: Final = 0
"""A connection that lives and has no transaction open, as libpq says it."""
NEEDS_MORE: Final = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE|KEY)|\bpg_|\bnextval\b", re.IGNORECASE)


def ask_seldom(engine: Engine) -> None:
    """Make pool_pre_ping believe a connection that came back a moment ago and is silent since.

    A server that ends a connection (restart, time-out, an administrator) says so on its socket:
    then, and after a rest of RESTED_SECONDS, the server is asked as ever.
    """
    ask = engine.dialect.do_ping
    came_back: WeakKeyDictionary[Any, float] = WeakKeyDictionary()

    def come_back(connection: Any, _: object) -> None:
        if connection is not None:
            came_back[connection] = time.monotonic()

    def lives(connection: Any) -> bool:
        rested = time.monotonic() - came_back.get(connection, -RESTED_SECONDS)
        if rested < RESTED_SECONDS and is_silent(connection):
            return True
        return ask(connection)

    event.listen(engine, "checkin", come_back)
    engine.dialect.do_ping = lives  # type: ignore[method-assign]


def is_silent(connection: Any) -> bool:
    """Whether nothing has come in on the connection's socket: no word of its end."""
    ears = select.poll()
    ears.register(connection.fileno(), select.POLLIN)
    return not ears.poll(0)


def stand_alone(engine: Engine, is_reading: Callable[[], bool]) -> None:
    """Where something only reads, a transaction begins with the first statement that needs one.

    Until then each SELECT is answered for itself, which at READ COMMITTED it is in any case: every
    statement sees what was committed when it began. A statement with the execution option `planned`
    is planned by the server once for each connection: one that finds a row by its key.
    """

    def begin(connection: Connection) -> None:
        if is_reading():
            raw: Any = connection.connection.dbapi_connection
            raw.autocommit, raw.prepare_threshold = True, None

    def ask(connection: Connection, cursor: Any, statement: str, _p: Any, context: Any, _m: bool) -> None:
        raw: Any = connection.connection.dbapi_connection
        if not raw.autocommit:
            return
        if hasattr(cursor, "name") or not is_plain(statement):  # a named cursor lives in a transaction
            raw.autocommit, raw.prepare_threshold = False, AFTER
        else:
            raw.prepare_threshold = 0 if context.execution_options.get("planned") else None

    def come_back(connection: Any, record: Any) -> None:
        if connection is None or not connection.autocommit:
            return
        if connection.info.transaction_status != IDLE:  # its end was noticed under way
            record.invalidate()
            return
        connection.autocommit, connection.prepare_threshold = False, AFTER

    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", ask)
    event.listen(engine, "checkin", come_back)


def call_helpers_seldom(engine: Engine) -> None:
    """To start workers takes the server 10 ms; by its own reckoning it does so for a page's 2 ms of work."""

    def say(connection: Any, _: object) -> None:
        connection.execute(f"SET parallel_setup_cost = {WORTH_HELPERS}")
        connection.commit()

    event.listen(engine, "connect", say)


@lru_cache(maxsize=2000)
def is_plain(statement: str) -> bool:
    """Whether a statement asks and nothing else: it changes, locks and numbers nothing."""
    return statement.startswith("SELECT") and not NEEDS_MORE.search(statement)
