"""The second factor (动态口令, TOTP): enrolled by the officer, asked for before a seal, good once.

Wrong codes are counted in the lock-out table under a name of the officer's own, wherever they come
from: five close it for a quarter of an hour. A confirmation belongs to the session in which it was
given and is fresh for five minutes. Source: GB/T 22239-2019 身份鉴别 (two factors); RFC 6238.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from access.audit import note
from access.login import Attempt, closed_until, enter
from models import OfficerSession, SecondFactor, User
from policy.terms import Term

FRESH: Final = timedelta(minutes=5)
STEP_SECONDS: Final = 30
TRACED: Final = {"traced": True, "synchronize_session": False}
ISSUER: Final = "零就业家庭"


class Answer(Term):
    """What a code led to."""

    RIGHT = "right", "口令正确"
    WRONG = "wrong", "口令不正确、已过期或已用过，请输入认证器上当前显示的6位数字"
    CLOSED = "closed", "口令输错次数过多，请15分钟后再试"
    NOT_ENROLLED = "not_enrolled", "尚未启用动态口令，请先启用"


def factor_of(session: Session, user: User) -> SecondFactor | None:
    return session.scalars(select(SecondFactor).where(SecondFactor.user_id == user.id)).one_or_none()


def is_enrolled(session: Session, user: User) -> bool:
    found = factor_of(session, user)
    return found is not None and found.enrolled_at is not None


def begin(session: Session, user: User) -> SecondFactor:
    """A secret to be taken into an authenticator; the one begun before, if it was never confirmed.

    Does not commit. Nothing can be confirmed with it until `enrol` has seen one code.
    """
    found = factor_of(session, user)
    if found is None:
        found = SecondFactor(user_id=user.id, last_step=0)
        session.add(found)
    if found.secret is None:
        found.secret = pyotp.random_base32()
    session.flush()
    return found


def address_of(secret: str, user: User) -> str:
    """What the QR code says to the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


def answer(session: Session, user: User, code: str, at: datetime, presence_id: int, enrols: bool = False) -> Answer:
    """Take one code of the officer's; the session is confirmed if it is right. Does not commit.

    `enrols`: the first code, which puts the secret into use. A code is refused whose step, or a
    later one, was used before; one from the step before or after the present passes, as clocks differ.
    """
    name = f"totp:{user.id}"
    if closed_until(session, name, name, at) is not None:
        note(session, "second_factor", f"user:{user.id}", path=user.office.path, result="refused", why="closed")
        return Answer.CLOSED
    found = session.scalars(
        select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found.secret is None or (found.enrolled_at is None) is not enrols:
        return Answer.NOT_ENROLLED
    step = step_of(found, code, at)
    enter(session, Attempt(name, name, at), step is not None)
    note(session, "second_factor", f"user:{user.id}", path=user.office.path,
         result="done" if step is not None else "refused", enrols=enrols)
    if step is None:
        return Answer.WRONG
    if enrols:
        found.enrolled_at = at
        session.flush()
    session.execute(update(SecondFactor).where(SecondFactor.id == found.id).values(last_step=step),
                    execution_options=TRACED)
    session.execute(update(OfficerSession).where(OfficerSession.id == presence_id).values(confirmed_at=at),
                    execution_options=TRACED)
    return Answer.RIGHT


def step_of(found: SecondFactor, code: str, at: datetime) -> int | None:
    """The step the code stands for, if it may still be used."""
    present, totp = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(found.secret or "")
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    for step in (present, present - 1, present + 1):
        if step > found.last_step and hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def confirmed_at(session: Session, presence_id: int, at: datetime) -> datetime | None:
    """When this session was last confirmed, if that was within the last five minutes."""
    last = session.scalar(select(OfficerSession.confirmed_at).where(OfficerSession.id == presence_id))
    return last if last is not None and timedelta(0) <= at - last <= FRESH else None


def reset(session: Session, user: User) -> bool:
    """Take the officer's secret away, who may then enrol anew; whether there was one. Does not commit."""
    found = factor_of(session, user)
    if found is None or found.secret is None:
        return False
    found.secret = found.enrolled_at = None
    session.execute(
        update(OfficerSession).where(OfficerSession.user_id == user.id).values(confirmed_at=None),
        execution_options=TRACED,
    )
    note(session, "second_factor_reset", f"user:{user.id}", path=user.office.path)
    session.flush()
    return True
