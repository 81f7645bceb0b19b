"""From records to the facts the limits of policies are asked about; a person counts over episodes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import Benefit, Employment, Household, LifeChange, Member, Payment, Service
from policy.aid_terms import BenefitState, PolicyKind
from policy.benefit_limits import Grant, Holder, Paid
from policy.benefits import Circumstances
from policy.labour import groups_of
from policy.rulebook import Rules
from policy.terms import ExitGround, LifeEvent, ServiceKind
from workflow.case_facts import job_facts
from workflow.facts import member_facts
from workflow.rule_book import rule_book

GRANTED = (BenefitState.ENJOYED, BenefitState.STOPPED)


def rules_for(session: Session, household: Household) -> Rules:
    """The numbers as they hold where the household lies."""
    return rule_book(session).for_region(household.lies_under)


def same_person(member: Member) -> ColumnElement[bool]:
    """The rows of this person in every episode of the officer's area."""
    return Member.id_no_index == member.id_no_index


def holder_of(session: Session, household: Household, member: Member, job: Employment | None) -> Holder:
    """What may end a policy of this member."""
    facts = member_facts(member)
    events: dict[LifeEvent, date] = {}
    for what, on in session.execute(
        select(LifeChange.what, LifeChange.happened_on).where(
            LifeChange.member_id == member.id, LifeChange.voided_at.is_(None)
        )
    ):
        events[what] = min(on, events.get(what, on))
    pensions = [d for d in (member.pension_from, events.get(LifeEvent.PENSION)) if d is not None]
    otherwise = household.exit_ground not in (None, ExitGround.EMPLOYED)
    return Holder(
        birth_on=member.birth_on, groups=tuple(groups_of(facts)),
        pension_from=min(pensions, default=None), died_on=events.get(LifeEvent.DEAD),
        job_ended_on=job.ended_on if job is not None else None,
        left_on=household.exited_on if otherwise else None, revoked_on=household.revoked_on,
    )


def grant_facts(benefit: Benefit) -> Grant:
    """A granted policy as the limits look at it."""
    assert benefit.from_on is not None
    assert benefit.standard is not None
    return Grant(
        benefit.policy, benefit.from_on, benefit.months, benefit.until_on, benefit.standard,
        benefit.extended, benefit.stopped_on, benefit.id or 0,
    )


def grants_of(session: Session, member: Member, but: int | None = None) -> list[Grant]:
    """Everything ever granted to this person; without the one of that id."""
    rows = session.scalars(
        select(Benefit)
        .join(Member, Member.id == Benefit.member_id)
        .where(same_person(member), Benefit.state.in_(GRANTED), Benefit.voided_at.is_(None))
        .order_by(Benefit.from_on)
    )
    return [grant_facts(row) for row in rows if row.id != but]


def paid_to(session: Session, member: Member, but: int | None = None) -> list[Paid]:
    """Every month ever paid to this person, of any policy; without the payment of that id."""
    rows = session.execute(
        select(Payment.id, Benefit.policy, Payment.month, Payment.amount)
        .join(Benefit, Benefit.id == Payment.benefit_id)
        .join(Member, Member.id == Payment.member_id)
        .where(same_person(member), Payment.voided_at.is_(None), Benefit.voided_at.is_(None))
    )
    return [Paid(policy, month, amount) for pk, policy, month, amount in rows if pk != but]


def circumstances_of(session: Session, job: Employment, *asked: PolicyKind) -> Circumstances:
    """The job with what else a policy hangs on; `asked` besides what has been applied for."""
    trained = session.scalar(
        select(Service.id).where(
            Service.member_id == job.member_id, Service.kind == ServiceKind.TRAINING,
            Service.voided_at.is_(None),
        ).limit(1)
    )
    applied = session.scalars(
        select(Benefit.policy).where(
            Benefit.member_id == job.member_id, Benefit.voided_at.is_(None)
        )
    )
    facts = job_facts(job, 0)
    return Circumstances(facts, facts.licence, trained is not None, frozenset((*applied, *asked)))


def lock(session: Session, member_id: int) -> None:
    """Two officers who pay one person wait for each other."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
