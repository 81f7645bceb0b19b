"""How far the 1-1-3 of 四（三） is, member by member: for the household page and the workbench."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import Household, Member, Service
from policy.assistance import COUNTS_AS, OWED, ServiceFacts, counted
from policy.terms import Feedback, ServiceKind

Given = dict[ServiceKind, int]


def vacancy_of(service: Service) -> str | None:
    """The recommended vacancy, if the recommendation counts; None where it does not."""
    return f"vacancy:{service.vacancy_id}" if service.counts and service.vacancy_id else None


def service_facts(service: Service, member: int) -> ServiceFacts:
    """A service as the rules count it, under the number the caller knows the member by."""
    return ServiceFacts(
        member, service.kind, service.served_on, vacancy_of(service), service.feedback
    )


def given_to(
    household: Household, members: Iterable[Member], services: Iterable[Service], on: date
) -> dict[int, Given]:
    """What counts for each member from the recognition to the day the promise ends, or to today."""
    assert household.recognised_on is not None
    facts = [service_facts(s, s.member_id) for s in services if s.voided_at is None]
    until = max(household.promise_due_on or on, on)
    return {m.id: counted(facts, m.id, household.recognised_on, until) for m in members}


def given_in(session: Session, households: Sequence[Household], on: date) -> dict[int, dict[int, Given]]:
    """The same of several households by id, registered members only; two statements in all."""
    ids = [household.id for household in households]
    members: dict[int, list[Member]] = defaultdict(list)
    for member in session.scalars(
        select(Member).where(
            Member.household_id.in_(ids), Member.registered_on.is_not(None),
            Member.voided_at.is_(None),
        )
    ):
        members[member.household_id].append(member)
    services: dict[int, list[Service]] = defaultdict(list)
    for service in session.scalars(select(Service).where(Service.household_id.in_(ids))):
        services[service.household_id].append(service)
    return {h.id: given_to(h, members[h.id], services[h.id], on) for h in households}


def counts_as(kind: ServiceKind) -> ColumnElement[bool]:
    """Whether a service counts as one of this kind of the 1-1-3: the same in SQL, for sums of many.

    Of recommended jobs the gate lets each post of a member through once, so none is counted twice.
    """
    kinds = [given for given, towards in COUNTS_AS.items() if towards is kind]
    reached = and_(Service.kind.in_(kinds), Service.feedback != Feedback.UNREACHED)
    return and_(reached, Service.counts.is_(True)) if kind is ServiceKind.REFERRAL else reached


def account(given: Mapping[int, Given], sealed_on: date) -> list[tuple[ServiceKind, int, int]]:
    """Kind by kind: how many of those owed to all members were given, and how many are owed."""
    found = []
    for kind, number in OWED.items():
        least = number.at(sealed_on)
        found.append((kind, sum(min(g[kind], least) for g in given.values()), least * len(given)))
    return found
