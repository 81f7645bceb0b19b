"""Each warning's clause, last day and provisional mark; decreed numbers; what hides nothing."""

from dataclasses import replace
from datetime import date

import pytest

from policy.aid_facts import Job
from policy.care_warnings import care_warnings
from policy.rulebook import Decree, Rules
from policy.terms import ComparisonDecision as D
from policy.terms import ComparisonResult as R
from policy.terms import MemberState
from policy.warnings import Days, Hit, procedure_warnings
from tests.policy.calendars import CALENDAR, day
from tests.policy.cases import SEALED, S, care, case
from tests.policy.test_care_warnings import aged, gone, refused, seen, unmet, visits


@pytest.mark.parametrize(
    ("of", "on", "code", "clause", "due"),
    [
        pytest.param(case(S.DRAFT), "2026-02-13", "W01", "102-2-1", "2026-02-12", id="W01"),
        pytest.param(case(S.SUBMITTED, submitted_on=date(2026, 3, 2)), "2026-03-10", "W02", "102-2-2", "2026-03-09", id="W02"),
        pytest.param(case(S.VERIFIED, verified_on=date(2026, 3, 2)), "2026-03-10", "W02", "102-2-2", "2026-03-09", id="W02 b"),
        pytest.param(case(S.PUBLICIZED, publicized_until=date(2026, 3, 6)), "2026-03-10", "W03", "102-2-2", "2026-03-11", id="W03"),
        pytest.param(case(S.REPORTED, reported_on=date(2026, 3, 2)), "2026-03-10", "W04", "102-2-3", "2026-03-09", id="W04"),
        pytest.param(case(proposed_on=date(2026, 3, 5)), "2026-03-12", "W18", "102-3", "2026-03-12", id="W18"),
        pytest.param(case(), "2026-04-01", "W05", "102-4-3", "2026-04-02", id="W05"),
        pytest.param(case(services=()), "2026-04-01", "W06", "102-4-3", "2026-04-02", id="W06"),
        pytest.param(case(assisted_on=None), "2026-03-12", "W07", "102-4-3", "2026-03-12", id="W07"),
        pytest.param(case(placed_on=SEALED), "2026-04-21", "W08", "102-4-4", "2026-04-30", id="W08"),
        pytest.param(refused("2026-03-09", "2026-03-12"), "2026-03-13", "W09", "102-3-2", "2026-04-09", id="W09"),
        pytest.param(case(exit=unmet("2026-03-09", "2026-03-11")), "2026-03-13", "W10", "102-3-3",
                     "2026-04-09", id="W10"),
        pytest.param(aged(state=MemberState.MINOR, birth_on=date(2010, 5, 20)), "2026-05-10", "W11", "LL-15", "2026-05-20",
                     id="W11 sixteen"),
        pytest.param(aged(birth_on=date(1966, 1, 20), sex=1, retirement_group=None), "2026-05-10", "W11", "RET-2024",
                     "2026-05-20", id="W11 retirement"),
        pytest.param(gone(jobs=(Job(1, date(2026, 7, 10)),)), "2026-06-10", "W12", "102-4-4", "2026-07-10", id="W12"),
        pytest.param(gone(jobs=(Job(1, None, date(2026, 4, 30)),)), "2026-06-10", "W13", "102-4-4", None, id="W13"),
        pytest.param(case(hits=(Hit(1, date(2026, 3, 20), R.HIT, D.OPEN),)), "2026-03-21", "W17", "102-3", None, id="W17"),
        pytest.param(case(hits=(Hit(1, date(2026, 3, 20), R.HIT, D.EFFECT),)), "2026-03-21", "W17", "102-3", None, id="W17 b"),
    ],
)
def test_each_cites_its_clause_and_tells_the_last_day(of, on, code, clause, due):
    days = Days(CALENDAR)
    [raised] = [
        r for r in (*procedure_warnings(of, day(on), days), *care_warnings(of, day(on), days)) if r.code.value == code
    ]
    told = str(raised.due_on) if raised.due_on else None
    assert (raised.reason.clause, told, raised.provisional) == (clause, due, False)


@pytest.mark.parametrize("of", [
    case(S.REPORTED, reported_on=date(2026, 12, 30)),
    case(S.PUBLICIZED, publicized_until=date(2026, 12, 30)),
    case(proposed_on=date(2026, 12, 30)),
    case(recognised_on=date(2026, 12, 30), promise_due_on=date(2027, 1, 28), promise_provisional=True, assisted_on=None, services=()),
])
def test_into_a_year_not_entered_every_term_is_provisional(of):
    days, on = Days(CALENDAR), day("2027-02-20")
    terms = [r for r in (*procedure_warnings(of, on, days), *care_warnings(of, on, days))
             if r.due_on and r.due_on.year == 2027 and r.code.value not in ("W08", "W11")]
    assert terms
    assert all(raised.provisional for raised in terms)


def test_one_job_over_does_not_hide_the_next():
    jobs = (Job(1, date(2026, 7, 1), ended_on=date(2026, 5, 1)), Job(1, date(2026, 7, 10)))
    assert [line[0] for line in care(gone(jobs=jobs, visits=seen("2026-04-02", "2026-05-06", "2026-06-02")), "2026-06-10")] == ["W12"]


def test_one_old_hit_does_not_hide_the_next():
    hits = (Hit(1, SEALED, R.HIT, D.OPEN), Hit(1, date(2026, 3, 20), R.HIT, D.OPEN))
    assert [line[0] for line in care(case(placed_on=SEALED, hits=hits), "2026-03-25")] == ["W17"]


def test_decreed_numbers_count_in_every_warning():
    rules = Rules((Decree("REFERRALS_OWED", "1.", date(2026, 1, 1), 4, "试"), Decree("REFUSALS", "1.", date(2026, 1, 1), 4, "试"),
                   Decree("FIRST_SERVICE_PERIOD", "1.", date(2026, 1, 1), 1, "试")))
    [line] = [line for line in care(case(), "2026-03-25", rules) if line[0] == "W06"]
    assert line[4] == "1-1-3还差岗位推荐1次"
    assert care(refused("2026-03-09", "2026-03-12"), "2026-03-18", rules) == []
    [line] = care(case(assisted_on=None), "2026-03-06", rules)
    assert line[:3] == ("W07", "2026-03-05", "2026-03-06")


def test_where_one_is_enough_nothing_is_named_before():
    rules = Rules((Decree("REFUSALS", "1.", date(2026, 1, 1), 1, "试"),))
    assert care(refused("2026-03-09"), "2026-03-18", rules) == []


def test_a_visit_on_the_day_of_the_seal_makes_up_for_no_month():
    assert visits(case(placed_on=SEALED, visits=seen(str(SEALED))), "2026-04-20") == [
        ("2026-04-20", "2026-05-01", "2026年4月尚未回访")]


def test_an_age_is_read_by_the_law_of_its_day():
    of = replace(aged(birth_on=date(1965, 1, 20), sex=1, retirement_group=None), recognised_on=date(2024, 12, 2))
    [line] = [line for line in care(of, "2024-12-20") if line[0] == "W11"]
    assert line[2] == "2025-01-20"


def test_a_student_is_not_asked_about_retirement():
    student = aged(state=MemberState.STUDENT, birth_on=date(1966, 1, 20), sex=1, retirement_group=None)
    assert care(student, "2026-05-10") == []


def test_a_term_of_one_day_is_named_on_the_first():
    rules = Rules((Decree("COUNTY_REVIEW_PERIOD", "1.", date(2026, 1, 1), 1, "试"),
                   Decree("EXIT_DECISION_PERIOD", "1.", date(2026, 1, 1), 2, "试")))
    for of in (case(S.REPORTED, reported_on=date(2026, 3, 9)), case(proposed_on=date(2026, 3, 9))):
        [raised] = procedure_warnings(of, day("2026-03-09"), Days(CALENDAR), rules)
        assert raised.raised_on == day("2026-03-09")


def test_where_two_complete_a_ground_one_is_named():
    rules = Rules((Decree("REFUSALS", "1.", date(2026, 1, 1), 2, "试"),))
    [line] = care(refused("2026-03-09"), "2026-03-10", rules)
    assert line[:3] == ("W09", "2026-03-09", None)
