"""Ledgers of an office's own, and ledgers written in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = "('waiting', 'running', 'ready', 'failed', 'expired')"
UNDER_WAY = sa.text("state IN ('waiting', 'running')")


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "ledger_selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False, comment="名称"),
        sa.Column("ledger", sa.String(length=20), nullable=False, comment="台账"),
        sa.Column("choice", sa.JSON(), nullable=False, comment="列、条件和排序"),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="下级机构可用"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        key("ledger_selection", "office_id", "office"),
        key("ledger_selection", "created_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_selection")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_ledger_selection_office_id_name")),
    )
    op.create_table(
        "ledger_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("ledger", sa.String(length=20), nullable=False, comment="台账"),
        sa.Column("selection", sa.JSON(), nullable=True, comment="所选列和条件"),
        sa.Column("since", sa.Date(), nullable=False, comment="统计期间起"),
        sa.Column("until", sa.Date(), nullable=False, comment="统计期间止"),
        sa.Column("full", sa.Boolean(), nullable=False, comment="完整显示"),
        sa.Column("reason", sa.String(length=500), nullable=False, comment="理由"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="进度"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="行数"),
        sa.Column("done", sa.Integer(), nullable=True, comment="已处理"),
        sa.Column("ordered_at", sa.DateTime(), nullable=False, comment="申请时间"),
        sa.Column("finished_at", sa.DateTime(), nullable=True, comment="完成时间"),
        sa.Column("file_name", sa.String(length=200), nullable=True, comment="文件名"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="文件摘要"),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="文件密钥"),
        sa.Column("why", sa.String(length=200), nullable=True, comment="未生成的原因"),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_ledger_export_exportstate")),
        key("ledger_export", "user_id", "user"),
        key("ledger_export", "office_id", "office"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_export")),
    )
    op.create_index(op.f("ix_ledger_export_user_id_id"), "ledger_export", ["user_id", "id"])
    op.create_index(
        "uq_ledger_export_one_at_a_time", "ledger_export", ["user_id"], unique=True,
        sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY,
    )


def downgrade() -> None:
    op.drop_table("ledger_export")
    op.drop_table("ledger_selection")
