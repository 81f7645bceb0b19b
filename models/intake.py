"""Files of other departments brought in: each batch, what waits in it, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Recorded, Versioned, field
from models.office import OfOffice
from models.sealed import Sealed


class ComparisonBatch(OfOffice, Recorded, Versioned, Base):
    """One file of comparison results: looked at first (`pending`), then stored or thrown away.

    `pending` is the JSON of its head and rows, sealed, and gone once the batch is decided.
    `mapping` says which column is what: {"id_no": 0, "name": 1, "result": null}. `digest` is the
    SHA-256 of the file: the same file is not stored twice.
    """

    __tablename__ = "comparison_batch"
    __label__ = "比对批次"
    __table_args__ = (Index(None, "office_id", "id"), Index(None, "path", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = field("数据来源", String(30))
    file_name: Mapped[str] = field("文件名", String(200), personal=True)
    digest: Mapped[str] = field("文件摘要", String(64))
    data_on: Mapped[date] = field("比对日期")
    basis: Mapped[str] = field("依据文件", String(200))
    hits_only: Mapped[bool] = field("只列命中人员", default=False)
    mapping: Mapped[dict[str, Any]] = field("列对应", JSON)
    pending: Mapped[str | None] = field("待入库内容", Sealed("comparison_batch.pending"), personal=True)
    rows: Mapped[int] = field("行数", default=0)
    stored: Mapped[int] = field("入库条数", default=0)
    confirmed_on: Mapped[date | None] = field("入库日期")

    @property
    def number(self) -> str:
        """What its results are kept under: "BD20261124-7"."""
        return f"BD{self.data_on:%Y%m%d}-{self.id}"
