"""Figures kept by office and day, and by month; filled from the households there are."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FIGURES = "('recognised', 'assisted', 'exited', 'register', 'overdue', 'kept', 'missed', 'picky')"
SPOKEN = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "most": "max",
               "after": "date(promise_due_on, '+1 day')", "month": "date(day, 'start of month')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "most": "greatest",
                   "after": "promise_due_on + 1", "month": "CAST(date_trunc('month', day) AS DATE)"},
}
STAGE = """
CREATE TEMPORARY TABLE stage_0018
(unit_id INTEGER, county_id INTEGER, street_id INTEGER, community_id INTEGER,
 day DATE, figure VARCHAR(20), total INTEGER)
"""
FILL = """
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
  FROM household WHERE unit_id = {unit}
), found (unit_id, county_id, street_id, community_id, day, figure, total) AS (
  SELECT unit_id, county_id, street_id, community_id, recognised_on, 'recognised', 1 FROM one
  UNION ALL SELECT unit_id, county_id, street_id, community_id, assisted_on, 'assisted', 1 FROM one
  UNION ALL SELECT unit_id, county_id, street_id, community_id, exited_on, 'exited', 1 FROM one
  UNION ALL SELECT unit_id, county_id, street_id, community_id, recognised_on, 'register', 1
    FROM one WHERE left_on > recognised_on
  UNION ALL SELECT unit_id, county_id, street_id, community_id, left_on, 'register', -1
    FROM one WHERE left_on > recognised_on AND left_on < {never}
  UNION ALL SELECT unit_id, county_id, street_id, community_id, late_on, 'overdue', 1
    FROM one WHERE over_on > late_on
  UNION ALL SELECT unit_id, county_id, street_id, community_id, over_on, 'overdue', -1
    FROM one WHERE over_on > late_on AND over_on < {never}
  UNION ALL SELECT unit_id, county_id, street_id, community_id, promise_due_on, promise, 1
    FROM one WHERE promise IS NOT NULL
)
INSERT INTO stage_0018
SELECT unit_id, county_id, street_id, community_id, day, figure, sum(total)
FROM found WHERE day IS NOT NULL
GROUP BY unit_id, county_id, street_id, community_id, day, figure
"""
KEEP = """
INSERT INTO {table} (office_id, figure, day, total)
SELECT {office}, figure, {day}, sum(total) FROM stage_0018 WHERE {distinct}
GROUP BY 1, 2, 3 HAVING sum(total) <> 0
ON CONFLICT (office_id, figure, day) DO UPDATE SET total = {table}.total + excluded.total
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
    units = connection.scalars(sa.text("SELECT DISTINCT unit_id FROM household")).all()
    if not units:
        return
    words = SPOKEN[connection.dialect.name]
    root = connection.scalar(sa.text("SELECT id FROM office WHERE parent_id IS NULL"))
    columns = [str(root), "unit_id", "county_id", "street_id", "community_id"]
    connection.execute(sa.text(STAGE))
    for unit in units:
        connection.execute(sa.text(FILL.format(unit=unit, **words)))
        for n, office in enumerate(columns):
            distinct = f"{office} NOT IN ({', '.join(columns[:n])})" if n else "1 = 1"
            for table, day in (("kept_day", "day"), ("kept_month", words["month"])):
                connection.execute(sa.text(
                    KEEP.format(table=table, office=office, day=day, distinct=distinct)))
        connection.execute(sa.text("DELETE FROM stage_0018"))
    connection.execute(sa.text("DROP TABLE stage_0018"))


def downgrade() -> None:
    op.drop_table("kept_month")
    op.drop_table("kept_day")
