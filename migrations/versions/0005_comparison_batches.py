"""Files of comparison results: looked at, then stored."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comparison_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False, comment="数据来源"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False, comment="文件名"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="文件摘要"),
        sa.Column("data_on", sa.Date(), nullable=False, comment="比对日期"),
        sa.Column("basis", sa.String(length=200), nullable=False, comment="依据文件"),
        sa.Column("hits_only", sa.Boolean(), nullable=False, comment="只列命中人员"),
        sa.Column("mapping", sa.JSON(), nullable=False, comment="列对应"),
        sa.Column("pending", sa.LargeBinary(), nullable=True, comment="待入库内容"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="行数"),
        sa.Column("stored", sa.Integer(), nullable=False, comment="入库条数"),
        sa.Column("confirmed_on", sa.Date(), nullable=True, comment="入库日期"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_comparison_batch_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_comparison_batch_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_batch")),
    )
    with op.batch_alter_table("comparison_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comparison_batch_office_id_id"), ["office_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_comparison_batch_path_id"), ["path", "id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("comparison_batch")
