"""From members, plans and vacancies to the plain facts matching and the gate are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, AidPlan, Member, Service, Vacancy
from policy.matching import Offer, Seeker
from policy.parameters import MINIMUM_WAGE
from policy.rulebook import RuleBook
from policy.terms import Feedback

Hires = dict[int, date]
"""By member: the day of the hire."""


def seeker_of(member: Member, home: str, plan: AidPlan | None = None) -> Seeker:
    """A member and the plan that runs; `home` is the path of the county."""
    skills = "、".join(filter(None, (member.skills, plan.skills if plan else None)))
    if plan is None:
        return Seeker(member.birth_on, home, member.education, member.health, skills,
                      wished=member.wished_job or "")
    return Seeker(
        member.birth_on, home, member.education, member.health, skills,
        plan.place.path if plan.place else "", plan.least_wage, plan.strain, plan.nights,
        plan.wished_form, plan.wished_jobs or member.wished_job or "",
    )


def plan_on(plans: Iterable[AidPlan], on: date) -> AidPlan | None:
    """The plan of a member that ran on that day; the latest, if two touch."""
    running = [
        plan for plan in plans
        if plan.made_on <= on and (plan.closed_on is None or plan.closed_on >= on)
    ]
    return max(running, key=lambda plan: (plan.made_on, plan.id), default=None)


def offer_of(
    vacancy: Vacancy, on: date, book: RuleBook, hires: Hires, beside: int | None = None
) -> Offer:
    """A vacancy as of that day; the hire of the member `beside` takes no head from that member."""
    wage = book.for_region(vacancy.place.path).since_issue(MINIMUM_WAGE, on)
    return Offer(
        key=key_of(vacancy.employer_id, vacancy.title, vacancy.place_id), title=vacancy.title,
        form=vacancy.form, place=vacancy.place.path, wage_from=vacancy.wage_from,
        open_from=vacancy.open_from, open_until=vacancy.open_until, minimum=Decimal(wage),
        wage_to=vacancy.wage_to, education=vacancy.education, age_from=vacancy.age_from,
        age_to=vacancy.age_to, skills=vacancy.skills or "", strain=vacancy.strain,
        nights=vacancy.nights, suits_disabled=vacancy.suits_disabled, closed_on=vacancy.closed_on,
        heads=vacancy.head_count,
        hired=tuple(day for member, day in hires.items() if member != beside),
        void=vacancy.voided_at is not None or vacancy.employer.voided_at is not None,
    )


def key_of(employer_id: int, title: str, place_id: int) -> str:
    """The same post of the same employer at the same place is one, however often it is filed."""
    return f"{employer_id}/{title}/{place_id}"


def hires_of(session: Session, vacancies: Collection[int]) -> dict[int, Hires]:
    """Who was hired for each vacancy and when, in whatever county the member lives."""
    found: dict[int, Hires] = defaultdict(dict)
    with in_charge_of(session, WHOLE_PROVINCE):
        rows = session.execute(
            select(
                Service.vacancy_id, Service.member_id,
                func.min(func.coalesce(Service.answered_on, Service.served_on)),
            )
            .where(
                Service.vacancy_id.in_(vacancies), Service.feedback == Feedback.HIRED,
                Service.voided_at.is_(None),
            )
            .group_by(Service.vacancy_id, Service.member_id)
        )
        for vacancy, member, day in rows:
            if vacancy is not None:
                found[vacancy][member] = day
    return found
