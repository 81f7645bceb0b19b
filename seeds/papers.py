"""Papers of the demo province that bear the seal: asked for, sealed by another officer, one replaced, one void.

Made by the acts themselves at the moment of loading, so that number, trail, certificate and paper agree.
Some are left to wait, for the demo's own officers to seal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from access.audit import Actor
from access.login import TRACED, end_session, open_session
from access.presence import digest
from models import Household, Office, OfficerSession, Paper, User
from policy.seal_terms import PREPARED_BY
from policy.terms import Role, Status
from workflow.papers import prepare_again, prepare_all, revoke
from workflow.seals import Press, Ticket, seal_each

MADE_ANEW, VOID = "申请人姓名用字更正，重新出具", "家庭人口登记有误，作废后另行核实"


@dataclass(frozen=True, slots=True)
class Desk:
    """A sealing office, and of how many households the papers are sealed there, and of how many they wait."""

    office: str
    recognised: int
    exited: int = 0
    waiting: int = 0
    amended: bool = False


DESKS: Final = (
    Desk("220104", recognised=4, exited=1, waiting=3, amended=True),
    Desk("222401", recognised=2, waiting=1),
    Desk("220202", recognised=1),
)


def seal_papers(session: Session, press: Press, at: datetime) -> int:
    """How many papers were sealed at that moment; each is committed by itself. Seals nothing twice."""
    return sum(seal_at(session, desk, press, at) for desk in DESKS)


def seal_at(session: Session, desk: Desk, press: Press, at: datetime) -> int:
    """The papers of one office: asked for by its first officer, sealed by its second."""
    asks, seals = session.scalars(
        select(User).join(Office, Office.id == User.office_id)
        .where(Office.code == desk.office, User.role == Role.COUNTY).order_by(User.id).limit(2)
    ).all()
    kept = newest(session, desk.office, Status.RECOGNISED, desk.recognised + desk.waiting)
    gone = newest(session, desk.office, Status.EXITED, desk.exited)
    with acting(session, asks):
        for household in kept[:desk.recognised]:
            prepare_all(session, household, PREPARED_BY["recognise"], asks, at.date())
        for household in gone:
            prepare_all(session, household, PREPARED_BY["exit"], asks, at.date())
        session.flush()
    done = seal_waiting(session, seals, press, at)
    if desk.amended:
        done += amend(session, asks, seals, press, at)
    for n, household in enumerate(kept[desk.recognised:]):  # by turns, so that both find work
        by = seals if n % 3 == 2 else asks
        with acting(session, by):
            prepare_all(session, household, PREPARED_BY["recognise"], by, at.date())
    session.commit()
    return done


def newest(session: Session, office: str, status: Status, most: int) -> Sequence[Household]:
    """Households of the office in that status, the last recognised first."""
    return session.scalars(
        select(Household).join(Office, Office.id == Household.county_id)
        .where(Office.code == office, Household.status == status)
        .order_by(Household.recognised_on.desc(), Household.id.desc()).limit(most)
    ).all()


def amend(session: Session, asks: User, seals: User, press: Press, at: datetime) -> int:
    """Of what was sealed, the first notice is made anew and the last is declared void."""
    sealed = session.scalars(
        select(Paper).where(Paper.county_id == asks.office_id, Paper.kind == PREPARED_BY["recognise"][-1])
        .order_by(Paper.id)
    ).all()
    if len(sealed) < 2:
        return 0
    with acting(session, asks):
        prepare_again(session, sealed[0], asks, MADE_ANEW, at.date())
    with acting(session, seals):
        revoke(session, sealed[-1], seals, VOID, at)
    return seal_waiting(session, seals, press, at)


def seal_waiting(session: Session, by: User, press: Press, at: datetime) -> int:
    """Seal whatever waits at the officer's office, in a session confirmed for it; answers how many were."""
    with acting(session, by):
        token = open_session(session, by, "", at)
        mine = OfficerSession.token_hash == digest(token)
        session.execute(update(OfficerSession).where(mine).values(confirmed_at=at), execution_options=TRACED)
        presence = session.scalars(select(OfficerSession.id).where(mine)).one()
        waiting = session.scalars(select(Paper.id).where(Paper.county_id == by.office_id, Paper.state == "waiting")
                                  .order_by(Paper.id)).all()
        session.commit()
        outcomes = list(seal_each(session, [Ticket(number) for number in waiting], by, presence, lambda: at, press))
        end_session(session, by, token, at)
        session.commit()
    return sum(outcome.done for outcome in outcomes)


@contextmanager
def acting(session: Session, by: User) -> Iterator[None]:
    """What is flushed within the block is told of that officer."""
    session.info["actor"] = Actor.of(by, "演示")
    try:
        yield
        session.flush()
    finally:
        session.info.pop("actor")
