"""From records to the plain facts the rules are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Employment, Household, LifeChange, Member, Service, Visit
from policy.exit import Contact, ExitFacts, Refusal
from policy.exit import Employment as Work
from policy.exit import LifeChange as Change
from policy.recognition import HouseholdFacts, MemberFacts
from policy.terms import Feedback, ServiceKind


def members_of(session: Session, household: Household) -> list[Member]:
    """The members that stand, in the order of the form."""
    return list(
        session.scalars(
            select(Member)
            .where(Member.household_id == household.id, Member.voided_at.is_(None))
            .order_by(Member.no)
        )
    )


def household_facts(members: Iterable[Member], household: Household) -> HouseholdFacts:
    return HouseholdFacts(
        tuple(map(member_facts, members)),
        business_income=household.business_income,
        monthly_income=household.monthly_income,
    )


def member_facts(member: Member) -> MemberFacts:
    return MemberFacts(
        no=member.no,
        name=member.name,
        relation=member.relation,
        birth_on=member.birth_on,
        sex=int(member.sex),
        state=member.state,
        capacity=member.capacity,
        wants_work=member.wants_work,
        registered_on=member.registered_on,
        retirement_group=member.retirement_group,
        pension_from=member.pension_from,
        identity_no=member.id_no,
        registered=member.registered_on is not None,
        urban=member.urban,
        book=member.book,
        co_living=member.co_living,
        marital=member.marital,
        state_since=member.state_since,
    )


def exit_facts(
    session: Session, household: Household, source_document: str = "", reason: str = ""
) -> ExitFacts:
    """What is on file about work, refusals and contacts since the recognition."""
    members = members_of(session, household)
    number = {member.id: member.no for member in members}
    mine = {"household_id": household.id}
    refusals = session.scalars(
        select(Service).filter_by(**mine).where(
            Service.kind == ServiceKind.REFERRAL,
            Service.feedback == Feedback.REFUSED,
            Service.voided_at.is_(None),
        )
    )
    contacts = session.scalars(select(Visit).filter_by(**mine).where(Visit.voided_at.is_(None)))
    jobs = session.scalars(
        select(Employment).filter_by(**mine).where(Employment.voided_at.is_(None))
    )
    changes = session.scalars(
        select(LifeChange).filter_by(**mine).where(LifeChange.voided_at.is_(None))
    )
    return ExitFacts(
        registered=frozenset(m.no for m in members if m.registered_on),
        refusals=tuple(
            Refusal(
                member=number.get(s.member_id, 0),
                on=s.served_on,
                vacancy=f"{s.employer}/{s.job}" if s.employer and s.job else None,
                confirmed=s.refusal_justified is not None,
                justified=s.refusal_justified,
                ref=f"service:{s.id}",
            )
            for s in refusals
        ),
        contacts=tuple(
            Contact(v.visited_on, v.reached, v.way, f"visit:{v.id}") for v in contacts
        ),
        employments=tuple(
            Work(number.get(e.member_id, 0), e.started_on, e.form, e.verified, f"employment:{e.id}")
            for e in jobs
        ),
        changes=tuple(
            Change(
                number.get(c.member_id, 0) if c.member_id else None,
                c.happened_on, c.what, f"life_change:{c.id}",
            )
            for c in changes
        ),
        recognised_on=household.recognised_on,
        source_document=source_document,
        reason=reason,
    )
