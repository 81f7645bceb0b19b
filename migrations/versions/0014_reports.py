"""Reports of the offices by period: what was submitted, accepted and locked."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HELD = "(state IN ('submitted', 'accepted'))"


def upgrade() -> None:
    op.create_table(
        "report_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False, comment="路径",
        ),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="报表类型"),
        sa.Column("period", sa.String(length=8), nullable=False, comment="报告期"),
        sa.Column("since", sa.Date(), nullable=False, comment="期初日"),
        sa.Column("until", sa.Date(), nullable=False, comment="期末日"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="报送状态"),
        sa.Column("snapshot", sa.JSON(), nullable=True, comment="锁定内容"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="内容摘要"),
        sa.Column("explanations", sa.JSON(), nullable=False, comment="情况说明"),
        sa.Column("submitted_at", sa.DateTime(), nullable=True, comment="报送时间"),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True, comment="审核时间"),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("return_reason", sa.String(length=300), nullable=True, comment="退回或重新打开的原因"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('month', 'quarter', 'year')", name=op.f("ck_report_period_reportkind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'accepted', 'returned')",
            name=op.f("ck_report_period_reportstate"),
        ),
        sa.CheckConstraint(
            f"{HELD} = (snapshot IS NOT NULL)", name=op.f("ck_report_period_snapshot_when_reached")
        ),
        sa.CheckConstraint(
            f"{HELD} = (digest IS NOT NULL)", name=op.f("ck_report_period_digest_when_reached")
        ),
        sa.CheckConstraint(
            "(state IN ('accepted')) = (accepted_at IS NOT NULL)",
            name=op.f("ck_report_period_accepted_at_when_reached"),
        ),
        sa.CheckConstraint("since <= until", name=op.f("ck_report_period_period_in_order")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_report_period_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_report_period_submitted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user.id"], name=op.f("fk_report_period_accepted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_report_period_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_period")),
        sa.UniqueConstraint(
            "office_id", "kind", "period", name=op.f("uq_report_period_office_id_kind_period")
        ),
    )
    for columns in (["path", "id"], ["state", "id"]):
        name = op.f(f"ix_report_period_{'_'.join(columns)}")
        op.create_index(name, "report_period", columns, unique=False)


def downgrade() -> None:
    op.drop_table("report_period")
