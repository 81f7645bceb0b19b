"""Papers that bear the seal (用印登记), and the second factor of those who apply it."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.base import Base, Instant, Recorded, Versioned, coded, field, filled_when
from models.household import OfHousehold, officer
from models.office import Office, by_ancestor
from models.sealed import Sealed, SealedFile
from models.user import User
from policy.seal_terms import BEARS_SEAL, SealKind, SealState

WAITS, IN_FORCE = text("state = 'waiting'"), text("state = 'sealed'")


class Paper(OfHousehold, Recorded, Versioned, Base):
    """A paper asked for, sealed by another officer, and what became of it.

    The sealed file lies in the row itself: number, file and trail are one transaction. Of each kind
    a household has at most one paper that waits and one in force; `replaces` is its predecessor.
    """

    __tablename__ = "paper"
    __label__ = "用印登记"
    __table_args__ = (
        CheckConstraint("sealed_by_id IS NULL OR sealed_by_id <> prepared_by_id", name="sealed_by_another"),
        *(filled_when(column, "state", BEARS_SEAL) for column in
          ("seal_no", "code", "digest", "pdf", "sealed_by_id", "sealed_at", "confirmed_at")),
        filled_when("closed_at", "state", (SealState.REPLACED, SealState.REVOKED, SealState.RETURNED)),
        Index("uq_paper_waits", "household_id", "kind", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index("uq_paper_in_force", "household_id", "kind", unique=True,
              sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
        Index("ix_paper_digest", "digest"),
        Index("ix_paper_county_id_state", "county_id", "state"),
        *by_ancestor("paper", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SealKind] = field("文书", coded(SealKind))
    state: Mapped[SealState] = field("用印状态", coded(SealState), default=SealState.WAITING)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), info={"label": "申请用印人"})
    prepared_on: Mapped[date] = field("申请用印日期")
    reason: Mapped[str | None] = field("重新出具的理由", String(200))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), unique=True, info={"label": "替换"})
    seal_no: Mapped[str | None] = field("用印编号", String(40), unique=True)
    code: Mapped[str | None] = field("查验码", String(43), unique=True, personal=True)
    digest: Mapped[str | None] = field("文件摘要", String(64))
    pdf: Mapped[bytes | None] = deferred(field("文书文件", SealedFile("paper.pdf"), personal=True))
    certificate: Mapped[str | None] = field("证书摘要", String(64))
    sealed_by_id: Mapped[int | None] = officer("用印人")
    sealed_on: Mapped[date | None] = field("用印日期")
    sealed_at: Mapped[datetime | None] = field("用印时间", Instant())
    confirmed_at: Mapped[datetime | None] = field("动态口令确认时间", Instant())
    closed_at: Mapped[datetime | None] = field("终止时间", Instant())
    closed_by_id: Mapped[int | None] = officer("终止人")
    close_reason: Mapped[str | None] = field("终止理由", String(200))

    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id], info={"label": "申请用印人"})
    sealed_by: Mapped[User | None] = relationship(foreign_keys=[sealed_by_id], info={"label": "用印人"})
    replaces: Mapped[Paper | None] = relationship(remote_side=id, foreign_keys=[replaces_id], info={"label": "替换"})
    county: Mapped[Office] = relationship(
        primaryjoin="foreign(Paper.county_id) == Office.id", viewonly=True, info={"label": "用印机构"}
    )

    def __str__(self) -> str:
        return self.seal_no or f"{self.kind.label}"

    def sealed_file(self) -> bytes | None:
        """The file as it was sealed; None where there is none, or the row holds another or an altered one."""
        try:
            content = self.pdf
        except InvalidTag:
            return None
        return content if content and sha256(content).hexdigest() == self.digest else None


class SecondFactor(Versioned, Base):
    """An officer's TOTP secret (动态口令). A code is good once: `last_step` is that of the last one used."""

    __tablename__ = "second_factor"
    __label__ = "动态口令"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True, info={"label": "用户"})
    secret: Mapped[str | None] = field("口令密钥", Sealed("second_factor.secret"), personal=True)
    enrolled_at: Mapped[datetime | None] = field("启用时间", Instant())
    last_step: Mapped[int] = field("最近使用的口令", default=0)
