"""Gate of a recommended job, its refusal judged; work, return visits and warnings in more detail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = {
    "service": (
        "vacancy_id INTEGER CONSTRAINT fk_service_vacancy_id_vacancy REFERENCES vacancy (id)",
        "delivered_on DATE",
        "delivered_way VARCHAR(20) CONSTRAINT ck_service_deliveryway "
        "CHECK (delivered_way IN ('person', 'phone', 'message', 'letter'))",
        "receipt VARCHAR(100)",
        "counts BOOLEAN",
        "shortfall VARCHAR(300)",
        "answered_on DATE",
        "refusal_code VARCHAR(2)",
        "judged_on DATE",
        'judged_by_id INTEGER CONSTRAINT fk_service_judged_by_id_user REFERENCES "user" (id)',
        "judgement_note VARCHAR(300)",
        "batch VARCHAR(36)",
    ),
    "employment": (
        "employer_id INTEGER CONSTRAINT fk_employment_employer_id_employer REFERENCES employer (id)",
        "referral_id INTEGER CONSTRAINT fk_employment_referral_id_service REFERENCES service (id)",
        "has_contract BOOLEAN",
        "insured_from DATE",
        "filed_on DATE",
        "stated_on DATE",
        "invited_on DATE",
        "invited_way VARCHAR(20) CONSTRAINT ck_employment_invited_way "
        "CHECK (invited_way IN ('home', 'phone', 'office'))",
    ),
    "visit": (
        "called {bytes}",
        "called_last4 VARCHAR(4)",
        "work_seen VARCHAR(100)",
        "benefits_seen VARCHAR(100)",
        "rating VARCHAR(20) CONSTRAINT ck_visit_rating CHECK (rating IN ('good', 'fair', 'poor'))",
        "client_key VARCHAR(36)",
    ),
    "household": ("picky_on DATE",),
}
INDEXES = (
    ("ix_service_vacancy_id", "service", ["vacancy_id"], False),
    ("uq_service_batch", "service", ["batch", "member_id"], True),
    ("ix_employment_employer_id", "employment", ["employer_id"], False),
    ("ix_employment_referral_id", "employment", ["referral_id"], False),
    ("uq_visit_client_key", "visit", ["client_key"], True),
)
BEFORE = tuple(f"W{n:02d}" for n in range(1, 20) if n != 14)
AFTER = tuple(f"W{n:02d}" for n in range(1, 25))


def upgrade() -> None:
    kind = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(bytes=kind)}")
    for name, table, columns, unique in INDEXES:
        op.create_index(name, table, columns, unique=unique)
    allow(AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM alert WHERE code IN ('W14', 'W20', 'W21', 'W22', 'W23', 'W24')")
    allow(BEFORE)
    for name, table, _columns, _unique in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def allow(codes: tuple[str, ...]) -> None:
    """Which warnings there are; SQLite lays the table anew, nothing refers to it."""
    listed = ", ".join(f"'{code}'" for code in codes)
    with op.batch_alter_table("alert") as alert:
        alert.drop_constraint(op.f("ck_alert_warningcode"), type_="check")
        alert.create_check_constraint(op.f("ck_alert_warningcode"), sa.text(f"code IN ({listed})"))
