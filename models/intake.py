"""Files of other departments brought in: each batch, and how an office reads their columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Area, Base, Instant, Scoped, field, sought
from models.office import Office


class Batch(Scoped, Base):
    """One file brought in by one office: what it held and what became of it.

    `digest` is the SHA-256 of the file: the same file twice is told apart from a second one.
    """

    __tablename__ = "batch"
    __label__ = "导入批次"
    __table_args__ = (UniqueConstraint("number"), Index(None, "office_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = field("批次号", String(30))
    subject: Mapped[str] = field("导入内容", String(20))
    source: Mapped[str | None] = field("数据来源", String(30))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    path: Mapped[str] = field("所属路径", sought(60))
    file_name: Mapped[str] = field("文件名", String(200))
    digest: Mapped[str] = field("文件指纹", String(64))
    data_on: Mapped[date] = field("数据时间")
    basis: Mapped[str | None] = field("查询依据", String(200))
    rows: Mapped[int] = field("行数", default=0)
    stored: Mapped[int] = field("入库行数", default=0)
    mapping: Mapped[dict[str, Any]] = field("列对应", JSON)
    outcome: Mapped[dict[str, Any]] = field("结果", JSON)
    at: Mapped[datetime] = field("时间", Instant())
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), info={"label": "导入人"})

    office: Mapped[Office] = relationship(info={"label": "机构"})

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        return (cls.path >= area.path) & (cls.path < area.path[:-1] + "/")  # "/" follows "."

    @property
    def lies_under(self) -> str:
        return self.path


class ColumnMapping(Base):
    """How an office reads the columns of a kind of file; remembered from the last one."""

    __tablename__ = "column_mapping"
    __label__ = "列对应"
    __table_args__ = (UniqueConstraint("office_id", "subject", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    subject: Mapped[str] = field("导入内容", String(20))
    source: Mapped[str] = field("数据来源", String(30), default="")
    columns: Mapped[dict[str, Any]] = field("列对应", JSON)
