"""One service recorded for many members at once (四（二）): each member for itself, each batch once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.exc import StaleDataError

from models import Household, Member, Service, User
from policy.terms import ServiceKind, Status
from policy.verdict import Reason
from policy.workdays import WorkCalendar
from workflow.records import save
from workflow.refusals import Refused, refuse

MOST: Final = 200
KINDS: Final = tuple(kind for kind in ServiceKind if kind is not ServiceKind.REFERRAL)
"""A job is recommended to one person (点对点), never to a list."""
SAME: Final = ("kind", "served_on", "content")
"""Two rows of a member in which these are equal are one service, as in an import."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one member's row; `again` if it had been recorded by this or an equal batch before."""

    member_id: int
    household_id: int
    label: str
    done: bool
    reasons: tuple[Reason, ...] = ()
    again: bool = False


def may_be_served() -> ColumnElement[bool]:
    """Members registered unemployed of households in the register."""
    return and_(
        Household.status == Status.RECOGNISED, Member.voided_at.is_(None),
        Member.registered_on.is_not(None),
    )


def members_to_serve(session: Session, *conditions: ColumnElement[bool], most: int = MOST) -> list[Member]:
    """Those of the area that satisfy the conditions, by office and household."""
    return list(session.scalars(
        select(Member)
        .join(Member.household)
        .where(may_be_served(), *conditions)
        .options(contains_eager(Member.household).joinedload(Household.community))
        .order_by(Household.community_id, Household.family_no, Member.no)
        .limit(most)
    ).unique())


def record_each(
    session: Session, batch: str, ids: Sequence[int], values: Mapping[str, Any], by: User, on: date,
    calendar: WorkCalendar,
) -> list[Entered]:
    """One service a member, in a transaction of its own; what is refused holds up no other.

    A member that has a row of this batch already, or an equal one of another (the page gone
    back to and sent anew has another number), gets no second one. Raises Refused, before
    anything is stored, for a kind or a number that no batch may have.
    """
    if values.get("kind") not in KINDS:
        raise refuse("102-4-3", "岗位推荐须点对点进行，请逐人登记", "kind")
    wanted = list(dict.fromkeys(ids))
    if not wanted or len(wanted) > MOST:
        raise refuse("102-4-2", "请选择1至%(most)d名成员", "members", most=MOST)
    user_id = by.id
    return [
        found for member_id in wanted
        if (found := _record(session, batch, member_id, values, user_id, on, calendar)) is not None
    ]


def _record(
    session: Session, batch: str, member_id: int, values: Mapping[str, Any], user_id: int, on: date,
    calendar: WorkCalendar,
) -> Entered | None:
    member = session.scalars(
        select(Member).where(Member.id == member_id)
        .options(joinedload(Member.household).joinedload(Household.community))
    ).one_or_none()
    if member is None:
        return None  # not in the officer's area: not there
    place = member.id, member.household_id, f"{member.household.family_no} {member.name}"
    if _stands(session, batch, member_id, values):
        return Entered(*place, True, again=True)
    service = Service(
        household=member.household, member=member, batch=batch, **values,
    )
    reasons: tuple[Reason, ...]
    try:
        if member.registered_on is None:
            raise refuse("102-4-3", "该成员未登记失业，不在援助对象内", "members")
        save(session, service, session.get_one(User, user_id), on, calendar)
        return Entered(*place, True)
    except Refused as refusal:
        session.rollback()
        reasons = refusal.reasons
    except (StaleDataError, IntegrityError):
        session.rollback()
        reasons = (Reason("102-4-2", "他人刚刚修改过这一户，请重试"),)
    if _stands(session, batch, member_id, values):
        return Entered(*place, True, again=True)
    return Entered(*place, False, reasons)


def _stands(session: Session, batch: str, member_id: int, values: Mapping[str, Any]) -> bool:
    equal = and_(
        Service.batch.is_not(None), Service.voided_at.is_(None),
        *(getattr(Service, name) == values[name] for name in SAME),
    )
    found = session.scalar(
        select(Service.id).where(Service.member_id == member_id, or_(Service.batch == batch, equal)).limit(1)
    )
    return found is not None
