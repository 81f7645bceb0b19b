"""The raw minimum: SQLAlchemy Core, keyset paging, and a bare Jinja table with the same columns."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from sqlalchemy import Engine, func, literal, select

from models import Household, Member, Office

PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>t</title><p>{{ total }}</p><table>{% for r in rows %}<tr>"
    "{% for c in r %}<td>{{ c if c is not none }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
H, M = Household.__table__, Member.__table__
COMMUNITY, STREET = Office.__table__.alias(), Office.__table__.alias()
COLUMNS = (H.c.id, H.c.family_no, H.c.head_name, COMMUNITY.c.name, STREET.c.name, H.c.status,
           H.c.applied_on, H.c.promise_due_on, H.c.acted_on)
CAP = 10_000


def page(engine: Engine, *conditions: Any, order: Any = None, counted: bool = True) -> str:
    """The page of 50, and how many rows there are up to the cap."""
    ordered = H.c.id.desc() if order is None else order
    rows = (
        select(*COLUMNS)
        .join(COMMUNITY, COMMUNITY.c.id == H.c.community_id)
        .join(STREET, STREET.c.id == H.c.street_id)
        .where(*conditions)
        .order_by(ordered)
        .limit(50)
    )
    capped = select(literal(1)).select_from(H).where(*conditions).limit(CAP + 1).subquery()
    with engine.connect() as connection:
        found = connection.execute(rows).all()
        total = connection.scalar(select(func.count()).select_from(capped)) if counted else 0
    return PAGE.render(rows=found, total=total)


def first(engine: Engine) -> str:
    return page(engine)


def street(engine: Engine, street_id: int) -> str:
    return page(engine, H.c.street_id == street_id)


def status(engine: Engine, value: str) -> str:
    return page(engine, H.c.status == value)


def name(engine: Engine, begins: str) -> str:
    return page(engine, H.c.head_name >= begins, H.c.head_name < begins + "\U0010ffff",
                order=H.c.head_name)


def number(engine: Engine, index: str) -> str:
    with engine.connect() as connection:
        ids = connection.scalars(select(M.c.household_id).where(M.c.id_no_index == index)).all()
    return page(engine, H.c.id.in_(ids))


def ordered(engine: Engine) -> str:
    return page(engine, order=H.c.applied_on.desc())


def deep(engine: Engine, before: int) -> str:
    return page(engine, H.c.id < before)
