"""Who the families are, counted anew in SQL, one unit (市、州) at a time; for access.kept_recount.

Shares no line with what keeps it (policy.people), so that each proves the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Date, text

from models.base import coded
from policy.people import Feature

SPOKEN: Final = {
    "sqlite": {"month": "date(recognised_on, 'start of month')", "now": "'9999-12-31'", "least": "min", "most": "max",
               "birth": "birth_on", "since": "unemployed_since"},
    "postgresql": {"month": "CAST(date_trunc('month', recognised_on) AS DATE)", "now": "DATE '9999-12-31'",
                   "least": "least", "most": "greatest",
                   "birth": "to_char(birth_on, 'YYYY-MM-DD')", "since": "to_char(unemployed_since, 'YYYY-MM-DD')"},
}
PERSON: Final = "sex", "state", "urban", "birth", "registered", "school", "cause", "skills", "since"
TABLES: Final = {
    "people_family": "id INTEGER, unit_id INTEGER, county_id INTEGER, month DATE, size INTEGER, kind VARCHAR(20), relief VARCHAR(1)",
    "people_person": "unit_id INTEGER, county_id INTEGER, month DATE, "
                     + ", ".join(f"{name} VARCHAR(20)" for name in PERSON),
    "people_county": "unit_id INTEGER, county_id INTEGER, feature VARCHAR(20), month DATE, value VARCHAR(20), total INTEGER",
    "people_new": "office_id INTEGER, feature VARCHAR(20), month DATE, value VARCHAR(20), total INTEGER",
}
"""For the time of a recount: the families of a unit by where they count, their members, what the counties
come to, and what the offices of the unit do."""
READ: Final = (
    *(f"""INSERT INTO people_family
SELECT id, unit_id, county_id, {month}, {{least}}({{most}}(size, 0), 5), kind,
  CASE WHEN coalesce(low_income_no, '') <> '' THEN '1' ELSE '0' END
FROM household WHERE unit_id = :unit AND {met}
""" for month, met in (("{month}", "recognised_on IS NOT NULL"), ("{now}", "status = 'recognised'"))),  # noqa: S608
    """INSERT INTO people_person
SELECT f.unit_id, f.county_id, f.month, m.sex, m.state, CASE WHEN m.urban THEN '1' ELSE '0' END, {birth},
  CASE WHEN m.registered_on IS NOT NULL THEN '1' ELSE '0' END, coalesce(substr(m.education, 1, 1), ''),
  coalesce(m.unemployment_cause, ''), CASE WHEN coalesce(m.skills, '') <> '' THEN '1' ELSE '0' END, coalesce({since}, '')
FROM people_family f JOIN member m ON m.household_id = f.id WHERE m.voided_at IS NULL
""",
)
COUNTS: Final = (
    ("size", "family", "CAST(size AS VARCHAR(20))", "1=1"), ("kind", "family", "kind", "1=1"),
    ("relief", "family", "relief", "1=1"), ("sex", "person", "sex", "1=1"), ("state", "person", "state", "1=1"),
    ("urban", "person", "urban", "1=1"), ("age", "person", "substr(birth, 1, 4)", "1=1"),
    ("birth", "person", "birth", "1=1"), ("education", "person", "school", "registered = '1'"),
    ("cause", "person", "cause", "registered = '1'"), ("skills", "person", "skills", "registered = '1'"),
    ("span", "person", "substr(since, 1, 7)", "registered = '1'"),
    ("idle", "person", "since", "registered = '1' AND since <> ''"),
)
"""Feature, of families or persons, its value, and of which of them."""
COUNT: Final = """
INSERT INTO people_county SELECT unit_id, county_id, '{feature}', month, {value}, count(*)
FROM people_{rows} WHERE {met} GROUP BY unit_id, county_id, month, {value}
"""
SUMMED: Final = (
    "INSERT INTO people_new SELECT county_id, feature, month, value, total FROM people_county "
    "WHERE county_id <> unit_id",
    "INSERT INTO people_new SELECT unit_id, feature, month, value, sum(total) FROM people_county "
    "GROUP BY unit_id, feature, month, value",
)
KEEP: Final = (
    "INSERT INTO kept_trait (office_id, feature, month, value, total) "
    "SELECT office_id, feature, month, value, total FROM people_new "
    "ORDER BY office_id, feature, month, value"
)
COMPARE: Final = text("""
SELECT office_id, feature, month, value, sum(kept) AS kept, sum(counted) AS counted FROM (
  SELECT k.office_id, k.feature, k.month, k.value, k.total AS kept, 0 AS counted
  FROM kept_trait k JOIN office o ON o.id = k.office_id WHERE coalesce(o.unit_id, o.id) = :unit
  UNION ALL SELECT office_id, feature, month, value, 0, total FROM people_new
) AS both_ways GROUP BY office_id, feature, month, value HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4
""").columns(month=Date(), feature=coded(Feature))


def people_recounted(connection: Connection, units: list[int]) -> Iterator[int]:
    """Unit by unit: while what its offices come to lies in `people_new`."""
    words = SPOKEN[connection.dialect.name]
    for name, columns in TABLES.items():
        connection.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns})"))
    for unit in units:
        for statement in READ:
            connection.execute(text(statement.format(**words)), {"unit": unit} if ":unit" in statement else {})
        for feature, rows, value, met in COUNTS:
            connection.execute(text(COUNT.format(feature=feature, rows=rows, value=value, met=met)))
        for statement in SUMMED:
            connection.execute(text(statement))
        yield unit
        for name in TABLES:
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608
    for name in TABLES:
        connection.execute(text(f"DROP TABLE {name}"))
