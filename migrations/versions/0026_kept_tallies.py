"""Exits by detail, return visits and the 1-1-3 kept by office and day; filled from the rows there are. Indexes of the few."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_household_placed", "household", ("status", "placed_on", "id"), "status = 'recognised' AND placed_on IS NOT NULL"),
    ("ix_employment_unverified", "employment", ("household_id",),
     "verified IS {false} AND voided_at IS NULL AND ended_on IS NULL"),
    ("ix_member_working", "member", ("household_id",), "state = 'employed' AND voided_at IS NULL AND is_open IS {true}"),
)
TABLES = {
    "tally_member": "family INTEGER, unit_id INTEGER, county_id INTEGER, day DATE, had INTEGER",
    "tally_county": "unit_id INTEGER, county_id INTEGER, tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
    "tally_top": "tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
    "tally_new": "office_id INTEGER, tally VARCHAR(20), day DATE, value VARCHAR(20), total INTEGER",
}
COUNT = (
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
WHOLE = (
    "INSERT INTO tally_new SELECT CAST(:root AS INTEGER), tally, day, value, sum(total) FROM tally_top "
    "GROUP BY tally, day, value"
)
KEEP = (
    "INSERT INTO kept_tally (office_id, tally, day, value, total) "
    "SELECT office_id, tally, day, value, total FROM tally_new ORDER BY office_id, tally, day, value"
)


def upgrade() -> None:
    op.create_table(
        "kept_tally",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("tally", sa.String(length=20), nullable=False, comment="指标"),
        sa.Column("day", sa.Date(), nullable=False, comment="日期"),
        sa.Column("value", sa.String(length=20).with_variant(sa.String(length=20, collation="C"), "postgresql"),
                  nullable=False, comment="取值"),
        sa.Column("total", sa.Integer(), nullable=False, comment="数量"),
        sa.CheckConstraint("tally IN ('left', 'visit', 'promised')", name=op.f("ck_kept_tally_tally")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_kept_tally_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "tally", "day", "value", name=op.f("pk_kept_tally")),
        sqlite_with_rowid=False,
    )
    words = {"true": "1", "false": "0"} if op.get_bind().dialect.name == "sqlite" else {"true": "true", "false": "false"}
    for name, table, columns, condition in INDEXES:
        where = sa.text(condition.format(**words))
        op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """The same as access.tally_recount does at any time, as it was when this table came."""
    run = lambda statement, **values: connection.execute(sa.text(statement), values)  # noqa: E731
    root = connection.scalar(sa.text("SELECT id FROM office WHERE parent_id IS NULL"))
    units = connection.scalars(sa.text("SELECT DISTINCT unit_id FROM household")).all()
    if not units:
        return
    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in (*(n for n in units if n != root), root):
        asked = {"unit": unit, "root": root}
        for statement in (*COUNT, *([WHOLE] if unit == root else []), KEEP):
            run(statement, **{name: n for name, n in asked.items() if f":{name}" in statement})
        for name in ("tally_member", "tally_county", "tally_new"):
            run(f"DELETE FROM {name}")
    for name in TABLES:
        run(f"DROP TABLE {name}")


def downgrade() -> None:
    for name, table, *_rest in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("kept_tally")
