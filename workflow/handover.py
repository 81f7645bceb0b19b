"""Handing over the families of an officer who leaves, or giving one family to another officer (五（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from access.audit import note
from access.permissions import Permission, may
from models import Household, Office, User
from policy.ages import add_months
from policy.parameters import FOLLOW_UP_PERIOD
from policy.terms import ExitGround, Role
from policy.terms import Status as S
from workflow.refusals import refuse

IN_CHARGE = (Role.COMMUNITY, Role.STREET)
"""Whose officers may be put in charge of a family."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many families an officer is in charge of, within the area; `gone` if no longer there."""

    officer_id: int
    name: str
    office: str
    families: int
    gone: bool


def in_care(on: date) -> ColumnElement[bool]:
    """Families somebody has to be in charge of: open ones, and those followed after an exit to work."""
    since = add_months(on, -FOLLOW_UP_PERIOD.at(on))
    return or_(
        Household.is_open,
        (Household.status == S.EXITED)
        & (Household.exit_ground == ExitGround.EMPLOYED)
        & (Household.exited_on >= since),
    )


def loads(session: Session, area_path: str, on: date) -> list[Load]:
    """The officers in charge of families of the area, those who are gone first."""
    rows = session.execute(
        select(
            User.id, User.name, Office.name, Office.path, User.active, User.role,
            func.count(Household.id),
        )
        .select_from(Household)
        .join(User, User.id == Household.assigned_to_id)
        .join(Office, Office.id == User.office_id)
        .where(in_care(on))
        .group_by(User.id, User.name, Office.name, Office.path, User.active, User.role)
    )
    found = [
        Load(pk, name, office, count,
             not active or role not in IN_CHARGE or not path.startswith(area_path))
        for pk, name, office, path, active, role, count in rows
    ]
    return sorted(found, key=lambda load: (not load.gone, -load.families, load.officer_id))


def families_of(session: Session, officer_id: int, on: date) -> list[Household]:
    """The families of the area the officer is in charge of, by number."""
    return list(session.scalars(
        select(Household)
        .where(Household.assigned_to_id == officer_id, in_care(on))
        .options(joinedload(Household.community))
        .order_by(Household.family_no, Household.id)
    ))


def hand_over(
    session: Session, households: Sequence[Household], to: User | None, reason: str, by: User
) -> int:
    """Put another officer in charge of all of these families, or of none; commits; answers how many.

    Raises Refused unless that officer is at work, works with families, and has each of them in
    the area of the own office.
    """
    if not may(by, Permission.HOUSEHOLD_ASSIGN):
        raise refuse("102-5-1", "您没有移交的权限")
    if to is None or not to.active or to.role not in IN_CHARGE or not to.office.is_under(by.office.path):
        raise refuse("102-5-1", "请选择辖区内在岗的社区或街道人员", "to_id")
    if len(reason.strip()) < 4:
        raise refuse("102-5-1", "请填写移交原因（至少4个字）", "reason")
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
        household.assigned_to_id = to.id
    session.flush()
    note(
        session, "hand_over", f"user:{to.id}", path=by.office.path, to=to.username,
        households=len(moved), reason=reason.strip(),
    )
    session.commit()
    return len(moved)
