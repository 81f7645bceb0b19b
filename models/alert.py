"""What may not be overlooked: warnings (预警) that stand or stood, and the daily runs of the clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Insert, String, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.aftercare import Watch
from models.base import Base, Instant, coded, field
from models.household import Household
from models.member import Member
from models.office import Placed, by_ancestor
from policy.terms import Tone, WarningCode

STANDS = text("cleared_on IS NULL")


COUNTED = ("code", "tone", "found_at", "reddened_at", "cleared_on")
"""All a digest asks of what stands, so that it is counted without opening a row; SQLite looks at
the condition of the index again for each entry, so its column is among them."""


class Alert(Placed, Base):
    """One warning: about a household, one of its members, a watched family or an office.

    `subject` names what it is about ("household:7/W09/2"); one may stand for each subject.
    `raised_on` and `red_on` are the days on which it came true, not those of the run that found
    it; `red_on` may lie ahead. `found_at` and `reddened_at` are the instants at which it was first
    written down, and written down as red: what is new goes by them. `clause`, `words` and `values`
    are the reason, kept translatable.
    """

    __tablename__ = "alert"
    __label__ = "预警"
    __table_args__ = (
        CheckConstraint("red_on >= raised_on", name="red_after_yellow"),
        CheckConstraint("cleared_on >= raised_on", name="cleared_after_raised"),
        Index(
            "uq_alert_stands", "subject", unique=True,
            sqlite_where=STANDS, postgresql_where=STANDS,
        ),
        Index(None, "raised_on", "id"),
        *by_ancestor("alert", "raised_on", "id"),
        Index("ix_alert_standing", *COUNTED, sqlite_where=STANDS, postgresql_where=STANDS),
        *by_ancestor("alert", *COUNTED, name="standing", where=STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[WarningCode] = field("预警事项", coded(WarningCode))
    tone: Mapped[Tone] = field("颜色", coded(Tone))
    subject: Mapped[str] = field("对象", String(60))
    household_id: Mapped[int | None] = mapped_column(
        ForeignKey("household.id"), index=True, info={"label": "家庭"}
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    watch_id: Mapped[int | None] = mapped_column(
        ForeignKey("watch.id"), index=True, info={"label": "重点监控家庭"}
    )
    raised_on: Mapped[date] = field("预警日期")
    red_on: Mapped[date | None] = field("转红日期")
    due_on: Mapped[date | None] = field("到期日")
    provisional: Mapped[bool] = field("日期为暂定", default=False)
    clause: Mapped[str] = field("依据条款", String(12))
    words: Mapped[str] = field("预警内容", String(200))
    values: Mapped[dict[str, Any]] = field("内容取值", JSON)
    cleared_on: Mapped[date | None] = field("解除日期")
    found_at: Mapped[datetime | None] = field("发现时间", Instant())
    reddened_at: Mapped[datetime | None] = field("发现转红时间", Instant())

    household: Mapped[Household | None] = relationship(info={"label": "家庭"})
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})
    watch: Mapped[Watch | None] = relationship(info={"label": "重点监控家庭"})


def raising(dialect: str) -> Insert:
    """An INSERT of warnings that passes over those another run has raised in the meantime."""
    if dialect == "sqlite":
        return sqlite.insert(Alert).on_conflict_do_nothing()
    return postgresql.insert(Alert).on_conflict_do_nothing()


class ClockRun(Base):
    """One day on which the clocks ran, and the digest of what came of it (每日汇总).

    What was written down after `began_at` and not by this run is new to the next one.
    """

    __tablename__ = "clock_run"
    __label__ = "每日运行"

    on: Mapped[date] = mapped_column("on_day", primary_key=True, info={"label": "日期"})
    began_at: Mapped[datetime | None] = field("开始时间", Instant())
    finished_at: Mapped[datetime] = field("完成时间", Instant())
    figures: Mapped[dict[str, Any]] = field("结果", JSON)
