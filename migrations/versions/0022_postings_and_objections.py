"""Why a posting came down; objections from the public page with their sealed contact and receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = {
    "publicity": (
        "ended VARCHAR(20) CONSTRAINT ck_publicity_postingend CHECK (ended IN "
        "('over', 'superseded', 'objected', 'returned', 'rejected', 'withdrawn')) "
        "CONSTRAINT ck_publicity_ended_when_down CHECK (ended IS NULL OR taken_down_on IS NOT NULL)",
    ),
    "objection": (
        "reply_to {bytes}", "received_at {instant}", "receipt_hash VARCHAR(64)", "told VARCHAR(100)",
    ),
}
UP = sa.text("taken_down_on IS NULL")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    kinds = {"bytes": "BLOB" if sqlite else "BYTEA", "instant": "DATETIME" if sqlite else "TIMESTAMP"}
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(**kinds)}")
    op.create_index(
        "ix_publicity_up", "publicity", ["until", "id"], sqlite_where=UP, postgresql_where=UP
    )
    op.create_index("uq_objection_receipt_hash", "objection", ["receipt_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_objection_receipt_hash", table_name="objection")
    op.drop_index("ix_publicity_up", table_name="publicity")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.drop_column(table, column.split()[0])
