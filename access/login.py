"""Signing in: who it is, how often one may try, and how long a sign-in lasts.

A session is a row here, and the browser holds nothing but its random name; so that sign-out, a
changed password, another office or a lost standing end it at the next request, in every worker.
Five failures of an account from one address close that pair for a quarter of an hour, twenty from
one address the address; a stranger elsewhere cannot lock an officer out. Source: GB/T 22239-2019
身份鉴别 (failed sign-ins, automatic exit).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session

from access.audit import Actor, note
from access.passwords import fits, hash_password, refreshed
from access.presence import Limits, Presence, digest, presence
from models import OfficerSession, SignInAttempt, User

__all__ = [
    "Attempt", "Limits", "Presence", "end_session", "hash_password", "judge", "open_session",
    "presence", "see", "set_password", "settle",
]

WINDOW = timedelta(minutes=15)
FAILURES_OF_PAIR, FAILURES_OF_ADDRESS = 5, 20
CLOSED = "*"
"""Stands for the user name of a try at a closed door: neither a failure nor an account."""
TRACED = {"traced": True, "synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in, judged before anything is written.

    `username` is the account's, or a digest where there is none: people type passwords and
    identity numbers into that field. `closed_until` is set where the door was closed, `ignored`
    where so many have knocked at it that no more lines are written.
    """

    username: str
    address: str
    at: datetime
    user_id: int | None = None
    stored: str | None = None
    right: bool = False
    new_hash: str | None = None
    closed_until: datetime | None = None
    ignored: bool = False


def judge(session: Session, username: str, password: str, address: str, at: datetime) -> Attempt:
    """Compare the password, and write nothing. Leaves no transaction open.

    Takes as long for an account that does not exist. At a closed door nothing is compared.
    """
    username = username.strip()
    found = session.execute(
        select(User.id, User.username, User.password_hash, User.active).where(
            User.username == username[:41]
        )
    ).one_or_none()
    known = found.username if found else "?" + sha256(username.encode()).hexdigest()[:24]
    attempt = Attempt(
        username=known,
        address=address,
        at=at,
        user_id=found.id if found else None,
        stored=found.password_hash if found and found.active else None,
        closed_until=closed_until(session, known, address, at),
    )
    ignored = bool(attempt.closed_until) and knocks(session, attempt) >= FAILURES_OF_ADDRESS
    session.rollback()
    if attempt.closed_until:
        return replace(attempt, ignored=ignored)
    right = fits(attempt.stored, password)
    weak = refreshed(attempt.stored, password) if right and attempt.stored else None
    return replace(attempt, right=right, new_hash=weak)


def closed_until(
    session: Session, username: str, address: str, at: datetime
) -> datetime | None:
    """Until when this account from this address, or the whole address, may not try; None: it may."""
    since = at - 2 * WINDOW
    pair = session.execute(
        select(SignInAttempt.at, SignInAttempt.succeeded)
        .where(
            SignInAttempt.username == username,
            SignInAttempt.address == address,
            SignInAttempt.at > since,
        )
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(FAILURES_OF_PAIR)
    ).all()
    failures = [] if any(row.succeeded for row in pair) else [row.at for row in pair]
    of_address = session.scalars(
        select(SignInAttempt.at)
        .where(
            SignInAttempt.address == address,
            SignInAttempt.at > since,
            SignInAttempt.succeeded.is_(False),
            SignInAttempt.username != CLOSED,
        )
        .order_by(SignInAttempt.at.desc())
        .limit(FAILURES_OF_ADDRESS)
    ).all()
    ends = [
        times[0] + WINDOW
        for times, limit in ((failures, FAILURES_OF_PAIR), (of_address, FAILURES_OF_ADDRESS))
        if len(times) == limit and times[0] - times[-1] < WINDOW and at < times[0] + WINDOW
    ]
    return max(ends, default=None)


def settle(session: Session, attempt: Attempt, act: str = "sign_in") -> User | None:
    """Enter the attempt into the lock-out table and the trail; the officer if let in, else None.

    Asks again, inside the write transaction, whether the door has closed and the account is still
    as it was judged. Does not commit.
    """
    closed = attempt.closed_until or closed_until(
        session, attempt.username, attempt.address, attempt.at
    )
    user = session.get(User, attempt.user_id, populate_existing=True) if attempt.user_id else None
    session.info["actor"] = (
        Actor.of(user, attempt.address)
        if user
        else Actor(None, attempt.username, "", address=attempt.address)
    )
    path, record = (user.office.path, f"user:{user.id}") if user else ("", "")
    if closed:
        if knocks(session, attempt) < FAILURES_OF_ADDRESS:
            enter(session, replace(attempt, username=CLOSED), False)
            note(session, "lock_out", record, path=path, result="refused")
        return None
    same = user is not None and user.active and user.password_hash == attempt.stored
    if not (attempt.right and same and user):
        enter(session, attempt, False)
        note(session, act, record, path=path, result="refused")
        return None
    enter(session, attempt, True)
    note(session, act, record, path=path)
    if attempt.new_hash:  # by statement: a better hash of the same password ends no session
        session.execute(
            update(User).where(User.id == user.id).values(password_hash=attempt.new_hash),
            execution_options=TRACED,
        )
    return user


def enter(session: Session, attempt: Attempt, succeeded: bool) -> None:
    session.add(
        SignInAttempt(
            at=attempt.at, username=attempt.username, address=attempt.address, succeeded=succeeded
        )
    )
    session.flush()


def knocks(session: Session, attempt: Attempt) -> int:
    """Tries at a closed door from one address lately; beyond a score they leave no more lines."""
    return len(
        session.scalars(
            select(SignInAttempt.id)
            .where(
                SignInAttempt.username == CLOSED,
                SignInAttempt.address == attempt.address,
                SignInAttempt.at > attempt.at - WINDOW,
            )
            .limit(FAILURES_OF_ADDRESS)
        ).all()
    )


def open_session(session: Session, user: User, address: str, at: datetime) -> str:
    """A new session of the officer; answers its name, which is kept nowhere here. Does not commit."""
    token = secrets.token_urlsafe(32)
    session.add(
        OfficerSession(
            token_hash=digest(token), user_id=user.id, session_version=user.session_version,
            address=address, started_at=at, seen_at=at,
        )
    )
    session.flush()
    return token


def see(session: Session, presence_id: int, at: datetime) -> None:
    """Note that the session was used. Does not commit; presence leaves no line in the trail."""
    session.execute(
        update(OfficerSession).where(OfficerSession.id == presence_id).values(seen_at=at),
        execution_options=TRACED,
    )


def end_session(session: Session, user: User, token: str, at: datetime) -> None:
    """Sign-out: the session is over, whoever still holds its name. Does not commit."""
    session.execute(
        update(OfficerSession)
        .where(OfficerSession.token_hash == digest(token), OfficerSession.ended_at.is_(None))
        .values(ended_at=at),
        execution_options=TRACED,
    )
    note(session, "sign_out", f"user:{user.id}", path=user.office.path)


def set_password(session: Session, user: User, hashed: str, at: datetime, must: bool = False) -> None:
    """Give the officer another password; every session ends. Does not commit.

    `hashed` comes from hash_password, made before the write transaction began; `must` says that
    somebody else has set it: the officer has to choose an own one at the next sign-in.
    """
    user.password_hash, user.must_change_password = hashed, must
    user.password_set_on = at.date()
    session.flush()
    if must:
        note(session, "password_reset", f"user:{user.id}", path=user.office.path)


STANDING = ("password_hash", "role", "active", "office_id", "office")


@event.listens_for(Session, "before_flush")
def end_sessions(session: Session, *_: object) -> None:
    """Whoever changes an officer's password, role, office or standing ends that officer's sessions."""
    for user in session.dirty:
        if not isinstance(user, User):
            continue
        attributes = inspect(user).attrs
        if any(attributes[name].history.has_changes() for name in STANDING):
            user.session_version += 1
            session.execute(
                update(OfficerSession)
                .where(OfficerSession.user_id == user.id, OfficerSession.ended_at.is_(None))
                .values(ended_at=OfficerSession.seen_at),
                execution_options=TRACED,
            )
