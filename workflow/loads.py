"""How much each officer has in hand (专人包保, 四（三）): families, difficulties, measures; what is too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import AidPlan, Household, Office, PlanMeasure, Ticket, User
from policy.ages import add_months
from policy.parameters import FOLLOW_UP_PERIOD, OFFICER_LOAD
from policy.rulebook import NOTICE, RuleBook
from policy.terms import ExitGround, Level, Role
from policy.terms import Status as S

IN_CHARGE = (Role.COMMUNITY, Role.STREET)
"""Whose officers may be put in charge of a family."""
IDLE_SHOWN = (Level.COUNTY, Level.STREET, Level.COMMUNITY)
"""Whose officers see those with nothing in hand too: higher up they would be thousands."""


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer has in hand within the area; `gone` if no longer there.

    `most` families are as many as one officer should have; `overdue` counts difficulties and
    measures past their day.
    """

    officer_id: int
    name: str
    office: str
    families: int
    gone: bool
    tickets: int = 0
    measures: int = 0
    overdue: int = 0
    most: int = 0

    @property
    def heavy(self) -> bool:
        return self.families > self.most


def in_care(on: date) -> ColumnElement[bool]:
    """Families somebody has to be in charge of: open ones, and those followed after an exit to work."""
    since = add_months(on, -FOLLOW_UP_PERIOD.at(on))
    return or_(
        Household.is_open,
        (Household.status == S.EXITED)
        & (Household.exit_ground == ExitGround.EMPLOYED)
        & (Household.exited_on >= since),
    )


def measure_is_open() -> ColumnElement[bool]:
    """A measure still to be done, of a plan that runs."""
    return (
        PlanMeasure.done_on.is_(None)
        & PlanMeasure.voided_at.is_(None)
        & PlanMeasure.plan.has(AidPlan.closed_on.is_(None) & AidPlan.voided_at.is_(None))
    )


def ticket_is_open() -> ColumnElement[bool]:
    return Ticket.closed_on.is_(None) & Ticket.voided_at.is_(None)


def loads(session: Session, area: Office, on: date, book: RuleBook | None = None) -> list[Load]:
    """The officers with something in hand in the area: those who are gone first, then the heaviest."""
    families = counted(session, Household.assigned_to_id, in_care(on))
    tickets = counted(session, Ticket.owner_id, ticket_is_open())
    measures = counted(session, PlanMeasure.owner_id, measure_is_open())
    late = (
        counted(session, Ticket.owner_id, ticket_is_open() & (Ticket.due_on < on)),
        counted(session, PlanMeasure.owner_id, measure_is_open() & (PlanMeasure.due_on < on)),
    )
    found = []
    for officer in officers_of(session, area, {*families, *tickets, *measures}):
        path = officer.office.path
        rules = book.for_region(path) if book else NOTICE
        gone = not officer.active or not path.startswith(area.path)
        found.append(Load(
            officer.id, officer.name, officer.office.name, families.get(officer.id, 0),
            gone or (officer.id in families and officer.role not in IN_CHARGE),
            tickets.get(officer.id, 0), measures.get(officer.id, 0),
            sum(counts.get(officer.id, 0) for counts in late), rules.at(OFFICER_LOAD, on),
        ))
    return sorted(found, key=lambda load: (
        not load.gone, -load.families, -load.measures - load.tickets, load.officer_id))


def counted(session: Session, owner: Any, condition: ColumnElement[bool]) -> dict[int, int]:
    """How many rows that satisfy the condition each officer has; the session's scope applies."""
    rows = session.execute(
        select(owner, func.count()).where(condition, owner.is_not(None)).group_by(owner)
    )
    return {officer_id: count for officer_id, count in rows}


def officers_of(session: Session, area: Office, known: Iterable[int]) -> list[User]:
    """Those known by their work, and in a county or below those who could take some."""
    wanted: ColumnElement[bool] = User.id.in_(known)
    if area.level in IDLE_SHOWN:
        could = User.active & User.role.in_(IN_CHARGE)
        wanted |= could & User.office.has(
            (Office.path >= area.path) & (Office.path < area.path[:-1] + "/")
        )
    return list(session.scalars(select(User).where(wanted).options(joinedload(User.office))))
