"""What becomes of targets after they are set: revisions and gaps with their reasons; and the links of wall screens."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, Recorded, Versioned, coded, field
from models.office import OfOffice
from models.reference import Target
from models.user import User
from policy.terms import Measure


class TargetRevision(OfOffice, Recorded, Base):
    """A target that was changed after it had been set: what it was, what it is, and why. Kept for ever.

    Lies under the office whose target it is.
    """

    __tablename__ = "target_revision"
    __label__ = "目标调整"
    __table_args__ = (
        CheckConstraint("households_before <> households_after", name="a_change"),
        Index(None, "path", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), info={"label": "目标任务"})
    households_before: Mapped[int] = field("原目标户数")
    households_after: Mapped[int] = field("新目标户数")
    reason: Mapped[str] = field("调整理由", String(200))

    target: Mapped[Target] = relationship(info={"label": "目标任务"})
    by: Mapped[User | None] = relationship(
        primaryjoin="foreign(TargetRevision.created_by_id) == User.id", viewonly=True,
        info={"label": "调整人"},
    )


class TargetGap(OfOffice, Recorded, Base):
    """Why the targets of the offices beneath did not make up this office's own; said when stored."""

    __tablename__ = "target_gap"
    __label__ = "目标差额说明"
    __table_args__ = (Index(None, "office_id", "year", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = field("年度")
    measure: Mapped[Measure] = field("指标", coded(Measure))
    whole: Mapped[int] = field("本级目标户数")
    parts: Mapped[int] = field("下级合计户数")
    reason: Mapped[str] = field("差额原因", String(200))

    by: Mapped[User | None] = relationship(
        primaryjoin="foreign(TargetGap.created_by_id) == User.id", viewonly=True,
        info={"label": "说明人"},
    )


class WallLink(OfOffice, Recorded, Versioned, Base):
    """A link that opens the wall screen (大屏) of an office without a sign-in, until a day or its revocation.

    Of the token only its SHA-256 is kept: whoever reads the table opens nothing with it.
    """

    __tablename__ = "wall_link"
    __label__ = "大屏链接"
    __table_args__ = (Index(None, "path", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = field("大屏位置", String(30))
    key_hash: Mapped[str] = field("链接摘要", String(64), unique=True, personal=True)
    lang: Mapped[str | None] = field("语言", String(12))
    expires_on: Mapped[date] = field("链接有效期至")
    revoked_at: Mapped[datetime | None] = field("撤销时间", Instant())
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), info={"label": "撤销人"})

    maker: Mapped[User | None] = relationship(
        primaryjoin="foreign(WallLink.created_by_id) == User.id", viewonly=True,
        info={"label": "建立人"},
    )
    revoked_by: Mapped[User | None] = relationship(
        foreign_keys=[revoked_by_id], info={"label": "撤销人"}
    )
