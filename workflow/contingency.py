"""Which offices have their plan of assistance (就业援助预案) in force, and which have none (层层建立, 四（三）)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models import ContingencyPlan, Household, Office
from policy.terms import Level

BENEATH: Final = (Level.UNIT, Level.COUNTY, Level.STREET, Level.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one office and all beneath it: how many of each level there are, how many have no plan."""

    office: Office
    has_plan: bool
    offices: dict[Level, int]
    without: dict[Level, int]


def in_force(on: date) -> ColumnElement[bool]:
    """The edition that leads on that day: the latest begun by then, if it has not ended."""
    later = aliased(ContingencyPlan)
    return and_(
        ContingencyPlan.valid_from <= on,
        or_(ContingencyPlan.valid_until.is_(None), ContingencyPlan.valid_until >= on),
        ContingencyPlan.voided_at.is_(None),
        ~exists().where(
            later.office_id == ContingencyPlan.office_id, later.voided_at.is_(None),
            later.edition > ContingencyPlan.edition, later.valid_from <= on,
        ),
    )


def has_none(on: date) -> ColumnElement[bool]:
    """Whether an office has no plan in force on that day."""
    return ~exists().where(ContingencyPlan.office_id == Office.id, in_force(on))


def under(office: Office) -> Select[Office]:
    """The office and all beneath it, in the order of the bureau."""
    path = office.path
    return (
        select(Office).where(Office.valid, Office.path >= path, Office.path < path[:-1] + "/")
        .order_by(Office.sort, Office.id)
    )


def coverage(session: Session, office: Office, on: date) -> list[Coverage]:
    """The office first, then each one directly beneath it with all that lies under that."""
    offices = session.scalars(under(office)).all()
    bare = set(session.scalars(under(office).with_only_columns(Office.id).where(has_none(on))))
    children = sorted((o for o in offices if o.parent_id == office.id), key=lambda o: (o.sort, o.id))
    found = []
    for top in (office, *children):
        inside = [o for o in offices if o.path.startswith(top.path) and o.id != top.id]
        found.append(Coverage(
            top, top.id not in bare, dict(Counter(o.level for o in inside)),
            dict(Counter(o.level for o in inside if o.id in bare)),
        ))
    return found


def without_plan(session: Session, office: Office, level: Level, on: date) -> list[Office]:
    """The offices of that level beneath the office that have no plan in force, by place."""
    return list(session.scalars(
        under(office).where(Office.level == level, Office.id != office.id, has_none(on))
        .options(joinedload(Office.parent))
    ))


def plans_for(session: Session, household: Household, on: date) -> list[ContingencyPlan]:
    """The plans in force where the household lies, the nearest office first."""
    above = [int(part) for part in household.lies_under.split(".") if part]
    rows = session.scalars(
        select(ContingencyPlan)
        .where(ContingencyPlan.office_id.in_(above), in_force(on))
        .options(joinedload(ContingencyPlan.office))
    )
    return sorted(rows, key=lambda plan: -len(plan.office.path))
