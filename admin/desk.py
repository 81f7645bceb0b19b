"""What stands on a desk: the figures on top, the columns of lines beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session, joinedload

from admin.day_digest import DayDigest
from admin.waiting import PILES, AsOf, Heap, heaps_of, held_by, in_status
from models import Household, User
from policy.terms import Status as S

CAP: Final = 10_000
"""Beyond it a number reads 10,000+: an exact count of a million rows is worth nobody's second."""
STEPS: Final = {
    S.DRAFT: "待提交", S.RETURNED: "待补正", S.SUBMITTED: "待初审", S.VERIFIED: "待公示",
    S.PUBLICIZED: "公示中", S.REPORTED: "待复核", S.RECOGNISED: "援助中",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and the list it opens."""

    label: str
    value: str
    url: str | None
    unit: str = ""
    tone: str = "none"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One household on the desk: where it stands, how long it may, what is to be done."""

    label: str
    sub: str
    url: str
    status: S | None
    step: str
    days_left: int | None = None
    total: int | None = None
    tone: str = "none"
    button: tuple[str, str] | None = None
    promise: str = ""


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """One of the three columns; `count` is of the list behind `more_url`."""

    title: str
    tone: str
    lines: list[Line]
    more_url: str | None
    count: str
    empty: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the template lays out."""

    title: str
    intro: str
    figures: list[Figure]
    columns: list[DeskColumn]
    create: tuple[str, str] | None = None
    warnings: tuple[tuple[str, str], ...] = ()
    digest: DayDigest | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure before it is counted: its condition and the list that counts the same."""

    label: str
    heaps: list[Heap]
    url: str
    tone: str = "blue"
    note: str = ""
    unit: str = "户"


def figures_wanted(user: User, day: AsOf) -> list[Wanted]:
    """Four figures for the officer's work, the most urgent first."""
    held = held_by(user)
    found = [of_status(s) for s in held if s not in (S.PUBLICIZED, S.RECOGNISED)]
    if S.PUBLICIZED in held:
        found.append(pile(user, "over", day))
    if S.RECOGNISED in held:
        found.append(pile(user, "exits", day))
    if not held:
        found += [of_status(S.REPORTED), recognised_this_year(day.on)]
    promised = pile(user, "promises", day, "red", _("剩余5个工作日以内"))
    return [*found, promised, in_register()][:4]


def pile(
    user: User, name: str, day: AsOf, tone: str = "amber", note: str = ""
) -> Wanted:
    heaps = heaps_of(user, name, day)
    return Wanted(_(PILES[name]), heaps, in_list(desk=name), tone, note)


def of_status(status: S) -> Wanted:
    return Wanted(_(STEPS[status]), [in_status(status)], in_list(status=status))


def in_register() -> Wanted:
    url = in_list(status=S.RECOGNISED)
    return Wanted(_("在册援助"), [in_status(S.RECOGNISED)], url, "green")


def recognised_this_year(on: date) -> Wanted:
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    condition = (Household.recognised_on >= first) & (Household.recognised_on <= last)
    return Wanted(
        _("本年新认定"), [Heap(condition, Household.id)], in_list(recognised_on_from=first, recognised_on_to=last)
    )


def in_list(**parameters: Any) -> str:
    """The address of the list of households narrowed like this."""
    plain = {k: v.value if isinstance(v, S) else v for k, v in parameters.items()}
    return url_for("household.index_view", **plain)


def counted(session: Session, piles: Sequence[Sequence[Heap]]) -> list[str]:
    """How many rows each pile holds: one statement, no heap counted further than the cap."""
    counts = [
        select(func.count())
        .select_from(select(heap.of).where(heap.condition).limit(CAP + 1).subquery())
        .scalar_subquery()
        for pile in piles
        for heap in pile
    ]
    found = iter(session.execute(select(*counts)).one())
    sums = [sum(next(found) for _heap in pile) for pile in piles]
    return [f"{CAP:,}+" if number > CAP else f"{number:,}" for number in sums]


def first_of(session: Session, heaps: Sequence[Heap], most: int) -> list[Household]:
    """The first households of each heap, in one statement; which of them come first of all is
    for the caller to say.
    """
    ids = [
        select(
            select(Household.id)
            .where(heap.condition)
            .order_by(heap.first, Household.id)
            .limit(most)
            .subquery()
            .c.id
        )
        for heap in heaps
    ]
    found = session.scalars(
        select(Household)
        .where(Household.id.in_(union_all(*ids)))
        .options(joinedload(Household.community))
    )
    return list(found)
