"""Applying the seal (用印): number, file, signature and trail in one transaction, or none of them.

The file lies in the row, so that a process that dies leaves either the whole or nothing: no number
without its paper and no paper without its number. How the file is made is the press's matter
(documents.seal_paper); this floor knows only when it may be. Source: the notice, 2(3).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from access.audit import note
from access.second_factor import confirmed_at
from models import Household, Office, Paper, User
from models.engine import writing
from policy.seal_terms import SealState
from policy.verdict import Reason
from workflow.numbers import seal_number
from workflow.papers import CLAUSE, close, moved_on, must_hold, must_sit_at
from workflow.refusals import Refused, from_conflict, refuse

MOST_AT_ONCE = 100
REPLACED = "由新出具的文书替换"
UNCONFIRMED = "没有用印，仍在待用印：动态口令尚未确认，或确认已满5分钟，请先输入动态口令"


class NotHere(LookupError):
    """No such paper in the officer's area."""


@dataclass(frozen=True, slots=True)
class Commission:
    """What the press is to print and sign; `on` is the day the paper bears."""

    paper: Paper
    household: Household
    office: Office
    seal_no: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Impression:
    """What came from the press: the signed file, and whose certificate signed it."""

    pdf: bytes
    certificate: str


Press = Callable[[Commission], Impression]


@dataclass(frozen=True, slots=True)
class Ticket:
    """One paper as the officer last saw it."""

    id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one paper. `asks_code`: it waits for nothing but a new code of the officer."""

    id: int
    label: str
    done: bool
    seal_no: str = ""
    reasons: tuple[Reason, ...] = ()
    asks_code: bool = False


def seal_each(
    session: Session, tickets: Sequence[Ticket], by: User, presence_id: int,
    now: Callable[[], datetime], press: Press,
) -> Iterator[Outcome]:
    """Seal each paper in a transaction of its own, and tell of each as soon as it is done.

    Whether the second factor still holds is asked anew for each, of the database. Where it has run
    out, what is sealed stays sealed and the rest wait untouched for a new code.
    Raises NotHere, before anything is done, if one of them is not in the officer's area.
    """
    wanted = {ticket.id: ticket for ticket in tickets}
    user_id = by.id
    labels = {number: label for number, label in session.execute(
        select(Paper.id, Household.family_no).join(Paper.household).where(Paper.id.in_(wanted))
    )}
    session.rollback()
    if len(labels) != len(wanted) or len(wanted) > MOST_AT_ONCE:
        raise NotHere()

    def outcomes() -> Iterator[Outcome]:
        ran_out = False
        for ticket in wanted.values():
            if ran_out:
                yield Outcome(ticket.id, labels[ticket.id], False, "", (Reason(CLAUSE, UNCONFIRMED),), True)
                continue
            outcome = seal_one(session, ticket, user_id, presence_id, now, press)
            ran_out = outcome.asks_code
            yield outcome

    return outcomes()


def seal_one(
    session: Session, ticket: Ticket, user_id: int, presence_id: int, now: Callable[[], datetime], press: Press
) -> Outcome:
    """One paper, committed; or why not, and then nothing is changed.

    The moment is taken when its turn has come: whoever waited longer than the factor holds does not seal.
    """
    session.rollback()
    asks_code = False
    label = ""
    with writing():
        try:
            paper = session.scalars(
                select(Paper).where(Paper.id == ticket.id).with_for_update(of=Paper)
                .execution_options(populate_existing=True)
            ).one()
            label = paper.household.family_no
            by = session.get_one(User, user_id)
            if ticket.version not in (None, paper.version):
                raise moved_on(paper) if paper.state is not SealState.WAITING else refuse(
                    CLAUSE, "他人刚刚修改过这份文书，请刷新后再看"
                )
            number = apply_seal(session, paper, by, presence_id, now(), press)
            session.commit()
            return Outcome(ticket.id, label, True, number)
        except Refused as refusal:
            reasons, asks_code = refusal.reasons, refusal.field == "code"
        except StaleDataError:
            reasons = (Reason(CLAUSE, "他人刚刚办理过这份文书，请刷新后再看"),)
        except IntegrityError as error:
            reasons = from_conflict(error).reasons
        session.rollback()
    return Outcome(ticket.id, label, False, "", reasons, asks_code)


def apply_seal(
    session: Session, paper: Paper, by: User, presence_id: int, at: datetime, press: Press
) -> str:
    """Seal the paper and answer its number; raises Refused. Does not commit.

    Asks: may the officer, does it still wait, is it another's request, was the second factor given
    within five minutes, does the paper still tell the truth.
    """
    must_sit_at(paper.county_id, by)
    if paper.state is not SealState.WAITING:
        raise moved_on(paper)
    if paper.prepared_by_id == by.id:
        raise refuse(CLAUSE, "申请用印人与用印人不能是同一人，请由本机构另一名有用印权限的人员办理")
    confirmed = confirmed_at(session, presence_id, at)
    if confirmed is None:
        raise refuse(CLAUSE, UNCONFIRMED, "code")
    must_hold(paper)
    office = session.get_one(Office, paper.county_id)
    seal_no, code = seal_number(session, office, at.year), secrets.token_urlsafe(24)
    made = press(Commission(paper, paper.household, office, seal_no, code, at))
    if paper.replaces is not None:
        close(session, paper.replaces, SealState.REPLACED, by, REPLACED, at)
        session.flush()  # the one in force gives way first
    with session.no_autoflush:
        paper.seal_no, paper.code, paper.pdf = seal_no, code, made.pdf
        paper.digest, paper.certificate = sha256(made.pdf).hexdigest(), made.certificate
        paper.sealed_by_id, paper.sealed_on = by.id, at.date()
        paper.sealed_at, paper.confirmed_at, paper.state = at, confirmed, SealState.SEALED
    session.flush()
    note(
        session, "seal", f"paper:{paper.id}", path=paper.lies_under, seal_no=seal_no, kind=paper.kind.value,
        sha256=paper.digest, certificate=made.certificate, second_factor=confirmed.isoformat(),
        prepared_by=paper.prepared_by.username,
    )
    return seal_no
