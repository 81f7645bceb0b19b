"""The steps of the procedure as the head of the household page shows them: done, now, to come, off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _

from models import Household, StatusChange
from policy.terms import Status as S


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its day and officer; `state` is done, now, todo or off."""

    label: str
    state: str
    on: str = ""
    who: str = ""


STEPS: Final = (
    ("申请", "submitted_on", "submit"),
    ("初审", "verified_on", "verify"),
    ("公示", "publicized_on", "publicize"),
    ("复核", "recognised_on", "recognise"),
    ("认定", "recognised_on", "recognise"),
    ("援助", "assisted_on", ""),
    ("退出", "exited_on", "exit"),
)
AT: Final = {
    S.DRAFT: 0, S.RETURNED: 0, S.SUBMITTED: 1, S.VERIFIED: 2, S.PUBLICIZED: 2, S.REPORTED: 3,
    S.RECOGNISED: 5, S.EXITED: 7,
}
"""Which step is being taken in a status; those before it are done."""


def steps_of(household: Household, changes: Sequence[StatusChange]) -> list[Step]:
    """The seven steps; a file that left the procedure sideways has the rest struck off."""
    by = {change.act: change.by_name for change in changes}
    now = AT.get(household.status)
    steps = []
    for place, (label, column, act) in enumerate(STEPS):
        on: date | None = getattr(household, column)
        if now is None:
            state = "done" if on else "off"
        elif place < now or (column == "assisted_on" and on):
            state = "done"
        else:
            state = "now" if place == now else "todo"
        if household.status is S.RETURNED and place == 0:
            label, on = "退回补正", household.returned_on
        steps.append(Step(_(label), state, said_of(household, column, on), by.get(act, "") if on else ""))
    return steps


def said_of(household: Household, column: str, on: date | None) -> str:
    """The day of a step; of a publicity, from when to when."""
    if on is None:
        return ""
    if column == "publicized_on" and household.publicized_until:
        return f"{on:%m-%d} — {household.publicized_until:%m-%d}"
    return on.isoformat()
