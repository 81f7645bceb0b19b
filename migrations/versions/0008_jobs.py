"""Employers and their vacancies."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.String(length=100).with_variant(sa.String(length=100, collation="C"), "postgresql"),
            nullable=False,
            comment="单位名称",
        ),
        sa.Column("credit_code", sa.String(length=18), nullable=False, comment="统一社会信用代码"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True, comment="单位地址"),
        sa.Column("contact", sa.String(length=50), nullable=True, comment="招聘联系人"),
        sa.Column("hotline", sa.String(length=30), nullable=True, comment="招聘电话"),
        sa.Column("key_employer", sa.Boolean(), nullable=False, comment="重点企业"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_employer_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_employer_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_employer_office_id"), ["office_id"], unique=False)
        batch_op.create_index(
            "uq_employer_credit_code",
            ["credit_code"],
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        )
    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column(
            "title",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="岗位名称",
        ),
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
        sa.Column("head_count", sa.Integer(), nullable=False, comment="招聘人数"),
        sa.Column(
            "wage_from", sa.Numeric(precision=10, scale=2), nullable=False, comment="月薪起（元）"
        ),
        sa.Column(
            "wage_to", sa.Numeric(precision=10, scale=2), nullable=True, comment="月薪止（元）"
        ),
        sa.Column("has_contract", sa.Boolean(), nullable=False, comment="签订劳动合同"),
        sa.Column("insures", sa.Boolean(), nullable=False, comment="缴纳社会保险"),
        sa.Column("education", sa.String(length=2), nullable=True, comment="最低文化程度"),
        sa.Column("age_from", sa.Integer(), nullable=True, comment="年龄下限"),
        sa.Column("age_to", sa.Integer(), nullable=True, comment="年龄上限"),
        sa.Column("skills", sa.String(length=100), nullable=True, comment="技能要求"),
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
            nullable=False,
            comment="体力强度",
        ),
        sa.Column("nights", sa.Boolean(), nullable=False, comment="夜班或倒班"),
        sa.Column("suits_disabled", sa.Boolean(), nullable=False, comment="适合残疾人"),
        sa.Column("duties", sa.String(length=300), nullable=True, comment="工作内容"),
        sa.Column("open_from", sa.Date(), nullable=False, comment="招聘起始日期"),
        sa.Column("open_until", sa.Date(), nullable=False, comment="招聘截止日期"),
        sa.Column("hired", sa.Integer(), nullable=False, comment="已录用人数"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="停止招聘日期"),
        sa.Column("closed_reason", sa.String(length=100), nullable=True, comment="停止招聘原因"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closed_reason IS NULL)",
            name=op.f("ck_vacancy_closed_with_reason"),
        ),
        sa.CheckConstraint("age_to >= age_from", name=op.f("ck_vacancy_ages_in_order")),
        sa.CheckConstraint("head_count >= 1", name=op.f("ck_vacancy_somebody_wanted")),
        sa.CheckConstraint("hired >= 0", name=op.f("ck_vacancy_nobody_less_than_none")),
        sa.CheckConstraint("open_until >= open_from", name=op.f("ck_vacancy_ends_after_start")),
        sa.CheckConstraint("wage_to >= wage_from", name=op.f("ck_vacancy_wages_in_order")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_vacancy_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_vacancy_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["office.id"], name=op.f("fk_vacancy_place_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vacancy_office_id"), ["office_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_vacancy_open_until_id"), ["open_until", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_place_id_id"), ["place_id", "id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("vacancy")
    op.drop_table("employer")
