"""The tab of return visits: the visits made, the months owed, the difficulties told, the counts of 三（三）."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from access.permissions import Permission as P
from access.permissions import may
from admin.cells import Page, rules_of_request
from admin.panel import (
    Extra,
    Made,
    Panel,
    create_link,
    edit_link,
    member_name,
    sealed,
    table_of,
)
from admin.panels_terms import counted_so_far
from admin.views_follow_up import slot_cell, ticket_cell
from admin.words import Cell
from models import FollowUp, Household, StatusChange, Ticket, Visit
from policy.exit import ExitFacts
from policy.exit_grounds import counters_of
from policy.terms import Status, VisitPurpose
from workflow.contacts import contacts_of


def follow_up_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """Every visit and call after the recognition, and what follows from them."""
    every = page.session.scalars(
        select(Visit)
        .where(Visit.household_id == household.id)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    ).all()
    visits = [visit for visit in every if visit.purpose is not VisitPurpose.VERIFICATION]
    after = household.recognised_on is not None
    called = [sealed("拨打号码", "called_last4", "visit")] if any(v.called_last4 for v in visits) else []
    panel = Panel(
        table=table_of(page, Visit, visits, (
            "visited_on", "purpose", "way", "reached", *called, "visitor_1", "findings",
            "work_seen", "benefits_seen", "rating",
            *edit_link(page, Visit, household, "followup", visits),
        )),
        create=create_link(page, Visit, household, "followup", "登记回访") if after else None,
    )
    if after:
        panel.more += [months(page, household), tickets(page, household)]
    if household.status is Status.RECOGNISED:
        rules = rules_of_request(page.session).for_region(household.lies_under)
        facts = ExitFacts(
            contacts=contacts_of(v for v in every if v.voided_at is None),
            recognised_on=household.recognised_on,
        )
        panel.more.append(counted_so_far(page, counters_of(facts, page.on, rules), {}))
    return panel


def months(page: Page, household: Household) -> Extra:
    """The visits owed, the latest month first."""
    rows = page.session.scalars(
        select(FollowUp)
        .where(FollowUp.household_id == household.id)
        .options(joinedload(FollowUp.visit))
        .order_by(FollowUp.month.desc())
    ).all()
    table = table_of(page, FollowUp, rows, (
        Made("回访月份", lambda p, r: Cell(f"{r.month:%Y-%m}"), "date"),
        Made("回访状态", lambda p, r: slot_cell(p, (r.month, r.state)), "status"),
        Made("回访日期", lambda p, r: Cell(r.visit.visited_on.isoformat() if r.visit else ""), "date"),
    ))
    return Extra(_("按月回访"), table, None, _("认定次月起，每月一项，由系统生成。"))


def tickets(page: Page, household: Household) -> Extra:
    """Difficulties told, with what is open on top."""
    rows = page.session.scalars(
        select(Ticket)
        .where(Ticket.household_id == household.id)
        .options(joinedload(Ticket.member), joinedload(Ticket.owner))
        .order_by(Ticket.closed_on.is_not(None), Ticket.due_on, Ticket.id)
    ).all()
    keys: list[Any] = [
        "kind", "content", Made("成员", member_name), "raised_on",
        Made("承办人", lambda p, r: Cell(r.owner.name)),
        Made("办理进度", lambda p, r: ticket_cell(p, (r.due_on, r.closed_on, r.voided_at)), "days"),
        "due_on", "handling", "ending", "closed_on",
    ]
    if may(page.user, P.SERVICE_WRITE) and any(map(is_open, rows)):
        keys.append(Made("办理", lambda p, r: Cell(
            _("办结或转办"), url=url_for("ticket.details_view", id=r.id)) if is_open(r) else Cell("")))
    create = create_link(page, Ticket, household, "followup", "登记诉求")
    return Extra(_("困难诉求"), table_of(page, Ticket, rows, keys), create, _("没有困难诉求。"))


def is_open(ticket: Ticket) -> bool:
    return ticket.closed_on is None and ticket.voided_at is None
