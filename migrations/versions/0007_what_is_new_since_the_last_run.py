"""When a warning was first seen and seen red; indexes for counting what stands; urban residents;
publicity work and who answers for what."""

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
    op.create_table(
        "outreach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False, comment="活动日期"),
        sa.Column(
            "medium",
            sa.Enum(
                "talk",
                "at_home",
                "board",
                "leaflet",
                "media",
                "online",
                "fair",
                "other",
                name="outreachform",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="宣传形式",
        ),
        sa.Column("venue", sa.String(length=100), nullable=False, comment="地点或媒体"),
        sa.Column("content", sa.String(length=300), nullable=False, comment="宣传内容"),
        sa.Column("reach", sa.Integer(), nullable=False, comment="覆盖人次"),
        *of_office(),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.CheckConstraint("reach >= 0", name=op.f("ck_outreach_reach_not_negative")),
        *keys_of("outreach"),
    )
    op.create_index("ix_outreach_held_on_id", "outreach", ["held_on", "id"])
    op.create_index("ix_outreach_path_id", "outreach", ["path", "id"])
    op.create_index("ix_outreach_office_id_held_on", "outreach", ["office_id", "held_on"])
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader", sa.String(length=50), nullable=False, comment="主管领导"),
        sa.Column("department", sa.String(length=60), nullable=False, comment="责任部门"),
        sa.Column("handler", sa.String(length=50), nullable=False, comment="经办人"),
        sa.Column("phone", sa.String(length=30), nullable=True, comment="办公电话"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="执行日期"),
        *of_office(),
        sa.UniqueConstraint("office_id", name=op.f("uq_duty_office_id")),
        *keys_of("duty"),
    )
    op.create_index("ix_duty_path_id", "duty", ["path", "id"])


def of_office() -> list[sa.Column]:
    return [
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def keys_of(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f(f"fk_{table}_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table("duty")
    op.drop_table("outreach")
    for name in (*STANDING, *IN_ORDER):
        op.drop_index(name, table_name="alert")
    for name, columns in BEFORE.items():
        op.create_index(name, "alert", columns)
    op.drop_column("office", "population_basis")
    op.drop_column("office", "urban_population")
    op.drop_column("clock_run", "began_at")
    op.drop_column("alert", "reddened_at")
    op.drop_column("alert", "found_at")
