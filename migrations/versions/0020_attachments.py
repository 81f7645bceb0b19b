"""Papers kept with a household: scans in the vault, originals seen."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = (
    "register", "identity", "marriage", "disability", "allowance", "pledge", "consent", "visit",
    "posting", "statement", "other",
)
OF_A_SCAN = ("format", "length", "digest", "source_digest", "file", "file_key")
LEVELS = ("community_id", "street_id", "county_id", "unit_id")
KEYS = {"household_id": "household", "created_by_id": "user", **dict.fromkeys(LEVELS, "office")}


def listed(column: str, name: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    codes = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({codes})", name=op.f(f"ck_attachment_{name}"))


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="材料"),
        sa.Column("held", sa.String(length=20), nullable=False, comment="留存方式"),
        sa.Column("page_no", sa.Integer(), nullable=False, comment="第几页"),
        sa.Column("seen_on", sa.Date(), nullable=True, comment="原件核对日期"),
        sa.Column("format", sa.String(length=20), nullable=True, comment="文件格式"),
        sa.Column("sheets", sa.Integer(), nullable=True, comment="文件页数"),
        sa.Column("length", sa.Integer(), nullable=True, comment="文件大小"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="文件摘要"),
        sa.Column("source_digest", sa.String(length=64), nullable=True, comment="原文件摘要"),
        sa.Column("file", sa.String(length=32), nullable=True, comment="存储名"),
        sa.Column("file_key", sa.LargeBinary(), nullable=True, comment="文件密钥"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        *(sa.Column(level, sa.Integer(), nullable=False) for level in LEVELS),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True, comment="作废时间"),
        sa.Column("void_reason", sa.String(length=200), nullable=True, comment="作废原因"),
        sa.Column("version", sa.Integer(), nullable=False),
        listed("kind", "paperkind", KINDS),
        listed("held", "held", ("scan", "original")),
        listed("format", "fileformat", ("jpeg", "pdf")),
        *(sa.CheckConstraint(f"(held = 'scan') = ({column} IS NOT NULL)",
                             name=op.f(f"ck_attachment_{column}_of_a_scan")) for column in OF_A_SCAN),
        sa.CheckConstraint("(held = 'original') = (seen_on IS NOT NULL)",
                           name=op.f("ck_attachment_day_of_an_original")),
        sa.CheckConstraint("page_no > 0", name=op.f("ck_attachment_pages_count_from_one")),
        *(sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_attachment_{column}_{to}"))
          for column, to in KEYS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    counts = sa.text("voided_at IS NULL")
    op.create_index("ix_attachment_household_id", "attachment", ["household_id"])
    op.create_index("uq_attachment_file", "attachment", ["file"], unique=True)
    op.create_index("uq_attachment_source", "attachment", ["household_id", "source_digest"],
                    unique=True, sqlite_where=counts, postgresql_where=counts)
    for level in LEVELS:
        op.create_index(f"ix_attachment_{level}_id", "attachment", [level, "id"])


def downgrade() -> None:
    op.drop_table("attachment")
