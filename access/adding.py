"""Numbers kept beside the records: what a change adds to rows that may be there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Base

DIALECTS: Final[dict[str, Any]] = {"sqlite": sqlite, "postgresql": postgresql}


def add_totals(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the `total` of each row to the row of that key, or lay it down. In the order given, which all keep."""
    if rows:
        connection = session.connection()
        connection.execute(_adding(model, connection.dialect.name), list(rows))


@cache
def _adding(model: type[Base], dialect: str) -> Any:
    table = cast(Table, model.__table__)
    statement = DIALECTS[dialect].insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"total": table.c.total + statement.excluded.total},
    )
