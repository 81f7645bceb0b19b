"""What offices keep of their ledgers: selections they have named, and files written in the background."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, Recorded, Untraced, Versioned, coded, field
from models.office import Office
from models.sealed import Sealed
from models.user import User
from policy.export_terms import ExportState


class LedgerSelection(Recorded, Versioned, Base):
    """A ledger of an office's own: some columns of a ledger, in its own order, narrowed, under a name.

    `choice` is {"columns": [heading…], "filters": {heading: {…}}, "order": heading, "descending": …}.
    Shared, it is there for all offices beneath too; changed and deleted by its own office alone.
    """

    __tablename__ = "ledger_selection"
    __label__ = "自定义台账"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    name: Mapped[str] = field("名称", String(30))
    ledger: Mapped[str] = field("台账", String(20))
    choice: Mapped[dict[str, Any]] = field("列、条件和排序", JSON)
    shared: Mapped[bool] = field("下级机构可用")

    office: Mapped[Office] = relationship(info={"label": "机构"})


CASE_FILES = "case_bundle"
"""In the place of a ledger's name: case files (卷宗) are ordered."""


class LedgerExport(Untraced, Base):
    """One ledger too long to wait for, or the case files of some households: what was asked, by whom, and the file.

    Of case files `selection` names the households, `rows` counts them, and `outcomes` say of each what became of it.

    The file lies sealed in the data folder under a key that stands here alone. One at a time is
    written for an officer; the database sees to it.
    """

    __tablename__ = "ledger_export"
    __label__ = "后台导出"
    __table_args__ = (
        Index("uq_ledger_export_one_at_a_time", "user_id", unique=True,
              sqlite_where=text("state IN ('waiting', 'running')"),
              postgresql_where=text("state IN ('waiting', 'running')")),
        Index(None, "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), info={"label": "用户"})
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    ledger: Mapped[str] = field("台账", String(20))
    selection: Mapped[dict[str, Any] | None] = field("所选列和条件", JSON)
    since: Mapped[date] = field("统计期间起")
    until: Mapped[date] = field("统计期间止")
    full: Mapped[bool] = field("完整显示")
    reason: Mapped[str] = field("理由", String(500), default="")
    state: Mapped[ExportState] = field(
        "进度", coded(ExportState), default=ExportState.WAITING
    )
    rows: Mapped[int] = field("行数")
    done: Mapped[int | None] = field("已处理")
    ordered_at: Mapped[datetime] = field("申请时间", Instant())
    finished_at: Mapped[datetime | None] = field("完成时间", Instant())
    file_name: Mapped[str | None] = field("文件名", String(200))
    digest: Mapped[str | None] = field("文件摘要", String(64))
    key: Mapped[str] = field("文件密钥", Sealed("ledger_export.key"), personal=True)
    why: Mapped[str | None] = field("未生成的原因", String(200))
    outcomes: Mapped[list[dict[str, Any]] | None] = field("逐户结果", JSON)

    user: Mapped[User] = relationship(info={"label": "用户"})
    office: Mapped[Office] = relationship(info={"label": "机构"})
