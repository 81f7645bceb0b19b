"""Contingency plans, pairing, the plan of each member."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contingency_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False, comment="预案名称"),
        sa.Column("document", sa.String(length=60), nullable=False, comment="文号"),
        sa.Column("edition", sa.Integer(), nullable=False, comment="版次"),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="印发日期"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="执行日期"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="终止日期"),
        sa.Column("lead", sa.String(length=50), nullable=False, comment="预案负责人"),
        sa.Column("trigger", sa.String(length=200), nullable=False, comment="启动条件"),
        sa.Column("summary", sa.Text(), nullable=False, comment="主要措施"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_contingency_plan_edition_counts")),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_contingency_plan_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contingency_plan_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_contingency_plan_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contingency_plan")),
        sa.UniqueConstraint(
            "office_id", "edition", name=op.f("uq_contingency_plan_office_id_edition")
        ),
    )
    op.create_table(
        "activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False, comment="启动日期"),
        sa.Column("reason", sa.String(length=200), nullable=False, comment="启动原因"),
        sa.Column("measures", sa.String(length=300), nullable=False, comment="启动措施"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="终止启动日期"),
        sa.Column("outcome", sa.String(length=200), nullable=True, comment="启动结果"),
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
            "(ended_on IS NULL) = (outcome IS NULL)", name=op.f("ck_activation_ended_with_outcome")
        ),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_activation_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_activation_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_activation_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_activation_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_activation_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["contingency_plan.id"],
            name=op.f("fk_activation_plan_id_contingency_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_activation_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_activation_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
    )
    with op.batch_alter_table("activation", schema=None) as batch_op:
        batch_op.create_index("ix_activation_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_activation_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_activation_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_activation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_activation_started_on_id"), ["started_on", "id"], unique=False
        )
        batch_op.create_index("ix_activation_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_activation_unit_id_id", ["unit_id", "id"], unique=False)
    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(length=50), nullable=False, comment="结对帮扶人"),
        sa.Column("partner_unit", sa.String(length=100), nullable=False, comment="所在单位"),
        sa.Column("partner_post", sa.String(length=50), nullable=True, comment="职务"),
        sa.Column("phone", sa.LargeBinary(), nullable=True, comment="联系电话"),
        sa.Column("phone_last4", sa.String(length=4), nullable=True, comment="电话尾号"),
        sa.Column("pledge", sa.String(length=300), nullable=False, comment="帮扶内容"),
        sa.Column("since", sa.Date(), nullable=False, comment="结对日期"),
        sa.Column("until", sa.Date(), nullable=True, comment="解除结对日期"),
        sa.Column("end_reason", sa.String(length=200), nullable=True, comment="解除结对原因"),
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
        sa.CheckConstraint("until >= since", name=op.f("ck_pairing_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_pairing_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_pairing_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_pairing_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_pairing_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_pairing_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_pairing_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index("ix_pairing_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_pairing_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_since_id"), ["since", "id"], unique=False)
        batch_op.create_index("ix_pairing_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_pairing_unit_id_id", ["unit_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("pairing")
    op.drop_table("activation")
    op.drop_table("contingency_plan")
