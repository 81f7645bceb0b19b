"""What became of each household of a background export of case files (卷宗)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_export", sa.Column("outcomes", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("ledger_export", "outcomes")
