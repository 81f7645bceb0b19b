"""Files of officers brought in: batches, what they laid down, which columns were meant."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("households", "services", "employments", "visits")
STATES = ("checking", "checked", "storing", "stored", "discarded", "undone")


def of(*codes: str) -> str:
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="导入内容"),
        sa.Column("state", sa.String(length=20), nullable=False, comment="进度"),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column(
            "path",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
            comment="路径",
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False, comment="文件名"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="文件摘要"),
        sa.Column("mapping", sa.JSON(), nullable=False, comment="列对应"),
        sa.Column("content", sa.LargeBinary(), nullable=True, comment="文件内容"),
        sa.Column("findings", sa.LargeBinary(), nullable=True, comment="核对结果"),
        sa.Column("tally", sa.JSON(), nullable=False, comment="行数统计"),
        sa.Column("units", sa.Integer(), nullable=False, comment="户数或条数"),
        sa.Column("done", sa.Integer(), nullable=False, comment="已处理"),
        sa.Column("stored", sa.Integer(), nullable=False, comment="入库条数"),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.String(length=200), nullable=True, comment="撤回原因"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="录入时间"),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN {of(*KINDS)}", name=op.f("ck_import_batch_importkind")),
        sa.CheckConstraint(f"state IN {of(*STATES)}", name=op.f("ck_import_batch_importstate")),
        key("import_batch", "office_id", "office"),
        key("import_batch", "target_id", "office"),
        key("import_batch", "confirmed_by_id", "user"),
        key("import_batch", "created_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_office_id_id"), "import_batch", ["office_id", "id"])
    op.create_index(op.f("ix_import_batch_path_id"), "import_batch", ["path", "id"])
    op.create_table(
        "imported_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False, comment="对象"),
        sa.Column("record_version", sa.Integer(), nullable=False, comment="记录版本"),
        sa.Column("old_values", sa.LargeBinary(), nullable=True, comment="原值"),
        key("imported_record", "batch_id", "import_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_record")),
    )
    op.create_index(op.f("ix_imported_record_batch_id"), "imported_record", ["batch_id"])
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="导入内容"),
        sa.Column("shape", sa.String(length=64), nullable=False, comment="表头摘要"),
        sa.Column("columns", sa.JSON(), nullable=False, comment="列对应"),
        sa.CheckConstraint(
            f"kind IN {of(*KINDS)}", name=op.f("ck_import_mapping_import_mapping_kind")
        ),
        key("import_mapping", "office_id", "office"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "office_id", "kind", "shape", name=op.f("uq_import_mapping_office_id_kind_shape")
        ),
    )


def downgrade() -> None:
    op.drop_table("import_mapping")
    op.drop_table("imported_record")
    op.drop_table("import_batch")
