"""Handing over the families of an officer who leaves, or giving one family to another officer (五（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from access.audit import note
from access.permissions import Permission, may
from models import Household, PlanMeasure, Ticket, User
from policy.terms import Status as S
from policy.verdict import Reason
from workflow import alerts
from workflow.loads import IN_CHARGE, in_care, measure_is_open, ticket_is_open
from workflow.refusals import refuse


def families_of(session: Session, officer_id: int, on: date) -> list[Household]:
    """The families of the area the officer is in charge of, by number."""
    return list(session.scalars(
        select(Household)
        .where(Household.assigned_to_id == officer_id, in_care(on))
        .options(joinedload(Household.community))
        .order_by(Household.family_no, Household.id)
    ))


def hand_over(
    session: Session, households: Sequence[Household], to: User | None, reason: str, by: User,
    on: date,
) -> int:
    """Put another officer in charge of all of these families, or of none; commits; answers how many.

    Raises Refused unless that officer is at work, works with families, and has each of them in
    the area of the own office.
    """
    may_move(to, reason, by)
    assert to is not None
    astray = [h.family_no for h in households if not h.lies_under.startswith(to.office.path)]
    if astray:
        raise refuse(
            "102-5-1", "%(number)s等%(n)d户不在%(name)s的辖区内，请另选一人或分别移交", "to_id",
            number=astray[0], n=len(astray), name=to.name,
        )
    moved = [h for h in households if h.assigned_to_id != to.id]
    if not moved:
        raise refuse("102-5-1", "这些家庭已由此人负责", "to_id")
    for household in moved:
        put_in_charge(session, household, to)
    session.flush()
    tell(session, to, len(moved), reason, by)
    refresh_officers(session, moved, on)
    session.commit()
    return len(moved)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of one household: whose it is now, or why it stays as it was."""

    id: int
    label: str
    done: bool
    reasons: tuple[Reason, ...]
    status: S


def assign_each(
    session: Session, ids: Sequence[int], to: User | None, reason: str, by: User, on: date
) -> list[Assigned]:
    """Put an officer in charge of each of these families that can be given to this one; commits.

    A family that cannot be is named with its reason and holds up no other. Raises Refused if the
    officer cannot be in charge of any.
    """
    may_move(to, reason, by)
    assert to is not None
    cared = set(session.scalars(select(Household.id).where(Household.id.in_(ids), in_care(on))))
    found = {h.id: h for h in session.scalars(
        select(Household).where(Household.id.in_(ids)).options(joinedload(Household.community))
        .with_for_update(of=Household)
    )}
    told, moved = [], []
    for household in (found[i] for i in ids if i in found):
        against = why_not(household, to, household.id in cared)
        if not against:
            put_in_charge(session, household, to)
            moved.append(household)
        told.append(Assigned(household.id, household.family_no, not against, against, household.status))
    if moved:
        session.flush()
        tell(session, to, len(moved), reason, by)
        refresh_officers(session, moved, on)
    session.commit()
    return told


def why_not(household: Household, to: User, cared: bool) -> tuple[Reason, ...]:
    """What keeps one family from being given to that officer."""
    if not cared:
        return (Reason("102-4-3", "本户已办结，不需要帮扶责任人"),)
    if household.assigned_to_id == to.id:
        return (Reason("102-4-3", "已由此人负责"),)
    if not household.lies_under.startswith(to.office.path):
        text = "本户不在%(officer)s的辖区内，请另选一人"
        return (Reason("102-4-3", text, {"officer": to.name}),)
    return ()


def may_move(to: User | None, reason: str, by: User) -> None:
    """Raise Refused unless `by` may give families to `to`, and says why."""
    if not may(by, Permission.HOUSEHOLD_ASSIGN):
        raise refuse("102-5-1", "您没有移交的权限")
    if to is None or not to.active or to.role not in IN_CHARGE or not to.office.is_under(by.office.path):
        raise refuse("102-5-1", "请选择辖区内在岗的社区或街道人员", "to_id")
    if len(reason.strip()) < 4:
        raise refuse("102-5-1", "请填写移交原因（至少4个字）", "reason")


def put_in_charge(session: Session, household: Household, to: User) -> None:
    """The family, and with it what its former officer, or one who is gone, still had to do for it."""
    before = household.assigned_to_id
    measures = select(PlanMeasure).where(PlanMeasure.household_id == household.id, measure_is_open())
    tickets = select(Ticket).where(Ticket.household_id == household.id, ticket_is_open())
    for row in (*session.scalars(measures), *session.scalars(tickets)):
        if row.owner_id == before or not row.owner.active:
            row.owner_id = to.id
    household.assigned_to_id = to.id


def tell(session: Session, to: User, count: int, reason: str, by: User) -> None:
    note(
        session, "hand_over", f"user:{to.id}", path=by.office.path, to=to.username,
        households=count, reason=reason.strip(),
    )


def refresh_officers(session: Session, households: Sequence[Household], on: date) -> None:
    """W20 goes with its cause."""
    for household in households:
        alerts.refresh(session, household, on)
