"""What the rules said of a household when an officer acted on it: kept as it was shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, field
from models.household import OfHousehold
from models.office import by_ancestor


class Assessment(OfHousehold, Base):
    """The verdict an act relied on, never changed afterwards.

    `findings` are the lines shown: [{clause, member, holds, text, values, remedy}]; `rules` every
    number in force on that day by name, `calendar` the years entered then. `hash` is the SHA-256
    of the canonical JSON of all of it; the act page carries it, and the act is refused if the
    verdict has become another one since.
    """

    __tablename__ = "assessment"
    __label__ = "认定判断"
    __table_args__ = (Index(None, "hash"), *by_ancestor("assessment", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    status_change_id: Mapped[int | None] = mapped_column(
        ForeignKey("status_change.id"), index=True, info={"label": "办理经过"}
    )
    act: Mapped[str] = field("事项", String(20))
    at: Mapped[datetime] = field("时间", Instant())
    judged_on: Mapped[date] = field("判断日期")
    eligible: Mapped[bool | None] = field("符合条件")
    labour_members: Mapped[list[int]] = field("劳动力成员", JSON)
    findings: Mapped[list[dict[str, Any]]] = field("逐条判断", JSON, personal=True)
    rules: Mapped[dict[str, int]] = field("规则参数", JSON)
    calendar: Mapped[str] = field("工作日历", String(60))
    override: Mapped[str | None] = field("另行认定理由", String(500), personal=True)
    hash: Mapped[str] = field("哈希", String(64))
