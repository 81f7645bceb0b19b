"""What befalls recognised households and may end their assistance (三(四))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.household import OfHousehold
from models.member import Member
from models.office import by_ancestor
from policy.terms import LifeEvent


class LifeChange(OfHousehold, Recorded, Voidable, Versioned, Base):
    """A change in a recognised household that may end its assistance (三(四)).

    Of one member, or of the whole household (own wish, moved away) where `member_id` is empty.
    """

    __tablename__ = "life_change"
    __label__ = "家庭变动"
    __table_args__ = (Index(None, "happened_on", "id"), *by_ancestor("life_change", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    what: Mapped[LifeEvent] = field("变动情形", coded(LifeEvent))
    happened_on: Mapped[date] = field("发生日期")
    evidence: Mapped[str] = field("依据材料", String(200))
    remarks: Mapped[str | None] = field("备注", String(300), personal=True)

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})
