"""What an act page showed of each household, and what it sends back: its version and its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import request

from models import Household, db
from workflow.acts import Ticket
from workflow.assessments import JUDGED_BY, judge
from workflow.demands import Order
from workflow.transitions import Transition

STALE: Final = -1
"""A version no row ever has: a page that names none is not believed."""


def verdict_of(step: Transition, household: Household, order: Order) -> str:
    """The hash of the verdict the page shows; the act is refused if it has become another."""
    if step.act not in JUDGED_BY:
        return ""
    rules = order.rules(household)
    return judge(db.session, household, order.on, rules, order.calendar).hash


def tickets_shown(step: Transition, ids: Iterable[int]) -> list[Ticket]:
    """A ticket for each household, as the page showed it."""
    judged = step.act in JUDGED_BY
    return [
        Ticket(i, seen, verdict if judged else None) for i, (seen, verdict) in as_shown(ids).items()
    ]


def as_shown(ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Which version and verdict of each household the page showed; who does not say counts as stale."""
    rows, versions, verdicts = (request.form.getlist(n) for n in ("rowid", "version", "seen"))
    if len(verdicts) != len(rows):
        verdicts = [""] * len(rows)
    told = dict(zip(rows, zip(versions, verdicts, strict=False), strict=False))
    found = {i: told.get(str(i), ("", "")) for i in ids}
    return {i: (version(typed), verdict) for i, (typed, verdict) in found.items()}


def version(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else STALE
