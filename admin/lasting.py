"""Statements that are asked again and again in the same words: built once, given their values each time.

SQLAlchemy reads a statement through to find it in its cache; one that is the same object as the
last time it knows at once. So a condition that never changes is kept (`part`), and a statement
made of nothing but such conditions is kept too. What somebody typed is a parameter (`given`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select

MOST_STATEMENTS: Final = 1000
_parts: dict[Hashable, ColumnElement[Any]] = {}
_lasting: set[int] = set()
_statements: dict[Hashable, Select[Any]] = {}


def part(key: Hashable, make: Callable[[], ColumnElement[Any]]) -> ColumnElement[Any]:
    """The condition of this name. Names come from declarations, so there are only so many."""
    found = _parts.get(key)
    if found is None:
        found = _parts[key] = make()
        _lasting.add(id(found))
    return found


def statement_of(
    parts: Iterable[ColumnElement[Any]], key: tuple[Hashable, ...], make: Callable[[], Select[Any]]
) -> Select[Any]:
    """The statement made of these conditions in the way the key names; kept if all of them last."""
    ids = tuple(map(id, parts))
    if not _lasting.issuperset(ids):
        return make()
    found = _statements.get((key, ids))
    if found is None:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        found = _statements[key, ids] = make().execution_options(lasting=True)
    return found
