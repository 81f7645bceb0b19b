"""The plan of each member and its measures."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aid_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False, comment="制定日期"),
        sa.Column("traits", sa.String(length=300), nullable=False, comment="自身特点"),
        sa.Column("will", sa.String(length=200), nullable=False, comment="就业意愿"),
        sa.Column("difficulties", sa.String(length=300), nullable=True, comment="实际困难"),
        sa.Column("skills", sa.String(length=100), nullable=True, comment="技能特长"),
        sa.Column(
            "wished_form",
            sa.Enum(
                "10",
                "21",
                "22",
                "23",
                "30",
                "990",
                name="wished_form",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="期望就业形式",
        ),
        sa.Column("wished_jobs", sa.String(length=100), nullable=True, comment="期望岗位"),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column(
            "least_wage",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="期望月薪不低于（元）",
        ),
        sa.Column(
            "strain",
            sa.Enum(
                "light",
                "ordinary",
                "heavy",
                name="strain",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="可承受的体力强度",
        ),
        sa.Column("nights", sa.Boolean(), nullable=True, comment="可上夜班或倒班"),
        sa.Column("limits", sa.String(length=200), nullable=True, comment="其他限制条件"),
        sa.Column("training_wish", sa.String(length=100), nullable=True, comment="培训意向"),
        sa.Column("startup_wish", sa.String(length=100), nullable=True, comment="创业意向"),
        sa.Column("goal", sa.String(length=200), nullable=False, comment="帮扶目标"),
        sa.Column("agreed_on", sa.Date(), nullable=True, comment="本人确认日期"),
        sa.Column("review_on", sa.Date(), nullable=False, comment="下次评估日期"),
        sa.Column("reviewed_on", sa.Date(), nullable=True, comment="最近评估日期"),
        sa.Column("review_note", sa.String(length=300), nullable=True, comment="评估情况"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="方案结束日期"),
        sa.Column("closing_note", sa.String(length=200), nullable=True, comment="结束说明"),
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
            "(closed_on IS NULL) = (closing_note IS NULL)",
            name=op.f("ck_aid_plan_closed_with_note"),
        ),
        sa.CheckConstraint("closed_on >= made_on", name=op.f("ck_aid_plan_closed_after_made")),
        sa.CheckConstraint("review_on >= made_on", name=op.f("ck_aid_plan_reviewed_after_made")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_aid_plan_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_aid_plan_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_aid_plan_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_aid_plan_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_aid_plan_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["office.id"], name=op.f("fk_aid_plan_place_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_aid_plan_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_aid_plan_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_plan")),
    )
    with op.batch_alter_table("aid_plan", schema=None) as batch_op:
        batch_op.create_index("ix_aid_plan_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_aid_plan_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_aid_plan_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_aid_plan_made_on_id"), ["made_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_plan_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_aid_plan_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_aid_plan_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_aid_plan_runs",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL AND voided_at IS NULL"),
        )
    op.create_table(
        "plan_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guidance",
                "training_info",
                "referral",
                "training",
                "startup",
                "policy",
                "public_post",
                "call",
                name="servicekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="措施类型",
        ),
        sa.Column("content", sa.String(length=200), nullable=False, comment="措施内容"),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="完成时限"),
        sa.Column("done_on", sa.Date(), nullable=True, comment="完成日期"),
        sa.Column("outcome", sa.String(length=200), nullable=True, comment="完成情况"),
        sa.Column("service_id", sa.Integer(), nullable=True),
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
            "done_on IS NULL OR outcome IS NOT NULL", name=op.f("ck_plan_measure_done_with_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_plan_measure_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_plan_measure_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_plan_measure_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_plan_measure_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_plan_measure_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_plan_measure_owner_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["aid_plan.id"], name=op.f("fk_plan_measure_plan_id_aid_plan")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_plan_measure_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_plan_measure_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_plan_measure_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_measure")),
    )
    with op.batch_alter_table("plan_measure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plan_measure_community_id_id", ["community_id", "id"], unique=False
        )
        batch_op.create_index("ix_plan_measure_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_plan_measure_due_on_id"), ["due_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_measure_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_plan_measure_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_measure_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_plan_measure_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_plan_measure_unit_id_id", ["unit_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("plan_measure")
    op.drop_table("aid_plan")
