"""From records to the plain facts the rules are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import (
    AidPlan,
    Benefit,
    Comparison,
    Employment,
    Household,
    JobCheck,
    LifeChange,
    Member,
    PlanMeasure,
    Service,
    Ticket,
    Visit,
)
from policy.credit_code import check_credit_code
from policy.employment import EMPLOYED_BY
from policy.exit import Employment as Work
from policy.exit import ExitFacts, Refusal
from policy.exit import LifeChange as Change
from policy.recognition import HouseholdFacts, MemberFacts
from policy.terms import Feedback, ServiceKind
from workflow.contacts import contacts_of
from workflow.promise import vacancy_of

STANDING: Final = (
    select(Member)
    .where(Member.household_id == bindparam("household"), Member.voided_at.is_(None))
    .order_by(Member.no)
    .execution_options(lasting=True)
)


def members_of(session: Session, household: Household) -> list[Member]:
    """The members that stand, in the order of the form."""
    return list(session.scalars(STANDING, {"household": household.id}))


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


@dataclass(slots=True)
class Records:
    """What is on file of one household, as far as exits and warnings rest on it; nothing voided."""

    members: list[Member] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    contacts: list[Visit] = field(default_factory=list)
    jobs: list[Employment] = field(default_factory=list)
    changes: list[LifeChange] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    plans: list[AidPlan] = field(default_factory=list)
    measures: list[PlanMeasure] = field(default_factory=list)
    benefits: list[Benefit] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    checks: list[JobCheck] = field(default_factory=list)

    @property
    def refusals(self) -> list[Service]:
        return [
            s for s in self.services
            if s.kind is ServiceKind.REFERRAL and s.feedback is Feedback.REFUSED
        ]


KINDS: Final[tuple[tuple[str, Any, Any], ...]] = (
    ("members", Member, Member.no),
    ("services", Service, Service.id),
    ("contacts", Visit, Visit.id),
    ("jobs", Employment, Employment.id),
    ("changes", LifeChange, LifeChange.id),
    ("comparisons", Comparison, Comparison.id),
    ("plans", AidPlan, AidPlan.id),
    ("measures", PlanMeasure, PlanMeasure.id),
    ("benefits", Benefit, Benefit.id),
    ("tickets", Ticket, Ticket.id),
    ("checks", JobCheck, JobCheck.id),
)


STATEMENTS: Final = {
    name: select(model)
    .where(model.household_id.in_(bindparam("ids", expanding=True)), model.voided_at.is_(None))
    .order_by(order)
    .execution_options(lasting=True)
    for name, model, order in KINDS
}
"""Made once: every act asks them all."""

FOR_EXITS: Final = ("members", "services", "contacts", "jobs", "changes")
"""What exit grounds rest on; warnings look at all of it."""


def records_of(
    session: Session, ids: Collection[int], only: Collection[str] = ()
) -> dict[int, Records]:
    """The records of these households by id: one statement a kind, however many they are."""
    found = {i: Records() for i in ids}
    for name, statement in STATEMENTS.items():
        if only and name not in only:
            continue
        for row in session.scalars(statement, {"ids": list(found)}):
            getattr(found[row.household_id], name).append(row)
    return found


def exit_facts(
    household: Household, records: Records, source_document: str = "", reason: str = ""
) -> ExitFacts:
    """What is on file about work, refusals, contacts and changes since the recognition."""
    number = {member.id: member.no for member in records.members}
    return ExitFacts(
        registered=frozenset(m.no for m in records.members if m.registered_on),
        refusals=tuple(
            Refusal(
                member=number.get(s.member_id, 0),
                on=s.answered_on or s.served_on,
                vacancy=vacancy_of(s),
                confirmed=s.refusal_justified is not None,
                justified=s.refusal_justified,
                ref=f"service:{s.id}",
            )
            for s in records.refusals
        ),
        contacts=contacts_of(records.contacts),
        employments=tuple(
            Work(number.get(e.member_id, 0), e.started_on, e.form, e.verified, f"employment:{e.id}")
            for e in records.jobs
        ),
        changes=tuple(
            Change(
                number.get(c.member_id, 0) if c.member_id else None,
                c.happened_on, c.what, f"life_change:{c.id}",
            )
            for c in records.changes
        ),
        recognised_on=household.recognised_on,
        source_document=source_document,
        reason=reason,
    )


def contract_of(job: Employment) -> bool | None:
    """Whether there is a contract; one whose days are on file is there."""
    return True if job.has_contract is None and job.contract_from else job.has_contract


def is_insured(job: Employment) -> bool:
    return bool(job.insured) or job.insured_from is not None


def has_licence(job: Employment) -> bool:
    """Whether the code on file is the member's own: nobody else hires in this form of work."""
    return job.form not in EMPLOYED_BY and check_credit_code(job.employer_code).valid
