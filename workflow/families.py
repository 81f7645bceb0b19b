"""Which family an applicant belongs to, where it has been on file before (返零)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Household, Member


def earlier_episode(session: Session, id_no_index: str) -> tuple[str, int] | None:
    """The family number of the applicant's last closed episode, and the number of the next one."""
    family_no = session.scalar(
        select(Household.family_no)
        .join(Member, Member.household_id == Household.id)
        .where(
            Member.id_no_index == id_no_index,
            Member.voided_at.is_(None),
            Household.is_open.is_(False),
        )
        .order_by(Household.id.desc())
        .limit(1)
    )
    if family_no is None:
        return None
    last = session.scalar(
        select(func.max(Household.episode)).where(Household.family_no == family_no)
    )
    return family_no, (last or 0) + 1


def earlier_episodes(session: Session, household: Household) -> list[Household]:
    """The episodes of the family that were over before this one began."""
    return list(session.scalars(
        select(Household).where(
            Household.family_no == household.family_no, Household.episode < household.episode
        )
    ))
