"""Who is asking: the officer behind a session's name, read anew for every page and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from access.scope import column_rows
from models import Office, OfficerSession, User

SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts: `idle` without a request, `whole` in any case."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=10)


@dataclass(frozen=True, slots=True)
class Presence:
    """An officer who is signed in, and by which session."""

    id: int
    user: User
    started_at: datetime
    seen_at: datetime


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


USER, OFFICE = (class_mapper(model).column_attrs for model in (User, Office))
USER_KEYS, OFFICE_KEYS = ([attribute.key for attribute in found] for found in (USER, OFFICE))
WHO = (
    select(
        OfficerSession.id, OfficerSession.started_at, OfficerSession.seen_at,
        OfficerSession.session_version,
        *(a.columns[0] for a in USER), *(a.columns[0] for a in OFFICE),
    )
    .select_from(OfficerSession)
    .join(User, User.id == OfficerSession.user_id)
    .join(Office, Office.id == User.office_id)
    .where(OfficerSession.token_hash == bindparam("token"), OfficerSession.ended_at.is_(None))
    .execution_options(lasting=True, planned=True)
)


def presence(
    session: Session, token: str, at: datetime, limits: Limits, *, reads: bool = False
) -> Presence | None:
    """The officer of a session, if it has neither ended nor run out. One query; runs on every page.

    A session that lies in the future is of a clock since set right, and is over.
    `reads`: nothing will be changed, so the officer need not stand among what the database session
    watches for changes; a relationship that has not been read raises DetachedInstanceError then.
    """
    if not token.isascii() or len(token) > 64:
        return None
    found = column_rows(session, WHO, {"token": digest(token)})
    if not found:
        return None
    (number, started_at, seen_at, version), values = found[0][:4], found[0][4:]
    user: User = as_read(session, User, USER_KEYS, values, reads)
    office = as_read(session, Office, OFFICE_KEYS, values[len(USER_KEYS):], reads)
    set_committed_value(user, "office", office)
    idle, age = at - seen_at, at - started_at
    alive = -SKEW <= idle < limits.idle and -SKEW <= age < limits.whole
    if not alive or not user.active or version != user.session_version:
        return None
    return Presence(number, user, started_at, seen_at)


def as_read(
    session: Session, model: type[Any], keys: list[str], values: Sequence[Any], apart: bool
) -> Any:
    """The session's object of a row whose columns have just been read; `apart`, one it does not watch.

    The ORM's own loading takes as long as the rest of a page's questions to the database together.
    """
    row = None if apart else session.identity_map.get(identity_key(model, values[keys.index("id")]))
    if row is not None:
        for key, value in zip(keys, values, strict=False):
            set_committed_value(row, key, value)
        return row
    row = model()
    row.__dict__.update(zip(keys, values, strict=False))
    make_transient_to_detached(row)
    if not apart:
        session.add(row)
    return row
