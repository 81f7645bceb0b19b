"""Warnings, the daily runs, the watch list, insurance paid until."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_run",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False, comment="完成时间"),
        sa.Column("figures", sa.JSON(), nullable=False, comment="结果"),
        sa.PrimaryKeyConstraint("on_day", name=op.f("pk_clock_run")),
    )
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "head_name",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="户主姓名",
        ),
        sa.Column("phone", sa.LargeBinary(), nullable=True, comment="联系电话"),
        sa.Column("phone_last4", sa.String(length=4), nullable=True, comment="电话尾号"),
        sa.Column("home_address", sa.String(length=200), nullable=True, comment="常住地址"),
        sa.Column("size", sa.Integer(), nullable=False, comment="家庭人口"),
        sa.Column("earner_name", sa.String(length=50), nullable=False, comment="唯一就业者"),
        sa.Column(
            "form",
            sa.Enum(
                "10",
                "21",
                "22",
                "23",
                "30",
                "990",
                name="employmentform",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="就业形式",
        ),
        sa.Column("employer", sa.String(length=100), nullable=True, comment="就业单位"),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=True, comment="月收入（元）"),
        sa.Column(
            "monthly_income",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="家庭月收入（元）",
        ),
        sa.Column("has_contract", sa.Boolean(), nullable=True, comment="签订劳动合同"),
        sa.Column("contract_from", sa.Date(), nullable=True, comment="合同起"),
        sa.Column("contract_until", sa.Date(), nullable=True, comment="合同或岗位止"),
        sa.Column("insured_until", sa.Date(), nullable=True, comment="参保缴费至"),
        sa.Column("job_losses", sa.Integer(), nullable=False, comment="近12个月失业次数"),
        sa.Column("listed_on", sa.Date(), nullable=False, comment="列入日期"),
        sa.Column("tracked_on", sa.Date(), nullable=True, comment="最近跟踪日期"),
        sa.Column("measures", sa.String(length=300), nullable=True, comment="干预措施"),
        sa.Column("lost_job_on", sa.Date(), nullable=True, comment="失去就业日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="解除日期"),
        sa.Column(
            "ending",
            sa.Enum(
                "stable",
                "applied",
                "moved",
                "other",
                name="watchend",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="解除情形",
        ),
        sa.Column("ending_note", sa.String(length=200), nullable=True, comment="解除说明"),
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
            "(ended_on IS NULL) = (ending IS NULL)", name=op.f("ck_watch_ended_how")
        ),
        sa.CheckConstraint(
            "contract_until >= contract_from", name=op.f("ck_watch_contract_in_order")
        ),
        sa.CheckConstraint("ended_on >= listed_on", name=op.f("ck_watch_ends_after_listing")),
        sa.CheckConstraint("job_losses >= 0", name=op.f("ck_watch_losses_not_negative")),
        sa.CheckConstraint("size >= 1", name=op.f("ck_watch_somebody")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_watch_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_watch_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_watch_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_watch_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_watch_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index("ix_watch_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_watch_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_watch_listed_on_id"), ["listed_on", "id"], unique=False
        )
        batch_op.create_index("ix_watch_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_watch_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "W01",
                "W02",
                "W03",
                "W04",
                "W05",
                "W06",
                "W07",
                "W08",
                "W09",
                "W10",
                "W11",
                "W12",
                "W13",
                "W15",
                "W16",
                "W17",
                "W18",
                "W19",
                name="warningcode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="预警事项",
        ),
        sa.Column(
            "tone",
            sa.Enum(
                "yellow", "red", name="tone", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
            comment="颜色",
        ),
        sa.Column("subject", sa.String(length=60), nullable=False, comment="对象"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("watch_id", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False, comment="预警日期"),
        sa.Column("red_on", sa.Date(), nullable=True, comment="转红日期"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="到期日"),
        sa.Column("provisional", sa.Boolean(), nullable=False, comment="日期为暂定"),
        sa.Column("clause", sa.String(length=12), nullable=False, comment="依据条款"),
        sa.Column("words", sa.String(length=200), nullable=False, comment="预警内容"),
        sa.Column("values", sa.JSON(), nullable=False, comment="内容取值"),
        sa.Column("cleared_on", sa.Date(), nullable=True, comment="解除日期"),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("cleared_on >= raised_on", name=op.f("ck_alert_cleared_after_raised")),
        sa.CheckConstraint("red_on >= raised_on", name=op.f("ck_alert_red_after_yellow")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_alert_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_alert_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_alert_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_alert_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_alert_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_alert_unit_id_office")),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_alert_watch_id_watch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_alert_cleared_on_tone_id"), ["cleared_on", "tone", "id"], unique=False
        )
        batch_op.create_index(
            "ix_alert_community_id_cleared_on_tone_id",
            ["community_id", "cleared_on", "tone", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_alert_county_id_cleared_on_tone_id",
            ["county_id", "cleared_on", "tone", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_alert_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_alert_raised_on_id"), ["raised_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_alert_street_id_cleared_on_tone_id",
            ["street_id", "cleared_on", "tone", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_alert_unit_id_cleared_on_tone_id",
            ["unit_id", "cleared_on", "tone", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_alert_watch_id"), ["watch_id"], unique=False)
        batch_op.create_index(
            "uq_alert_stands",
            ["subject"],
            unique=True,
            sqlite_where=sa.text("cleared_on IS NULL"),
            postgresql_where=sa.text("cleared_on IS NULL"),
        )

    op.add_column(
        "employment", sa.Column("insured_until", sa.Date(), nullable=True, comment="参保缴费至")
    )


def downgrade() -> None:
    op.drop_column("employment", "insured_until")
    for table in ("alert", "watch", "clock_run"):
        op.drop_table(table)
