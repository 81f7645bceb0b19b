"""Verdicts kept, parameters by region, warnings, proposals by the rules, changes and benefits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_run",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False, comment="开始时间"),
        sa.Column("finished_at", sa.DateTime(), nullable=True, comment="完成时间"),
        sa.Column("figures", sa.JSON(), nullable=False, comment="结果"),
        sa.PrimaryKeyConstraint("on_day", name=op.f("pk_clock_run")),
    )
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False, comment="导入内容"),
        sa.Column("source", sa.String(length=30), nullable=False, comment="数据来源"),
        sa.Column("columns", sa.JSON(), nullable=False, comment="列对应"),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_column_mapping_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint(
            "office_id",
            "subject",
            "source",
            name=op.f("uq_column_mapping_office_id_subject_source"),
        ),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False, comment="批次号"),
        sa.Column("subject", sa.String(length=20), nullable=False, comment="导入内容"),
        sa.Column("source", sa.String(length=30), nullable=True, comment="数据来源"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="所属路径",
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False, comment="文件名"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="文件指纹"),
        sa.Column("data_on", sa.Date(), nullable=False, comment="数据时间"),
        sa.Column("basis", sa.String(length=200), nullable=True, comment="查询依据"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="行数"),
        sa.Column("stored", sa.Integer(), nullable=False, comment="入库行数"),
        sa.Column("mapping", sa.JSON(), nullable=False, comment="列对应"),
        sa.Column("outcome", sa.JSON(), nullable=False, comment="结果"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_batch_by_id_user")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_batch_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_batch_number")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_batch_office_id_id"), ["office_id", "id"], unique=False
        )

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
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.CheckConstraint("value >= 0", name=op.f("ck_parameter_decree_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_parameter_decree_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_parameter_decree_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_decree")),
    )
    with op.batch_alter_table("parameter_decree", schema=None) as batch_op:
        batch_op.create_index(
            "uq_parameter_decree_stands",
            ["office_id", "parameter", "valid_from"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )

    op.create_table(
        "special_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="情形代码"),
        sa.Column("name", sa.String(length=100), nullable=False, comment="情形名称"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="执行日期"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="终止日期"),
        sa.Column("basis", sa.String(length=120), nullable=False, comment="依据文件"),
        sa.Column("approved_by", sa.String(length=50), nullable=False, comment="批准人"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_special_case_in_order")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_special_case_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_special_case_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_case")),
        sa.UniqueConstraint("code", name=op.f("uq_special_case_code")),
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
        sa.CheckConstraint("ended_on >= listed_on", name=op.f("ck_watch_ends_after_listing")),
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
                "W14",
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
        sa.Column("subject", sa.String(length=80), nullable=False, comment="对象"),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_alert_code_raised_on"), ["code", "raised_on"], unique=False
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
        batch_op.create_index(
            "uq_alert_stands",
            ["subject"],
            unique=True,
            sqlite_where=sa.text("cleared_on IS NULL"),
            postgresql_where=sa.text("cleared_on IS NULL"),
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
        "benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
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
                name="benefitkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="政策类型",
        ),
        sa.Column("approved_on", sa.Date(), nullable=False, comment="批准日期"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="享受起"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="享受止"),
        sa.Column(
            "standard", sa.Numeric(precision=10, scale=2), nullable=True, comment="标准（元/月）"
        ),
        sa.Column(
            "paid", sa.Numeric(precision=12, scale=2), nullable=False, comment="累计金额（元）"
        ),
        sa.Column("payer", sa.String(length=60), nullable=True, comment="发放单位"),
        sa.Column("remarks", sa.String(length=300), nullable=True, comment="备注"),
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
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_benefit_in_order")),
        sa.CheckConstraint("paid >= 0", name=op.f("ck_benefit_paid_not_negative")),
        sa.CheckConstraint(
            "standard IS NULL OR standard >= 0", name=op.f("ck_benefit_standard_not_negative")
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
        batch_op.create_index("ix_benefit_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_benefit_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefit_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_benefit_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_benefit_starts_on_id"), ["starts_on", "id"], unique=False
        )
        batch_op.create_index("ix_benefit_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_benefit_unit_id_id", ["unit_id", "id"], unique=False)

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

    op.add_column("comparison", sa.Column("data_on", sa.Date(), nullable=True, comment="数据时间"))

    op.add_column(
        "employment", sa.Column("insured_until", sa.Date(), nullable=True, comment="参保缴费至")
    )

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
        sa.Column("special_case", sa.String(length=20), nullable=True, comment="地方特殊情形"),
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
        "benefit",
        "assessment",
        "alert",
        "watch",
        "special_case",
        "parameter_decree",
        "batch",
        "column_mapping",
        "clock_run",
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
        "comparison": ("data_on",),
        "employment": ("insured_until",),
        "exit": ("fingerprint", "events", "by_rule", "since"),
        "household": ("promise_provisional", "business_income", "special_case"),
        "member": ("retirement_source", "state_since"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
