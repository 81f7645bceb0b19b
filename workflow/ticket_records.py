"""What a difficulty told at a return visit must be: somebody sees to it, by a day (四（四）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from access.permissions import Permission, may
from models import Household, Ticket, User
from workflow.days import not_before, not_in_future, since_recognition
from workflow.refusals import refuse
from workflow.service_records import belongs


def may_own(user: User, household: Household) -> bool:
    """Whether an officer may see to this household's difficulties: at work, of an office above it."""
    in_area = household.lies_under.startswith(user.office.path)
    return user.active and in_area and may(user, Permission.SERVICE_WRITE)


def ticket_is_whole(session: Session, ticket: Ticket, on: date) -> None:
    if ticket.member_id is not None or ticket.member is not None:
        belongs(session, ticket)
    not_in_future(ticket.raised_on, on, "raised_on", "受理诉求日期")
    since_recognition(ticket.household, ticket.raised_on, "raised_on", "受理诉求日期")
    not_before(ticket.due_on, ticket.raised_on, "due_on", "办理时限", "受理诉求日期", "102-4-4")
    if not (ticket.content or "").strip():
        raise refuse("102-4-4", "请填写诉求内容", "content")
    owner = ticket.owner or session.get(User, ticket.owner_id)
    if ticket.closed_on is None and (owner is None or not may_own(owner, ticket.household)):
        raise refuse("102-4-4", "请选择辖区内在岗的承办人", "owner_id")
    not_in_future(ticket.closed_on, on, "closed_on", "诉求办结日期")
    not_before(ticket.closed_on, ticket.raised_on, "closed_on", "诉求办结日期", "受理诉求日期", "102-4-4")
    closing = (ticket.closed_on is not None, ticket.ending is not None)
    if any(closing) and not (all(closing) and (ticket.handling or "").strip()):
        raise refuse("102-4-4", "办结的，须填写办理情况、办结日期和办结方式", "handling")
