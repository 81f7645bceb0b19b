"""Whether jobs last, return visits owed and done, difficulties told."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("after_months", sa.Integer(), nullable=False, comment="就业满几个月"),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="核查日期"),
        sa.Column("working", sa.Boolean(), nullable=False, comment="仍在岗"),
        sa.Column(
            "way",
            sa.Enum(
                "home",
                "phone",
                "office",
                name="visitway",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="核查方式",
        ),
        sa.Column("checked_by", sa.String(length=50), nullable=False, comment="核查经办人"),
        sa.Column("proof", sa.String(length=200), nullable=False, comment="核查依据"),
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
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_job_check_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_job_check_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_job_check_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employment.id"], name=op.f("fk_job_check_employment_id_employment")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_job_check_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_job_check_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_job_check_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_job_check_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_check")),
    )
    with op.batch_alter_table("job_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_check_checked_on_id"), ["checked_on", "id"], unique=False
        )
        batch_op.create_index("ix_job_check_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_job_check_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_job_check_employment_id"), ["employment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_job_check_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_job_check_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_job_check_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_job_check_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_job_check_once",
            ["employment_id", "after_months"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="回访月份"),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "late",
                "closed",
                name="slotstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="回访状态",
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('done', 'late')) = (visit_id IS NOT NULL)",
            name=op.f("ck_follow_up_done_by_visit"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_follow_up_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_follow_up_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_follow_up_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_follow_up_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_follow_up_unit_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_follow_up_visit_id_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("household_id", "month", name=op.f("uq_follow_up_household_id_month")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_up_community_id_state_month_id",
            ["community_id", "state", "month", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_follow_up_county_id_state_month_id",
            ["county_id", "state", "month", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_follow_up_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_follow_up_month_id"), ["month", "id"], unique=False)
        batch_op.create_index(
            "ix_follow_up_street_id_state_month_id",
            ["street_id", "state", "month", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_follow_up_unit_id_state_month_id", ["unit_id", "state", "month", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_follow_up_visit_id"), ["visit_id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "job",
                "training",
                "policy",
                "rights",
                "living",
                "health",
                "other",
                name="ticketkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="诉求类型",
        ),
        sa.Column("content", sa.String(length=300), nullable=False, comment="诉求内容"),
        sa.Column("raised_on", sa.Date(), nullable=False, comment="受理诉求日期"),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="办理时限"),
        sa.Column("handling", sa.String(length=300), nullable=True, comment="办理情况"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="诉求办结日期"),
        sa.Column(
            "ending",
            sa.Enum(
                "solved",
                "explained",
                "passed_on",
                name="ticketend",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="办结方式",
        ),
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
            "(ending IS NULL) = (closed_on IS NULL)", name=op.f("ck_ticket_closed_how")
        ),
        sa.CheckConstraint("closed_on >= raised_on", name=op.f("ck_ticket_closed_after_raised")),
        sa.CheckConstraint(
            "closed_on IS NULL OR handling IS NOT NULL", name=op.f("ck_ticket_closed_with_handling")
        ),
        sa.CheckConstraint("due_on >= raised_on", name=op.f("ck_ticket_due_after_raised")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_ticket_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_ticket_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_ticket_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_ticket_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_ticket_member_id_member")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_ticket_owner_id_user")),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_ticket_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_ticket_unit_id_office")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_ticket_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_community_id_closed_on_due_on_id",
            ["community_id", "closed_on", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_ticket_county_id_closed_on_due_on_id",
            ["county_id", "closed_on", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_ticket_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ticket_raised_on_id"), ["raised_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_ticket_street_id_closed_on_due_on_id",
            ["street_id", "closed_on", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_ticket_unit_id_closed_on_due_on_id",
            ["unit_id", "closed_on", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_ticket_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("ticket")
    op.drop_table("follow_up")
    op.drop_table("job_check")
