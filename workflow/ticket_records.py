"""What a difficulty told at a return visit must be: somebody sees to it, by a day (四（四）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models import Ticket
from workflow.days import not_before, not_in_future, since_recognition
from workflow.refusals import refuse
from workflow.service_records import belongs


def ticket_is_whole(session: Session, ticket: Ticket, on: date) -> None:
    if ticket.member_id is not None or ticket.member is not None:
        belongs(session, ticket)
    not_in_future(ticket.raised_on, on, "raised_on", "受理诉求日期")
    since_recognition(ticket.household, ticket.raised_on, "raised_on", "受理诉求日期")
    not_before(ticket.due_on, ticket.raised_on, "due_on", "办理时限", "受理诉求日期", "102-4-4")
    not_in_future(ticket.closed_on, on, "closed_on", "诉求办结日期")
    not_before(ticket.closed_on, ticket.raised_on, "closed_on", "诉求办结日期", "受理诉求日期", "102-4-4")
    closing = (ticket.closed_on is not None, ticket.ending is not None)
    if any(closing) and not (all(closing) and (ticket.handling or "").strip()):
        raise refuse("102-4-4", "办结的，须填写办理情况、办结日期和办结方式", "handling")
