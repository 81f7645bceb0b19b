"""Policies enjoyed and what was paid."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "policy",
            sa.Enum(
                "P1",
                "P2",
                "P3",
                "P4",
                "P5",
                "P6",
                "P7",
                "P8",
                "P9",
                name="policykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="政策类型",
        ),
        sa.Column("employment_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "enjoyed",
                "stopped",
                "not_entitled",
                "waived",
                name="benefitstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="享受状态",
        ),
        sa.Column("applied_on", sa.Date(), nullable=False, comment="申报日期"),
        sa.Column("approved_on", sa.Date(), nullable=True, comment="批准日期"),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True, comment="享受起"),
        sa.Column("until_on", sa.Date(), nullable=True, comment="享受止"),
        sa.Column(
            "standard", sa.Numeric(precision=10, scale=2), nullable=True, comment="补贴标准（元）"
        ),
        sa.Column("months", sa.Integer(), nullable=True, comment="核定月数"),
        sa.Column("extended", sa.Boolean(), nullable=False, comment="延长至退休"),
        sa.Column("payer", sa.String(length=60), nullable=True, comment="发放单位"),
        sa.Column("basis", sa.String(length=60), nullable=True, comment="批准文号"),
        sa.Column("stopped_on", sa.Date(), nullable=True, comment="停止日期"),
        sa.Column(
            "stop_reason",
            sa.Enum(
                "expired",
                "job_ended",
                "retired",
                "dead",
                "left",
                "revoked",
                "other",
                name="stopreason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="停止原因",
        ),
        sa.Column("declined_reason", sa.String(length=200), nullable=True, comment="不享受的原因"),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('enjoyed', 'stopped')) = (approved_on IS NOT NULL)",
            name=op.f("ck_benefit_approved_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(state IN ('enjoyed', 'stopped')) = (from_on IS NOT NULL)",
            name=op.f("ck_benefit_from_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(state IN ('enjoyed', 'stopped')) = (standard IS NOT NULL)",
            name=op.f("ck_benefit_standard_when_reached"),
        ),
        sa.CheckConstraint(
            "(state IN ('not_entitled', 'waived')) = (declined_reason IS NOT NULL)",
            name=op.f("ck_benefit_declined_reason_when_reached"),
        ),
        sa.CheckConstraint(
            "(state IN ('stopped')) = (stop_reason IS NOT NULL)",
            name=op.f("ck_benefit_stop_reason_when_reached"),
        ),
        sa.CheckConstraint(
            "(state IN ('stopped')) = (stopped_on IS NOT NULL)",
            name=op.f("ck_benefit_stopped_on_when_reached"),
        ),
        sa.CheckConstraint(
            "approved_on >= applied_on", name=op.f("ck_benefit_approved_after_applied")
        ),
        sa.CheckConstraint("standard > 0", name=op.f("ck_benefit_standard_positive")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_benefit_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_benefit_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_benefit_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_benefit_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_benefit_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employment.id"], name=op.f("fk_benefit_employment_id_employment")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_benefit_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_benefit_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_benefit_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_benefit_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
    )
    with op.batch_alter_table("benefit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_benefit_applied_on_id"), ["applied_on", "id"], unique=False
        )
        batch_op.create_index("ix_benefit_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_benefit_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_benefit_employment_id"), ["employment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_benefit_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefit_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_benefit_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_benefit_unit_id_id", ["unit_id", "id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("benefit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="所属月份"),
        sa.Column(
            "amount", sa.Numeric(precision=10, scale=2), nullable=False, comment="发放金额（元）"
        ),
        sa.Column("paid_on", sa.Date(), nullable=False, comment="发放日期"),
        sa.Column("batch", sa.String(length=40), nullable=True, comment="发放批次"),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(
            ["benefit_id"], ["benefit.id"], name=op.f("fk_payment_benefit_id_benefit")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_payment_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_payment_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_payment_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_payment_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_payment_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_payment_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_payment_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_benefit_id"), ["benefit_id"], unique=False)
        batch_op.create_index("ix_payment_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_payment_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_month_id"), ["month", "id"], unique=False)
        batch_op.create_index("ix_payment_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_payment_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_payment_once",
            ["benefit_id", "month"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("payment")
    op.drop_table("benefit")
