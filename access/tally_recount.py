"""The numbers by office, day and value counted anew in SQL, one unit (市、州) at a time; for access.kept_recount.

Shares no line with what keeps them (policy.tallies), so that each proves the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Date, text

from models.base import coded
from policy.tallies import Tally

TABLES: Final = {
    "tally_member": "family INTEGER, unit_id INTEGER, county_id INTEGER, day DATE, had INTEGER",
    "tally_county": "unit_id INTEGER, county_id INTEGER, tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
    "tally_top": "tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
    "tally_new": "office_id INTEGER, tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
}
"""For the time of a recount: the members of a unit to whom the 1-1-3 was owed in vain, what its counties come to, that
of the province so far, and what the offices of the unit do."""
COUNT: Final = (
    """INSERT INTO tally_member
SELECT h.id, h.unit_id, h.county_id, h.promise_due_on, CASE WHEN count(CASE WHEN s.kind = 'guidance' THEN 1 END) >= 1
  AND count(CASE WHEN s.kind IN ('training', 'training_info') THEN 1 END) >= 1
  AND count(CASE WHEN s.kind = 'referral' AND s.counts THEN 1 END) >= 3 THEN 1 ELSE 0 END
FROM household h JOIN member m ON m.household_id = h.id AND m.registered_on IS NOT NULL AND m.voided_at IS NULL
LEFT JOIN service s ON s.member_id = m.id AND s.voided_at IS NULL AND s.feedback <> 'unreached'
  AND s.served_on BETWEEN h.recognised_on AND h.promise_due_on
WHERE h.unit_id = :unit AND h.promise_due_on IS NOT NULL AND h.revoked_on IS NULL
  AND (h.placed_on IS NULL OR h.placed_on > h.promise_due_on)
  AND (h.exited_on IS NULL OR h.exited_on > h.promise_due_on OR h.exit_ground = 'employed')
GROUP BY h.id, h.unit_id, h.county_id, h.promise_due_on, m.id
""",
    """INSERT INTO tally_county
SELECT unit_id, county_id, 'promised', day, CASE WHEN had = 1 THEN 'had' ELSE 'short' END, count(*)
FROM tally_member GROUP BY 1, 2, 4, 5
UNION ALL SELECT unit_id, county_id, 'promised', day, 'family', count(DISTINCT family)
FROM tally_member WHERE had = 0 GROUP BY 1, 2, 4
UNION ALL SELECT unit_id, county_id, 'visit', month, state, count(*)
FROM follow_up WHERE unit_id = :unit AND state <> 'closed' GROUP BY 1, 2, 4, 5
UNION ALL SELECT unit_id, county_id, 'left', day, code, count(*) FROM (
  SELECT DISTINCT h.id, h.unit_id, h.county_id, coalesce(h.exited_on, h.revoked_on) AS day, coalesce(e.ground_code, '') AS code
  FROM household h LEFT JOIN "exit" e ON e.household_id = h.id AND e.approved
  WHERE h.unit_id = :unit AND (h.exited_on IS NOT NULL OR h.revoked_on IS NOT NULL)
) AS gone GROUP BY 1, 2, 4, 5
""",
    "INSERT INTO tally_top SELECT tally, day, value, sum(total) FROM tally_county GROUP BY tally, day, value",
    "INSERT INTO tally_new SELECT county_id, tally, day, value, total FROM tally_county "
    "WHERE county_id NOT IN (unit_id, :root)",
    "INSERT INTO tally_new SELECT unit_id, tally, day, value, sum(total) FROM tally_county "
    "WHERE unit_id <> :root GROUP BY unit_id, tally, day, value",
)
WHOLE: Final = (
    "INSERT INTO tally_new SELECT CAST(:root AS INTEGER), tally, day, value, sum(total) FROM tally_top "
    "GROUP BY tally, day, value"
)
KEEP: Final = (
    "INSERT INTO kept_tally (office_id, tally, day, value, total) "
    "SELECT office_id, tally, day, value, total FROM tally_new ORDER BY office_id, tally, day, value"
)
COMPARE: Final = text("""
SELECT office_id, tally, day, value, sum(kept) AS kept, sum(counted) AS counted FROM (
  SELECT k.office_id, k.tally, k.day, k.value, k.total AS kept, 0 AS counted
  FROM kept_tally k JOIN office o ON o.id = k.office_id WHERE coalesce(o.unit_id, o.id) = :unit
  UNION ALL SELECT office_id, tally, day, value, 0, total FROM tally_new
) AS both_ways GROUP BY office_id, tally, day, value HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4
""").columns(day=Date(), tally=coded(Tally))


def tallies_recounted(connection: Connection, units: list[int], root: int) -> Iterator[int]:
    """Unit by unit, the root last: while what its offices come to lies in `tally_new`."""
    def run(statement: str, unit: int = 0) -> None:
        asked = {"unit": unit, "root": root}
        connection.execute(text(statement), {name: n for name, n in asked.items() if f":{name}" in statement})

    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in units:
        for statement in (*COUNT, *([WHOLE] if unit == root else [])):
            run(statement, unit)
        yield unit
        for name in ("tally_member", "tally_county", "tally_new"):
            run(f"DELETE FROM {name}")  # noqa: S608
    for name in TABLES:
        run(f"DROP TABLE {name}")
