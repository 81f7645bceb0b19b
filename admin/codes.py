"""The code lists as a page tells them: names in its language, read once a request. Lists are data, not Terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.shelf import kept
from admin.translation import language
from admin.words import is_chinese
from models import CodeEntry


def codes_of(session: Session, table: str) -> dict[str, str]:
    """Code → name of one list; withdrawn codes too, for old records."""
    return {code: name for code, name, _valid in code_rows(session, table)}


def code_rows(session: Session, table: str) -> Sequence[tuple[str, str, bool]]:
    """Code, name and whether it is still in use, in the order of the list."""
    known: dict[str, Sequence[Any]] = g.setdefault("code_rows", {})
    if table not in known:
        known[table] = code_lists(session, (table,))[table]
    return known[table]


def read_codes(session: Session, *lists: str) -> None:
    """Read several code lists in one statement, for the cells that will ask for them."""
    found = kept(("codes", lists, language()), lambda: code_lists(session, lists))
    g.setdefault("code_rows", {}).update(found)


def code_lists(session: Session, lists: Sequence[str]) -> dict[str, list[tuple[str, str, bool]]]:
    found: dict[str, list[tuple[str, str, bool]]] = {name: [] for name in lists}
    for name, code, label, valid in session.execute(
        select(CodeEntry.list, CodeEntry.code, code_name(), CodeEntry.valid)
        .where(CodeEntry.list.in_(lists))
        .order_by(CodeEntry.sort, CodeEntry.code)
    ):
        found[name].append((code, label, valid))
    return found


def code_name() -> Any:
    """What a list calls an entry in the language of the page; in Chinese where it has no other name."""
    return CodeEntry.name if is_chinese() else func.coalesce(CodeEntry.name_en, CodeEntry.name)
