"""The kept figures counted anew from the households: to compare, or to lay them down again.

Reads the dates in SQL, one unit (市、州) at a time, and shares no line with what keeps them day by day
(policy.figures), so that each proves the other. Below the scope: everything is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import (
    Connection,
    Date,
    Table,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session

from access.audit import note
from access.people_recount import COMPARE as COMPARE_PEOPLE
from access.people_recount import KEEP as KEEP_PEOPLE
from access.people_recount import people_recounted
from access.span_recount import COMPARE as COMPARE_SPANS
from access.span_recount import KEEP as KEEP_SPANS
from access.span_recount import spans_recounted
from access.tally_recount import COMPARE as COMPARE_TALLIES
from access.tally_recount import KEEP as KEEP_TALLIES
from access.tally_recount import tallies_recounted
from models import KeptDay, KeptMonth, KeptSpan, KeptTally, KeptTrait, Office
from models.base import coded
from policy.figures import Figure
from policy.people import Feature
from policy.spans import Span
from policy.tallies import Tally

SPOKEN = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "most": "max",
               "after": "date(promise_due_on, '+1 day')", "month": "date(day, 'start of month')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "most": "greatest",
                   "after": "promise_due_on + 1", "month": "CAST(date_trunc('month', day) AS DATE)"},
}
"""Words the two databases differ in; `least` and `most` are never asked about NULL."""
TABLES = {
    "recount": "unit_id INTEGER, county_id INTEGER, street_id INTEGER, community_id INTEGER, "
               "figure VARCHAR(20), day DATE, total INTEGER",
    "recount_upper": "unit_id INTEGER, county_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
    "recount_top": "office_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
    "recount_new": "office_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
}
"""For the time of a recount: what each household of a unit adds, that by county, that of the province
so far, and what the offices of the unit come to."""
PLACE = "unit_id, county_id, street_id, community_id"
ADDED = """
WITH one AS (
  SELECT {place}, recognised_on, assisted_on, exited_on, promise_due_on,
    {least}(coalesce(exited_on, {never}), coalesce(revoked_on, {never})) AS left_on,
    {least}(coalesce(exited_on, {never}), coalesce(revoked_on, {never}), coalesce(placed_on, {never})) AS over_on,
    CASE WHEN recognised_on IS NULL OR promise_due_on IS NULL THEN NULL
         ELSE {most}(recognised_on, {after}) END AS late_on,
    CASE WHEN recognised_on IS NOT NULL AND exited_on IS NULL AND revoked_on IS NULL
         THEN {after} END AS now_late_on,
    coalesce(placed_on, {never}) AS placed_on,
    CASE WHEN promise_due_on IS NULL OR revoked_on IS NOT NULL
           OR (exited_on <= promise_due_on AND exit_ground <> 'employed') THEN NULL
         WHEN picky_on <= promise_due_on THEN 'picky'
         WHEN placed_on <= promise_due_on THEN 'kept' ELSE 'missed' END AS promise
  FROM household WHERE unit_id = :unit
)
INSERT INTO recount
SELECT {place}, 'recognised', recognised_on, 1 FROM one WHERE recognised_on IS NOT NULL
UNION ALL SELECT {place}, 'assisted', assisted_on, 1 FROM one WHERE assisted_on IS NOT NULL
UNION ALL SELECT {place}, 'exited', exited_on, 1 FROM one WHERE exited_on IS NOT NULL
UNION ALL SELECT {place}, 'register', recognised_on, 1 FROM one WHERE left_on > recognised_on
UNION ALL SELECT {place}, 'register', left_on, -1 FROM one WHERE left_on > recognised_on AND left_on < {never}
UNION ALL SELECT {place}, 'overdue', late_on, 1 FROM one WHERE over_on > late_on
UNION ALL SELECT {place}, 'overdue', over_on, -1 FROM one WHERE over_on > late_on AND over_on < {never}
UNION ALL SELECT {place}, 'overdue_now', now_late_on, 1 FROM one WHERE placed_on > now_late_on
UNION ALL SELECT {place}, 'overdue_now', placed_on, -1 FROM one WHERE placed_on > now_late_on AND placed_on < {never}
UNION ALL SELECT {place}, promise, promise_due_on, 1 FROM one WHERE promise IS NOT NULL
"""
SUMMED = (
    "INSERT INTO recount_upper SELECT unit_id, county_id, figure, day, sum(total) "
    "FROM recount GROUP BY unit_id, county_id, figure, day",
    "INSERT INTO recount_top SELECT CAST(:root AS INTEGER), figure, day, sum(total) "
    "FROM recount_upper GROUP BY figure, day",
    *(
        f"INSERT INTO recount_new SELECT {office}, figure, day, sum(total) FROM {source} "  # noqa: S608
        f"WHERE {office} NOT IN ({above}) GROUP BY {office}, figure, day HAVING sum(total) <> 0"
        for office, source, above in (
            ("unit_id", "recount_upper", ":root"),
            ("county_id", "recount_upper", "unit_id, :root"),
            ("street_id", "recount", "county_id, unit_id, :root"),
            ("community_id", "recount", "street_id, county_id, unit_id, :root"),
        )
    ),
)
"""A household counts for the offices of its four columns and the province; where two are one, once."""
WHOLE = (
    "INSERT INTO recount_new SELECT office_id, figure, day, sum(total) FROM recount_top "
    "GROUP BY office_id, figure, day HAVING sum(total) <> 0"
)
KEEP = """
INSERT INTO {table} (office_id, figure, day, total)
SELECT office_id, figure, {day}, sum(total) FROM recount_new GROUP BY 1, 2, 3 HAVING sum(total) <> 0
"""
COMPARE = """
SELECT office_id, figure, day, sum(kept) AS kept, sum(counted) AS counted FROM (
  SELECT k.office_id, k.figure, k.day, k.total AS kept, 0 AS counted
  FROM {table} k JOIN office o ON o.id = k.office_id WHERE coalesce(o.unit_id, o.id) = :unit
  UNION ALL SELECT office_id, figure, {day}, 0, total FROM recount_new
) AS both_ways GROUP BY office_id, figure, day HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3
"""
MODELS = {"kept_day": KeptDay, "kept_month": KeptMonth}


@dataclass(frozen=True, slots=True)
class Miskept:
    """One figure of an office that is not what its households say; of a month, `day` is the first."""

    office: Office
    figure: Figure | Span | Feature | Tally
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
    connection = session.connection()
    for model in (*MODELS.values(), KeptSpan, KeptTrait, KeptTally):
        connection.execute(delete(cast(Table, model.__table__)))
    for _unit in recounted(connection):
        for table, day in days_of(connection):
            connection.execute(text(KEEP.format(table=table, day=day)))
    units, root = units_of(connection)
    for _unit in spans_recounted(connection, units, root):
        connection.execute(text(KEEP_SPANS))
    for _unit in people_recounted(connection, units):
        connection.execute(text(KEEP_PEOPLE))
    for _unit in tallies_recounted(connection, units, root):
        connection.execute(text(KEEP_TALLIES))


def miskept(session: Session) -> list[Miskept]:
    """Every kept figure that differs from the recount, unit by unit, the province's own last."""
    session.flush()
    connection, found = session.connection(), []
    offices = {office.id: office for office in session.scalars(select(Office))}
    for unit in recounted(connection):
        for table, day in days_of(connection):
            compare = text(COMPARE.format(table=table, day=day)).columns(day=Date(), figure=coded(Figure))
            found += [
                Miskept(offices[row.office_id], row.figure, row.day, table == "kept_month", row.kept, row.counted)
                for row in connection.execute(compare, {"unit": unit})
            ]
    units, root = units_of(connection)
    for unit in spans_recounted(connection, units, root):
        found += [
            Miskept(offices[row.office_id], row.span, row.day, False, row.kept, row.counted)
            for row in connection.execute(COMPARE_SPANS, {"unit": unit})
        ]
    for unit in people_recounted(connection, units):
        found += [
            Miskept(offices[row.office_id], row.feature, row.month, True, row.kept, row.counted)
            for row in connection.execute(COMPARE_PEOPLE, {"unit": unit})
        ]
    for unit in tallies_recounted(connection, units, root):
        found += [
            Miskept(offices[row.office_id], row.tally, row.day, False, row.kept, row.counted)
            for row in connection.execute(COMPARE_TALLIES, {"unit": unit})
        ]
    return found


def units_of(connection: Connection) -> tuple[list[int], int]:
    """The units in their order, the province's own office last, and that office."""
    root = connection.scalar(select(Office.id).where(Office.parent_id.is_(None))) or 0
    units = connection.scalars(select(func.coalesce(Office.unit_id, Office.id)).distinct()).all()
    return sorted(units, key=lambda n: (n == root, n)), root


def recounted(connection: Connection) -> Iterator[int]:
    """Unit by unit and then the province: while what its offices come to lies in `recount_new`."""
    units, root = units_of(connection)
    for name, columns in TABLES.items():
        connection.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns})"))
    for unit in units:
        added = text(ADDED.format(place=PLACE, **SPOKEN[connection.dialect.name]))
        connection.execute(added, {"unit": unit})
        for statement in SUMMED:
            connection.execute(text(statement), {"root": root} if ":root" in statement else {})
        if unit == root:
            connection.execute(text(WHOLE))
        yield unit
        for name in ("recount", "recount_upper", "recount_new"):
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608
    for name in TABLES:
        connection.execute(text(f"DROP TABLE {name}"))


def days_of(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The tables, each with the day its rows go by."""
    return ("kept_day", "day"), ("kept_month", SPOKEN[connection.dialect.name]["month"])
