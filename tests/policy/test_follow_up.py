"""Monthly return visits: which months owe one, which visit fills which, what is late, what closes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.ages import add_months
from policy.aid_terms import SlotState
from policy.follow_up import Course, VisitMade, asked_for, last_month, slots_of
from policy.rulebook import Decree, Rules
from policy.terms import ExitGround
from tests.policy.calendars import day

SEALED = date(2026, 3, 5)
REGISTERED = Course(SEALED)
TO_WORK = Course(SEALED, date(2026, 4, 15), ExitGround.EMPLOYED)
REFUSED = Course(SEALED, date(2026, 5, 15), ExitGround.REFUSED)
REVOKED = Course(SEALED, revoked_on=date(2026, 5, 15))


def visited(*days):
    return [VisitMade(day(on), n) for n, on in enumerate(days, 1)]


def told(slots):
    return [(f"{slot.month:%Y-%m}", slot.state.value, slot.visit and slot.visit.id) for slot in slots]


@pytest.mark.parametrize(
    ("on", "months"),
    [
        ("2026-03-31", []),
        ("2026-04-01", ["2026-04"]),
        ("2026-06-30", ["2026-04", "2026-05", "2026-06"]),
    ],
)
def test_a_visit_is_owed_for_each_month_from_the_one_after_the_recognition(on, months):
    assert [month for month, *_ in told(slots_of(REGISTERED, [], day(on)))] == months


def test_who_left_for_work_is_visited_six_months_more():
    assert [month for month, *_ in told(slots_of(TO_WORK, [], date(2030, 1, 1)))] == [
        "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"
    ]
    assert last_month(TO_WORK) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("days", "on", "found"),
    [
        pytest.param(["2026-04-30", "2026-05-01"], "2026-05-31",
                     [("2026-04", "done", 1), ("2026-05", "done", 2)], id="each in its month"),
        pytest.param(["2026-05-01"], "2026-05-31",
                     [("2026-04", "late", 1), ("2026-05", "open", None)], id="a late one fills the oldest"),
        pytest.param(["2026-05-06", "2026-05-07"], "2026-05-31",
                     [("2026-04", "late", 1), ("2026-05", "done", 2)], id="two make up for both"),
        pytest.param(["2026-04-06", "2026-04-07"], "2026-05-31",
                     [("2026-04", "done", 1), ("2026-05", "open", None)], id="none in advance"),
        pytest.param(["2026-03-06", "2026-03-31"], "2026-04-30", [("2026-04", "open", None)],
                     id="the month of the recognition owes none"),
        pytest.param(["2026-05-06"], "2026-05-05", [("2026-04", "open", None), ("2026-05", "open", None)],
                     id="what lies ahead is not known"),
    ],
)
def test_which_visit_fills_which_month(days, on, found):
    assert told(slots_of(REGISTERED, visited(*days), day(on))) == found


@pytest.mark.parametrize("course", [REFUSED, REVOKED])
def test_what_is_open_on_the_day_the_household_is_closed_need_not_be_made(course):
    made = visited("2026-04-02", "2026-06-02")
    assert told(slots_of(course, made, date(2026, 5, 14))) == [("2026-04", "done", 1), ("2026-05", "open", None)]
    for on in (date(2026, 5, 15), date(2026, 9, 1)):
        assert told(slots_of(course, made, on)) == [("2026-04", "done", 1), ("2026-05", "closed", None)]


def test_a_visit_on_the_day_the_household_is_closed_still_fills_its_month():
    made = visited("2026-04-02", "2026-05-15")
    assert told(slots_of(REFUSED, made, date(2026, 6, 1))) == [("2026-04", "done", 1), ("2026-05", "done", 2)]


def test_a_visit_missed_is_asked_for_until_the_month_after_the_last_is_over():
    assert asked_for(TO_WORK, date(2026, 11, 30))
    assert not asked_for(TO_WORK, date(2026, 12, 1))
    assert asked_for(REGISTERED, date(2030, 1, 1))
    assert asked_for(REFUSED, date(2026, 5, 14))
    assert not asked_for(REFUSED, date(2026, 5, 15))


def test_a_region_may_ask_for_visits_less_often_and_for_longer():
    decrees = (Decree("VISIT_INTERVAL", "1.", date(2026, 5, 1), 2, "省厅文件"),
               Decree("FOLLOW_UP_PERIOD", "1.", date(2026, 1, 1), 8, "省厅文件"))
    found = slots_of(TO_WORK, visited("2026-06-10"), date(2027, 6, 1), Rules(decrees))
    assert told(found) == [
        ("2026-04", "late", 1), ("2026-05", "open", None), ("2026-07", "open", None),
        ("2026-09", "open", None), ("2026-11", "open", None),
    ]


def test_every_second_month_may_be_visited_in_the_month_before_too():
    rules = Rules((Decree("VISIT_INTERVAL", "1.", date(2026, 1, 1), 2, "省厅文件"),))
    assert told(slots_of(REGISTERED, visited("2026-04-10"), date(2026, 5, 1), rules)) == [("2026-05", "done", 1)]


def test_a_family_from_an_old_ledger_is_visited_from_the_month_after_it_came_here():
    course = Course(date(2019, 2, 1), taken_over_on=SEALED)
    assert told(slots_of(course, [], date(2026, 4, 1))) == [("2026-04", "open", None)]


DAYS = st.dates(date(2026, 3, 1), date(2027, 3, 31))
COURSES = st.sampled_from([REGISTERED, TO_WORK, REFUSED, REVOKED])
VISITS = st.lists(DAYS, max_size=14).map(lambda days: [VisitMade(on, n) for n, on in enumerate(days)])


@given(COURSES, VISITS, DAYS, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_in_which_visits_are_on_file_does_not_matter(course, visits, on, random):
    shuffled = list(visits)
    random.shuffle(shuffled)
    assert slots_of(course, visits, on) == slots_of(course, shuffled, on)


@given(COURSES, VISITS, DAYS)
@settings(max_examples=150, deadline=None)
def test_each_visit_fills_at_most_one_month_and_no_month_before_it_begins(course, visits, on):
    slots = slots_of(course, visits, on)
    filled = [slot for slot in slots if slot.visit]
    assert len({slot.visit.id for slot in filled}) == len(filled) <= len(visits)
    for slot in filled:
        assert slot.opens <= slot.visit.on <= on
        assert slot.late is (slot.visit.on >= add_months(slot.month, 1))
        assert slot.state in (SlotState.DONE, SlotState.LATE)


@given(COURSES, VISITS, DAYS, st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_what_is_filled_or_closed_stays_so_on_later_days(course, visits, on, later):
    settled = {s.month: s for s in slots_of(course, visits, on) if s.state is not SlotState.OPEN}
    after = {s.month: s for s in slots_of(course, visits, on + timedelta(days=later))}
    assert all(after[month] == slot for month, slot in settled.items())


@given(COURSES, VISITS, DAYS)
@settings(max_examples=150, deadline=None)
def test_one_visit_more_never_leaves_more_months_open(course, visits, on):
    def owed(made):
        return sum(s.state is SlotState.OPEN for s in slots_of(course, made, on))

    assert owed([*visits, VisitMade(on, 99)]) <= owed(visits)
