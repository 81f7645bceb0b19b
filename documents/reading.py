"""How a ledger reads very many rows: columns alone, in parts, opened and named a column at a time.

No objects are made of the rows, and nothing is held but the part in hand: the cursor stays open on
the database's side. The area of the officer limits every statement, as everywhere.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    String,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy import type_coerce as as_type
from sqlalchemy.orm import Session

from access.scope import column_parts, column_rows
from models.sealed import Sealed, opener

ROWS_AT_ONCE = 500


class Part:
    """Some rows of a statement: by column, and where somebody asks for it, row by row.

    A sealed column is opened only if it is asked for.
    """

    def __init__(
        self, keys: Sequence[str], columns: Sequence[Sequence[Any]],
        sealed: dict[str, Callable[[bytes | None], str | None]], first: int, make: Any,
    ) -> None:
        self._columns, self._sealed, self._make = dict(zip(keys, columns, strict=True)), sealed, make
        self._rows: list[Any] | None = None
        self.first, self.count = first, len(columns[0])

    def column(self, key: str) -> Sequence[Any]:
        if key in self._sealed:
            self._columns[key] = list(map(self._sealed[key], self._columns[key]))
            self._sealed = {k: v for k, v in self._sealed.items() if k != key}
        return self._columns[key]

    @property
    def rows(self) -> list[Any]:
        """The rows as named tuples."""
        if self._rows is None:
            self._rows = list(map(self._make, zip(*map(self.column, self._columns), strict=True)))
        return self._rows


def parts_of(session: Session, statement: Select[Any], first: int = 0) -> Iterator[Part]:
    """The rows of a statement of columns, a thousand at a time; `first` is how many went before."""
    columns = list(statement.selected_columns)
    keys = [str(column.key) for column in columns]
    sealed = {
        key: opener(column.type.place)
        for key, column in zip(keys, columns, strict=True) if isinstance(column.type, Sealed)
    }
    plain = [
        as_type(column, LargeBinary).label(key) if key in sealed else column
        for key, column in zip(keys, columns, strict=True)
    ]
    make = namedtuple("Row", keys, rename=True)._make  # type: ignore[misc]
    for rows in column_parts(session, statement.with_only_columns(*plain), ROWS_AT_ONCE):
        yield Part(keys, list(zip(*rows, strict=True)), sealed, first, make)
        first += len(rows)


class Asked:
    """A statement about many numbers at once: `make` is told how a column is compared with them.

    All numbers are one parameter: a thousand take their time to be bound. The statement is made once
    for each database, not for each part of a ledger.
    """

    def __init__(self, make: Callable[[Callable[[Any], ColumnElement[bool]]], Select[Any]]) -> None:
        self._make = make
        self._made: dict[str, Select[Any]] = {}

    def rows(self, session: Session, numbers: Sequence[int]) -> Sequence[Any]:
        """The rows of these numbers, limited to the officer's area as every other."""
        name = session.get_bind().dialect.name
        if name not in self._made:
            among = in_postgresql if name == "postgresql" else in_sqlite
            self._made[name] = self._make(among).execution_options(lasting=True)
        told = list(numbers) if name == "postgresql" else json.dumps(list(numbers))
        return column_rows(session, self._made[name], {"numbers": told})


def in_postgresql(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == any_(bindparam("numbers", type_=ARRAY(Integer)))
    return found


def in_sqlite(column: Any) -> ColumnElement[bool]:
    each = func.json_each(bindparam("numbers", type_=String())).table_valued("value")
    return column.in_(select(each.c.value))  # type: ignore[no-any-return]
