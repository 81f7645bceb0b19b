"""What a tab of the household page may hold, and how rows of the models become its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import inspect, select

from access.masking import shown, tail
from access.permissions import Permission as P
from access.permissions import may
from admin.cells import TAILS, Page, look_of
from admin.words import Cell, Column, ReasonLine, Row, Table, household_url
from models import Base, Household, User, Visit
from policy.terms import VisitPurpose
from workflow.record_rules import RULES


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding on top of a panel."""

    tone: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class MemberVerdict:
    """How one member counts, and the facts it rests on."""

    name: str
    sub: str
    holds: bool | None
    word: str
    reasons: list[ReasonLine]


@dataclass(frozen=True, slots=True)
class Meter:
    """The promise: (label, given, owed) and the working days left."""

    parts: list[tuple[str, int, int]]
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One act in the trail."""

    at: str
    who: str
    office: str
    act: str
    from_label: str
    to_label: str
    note: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A second table of a panel."""

    title: str
    table: Table
    create: tuple[str, str] | None = None
    empty: str = ""


Pairs = list[tuple[str, Cell]]


@dataclass(slots=True)
class Panel:
    """What the template of a tab lays out; each tab fills what it has."""

    sections: list[tuple[str, Pairs]] = field(default_factory=list)
    table: Table | None = None
    create: tuple[str, str] | None = None
    title: str = ""
    empty: str = ""
    more: list[Extra] = field(default_factory=list)
    verdict: Verdict | None = None
    members: list[MemberVerdict] = field(default_factory=list)
    reasons: list[ReasonLine] = field(default_factory=list)
    would_change: list[str] = field(default_factory=list)
    meter: Meter | None = None
    trail: list[Event] = field(default_factory=list)
    cards: list[Any] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """A column of a panel that is made from the row by a function of its own."""

    label: str
    make: Callable[[Page, Any], Cell]
    kind: str = "text"


PERSONAL_KINDS: Final = frozenset({"head_name", "name", "interviewee", "raised_by"})
"""Personal columns that have a mask of their own and may stand on anybody's page."""


def columns_for(
    page: Page, model: type[Base], keys: Iterable[str | Made]
) -> list[tuple[str, str, Callable[[Any], Cell]]]:
    """Label, kind and cell of each column this officer may see; personal data of others are left out."""
    found = []
    for key in keys:
        if isinstance(key, Made):
            found.append((_(key.label), key.kind, _maker(page, key)))
            continue
        column = inspect(model).columns[key]
        personal = column.info.get("personal") and key not in PERSONAL_KINDS
        if personal and not page.reads_personal:
            continue
        kind, look = look_of(model, key)
        found.append((_(column.info["label"]), kind, _looker(page, key, look)))
    return found


def _maker(page: Page, made: Made) -> Callable[[Any], Cell]:
    return lambda row: made.make(page, row)


def _looker(page: Page, key: str, look: Callable[[Page, Any], Cell]) -> Callable[[Any], Cell]:
    return lambda row: look(page, getattr(row, key))


def table_of(
    page: Page, model: type[Base], rows: Sequence[Any], keys: Iterable[str | Made]
) -> Table:
    columns = columns_for(page, model, list(keys))
    return Table(
        [Column(str(n), label, kind) for n, (label, kind, _make) in enumerate(columns)],
        [Row(row.id, [make(row) for _label, _kind, make in columns]) for row in rows],
    )


def pairs_of(page: Page, row: Base, keys: Iterable[str | Made]) -> Pairs:
    return [
        (label, make(row)) for label, _kind, make in columns_for(page, type(row), list(keys))
    ]


def sealed(label: str, key: str, kind: str) -> Made:
    """A sealed value by its last characters, with the way to see it in full."""

    def make(page: Page, row: Any) -> Cell:
        text = tail(TAILS[key], getattr(row, key))
        if not text or not may(page.user, P.UNMASK):
            return Cell(text, "masked" if text else "text")
        return Cell(text, "masked", url=unmask_url(kind, row.id))

    return Made(label, make, "masked")


def unmask_url(kind: str, row_id: int) -> str | None:
    if "unmask.reveal" not in current_app.view_functions:
        return None
    return url_for("unmask.reveal", kind=kind, row_id=row_id)


def may_add(model: type[Base], household: Household, user: User) -> bool:
    """Whether this officer may enter a row of this kind for the household as it stands."""
    rule = RULES[model]
    return may(user, rule.permission) and household.status in rule.statuses


def create_link(
    page: Page, model: type[Base], household: Household, tab: str, label: str, **query: object
) -> tuple[str, str] | None:
    if not may_add(model, household, page.user):
        return None
    url = new_url(model.__tablename__, household, tab, **query)
    return (_(label), url) if url else None


def new_url(endpoint: str, household: Household, tab: str, **query: object) -> str | None:
    """The form for a new row of the household, from which one comes back to this tab."""
    if f"{endpoint}.create_view" not in current_app.view_functions:
        return None
    back = household_url(household.id, tab=tab)
    return url_for(f"{endpoint}.create_view", household=household.id, url=back, **query)


def edit_url(endpoint: str, row_id: int, back: str) -> str | None:
    if f"{endpoint}.edit_view" not in current_app.view_functions:
        return None
    return url_for(f"{endpoint}.edit_view", id=row_id, url=back)


def edit_link(
    page: Page, model: type[Base], household: Household, tab: str, rows: Sequence[Any],
    open_: Callable[[Any], bool] = lambda row: True,
) -> tuple[Made, ...]:
    """A last column that leads to a row's form, or says why it no longer counts; none if all is still."""
    may_change = may_add(model, household, page.user)
    if not may_change and all(getattr(row, "voided_at", None) is None for row in rows):
        return ()
    back = household_url(household.id, tab=tab)

    def make(page: Page, row: Any) -> Cell:
        if getattr(row, "voided_at", None) is not None:
            return Cell(_("已作废"), "text", sub=row.void_reason or "")
        url = edit_url(model.__tablename__, row.id, back) if may_change and open_(row) else None
        return Cell(_("修改") if url else "", url=url)

    return (Made("操作", make),)


def decide_link(
    page: Page, kind: str, label: str, permission: P, rows: Sequence[Any],
    open_: Callable[[Any], bool],
) -> tuple[Made, ...]:
    """A column that leads to the decisions still to be made by this officer; none if there is none."""
    if not may(page.user, permission) or not any(map(open_, rows)):
        return ()

    def make(page: Page, row: Any) -> Cell:
        if not open_(row):
            return Cell("")
        return Cell(_(label), url=url_for("household.decide_view", kind=kind, row_id=row.id))

    return (Made("办理", make),)


def member_name(page: Page, row: Any) -> Cell:
    return Cell(shown(page.user, "name", row.member.name) if row.member else _("全户"))


def visits_of(page: Page, household: Household, *, verification: bool) -> Sequence[Visit]:
    purpose = Visit.purpose == VisitPurpose.VERIFICATION
    return page.session.scalars(
        select(Visit)
        .where(Visit.household_id == household.id, purpose if verification else ~purpose)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    ).all()
