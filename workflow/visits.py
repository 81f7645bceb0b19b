"""Saving a visit with the difficulty told at it; and once only, however often a telephone sends it.

Source: docs/notice.md 三（三）, 四（四）; docs/decisions/0030.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base, Household, Member, Ticket, User, Visit
from policy.aid_terms import TicketKind
from policy.terms import VisitPurpose
from policy.workdays import WorkCalendar
from workflow.records import save_together
from workflow.refusals import Refused, refuse
from workflow.tickets import ticket_of_visit

KEY: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTENT: Final = (
    "household_id", "visited_on", "purpose", "way", "reached", "visitor_1", "visitor_2",
    "interviewee", "findings", "difficulties", "work_seen", "benefits_seen", "rating", "called",
)
"""What makes two sendings of one key the same visit."""


class Number(NamedTuple):
    """A recorded telephone of a household: by which code it is chosen, whose it is, its last digits."""

    code: str
    name: str
    last4: str


def numbers_of(session: Session, household: Household) -> list[Number]:
    """The household's own telephone and those of its members, without opening any."""
    own = household.phone_last4
    found = [Number("household", household.head_name, own)] if own else []
    found += [
        Number(f"member:{pk}", name, last4 or "")
        for pk, name, last4 in session.execute(
            select(Member.id, Member.name, Member.phone_last4)
            .where(Member.household_id == household.id, Member.voided_at.is_(None),
                   Member.phone_last4.is_not(None))
            .order_by(Member.no)
        )
    ]
    return found


def number_named(session: Session, household: Household, code: str) -> str | None:
    """The telephone that was chosen by its code; None for one this household has not."""
    if code == "household":
        return household.phone
    kind, _colon, number = code.partition(":")
    if kind != "member" or not number.isascii() or not number.isdigit():
        return None
    return session.scalar(
        select(Member.phone).where(Member.id == int(number), Member.household_id == household.id)
    )


def ticket_at(session: Session, visit: Visit) -> Ticket | None:
    """The difficulty that was told at this visit, if it is on file."""
    if visit.id is None:
        return None
    return session.scalars(
        select(Ticket)
        .where(Ticket.visit_id == visit.id, Ticket.voided_at.is_(None))
        .order_by(Ticket.id).limit(1)
    ).one_or_none()


def save_visit(
    session: Session, visit: Visit, kind: TicketKind | None, by: User, on: date,
    calendar: WorkCalendar,
) -> Ticket | None:
    """Store the visit, and in the same transaction the difficulty told at it; commits.

    Raises Refused where one of the two is wanting. A visit whose difficulty is on file keeps it.
    """
    with session.no_autoflush:
        told = bool((visit.difficulties or "").strip())
        known = ticket_at(session, visit)
        ticket = None
        if visit.purpose is not VisitPurpose.VERIFICATION and known is None:
            if told and kind is None:
                raise refuse("102-4-4", "有困难诉求的，请选择诉求类型，以便交办", "ticket_kind")
            if kind is not None and not told:
                raise refuse("102-4-4", "选择了诉求类型，请填写困难与诉求", "difficulties")
            if kind is not None:
                ticket = ticket_of_visit(session, visit, kind, by, calendar)
    rows: list[Base] = [visit, *([ticket] if ticket else [])]
    save_together(session, rows, by, on)
    return ticket


def save_once(
    session: Session, visit: Visit, kind: TicketKind | None, by: User, on: date,
    calendar: WorkCalendar,
) -> bool:
    """Store a visit a telephone sent under `client_key`; False if it was here already.

    Raises Refused for a key that stands for another content: nothing is changed then.
    """
    if not KEY.fullmatch(visit.client_key or ""):
        raise refuse("102-4-4", "离线登记编号不正确，未保存：请刷新页面后重新登记", "client_key")
    with session.no_autoflush:
        earlier = sent_before(session, visit)
    if earlier is None:
        try:
            save_visit(session, visit, kind, by, on, calendar)
            return True
        except Refused:
            earlier = sent_before(session, visit)  # another sending may have been first
            if earlier is None:
                raise
    known = ticket_at(session, earlier)
    same = all(getattr(earlier, name) == getattr(visit, name) for name in CONTENT)
    if not same or (known.kind if known else None) != kind:
        raise refuse(
            "102-4-4", "这条登记先前已保存，这次的内容与已保存的不同，未作改动：请在走访记录中核对", "client_key"
        )
    return False


def sent_before(session: Session, visit: Visit) -> Visit | None:
    """The visit on file under this key, within the officer's area."""
    return session.scalars(
        select(Visit).where(Visit.client_key == visit.client_key)
    ).one_or_none()
