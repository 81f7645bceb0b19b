"""Filters of visits owed and of difficulties told: due now, overdue, mine, of one officer."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from admin.arguments import whole_number
from admin.filters import Args, Filter, Narrowing, Shown
from admin.lookups import officers
from admin.translation import gettext
from admin.words import labelled
from models import FollowUp, Household, Ticket
from policy.ages import add_months
from policy.aid_terms import SlotState
from policy.terms import Level

MONTHS: Final = 12
"""How many months back the list offers by itself."""
DUE: Final = {"now": "本月待回访", "over": "逾期", "owed": "待回访", "made": "已回访"}


def due_condition(asked: str, on: date) -> ColumnElement[bool]:
    """Which visits owed that word means, on that day."""
    month, is_open = on.replace(day=1), FollowUp.state == SlotState.OPEN
    match asked:
        case "now":
            return is_open & (FollowUp.month == month)
        case "over":
            return is_open & (FollowUp.month < month)
        case "owed":
            return is_open & (FollowUp.month <= month)
    return FollowUp.state.in_((SlotState.DONE, SlotState.LATE))


def overdue(on: date) -> ColumnElement[bool]:
    """Difficulties not settled within their term."""
    return Ticket.closed_on.is_(None) & Ticket.voided_at.is_(None) & (Ticket.due_on < on)


def in_charge(model: Any, officer_id: int) -> ColumnElement[bool]:
    """Rows of the households that officer is in charge of."""
    ours = select(Household.id).where(Household.assigned_to_id == officer_id)
    condition: ColumnElement[bool] = model.household_id.in_(ours)
    return condition


class DueFilter(Filter):
    """`due=now|over|owed|made` of the visits owed; the tabs ask it."""

    def __init__(self) -> None:
        super().__init__("state", "", "due")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        if value in DUE:
            to.conditions.append(due_condition(value, to.on))
            to.params[self.name] = value
            to.chips.append((gettext(DUE[value]), (self.name,)))
        return None


class MonthFilter(Filter):
    """`month=2026-03`: the visits owed for that month."""

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        month = month_of(asked.get(self.name, ""))
        this = to.on.replace(day=1)
        offered = [add_months(this, -n) for n in range(MONTHS)]
        if month is not None:
            to.conditions.append(self.attribute == month)
            to.params[self.name] = f"{month:%Y-%m}"
            to.chips.append((labelled(gettext(self.label), f"{month:%Y-%m}"), (self.name,)))
            offered = sorted({*offered, month}, reverse=True)
        options = tuple((f"{m:%Y-%m}", f"{m:%Y-%m}") for m in offered)
        return Shown(self.name, gettext(self.label), "choice", to.params.get(self.name, ""), options=options)


def month_of(text: str) -> date | None:
    """The first day of the month that is meant; None for what is no month."""
    if len(text) != 7 or not text.isascii():
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class InChargeFilter(Filter):
    """`officer=ID`: the households that officer is in charge of; a list where it can be one."""

    def __init__(self) -> None:
        super().__init__("household_id", "帮扶责任人", "officer")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        wide = to.user.office.level in (Level.PROVINCE, Level.UNIT)
        options = [] if wide else officers(to.session, to.user)
        number = whole_number(asked.get(self.name, ""))
        known = dict(options)
        if number and str(number) in known:
            to.conditions.append(self.attribute.in_(
                select(Household.id).where(Household.assigned_to_id == number)))
            to.params[self.name] = str(number)
            to.chips.append((labelled(gettext(self.label), known[str(number)]), (self.name,)))
        if not options:
            return None
        value = to.params.get(self.name, "")
        return Shown(self.name, gettext(self.label), "choice", value, options=tuple(options))


class MineFilter(Filter):
    """`mine=1`: the difficulties the officer sees to."""

    def __init__(self) -> None:
        super().__init__("owner_id", "我承办的", "mine")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        if asked.get(self.name) == "1":
            to.conditions.append((self.attribute == to.user.id) & Ticket.voided_at.is_(None))
            to.params[self.name] = "1"
            to.chips.append((gettext(self.label), (self.name,)))
        return None


class OverdueFilter(Filter):
    """`overdue=1`: difficulties beyond their term."""

    def __init__(self) -> None:
        super().__init__("due_on", "逾期未办结", "overdue")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        if asked.get(self.name) == "1":
            to.conditions.append(overdue(to.on))
            to.params[self.name] = "1"
            to.chips.append((gettext(self.label), (self.name,)))
        return None
