"""What a file holds, whatever its kind: units to be laid down one by one, and what was found in its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Area, Base, Office, User
from policy.import_terms import RowOutcome
from policy.verdict import Reason
from policy.workdays import WorkCalendar
from workflow.ledger_tables import Layout
from workflow.refusals import Refused, from_conflict

UNSTORABLE = Reason("102-3", "有内容无法保存：请核对各格内容后再导入")
OVERTAKEN = Reason("102-3", "记录刚被他人修改，未改动：请重新核对")
REFUSES, WARNS = "refused", "warned"


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings in which file, when, to which office, its columns as they were confirmed."""

    by: User
    on: date
    at: datetime
    calendar: WorkCalendar
    area: Area
    target: Office
    digest: str
    mapping: Mapping[str, Layout]


@dataclass(slots=True)
class Difference:
    """One value that the file would change; `mask` is how access.masking calls it, if at all."""

    row: int
    label: str
    mask: str
    old: str
    new: str


@dataclass(slots=True)
class Laid:
    """A record stored or changed, with the values it had before, if it was there.

    One laid down without an object has no `record` but its `key`, and is as it was first written.
    """

    record: Base | None
    before: dict[str, Any] | None = None
    key: str = ""

    def as_kept(self) -> tuple[str, int]:
        """What the record is called, and its version as it is now."""
        record: Any = self.record
        return (self.key, 1) if record is None else (f"{record.__tablename__}:{record.id}", record.version)


@dataclass(slots=True)
class Unit:
    """One household or one record of the file: whole or not at all. `lay` stores it, in a savepoint.

    `content` is what many units of a file are laid down from at once, where that is possible.
    """

    sheet: int
    rows: list[int]
    who: str
    place: str = ""
    outcome: RowOutcome = RowOutcome.NEW
    reasons: tuple[Reason, ...] = ()
    differences: list[Difference] = field(default_factory=list)
    lay: Callable[[Session], list[Laid]] | None = None
    content: Any = None

    @property
    def waits(self) -> bool:
        return self.lay is not None and self.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)


@dataclass(slots=True)
class Told:
    """What is to be said of one row: where it stands, how grave it is, at which column, who it is about."""

    sheet: int
    row: int
    gravity: str
    said: list[tuple[str, Reason]]
    who: str = ""
    last4: str = ""


@dataclass(slots=True)
class Content:
    """A file as it was understood."""

    units: list[Unit]
    told: list[Told]
    rows: int = 0
    lay_all: Callable[[Session, list[Any]], list[Laid] | None] | None = None


def lay_part(session: Session, content: Content, part: Sequence[Unit]) -> list[Laid]:
    """Store the units that wait: those that can be at once, the others one by one. Does not commit.

    Where the database objects to any of the many, each is stored for itself.
    """
    waiting = [unit for unit in part if unit.waits]
    many = [unit for unit in waiting if unit.content is not None]
    laid = content.lay_all(session, [unit.content for unit in many]) if content.lay_all and many else None
    if laid is not None:
        waiting = [unit for unit in waiting if unit.content is None]
    return (laid or []) + [one for unit in waiting for one in lay_down(session, unit)]


def lay_down(session: Session, unit: Unit) -> list[Laid]:
    """Store one unit wholly or not at all; what objects to it becomes its reason. Does not commit."""
    assert unit.lay is not None
    try:
        with session.begin_nested():
            laid = unit.lay(session)
            session.flush()
            return laid
    except Refused as refusal:
        unit.reasons = refusal.reasons
    except IntegrityError as error:
        unit.reasons = from_conflict(error).reasons
    except DataError:
        unit.reasons = (UNSTORABLE,)
    except StaleDataError:
        unit.reasons = (OVERTAKEN,)
    unit.outcome = RowOutcome.REFUSED
    return []
