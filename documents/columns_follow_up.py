"""The ledgers of visits and calls: return visits (T7), attempts to reach a household (T10).

Source: domain list of ledgers 4.2, T7 and T10.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from access.masking import tail
from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    label,
    made,
    numbered,
    of,
    placed,
    register,
)
from documents.layout import Kind
from documents.workbook import Value
from models import FollowUp, Household, Office, Ticket, Visit
from policy.exit import Contact, ExitFacts
from policy.exit_grounds import counters_of
from policy.rulebook import Rules
from policy.terms import VisitPurpose
from workflow.contacts import contacts_of
from workflow.rule_book import rule_book


def visited(purpose: VisitPurpose) -> Callable[[date, date], Select[Any]]:
    """Visits and calls of one purpose in the period; entries voided are left out."""

    def statement(since: date, until: date) -> Select[Any]:
        return (
            select(
                Visit.id, Visit.household_id, Household.recognition_no, Household.recognised_on,
                Household.head_name, Visit.unit_id, Visit.county_id, Visit.street_id,
                Visit.community_id, Visit.visited_on, Visit.way, Visit.reached, Visit.called_last4,
                Visit.visitor_1, Visit.visitor_2, Visit.interviewee, Visit.findings,
                Visit.work_seen, Visit.benefits_seen, Visit.rating, Visit.difficulties,
                Visit.handling, Visit.handled_on,
            )
            .join(Household, Household.id == Visit.household_id)
            .where(
                Visit.visited_on.between(since, until), Visit.purpose == purpose,
                Visit.voided_at.is_(None),
            )
            .order_by(Visit.visited_on, Visit.id)
        )

    return statement


def months_of(session: Session, ids: list[int], at: Setting) -> dict[int, date]:
    """Of each visit: the month it made good."""
    rows = session.execute(
        select(FollowUp.visit_id, FollowUp.month).where(FollowUp.visit_id.in_(ids))
    )
    return {visit_id: month for visit_id, month in rows if visit_id is not None}


def tickets_of(session: Session, ids: list[int], at: Setting) -> dict[int, Ticket]:
    """Of each visit: the difficulty that was told at it."""
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.visit_id.in_(ids), Ticket.voided_at.is_(None))
        .order_by(Ticket.id)
    )
    return {ticket.visit_id: ticket for ticket in rows if ticket.visit_id is not None}


class Attempts(NamedTuple):
    """All attempts to reach one household, and the numbers that hold where it lies."""

    contacts: Sequence[Contact]
    rules: Rules


def attempts_of(session: Session, ids: list[int], at: Setting) -> dict[int, Attempts]:
    book = rule_book(session)
    paths = session.execute(
        select(Household.id, Office.path)
        .join(Office, Office.id == Household.community_id)
        .where(Household.id.in_(ids))
    )
    visits: dict[int, list[Visit]] = {i: [] for i in ids}
    for visit in session.scalars(
        select(Visit).where(Visit.household_id.in_(ids), Visit.voided_at.is_(None))
    ):
        visits[visit.household_id].append(visit)
    return {pk: Attempts(contacts_of(visits[pk]), book.for_region(path)) for pk, path in paths}


def month(row: Any, at: Setting) -> Value:
    """月份: the month the visit counts for; its own where it fills none."""
    return f"{at.beside['months'].get(row.id, row.visited_on):%Y-%m}"


def kind_told(row: Any, at: Setting) -> Value:
    ticket = at.beside["tickets"].get(row.id)
    return label(ticket.kind) if ticket else ""


def handling(row: Any, at: Setting) -> Value:
    """处理: of the difficulty, where it became one; else as it was written down with the visit."""
    ticket = at.beside["tickets"].get(row.id)
    if ticket is None:
        return at.words(row.handling)
    if ticket.closed_on is None:
        return f"办理中，{at.officer(ticket.owner_id)}承办，{ticket.due_on:%Y-%m-%d}前办结"
    return f"{label(ticket.ending)}：{at.words(ticket.handling)}"


def settled(row: Any, at: Setting) -> Value:
    ticket = at.beside["tickets"].get(row.id)
    return row.handled_on if ticket is None else ticket.closed_on


def in_a_row(row: Any, at: Setting) -> Value:
    """连续未联系上: how many failures counted towards 三（三） on that day."""
    if row.recognised_on is None or row.household_id not in at.beside["attempts"]:
        return None
    contacts, rules = at.beside["attempts"][row.household_id]
    facts = ExitFacts(contacts=tuple(contacts), recognised_on=row.recognised_on)
    return next(c.count for c in counters_of(facts, row.visited_on, rules) if c.kind == "contact")


def visitors(row: Any, at: Setting) -> str:
    return "、".join(filter(None, (row.visitor_1, row.visitor_2)))


WHO, FOUND, TOLD = "回访情况", "了解情况", "困难诉求与处理"

VISIT_BESIDE = (Beside("months", "id", months_of), Beside("tickets", "id", tickets_of))
VISIT: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("户主", lambda row, at: at.name(row.head_name), width=9),
    made("月份", month, group=WHO, width=9),
    of(Visit.visited_on, text="回访日期", group=WHO),
    of(Visit.way, group=WHO, width=7),
    of(Visit.reached, text="是否联系上", group=WHO, width=8),
    made("回访人", visitors, group=WHO, width=11),
    made("受访人", lambda row, at: at.name(row.interviewee), group=WHO, width=9),
    made("就业失业状况", lambda row, at: at.words(row.work_seen), group=FOUND, width=16, kind=Kind.LONG),
    of(Visit.rating, group=FOUND, width=8),
    made("政策享受", lambda row, at: at.words(row.benefits_seen), group=FOUND, width=16, kind=Kind.LONG),
    of(Visit.findings, group=FOUND, width=26, kind=Kind.LONG),
    made("诉求类型", kind_told, group=TOLD, width=9),
    of(Visit.difficulties, group=TOLD, width=20, kind=Kind.LONG),
    made("处理", handling, group=TOLD, width=22, kind=Kind.LONG),
    made("办结日期", settled, group=TOLD, width=9, kind=Kind.DATE),
)

HOW = "联系情况"
CONTACT_BESIDE = (Beside("attempts", "household_id", attempts_of),)
CONTACT: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("户主", lambda row, at: at.name(row.head_name), width=9),
    of(Visit.visited_on, text="联系日期", group=HOW),
    of(Visit.way, group=HOW, width=7),
    made("拨打号码", lambda row, at: tail("phone", row.called_last4), group=HOW, width=11),
    of(Visit.reached, text="是否联系上", group=HOW, width=8),
    made("连续未联系上次数", in_a_row, group=HOW, width=9, kind=Kind.COUNT),
    made("联系人", visitors, group=HOW, width=11),
    made("接听（接待）人", lambda row, at: at.name(row.interviewee), group=HOW, width=10),
    of(Visit.findings, text="联系内容", group=HOW, width=36, kind=Kind.LONG),
)

LEDGERS = register(
    Ledger(
        "visit", "跟踪回访台账", "每次跟踪回访一行，附就业失业状况、援助评价、政策享受、诉求与处理",
        "回访日期", "次", "走访日期在统计期间内、目的为跟踪回访的记录，不含已作废的记录",
        visited(VisitPurpose.FOLLOW_UP), VISIT, VISIT_BESIDE,
    ),
    Ledger(
        "contact", "联系记录台账", "每次联系一行，附号码尾号、方式、是否联系上与连续未联系上次数",
        "联系日期", "次", "日期在统计期间内、目的为联系的记录，不含已作废的记录",
        visited(VisitPurpose.CONTACT), CONTACT, CONTACT_BESIDE,
    ),
)
