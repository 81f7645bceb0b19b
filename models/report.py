"""The reports the offices hand up: for which period, where each stands, and what was locked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import (
    Area,
    Base,
    Instant,
    Recorded,
    Scoped,
    Versioned,
    coded,
    field,
    filled_when,
    sought,
)
from models.office import Office
from models.user import User
from policy.report_terms import ReportKind, ReportState

S = ReportState


class ReportPeriod(Scoped, Recorded, Versioned, Base):
    """The report of one office for one period, from its submission to its acceptance.

    `snapshot` holds the figures and checks as they were submitted, `digest` the SHA-256 of its
    canonical JSON, which stands in the trail as well. `explanations` maps a soft rule, or A1 for the
    adjustment, to what the office says of it. Written by workflow alone.
    """

    __tablename__ = "report_period"
    __label__ = "统计报表"
    __table_args__ = (
        UniqueConstraint("office_id", "kind", "period"),
        filled_when("snapshot", "state", (S.SUBMITTED, S.ACCEPTED)),
        filled_when("digest", "state", (S.SUBMITTED, S.ACCEPTED)),
        filled_when("accepted_at", "state", (S.ACCEPTED,)),
        CheckConstraint("since <= until", name="period_in_order"),
        Index(None, "path", "id"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    path: Mapped[str] = field("路径", sought(60))
    kind: Mapped[ReportKind] = field("报表类型", coded(ReportKind))
    period: Mapped[str] = field("报告期", String(8))
    since: Mapped[date] = field("期初日")
    until: Mapped[date] = field("期末日")
    state: Mapped[ReportState] = field("报送状态", coded(ReportState), default=S.DRAFT)
    snapshot: Mapped[dict[str, Any] | None] = field("锁定内容", JSON(none_as_null=True))
    digest: Mapped[str | None] = field("内容摘要", String(64))
    explanations: Mapped[dict[str, str]] = field("情况说明", JSON, default=dict)
    submitted_at: Mapped[datetime | None] = field("报送时间", Instant())
    submitted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), info={"label": "报送人"}
    )
    accepted_at: Mapped[datetime | None] = field("审核时间", Instant())
    accepted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), info={"label": "审核人"}
    )
    return_reason: Mapped[str | None] = field("退回或重新打开的原因", String(300))

    office: Mapped[Office] = relationship(info={"label": "机构"})
    submitted_by: Mapped[User | None] = relationship(
        foreign_keys=[submitted_by_id], info={"label": "报送人"}
    )
    accepted_by: Mapped[User | None] = relationship(
        foreign_keys=[accepted_by_id], info={"label": "审核人"}
    )

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        return (cls.path >= area.path) & (cls.path < area.path[:-1] + "/")  # "/" follows "."

    @property
    def lies_under(self) -> str:
        return self.path
