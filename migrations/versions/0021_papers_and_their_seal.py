"""Papers that bear the seal, the second factor of those who apply it, when a session last gave it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = "('form', 'recognition', 'exit')"
STATES = "('waiting', 'sealed', 'replaced', 'revoked', 'returned')"
BEARS_SEAL = "'sealed', 'replaced', 'revoked'"
CLOSED = "'replaced', 'revoked', 'returned'"
ANCESTORS = ("unit_id", "county_id", "street_id", "community_id")
OFFICERS = ("created_by_id", "prepared_by_id", "sealed_by_id", "closed_by_id")
WAITS, IN_FORCE = sa.text("state = 'waiting'"), sa.text("state = 'sealed'")


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def filled(column: str, states: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"(state IN ({states})) = ({column} IS NOT NULL)", name=op.f(f"ck_paper_{column}_when_reached")
    )


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="文书"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="用印状态"),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False, comment="申请用印日期"),
        sa.Column("reason", sa.String(length=200), nullable=True, comment="重新出具的理由"),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("seal_no", sa.String(length=40), nullable=True, comment="用印编号"),
        sa.Column("code", sa.String(length=43), nullable=True, comment="查验码"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="文件摘要"),
        sa.Column("pdf", sa.LargeBinary(), nullable=True, comment="文书文件"),
        sa.Column("certificate", sa.String(length=64), nullable=True, comment="证书摘要"),
        sa.Column("sealed_by_id", sa.Integer(), nullable=True),
        sa.Column("sealed_on", sa.Date(), nullable=True, comment="用印日期"),
        sa.Column("sealed_at", sa.DateTime(), nullable=True, comment="用印时间"),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True, comment="动态口令确认时间"),
        sa.Column("closed_at", sa.DateTime(), nullable=True, comment="终止时间"),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.String(length=200), nullable=True, comment="终止理由"),
        sa.Column("household_id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in ANCESTORS),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_paper_sealkind")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_paper_sealstate")),
        sa.CheckConstraint("sealed_by_id IS NULL OR sealed_by_id <> prepared_by_id",
                           name=op.f("ck_paper_sealed_by_another")),
        *(filled(column, BEARS_SEAL) for column in
          ("seal_no", "code", "digest", "pdf", "sealed_by_id", "sealed_at", "confirmed_at")),
        filled("closed_at", CLOSED),
        *(key("paper", column, "user") for column in OFFICERS),
        *(key("paper", column, "office") for column in ANCESTORS),
        key("paper", "household_id", "household"),
        key("paper", "replaces_id", "paper"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_paper_{column}"))
          for column in ("replaces_id", "seal_no", "code")),
    )
    op.create_index(op.f("ix_paper_household_id"), "paper", ["household_id"])
    op.create_index("ix_paper_digest", "paper", ["digest"])
    op.create_index("ix_paper_county_id_state", "paper", ["county_id", "state"])
    for name, where in (("uq_paper_waits", WAITS), ("uq_paper_in_force", IN_FORCE)):
        op.create_index(name, "paper", ["household_id", "kind"], unique=True,
                        sqlite_where=where, postgresql_where=where)
    for column in ANCESTORS:
        op.create_index(f"ix_paper_{column}_id", "paper", [column, "id"])
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True, comment="口令密钥"),
        sa.Column("enrolled_at", sa.DateTime(), nullable=True, comment="启用时间"),
        sa.Column("last_step", sa.Integer(), nullable=False, comment="最近使用的口令"),
        sa.Column("version", sa.Integer(), nullable=False),
        key("second_factor", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    op.add_column("officer_session", sa.Column("confirmed_at", sa.DateTime(), nullable=True,
                                               comment="动态口令确认时间"))


def downgrade() -> None:
    op.drop_column("officer_session", "confirmed_at")
    op.drop_table("second_factor")
    op.drop_table("paper")
