"""Difficulties told by households: who sees to them by when, handing on, settling (四（四）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from access.audit import note
from access.permissions import Permission as P
from access.permissions import may
from models import Household, Ticket, User, Visit
from policy.aid_terms import TicketEnd, TicketKind
from policy.parameters import TICKET_PERIOD
from policy.rulebook import RuleBook
from policy.workdays import WorkCalendar
from workflow import alerts
from workflow.record_rules import ASSISTED
from workflow.refusals import refuse
from workflow.rule_book import rule_book
from workflow.ticket_records import may_own


def owner_for(session: Session, household: Household, by: User) -> User:
    """Who sees to a difficulty of this household: the officer in charge, else who was told of it."""
    charged = session.get(User, household.assigned_to_id) if household.assigned_to_id else None
    return charged if charged is not None and may_own(charged, household) else by


def due_for(
    household: Household, raised_on: date, calendar: WorkCalendar, book: RuleBook
) -> date:
    """The last of the working days in which it is to be settled."""
    length = book.for_region(household.lies_under).at(TICKET_PERIOD, raised_on)
    return calendar.count(raised_on, length, provisional_ok=True).due


def ticket_of_visit(
    session: Session, visit: Visit, kind: TicketKind, by: User, calendar: WorkCalendar
) -> Ticket:
    """The difficulty told at a visit, given to the officer in charge. Not yet in the session."""
    household = visit.household
    owner = owner_for(session, household, by)
    return Ticket(
        household=household, household_id=household.id, visit=visit, kind=kind,
        content=visit.difficulties, raised_on=visit.visited_on, owner=owner, owner_id=owner.id,
        due_on=due_for(household, visit.visited_on, calendar, rule_book(session)),
    )


def demand_open(ticket: Ticket, by: User) -> None:
    """Raise Refused unless the officer may see to difficulties and this one is open."""
    if not may(by, P.SERVICE_WRITE):
        raise refuse("102-4-4", "您没有办理困难诉求的权限")
    if ticket.household.status not in ASSISTED:
        raise refuse("102-4-4", "本户认定已撤销或尚未认定，不能办理困难诉求")
    if ticket.voided_at is not None:
        raise refuse("102-4-4", "这件困难诉求已经作废")
    if ticket.closed_on is not None:
        raise refuse("102-4-4", "这件困难诉求已经办结")


def settle(
    session: Session, ticket: Ticket, handling: str, ending: TicketEnd, by: User, on: date
) -> None:
    """Close it with what was done; commits."""
    demand_open(ticket, by)
    if len(handling.strip()) < 4:
        raise refuse("102-4-4", "请填写办理情况（至少4个字）", "handling")
    ticket.handling, ticket.ending, ticket.closed_on = handling.strip(), ending, on
    alerts.refresh(session, ticket.household, on)
    session.commit()


def hand_on(session: Session, ticket: Ticket, to: User | None, reason: str, by: User) -> None:
    """Give it to another officer, who goes on under the same term; commits."""
    demand_open(ticket, by)
    if to is None or not may_own(to, ticket.household):
        raise refuse("102-4-4", "请选择辖区内在岗的承办人", "owner_id")
    if to.id == ticket.owner_id:
        raise refuse("102-4-4", "已由此人承办，请另选一人", "owner_id")
    if len(reason.strip()) < 4:
        raise refuse("102-4-4", "请填写转办原因（至少4个字）", "reason")
    ticket.owner, ticket.owner_id = to, to.id
    session.flush()
    note(session, "hand_on", f"ticket:{ticket.id}", path=ticket.lies_under, to=to.username,
         reason=reason.strip())
    session.commit()
