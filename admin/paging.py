"""Cutting a list into pages by key: where a page begins, its rows, and how many there are.

`after=1-1234` continues the second stretch of the list behind row 1234, whose place in the order
is read from the row itself, so that no address ever holds a name. Counts stop at a cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from access.scope import column_rows
from admin.filters import Args
from admin.lasting import statement_of
from admin.search import Stretch

PAGE: Final = 50

Found = list[tuple[int, Any]]
"""(number of the stretch, row)"""


@dataclass(frozen=True, slots=True)
class Place:
    """The row a page begins behind, or ends before: its stretch, key and value in the order."""

    stretch: int
    key: Any
    value: Any = None


class Cut:
    """A list in stretches, of which one page is fetched at a time."""

    def __init__(
        self, session: Session, view: Any, conditions: Sequence[ColumnElement[bool]],
        stretches: Sequence[Stretch], searched: bool = False,
    ) -> None:
        self.session, self.view = session, view
        self.conditions, self.stretches = conditions, stretches
        self.searched = searched
        self.total: int | None = None

    def rows(self, args: Args, cap: int = 0) -> tuple[Found, bool, bool]:
        """The page the parameters ask for, and whether there are rows before it and after it.

        With a cap the same statement counts the whole list into `total`, where it is one stretch.
        """
        place, forward = self.place(args)
        found = self.fetch(place, forward, cap if len(self.stretches) == 1 else 0)
        more = len(found) > PAGE
        found = found[:PAGE]
        if not forward:
            return found[::-1], more, True
        return found, place is not None, more

    def place(self, args: Args) -> tuple[Place | None, bool]:
        """Where the page begins (forward) or ends; nowhere for what cannot be meant."""
        for name, forward in (("after", True), ("before", False)):
            number, _dash, text = args.get(name, "").partition("-")
            key = self.view.key_of(text)
            if key is None or number not in map(str, range(len(self.stretches))):
                continue
            place = Place(int(number), key)
            column = self.stretches[place.stretch].column
            if column is not None:
                value = self.session.scalar(select(column).where(self.view.key == key))
                if value is None:
                    continue
                place = Place(place.stretch, key, value)
            return place, forward
        return None, True

    def fetch(self, place: Place | None, forward: bool, cap: int = 0) -> Found:
        """One row more than a page holds, from the place on, stretch by stretch."""
        found: Found = []
        order = list(range(len(self.stretches)))
        if not forward:
            order.reverse()
        if place is not None:
            order = order[order.index(place.stretch):]
        for n in order:
            beyond = place if place is not None and place.stretch == n else None
            statement = self.statement(self.stretches[n], beyond, forward, cap > 0)
            values = {**self.stretches[n].given, "most": PAGE + 1 - len(found), "cap": cap + 1}
            if beyond is not None:
                values |= {"beyond": beyond.key, "beyond_value": beyond.value}
            rows = column_rows(self.session, statement, values)
            if cap and rows:
                self.total = rows[0][-1]
            found += [(n, row) for row in rows]
            if len(found) > PAGE:
                break
        return found

    def statement(
        self, stretch: Stretch, beyond: Place | None, forward: bool, counted: bool
    ) -> Select[Any]:
        """What is searched for narrows the list, an order does not. Leaves open: `most` rows, `beyond` which key and value, and the `cap` of the count."""
        key, column = self.view.key, stretch.column
        down, begun = stretch.descending is forward, beyond is not None

        def make() -> Select[Any]:
            statement: Select[Any] = self.view.statement.where(*self.conditions, *stretch.where)
            if begun:
                here: Any = key
                there: Any = bindparam("beyond", type_=key.type)
                if column is not None:
                    here = tuple_(column, key)
                    there = tuple_(bindparam("beyond_value", type_=column.type), there)
                statement = statement.where(here < there if down else here > there)
            if counted:
                whole = stretch if self.searched else Stretch()
                statement = statement.add_columns(self.counted(whole))
            columns = (key,) if column is None else (column, key)
            ordered = statement.order_by(*(c.desc() if down else c.asc() for c in columns))
            return ordered.limit(bindparam("most", type_=Integer()))

        name = None if column is None else column.key
        return statement_of(
            (*self.conditions, *stretch.where), (self.view.statement, name, down, begun, counted and 1 + self.searched), make
        )

    def count(self, stretches: Sequence[Stretch], cap: int) -> int:
        """How many rows the stretches hold; stops one beyond the cap."""
        total = 0
        for stretch in stretches:
            statement = statement_of(
                (*self.conditions, *stretch.where), (self.view.statement, "count"),
                lambda part=stretch: select(self.counted(part)),
            )
            values = {**stretch.given, "cap": cap - total + 1}
            total += self.session.scalar(statement, values) or 0
            if total > cap:
                break
        return total

    def counted(self, stretch: Stretch) -> ScalarSelect[int]:
        """How many rows the stretch holds, at most `cap`, as a part of a statement."""
        inner = (
            select(literal(1))
            .select_from(self.view.model)
            .where(*self.conditions, *stretch.where)
            .limit(bindparam("cap", type_=Integer()))
            .subquery()
        )
        return select(func.count()).select_from(inner).scalar_subquery()
