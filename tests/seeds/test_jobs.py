"""The demo's recommended jobs: what is stored is what the gate says, and every figure reads the same."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from models import Employer, Household, Member, Service, Vacancy
from policy.credit_code import check_credit_code
from policy.terms import Feedback, ServiceKind, Status
from seeds.jobs import EMPLOYERS
from workflow.job_facts import hires_of
from workflow.promise import given_in
from workflow.recommendations import first_refusal, recommendations_of, verdicts
from workflow.rule_book import rule_book

pytestmark = pytest.mark.database


@pytest.fixture
def judged(session):
    ids = session.scalars(select(Household.id).where(Household.recognised_on.is_not(None))).all()
    return verdicts(session, recommendations_of(session, ids), rule_book(session))


def test_what_is_stored_is_what_the_gate_says(judged):
    assert len(judged) > 100
    wrong = [s.id for s, v in judged if (s.counts, s.shortfall or "") != (v.met, "；".join(map(str, v.objections)))]
    assert wrong == []


def test_most_recommendations_pass_and_each_planted_fault_is_there(judged):
    told = Counter(word for s, _v in judged for word in (s.shortfall or "计入").split("；"))

    assert told["计入"] > 0.95 * len(judged)
    assert {"月薪低于当地最低工资", "没有送达回执", "同一岗位已向本人推荐过"} <= set(told)


def test_employers_and_vacancies_are_as_an_officer_would_enter_them(session):
    codes = session.scalars(select(Employer.credit_code)).all()

    assert len(codes) == len(set(codes)) == EMPLOYERS
    assert all(check_credit_code(code).valid for code in codes)
    assert session.scalar(select(func.count(Vacancy.id))) > 1000


def test_heads_taken_are_those_the_services_say(session):
    rows = session.execute(select(Vacancy.id, Vacancy.hired, Vacancy.head_count)).all()
    hires = hires_of(session, [row.id for row in rows])

    assert {row.id: row.hired for row in rows if row.hired} == {i: len(h) for i, h in hires.items()}
    assert all(row.hired < row.head_count for row in rows)


def test_the_meter_counts_what_plain_sql_counts(session):
    households = session.scalars(select(Household).where(Household.status == Status.RECOGNISED)).all()
    given = given_in(session, households, max(h.promise_due_on or h.recognised_on for h in households))
    by_sql = dict(session.execute(
        select(Service.member_id, func.count()).where(
            Service.kind == ServiceKind.REFERRAL, Service.counts.is_(True), Service.voided_at.is_(None)
        ).group_by(Service.member_id)
    ).all())
    members = {m.id for m in session.scalars(select(Member).where(Member.registered_on.is_not(None)))}

    counted = {m: kinds[ServiceKind.REFERRAL] for by in given.values() for m, kinds in by.items()}
    assert counted
    assert counted == {m: by_sql.get(m, 0) for m in counted if m in members}


def test_picky_households_are_those_with_an_unjustified_refusal(session):
    refused = session.scalars(
        select(Household).join(Service, Service.household_id == Household.id)
        .where(Service.feedback == Feedback.REFUSED).distinct()
    ).all()

    assert refused
    assert [h.family_no for h in refused if h.picky_on != first_refusal(session, h)] == []
