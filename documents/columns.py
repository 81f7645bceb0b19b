"""What a ledger and a column of it are, and what the cells know beside their row: names, masks, the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Boolean, Date, Enum, Numeric, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from access.permissions import Permission, may
from documents.layout import Head, Kind
from documents.reading import Part
from documents.workbook import Value
from models import CodeEntry, Office, User
from policy.masking import mask_address, mask_identity, mask_name, mask_phone
from policy.terms import Term
from policy.workdays import WorkCalendar

Show = Callable[[Any, "Setting"], Value]
Cell = Callable[[Any, "Setting"], Value]
Mask = Callable[[str | None], str]

ROW_NUMBER = "#"
SEXES = {"1": "男", "2": "女"}
NUMBER_RUN = re.compile(r"\d(?:[\s\-—－]?\d){9,}[\dXx]?")
"""Ten digits and more, however spaced: an identity number or a telephone in somebody's sentence."""


def mask_words(text: str | None) -> str:
    """A sentence without the numbers of persons that may stand in it."""
    return NUMBER_RUN.sub(lambda run: f"{run[0][:3]}****{run[0][-2:]}", text or "")


def as_it_is(text: str | None) -> str:
    return text or ""


def hide(text: str | None) -> str:
    """For those who may read nothing personal: that there is something, and no more."""
    return "****" if text else ""


class Setting:
    """What every cell of one ledger may ask: how much is shown, who and what a number names.

    `words` is for sentences about the work, `told` for those about persons, `trait` for what a
    person is. `on` is the day as of which running terms are counted; `beside` holds what was fetched
    for the rows in hand all at once.
    """

    def __init__(
        self, session: Session, by: User, *, full: bool, on: date, calendar: WorkCalendar
    ) -> None:
        masks: tuple[Mask, ...] = (
            mask_identity, mask_phone, mask_address, mask_words, mask_words, as_it_is,
        )
        if full:
            masks = (as_it_is,) * len(masks)
        elif not may(by, Permission.PERSONAL_READ):
            masks = (hide, hide, hide, mask_words, hide, hide)
        self.identity, self.phone, self.address, self.words, self.told, self.trait = masks
        named = full or may(by, Permission.NAME_READ)
        self.name = as_it_is if named else lru_cache(maxsize=4096)(mask_name)
        self.on = on
        self.calendar = calendar
        self.workdays = lru_cache(maxsize=8192)(self._workdays)
        self.beside: Mapping[str, Mapping[Any, Any]] = {}
        self.offices: dict[int, str] = dict(session.execute(select(Office.id, Office.name)).all())
        users = session.execute(select(User.id, User.name, User.office_id)).all()
        self.officers: dict[int, str] = {number: name for number, name, _ in users}
        self.desks: dict[int, int] = {number: office for number, _, office in users}
        self.codes: dict[tuple[str, str], str] = {
            (kind, code): name
            for kind, code, name in session.execute(
                select(CodeEntry.list, CodeEntry.code, CodeEntry.name)
            )
        }

    def code(self, kind: str, code: str | None) -> str:
        """The name of a code; a code nobody has entered is shown as it is."""
        return self.codes.get((kind, code), code) if code else ""

    def office(self, number: int | None) -> str:
        return self.offices.get(number, "") if number else ""

    def officer(self, number: int | None) -> str:
        return self.officers.get(number, "") if number else ""

    def _workdays(self, since: date | None, until: date | None) -> int | None:
        """Working days after `since` up to `until`; by weekdays in a year not yet published."""
        if since is None or until is None:
            return None
        return self.calendar.between(since, until, provisional_ok=True)

    def left(self, due: date | None) -> int | None:
        """Working days left on the day of the ledger; negative once the term is over."""
        return None if due is None else self.calendar.left(self.on, due, provisional_ok=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger: how it is headed, and what stands in it for a row.

    Where that follows from one value of the row alone, `key` names the value and `cell` says what is
    made of it, once for all rows that have the same; `show` is for what follows from several.
    `codes` is the list of codes the value is from.
    """

    head: Head
    show: Show
    key: str = ""
    cell: Cell | None = None
    codes: str = ""

    def values(self, part: Part, at: Setting) -> Sequence[Any]:
        """The cells of the column for the rows in hand."""
        if self.cell is None:
            return [self.show(row, at) for row in part.rows]
        if self.key == ROW_NUMBER:
            return range(part.first + 1, part.first + part.count + 1)
        found, cell = part.column(self.key), self.cell
        distinct = set(found)
        if 2 * len(distinct) > len(found):
            return [cell(value, at) for value in found]
        known = {value: cell(value, at) for value in distinct}
        return [known[value] for value in found]


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to many rows at once and is fetched for them together.

    `key` is the row's attribute that says whose it is; `load` answers a mapping from such keys.
    """

    name: str
    key: str
    load: Callable[[Session, list[Any], Setting], Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger. `by` names the date the period is about, `counted` says what a row is.

    `right` is what an officer must hold beside the right to take ledgers away.
    `narrowed` says what else it was narrowed by, where an office has made its own of it.
    """

    name: str
    title: str
    what: str
    by: str
    unit: str
    counted: str
    statement: Callable[[date, date], Select[Any]]
    columns: tuple[Column, ...]
    beside: tuple[Beside, ...] = ()
    right: Permission = Permission.LEDGER_EXPORT
    narrowed: Callable[[Setting], str] | None = None


def register(*ledgers: Ledger) -> dict[str, Ledger]:
    return {ledger.name: ledger for ledger in ledgers}


def of(
    attribute: InstrumentedAttribute[Any], *, key: str = "", text: str = "", group: str = "",
    width: float = 0, kind: Kind | None = None, total: bool = False,
) -> Column:
    """A column of the records under its own Chinese name; `key` is its name in the row."""
    column = attribute.property.columns[0]  # type: ignore[attr-defined]
    cell: Cell = as_found
    if isinstance(column.type, Enum):
        cell, kind = (lambda value, at: label(value)), kind or Kind.TEXT
    elif isinstance(column.type, Boolean):
        cell = lambda value, at: yes(value)  # noqa: E731
    elif isinstance(column.type, Date):
        kind, width = kind or Kind.DATE, width or 9
    elif isinstance(column.type, Numeric):
        kind = kind or Kind.MONEY
    elif column.type.python_type is int:
        kind = kind or Kind.COUNT
    elif column.info.get("personal"):
        cell = lambda value, at: at.told(value)  # noqa: E731
    elif kind is Kind.LONG:
        cell = lambda value, at: at.words(value)  # noqa: E731
    return one(text or column.info["label"], key or attribute.key, cell, group=group,
               width=width or 10, kind=kind or Kind.TEXT, total=total)


def as_found(value: Any, at: Setting) -> Value:
    return value  # type: ignore[no-any-return]


def made(
    text: str, show: Show, *, group: str = "", width: float = 10, kind: Kind = Kind.TEXT,
    total: bool = False,
) -> Column:
    """A column that is worked out from several values of the row."""
    return Column(Head(text, group, width, kind, total), show)


def one(
    text: str, key: str, cell: Cell, *, group: str = "", width: float = 10, kind: Kind = Kind.TEXT,
    total: bool = False,
) -> Column:
    """A column that is worked out from one value of the row."""
    get = attrgetter(key)
    return Column(
        Head(text, group, width, kind, total), lambda row, at: cell(get(row), at), key, cell
    )


def coded(
    text: str, kind: str, key: str, *, group: str = "", width: float = 10, personal: bool = False
) -> Column:
    """A column that holds a code of the list `kind`, shown by its name."""
    cell: Cell = lambda value, at: at.code(kind, value)  # noqa: E731
    if personal:
        cell = lambda value, at: at.trait(at.code(kind, value))  # noqa: E731
    column = one(text, key, cell, group=group, width=width)
    return column if personal else replace(column, codes=kind)


def placed(group: str = "所在地") -> tuple[Column, ...]:
    """市(州), 县(市、区), 街道, 社区 of a row that has the four columns."""
    named: Cell = lambda value, at: at.office(value)  # noqa: E731
    return (
        one("市(州)", "unit_id", named, group=group, width=7),
        one("县(市、区)", "county_id", named, group=group, width=9.5),
        one("街道", "street_id", named, group=group, width=8),
        one("社区", "community_id", named, group=group, width=8),
    )


def numbered() -> Column:
    """序号, counted as the rows go out."""
    return Column(Head("序号", width=5, kind=Kind.COUNT), lambda row, at: None, ROW_NUMBER, as_found)


def sex(group: str) -> Column:
    return one("性别", "sex", lambda value, at: SEXES.get(value, ""), group=group, width=4)


def label(term: Term | None) -> str:
    return term.label if term is not None else ""


def yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"
