"""Finding offices and households by typing: `ajax/lookup/?name=office&query=…` of every table.

Answers what lies in the officer's area, at most LIMIT rows, never an identity number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import abort
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.arguments import whole_number
from admin.lookups_jobs import JOB_LOOKUPS, Hit
from admin.search import LooksPersonal, Search, Stretch, may_be_asked, searched, starts
from models import Area, Household, Member, Office, User, db
from policy.terms import Level, Role
from workflow.ticket_records import may_own

LIMIT: Final = 20
SHORTEST: Final = 2

OPEN: Final = frozenset({"office", "place"})
"""What may be looked up by those who read no household."""

HOUSEHOLDS = Search(
    Household.head_name, Household.head_pinyin, Household.head_initials, Household.family_no
)


def offices(session: Session, term: str, limit: int) -> list[Hit]:
    """Offices of the officer's area by the beginning of the name or of the code."""
    area: Area | None = session.info.get("area")
    if area is None:
        return []
    rows = session.execute(
        select(Office.id, Office.name, Office.code)
        .where(
            *beneath(area),
            Office.valid,
            or_(*(starts(c, term) for c in (Office.name, Office.short_name, Office.code))),
        )
        .order_by(Office.sort, Office.id)
        .limit(limit)
    )
    return [(pk, f"{name}（{code}）") for pk, name, code in rows]


def households(session: Session, term: str, limit: int) -> list[Hit]:
    """Households of the officer's area by name, pinyin, initials or family number."""
    found: list[Hit] = []
    if not may_be_asked(current_user, term):
        return found
    for stretch in HOUSEHOLDS.stretches(session, term, session.info.get("area")):
        statement = (
            select(Household.id, Household.family_no, Household.head_name, Household.status)
            .where(*stretch.where)
            .limit(limit - len(found))
        )
        order = Household.id.desc() if stretch.column is None else stretch.column
        for pk, number, name, status in session.execute(statement.order_by(order), stretch.given):
            label = f"{number} {shown(current_user, 'name', name)} · {status.label}"
            found.append((pk, label))
        if len(found) >= limit:
            break
    return found


MOST_FAMILIES: Final = 200


class ByHousehold:
    """Search of a table of households' rows: by the household they belong to."""

    def __init__(self, model: Any) -> None:
        self.household_id = model.household_id

    @property
    def placeholder(self) -> str:
        return HOUSEHOLDS.placeholder

    def stretches(self, session: Session, term: str, area: Area | None) -> list[Stretch]:
        """The rows of the first households that the term finds, newest row first."""
        ids: list[int] = []
        for stretch in HOUSEHOLDS.stretches(session, term, area):
            statement = select(Household.id).where(*stretch.where).limit(MOST_FAMILIES - len(ids))
            order = Household.id.desc() if stretch.column is None else stretch.column
            ids += session.scalars(statement.order_by(order), stretch.given)
        return [Stretch((self.household_id.in_(ids),), None, True)] if ids else []


LOOKUPS: Final[dict[str, Callable[[Session, str, int], list[Hit]]]] = {
    "office": offices, "household": households, **JOB_LOOKUPS,
}


def look_up(name: str, query: str, limit: str) -> list[Hit]:
    """The hits for one look-up; nothing for a term too short, 404 for a look-up there is not.

    The table it is asked of may be open to officers who read no household.
    """
    if name not in LOOKUPS:
        abort(404)
    if name not in OPEN and not may(current_user, P.HOUSEHOLD_READ):
        abort(403)
    try:
        term = searched(query)
    except LooksPersonal:
        return []
    if len(term.strip("%_-")) < SHORTEST:
        return []
    most = min(whole_number(limit) or LIMIT, LIMIT)
    return LOOKUPS[name](db.session, term, most)


def beneath(area: Area) -> tuple[Any, ...]:
    """Offices of the area; the path is compared by whole segments, each closed by a dot."""
    if not area.path:
        return ()
    return (Office.path >= area.path, Office.path < area.path[:-1] + "/")


def household_or_404(text: str) -> Household:
    """The household of that number in the officer's area."""
    number = whole_number(text)
    if number is None:
        abort(404)
    household = db.session.scalars(select(Household).where(Household.id == number)).one_or_none()
    if household is None:
        abort(404)
    return household


def find_household(number: int) -> Hit | None:
    row = db.session.execute(
        select(Household.id, Household.family_no).where(Household.id == number)
    ).one_or_none()
    return (row.id, row.family_no) if row else None


def find_office(number: int) -> Hit | None:
    """The office, if it lies in the officer's area."""
    area: Area | None = db.session.info.get("area")
    if area is None:
        return None
    row = db.session.execute(
        select(Office.id, Office.name).where(Office.id == number, *beneath(area))
    ).one_or_none()
    return (row.id, row.name) if row else None


def communities(session: Session, user: User) -> list[tuple[str, str]]:
    """The communities an officer may file a household in: all of the area, by street."""
    office = user.office
    if office.level is Level.COMMUNITY:
        return [(str(office.id), office.name)]
    rows = session.execute(
        select(Office.id, Office.name)
        .where(Office.level == Level.COMMUNITY, Office.valid, *beneath(office.area))
        .order_by(Office.sort, Office.id)
        .limit(2000)
    )
    return [(str(pk), name) for pk, name in rows]


def officers(session: Session, user: User) -> list[tuple[str, str]]:
    """Who may be put in charge of a household: officers of communities and streets of the area."""
    rows = session.execute(
        select(User.id, User.name, Office.name)
        .join(Office, Office.id == User.office_id)
        .where(User.active, User.role.in_((Role.COMMUNITY, Role.STREET)), *beneath(user.office.area))
        .order_by(Office.sort, Office.id, User.id)
        .limit(500)
    )
    return [(str(pk), f"{name}（{office}）") for pk, name, office in rows]


def owners(session: Session, household: Household) -> list[tuple[str, str]]:
    """Who may see to a difficulty of a household: officers at work of the offices above it."""
    above = [int(part) for part in household.lies_under.split(".") if part]
    rows = session.execute(
        select(User, Office.name)
        .join(Office, Office.id == User.office_id)
        .where(User.active, User.office_id.in_(above))
        .order_by(Office.path.desc(), User.id)
        .limit(200)
    )
    return [(str(u.id), f"{u.name}（{office}）") for u, office in rows if may_own(u, household)]


def members(session: Session, household: Household) -> list[tuple[str, str]]:
    """The standing members of a household, by number and name as the officer may see it."""
    rows = session.execute(
        select(Member.id, Member.no, Member.name)
        .where(Member.household_id == household.id, Member.voided_at.is_(None))
        .order_by(Member.no)
    )
    return [(str(pk), f"{no} {shown(current_user, 'name', name)}") for pk, no, name in rows]
