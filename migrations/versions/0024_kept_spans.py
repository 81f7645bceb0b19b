"""Figures kept by office and two days: how far, how long, on which ground, which service; filled from the rows there are."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SPANS = (
    "'came_submitted', 'came_verified', 'came_publicized', 'came_reported', 'came_recognised', "
    "'came_assisted', 'came_placed', 'came_left', 'aside_waiting', 'aside_refused', 'aside_register', "
    "'aside_placed', 'aside_left', 'took_acceptance', 'took_verification', 'took_posting', "
    "'took_publicity', 'took_report', 'took_review', 'took_service', 'took_work', 'took_exit', "
    "'took_recognition', 'owed_work', 'has_work', 'left_employed', 'left_refused', 'left_unreachable', "
    "'left_other', 'served_guidance', 'served_training', 'served_referral', 'served_short', "
    "'served_other'"
)
SPOKEN = {
    "sqlite": {"never": "'9999-12-31'", "least": "min", "after": "date(promise_due_on, '+1 day')"},
    "postgresql": {"never": "DATE '9999-12-31'", "least": "least", "after": "promise_due_on + 1"},
}
DATES = (
    "applied_on", "submitted_on", "verified_on", "publicized_on", "publicized_until", "reported_on",
    "recognised_on", "assisted_on", "placed_on", "exited_on", "revoked_on",
)
TABLES = {
    "span_source": "county_id INTEGER, status VARCHAR(20), exit_ground VARCHAR(20), due_on DATE, "
                   + ", ".join(f"{name} DATE" for name in DATES) + ", owed_on DATE, gone_on DATE, left_on DATE",
    "span_county": "unit_id INTEGER, county_id INTEGER, span VARCHAR(20), day DATE, other DATE, total INTEGER",
    "span_top": "span VARCHAR(20), day DATE, other DATE, total INTEGER",
    "span_new": "office_id INTEGER, span VARCHAR(20), day DATE, other DATE, total INTEGER",
}
SOURCE = f"""
INSERT INTO span_source
SELECT county_id, status, exit_ground, promise_due_on, {', '.join(DATES)},
  {{least}}(coalesce(placed_on, {{never}}), coalesce({{after}}, {{never}})),
  {{least}}(coalesce(revoked_on, {{never}}),
    CASE WHEN exit_ground = 'employed' THEN {{never}} ELSE coalesce(exited_on, {{never}}) END),
  coalesce(exited_on, revoked_on)
FROM household WHERE unit_id = :unit
"""
GIVEN = """
INSERT INTO span_county
SELECT unit_id, county_id, CASE
    WHEN feedback <> 'unreached' AND kind = 'guidance' THEN 'served_guidance'
    WHEN feedback <> 'unreached' AND kind IN ('training', 'training_info') THEN 'served_training'
    WHEN feedback <> 'unreached' AND kind = 'referral' AND counts THEN 'served_referral'
    WHEN kind = 'referral' THEN 'served_short' ELSE 'served_other' END,
  served_on, served_on, count(*)
FROM service WHERE unit_id = :unit AND voided_at IS NULL GROUP BY 1, 2, 3, 4
"""
TOOK = (
    ("took_acceptance", "applied_on", "submitted_on"), ("took_verification", "submitted_on", "verified_on"),
    ("took_posting", "verified_on", "publicized_on"), ("took_publicity", "publicized_on", "publicized_until"),
    ("took_report", "publicized_until", "reported_on"), ("took_review", "reported_on", "recognised_on"),
    ("took_service", "recognised_on", "assisted_on"), ("took_work", "recognised_on", "placed_on"),
    ("took_exit", "placed_on", "exited_on"), ("took_recognition", "submitted_on", "recognised_on"),
)
CAME = (
    ("came_submitted", "submitted_on IS NOT NULL"), ("came_verified", "verified_on IS NOT NULL"),
    ("came_publicized", "publicized_on IS NOT NULL"), ("came_reported", "reported_on IS NOT NULL"),
    ("came_recognised", "recognised_on IS NOT NULL"), ("came_assisted", "assisted_on IS NOT NULL"),
    ("came_placed", "placed_on IS NOT NULL"), ("came_left", "exit_ground = 'employed'"),
    ("aside_waiting", "status IN ('submitted', 'verified', 'publicized', 'reported', 'returned')"),
    ("aside_refused", "status IN ('rejected', 'withdrawn')"), ("aside_register", "status = 'recognised'"),
    ("aside_placed", "status = 'exited' AND exit_ground = 'employed'"),
    ("aside_left", "(status = 'revoked' OR (status = 'exited' AND exit_ground <> 'employed'))"),
)
LEFT = (
    ("left_employed", "exit_ground = 'employed'"), ("left_refused", "exit_ground = 'refused'"),
    ("left_unreachable", "exit_ground = 'unreachable'"),
    ("left_other", "(exit_ground = 'other' OR revoked_on IS NOT NULL)"),
)
WORK = (("owed_work", "owed_on"), ("has_work", "placed_on"))
COUNTS = (
    *((span, ended, since, "1=1", 1) for span, since, ended in TOOK),
    *((span, "submitted_on", "submitted_on", condition, 1) for span, condition in CAME),
    *((span, "left_on", "left_on", condition, 1) for span, condition in LEFT),
    *((span, "recognised_on", first, f"{first} < gone_on", 1) for span, first in WORK),
    *((span, "recognised_on", "gone_on", f"{first} < gone_on AND gone_on < {{never}}", -1) for span, first in WORK),
)
COUNT = """
INSERT INTO span_county SELECT CAST(:unit AS INTEGER), county_id, '{span}', {day}, {other}, {sign} * count(*)
FROM span_source WHERE {day} IS NOT NULL AND {other} IS NOT NULL AND {condition} GROUP BY county_id, {day}, {other}
"""
SUMMED = (
    "INSERT INTO span_top SELECT span, day, other, sum(total) FROM span_county GROUP BY span, day, other",
    "INSERT INTO span_new SELECT county_id, span, day, other, sum(total) FROM span_county "
    "WHERE county_id NOT IN (unit_id, :root) GROUP BY county_id, span, day, other HAVING sum(total) <> 0",
    "INSERT INTO span_new SELECT unit_id, span, day, other, sum(total) FROM span_county "
    "WHERE unit_id <> :root GROUP BY unit_id, span, day, other HAVING sum(total) <> 0",
)
WHOLE = (
    "INSERT INTO span_new SELECT CAST(:root AS INTEGER), span, day, other, sum(total) FROM span_top "
    "GROUP BY span, day, other HAVING sum(total) <> 0"
)
KEEP = "INSERT INTO kept_span (office_id, span, day, other, total) SELECT office_id, span, day, other, total FROM span_new"
INDEXES = (
    ("ix_household_missed", "household", ("promise_due_on", "id"), "placed_on IS NULL OR placed_on > promise_due_on"),
    ("ix_household_again", "household", ("recognised_on", "id"), "episode > 1"),
    ("ix_household_revoked", "household", ("revoked_on", "id"), "revoked_on IS NOT NULL"),
    ("ix_exit_approved", "exit", ("household_id", "ground_code"), "approved IS {true}"),
)
WIDE = (
    ("ix_household_traits", "household", ("unit_id", "recognised_on", "size", "kind", "low_income_no")),
    ("ix_member_traits", "member", (
        "household_id", "voided_at", "registered_on", "sex", "birth_on", "state", "urban", "education",
        "unemployment_cause", "unemployed_since", "skills")),
)


def upgrade() -> None:
    op.create_table(
        "kept_span",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=20), nullable=False, comment="指标"),
        sa.Column("day", sa.Date(), nullable=False, comment="日期"),
        sa.Column("other", sa.Date(), nullable=False, comment="另一日期"),
        sa.Column("total", sa.Integer(), nullable=False, comment="数量"),
        sa.CheckConstraint(f"span IN ({SPANS})", name=op.f("ck_kept_span_span")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_kept_span_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "span", "day", "other", name=op.f("pk_kept_span")),
        sqlite_with_rowid=False,
    )
    true = "1" if op.get_bind().dialect.name == "sqlite" else "true"
    for name, table, columns, condition in INDEXES:
        where = sa.text(condition.format(true=true))
        op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
    for name, table, columns in WIDE:
        op.create_index(name, table, list(columns))
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """The same as access.span_recount does at any time, as it was when this table came."""
    run = lambda statement, **values: connection.execute(sa.text(statement), values)  # noqa: E731
    root = connection.scalar(sa.text("SELECT id FROM office WHERE parent_id IS NULL"))
    units = connection.scalars(sa.text("SELECT DISTINCT unit_id FROM household")).all()
    words = SPOKEN[connection.dialect.name]
    if not units:
        return
    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in (*(n for n in units if n != root), root):
        run(SOURCE.format(**words), unit=unit)
        run(GIVEN, unit=unit)
        for span, day, other, condition, sign in COUNTS:
            run(COUNT.format(span=span, day=day, other=other, sign=sign, condition=condition.format(**words)),
                unit=unit)
        for statement in (*SUMMED, *([WHOLE] if unit == root else [])):
            run(statement, **({"root": root} if ":root" in statement else {}))
        run(KEEP)
        for name in ("span_source", "span_county", "span_new"):
            run(f"DELETE FROM {name}")
    for name in TABLES:
        run(f"DROP TABLE {name}")


def downgrade() -> None:
    for name, table, *_rest in (*INDEXES, *WIDE):
        op.drop_index(name, table_name=table)
    op.drop_table("kept_span")
