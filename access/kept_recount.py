"""The kept figures counted anew from the households: to compare, or to lay them down again.

Reads the dates in SQL, one unit (市、州) at a time, and shares no line with what keeps them day by day
(policy.figures), so that each proves the other. Below the scope: everything is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Date,
    Table,
    TextualSelect,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from access.audit import note
from models import KeptDay, KeptMonth, Office
from models.base import coded
from policy.figures import Figure

SPOKEN = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "most": "max",
               "after": "date(promise_due_on, '+1 day')", "month": "date(day, 'start of month')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "most": "greatest",
                   "after": "promise_due_on + 1", "month": "CAST(date_trunc('month', day) AS DATE)"},
}
"""Words the two databases differ in; `least` and `most` are never asked about NULL."""
STAGE = """
CREATE TEMPORARY TABLE recount
(unit_id INTEGER, county_id INTEGER, street_id INTEGER, community_id INTEGER,
 day DATE, figure VARCHAR(20), total INTEGER)
"""
COUNT = """
WITH one AS (
  SELECT unit_id, county_id, street_id, community_id, recognised_on, assisted_on, exited_on, promise_due_on,
    {least}(coalesce(exited_on, {never}), coalesce(revoked_on, {never})) AS left_on,
    {least}(coalesce(exited_on, {never}), coalesce(revoked_on, {never}), coalesce(placed_on, {never})) AS over_on,
    CASE WHEN recognised_on IS NULL OR promise_due_on IS NULL THEN NULL
         ELSE {most}(recognised_on, {after}) END AS late_on,
    CASE WHEN promise_due_on IS NULL OR revoked_on IS NOT NULL
           OR (exited_on <= promise_due_on AND exit_ground <> 'employed') THEN NULL
         WHEN picky_on <= promise_due_on THEN 'picky'
         WHEN placed_on <= promise_due_on THEN 'kept' ELSE 'missed' END AS promise
  FROM household WHERE unit_id = :unit
), found (unit_id, county_id, street_id, community_id, day, figure, total) AS (
  SELECT {place}, recognised_on, 'recognised', 1 FROM one
  UNION ALL SELECT {place}, assisted_on, 'assisted', 1 FROM one
  UNION ALL SELECT {place}, exited_on, 'exited', 1 FROM one
  UNION ALL SELECT {place}, recognised_on, 'register', 1 FROM one WHERE left_on > recognised_on
  UNION ALL SELECT {place}, left_on, 'register', -1 FROM one WHERE left_on > recognised_on AND left_on < {never}
  UNION ALL SELECT {place}, late_on, 'overdue', 1 FROM one WHERE over_on > late_on
  UNION ALL SELECT {place}, over_on, 'overdue', -1 FROM one WHERE over_on > late_on AND over_on < {never}
  UNION ALL SELECT {place}, promise_due_on, promise, 1 FROM one WHERE promise IS NOT NULL
)
INSERT INTO recount
SELECT {place}, day, figure, sum(total) FROM found WHERE day IS NOT NULL GROUP BY {place}, day, figure
"""
PLACE = "unit_id, county_id, street_id, community_id"
OFFICES = ("CAST(:root AS INTEGER)", "unit_id", "county_id", "street_id", "community_id")
"""The offices a household counts for; where two columns name the same one, once."""
KEEP = """
INSERT INTO {table} (office_id, figure, day, total)
SELECT {office}, figure, {day}, sum(total) FROM recount WHERE {once} GROUP BY 1, 2, 3 HAVING sum(total) <> 0
ON CONFLICT (office_id, figure, day) DO UPDATE SET total = {table}.total + excluded.total
"""
COMPARE = """
SELECT office_id, figure, day, sum(kept) AS kept, sum(counted) AS counted FROM (
  SELECT k.office_id, k.figure, k.day, k.total AS kept, 0 AS counted
  FROM {table} k JOIN office o ON o.id = k.office_id
  WHERE coalesce(o.unit_id, o.id) = :unit AND o.id <> :root
  {counted}
) AS both_ways GROUP BY office_id, figure, day HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3
"""
MODELS = {"kept_day": KeptDay, "kept_month": KeptMonth}


@dataclass(frozen=True, slots=True)
class Miskept:
    """One figure of an office that is not what its households say; of a month, `day` is the first."""

    office: Office
    figure: Figure
    day: date
    month: bool
    kept: int
    counted: int


def rebuild(session: Session) -> None:
    """Lay all figures down anew, with a line in the trail: its lock keeps out whoever would change them.

    Does not commit.
    """
    session.flush()
    note(session, "rebuild_figures")
    connection, root = session.connection(), root_of(session)
    for model in MODELS.values():
        connection.execute(delete(cast(Table, model.__table__)))
    for _unit in recounted(connection, session):
        for table, day in days_of(connection):
            for n, office in enumerate(OFFICES):
                statement = KEEP.format(table=table, office=office, day=day, once=once(n))
                connection.execute(text(statement), {"root": root})


def miskept(session: Session) -> list[Miskept]:
    """Every kept figure that differs from the recount, the province's first, then unit by unit."""
    session.flush()
    connection, root = session.connection(), root_of(session)
    whole: dict[str, Counter[tuple[date, Figure]]] = {table: Counter() for table in MODELS}
    found: list[tuple[str, Any]] = []
    for unit in recounted(connection, session):
        for table, day in days_of(connection):
            counted = "".join(
                f"UNION ALL SELECT {office}, figure, {day}, 0, total FROM recount WHERE {once(n)} "  # noqa: S608
                for n, office in enumerate(OFFICES) if n
            )
            compare = rows_of(COMPARE.format(table=table, counted=counted))
            found += [(table, row) for row in connection.execute(compare, {"unit": unit, "root": root})]
            summed = rows_of(f"SELECT {day} AS day, figure, sum(total) AS counted FROM recount GROUP BY 1, 2")  # noqa: S608
            whole[table].update({(r.day, r.figure): r.counted for r in connection.execute(summed)})
    offices = {office.id: office for office in session.scalars(select(Office))}
    top = [] if root is None else list(of_root(connection, offices[root], whole))
    return top + [
        Miskept(offices[row.office_id], row.figure, row.day, MODELS[table] is KeptMonth, row.kept, row.counted)
        for table, row in found
    ]


def of_root(
    connection: Connection, root: Office, whole: dict[str, Counter[tuple[date, Figure]]]
) -> Iterator[Miskept]:
    for name, model in MODELS.items():
        table = cast(Table, model.__table__)
        rows = connection.execute(select(table).where(table.c.office_id == root.id))
        kept = {(row.day, row.figure): row.total for row in rows}
        for day, figure in sorted(kept.keys() | whole[name].keys()):
            has, counts = kept.get((day, figure), 0), whole[name][day, figure]
            if has != counts:
                yield Miskept(root, figure, day, model is KeptMonth, has, counts)


def recounted(connection: Connection, session: Session) -> Iterator[int]:
    """Unit by unit, while what its households count for lies in the table `recount`."""
    words = SPOKEN[connection.dialect.name]
    units = session.scalars(select(func.coalesce(Office.unit_id, Office.id)).distinct()).all()
    connection.execute(text(STAGE))
    for unit in sorted(units):
        connection.execute(text(COUNT.format(place=PLACE, **words)), {"unit": unit})
        yield unit
        connection.execute(text("DELETE FROM recount"))
    connection.execute(text("DROP TABLE recount"))


def once(n: int) -> str:
    """That the office in the n-th place stands in none before it."""
    return f"{OFFICES[n]} NOT IN ({', '.join(OFFICES[:n])})" if n else "1 = 1"


def days_of(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The tables, each with the day its rows go by."""
    return ("kept_day", "day"), ("kept_month", SPOKEN[connection.dialect.name]["month"])


def rows_of(statement: str) -> TextualSelect:
    return text(statement).columns(day=Date(), figure=coded(Figure))


def root_of(session: Session) -> int | None:
    return session.scalar(select(Office.id).where(Office.parent_id.is_(None)))
