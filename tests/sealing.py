"""For the tests of the seal desk: officers with a second factor, papers that wait, a press that signs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyotp
from sqlalchemy import select

from access import second_factor
from access.login import open_session
from documents.seal_paper import press_of
from documents.signing import LocalSeal
from models import OfficerSession, SecondFactor
from models.seal_keys import SealKeys
from policy.seal_terms import SealKind
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import make_household
from workflow.papers import prepare
from workflow.seals import Ticket, seal_each

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
ON = date(2026, 3, 9)


def key_of(session, who: str) -> pyotp.TOTP:
    """The officer's authenticator."""
    user = officer(session, who)
    return pyotp.TOTP(session.scalars(select(SecondFactor.secret).where(SecondFactor.user_id == user.id)).one())


def enrolled(session, who: str, at: datetime = AT) -> int:
    """The officer has signed in, enrolled, and given a code at that moment: the number of that session."""
    user = officer(session, who)
    open_session(session, user, "10.1.1.1", at)
    presence = session.scalar(select(OfficerSession.id).where(OfficerSession.user_id == user.id)
                              .order_by(OfficerSession.id.desc()).limit(1))
    if not second_factor.is_enrolled(session, user):
        second_factor.begin(session, user)
        enrols = True
    else:
        enrols = False
    given = second_factor.answer(session, user, key_of(session, who).at(at), at, presence, enrols)
    assert given is second_factor.Answer.RIGHT
    session.commit()
    return presence


def waiting(session, who: str = "zhao", community: str = "220104001001", name: str = "张试子", **values):
    """A recognised household whose paper waits at the seal desk, asked for by that officer."""
    household = make_household(status=S.RECOGNISED, community=community, name=name,
                               recognition_no=values.pop("recognition_no", None) or f"试-{name}", **values)
    session.flush()
    paper = prepare(session, household, SealKind.RECOGNITION, officer(session, who), ON)
    session.commit()
    return paper


def keys_in(app) -> SealKeys:
    return SealKeys(Path(app.config["DATA_DIR"]) / "keys" / "seals")


def press_in(app, at: datetime = AT):
    return press_of(LocalSeal(keys_in(app), makes_missing=True), lambda code: f"http://127.0.0.1/verify/{code}")


def seal(session, app, *papers, who: str = "zhou", presence: int, at: datetime = AT):
    """What became of each."""
    tickets = [Ticket(paper.id) for paper in papers]
    session.commit()
    return list(seal_each(session, tickets, officer(session, who), presence, lambda: at, press_in(app, at)))
