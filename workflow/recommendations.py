"""Which recommended jobs count, kept with each service; heads taken; who was refused what.

Brought up to date in the transaction that changes a service, or the vacancy or employer behind it.
Source: docs/decisions/0031.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, AidPlan, Employer, Household, Service, Vacancy
from policy.recommendation import Recommendation, gate
from policy.rulebook import RuleBook
from policy.terms import Feedback, ServiceKind
from policy.verdict import Verdict
from workflow.job_facts import Hires, hires_of, offer_of, plan_on, seeker_of

LONGEST = 300


def judge_recommendations(session: Session, household: Household, book: RuleBook) -> None:
    """Say of each recommended job of the household whether it counts, and if not, why."""
    services = recommendations_of(session, [household.id])
    for service, verdict in verdicts(session, services, book):
        shortfall = "；".join(map(str, verdict.objections))[:LONGEST] or None
        if (service.counts, service.shortfall) != (verdict.met, shortfall):
            service.counts, service.shortfall = verdict.met, shortfall
    session.flush()


def recommendations_of(session: Session, ids: Collection[int]) -> Sequence[Service]:
    return session.scalars(
        select(Service)
        .where(
            Service.household_id.in_(ids), Service.kind == ServiceKind.REFERRAL,
            Service.voided_at.is_(None),
        )
        .options(
            joinedload(Service.vacancy).joinedload(Vacancy.employer),
            joinedload(Service.vacancy).joinedload(Vacancy.place),
            joinedload(Service.member), joinedload(Service.community),
        )
        .order_by(Service.id)
    ).all()


def verdicts(
    session: Session, services: Sequence[Service], book: RuleBook
) -> list[tuple[Service, Verdict]]:
    """Every recommendation of these households with the gate's verdict on it."""
    facts = recommendations(session, services, book)
    by_member: dict[int, list[Recommendation]] = defaultdict(list)
    for service in services:
        by_member[service.member_id].append(facts[service.id])
    found: dict[int, Verdict] = {}
    for each in by_member.values():
        found |= gate(each)
    return [(service, found[service.id]) for service in services]


def recommendations(
    session: Session, services: Sequence[Service], book: RuleBook
) -> dict[int, Recommendation]:
    """The facts of each, by the id of the service: as of its own day."""
    hires = hires_of(session, {s.vacancy_id for s in services if s.vacancy_id})
    plans: dict[int, list[AidPlan]] = defaultdict(list)
    for plan in session.scalars(
        select(AidPlan)
        .where(AidPlan.member_id.in_({s.member_id for s in services}), AidPlan.voided_at.is_(None))
        .options(joinedload(AidPlan.place))
    ):
        plans[plan.member_id].append(plan)
    return {
        s.id: recommendation_of(s, plan_on(plans[s.member_id], s.served_on), book,
                                hires.get(s.vacancy_id or 0, {}))
        for s in services
    }


def recommendation_of(
    service: Service, plan: AidPlan | None, book: RuleBook, hires: Hires
) -> Recommendation:
    on, vacancy, member = service.served_on, service.vacancy, service.member
    county = service.community.county
    home = county.path if county is not None else service.community.path
    offer = offer_of(vacancy, on, book, hires, member.id) if vacancy is not None else None
    return Recommendation(
        service.id, on, seeker_of(member, home, plan), offer, service.delivered_on,
        service.delivered_way, service.receipt or "", service.feedback,
    )


def count_heads(session: Session, vacancy_id: int) -> bool:
    """Bring the heads taken of a vacancy up to the services that led to work; whether they changed.

    Written past the trail and the version: it follows from rows that are in it.
    """
    session.flush()
    mine = Vacancy.id == vacancy_id
    before = session.scalar(select(Vacancy.hired).where(mine).with_for_update())
    heads = len(hires_of(session, {vacancy_id}).get(vacancy_id, {}))
    if heads != before:
        session.execute(
            update(Vacancy).where(mine).values(hired=heads).execution_options(traced=True)
        )
    return heads != before


def households_behind(session: Session, row: Employer | Vacancy) -> Sequence[Household]:
    """The households of the whole province to which a vacancy, or one of the employer, was recommended."""
    mine = Vacancy.id == row.id if isinstance(row, Vacancy) else Vacancy.employer_id == row.id
    with in_charge_of(session, WHOLE_PROVINCE):
        return session.scalars(
            select(Household)
            .where(Household.id.in_(
                select(Service.household_id)
                .join(Vacancy, Vacancy.id == Service.vacancy_id)
                .where(mine, Service.voided_at.is_(None))
            ))
            .options(joinedload(Household.community))
            .order_by(Household.id)
        ).all()


def first_refusal(session: Session, household: Household) -> date | None:
    """挑拣: the day of the first refusal of a job that counts, judged to be without good reason."""
    days = session.scalars(
        select(func.coalesce(Service.answered_on, Service.served_on)).where(
            Service.household_id == household.id, Service.voided_at.is_(None),
            Service.feedback == Feedback.REFUSED, Service.counts.is_(True),
            Service.refusal_justified.is_(False),
        )
    )
    return min(days, default=None)
