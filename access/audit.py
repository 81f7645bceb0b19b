"""One line of the trail for each row changed and each thing done, chained, in the same transaction.

The chain is HMAC-SHA256 under a key kept outside the database; its end stands in `audit_head`,
locked by whoever appends. A changed line, a missing line and a cut-off end are named by `verify`.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Table, event, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from models import AuditEntry, AuditHead, Base, Scoped, User
from models.base import Recorded, Untraced
from models.sealed import keys

START = "0" * 64
ENTRY = cast(Table, AuditEntry.__table__)
HEAD = cast(Table, AuditHead.__table__)
HIDDEN = "***"


class BulkChange(RuntimeError):
    """An UPDATE or DELETE of many rows at once would leave no trace of each."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a session: an officer at an address, or the system itself."""

    user_id: int | None = None
    username: str = "system"
    name: str = "系统"
    role: str = ""
    office: str = ""
    address: str = ""

    @classmethod
    def of(cls, user: User, address: str = "") -> Actor:
        return cls(user.id, user.username, user.name, user.role, user.office.name, address)


SYSTEM = Actor()


def moment() -> datetime:
    """The instant as the trail writes it, whatever day a page is asked for."""
    return datetime.now(UTC)


def actor_of(session: Session) -> Actor:
    actor: Actor = session.info.get("actor", SYSTEM)
    return actor


@event.listens_for(Session, "do_orm_execute")
def refuse_bulk_changes(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and not state.execution_options.get("traced"):
        raise BulkChange(str(state.statement))


@event.listens_for(Session, "before_flush")
def sign_new_rows(session: Session, *_: object) -> None:
    """Who entered a row, and when, is not a matter of forms."""
    actor = actor_of(session)
    for row in session.new:
        if isinstance(row, Recorded) and row.created_at is None:
            row.created_at = moment()
            row.created_by_id = row.created_by_id or actor.user_id


@event.listens_for(Session, "after_flush")
def record_changes(session: Session, _: object) -> None:
    """One line a row, in the transaction of the change itself: both are kept or neither."""
    lines = []
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Untraced):
            continue
        changes = changes_of(session, row)
        if changes:
            act = "create" if row in session.new else "void" if "voided_at" in changes else "edit"
            lines.append(line(session, act, key_of(row), changes, path_of(row)))
    if lines:
        append(session, lines)


def note(
    session: Session,
    act: str,
    record: str = "",
    *,
    path: str = "",
    result: str = "done",
    **particulars: Any,
) -> None:
    """Enter something done that changes no row: a sign-in, an export, an unmasking, a denial.

    `particulars` go into the line as they are: no personal data. Does not commit.
    """
    append(session, [line(session, act, record, particulars, path, result)])


def line(
    session: Session,
    act: str,
    record: str,
    changes: Mapping[str, Any],
    path: str,
    result: str = "done",
) -> dict[str, Any]:
    actor = actor_of(session)
    return {
        "at": moment(),
        "actor": actor.username,
        "role": actor.role,
        "office": actor.office,
        "address": actor.address,
        "act": act,
        "record": record,
        "path": path,
        "result": result,
        "changes": dict(changes),
    }


def hold_end(session: Session) -> Any:
    """The number and the hash of the last line, none yet before the first; nobody else appends until the commit."""
    return session.connection().execute(
        select(HEAD.c.last, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update()
    ).one_or_none()


def append(session: Session, lines: list[dict[str, Any]]) -> None:
    """Chain the lines to the end. The head row is the lock that keeps the chain from forking."""
    connection, found = session.connection(), hold_end(session)
    last, previous = found or (0, START)
    for entry in lines:
        last += 1
        entry["id"], entry["previous"] = last, previous
        previous = entry["hash"] = seal_line(entry)
    connection.execute(insert(ENTRY), lines)
    if found:
        connection.execute(update(HEAD).where(HEAD.c.id == 1).values(last=last, hash=previous))
    else:
        connection.execute(insert(HEAD).values(id=1, last=last, hash=previous))


def seal_line(entry: Mapping[str, Any]) -> str:
    told = {
        key: entry[key]
        for key in ("id", "actor", "role", "office", "address", "act", "record", "path",
                    "result", "changes", "previous")
    }
    told["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(keys().audit_key, text.encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place at which the chain does not hold; `line` is the number of the line."""

    line: int
    words: str


def verify(session: Session) -> tuple[int, Fault | None]:
    """How many lines hold, and the first fault: a line changed, missing, put in, or the end cut off."""
    previous, count = START, 0
    rows = session.connection().execute(
        select(ENTRY).order_by(ENTRY.c.id), execution_options={"yield_per": 2000}
    )
    with rows:
        for mapping in rows.mappings():
            row: dict[str, Any] = {str(key): value for key, value in mapping.items()}
            if row["id"] != count + 1:
                return count, Fault(count + 1, f"第{count + 1}行缺失")
            if row["previous"] != previous or row["hash"] != seal_line(row):
                words = f"第{row['id']}行被改动：{row['record'] or row['act']}"
                return count, Fault(row["id"], words)
            previous, count = row["hash"], row["id"]
    head = session.connection().execute(
        select(HEAD.c.last, HEAD.c.hash).where(HEAD.c.id == 1)
    ).one_or_none() or (0, START)
    if tuple(head) != (count, previous):
        return count, Fault(count + 1, f"末尾被截断：链首记到第{head[0]}行，实有{count}行")
    return count, None


def changes_of(session: Session, row: Base) -> dict[str, list[Any]]:
    """Column by column, [old, new]; personal data hidden; empty if nothing changed."""
    state, found = inspect(row), {}
    for column in state.mapper.column_attrs:
        if column.key == "version":
            continue
        history = state.attrs[column.key].history
        old, new = history.deleted or (), history.added or ()
        if row in session.deleted:
            old, new = history.deleted or history.unchanged or (), ()
        elif not history.has_changes() or (row in session.new and new and new[0] is None):
            continue
        hide = column.columns[0].info.get("personal")
        found[column.key] = [told(side, hide) for side in (old, new)]
    return found


def told(side: Any, hide: object) -> Any:
    """The value as the trail may keep it: as JSON, or hidden where it is a personal datum."""
    value = side[0] if side else None
    if hide and value is not None:
        return HIDDEN
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | bytes) else value


def key_of(row: Base) -> str:
    keys_ = inspect(row).mapper.primary_key_from_instance(row)
    return f"{row.__tablename__}:{'-'.join(map(str, keys_))}"


def path_of(row: Base) -> str:
    return row.lies_under if isinstance(row, Scoped) else ""
