"""When a warning was first seen and seen red; indexes for counting what stands; urban residents."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ANCESTORS = ["unit_id", "county_id", "street_id", "community_id"]
STANDS = sa.text("cleared_on IS NULL")
IN_ORDER = {f"ix_alert_{level}_raised_on_id": [level, "raised_on", "id"] for level in ANCESTORS}
BEFORE = {
    "ix_alert_cleared_on_tone_id": ["cleared_on", "tone", "id"],
    **{
        f"ix_alert_{level}_cleared_on_tone_id": [level, "cleared_on", "tone", "id"]
        for level in ANCESTORS
    },
}
COUNTED = ["code", "tone", "found_at", "reddened_at", "cleared_on"]
STANDING = {
    "ix_alert_standing": COUNTED,
    **{f"ix_alert_{level}_standing": [level, *COUNTED] for level in ANCESTORS},
}


def upgrade() -> None:
    op.add_column("alert", sa.Column("found_at", sa.DateTime(), nullable=True, comment="发现时间"))
    op.add_column(
        "alert", sa.Column("reddened_at", sa.DateTime(), nullable=True, comment="发现转红时间")
    )
    op.add_column(
        "clock_run", sa.Column("began_at", sa.DateTime(), nullable=True, comment="开始时间")
    )
    op.add_column(
        "office",
        sa.Column("urban_population", sa.Integer(), nullable=True, comment="城镇常住人口（人）"),
    )
    op.add_column(
        "office",
        sa.Column("population_basis", sa.String(length=100), nullable=True, comment="人口数依据"),
    )
    for name in BEFORE:
        op.drop_index(name, table_name="alert")
    for name, columns in IN_ORDER.items():
        op.create_index(name, "alert", columns)
    for name, columns in STANDING.items():
        op.create_index(name, "alert", columns, sqlite_where=STANDS, postgresql_where=STANDS)


def downgrade() -> None:
    for name in (*STANDING, *IN_ORDER):
        op.drop_index(name, table_name="alert")
    for name, columns in BEFORE.items():
        op.create_index(name, "alert", columns)
    op.drop_column("office", "population_basis")
    op.drop_column("office", "urban_population")
    op.drop_column("clock_run", "began_at")
    op.drop_column("alert", "reddened_at")
    op.drop_column("alert", "found_at")
