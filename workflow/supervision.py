"""What the offices owe (五): their entries are whole, and who has none is named."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Area, Duty, Office, Outreach
from policy import supervision
from policy.rulebook import RuleBook
from policy.terms import Level
from workflow.refusals import demand, refuse


def outreach_is_whole(session: Session, row: Outreach, on: date) -> None:
    lie_under(session, row, "102-5-2")
    demand(supervision.outreach_is_whole(row.held_on, row.venue, row.content, row.reach, on))


def duty_is_whole(session: Session, row: Duty, on: date) -> None:
    lie_under(session, row, "102-5-1")
    if row.valid_from > on:
        raise refuse("102-5-1", "执行日期不能晚于今天", "valid_from")
    demand(supervision.duty_is_whole(row.leader, row.department, row.handler))


def lie_under(session: Session, row: Outreach | Duty, clause: str) -> None:
    """Lay the row under its office: a street or above; communities work for their street."""
    office = session.get(Office, row.office_id) if row.office_id else None
    if office is None or office.level is Level.COMMUNITY:
        raise refuse(clause, "机构须为街道（乡镇）以上", "office_id")
    row.lay_under(office)


def silent_counties(session: Session, area: Area, on: date, book: RuleBook) -> list[Office]:
    """The sealing offices of the area that have done no publicity work for too long."""
    rows = session.execute(
        select(Office.county_id, func.max(Outreach.held_on))
        .join(Outreach, Outreach.office_id == Office.id)
        .where(Outreach.voided_at.is_(None))
        .group_by(Office.county_id)
    )
    last = {county: held_on for county, held_on in rows}
    return [
        office for office in offices_of(session, area) if office.seals
        and supervision.publicizes_nothing(last.get(office.id), on, book.for_region(office.path))
    ]


def unanswered(session: Session, area: Area) -> list[Office]:
    """The offices of the area, streets and above, of which nobody is named as answering."""
    named = set(session.scalars(select(Duty.office_id)))
    return [office for office in offices_of(session, area) if office.id not in named]


def offices_of(session: Session, area: Area) -> list[Office]:
    return list(session.scalars(
        select(Office)
        .where(Office.path.startswith(area.path), Office.valid, Office.level != Level.COMMUNITY)
        .order_by(Office.sort, Office.id)
    ))
