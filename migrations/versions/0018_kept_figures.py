"""Figures kept by office and day, and by month; filled from the households there are."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FIGURES = "('recognised', 'assisted', 'exited', 'register', 'overdue', 'overdue_now', 'kept', 'missed', 'picky')"
SPOKEN = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "most": "max",
               "after": "date(promise_due_on, '+1 day')", "month": "date(day, 'start of month')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "most": "greatest",
                   "after": "promise_due_on + 1", "month": "CAST(date_trunc('month', day) AS DATE)"},
}
TABLES = {
    "recount": "unit_id INTEGER, county_id INTEGER, street_id INTEGER, community_id INTEGER, "
               "figure VARCHAR(20), day DATE, total INTEGER",
    "recount_upper": "unit_id INTEGER, county_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
    "recount_top": "office_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
    "recount_new": "office_id INTEGER, figure VARCHAR(20), day DATE, total INTEGER",
}
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
        f"INSERT INTO recount_new SELECT {office}, figure, day, sum(total) FROM {source} "
        f"WHERE {office} NOT IN ({above}) GROUP BY {office}, figure, day HAVING sum(total) <> 0"
        for office, source, above in (
            ("unit_id", "recount_upper", ":root"),
            ("county_id", "recount_upper", "unit_id, :root"),
            ("street_id", "recount", "county_id, unit_id, :root"),
            ("community_id", "recount", "street_id, county_id, unit_id, :root"),
        )
    ),
)
WHOLE = (
    "INSERT INTO recount_new SELECT office_id, figure, day, sum(total) FROM recount_top "
    "GROUP BY office_id, figure, day HAVING sum(total) <> 0"
)
KEEP = """
INSERT INTO {table} (office_id, figure, day, total)
SELECT office_id, figure, {day}, sum(total) FROM recount_new GROUP BY 1, 2, 3 HAVING sum(total) <> 0
"""


def upgrade() -> None:
    for table in ("kept_day", "kept_month"):
        op.create_table(
            table,
            sa.Column("office_id", sa.Integer(), nullable=False),
            sa.Column("figure", sa.String(length=20), nullable=False, comment="指标"),
            sa.Column("day", sa.Date(), nullable=False, comment="日期"),
            sa.Column("total", sa.Integer(), nullable=False, comment="户数"),
            sa.CheckConstraint(f"figure IN {FIGURES}", name=op.f(f"ck_{table}_figure")),
            sa.ForeignKeyConstraint(["office_id"], ["office.id"],
                                    name=op.f(f"fk_{table}_office_id_office")),
            sa.PrimaryKeyConstraint("office_id", "figure", "day", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """The same as access.kept_recount does at any time, as it was when these tables came."""
    run = lambda statement, **values: connection.execute(sa.text(statement), values)  # noqa: E731
    root = connection.scalar(sa.text("SELECT id FROM office WHERE parent_id IS NULL"))
    units = connection.scalars(sa.text("SELECT DISTINCT unit_id FROM household")).all()
    words = SPOKEN[connection.dialect.name]
    if not units:
        return
    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in (*(n for n in units if n != root), root):
        run(ADDED.format(place=PLACE, **words), unit=unit)
        for statement in (*SUMMED, *([WHOLE] if unit == root else [])):
            run(statement, **({"root": root} if ":root" in statement else {}))
        for table, day in (("kept_day", "day"), ("kept_month", words["month"])):
            run(KEEP.format(table=table, day=day))
        for name in ("recount", "recount_upper", "recount_new"):
            run(f"DELETE FROM {name}")
    for name in TABLES:
        run(f"DROP TABLE {name}")


def downgrade() -> None:
    op.drop_table("kept_month")
    op.drop_table("kept_day")
