"""Many rows at once: ids given out here, one statement a table, sequences caught up afterwards.

The one place above access/ that writes around the unit of work. It lays no row itself: callers
fill the ancestor columns, and put their own lines into the trail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Connection, Index, Table, func, select
from sqlalchemy.orm import Session

from models import Base

Rows = dict[type[Base], list[dict[str, Any]]]


class Ids:
    """The next id of every table, as one process gives them out while nobody else writes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counters: dict[type[Base], count[int]] = {}

    def next(self, model: type[Base]) -> int:
        if model not in self._counters:
            self._counters[model] = count(last_id(self._session.connection(), model) + 1)
        return next(self._counters[model])


def last_id(connection: Connection, model: type[Base]) -> int:
    return connection.scalar(select(func.max(model.__table__.c.id))) or 0


def new_rows() -> Rows:
    return defaultdict(list)


def write(session: Session, rows: Rows, order: Iterable[type[Base]] = ()) -> int:
    """Insert all rows, tables in `order` first (foreign keys), and answer how many there were."""
    connection, written = session.connection(), 0
    for model in (*order, *(m for m in list(rows) if m not in set(order))):
        for group in alike(rows.get(model, [])):
            pour(connection, model, group)
            written += len(group)
    rows.clear()
    return written


def pour(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Rows that fill the same columns, through the driver: COPY on PostgreSQL.

    The column types seal, encode and spell the values as in every other statement; constant
    defaults of the columns left out are filled in.
    """
    table, dialect = model.__table__, connection.dialect
    assert isinstance(table, Table)
    filled = [column for column in table.columns if column.name in rows[0]]
    constants = {c.name: c.default.arg for c in table.columns  # type: ignore[union-attr]
                 if c.name not in rows[0] and c.default is not None and c.default.is_scalar}
    columns = [*filled, *(table.c[name] for name in constants)]
    makers = [(c.name, c.type.dialect_impl(dialect).bind_processor(dialect)) for c in columns]
    ready = (
        tuple(make(row[name]) if make else row[name] for name, make in makers)
        for row in ({**constants, **row} if constants else row for row in rows)
    )
    quote = dialect.identifier_preparer.quote
    names, cursor = ", ".join(quote(c.name) for c in columns), connection.connection.cursor()
    if dialect.name == "postgresql":
        with cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for values in ready:
                copy.write_row(values)
    else:
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})", ready)  # noqa: S608


@contextmanager
def without_indexes(session: Session, models: Iterable[type[Base]]) -> Iterator[None]:
    """Within the block the tables have no indexes; afterwards they are made anew, all at once.

    Ten times as fast for a million rows. Commits before and after; if the block fails, the
    indexes are made anew all the same.
    """
    indexes = [index for model in models for index in sorted_indexes(model)]
    for index in indexes:
        index.drop(session.connection(), checkfirst=True)
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        for index in indexes:
            index.create(session.connection(), checkfirst=True)
        session.commit()


def sorted_indexes(model: type[Base]) -> list[Index]:
    table = model.__table__
    assert isinstance(table, Table)
    return sorted(table.indexes, key=lambda index: str(index.name))


def alike(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows by which columns they fill: one statement fills the same columns in every row."""
    groups: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[frozenset(row)].append(row)
    return list(groups.values())


def catch_up_sequences(session: Session, models: Iterable[type[Base]]) -> None:
    """PostgreSQL counts ids by itself and has not seen those given out here."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for model in models:
        last = last_id(connection, model)
        if last:
            sequence = func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
            connection.execute(select(func.setval(sequence, last)))
