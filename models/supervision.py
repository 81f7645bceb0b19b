"""What the offices themselves owe (五): who answers for what, and their publicity work."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.office import OfOffice
from policy.aid_terms import OutreachForm


class Outreach(OfOffice, Recorded, Voidable, Versioned, Base):
    """One activity of publicity work (宣传活动, 五(二)): when, how, where, what, how many it reached."""

    __tablename__ = "outreach"
    __label__ = "宣传活动"
    __table_args__ = (
        CheckConstraint("reach >= 0", name="reach_not_negative"),
        Index(None, "held_on", "id"),
        Index(None, "path", "id"),
        Index(None, "office_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    held_on: Mapped[date] = field("活动日期")
    medium: Mapped[OutreachForm] = field("宣传形式", coded(OutreachForm))
    venue: Mapped[str] = field("地点或媒体", String(100))
    content: Mapped[str] = field("宣传内容", String(300))
    reach: Mapped[int] = field("覆盖人次")


class Duty(OfOffice, Recorded, Versioned, Base):
    """Who answers for the assistance in one office (责任分工, 五(一)): 主管领导, 责任部门, 经办人."""

    __tablename__ = "duty"
    __label__ = "责任分工"
    __table_args__ = (UniqueConstraint("office_id"), Index(None, "path", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    leader: Mapped[str] = field("主管领导", String(50))
    department: Mapped[str] = field("责任部门", String(60))
    handler: Mapped[str] = field("经办人", String(50))
    phone: Mapped[str | None] = field("办公电话", String(30))
    valid_from: Mapped[date] = field("执行日期")
