"""Rows that many tests want: laid once for each worker, kept as a database, laid anew for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, inspect, select

from models import AuditEntry, Base, db
from tests import databases, factories


@dataclass(frozen=True)
class Found:
    """Stands for a row where what a scene answered is kept."""

    of: type[Base]
    key: tuple[Any, ...]


class Scene:
    """A database with its rows, to be copied, and what is found in it."""

    def __init__(self, app: Any, folder: Path, lay: Callable[[], Any]) -> None:
        self.before = trail()
        answer = lay()
        db.session.commit()
        self.answer = kept(answer)
        db.session.close()
        db.engine.dispose()
        self.folder, self.snapshot = folder, None
        if databases.POSTGRES:
            self.snapshot = databases.Snapshot("house")
        else:
            shutil.copy(app.config["DATA_DIR"] / "registry.db", folder / "registry.db")
        self.next_number = next(factories.numbers)

    def may_be_laid(self) -> bool:
        """Whether it would bury nothing: no row is waiting, none was stored since the test began."""
        session = db.session()
        return not session.new and not session.dirty and trail() == self.before

    def found(self) -> Any:
        """Its answer with rows of this session; numbers made from here on are none of its own."""
        factories.numbers = count(self.next_number)
        answer = again(self.answer)
        db.session.commit()
        return answer


def trail() -> int | None:
    """The last line of the trail; every row that is stored leaves one."""
    return db.session.scalar(select(func.max(AuditEntry.id)))


def kept(answer: Any) -> Any:
    """What was answered, with the place of each row instead of the row."""
    return through(answer, Base, lambda row: Found(type(row), inspect(row).identity))


def again(answer: Any) -> Any:
    return through(answer, Found, lambda place: db.session.get_one(place.of, place.key))


def through(answer: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """A copy, with everything of that kind changed, however deep it lies."""
    if isinstance(answer, kind):
        return change(answer)
    if isinstance(answer, dict):
        return {key: through(value, kind, change) for key, value in answer.items()}
    if isinstance(answer, list | tuple | set):
        return type(answer)(through(value, kind, change) for value in answer)
    if is_dataclass(answer) and not isinstance(answer, type):
        parts = {part.name: through(getattr(answer, part.name), kind, change) for part in fields(answer)}
        return type(answer)(**parts)
    return answer
