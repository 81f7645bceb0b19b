"""From the columns a view declares to one statement that fetches them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, Date, Numeric, inspect, select
from sqlalchemy.orm import aliased

from admin.cells import Page, Plain, Shown, Texts
from admin.words import Cell
from models import Base, Scoped

Places = list[tuple[Shown, tuple[int, ...]]]
"""Each column with the places of its values in a row of the statement."""
APART = frozenset({"person", "masked"})


class Drawer(NamedTuple):
    """A column's way to make a cell, and to pick its values out of a row.

    `shared`: equal values may share one cell; not where they cannot be compared (JSON), where
    equals look unlike (1.0, 1.00), where the cell leads to the page of its row (person), or where
    hardly two are equal (a mask).
    `days`: drawn days by the head of the column; there are only so many, and a day that is a
    personal datum is no cell of this kind.
    """

    cell: Callable[[Page, Sequence[Any]], Cell]
    values: Callable[[Any], Sequence[Any]]
    shared: bool
    days: dict[str, Any] | None
    kind: str
    texts: Texts | None
    """All the words of a column at once, where there is nothing else to a cell (person, mask)."""


def shown_of(
    model: type[Any], columns: Sequence[str | Shown], labels: Mapping[str, str]
) -> list[Shown]:
    """A column named by its key is shown by its type, under its label."""
    return [Plain(model, c, labels[c]) if isinstance(c, str) else c for c in columns]


def compiled(
    model: type[Any], key: Any, columns: Iterable[Shown], apart: bool = False
) -> tuple[Any, Places, dict[Any, int]]:
    """The statement for these columns, the places of their values, and the place of each path.

    The key comes first. What a path leads to is joined outward, so that SQLite keeps the table
    itself in front, where its index decides the order.
    `apart`: public names (offices, officers) are asked for row by row instead. PostgreSQL reads
    those tables whole to join them with fifty rows, and takes longer to plan the join than to do it.
    """
    columns = list(columns)
    joins: dict[str, Any] = {}
    paths: dict[Any, Any] = {"": key}
    for shown in columns:
        for path in shown.needs:
            if not isinstance(path, str):
                paths[path] = path
                continue
            first, _dot, rest = path.partition(".")
            if not rest:
                paths[path] = getattr(model, first)
                continue
            target, condition = joins.get(first) or pointed_at(model, first)
            paths[path] = getattr(target, rest)
            if apart and not isinstance(target, type):  # an alias: no table of the session's scope
                of_row = select(paths[path]).where(condition).correlate(model)
                paths[path] = of_row.scalar_subquery()
            else:
                joins[first] = (target, condition)
    at = {path: n for n, path in enumerate(paths)}
    statement = select(*paths.values()).select_from(model)
    for joined, condition in joins.values():
        statement = statement.outerjoin(joined, condition)
    return statement, [(s, tuple(at[p] for p in s.needs)) for s in columns], at


def drawers_of(statement: Any, places: Places) -> list[Drawer]:
    types = [column.type for column in statement.selected_columns]
    return [
        Drawer(
            shown.cell, picker(where),
            shown.kind not in APART and not any(isinstance(types[n], JSON | Numeric) for n in where),
            {} if isinstance(shown, Plain) and is_day(shown, types[where[0]]) else None,
            shown.kind, getattr(shown, "texts", None),
        )
        for shown, where in places
    ]


def is_day(shown: Plain, kind: Any) -> bool:
    return shown.kind == "date" and isinstance(kind, Date)


def picker(places: tuple[int, ...]) -> Callable[[Any], Sequence[Any]]:
    """Always a sequence, even of one: five hundred times a page, so in C."""
    if len(places) == 1:
        return itemgetter(slice(places[0], places[0] + 1))
    return itemgetter(*places) if places else lambda row: ()


def pointed_at(model: type[Any], name: str) -> tuple[Any, Any]:
    """The table a relationship or a foreign key leads to, and the condition that joins it."""
    mapper = inspect(model)
    if name in mapper.relationships:
        relation = mapper.relationships[name]
        target, local = relation.mapper.class_, next(iter(relation.local_columns))
        name = mapper.get_property_by_column(local).key
    else:
        foreign = next(iter(mapper.columns[name].foreign_keys)).column.table
        target = next(m.class_ for m in Base.registry.mappers if m.local_table is foreign)
    # the session's scope names the class itself, so a scoped table is joined under its own name
    joined = target if issubclass(target, Scoped) else aliased(target)
    return joined, getattr(model, name) == joined.id
