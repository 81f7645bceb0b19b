"""The catalogue of special cases, and which of them a household claims."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "special_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False, comment="情形名称"),
        sa.Column("conditions", sa.String(length=300), nullable=False, comment="认定条件"),
        sa.Column("basis", sa.String(length=120), nullable=False, comment="依据文件"),
        sa.Column("basis_on", sa.Date(), nullable=False, comment="文件日期"),
        sa.Column("approver", sa.String(length=60), nullable=False, comment="批准机构"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="执行日期"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="终止日期"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_special_case_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_special_case_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_special_case_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_case")),
        sa.UniqueConstraint(
            "office_id", "name", "valid_from", name=op.f("uq_special_case_office_id_name_valid_from")
        ),
    )
    op.execute(
        "ALTER TABLE household ADD COLUMN special_case_id INTEGER CONSTRAINT "
        "fk_household_special_case_id_special_case REFERENCES special_case (id)"
    )


def downgrade() -> None:
    op.drop_column("household", "special_case_id")
    op.drop_table("special_case")
