"""Exit proposals made by the rules (退出建议): as soon as a ground is complete, never twice.

The county decides. A proposal it refused keeps its reason, and the same evidence is not proposed
again; one whose ground falls away before the decision lapses, and says so. Source: notice 三;
docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from models import Exit, Household, LifeChange, Member
from policy.exit_grounds import Ground, grounds_of
from policy.rulebook import RuleBook
from policy.terms import ExitGround
from policy.terms import Status as S
from workflow.facts import FOR_EXITS, Records, exit_facts, household_facts, records_of

LAPSED = "依据已不成立，系统撤回"


def propose(session: Session, household: Household, on: date, book: RuleBook) -> tuple[int, int]:
    """Bring the rules' proposal for one household up to what is on file; (made, lapsed).

    Does nothing while an officer's own proposal waits. Does not commit.
    """
    if household.status is not S.RECOGNISED:
        return 0, 0
    session.flush()
    ids = [household.id]
    records, known = records_of(session, ids, FOR_EXITS), proposals_of(session, ids)
    return settle(session, household, records[household.id], known[household.id], on, book)


def proposals_of(session: Session, ids: Collection[int]) -> dict[int, list[Exit]]:
    found: dict[int, list[Exit]] = {i: [] for i in ids}
    for proposal in session.scalars(select(Exit).where(Exit.household_id.in_(ids))):
        found[proposal.household_id].append(proposal)
    return found


def settle(
    session: Session, household: Household, records: Records, known: Sequence[Exit], on: date,
    book: RuleBook,
) -> tuple[int, int]:
    """The same with all that is on file at hand: what lapses first, then what is new."""
    members = records.members
    grounds = grounds_of(
        household_facts(members, household), exit_facts(household, records), on,
        book.for_region(household.lies_under),
    )
    waiting = next((proposal for proposal in known if proposal.approved is None), None)
    lapsed = 0
    if waiting is not None:
        if not waiting.by_rule or waiting.fingerprint in [fingerprint(ground) for ground in grounds]:
            return 0, 0
        lapse(session, waiting, on)
        lapsed = 1
    before = {proposal.fingerprint for proposal in known}
    new = next((ground for ground in grounds if fingerprint(ground) not in before), None)
    if new is None:
        return 0, lapsed
    session.add(proposal_of(session, household, new, members, on))
    session.flush()
    note(
        session, "propose_exit", f"household:{household.id}", path=household.lies_under,
        ground=new.ground.value, since=new.since.isoformat() if new.since else "",
    )
    return 1, lapsed


def proposal_of(
    session: Session, household: Household, ground: Ground, members: Sequence[Member], on: date
) -> Exit:
    whose = next((member.id for member in members if member.no == ground.member), None)
    papers = papers_of(session, ground)
    return Exit(
        household=household, ground=ground.ground, member_id=whose, by_rule=True,
        ground_code=ground.code.value if ground.code and ground.ground is ExitGround.OTHER else None,
        evidence="；".join((str(ground.reason), *papers))[:300], since=ground.since,
        events=list(ground.events), fingerprint=fingerprint(ground), proposed_on=on,
    )


def papers_of(session: Session, ground: Ground) -> list[str]:
    """The papers named with the life changes the ground rests on."""
    ids = [int(ref.partition(":")[2]) for ref in ground.events if ref.startswith("life_change:")]
    return list(session.scalars(
        select(LifeChange.evidence).where(LifeChange.id.in_(ids)).order_by(LifeChange.id)
    ))


def lapse(session: Session, proposal: Exit, on: date) -> None:
    proposal.approved, proposal.decided_on, proposal.decision_note = False, on, LAPSED
    proposal.fingerprint = None  # the same events, should they stand again, are worth a new look
    session.flush()
    note(
        session, "lapse_exit", f"household:{proposal.household_id}",
        path=proposal.household.lies_under, ground=proposal.ground.value,
    )


def fingerprint(ground: Ground) -> str:
    """SHA-256 of the ground, whom it concerns and the events it rests on."""
    events = ground.events or ((ground.since.isoformat(),) if ground.since else ())
    told = "|".join((ground.ground, ground.code or "", str(ground.member or ""), *events))
    return sha256(told.encode()).hexdigest()
