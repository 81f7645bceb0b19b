"""Figures of return visits and difficulties, each with the list it opens: above their lists, on the desk."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

from flask import url_for
from sqlalchemy import func, select

from access.permissions import Permission as P
from access.permissions import may
from access.scope import in_charge_of
from admin.desk import Figure, Wanted
from admin.filters import Narrowing
from admin.filters_follow_up import due_condition, in_charge, month_of
from admin.translation import gettext as _
from admin.waiting import Heap
from models import FollowUp, Ticket, User
from policy.aid_terms import SlotState

MADE = (SlotState.DONE, SlotState.LATE)


def rate_figures(to: Narrowing) -> list[Figure]:
    """Of the month looked at (else this one): owed, made, open, the rate; and what earlier months owe."""
    month = month_of(to.params.get("month", "")) or to.on.replace(day=1)
    kept = {name: to.params[name] for name in ("office", "officer") if name in to.params}
    ours = [in_charge(FollowUp, int(kept["officer"]))] if "officer" in kept else []
    at = {**kept, "month": f"{month:%Y-%m}"}
    with in_charge_of(to.session, to.area) if to.area else nullcontext():
        rows = to.session.execute(
            select(FollowUp.state, func.count())
            .where(FollowUp.month == month, *ours)
            .group_by(FollowUp.state)
        )
        counts = {state: number for state, number in rows}
        over = to.session.scalar(
            select(func.count()).select_from(FollowUp).where(due_condition("over", to.on), *ours)
        )
    made, waiting = sum(counts.get(state, 0) for state in MADE), counts.get(SlotState.OPEN, 0)
    rate = f"{made / (made + waiting):.1%}" if made + waiting else "—"
    return [
        Figure(_("%(month)s已回访", month=f"{month:%Y-%m}"), f"{made:,}", in_list(due="made", **at), _("户"), "green"),
        Figure(_("待回访"), f"{waiting:,}", in_list(state="open", **at), _("户"), "amber"),
        Figure(_("回访率"), rate, in_list(**at), "", "blue", _("已回访／（已回访＋待回访），不含无须回访")),
        Figure(_("逾期未访"), f"{over or 0:,}", in_list(due="over", **kept), _("户次"), "red", _("以前月份尚未回访")),
    ]


def in_list(**parameters: str) -> str:
    return url_for("followup.index_view", **parameters)


def follow_up_wanted(user: User, on: date) -> list[Wanted]:
    """On the desk: visits owed in the officer's area, and the difficulties this officer sees to."""
    found = []
    if may(user, P.CHECK_WRITE):
        owed = Heap(due_condition("owed", on), FollowUp.month, FollowUp.id)
        found.append(Wanted(_("待回访"), [owed], in_list(due="owed"), "amber", _("本月及以前月份"), "户次"))
    if may(user, P.SERVICE_WRITE):
        mine = Heap(
            (Ticket.owner_id == user.id) & Ticket.closed_on.is_(None) & Ticket.voided_at.is_(None),
            Ticket.due_on, Ticket.id,
        )
        url = url_for("ticket.index_view", closed_on="0", mine="1")
        found.append(Wanted(_("我承办的诉求"), [mine], url, "violet", "", "件"))
    return found
