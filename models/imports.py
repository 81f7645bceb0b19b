"""Files of officers brought in (导入): each batch, which columns were meant, and what it laid down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.base import Area, Base, Recorded, Scoped, Untraced, Versioned, coded, field, sought
from models.household import officer
from models.office import Office
from models.sealed import Sealed, SealedFile
from models.user import User
from policy.import_terms import ImportKind, ImportState


class ImportBatch(Scoped, Recorded, Versioned, Base):
    """One file: looked at first, then stored in parts, or thrown away; undone while nobody has touched it.

    `mapping` says of each sheet, by its place, where its heading stands and which column is what.
    `content` is the file, `findings` the JSON of what was found in it; both sealed, and gone once
    they serve no more. `target` is the office whose households the file holds; `path` is that of
    the office that brought it in. `done` of `units` households or records are through.
    """

    __tablename__ = "import_batch"
    __label__ = "导入批次"
    __table_args__ = (Index(None, "office_id", "id"), Index(None, "path", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = field("导入内容", coded(ImportKind))
    state: Mapped[ImportState] = field(
        "进度", coded(ImportState), default=ImportState.CHECKING
    )
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    target_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "导入到"})
    path: Mapped[str] = field("路径", sought(60))
    file_name: Mapped[str] = field("文件名", String(200), personal=True)
    digest: Mapped[str] = field("文件摘要", String(64))
    mapping: Mapped[dict[str, Any]] = field("列对应", JSON)
    content: Mapped[bytes | None] = deferred(
        field("文件内容", SealedFile("import_batch.content"), personal=True)
    )
    findings: Mapped[bytes | None] = deferred(
        field("核对结果", SealedFile("import_batch.findings"), personal=True)
    )
    tally: Mapped[dict[str, int]] = field("行数统计", JSON, default=dict)
    units: Mapped[int] = field("户数或条数", default=0)
    done: Mapped[int] = field("已处理", default=0)
    stored: Mapped[int] = field("入库条数", default=0)
    confirmed_by_id: Mapped[int | None] = officer("确认人")
    undo_reason: Mapped[str | None] = field("撤回原因", String(200))

    office: Mapped[Office] = relationship(foreign_keys=[office_id], info={"label": "机构"})
    target: Mapped[Office] = relationship(foreign_keys=[target_id], info={"label": "导入到"})
    brought_by: Mapped[User | None] = relationship(
        foreign_keys="ImportBatch.created_by_id", info={"label": "导入人"}
    )

    @property
    def number(self) -> str:
        """What it is called on pages and in the trail: "DR7"."""
        return f"DR{self.id}"

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        return (cls.path >= area.path) & (cls.path < area.path[:-1] + "/")  # "/" follows "."

    @property
    def lies_under(self) -> str:
        return self.path


class ImportedRecord(Untraced, Base):
    """One record that a batch laid down or changed: `old_values` are the values it had, sealed.

    `version` is the record's after that: whoever touches it afterwards raises it.
    """

    __tablename__ = "imported_record"
    __label__ = "导入的记录"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batch.id"), index=True, info={"label": "导入批次"}
    )
    record: Mapped[str] = field("对象", String(40))
    record_version: Mapped[int] = field("记录版本")
    old_values: Mapped[str | None] = field("原值", Sealed("imported_record.old_values"), personal=True)


class ImportMapping(Base):
    """Which column is what, as an office said it once of a heading of this shape."""

    __tablename__ = "import_mapping"
    __label__ = "列对应"
    __table_args__ = (UniqueConstraint("office_id", "kind", "shape"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    kind: Mapped[ImportKind] = field("导入内容", coded(ImportKind, "import_mapping_kind"))
    shape: Mapped[str] = field("表头摘要", String(64))
    columns: Mapped[dict[str, int]] = field("列对应", JSON)
