"""What may not be overlooked: warnings (预警) raised by the daily run of the clocks, and its runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, coded, field
from models.household import Household
from models.member import Member
from models.office import Placed, by_ancestor
from policy.terms import Tone, WarningCode

STANDS = text("cleared_on IS NULL")


class Alert(Placed, Base):
    """One warning: about a household, one of its members, or an office (W16, W19).

    `subject` names what it is about ("household:7/W09:member:2"); one may stand for each subject.
    `raised_on` and `red_on` are the days on which the condition came true, not those of the run.
    """

    __tablename__ = "alert"
    __label__ = "预警"
    __table_args__ = (
        Index(
            "uq_alert_stands", "subject", unique=True,
            sqlite_where=STANDS, postgresql_where=STANDS,
        ),
        Index(None, "code", "raised_on"),
        Index(None, "raised_on", "id"),
        *by_ancestor("alert", "cleared_on", "tone", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[WarningCode] = field("预警事项", coded(WarningCode))
    tone: Mapped[Tone] = field("颜色", coded(Tone))
    subject: Mapped[str] = field("对象", String(80))
    household_id: Mapped[int | None] = mapped_column(
        ForeignKey("household.id"), index=True, info={"label": "家庭"}
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    raised_on: Mapped[date] = field("预警日期")
    red_on: Mapped[date | None] = field("转红日期")
    due_on: Mapped[date | None] = field("到期日")
    provisional: Mapped[bool] = field("日期为暂定", default=False)
    clause: Mapped[str] = field("依据条款", String(12))
    words: Mapped[str] = field("预警内容", String(200))
    values: Mapped[dict[str, Any]] = field("内容取值", JSON, personal=True)
    cleared_on: Mapped[date | None] = field("解除日期")

    household: Mapped[Household | None] = relationship(info={"label": "家庭"})
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})


class ClockRun(Base):
    """One day for which the clocks have run: what fell due, counted by code, and the day's digest."""

    __tablename__ = "clock_run"
    __label__ = "每日运行"

    on: Mapped[date] = mapped_column("on_day", primary_key=True, info={"label": "日期"})
    started_at: Mapped[datetime] = field("开始时间", Instant())
    finished_at: Mapped[datetime | None] = field("完成时间", Instant())
    figures: Mapped[dict[str, Any]] = field("结果", JSON)
