"""What the figures count, said once: the bar and the list it opens ask the same question.

A measure is a date a household has; it counts where that date lies in the period. The list of
households reads the same names (`recognised_on_from`, `recognised_on_to`, `office` …), so the
number on a bar is the number of rows behind it. Source: domain list of indicators 4.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from models import Household
from policy.terms import ExitGround, Measure, Status, Term


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure, the date it goes by, and its words: 认定, 认定户数."""

    measure: Measure
    date: InstrumentedAttribute[Any]
    label: str
    definition: str


RECOGNISED = Counted(
    Measure.RECOGNISED, Household.recognised_on, "认定",
    "认定日期（加盖电子印章之日）在期间内的家庭，含其后退出、撤销认定的家庭",
)
ASSISTED = Counted(
    Measure.ASSISTED, Household.assisted_on, "援助", "认定后首次援助服务的日期在期间内的家庭"
)
EXITED = Counted(
    Measure.EXITED, Household.exited_on, "退出", "县级批准退出的日期在期间内的家庭"
)
COUNTED = (RECOGNISED, ASSISTED, EXITED)


class Standing(Term):
    """How households stand at the end of a day."""

    REGISTER = "register", "在册"
    OVERDUE = "overdue", "超过承诺期限未就业"


class Promise(Term):
    """What became of the promise (承诺) of 20 working days, once its last day is over."""

    DUE = "due", "承诺到期"
    KEPT = "kept", "按期兑现"
    MISSED = "missed", "未按期兑现"
    PICKY = "picky", "挑拣"


def happened(counted: Counted, since: date, until: date) -> ColumnElement[bool]:
    """The measure's date lies in the period, both days included."""
    return counted.date.between(since, until)


def stands(standing: Standing, on: date, today: date) -> ColumnElement[bool]:
    """Whether a household stood so at the end of the day `on`.

    动态清零 is that nobody is OVERDUE: recognised, the last day of the promise over, nobody placed.
    """
    if on >= today:
        held: ColumnElement[bool] = Household.status == Status.RECOGNISED
    else:
        held = and_(
            Household.recognised_on <= on,
            or_(Household.exited_on.is_(None), Household.exited_on > on),
            or_(Household.revoked_on.is_(None), Household.revoked_on > on),
        )
    if standing is Standing.REGISTER:
        return held
    unplaced = or_(Household.placed_on.is_(None), Household.placed_on > on)
    return and_(held, Household.promise_due_on < on, unplaced)


def promised(state: Promise) -> ColumnElement[bool]:
    """Whether a household, its promise over, counts as due, kept or missed; or stands apart as picky.

    The promise is made to those who do not pick and choose (不挑不拣): whoever refused a job without
    good reason before its last day is left out of its fulfilment. A household that left on another ground before the last day, or whose recognition was
    revoked, was no longer owed a job and does not count.
    """
    left_before = and_(
        Household.exited_on.is_not(None),
        Household.exit_ground != ExitGround.EMPLOYED,
        Household.exited_on <= Household.promise_due_on,
    )
    picky = and_(
        Household.picky_on.is_not(None), Household.picky_on <= Household.promise_due_on
    )
    over = and_(
        Household.promise_due_on.is_not(None), Household.revoked_on.is_(None), ~left_before
    )
    if state is Promise.PICKY:
        return and_(over, picky)
    due = and_(over, or_(Household.picky_on.is_(None), ~picky))
    if state is Promise.DUE:
        return due
    kept = and_(Household.placed_on.is_not(None), Household.placed_on <= Household.promise_due_on)
    return and_(due, kept if state is Promise.KEPT else ~kept)


def rows_behind(
    counted: Counted, office: int, since: date, until: date, *, own: bool = False
) -> dict[str, str]:
    """The parameters of the list with exactly the households a number of this measure counts."""
    key = counted.date.key
    return behind(office, own) | {
        f"{key}_from": since.isoformat(), f"{key}_to": until.isoformat()
    }


def standing_behind(standing: Standing, office: int, on: date) -> dict[str, str]:
    return behind(office) | {"standing": standing.value, "standing_on": on.isoformat()}


def promises_behind(state: Promise, office: int, since: date, until: date) -> dict[str, str]:
    return behind(office) | {
        "promise": state.value,
        "promise_due_on_from": since.isoformat(),
        "promise_due_on_to": until.isoformat(),
    }


def behind(office: int, own: bool = False) -> dict[str, str]:
    """`own` leaves out the offices beneath: what lies at the office itself (本级)."""
    return {"office": str(office)} | ({"own": "1"} if own else {})
