"""Verdicts kept, parameters by region, proposals by the rules, life changes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parameter_decree",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=40), nullable=False, comment="参数"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="执行日期"),
        sa.Column("value", sa.Integer(), nullable=False, comment="取值"),
        sa.Column("basis", sa.String(length=120), nullable=False, comment="依据文件"),
        sa.Column("basis_on", sa.Date(), nullable=False, comment="文件日期"),
        sa.Column("remarks", sa.String(length=200), nullable=True, comment="说明"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_parameter_decree_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_parameter_decree_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_parameter_decree_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_decree")),
        sa.UniqueConstraint(
            "office_id", "parameter", "valid_from",
            name=op.f("uq_parameter_decree_office_id_parameter_valid_from"),
        ),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status_change_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False, comment="事项"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("judged_on", sa.Date(), nullable=False, comment="判断日期"),
        sa.Column("eligible", sa.Boolean(), nullable=True, comment="符合条件"),
        sa.Column("labour_members", sa.JSON(), nullable=False, comment="劳动力成员"),
        sa.Column("findings", sa.JSON(), nullable=False, comment="逐条判断"),
        sa.Column("rules", sa.JSON(), nullable=False, comment="规则参数"),
        sa.Column("calendar", sa.String(length=60), nullable=False, comment="工作日历"),
        sa.Column("override", sa.String(length=500), nullable=True, comment="另行认定理由"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="哈希"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_assessment_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_assessment_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_assessment_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["status_change_id"],
            ["status_change.id"],
            name=op.f("fk_assessment_status_change_id_status_change"),
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_assessment_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_assessment_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_assessment_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_hash"), ["hash"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assessment_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_assessment_status_change_id"), ["status_change_id"], unique=False
        )
        batch_op.create_index("ix_assessment_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_assessment_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "life_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column(
            "what",
            sa.Enum(
                "E41",
                "E42",
                "E43",
                "E44",
                "E45",
                "E46",
                "E47",
                "E48",
                name="lifeevent",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="变动情形",
        ),
        sa.Column("happened_on", sa.Date(), nullable=False, comment="发生日期"),
        sa.Column("evidence", sa.String(length=200), nullable=False, comment="依据材料"),
        sa.Column("remarks", sa.String(length=300), nullable=True, comment="备注"),
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
            ["community_id"], ["office.id"], name=op.f("fk_life_change_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_life_change_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_life_change_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_life_change_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_life_change_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_life_change_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_life_change_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_change")),
    )
    with op.batch_alter_table("life_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_life_change_community_id_id", ["community_id", "id"], unique=False
        )
        batch_op.create_index("ix_life_change_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_life_change_happened_on_id"), ["happened_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_life_change_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_life_change_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_life_change_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_life_change_unit_id_id", ["unit_id", "id"], unique=False)

    op.add_column("exit", sa.Column("since", sa.Date(), nullable=True, comment="情形成立日期"))
    op.add_column(
        "exit",
        sa.Column(
            "by_rule",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="系统提出",
        ),
    )
    op.add_column(
        "exit",
        sa.Column("events", sa.JSON(), nullable=False, server_default="[]", comment="关联记录"),
    )
    op.add_column(
        "exit", sa.Column("fingerprint", sa.String(length=64), nullable=True, comment="依据指纹")
    )
    op.drop_index("ix_exit_open", "exit")
    op.create_index("uq_exit_evidence", "exit", ["household_id", "fingerprint"], unique=True)
    op.create_index(
        "uq_exit_open",
        "exit",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text("approved IS NULL"),
        postgresql_where=sa.text("approved IS NULL"),
    )

    op.add_column(
        "household",
        sa.Column("business_income", sa.Boolean(), nullable=True, comment="有经营性或投资性收入"),
    )
    op.add_column(
        "household",
        sa.Column(
            "promise_provisional",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="承诺到期日为暂定",
        ),
    )

    op.add_column(
        "member", sa.Column("state_since", sa.Date(), nullable=True, comment="状态起始日期")
    )
    op.add_column(
        "member",
        sa.Column(
            "retirement_source", sa.String(length=100), nullable=True, comment="退休类别依据"
        ),
    )


def downgrade() -> None:
    for table in (
        "life_change",
        "assessment",
        "parameter_decree",
    ):
        op.drop_table(table)
    op.drop_index("uq_exit_evidence", "exit")
    op.drop_index("uq_exit_open", "exit")
    op.create_index(
        "ix_exit_open",
        "exit",
        ["household_id"],
        sqlite_where=sa.text("approved IS NULL"),
        postgresql_where=sa.text("approved IS NULL"),
    )
    for table, columns in {
        "exit": ("fingerprint", "events", "by_rule", "since"),
        "household": ("promise_provisional", "business_income"),
        "member": ("retirement_source", "state_since"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
