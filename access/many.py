"""Many new rows of one table at once, signed, limited and traced as the unit of work does one by one.

For what comes in by the thousand: an object a row costs ten times as much as the row itself. Whoever
lays rows down so fills every column that a form or an object would fill, the same ones in each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from access.audit import actor_of, append, line, moment, told
from access.kept import keep_rows
from access.scope import OutsideScope
from models import Base, Household, Member, Service
from models.base import Recorded, Untraced, Versioned


def new_ids(session: Session, model: type[Base], count: int) -> range | list[int]:
    """So many ids that nobody else has; on SQLite while this transaction is the one that writes."""
    table, connection = cast(Table, model.__table__), session.connection()
    if connection.dialect.name == "postgresql":
        series = func.pg_get_serial_sequence(table.name, "id")
        return list(connection.scalars(select(func.nextval(series)).select_from(func.generate_series(1, count).alias())))
    last: int = connection.scalar(select(func.max(table.c.id))) or 0
    return range(last + 1, last + 1 + count)


def add_rows(
    session: Session, model: type[Base], rows: Sequence[dict[str, Any]], paths: Sequence[str]
) -> None:
    """Insert the rows, each with its `id` and lying under the path beside it; does not commit.

    Raises OutsideScope for a row that does not lie in the session's area.
    """
    area = session.info.get("area")
    if area is None or not all(path.startswith(area.path) for path in paths):
        raise OutsideScope(model.__name__)
    if not rows:
        return
    session.flush()
    if issubclass(model, Recorded):
        at, by = moment(), actor_of(session).user_id
        for row in rows:
            row["created_at"], row["created_by_id"] = at, by
    filled = [dict(row, version=1) for row in rows] if issubclass(model, Versioned) else rows
    session.connection().execute(insert(cast(Table, model.__table__)), filled)
    if not issubclass(model, Untraced):
        personal = {c.key for c in model.__mapper__.columns if c.info.get("personal")}
        append(session, [
            line(session, "create", f"{model.__tablename__}:{row['id']}", {
                key: [None, told((value,), key in personal)]
                for key, value in row.items() if value is not None and key != "id"
            }, path)
            for row, path in zip(rows, paths, strict=True)
        ])
    if model in (Household, Member, Service):
        keep_rows(session, model, rows, paths)
