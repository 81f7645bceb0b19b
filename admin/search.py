"""Finding a person or a household by the beginning of a name, its pinyin, its initials or a number.

Each way is a stretch of one index, walked in its own order: the first fifty among a million are
there at once, whatever the letter. An identity number is refused here: it does not belong into
an address (URL) and has a form of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, not_, or_
from sqlalchemy.orm import Session

from access.permissions import HasRole, Permission, may
from admin.lasting import part
from admin.translation import gettext as _
from models import Area
from policy.identity import spell_identity
from policy.spelling import DOTS, HALF_WIDTH, without_space

LONGEST: Final = 50
LAST: Final = "\U0010ffff"
WHOLE_COUNTY: Final = 9
"""From this length on a family number says more than its county and is worth its own index."""

LETTERS = re.compile(r"[A-Za-z]+")
NUMBER = re.compile(r"[0-9][0-9-]*")
MOBILE = re.compile(r"1[0-9]{10}")


def starts(column: Any, term: str) -> Any:
    return (column >= term) & (column < term + LAST)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list: the rows that fulfil `where`, in the order of `column`, then of the id.

    `given`: the values of what `where` leaves open.
    """

    where: tuple[ColumnElement[bool], ...] = ()
    column: Any = None
    descending: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


class LooksPersonal(ValueError):
    """An identity or telephone number was typed where it would stand in an address and a log."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which columns of a table are searched, and how the box says so."""

    name: Any
    pinyin: Any
    initials: Any
    number: Any = None

    @property
    def placeholder(self) -> str:
        if self.number is None:
            return _("姓名、拼音或首字母")
        return _("姓名、拼音或首字母、家庭编号")

    def stretches(self, session: Session, term: str, area: Area | None) -> list[Stretch]:
        """The stretches of the list that hold what begins with the term, likeliest first."""
        if NUMBER.fullmatch(term):
            if self.number is None:
                return []
            steer = len(term) >= WHOLE_COUNTY and steers(session, area)
            found = begins(self.number, steer)
            return [Stretch((found,), self.number if steer else None, not steer, given(term))]
        steer = steers(session, area)
        if LETTERS.fullmatch(term):
            term = term.lower()
            short, full = begins(self.initials, steer), begins(self.pinyin, steer)
            if not could_be_initials(term):
                return [Stretch((full,), self.pinyin, given=given(term))]
            plain = begins(self.initials, False)
            other = part(("not", id(plain)), lambda: not_(plain))
            return [
                Stretch((short,), self.initials, given=given(term)),
                Stretch((full, other), self.pinyin, given=given(term)),
            ]
        return [Stretch((begins(self.name, steer),), self.name, given=given(term))]


@dataclass(frozen=True, slots=True)
class Words:
    """Search of a small table: any of the columns begins with the term."""

    columns: tuple[Any, ...]
    hint: str

    @property
    def placeholder(self) -> str:
        return _(self.hint)

    def stretches(self, session: Session, term: str, area: Area | None) -> list[Stretch]:
        found = part(
            ("any", *map(str, self.columns)), lambda: or_(*(begins(c, False) for c in self.columns))
        )
        return [Stretch((found,), None, True, given(term))]


def searched(text: str) -> str:
    """The term in the spelling names are stored in. Raises LooksPersonal for a number of a person."""
    if not text.isprintable() or len(text) > 200:
        return ""
    term = without_space(text.translate(HALF_WIDTH)).translate(DOTS)
    if looks_personal(term):
        raise LooksPersonal
    return term if len(term) <= LONGEST else ""


def may_be_asked(user: HasRole, term: str) -> bool:
    """Who reads names only masked asks for no name: the answer would tell it. A file number is none."""
    return may(user, Permission.NAME_READ) or NUMBER.fullmatch(term) is not None


def looks_personal(text: str) -> bool:
    """Whether this could be an identity number or a mobile telephone's."""
    number = spell_identity(text)
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return is_day(number[6:14])
    if re.fullmatch(r"[0-9]{15}", number):
        return is_day("19" + number[6:12])
    return MOBILE.fullmatch(number) is not None


def is_day(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def could_be_initials(term: str) -> bool:
    """No syllable begins with i, u or v, and hardly a name has more than five characters."""
    return len(term) <= 5 and not set(term) & set("iuv")


def begins(column: Any, steer: bool) -> ColumnElement[bool]:
    """The column begins with the term, which is `given`: a range of the index, on both databases.

    `steer`: see steers().
    """

    def make() -> ColumnElement[bool]:
        first = column >= bindparam("term", type_=column.type)
        last = column < bindparam("behind_term", type_=column.type)
        return and_(rarely(first), rarely(last)) if steer else and_(first, last)

    return part(("begins", column.class_, column.key, steer), make)


def given(term: str) -> dict[str, Any]:
    return {"term": term, "behind_term": term + LAST}


def steers(session: Session, area: Area | None) -> bool:
    """Whether SQLite is to be told which index to walk: it knows no histogram and no LIMIT.

    Not in a community, whose few rows are read and sorted faster than any index is walked.
    PostgreSQL finds out by itself.
    """
    if area is None or area.column == "community_id":
        return False
    return session.get_bind().dialect.name == "sqlite"


def rarely(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQLite's planner is told that hardly a row fulfils the condition."""
    return func.likelihood(condition, literal_column("0.0001"))


def any_of(stretches: Sequence[Stretch]) -> ColumnElement[bool]:
    """The condition of all stretches together, for where their own order is not wanted."""
    return or_(*(and_(*stretch.where) for stretch in stretches))
