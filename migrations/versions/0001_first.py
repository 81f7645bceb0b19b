"""The first tables, constraints and indexes; generated from the models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("actor", sa.String(length=40), nullable=False, comment="操作人"),
        sa.Column("role", sa.String(length=20), nullable=False, comment="角色"),
        sa.Column("office", sa.String(length=60), nullable=False, comment="机构"),
        sa.Column("address", sa.String(length=45), nullable=False, comment="来源地址"),
        sa.Column("act", sa.String(length=30), nullable=False, comment="事项"),
        sa.Column("record", sa.String(length=60), nullable=False, comment="对象"),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="所属路径",
        ),
        sa.Column("result", sa.String(length=10), nullable=False, comment="结果"),
        sa.Column("changes", sa.JSON(), nullable=False, comment="内容"),
        sa.Column("previous", sa.String(length=64), nullable=False, comment="前一哈希"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="哈希"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_act_id"), ["act", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_actor_id"), ["actor", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_record"), ["record"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False, comment="最后行"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="哈希"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holiday",
                "makeup",
                "statutory_only",
                name="daykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="性质",
        ),
        sa.Column("name", sa.String(length=20), nullable=False, comment="节日"),
        sa.PrimaryKeyConstraint("on_day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False, comment="已公布"),
        sa.Column("document", sa.String(length=100), nullable=True, comment="依据文件"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "code_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list", sa.String(length=20), nullable=False, comment="代码表"),
        sa.Column("code", sa.String(length=10), nullable=False, comment="代码"),
        sa.Column("name", sa.String(length=60), nullable=False, comment="名称"),
        sa.Column("name_en", sa.String(length=80), nullable=True, comment="英文名称"),
        sa.Column("standard", sa.String(length=40), nullable=True, comment="标准"),
        sa.Column("sort", sa.Integer(), nullable=False, comment="排序"),
        sa.Column("valid", sa.Boolean(), nullable=False, comment="有效"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_entry")),
        sa.UniqueConstraint("list", "code", name=op.f("uq_code_entry_list_code")),
    )
    with op.batch_alter_table("code_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_entry_list_sort"), ["list", "sort"], unique=False)

    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False, comment="值"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False, comment="最后编号"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
            comment="机构代码",
        ),
        sa.Column(
            "name",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="机构名称",
        ),
        sa.Column(
            "short_name",
            sa.String(length=30).with_variant(sa.String(length=30, collation="C"), "postgresql"),
            nullable=False,
            comment="简称",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "province",
                "unit",
                "county",
                "street",
                "community",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="层级",
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("seals", sa.Boolean(), nullable=False, comment="复核认定机构"),
        sa.Column("sort", sa.Integer(), nullable=False, comment="排序"),
        sa.Column("valid", sa.Boolean(), nullable=False, comment="有效"),
        sa.Column("phone", sa.String(length=30), nullable=True, comment="监督电话"),
        sa.Column("address", sa.String(length=100), nullable=True, comment="办公地址"),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("county_id", sa.Integer(), nullable=True),
        sa.Column("street_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_office_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["office.id"], name=op.f("fk_office_parent_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_office_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_office_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
        sa.UniqueConstraint("path", name=op.f("uq_office_path")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_parent_id_sort"), ["parent_id", "sort"], unique=False
        )

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("username", sa.String(length=40), nullable=False, comment="登录名"),
        sa.Column("address", sa.String(length=45), nullable=False, comment="来源地址"),
        sa.Column("succeeded", sa.Boolean(), nullable=False, comment="成功"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_address_at"), ["address", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_username_address_at"),
            ["username", "address", "at"],
            unique=False,
        )

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False, comment="登录名"),
        sa.Column("name", sa.String(length=50), nullable=False, comment="姓名"),
        sa.Column(
            "role",
            sa.Enum(
                "community",
                "street",
                "county",
                "city",
                "province",
                "leader",
                "auditor",
                "sysadmin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="角色",
        ),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True, comment="办公电话"),
        sa.Column("active", sa.Boolean(), nullable=False, comment="启用"),
        sa.Column("password_hash", sa.String(length=200), nullable=False, comment="密码摘要"),
        sa.Column("password_set_on", sa.Date(), nullable=True, comment="密码设置日期"),
        sa.Column("must_change_password", sa.Boolean(), nullable=False, comment="须改密码"),
        sa.Column("session_version", sa.Integer(), nullable=False, comment="会话版本"),
        sa.Column("lang", sa.String(length=12), nullable=True, comment="语言"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_user_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "family_no",
            sa.String(length=20).with_variant(sa.String(length=20, collation="C"), "postgresql"),
            nullable=False,
            comment="家庭编号",
        ),
        sa.Column("episode", sa.Integer(), nullable=False, comment="第几次申请"),
        sa.Column(
            "kind",
            sa.Enum(
                "ordinary",
                "spouse_apart",
                "parents_added",
                "local",
                name="householdkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="家庭类型",
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "desk",
                "online",
                "found",
                "ledger",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="申请渠道",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "verified",
                "publicized",
                "reported",
                "recognised",
                "exited",
                "returned",
                "rejected",
                "withdrawn",
                "revoked",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False, comment="在办"),
        sa.Column(
            "head_name",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="申请人姓名",
        ),
        sa.Column(
            "head_pinyin",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
            comment="姓名拼音",
        ),
        sa.Column(
            "head_initials",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="拼音首字母",
        ),
        sa.Column("phone", sa.LargeBinary(), nullable=True, comment="联系电话"),
        sa.Column("phone_last4", sa.String(length=4), nullable=True, comment="电话尾号"),
        sa.Column("applied_on", sa.Date(), nullable=False, comment="申请日期"),
        sa.Column("register_no", sa.String(length=30), nullable=True, comment="户口簿户号"),
        sa.Column("register_address", sa.String(length=200), nullable=False, comment="户籍地址"),
        sa.Column("home_address", sa.String(length=200), nullable=True, comment="常住地址"),
        sa.Column("size", sa.Integer(), nullable=False, comment="家庭人口"),
        sa.Column("labour_members", sa.Integer(), nullable=False, comment="劳动力人数"),
        sa.Column("registered_members", sa.Integer(), nullable=False, comment="登记失业人数"),
        sa.Column(
            "monthly_income",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="家庭月收入（元）",
        ),
        sa.Column("income_source", sa.String(length=100), nullable=True, comment="收入来源"),
        sa.Column("low_income_no", sa.String(length=30), nullable=True, comment="低保证号"),
        sa.Column("housing", sa.String(length=50), nullable=True, comment="住房情况"),
        sa.Column("hardship", sa.String(length=200), nullable=True, comment="致困原因"),
        sa.Column("bank_name", sa.String(length=60), nullable=True, comment="开户银行"),
        sa.Column("bank_account", sa.LargeBinary(), nullable=True, comment="银行账号"),
        sa.Column("bank_account_last4", sa.String(length=4), nullable=True, comment="账号尾号"),
        sa.Column("remarks", sa.String(length=500), nullable=True, comment="备注"),
        sa.Column("submitted_on", sa.Date(), nullable=True, comment="提交日期"),
        sa.Column("verified_on", sa.Date(), nullable=True, comment="初审日期"),
        sa.Column("publicized_on", sa.Date(), nullable=True, comment="公示起"),
        sa.Column("publicized_until", sa.Date(), nullable=True, comment="公示止"),
        sa.Column("reported_on", sa.Date(), nullable=True, comment="上报日期"),
        sa.Column("recognised_on", sa.Date(), nullable=True, comment="认定日期"),
        sa.Column("recognition_no", sa.String(length=40), nullable=True, comment="认定编号"),
        sa.Column("promise_due_on", sa.Date(), nullable=True, comment="承诺到期日"),
        sa.Column("assisted_on", sa.Date(), nullable=True, comment="首次援助日期"),
        sa.Column("placed_on", sa.Date(), nullable=True, comment="首次就业日期"),
        sa.Column("exited_on", sa.Date(), nullable=True, comment="退出日期"),
        sa.Column(
            "exit_ground",
            sa.Enum(
                "employed",
                "refused",
                "unreachable",
                "other",
                name="exitground",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="退出情形",
        ),
        sa.Column("returned_on", sa.Date(), nullable=True, comment="退回日期"),
        sa.Column("rejected_on", sa.Date(), nullable=True, comment="不予认定日期"),
        sa.Column("withdrawn_on", sa.Date(), nullable=True, comment="撤回日期"),
        sa.Column("revoked_on", sa.Date(), nullable=True, comment="撤销日期"),
        sa.Column("acted_on", sa.Date(), nullable=True, comment="最近办理"),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("recognised_by_id", sa.Integer(), nullable=True),
        sa.Column("exited_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('exited')) = (exit_ground IS NOT NULL)",
            name=op.f("ck_household_exit_ground_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('exited')) = (exited_on IS NOT NULL)",
            name=op.f("ck_household_exited_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('recognised', 'exited', 'revoked')) = (recognised_on IS NOT NULL)",
            name=op.f("ck_household_recognised_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('recognised', 'exited', 'revoked')) = (recognition_no IS NOT NULL)",
            name=op.f("ck_household_recognition_no_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('rejected')) = (rejected_on IS NOT NULL)",
            name=op.f("ck_household_rejected_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('returned')) = (returned_on IS NOT NULL)",
            name=op.f("ck_household_returned_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('revoked')) = (revoked_on IS NOT NULL)",
            name=op.f("ck_household_revoked_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(status IN ('withdrawn')) = (withdrawn_on IS NOT NULL)",
            name=op.f("ck_household_withdrawn_on_when_reached"),
        ),
        sa.CheckConstraint(
            "is_open = (status IN ('draft', 'submitted', 'verified', 'publicized', 'reported', 'recognised', 'returned'))",
            name=op.f("ck_household_open_while_in_procedure"),
        ),
        sa.CheckConstraint(
            "origin = 'ledger' OR (status IN ('rejected', 'withdrawn') OR (status IN ('publicized', 'reported', 'recognised', 'exited', 'revoked')) = (publicized_on IS NOT NULL))",
            name=op.f("ck_household_publicized_on_when_reached"),
        ),
        sa.CheckConstraint(
            "origin = 'ledger' OR (status IN ('rejected', 'withdrawn') OR (status IN ('publicized', 'reported', 'recognised', 'exited', 'revoked')) = (publicized_until IS NOT NULL))",
            name=op.f("ck_household_publicized_until_when_reached"),
        ),
        sa.CheckConstraint(
            "origin = 'ledger' OR (status IN ('rejected', 'withdrawn') OR (status IN ('reported', 'recognised', 'exited', 'revoked')) = (reported_on IS NOT NULL))",
            name=op.f("ck_household_reported_on_when_reached"),
        ),
        sa.CheckConstraint(
            "origin = 'ledger' OR (status IN ('rejected', 'withdrawn') OR (status IN ('verified', 'publicized', 'reported', 'recognised', 'exited', 'revoked')) = (verified_on IS NOT NULL))",
            name=op.f("ck_household_verified_on_when_reached"),
        ),
        sa.CheckConstraint(
            "origin = 'ledger' OR (status IN ('withdrawn') OR (status IN ('submitted', 'verified', 'publicized', 'reported', 'recognised', 'exited', 'returned', 'rejected', 'withdrawn', 'revoked')) = (submitted_on IS NOT NULL))",
            name=op.f("ck_household_submitted_on_when_reached"),
        ),
        sa.CheckConstraint(
            "(applied_on IS NULL OR submitted_on IS NULL OR applied_on <= submitted_on) AND (applied_on IS NULL OR verified_on IS NULL OR applied_on <= verified_on) AND (submitted_on IS NULL OR verified_on IS NULL OR submitted_on <= verified_on) AND (applied_on IS NULL OR publicized_on IS NULL OR applied_on <= publicized_on) AND (submitted_on IS NULL OR publicized_on IS NULL OR submitted_on <= publicized_on) AND (verified_on IS NULL OR publicized_on IS NULL OR verified_on <= publicized_on) AND (applied_on IS NULL OR reported_on IS NULL OR applied_on <= reported_on) AND (submitted_on IS NULL OR reported_on IS NULL OR submitted_on <= reported_on) AND (verified_on IS NULL OR reported_on IS NULL OR verified_on <= reported_on) AND (publicized_on IS NULL OR reported_on IS NULL OR publicized_on <= reported_on) AND (applied_on IS NULL OR recognised_on IS NULL OR applied_on <= recognised_on) AND (submitted_on IS NULL OR recognised_on IS NULL OR submitted_on <= recognised_on) AND (verified_on IS NULL OR recognised_on IS NULL OR verified_on <= recognised_on) AND (publicized_on IS NULL OR recognised_on IS NULL OR publicized_on <= recognised_on) AND (reported_on IS NULL OR recognised_on IS NULL OR reported_on <= recognised_on) AND (applied_on IS NULL OR exited_on IS NULL OR applied_on <= exited_on) AND (submitted_on IS NULL OR exited_on IS NULL OR submitted_on <= exited_on) AND (verified_on IS NULL OR exited_on IS NULL OR verified_on <= exited_on) AND (publicized_on IS NULL OR exited_on IS NULL OR publicized_on <= exited_on) AND (reported_on IS NULL OR exited_on IS NULL OR reported_on <= exited_on) AND (recognised_on IS NULL OR exited_on IS NULL OR recognised_on <= exited_on)",
            name=op.f("ck_household_dates_in_order"),
        ),
        sa.CheckConstraint(
            "assisted_on >= recognised_on", name=op.f("ck_household_assisted_after_recognition")
        ),
        sa.CheckConstraint(
            "assisted_on IS NULL OR recognised_on IS NOT NULL",
            name=op.f("ck_household_assisted_if_recognised"),
        ),
        sa.CheckConstraint(
            "publicized_until > publicized_on", name=op.f("ck_household_publicity_lasts")
        ),
        sa.CheckConstraint(
            "recognised_by_id <> verified_by_id", name=op.f("ck_household_recognised_by_another")
        ),
        sa.CheckConstraint(
            "recognised_by_id <> submitted_by_id", name=op.f("ck_household_recognised_by_a_third")
        ),
        sa.CheckConstraint(
            "reported_on > publicized_until", name=op.f("ck_household_reported_after_publicity")
        ),
        sa.CheckConstraint(
            "verified_by_id <> submitted_by_id", name=op.f("ck_household_verified_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["user.id"], name=op.f("fk_household_assigned_to_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_household_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_household_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_household_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["exited_by_id"], ["user.id"], name=op.f("fk_household_exited_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["recognised_by_id"], ["user.id"], name=op.f("fk_household_recognised_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user.id"], name=op.f("fk_household_reported_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_household_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_household_submitted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_household_unit_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["user.id"], name=op.f("fk_household_verified_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("family_no", "episode", name=op.f("uq_household_family_no_episode")),
        sa.UniqueConstraint("id", "is_open", name=op.f("uq_household_id_is_open")),
        sa.UniqueConstraint("recognition_no", name=op.f("uq_household_recognition_no")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(
            "ix_household_all_promise",
            ["status", "promise_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_household_assisted_on_id"), ["assisted_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_household_by_applied_on",
            ["applied_on", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_household_by_head_initials",
            ["head_initials", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_household_by_head_name",
            ["head_name", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_household_by_head_pinyin",
            ["head_pinyin", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_household_community_id_assisted_on", ["community_id", "assisted_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_community_id_exited_on", ["community_id", "exited_on"], unique=False
        )
        batch_op.create_index("ix_household_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index(
            "ix_household_community_id_promise",
            ["community_id", "status", "promise_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_household_community_id_recognised_on",
            ["community_id", "recognised_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_household_community_id_status_id", ["community_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "ix_household_county_id_assisted_on", ["county_id", "assisted_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_county_id_exited_on", ["county_id", "exited_on"], unique=False
        )
        batch_op.create_index("ix_household_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            "ix_household_county_id_promise",
            ["county_id", "status", "promise_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_household_county_id_recognised_on", ["county_id", "recognised_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_county_id_status_id", ["county_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_household_exited_on_id"), ["exited_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_household_recognised_on_id"), ["recognised_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_household_status_id"), ["status", "id"], unique=False)
        batch_op.create_index(
            "ix_household_street_id_assisted_on", ["street_id", "assisted_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_street_id_exited_on", ["street_id", "exited_on"], unique=False
        )
        batch_op.create_index("ix_household_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index(
            "ix_household_street_id_promise",
            ["street_id", "status", "promise_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_household_street_id_recognised_on", ["street_id", "recognised_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_street_id_status_id", ["street_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "ix_household_unit_id_assisted_on", ["unit_id", "assisted_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_unit_id_exited_on", ["unit_id", "exited_on"], unique=False
        )
        batch_op.create_index("ix_household_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "ix_household_unit_id_promise",
            ["unit_id", "status", "promise_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_household_unit_id_recognised_on", ["unit_id", "recognised_on"], unique=False
        )
        batch_op.create_index(
            "ix_household_unit_id_status_id", ["unit_id", "status", "id"], unique=False
        )

    op.create_table(
        "officer_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False, comment="会话摘要"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False, comment="会话版本"),
        sa.Column("address", sa.String(length=45), nullable=False, comment="来源地址"),
        sa.Column("started_at", sa.DateTime(), nullable=False, comment="登录时间"),
        sa.Column("seen_at", sa.DateTime(), nullable=False, comment="最近活动"),
        sa.Column("ended_at", sa.DateTime(), nullable=True, comment="结束时间"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_officer_session_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_officer_session_token_hash")),
    )
    with op.batch_alter_table("officer_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_officer_session_user_id_ended_at"), ["user_id", "ended_at"], unique=False
        )

    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, comment="年度"),
        sa.Column(
            "measure",
            sa.Enum(
                "recognised",
                "assisted",
                "exited",
                "placed",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="指标",
        ),
        sa.Column("households", sa.Integer(), nullable=False, comment="目标户数"),
        sa.Column("basis", sa.String(length=100), nullable=True, comment="依据文件"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("households >= 0", name=op.f("ck_target_not_negative")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_target_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_target_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "office_id", "year", "measure", name=op.f("uq_target_office_id_year_measure")
        ),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_target_year_measure"), ["year", "measure"], unique=False
        )

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False, comment="在办"),
        sa.Column("no", sa.Integer(), nullable=False, comment="序号"),
        sa.Column("is_applicant", sa.Boolean(), nullable=False, comment="申请人"),
        sa.Column(
            "name",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="姓名",
        ),
        sa.Column(
            "pinyin",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
            comment="姓名拼音",
        ),
        sa.Column(
            "initials",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
            comment="拼音首字母",
        ),
        sa.Column("id_no", sa.LargeBinary(), nullable=False, comment="公民身份号码"),
        sa.Column("id_no_index", sa.String(length=32), nullable=False, comment="身份号码索引"),
        sa.Column("id_no_last4", sa.String(length=4), nullable=False, comment="身份号码后四位"),
        sa.Column("sex", sa.String(length=1), nullable=False, comment="性别"),
        sa.Column("birth_on", sa.Date(), nullable=False, comment="出生日期"),
        sa.Column("relation", sa.String(length=2), nullable=False, comment="与申请人关系"),
        sa.Column("relation_to_head", sa.String(length=2), nullable=True, comment="与户主关系"),
        sa.Column("ethnic", sa.String(length=2), nullable=True, comment="民族"),
        sa.Column("education", sa.String(length=2), nullable=True, comment="文化程度"),
        sa.Column("marital", sa.String(length=2), nullable=True, comment="婚姻状况"),
        sa.Column("health", sa.String(length=2), nullable=True, comment="健康状况"),
        sa.Column("political", sa.String(length=2), nullable=True, comment="政治面貌"),
        sa.Column("urban", sa.Boolean(), nullable=False, comment="城镇户籍"),
        sa.Column("book", sa.String(length=10), nullable=False, comment="户口簿"),
        sa.Column("co_living", sa.Boolean(), nullable=False, comment="共同生活"),
        sa.Column("capacity", sa.Boolean(), nullable=True, comment="有劳动能力"),
        sa.Column("wants_work", sa.Boolean(), nullable=True, comment="有就业愿望"),
        sa.Column(
            "state",
            sa.Enum(
                "unemployed",
                "employed",
                "student",
                "soldier",
                "prisoner",
                "pensioner",
                "incapable",
                "minor",
                "missing",
                "dead",
                "other",
                name="memberstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="人员状态",
        ),
        sa.Column("registered_on", sa.Date(), nullable=True, comment="失业登记日期"),
        sa.Column("registration_no", sa.String(length=30), nullable=True, comment="失业登记编号"),
        sa.Column("unemployed_since", sa.Date(), nullable=True, comment="失业时间"),
        sa.Column("unemployment_cause", sa.String(length=2), nullable=True, comment="失业原因"),
        sa.Column(
            "retirement_group",
            sa.Enum(
                "male",
                "female55",
                "female50",
                name="retirementgroup",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="退休类别",
        ),
        sa.Column("pension_from", sa.Date(), nullable=True, comment="养老金起领日期"),
        sa.Column("workplace", sa.String(length=100), nullable=True, comment="单位或学校"),
        sa.Column(
            "monthly_income",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="月收入（元）",
        ),
        sa.Column("skills", sa.String(length=100), nullable=True, comment="技能特长"),
        sa.Column("wished_job", sa.String(length=100), nullable=True, comment="求职意向"),
        sa.Column("wished_training", sa.String(length=100), nullable=True, comment="培训意向"),
        sa.Column("phone", sa.LargeBinary(), nullable=True, comment="联系电话"),
        sa.Column("phone_last4", sa.String(length=4), nullable=True, comment="电话尾号"),
        sa.Column("remarks", sa.String(length=500), nullable=True, comment="备注"),
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
            "is_applicant = (relation = '01')", name=op.f("ck_member_applicant_is_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_member_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_member_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_member_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "is_open"],
            ["household.id", "household.is_open"],
            name="fk_member_household",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_member_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_member_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("household_id", "no", name=op.f("uq_member_household_id_no")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_member_by_initials",
            ["initials", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_member_by_name",
            ["name", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_member_by_pinyin",
            ["pinyin", "id", "unit_id", "county_id", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index("ix_member_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_member_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_member_id_no_index_id"), ["id_no_index", "id"], unique=False
        )
        batch_op.create_index("ix_member_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_member_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_member_one_applicant",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("is_applicant AND voided_at IS NULL"),
            postgresql_where=sa.text("is_applicant AND voided_at IS NULL"),
        )
        batch_op.create_index(
            "uq_member_one_open_episode",
            ["id_no_index"],
            unique=True,
            sqlite_where=sa.text("is_open AND voided_at IS NULL"),
            postgresql_where=sa.text("is_open AND voided_at IS NULL"),
        )

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "community",
                "street",
                "county",
                "exit",
                name="opinionstage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="环节",
        ),
        sa.Column("agrees", sa.Boolean(), nullable=False, comment="同意"),
        sa.Column("words", sa.String(length=500), nullable=False, comment="意见"),
        sa.Column("given_on", sa.Date(), nullable=False, comment="意见日期"),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_opinion_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_opinion_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_opinion_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_opinion_given_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_opinion_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_opinion_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_opinion_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index("ix_opinion_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_opinion_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinion_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_opinion_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_opinion_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "publicity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, comment="第几次公示"),
        sa.Column("posted_on", sa.Date(), nullable=False, comment="公示起"),
        sa.Column("until", sa.Date(), nullable=False, comment="公示止"),
        sa.Column("provisional", sa.Boolean(), nullable=False, comment="止日为暂定"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="公示地点或网址"),
        sa.Column("text", sa.Text(), nullable=False, comment="公示内容"),
        sa.Column("complaint_phone", sa.String(length=30), nullable=False, comment="监督电话"),
        sa.Column("taken_down_on", sa.Date(), nullable=True, comment="撤下日期"),
        sa.Column("posted_by_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until > posted_on", name=op.f("ck_publicity_lasts")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_publicity_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_publicity_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_publicity_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_publicity_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["user.id"], name=op.f("fk_publicity_posted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_publicity_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_publicity_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
    )
    with op.batch_alter_table("publicity", schema=None) as batch_op:
        batch_op.create_index("ix_publicity_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_publicity_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_publicity_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_publicity_posted_on_id"), ["posted_on", "id"], unique=False
        )
        batch_op.create_index("ix_publicity_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_publicity_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "status_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="时间"),
        sa.Column("acted_on", sa.Date(), nullable=False, comment="办理日期"),
        sa.Column("act", sa.String(length=20), nullable=False, comment="事项"),
        sa.Column(
            "before",
            sa.Enum(
                "draft",
                "submitted",
                "verified",
                "publicized",
                "reported",
                "recognised",
                "exited",
                "returned",
                "rejected",
                "withdrawn",
                "revoked",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="原状态",
        ),
        sa.Column(
            "after",
            sa.Enum(
                "draft",
                "submitted",
                "verified",
                "publicized",
                "reported",
                "recognised",
                "exited",
                "returned",
                "rejected",
                "withdrawn",
                "revoked",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="新状态",
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=50), nullable=False, comment="办理人姓名"),
        sa.Column(
            "by_role",
            sa.Enum(
                "community",
                "street",
                "county",
                "city",
                "province",
                "leader",
                "auditor",
                "sysadmin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="办理人角色",
        ),
        sa.Column("by_office", sa.String(length=60), nullable=False, comment="办理机构"),
        sa.Column("reason", sa.String(length=500), nullable=True, comment="理由"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_status_change_by_id_user")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_status_change_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_status_change_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_status_change_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_status_change_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_status_change_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_status_change_by_id_act"), ["by_id", "act"], unique=False
        )
        batch_op.create_index(
            "ix_status_change_community_id_id", ["community_id", "id"], unique=False
        )
        batch_op.create_index("ix_status_change_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_status_change_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index("ix_status_change_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_status_change_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False, comment="走访日期"),
        sa.Column(
            "purpose",
            sa.Enum(
                "verification",
                "follow_up",
                "contact",
                name="visitpurpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="目的",
        ),
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
            comment="方式",
        ),
        sa.Column("reached", sa.Boolean(), nullable=False, comment="联系上"),
        sa.Column("visitor_1", sa.String(length=50), nullable=False, comment="走访人一"),
        sa.Column("visitor_2", sa.String(length=50), nullable=True, comment="走访人二"),
        sa.Column("interviewee", sa.String(length=50), nullable=True, comment="受访人"),
        sa.Column("findings", sa.String(length=500), nullable=False, comment="走访情况"),
        sa.Column("difficulties", sa.String(length=300), nullable=True, comment="困难与诉求"),
        sa.Column("handling", sa.String(length=300), nullable=True, comment="处理情况"),
        sa.Column("handled_on", sa.Date(), nullable=True, comment="办结日期"),
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
            "visitor_2 IS NULL OR visitor_2 <> visitor_1", name=op.f("ck_visit_two_visitors")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_visit_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_visit_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_visit_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_visit_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_visit_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_visit_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_visit_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_visit_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_visit_visited_on_id"), ["visited_on", "id"], unique=False
        )

    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=30), nullable=False, comment="数据来源"),
        sa.Column("batch_no", sa.String(length=30), nullable=True, comment="批次号"),
        sa.Column("compared_on", sa.Date(), nullable=False, comment="比对日期"),
        sa.Column(
            "result",
            sa.Enum(
                "no_hit",
                "hit",
                "suspect",
                "no_data",
                "failed",
                name="comparisonresult",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="比对结果",
        ),
        sa.Column("details", sa.String(length=500), nullable=True, comment="命中内容"),
        sa.Column(
            "decision",
            sa.Enum(
                "open",
                "no_effect",
                "effect",
                "check",
                name="comparisondecision",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="人工判定",
        ),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="判定日期"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.String(length=300), nullable=True, comment="判定说明"),
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
            "(decision = 'open') = (decided_on IS NULL)",
            name=op.f("ck_comparison_decided_when_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_comparison_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_comparison_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_comparison_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_comparison_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_comparison_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_comparison_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_comparison_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_comparison_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
    )
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.create_index("ix_comparison_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_comparison_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_comparison_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_comparison_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_comparison_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_comparison_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.Column("employer_code", sa.String(length=18), nullable=True, comment="统一社会信用代码"),
        sa.Column("job", sa.String(length=60), nullable=True, comment="岗位"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="就业日期"),
        sa.Column("contract_from", sa.Date(), nullable=True, comment="合同起"),
        sa.Column("contract_until", sa.Date(), nullable=True, comment="合同止"),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=True, comment="月薪（元）"),
        sa.Column("insured", sa.String(length=60), nullable=True, comment="参保险种"),
        sa.Column("evidence", sa.String(length=200), nullable=False, comment="就业凭证"),
        sa.Column("verified", sa.Boolean(), nullable=False, comment="已核验"),
        sa.Column("verified_on", sa.Date(), nullable=True, comment="核验日期"),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_way", sa.String(length=60), nullable=True, comment="核验方式"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="终止日期"),
        sa.Column("ended_reason", sa.String(length=100), nullable=True, comment="终止原因"),
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
            "contract_until >= contract_from", name=op.f("ck_employment_contract_in_order")
        ),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_employment_ends_after_start")),
        sa.CheckConstraint(
            "verified = (verified_on IS NOT NULL)",
            name=op.f("ck_employment_verified_when_verified"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_employment_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_employment_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_employment_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_employment_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_employment_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_employment_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_employment_unit_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["user.id"], name=op.f("fk_employment_verified_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index("ix_employment_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_employment_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_employment_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_employment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_employment_started_on_id"), ["started_on", "id"], unique=False
        )
        batch_op.create_index("ix_employment_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_employment_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "exit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "employed",
                "refused",
                "unreachable",
                "other",
                name="exitground",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="退出情形",
        ),
        sa.Column("ground_code", sa.String(length=4), nullable=True, comment="情形细目"),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(length=300), nullable=False, comment="依据"),
        sa.Column("proposed_on", sa.Date(), nullable=False, comment="提出日期"),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True, comment="告知日期"),
        sa.Column(
            "told_way",
            sa.Enum(
                "home",
                "phone",
                "office",
                name="visitway",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
            comment="告知方式",
        ),
        sa.Column("approved", sa.Boolean(), nullable=True, comment="县级同意"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="审批日期"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.String(length=300), nullable=True, comment="审批说明"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(approved IS NULL) = (decided_on IS NULL)", name=op.f("ck_exit_decided_when_decided")
        ),
        sa.CheckConstraint(
            "approved IS NOT TRUE OR told_on IS NOT NULL", name=op.f("ck_exit_told_when_approved")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_exit_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_exit_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_exit_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_exit_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_exit_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_exit_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_exit_proposed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_exit_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_exit_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit")),
    )
    with op.batch_alter_table("exit", schema=None) as batch_op:
        batch_op.create_index("ix_exit_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_exit_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exit_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exit_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "ix_exit_open",
            ["household_id"],
            unique=False,
            sqlite_where=sa.text("approved IS NULL"),
            postgresql_where=sa.text("approved IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_exit_proposed_on_id"), ["proposed_on", "id"], unique=False
        )
        batch_op.create_index("ix_exit_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_exit_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publicity_id", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False, comment="提出日期"),
        sa.Column("raised_by", sa.String(length=50), nullable=True, comment="提出人"),
        sa.Column("content", sa.String(length=500), nullable=False, comment="异议内容"),
        sa.Column(
            "finding",
            sa.Enum(
                "open",
                "unfounded",
                "founded",
                "facts_changed",
                name="objectionfinding",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="核查结论",
        ),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="结论日期"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=True, comment="核查说明"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(finding = 'open') = (decided_on IS NULL)",
            name=op.f("ck_objection_decided_when_found"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_objection_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_objection_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_objection_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_objection_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_objection_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["publicity_id"], ["publicity.id"], name=op.f("fk_objection_publicity_id_publicity")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_objection_street_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["office.id"], name=op.f("fk_objection_unit_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("ix_objection_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index("ix_objection_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_objection_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_objection_publicity_id"), ["publicity_id"], unique=False
        )
        batch_op.create_index("ix_objection_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index("ix_objection_unit_id_id", ["unit_id", "id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
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
            comment="服务类型",
        ),
        sa.Column("served_on", sa.Date(), nullable=False, comment="服务日期"),
        sa.Column("content", sa.String(length=300), nullable=False, comment="服务内容"),
        sa.Column("employer", sa.String(length=100), nullable=True, comment="推荐单位"),
        sa.Column("job", sa.String(length=60), nullable=True, comment="推荐岗位"),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=True, comment="月薪（元）"),
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
            comment="服务方式",
        ),
        sa.Column("served_by", sa.String(length=50), nullable=False, comment="服务人员"),
        sa.Column(
            "feedback",
            sa.Enum(
                "pending",
                "accepted",
                "interviewed",
                "hired",
                "not_hired",
                "refused",
                "unreached",
                name="feedback",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="本人反馈",
        ),
        sa.Column("refusal_reason", sa.String(length=200), nullable=True, comment="拒绝理由"),
        sa.Column("refusal_justified", sa.Boolean(), nullable=True, comment="理由正当"),
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
            "feedback <> 'refused' OR refusal_reason IS NOT NULL",
            name=op.f("ck_service_refusal_has_reason"),
        ),
        sa.CheckConstraint(
            "kind <> 'referral' OR employer IS NOT NULL",
            name=op.f("ck_service_referral_names_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["office.id"], name=op.f("fk_service_community_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["office.id"], name=op.f("fk_service_county_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_service_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_service_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_service_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["office.id"], name=op.f("fk_service_street_id_office")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["office.id"], name=op.f("fk_service_unit_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index("ix_service_community_id_id", ["community_id", "id"], unique=False)
        batch_op.create_index(
            "ix_service_community_id_kind_id", ["community_id", "kind", "id"], unique=False
        )
        batch_op.create_index("ix_service_county_id_id", ["county_id", "id"], unique=False)
        batch_op.create_index(
            "ix_service_county_id_kind_id", ["county_id", "kind", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_service_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_served_on_id"), ["served_on", "id"], unique=False
        )
        batch_op.create_index("ix_service_street_id_id", ["street_id", "id"], unique=False)
        batch_op.create_index(
            "ix_service_street_id_kind_id", ["street_id", "kind", "id"], unique=False
        )
        batch_op.create_index("ix_service_unit_id_id", ["unit_id", "id"], unique=False)
        batch_op.create_index("ix_service_unit_id_kind_id", ["unit_id", "kind", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index("ix_service_unit_id_kind_id")
        batch_op.drop_index("ix_service_unit_id_id")
        batch_op.drop_index("ix_service_street_id_kind_id")
        batch_op.drop_index("ix_service_street_id_id")
        batch_op.drop_index(batch_op.f("ix_service_served_on_id"))
        batch_op.drop_index(batch_op.f("ix_service_member_id"))
        batch_op.drop_index(batch_op.f("ix_service_household_id"))
        batch_op.drop_index("ix_service_county_id_kind_id")
        batch_op.drop_index("ix_service_county_id_id")
        batch_op.drop_index("ix_service_community_id_kind_id")
        batch_op.drop_index("ix_service_community_id_id")

    op.drop_table("service")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index("ix_objection_unit_id_id")
        batch_op.drop_index("ix_objection_street_id_id")
        batch_op.drop_index(batch_op.f("ix_objection_publicity_id"))
        batch_op.drop_index(batch_op.f("ix_objection_household_id"))
        batch_op.drop_index("ix_objection_county_id_id")
        batch_op.drop_index("ix_objection_community_id_id")

    op.drop_table("objection")
    with op.batch_alter_table("exit", schema=None) as batch_op:
        batch_op.drop_index("ix_exit_unit_id_id")
        batch_op.drop_index("ix_exit_street_id_id")
        batch_op.drop_index(batch_op.f("ix_exit_proposed_on_id"))
        batch_op.drop_index(
            "ix_exit_open",
            sqlite_where=sa.text("approved IS NULL"),
            postgresql_where=sa.text("approved IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_exit_member_id"))
        batch_op.drop_index(batch_op.f("ix_exit_household_id"))
        batch_op.drop_index("ix_exit_county_id_id")
        batch_op.drop_index("ix_exit_community_id_id")

    op.drop_table("exit")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index("ix_employment_unit_id_id")
        batch_op.drop_index("ix_employment_street_id_id")
        batch_op.drop_index(batch_op.f("ix_employment_started_on_id"))
        batch_op.drop_index(batch_op.f("ix_employment_member_id"))
        batch_op.drop_index(batch_op.f("ix_employment_household_id"))
        batch_op.drop_index("ix_employment_county_id_id")
        batch_op.drop_index("ix_employment_community_id_id")

    op.drop_table("employment")
    with op.batch_alter_table("comparison", schema=None) as batch_op:
        batch_op.drop_index("ix_comparison_unit_id_id")
        batch_op.drop_index("ix_comparison_street_id_id")
        batch_op.drop_index(batch_op.f("ix_comparison_member_id"))
        batch_op.drop_index(batch_op.f("ix_comparison_household_id"))
        batch_op.drop_index("ix_comparison_county_id_id")
        batch_op.drop_index("ix_comparison_community_id_id")

    op.drop_table("comparison")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_visited_on_id"))
        batch_op.drop_index("ix_visit_unit_id_id")
        batch_op.drop_index("ix_visit_street_id_id")
        batch_op.drop_index(batch_op.f("ix_visit_household_id"))
        batch_op.drop_index("ix_visit_county_id_id")
        batch_op.drop_index("ix_visit_community_id_id")

    op.drop_table("visit")
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.drop_index("ix_status_change_unit_id_id")
        batch_op.drop_index("ix_status_change_street_id_id")
        batch_op.drop_index(batch_op.f("ix_status_change_household_id"))
        batch_op.drop_index("ix_status_change_county_id_id")
        batch_op.drop_index("ix_status_change_community_id_id")
        batch_op.drop_index(batch_op.f("ix_status_change_by_id_act"))

    op.drop_table("status_change")
    with op.batch_alter_table("publicity", schema=None) as batch_op:
        batch_op.drop_index("ix_publicity_unit_id_id")
        batch_op.drop_index("ix_publicity_street_id_id")
        batch_op.drop_index(batch_op.f("ix_publicity_posted_on_id"))
        batch_op.drop_index(batch_op.f("ix_publicity_household_id"))
        batch_op.drop_index("ix_publicity_county_id_id")
        batch_op.drop_index("ix_publicity_community_id_id")

    op.drop_table("publicity")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index("ix_opinion_unit_id_id")
        batch_op.drop_index("ix_opinion_street_id_id")
        batch_op.drop_index(batch_op.f("ix_opinion_household_id"))
        batch_op.drop_index("ix_opinion_county_id_id")
        batch_op.drop_index("ix_opinion_community_id_id")

    op.drop_table("opinion")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_member_one_open_episode",
            sqlite_where=sa.text("is_open AND voided_at IS NULL"),
            postgresql_where=sa.text("is_open AND voided_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_member_one_applicant",
            sqlite_where=sa.text("is_applicant AND voided_at IS NULL"),
            postgresql_where=sa.text("is_applicant AND voided_at IS NULL"),
        )
        batch_op.drop_index("ix_member_unit_id_id")
        batch_op.drop_index("ix_member_street_id_id")
        batch_op.drop_index(batch_op.f("ix_member_id_no_index_id"))
        batch_op.drop_index("ix_member_county_id_id")
        batch_op.drop_index("ix_member_community_id_id")
        batch_op.drop_index("ix_member_by_pinyin")
        batch_op.drop_index("ix_member_by_name")
        batch_op.drop_index("ix_member_by_initials")

    op.drop_table("member")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_year_measure"))

    op.drop_table("target")
    with op.batch_alter_table("officer_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_session_user_id_ended_at"))

    op.drop_table("officer_session")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index("ix_household_unit_id_status_id")
        batch_op.drop_index("ix_household_unit_id_recognised_on")
        batch_op.drop_index(
            "ix_household_unit_id_promise",
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_household_unit_id_id")
        batch_op.drop_index("ix_household_unit_id_exited_on")
        batch_op.drop_index("ix_household_unit_id_assisted_on")
        batch_op.drop_index("ix_household_street_id_status_id")
        batch_op.drop_index("ix_household_street_id_recognised_on")
        batch_op.drop_index(
            "ix_household_street_id_promise",
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_household_street_id_id")
        batch_op.drop_index("ix_household_street_id_exited_on")
        batch_op.drop_index("ix_household_street_id_assisted_on")
        batch_op.drop_index(batch_op.f("ix_household_status_id"))
        batch_op.drop_index(batch_op.f("ix_household_recognised_on_id"))
        batch_op.drop_index(batch_op.f("ix_household_exited_on_id"))
        batch_op.drop_index("ix_household_county_id_status_id")
        batch_op.drop_index("ix_household_county_id_recognised_on")
        batch_op.drop_index(
            "ix_household_county_id_promise",
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_household_county_id_id")
        batch_op.drop_index("ix_household_county_id_exited_on")
        batch_op.drop_index("ix_household_county_id_assisted_on")
        batch_op.drop_index("ix_household_community_id_status_id")
        batch_op.drop_index("ix_household_community_id_recognised_on")
        batch_op.drop_index(
            "ix_household_community_id_promise",
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )
        batch_op.drop_index("ix_household_community_id_id")
        batch_op.drop_index("ix_household_community_id_exited_on")
        batch_op.drop_index("ix_household_community_id_assisted_on")
        batch_op.drop_index("ix_household_by_head_pinyin")
        batch_op.drop_index("ix_household_by_head_name")
        batch_op.drop_index("ix_household_by_head_initials")
        batch_op.drop_index("ix_household_by_applied_on")
        batch_op.drop_index(batch_op.f("ix_household_assisted_on_id"))
        batch_op.drop_index(
            "ix_household_all_promise",
            sqlite_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
            postgresql_where=sa.text("placed_on IS NULL AND promise_due_on IS NOT NULL"),
        )

    op.drop_table("household")
    op.drop_table("user")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_username_address_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_address_at"))

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_parent_id_sort"))

    op.drop_table("office")
    op.drop_table("number_series")
    op.drop_table("installation")
    with op.batch_alter_table("code_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_entry_list_sort"))

    op.drop_table("code_entry")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_record"))
        batch_op.drop_index(batch_op.f("ix_audit_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_act_id"))

    op.drop_table("audit")
