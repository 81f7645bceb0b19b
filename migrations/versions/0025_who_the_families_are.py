"""Who the families are, kept by office and month: filled from the rows there are."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

FEATURES = (
    "'size', 'kind', 'relief', 'sex', 'state', 'urban', 'age', 'education', 'cause', 'skills', 'span', "
    "'birth', 'idle'"
)
SPOKEN = {
    "sqlite": {"month": "date(recognised_on, 'start of month')", "now": "'9999-12-31'", "least": "min", "most": "max",
               "birth": "birth_on", "since": "unemployed_since"},
    "postgresql": {"month": "CAST(date_trunc('month', recognised_on) AS DATE)", "now": "DATE '9999-12-31'",
                   "least": "least", "most": "greatest",
                   "birth": "to_char(birth_on, 'YYYY-MM-DD')", "since": "to_char(unemployed_since, 'YYYY-MM-DD')"},
}
PERSON = "sex", "state", "urban", "birth", "registered", "school", "cause", "skills", "since"
TABLES = {
    "people_family": "id INTEGER, unit_id INTEGER, county_id INTEGER, month DATE, size INTEGER, kind VARCHAR(20), relief VARCHAR(1)",
    "people_person": "unit_id INTEGER, county_id INTEGER, month DATE, "
                     + ", ".join(f"{name} VARCHAR(20)" for name in PERSON),
    "people_county": "unit_id INTEGER, county_id INTEGER, feature VARCHAR(20), month DATE, value VARCHAR(20), total INTEGER",
    "people_new": "office_id INTEGER, feature VARCHAR(20), month DATE, value VARCHAR(20), total INTEGER",
}
READ = (
    *(f"""INSERT INTO people_family
SELECT id, unit_id, county_id, {month}, {{least}}({{most}}(size, 0), 5), kind,
  CASE WHEN coalesce(low_income_no, '') <> '' THEN '1' ELSE '0' END
FROM household WHERE unit_id = :unit AND {met}
""" for month, met in (("{month}", "recognised_on IS NOT NULL"), ("{now}", "status = 'recognised'"))),
    """INSERT INTO people_person
SELECT f.unit_id, f.county_id, f.month, m.sex, m.state, CASE WHEN m.urban THEN '1' ELSE '0' END, {birth},
  CASE WHEN m.registered_on IS NOT NULL THEN '1' ELSE '0' END, coalesce(substr(m.education, 1, 1), ''),
  coalesce(m.unemployment_cause, ''), CASE WHEN coalesce(m.skills, '') <> '' THEN '1' ELSE '0' END, coalesce({since}, '')
FROM people_family f JOIN member m ON m.household_id = f.id WHERE m.voided_at IS NULL
""",
)
COUNTS = (
    ("size", "family", "CAST(size AS VARCHAR(20))", "1=1"), ("kind", "family", "kind", "1=1"),
    ("relief", "family", "relief", "1=1"), ("sex", "person", "sex", "1=1"), ("state", "person", "state", "1=1"),
    ("urban", "person", "urban", "1=1"), ("age", "person", "substr(birth, 1, 4)", "1=1"),
    ("birth", "person", "birth", "1=1"), ("education", "person", "school", "registered = '1'"),
    ("cause", "person", "cause", "registered = '1'"), ("skills", "person", "skills", "registered = '1'"),
    ("span", "person", "substr(since, 1, 7)", "registered = '1'"),
    ("idle", "person", "since", "registered = '1' AND since <> ''"),
)
COUNT = """
INSERT INTO people_county SELECT unit_id, county_id, '{feature}', month, {value}, count(*)
FROM people_{rows} WHERE {met} GROUP BY unit_id, county_id, month, {value}
"""
SUMMED = (
    "INSERT INTO people_new SELECT county_id, feature, month, value, total FROM people_county "
    "WHERE county_id <> unit_id",
    "INSERT INTO people_new SELECT unit_id, feature, month, value, sum(total) FROM people_county "
    "GROUP BY unit_id, feature, month, value",
)
KEEP = (
    "INSERT INTO kept_trait (office_id, feature, month, value, total) "
    "SELECT office_id, feature, month, value, total FROM people_new "
    "ORDER BY office_id, feature, month, value"
)


def upgrade() -> None:
    op.create_table(
        "kept_trait",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(length=20), nullable=False, comment="特征"),
        sa.Column("month", sa.Date(), nullable=False, comment="认定月份"),
        sa.Column("value", sa.String(length=20).with_variant(sa.String(length=20, collation="C"), "postgresql"),
                  nullable=False, comment="取值"),
        sa.Column("total", sa.Integer(), nullable=False, comment="数量"),
        sa.CheckConstraint(f"feature IN ({FEATURES})", name=op.f("ck_kept_trait_feature")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_kept_trait_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "feature", "month", "value", name=op.f("pk_kept_trait")),
        sqlite_with_rowid=False,
    )
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """The same as access.people_recount does at any time, as it was when this table came."""
    run = lambda statement, **values: connection.execute(sa.text(statement), values)  # noqa: E731
    words = SPOKEN[connection.dialect.name]
    units = connection.scalars(sa.text("SELECT DISTINCT unit_id FROM household")).all()
    if not units:
        return
    for name, columns in TABLES.items():
        run(f"CREATE TEMPORARY TABLE {name} ({columns})")
    for unit in units:
        for statement in READ:
            run(statement.format(**words), **({"unit": unit} if ":unit" in statement else {}))
        for feature, rows, value, met in COUNTS:
            run(COUNT.format(feature=feature, rows=rows, value=value, met=met))
        for statement in (*SUMMED, KEEP):
            run(statement)
        for name in TABLES:
            run(f"DELETE FROM {name}")
    for name in TABLES:
        run(f"DROP TABLE {name}")


def downgrade() -> None:
    op.drop_table("kept_trait")
