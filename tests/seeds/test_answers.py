"""Made-up answers: plausible, the same for a seed, marked, and only where the data are a demo's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models import Comparison, Installation, Member, db
from policy.sources import SOURCES
from policy.terms import ComparisonDecision, ComparisonResult, MemberState
from policy.terms import Status as S
from seeds.answers import ANSWERS, answer_about, made_up
from seeds.load import lines
from tests.cast import officer
from tests.factories import add_member, first_member, make_household
from workflow.refusals import Refused

ON = date(2026, 3, 9)


@pytest.fixture
def session(app):
    """The ordinary database of the tests, not the province of the other tests of seeds."""
    return db.session


@pytest.fixture
def household(session):
    made = make_household(status=S.SUBMITTED, ready=False)
    add_member(made, no=2, relation="20", name="张例丑", state=MemberState.STUDENT, registered_on=None)
    session.commit()
    return made


@pytest.fixture
def demo(session):
    session.merge(Installation(name="demo", value="1"))
    session.commit()


def test_each_source_answers_about_each_member_and_says_it_is_made_up(session, household, demo):
    stored = answer_about(session, household, officer(session, "wang"), ON, 1)

    assert len(stored) == 2 * len(ANSWERS)
    assert all(row.details.startswith("模拟：") and row.batch_no.startswith("模拟") for row in stored)
    assert all((row.decision is ComparisonDecision.OPEN) == (row.result is not ComparisonResult.NO_HIT) for row in stored)
    assert set(ANSWERS) == set(SOURCES) - {"S09"}


def test_the_list_of_sources_and_the_catalogue_are_the_same():
    assert {line["code"] for line in lines("codes.csv") if line["list"] == "comparison_source"} == set(SOURCES)


def test_what_was_asked_that_day_is_not_asked_again(session, household, demo):
    answer_about(session, household, officer(session, "wang"), ON, 1)
    assert answer_about(session, household, officer(session, "wang"), ON, 2) == []
    assert answer_about(session, household, officer(session, "wang"), date(2026, 3, 10), 2) != []


def test_the_same_seed_gives_the_same_answers_another_gives_others(household):
    member = first_member(household)
    assert list(made_up(member, 1)) == list(made_up(member, 1))
    assert any(list(made_up(member, 1)) != list(made_up(member, seed)) for seed in range(2, 9))


def test_the_answers_fit_what_is_on_file(session, household):
    applicant, student = session.scalars(select(Member).order_by(Member.no)).all()
    answers = [{code: result for code, result, _words in made_up(who, seed) if result is not ComparisonResult.FAILED}
               for who in (applicant, student) for seed in range(40)]
    assert {found["S03"] for found in answers[:40] if "S03" in found} == {ComparisonResult.HIT}
    assert {found["S14"] for found in answers[:40] if "S14" in found} == {ComparisonResult.NO_HIT}
    assert {found["S14"] for found in answers[40:] if "S14" in found} == {ComparisonResult.HIT}
    assert len({found["S01"] for found in answers[:40] if "S01" in found}) == 2


def test_where_the_data_are_real_nothing_is_made_up(session, household):
    with pytest.raises(Refused, match="演示数据"):
        answer_about(session, household, officer(session, "wang"), ON, 1)
    assert session.scalars(select(Comparison)).all() == []


def test_who_may_not_write_results_makes_up_none(session, household, demo):
    with pytest.raises(Refused, match="权限"):
        answer_about(session, household, officer(session, "zhao"), ON, 1)
