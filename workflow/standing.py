"""How households stand: on the register on a day, past the promise, their promise kept or missed.

Said once: the leaders' figures, the report of the period and the lists behind both ask it here.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from models import Household
from policy.terms import ExitGround, Status, Term


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
    good reason before its last day is left out of its fulfilment. A household that left on another
    ground before the last day, or whose recognition was revoked, was no longer owed a job and does
    not count.
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
