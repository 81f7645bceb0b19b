"""Revisions and gaps of targets with their reasons; links of wall screens."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MEASURES = "('recognised', 'assisted', 'exited', 'placed')"


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def of_office(table: str) -> list[sa.schema.SchemaItem]:
    path = sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql")
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("path", path, nullable=False, comment="路径"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        key(table, "office_id", "office"),
        key(table, "created_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "target_revision",
        *of_office("target_revision"),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("households_before", sa.Integer(), nullable=False, comment="原目标户数"),
        sa.Column("households_after", sa.Integer(), nullable=False, comment="新目标户数"),
        sa.Column("reason", sa.String(length=200), nullable=False, comment="调整理由"),
        sa.CheckConstraint("households_before <> households_after",
                           name=op.f("ck_target_revision_a_change")),
        key("target_revision", "target_id", "target"),
    )
    op.create_index(op.f("ix_target_revision_path_id"), "target_revision", ["path", "id"])
    op.create_table(
        "target_gap",
        *of_office("target_gap"),
        sa.Column("year", sa.Integer(), nullable=False, comment="年度"),
        sa.Column("measure", sa.String(length=20), nullable=False, comment="指标"),
        sa.Column("whole", sa.Integer(), nullable=False, comment="本级目标户数"),
        sa.Column("parts", sa.Integer(), nullable=False, comment="下级合计户数"),
        sa.Column("reason", sa.String(length=200), nullable=False, comment="差额原因"),
        sa.CheckConstraint(f"measure IN {MEASURES}", name=op.f("ck_target_gap_measure")),
    )
    op.create_index(
        op.f("ix_target_gap_office_id_year_measure"), "target_gap", ["office_id", "year", "measure"]
    )
    op.create_table(
        "wall_link",
        *of_office("wall_link"),
        sa.Column("name", sa.String(length=30), nullable=False, comment="大屏位置"),
        sa.Column("key_hash", sa.String(length=64), nullable=False, comment="链接摘要"),
        sa.Column("lang", sa.String(length=12), nullable=True, comment="语言"),
        sa.Column("expires_on", sa.Date(), nullable=False, comment="链接有效期至"),
        sa.Column("revoked_at", sa.DateTime(), nullable=True, comment="撤销时间"),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        key("wall_link", "revoked_by_id", "user"),
        sa.UniqueConstraint("key_hash", name=op.f("uq_wall_link_key_hash")),
    )
    op.create_index(op.f("ix_wall_link_path_id"), "wall_link", ["path", "id"])


def downgrade() -> None:
    for table in ("wall_link", "target_gap", "target_revision"):
        op.drop_table(table)
