"""Monthly return visits (按月回访, 四(四)): what is owed and done, and the difficulties told there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Insert, String, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.checks import Visit
from models.household import OfHousehold, officer
from models.member import Member
from models.office import by_ancestor
from models.user import User
from policy.aid_terms import SlotState, TicketEnd, TicketKind


class FollowUp(OfHousehold, Base):
    """The return visit owed to a household for one month (`month` is its first day).

    It follows from the recognition, the exit and the visits (policy.follow_up), is kept so that
    it can be listed and counted, and is written by workflow alone.
    """

    __tablename__ = "follow_up"
    __label__ = "回访任务"
    __table_args__ = (
        UniqueConstraint("household_id", "month"),
        CheckConstraint("(state IN ('done', 'late')) = (visit_id IS NOT NULL)", name="done_by_visit"),
        Index(None, "month", "id"),
        *by_ancestor("follow_up", "state", "month", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = field("回访月份")
    state: Mapped[SlotState] = field("回访状态", coded(SlotState))
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit.id"), index=True, info={"label": "走访记录"}
    )

    visit: Mapped[Visit | None] = relationship(info={"label": "走访记录"})


def owing(dialect: str) -> Insert:
    """An INSERT of visits owed that passes over those another run has entered in the meantime."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(FollowUp).on_conflict_do_nothing()


class Ticket(OfHousehold, Recorded, Voidable, Versioned, Base):
    """A difficulty a household told, with who sees to it by when, until it is settled."""

    __tablename__ = "ticket"
    __label__ = "困难诉求"
    __table_args__ = (
        CheckConstraint("(ending IS NULL) = (closed_on IS NULL)", name="closed_how"),
        CheckConstraint("closed_on IS NULL OR handling IS NOT NULL", name="closed_with_handling"),
        CheckConstraint("due_on >= raised_on", name="due_after_raised"),
        CheckConstraint("closed_on >= raised_on", name="closed_after_raised"),
        Index(None, "raised_on", "id"),
        *by_ancestor("ticket", "closed_on", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit.id"), index=True, info={"label": "走访记录"}
    )
    kind: Mapped[TicketKind] = field("诉求类型", coded(TicketKind))
    content: Mapped[str] = field("诉求内容", String(300), personal=True)
    raised_on: Mapped[date] = field("受理诉求日期")
    owner_id: Mapped[int] = officer("承办人")
    due_on: Mapped[date] = field("办理时限")
    handling: Mapped[str | None] = field("办理情况", String(300))
    closed_on: Mapped[date | None] = field("诉求办结日期")
    ending: Mapped[TicketEnd | None] = field("办结方式", coded(TicketEnd))

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})
    visit: Mapped[Visit | None] = relationship(info={"label": "走访记录"})
    owner: Mapped[User] = relationship(foreign_keys=[owner_id], info={"label": "承办人"})
