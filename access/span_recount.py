"""The kept figures of two days counted anew in SQL, one unit (市、州) at a time; for access.kept_recount.

Shares no line with what keeps them (policy.spans), so that each proves the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Date, text

from models.base import coded
from policy.spans import Span

SPOKEN: Final = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "after": "date(promise_due_on, '+1 day')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "after": "promise_due_on + 1"},
}
DATES: Final = (
    "applied_on", "submitted_on", "verified_on", "publicized_on", "publicized_until", "reported_on",
    "recognised_on", "assisted_on", "placed_on", "exited_on", "revoked_on",
)
TABLES: Final = {
    "span_source": "county_id INTEGER, status VARCHAR(20), exit_ground VARCHAR(20), due_on DATE, "
                   + ", ".join(f"{name} DATE" for name in DATES) + ", owed_on DATE, gone_on DATE, left_on DATE",
    "span_county": "unit_id INTEGER, county_id INTEGER, span VARCHAR(20), day DATE, other DATE, total INTEGER",
    "span_top": "span VARCHAR(20), day DATE, other DATE, total INTEGER",
    "span_new": "office_id INTEGER, span VARCHAR(20), day DATE, other DATE, total INTEGER",
}
"""For the time of a recount: the courses of a unit, what its counties add, that of the province so far,
and what the offices of the unit come to."""
SOURCE: Final = f"""
INSERT INTO span_source
SELECT county_id, status, exit_ground, promise_due_on, {', '.join(DATES)},
  {{least}}(coalesce(placed_on, {{never}}), coalesce({{after}}, {{never}})),
  {{least}}(coalesce(revoked_on, {{never}}),
    CASE WHEN exit_ground = 'employed' THEN {{never}} ELSE coalesce(exited_on, {{never}}) END),
  coalesce(exited_on, revoked_on)
FROM household WHERE unit_id = :unit
"""  # noqa: S608
GIVEN: Final = """
INSERT INTO span_county
SELECT unit_id, county_id, CASE
    WHEN feedback <> 'unreached' AND kind = 'guidance' THEN 'served_guidance'
    WHEN feedback <> 'unreached' AND kind IN ('training', 'training_info') THEN 'served_training'
    WHEN feedback <> 'unreached' AND kind = 'referral' AND counts THEN 'served_referral'
    WHEN kind = 'referral' THEN 'served_short' ELSE 'served_other' END,
  served_on, served_on, count(*)
FROM service WHERE unit_id = :unit AND voided_at IS NULL GROUP BY 1, 2, 3, 4
"""
TOOK: Final = (
    ("took_acceptance", "applied_on", "submitted_on"), ("took_verification", "submitted_on", "verified_on"),
    ("took_posting", "verified_on", "publicized_on"), ("took_publicity", "publicized_on", "publicized_until"),
    ("took_report", "publicized_until", "reported_on"), ("took_review", "reported_on", "recognised_on"),
    ("took_service", "recognised_on", "assisted_on"), ("took_work", "recognised_on", "placed_on"),
    ("took_exit", "placed_on", "exited_on"), ("took_recognition", "submitted_on", "recognised_on"),
)
CAME: Final = (
    ("came_submitted", "submitted_on IS NOT NULL"), ("came_verified", "verified_on IS NOT NULL"),
    ("came_publicized", "publicized_on IS NOT NULL"), ("came_reported", "reported_on IS NOT NULL"),
    ("came_recognised", "recognised_on IS NOT NULL"), ("came_assisted", "assisted_on IS NOT NULL"),
    ("came_placed", "placed_on IS NOT NULL"), ("came_left", "exit_ground = 'employed'"),
    ("aside_waiting", "status IN ('submitted', 'verified', 'publicized', 'reported', 'returned')"),
    ("aside_refused", "status IN ('rejected', 'withdrawn')"), ("aside_register", "status = 'recognised'"),
    ("aside_placed", "status = 'exited' AND exit_ground = 'employed'"),
    ("aside_left", "(status = 'revoked' OR (status = 'exited' AND exit_ground <> 'employed'))"),
)
LEFT: Final = (
    ("left_employed", "exit_ground = 'employed'"), ("left_refused", "exit_ground = 'refused'"),
    ("left_unreachable", "exit_ground = 'unreachable'"),
    ("left_other", "(exit_ground = 'other' OR revoked_on IS NOT NULL)"),
)
WORK: Final = (("owed_work", "owed_on"), ("has_work", "placed_on"))
COUNTS: Final = (
    *((span, ended, since, "1=1", 1) for span, since, ended in TOOK),
    *((span, "submitted_on", "submitted_on", condition, 1) for span, condition in CAME),
    *((span, "left_on", "left_on", condition, 1) for span, condition in LEFT),
    *((span, "recognised_on", first, f"{first} < gone_on", 1) for span, first in WORK),
    *((span, "recognised_on", "gone_on", f"{first} < gone_on AND gone_on < {{never}}", -1) for span, first in WORK),
)
"""Span, its two days, of which courses, and what each adds; a day that is missing adds nothing."""
COUNT: Final = """
INSERT INTO span_county SELECT CAST(:unit AS INTEGER), county_id, '{span}', {day}, {other}, {sign} * count(*)
FROM span_source WHERE {day} IS NOT NULL AND {other} IS NOT NULL AND {condition} GROUP BY county_id, {day}, {other}
"""
SUMMED: Final = (
    "INSERT INTO span_top SELECT span, day, other, sum(total) FROM span_county GROUP BY span, day, other",
    "INSERT INTO span_new SELECT county_id, span, day, other, sum(total) FROM span_county "
    "WHERE county_id NOT IN (unit_id, :root) GROUP BY county_id, span, day, other HAVING sum(total) <> 0",
    "INSERT INTO span_new SELECT unit_id, span, day, other, sum(total) FROM span_county "
    "WHERE unit_id <> :root GROUP BY unit_id, span, day, other HAVING sum(total) <> 0",
)
WHOLE: Final = (
    "INSERT INTO span_new SELECT CAST(:root AS INTEGER), span, day, other, sum(total) FROM span_top "
    "GROUP BY span, day, other HAVING sum(total) <> 0"
)
KEEP: Final = "INSERT INTO kept_span (office_id, span, day, other, total) SELECT office_id, span, day, other, total FROM span_new"
COMPARE: Final = text("""
SELECT office_id, span, day, other, sum(kept) AS kept, sum(counted) AS counted FROM (
  SELECT k.office_id, k.span, k.day, k.other, k.total AS kept, 0 AS counted
  FROM kept_span k JOIN office o ON o.id = k.office_id WHERE coalesce(o.unit_id, o.id) = :unit
  UNION ALL SELECT office_id, span, day, other, 0, total FROM span_new
) AS both_ways GROUP BY office_id, span, day, other HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4
""").columns(day=Date(), other=Date(), span=coded(Span))


def spans_recounted(connection: Connection, units: list[int], root: int) -> Iterator[int]:
    """Unit by unit, the root last: while what its offices come to lies in `span_new`."""
    words = SPOKEN[connection.dialect.name]

    def run(statement: str, **values: int) -> None:
        connection.execute(text(statement), values)

    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in units:
        run(SOURCE.format(**words), unit=unit)
        run(GIVEN, unit=unit)
        for span, day, other, condition, sign in COUNTS:
            run(COUNT.format(span=span, day=day, other=other, sign=sign, condition=condition.format(**words)), unit=unit)
        for statement in (*SUMMED, *([WHOLE] if unit == root else [])):
            run(statement, **({"root": root} if ":root" in statement else {}))
        yield unit
        for name in ("span_source", "span_county", "span_new"):
            run(f"DELETE FROM {name}")  # noqa: S608
    for name in TABLES:
        run(f"DROP TABLE {name}")
