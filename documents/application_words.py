"""How the application form says what is on file: in full, or masked as the ledgers mask it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from documents.columns import SEXES, as_it_is, hide, label, mask_words, yes
from models import CodeEntry, Household, Office, User
from policy.masking import mask_account, mask_address, mask_identity, mask_name, mask_phone

__all__ = ["Words", "iso", "label", "offices_of", "sum_words", "yes"]
LISTS = (
    "kinship", "ethnic", "education", "marital", "health", "political", "unemployment_cause",
    "comparison_source", "exit_detail",
)

NAMED = (
    select(CodeEntry.list, CodeEntry.code, CodeEntry.name)
    .where(CodeEntry.list.in_(LISTS)).execution_options(lasting=True)
)
OFFICER = (
    select(User.name, Office.name, User.phone)
    .join(Office, Office.id == User.office_id)
    .where(User.id == bindparam("number")).execution_options(lasting=True)
)


class Words:
    """What a value is called on the form. `told` is for what is said of persons, `sentence` for the work."""

    def __init__(self, session: Session, *, full: bool) -> None:
        self.full = full
        self.name = as_it_is if full else mask_name
        self.identity = as_it_is if full else mask_identity
        self.number = as_it_is if full else mask_identity
        self.phone = as_it_is if full else mask_phone
        self.address = as_it_is if full else mask_address
        self.account = as_it_is if full else mask_account
        self.told = as_it_is if full else hide
        self.sentence = as_it_is if full else mask_words
        self._session = session
        self._officers: dict[int, tuple[str, str, str]] = {}
        self._codes: dict[tuple[str, str], str] = {
            (kind, code): name
            for kind, code, name in column_rows(session, NAMED, {})
        }

    def code(self, kind: str, code: str | None) -> str:
        """The name of a code; a code nobody has entered is shown as it is."""
        return self._codes.get((kind, code), code) if code else ""

    def sex(self, code: str) -> str:
        return SEXES.get(code, "")

    def birth(self, on: date) -> str:
        return on.isoformat() if self.full else f"{on:%Y}-**-**"

    def officer(self, number: int | None) -> str:
        return self._of(number)[0]

    def office_of(self, number: int | None) -> str:
        return self._of(number)[1]

    def phone_of(self, number: int | None) -> str:
        """The telephone of the officer's desk: an office's, not a private one."""
        return self._of(number)[2]

    def _of(self, number: int | None) -> tuple[str, str, str]:
        if number is None:
            return "", "", ""
        if number not in self._officers:
            row = next(iter(column_rows(self._session, OFFICER, {"number": number})), None)
            self._officers[number] = (row[0], row[1], row[2] or "") if row else ("", "", "")
        return self._officers[number]


def iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def sum_words(amount: Decimal | None) -> str:
    """An amount in yuan as it is written on the form: 1,850 or 1,850.50."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral() else f"{amount:,.2f}"


OFFICES = (
    select(Office.id, Office.short_name, Office.path)
    .where(Office.id.in_(bindparam("numbers", expanding=True)))
    .order_by(Office.path).execution_options(lasting=True)
)


def offices_of(session: Session, household: Household) -> Sequence[Any]:
    """The county, the street and, last, the community the household lies in; a level that is missing is left out."""
    numbers = [household.county_id, household.street_id, household.community_id]
    return column_rows(session, OFFICES, {"numbers": [n for n in dict.fromkeys(numbers) if n is not None]})
