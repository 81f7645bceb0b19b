"""What every day written down must be: not ahead of today, not before what it follows from."""

from __future__ import annotations

from datetime import date

from models import Household
from workflow.refusals import refuse


def not_in_future(value: date | None, on: date, field: str, label: str) -> None:
    if value is not None and value > on:
        raise refuse("102-3", "%(label)s不能晚于今天", field, label=label)


def since_recognition(household: Household, value: date, field: str, label: str) -> None:
    if household.recognised_on is not None and value < household.recognised_on:
        raise refuse(
            "102-4-3",
            "%(label)s不能早于认定日期%(on)s",
            field,
            label=label,
            on=household.recognised_on,
        )


def not_before(
    value: date | None, earlier: date | None, field: str, label: str, than: str, clause: str = "102-3"
) -> None:
    """A day that follows another; either may be missing."""
    if value is not None and earlier is not None and value < earlier:
        raise refuse(clause, "%(label)s不能早于%(than)s", field, label=label, than=than)
