"""Jobs for a member and members for a job, best first (点对点推荐, 四（三）)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from models import AidPlan, Household, Member, Service, Vacancy
from policy.matching import Match, match
from policy.rulebook import RuleBook
from policy.terms import Status
from workflow.job_facts import key_of, offer_of, plan_on, seeker_of

MOST: Final = 5000
"""Vacancies or members looked at for one page."""


@dataclass(frozen=True, slots=True)
class Job:
    """A vacancy as it suits a member."""

    vacancy: Vacancy
    match: Match


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member as a vacancy suits."""

    member: Member
    household: Household
    match: Match


def open_on(on: date) -> ColumnElement[bool]:
    """Vacancies one can apply to on that day, with a head still free."""
    return and_(
        Vacancy.voided_at.is_(None), Vacancy.closed_on.is_(None), Vacancy.open_from <= on,
        Vacancy.open_until >= on, Vacancy.hired < Vacancy.head_count,
    )


def jobs_for(session: Session, member: Member, on: date, book: RuleBook) -> list[Job]:
    """The open vacancies not yet recommended to the member, best first, the better paid of equals."""
    plans = session.scalars(
        select(AidPlan).where(AidPlan.member_id == member.id, AidPlan.voided_at.is_(None))
        .options(joinedload(AidPlan.place))
    )
    seeker = seeker_of(member, home_of(member), plan_on(plans, on))
    told = told_to(session, [member.id])[member.id]
    found = [
        Job(vacancy, match(seeker, offer_of(vacancy, on, book, {}), on))
        for vacancy in session.scalars(
            select(Vacancy).where(open_on(on)).limit(MOST)
            .options(joinedload(Vacancy.employer), joinedload(Vacancy.place))
        )
        if vacancy.employer.voided_at is None and key_of_vacancy(vacancy) not in told
    ]
    return sorted(found, key=lambda job: (job.match.rank, -job.vacancy.wage_from, job.vacancy.id))


def members_for(session: Session, vacancy: Vacancy, on: date, book: RuleBook) -> list[Candidate]:
    """The registered unemployed of recognised households without work in the officer's area, best first."""
    members = session.scalars(
        select(Member)
        .join(Household, Household.id == Member.household_id)
        .where(
            Household.status == Status.RECOGNISED, Household.placed_on.is_(None),
            Member.registered_on.is_not(None), Member.voided_at.is_(None),
        )
        .options(joinedload(Member.household), joinedload(Member.community))
        .order_by(Member.id.desc()).limit(MOST)
    ).all()
    plans: dict[int, list[AidPlan]] = defaultdict(list)
    for plan in session.scalars(
        select(AidPlan).join(Household, Household.id == AidPlan.household_id)
        .where(Household.status == Status.RECOGNISED, AidPlan.voided_at.is_(None))
        .options(joinedload(AidPlan.place))
    ):
        plans[plan.member_id].append(plan)
    told, offer = told_of(session, vacancy), offer_of(vacancy, on, book, {})
    found = [
        Candidate(member, member.household, match(
            seeker_of(member, home_of(member), plan_on(plans[member.id], on)), offer, on,
        ))
        for member in members if member.id not in told
    ]
    due = date.max
    return sorted(
        found, key=lambda one: (one.match.rank, one.household.promise_due_on or due, one.member.id)
    )


def home_of(member: Member) -> str:
    """The path of the member's county; of the community where there is none."""
    return (member.community.county or member.community).path


def key_of_vacancy(vacancy: Vacancy) -> str:
    return key_of(vacancy.employer_id, vacancy.title, vacancy.place_id)


def told_to(session: Session, members: list[int]) -> dict[int, set[str]]:
    """The posts already recommended to each member."""
    found: dict[int, set[str]] = defaultdict(set)
    for member, employer, title, place in session.execute(
        select(Service.member_id, Vacancy.employer_id, Vacancy.title, Vacancy.place_id)
        .join(Vacancy, Vacancy.id == Service.vacancy_id)
        .where(Service.member_id.in_(members), Service.voided_at.is_(None))
    ):
        found[member].add(key_of(employer, title, place))
    return found


def told_of(session: Session, vacancy: Vacancy) -> set[int]:
    """The members to whom the post has been recommended."""
    return set(session.scalars(
        select(Service.member_id)
        .join(Vacancy, Vacancy.id == Service.vacancy_id)
        .where(
            Vacancy.employer_id == vacancy.employer_id, Vacancy.title == vacancy.title,
            Vacancy.place_id == vacancy.place_id, Service.voided_at.is_(None),
        )
    ))
