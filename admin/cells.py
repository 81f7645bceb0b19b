"""What a column of a list needs from the database, and how one value of it looks on the page.

A plain column finds its own way by its type and its label. Personal data pass through
access.masking, and sealed columns are never asked for: a list shows their last four characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, Protocol

from flask import g
from sqlalchemy import Boolean, Date, Enum, Integer, Numeric
from sqlalchemy.orm import Session

from access.masking import in_full, shower, shown, tail, tails
from access.permissions import Permission, may
from admin.codes import codes_of
from admin.shelf import kept
from admin.translation import gettext as _
from admin.words import Cell, moment
from models import Office, User
from models.base import Instant
from models.sealed import Sealed
from policy.rulebook import NOTICE, RuleBook, Rules
from policy.terms import Term
from policy.workdays import WorkCalendar
from workflow.calendar import work_calendar
from workflow.rule_book import rule_book

CODE_LISTS: Final = {
    "relation": "kinship", "relation_to_head": "kinship", "ethnic": "ethnic",
    "education": "education", "marital": "marital", "health": "health", "political": "political",
    "unemployment_cause": "unemployment_cause", "source": "comparison_source",
    "ground_code": "exit_detail", "refusal_code": "refusal_reason",
}
"""Columns that hold a code of a list in the code table; lists are data, not Terms."""

MASKED_AS: Final = {
    "head_name": "name", "name": "name", "raised_by": "name", "interviewee": "name",
    "earner_name": "name", "register_address": "address", "home_address": "address", "id_no": "id_no", "phone": "phone",
    "bank_account": "account",
}
"""How access.masking calls the personal columns it has a mask for."""

TAILS: Final = {"phone_last4": "phone", "called_last4": "phone", "id_no_last4": "id_no", "bank_account_last4": "account"}
SEXES: Final = {"1": "男", "2": "女"}
NO: Final = Cell("", "text")


class Page:
    """What the cells of one page share: the officer, the day, the calendar, what was made before."""

    def __init__(self, session: Session, user: User, on: date) -> None:
        self.session, self.user, self.on = session, user, on
        self.reads_personal = may(user, Permission.PERSONAL_READ)
        self.name_shown = shower(user, "name")
        self.made: dict[Any, Any] = {}

    @cached_property
    def calendar(self) -> WorkCalendar:
        """For showing how many days are left; an act is judged by calendar_of_request."""
        return kept(("work_calendar",), lambda: work_calendar(self.session))

    @cached_property
    def book(self) -> RuleBook:
        """For showing how long a term is; an act asks rules_of_request."""
        return kept(("rule_book",), lambda: rule_book(self.session))

    def rules_in(self, county_id: int) -> Rules:
        """The numbers as that county holds them."""
        if not self.book.decrees:
            return NOTICE
        path = kept(("path", county_id), lambda: self.session.get_one(Office, county_id).path)
        return self.book.for_region(path)

    def left(self, due: date) -> int:
        """Working days left until `due`, negative once it is past."""
        return self.calendar.left(self.on, due, provisional_ok=True)


def calendar_of_request(session: Session) -> WorkCalendar:
    """The working calendar, read once a request."""
    if "work_calendar" not in g:
        g.work_calendar = work_calendar(session)
    calendar: WorkCalendar = g.work_calendar
    return calendar


def rules_of_request(session: Session) -> RuleBook:
    """The decreed parameters of all regions, read once a request."""
    if "rule_book" not in g:
        g.rule_book = rule_book(session)
    book: RuleBook = g.rule_book
    return book


Make = Callable[[Page, Sequence[Any]], Cell]
Texts = Callable[[Page, Sequence[Sequence[Any]]], tuple[list[str], list[str]]]
"""From the values of a whole column to its words, and to those beneath them."""


class Shown(Protocol):
    """A column of a list: which paths or expressions it asks for, and the cell their values make."""

    key: str
    label: str
    kind: str
    needs: tuple[Any, ...]

    def cell(self, page: Page, values: Sequence[Any]) -> Cell: ...


class Plain:
    """One column of the table itself, shown by its type."""

    def __init__(self, model: type, key: str, label: str) -> None:
        self.key, self.label, self.needs = key, label, (key,)
        self.kind, self.make = look_of(model, key)
        self.texts: Texts | None = tails_of(TAILS[key]) if key in TAILS else None

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        return self.make(page, values[0])


class Path:
    """A column of a row this one points at: `Path("household.family_no", "家庭编号")`.

    Without a dot it is a column of the table itself under another label, of an office, an officer,
    a code or a holiday: their names are public. Personal columns are listed by their key (Plain).
    """

    kind = "text"

    def __init__(self, path: str, label: str, *, kind: str = "text", sub: str = "") -> None:
        self.key, self.label, self.kind = path, label, kind
        self.needs = (path, sub) if sub else (path,)
        self.mask = MASKED_AS.get(path.rpartition(".")[2]) if "office" not in path else None
        if "." not in path or path.split(".")[0] in OFFICIAL:
            self.mask = None

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        text = values[0]
        if isinstance(text, Term):
            return term_cell(page, text)
        if self.mask:
            text = shown(page.user, self.mask, text)
        sub = values[1] if len(values) > 1 else ""
        return Cell("" if text is None else text, self.kind, sub or "")


OFFICIAL: Final = frozenset(
    {"community", "street", "county", "unit", "office", "parent", "assigned_to", "by_id",
     "created_by_id", "decided_by_id", "given_by_id", "posted_by_id", "verified_by_id",
     "proposed_by_id", "judged_by_id", "owner_id", "employer", "place"}
)
"""What leads to an office, an officer or an employer: their names are public in the bureau."""


class Person:
    """The first column: a name as the officer may see it, with number and office beneath."""

    kind = "person"

    def __init__(self, name: str, *subs: str, label: str = "家庭") -> None:
        self.key, self.label, self.needs = name, label, (name, *subs)

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        [name], [sub] = self.texts(page, [values])
        return Cell(name, "person", sub)

    def texts(self, page: Page, many: Sequence[Sequence[Any]]) -> tuple[list[str], list[str]]:
        names = [values[0] for values in many]
        if page.name_shown is not in_full:
            names = list(map(page.name_shown, names))
        return [name or "—" for name in names], [" · ".join(filter(None, values[1:])) for values in many]


class Ratio:
    """Two numbers in one column: 登记失业 / 劳动力."""

    kind = "num"

    def __init__(self, first: str, second: str, label: str) -> None:
        self.key, self.label, self.needs = first, label, (first, second)

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        return Cell(f"{values[0]}/{values[1]}", "num")


class Voided:
    """Whether a row still stands."""

    key, kind, label = "voided_at", "bool", "有效"
    needs: tuple[str, ...] = ("voided_at",)

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        return Cell(_("已作废"), "bool", "", None, "no") if values[0] else Cell(_("有效"), "bool", "", None, "yes")


class Made:
    """A column computed from others by a function of the view."""

    def __init__(
        self, key: str, label: str, needs: tuple[str, ...], make: Make, kind: str = "text"
    ) -> None:
        self.key, self.label, self.needs, self.make, self.kind = key, label, needs, make, kind

    def cell(self, page: Page, values: Sequence[Any]) -> Cell:
        return self.make(page, values)


def look_of(model: type, key: str) -> tuple[str, Callable[[Page, Any], Cell]]:
    """The kind of cell a column makes, and the function that makes it.

    Raises TypeError for a column that no list or page may show as it is.
    """
    column = getattr(model, key).property.columns[0]
    kind = column.type
    if isinstance(kind, Sealed):
        raise TypeError(f"{model.__name__}.{key} is sealed: show its last four characters")
    if key in TAILS:
        return "masked", lambda page, v: Cell(tail(TAILS[key], v), "masked")
    if key in MASKED_AS and column.info.get("personal"):
        return "text", lambda page, v: Cell(shown(page.user, MASKED_AS[key], v), "text")
    if column.info.get("personal"):
        table = CODE_LISTS.get(key)
        return "text", lambda page, v: hidden_unless_permitted(page, v, table)
    if key in CODE_LISTS:
        return "text", lambda page, v: code_cell(page, CODE_LISTS[key], v)
    if key == "sex":
        return "text", lambda page, v: Cell(_(SEXES.get(v, "")) if v in SEXES else "", "text")
    if isinstance(kind, Enum):
        return ("status", status_cell) if key in ("status", "before", "after") else ("text", term_cell)
    if isinstance(kind, Boolean):
        return "bool", lambda page, v: Cell(_(YES_NO[v][0]), "bool", "", None, YES_NO[v][1])
    if isinstance(kind, Date):
        return "date", lambda page, v: Cell(v.isoformat(), "date") if v else NO
    if isinstance(kind, Instant):
        return "date", lambda page, v: Cell(moment(v), "date")
    if isinstance(kind, Integer | Numeric):
        return "num", lambda page, v: Cell("" if v is None else v, "num")
    return "text", lambda page, v: Cell("" if v is None else v, "text")


def tails_of(kind: str) -> Texts:
    return lambda _page, many: (tails(kind, [values[0] for values in many]), [])


def term_cell(page: Page, value: Any) -> Cell:
    if value is None:
        return NO
    key = (value.__class__, value)  # two lists may share a code
    found = page.made.get(key)
    if found is None:
        found = page.made[key] = Cell(_(value.label), "text")
    return found


def status_cell(page: Page, value: Any) -> Cell:
    if value is None:
        return NO
    key = ("status", value)
    found = page.made.get(key)
    if found is None:
        found = page.made[key] = Cell(_(value.label), "status", "", None, value.value, value.value)
    return found


def code_cell(page: Page, table: str, value: str | None) -> Cell:
    return Cell(codes_of(page.session, table).get(value, value) if value else "", "text")


def hidden_unless_permitted(page: Page, value: Any, table: str | None = None) -> Cell:
    """Words and codes about persons have no mask: whoever may not read them sees that there are some."""
    if value is None or value == "":
        return NO
    if page.reads_personal:
        if table is not None:
            return code_cell(page, table, value)
        return Cell(value.isoformat() if isinstance(value, date) else value, "text")
    return Cell("＊＊＊", "masked")


YES_NO: Final = {True: ("是", "yes"), False: ("否", "no"), None: ("未填", "none")}
