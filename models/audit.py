"""The trace: who did what, when, to which record; and the way of each household through the procedure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Area, Base, Instant, Scoped, Untraced, coded, field, sought
from models.household import OfHousehold
from models.office import by_ancestor
from policy.terms import Role
from policy.terms import Status as S


class StatusChange(OfHousehold, Untraced, Base):
    """One act of the procedure on one household, with the officer, role and office of that day."""

    __tablename__ = "status_change"
    __label__ = "办理经过"
    __table_args__ = (Index(None, "by_id", "act"), *by_ancestor("status_change", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = field("时间", Instant())
    acted_on: Mapped[date] = field("办理日期")
    act: Mapped[str] = field("事项", String(20))
    before: Mapped[S | None] = field("原状态", coded(S, "before"))
    after: Mapped[S] = field("新状态", coded(S, "after"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), info={"label": "办理人"})
    by_name: Mapped[str] = field("办理人姓名", String(50))
    by_role: Mapped[Role | None] = field("办理人角色", coded(Role))
    by_office: Mapped[str] = field("办理机构", String(60))
    reason: Mapped[str | None] = field("理由", String(500), personal=True)


class AuditEntry(Scoped, Untraced, Base):
    """One line of the trail, chained to the one before it by `hash`. Append-only.

    `hash` = HMAC-SHA256(audit key, canonical JSON of the line with `previous`); `record` is
    "table:id"; `changes` maps a column to [old, new], personal data as "***". `path` is the
    office in whose area the record lies, for the auditor's scope.
    """

    __tablename__ = "audit"
    __label__ = "审计记录"
    __table_args__ = (Index(None, "record"), Index(None, "actor", "id"), Index(None, "act", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = field("时间", Instant())
    actor: Mapped[str] = field("操作人", String(40))
    role: Mapped[str] = field("角色", String(20))
    office: Mapped[str] = field("机构", String(60))
    address: Mapped[str] = field("来源地址", String(45))
    act: Mapped[str] = field("事项", String(30))
    record: Mapped[str] = field("对象", String(60))
    path: Mapped[str] = field("所属路径", sought(60))
    result: Mapped[str] = field("结果", String(10), default="done")
    changes: Mapped[dict[str, Any]] = field("内容", JSON)
    previous: Mapped[str] = field("前一哈希", String(64))
    hash: Mapped[str] = field("哈希", String(64), unique=True)

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        return (cls.path >= area.path) & (cls.path < area.path[:-1] + "/")  # "/" follows "."

    @property
    def lies_under(self) -> str:
        return self.path


class AuditHead(Untraced, Base):
    """The end of the chain; one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    __label__ = "审计链首"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = field("最后行")
    hash: Mapped[str] = field("哈希", String(64))
