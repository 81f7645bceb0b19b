"""Papers asked for (申请用印), taken back, declared void or asked for anew; the seal itself is workflow.seals.

The act that recognises or lets go asks for the paper in its own transaction. Nothing here commits.
Source: the notice, 2(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from access.permissions import Permission, may
from models import Household, Office, Paper, User
from policy.seal_terms import RESTS_ON, SealKind, SealState
from workflow.refusals import Refused, refuse

CLAUSE = "102-2-3"
AGENCY = "公共就业服务机构"
SHORTEST_REASON, LONGEST_REASON = 4, 200
OPEN = (SealState.WAITING, SealState.SEALED)


def prepare(
    session: Session, household: Household, kind: SealKind, by: User, on: date,
    replaces: Paper | None = None, reason: str | None = None,
) -> Paper:
    """Ask for a paper: it waits at the seal desk for another officer of the sealing office."""
    paper = Paper(
        household=household, kind=kind, state=SealState.WAITING, prepared_by_id=by.id, prepared_on=on,
        replaces=replaces, reason=reason,
    )
    session.add(paper)
    return paper


def prepare_all(session: Session, household: Household, kinds: Sequence[SealKind], by: User, on: date) -> None:
    """Ask for the papers of one act, in their order."""
    for kind in kinds:
        prepare(session, household, kind, by, on)


def never_asked(session: Session, household: Household) -> list[SealKind]:
    """The papers the household's status would bear and nobody ever asked for: it was recognised before there were any."""
    known = set(session.scalars(select(Paper.kind).where(Paper.household_id == household.id)))
    return [kind for kind, statuses in RESTS_ON.items() if household.status in statuses and kind not in known]


def prepare_late(session: Session, household: Household, kind: SealKind, by: User, reason: str, on: date) -> Paper:
    """Ask for one of them now. Raises Refused without a reason, or where it was asked for before or is not due."""
    must_sit_at(household.county_id, by)
    reason = long_enough(reason)
    if kind not in never_asked(session, household):
        raise refuse(CLAUSE, "这份文书已经申请过用印，或本户现在不能出具")
    return prepare(session, household, kind, by, on, reason=reason)


def prepare_again(session: Session, former: Paper, by: User, reason: str, on: date) -> Paper:
    """Ask anew for a paper that was sealed, sent back or declared void; a sealed one stays in force until then.

    Raises Refused without a reason, while one waits already, or where the household's status has moved on.
    """
    reason = reason_given(former, by, reason)
    if former.state is SealState.REPLACED or session.scalar(
        select(Paper.id).where(Paper.household_id == former.household_id, Paper.kind == former.kind,
                               Paper.state == SealState.WAITING).limit(1)
    ):
        raise refuse(CLAUSE, "这份文书已在等待用印，或已另行出具")
    in_force = session.scalars(
        select(Paper).where(Paper.household_id == former.household_id, Paper.kind == former.kind,
                            Paper.state == SealState.SEALED)
    ).one_or_none()
    must_hold(former)
    return prepare(session, former.household, former.kind, by, on, in_force, reason)


def send_back(session: Session, paper: Paper, by: User, reason: str, at: datetime) -> None:
    """Refuse the seal: the paper goes back with the reason, and may be asked for anew."""
    reason = reason_given(paper, by, reason)
    if paper.state is not SealState.WAITING:
        raise moved_on(paper)
    close(session, paper, SealState.RETURNED, by, reason, at)


def revoke(session: Session, paper: Paper, by: User, reason: str, at: datetime) -> None:
    """Declare a sealed paper void: the check page says so from now on. The number stays used."""
    reason = reason_given(paper, by, reason)
    if paper.state is not SealState.SEALED:
        raise moved_on(paper)
    waiting = session.scalars(select(Paper).where(Paper.replaces_id == paper.id)).one_or_none()
    if waiting is not None:
        raise refuse(CLAUSE, "替换它的文书正在等待用印：请先办结或退回")
    close(session, paper, SealState.REVOKED, by, reason, at)


def close_all(session: Session, household: Household, by: User, reason: str, at: datetime) -> None:
    """The household's recognition fell: sealed papers are void, those that wait go back."""
    for paper in papers_of(session, household):
        if paper.state is SealState.WAITING:
            close(session, paper, SealState.RETURNED, by, reason, at)
        elif paper.state is SealState.SEALED:
            close(session, paper, SealState.REVOKED, by, reason, at)


def close(
    session: Session, paper: Paper, state: SealState, by: User, reason: str | None, at: datetime
) -> None:
    """End the paper; one that goes back lets go of what it was to replace."""
    paper.state, paper.closed_at, paper.closed_by_id, paper.close_reason = state, at, by.id, reason
    if state is SealState.RETURNED:
        paper.replaces = None
    if paper.seal_no:
        note(session, f"paper_{state.value}", f"paper:{paper.id}", path=paper.lies_under, seal_no=paper.seal_no,
             sha256=paper.digest)


def papers_of(session: Session, household: Household) -> Sequence[Paper]:
    """All papers of the household, the newest first."""
    return session.scalars(
        select(Paper).where(Paper.household_id == household.id).order_by(Paper.id.desc())
    ).all()


def issuer(office: Office) -> str:
    """Who issues the paper, as the seal says it: 长春市朝阳区公共就业服务机构."""
    above = office.unit.name if office.unit is not None and office.unit_id != office.id else ""
    return above + office.name + AGENCY


def reason_given(paper: Paper, by: User, reason: str) -> str:
    """The reason, if the officer may seal at this office and has given one."""
    must_sit_at(paper.county_id, by)
    return long_enough(reason)


def long_enough(reason: str) -> str:
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise refuse(CLAUSE, "请填写理由（至少4个字）", "reason")
    return reason


def must_sit_at(office_id: int, by: User) -> None:
    """Raise Refused unless the officer holds the right to seal at the office whose seal it is."""
    if not may(by, Permission.PAPER_SEAL) or by.office_id != office_id:
        raise refuse(CLAUSE, "您没有本机构的用印权限")


def must_hold(paper: Paper) -> None:
    """Raise Refused where the paper would no longer tell the truth about the household."""
    household = paper.household
    if household.status not in RESTS_ON[paper.kind]:
        raise refuse(CLAUSE, "本户现为“%(status)s”，不能出具%(kind)s", status=household.status.label,
                     kind=paper.kind.label)


def moved_on(paper: Paper) -> Refused:
    return refuse(CLAUSE, "这份文书已是“%(state)s”，请刷新后再看", state=paper.state.label)
