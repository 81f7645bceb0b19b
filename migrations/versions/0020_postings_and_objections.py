"""Why a posting came down; objections from the public page with their sealed contact and receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ENDS = "('over', 'superseded', 'objected', 'returned', 'rejected', 'withdrawn')"
UP = sa.text("taken_down_on IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("publicity") as table:
        table.add_column(sa.Column("ended", sa.String(length=20), nullable=True, comment="撤下原因"))
        table.create_check_constraint(op.f("ck_publicity_postingend"), f"ended IN {ENDS}")
        table.create_check_constraint(
            op.f("ck_publicity_ended_when_down"), "ended IS NULL OR taken_down_on IS NOT NULL"
        )
    op.create_index(
        "ix_publicity_up", "publicity", ["until", "id"], sqlite_where=UP, postgresql_where=UP
    )
    with op.batch_alter_table("objection") as table:
        table.add_column(sa.Column("reply_to", sa.LargeBinary(), nullable=True, comment="联系方式"))
        table.add_column(sa.Column("received_at", sa.DateTime(), nullable=True, comment="网上收到时间"))
        table.add_column(sa.Column("receipt_hash", sa.String(length=64), nullable=True, comment="回执摘要"))
        table.add_column(sa.Column("told", sa.String(length=100), nullable=True, comment="告知提出人"))
        table.create_unique_constraint(op.f("uq_objection_receipt_hash"), ["receipt_hash"])


def downgrade() -> None:
    with op.batch_alter_table("objection") as table:
        table.drop_constraint(op.f("uq_objection_receipt_hash"), type_="unique")
        for column in ("told", "receipt_hash", "received_at", "reply_to"):
            table.drop_column(column)
    op.drop_index("ix_publicity_up", table_name="publicity")
    with op.batch_alter_table("publicity") as table:
        table.drop_constraint(op.f("ck_publicity_ended_when_down"), type_="check")
        table.drop_constraint(op.f("ck_publicity_postingend"), type_="check")
        table.drop_column("ended")
