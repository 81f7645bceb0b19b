"""Periods in working days, over the holidays and make-up days of 2023 to 2027."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.terms import DayKind
from policy.workdays import LONGEST, CalendarMissing, WorkCalendar
from tests.policy.calendars import CALENDAR, HOLIDAYS, day

entered_days = st.dates(date(2023, 1, 1), date(2026, 8, 31))
any_day = st.dates(date(2023, 1, 1), date(2026, 12, 31))

PERIODS = [  # start, +3, +5, +10, +20 working days
    ("2025-01-20", "2025-01-23", "2025-01-26", "2025-02-08", "2025-02-21", "make-up days"),
    ("2025-01-24", "2025-02-05", "2025-02-07", "2025-02-13", "2025-02-27", "Spring Festival"),
    ("2025-04-03", "2025-04-09", "2025-04-11", "2025-04-18", "2025-05-06", "Qingming"),
    ("2025-04-25", "2025-04-29", "2025-05-06", "2025-05-13", "2025-05-27", "a make-up Sunday"),
    ("2025-05-30", "2025-06-05", "2025-06-09", "2025-06-16", "2025-06-30", "Dragon Boat"),
    ("2025-09-26", "2025-09-30", "2025-10-10", "2025-10-16", "2025-10-30", "eight days off"),
    ("2025-09-30", "2025-10-11", "2025-10-14", "2025-10-21", "2025-11-04", "ends on a Saturday"),
    ("2025-12-30", "2026-01-05", "2026-01-07", "2026-01-14", "2026-01-28", "into a new year"),
    ("2026-02-12", "2026-02-24", "2026-02-26", "2026-03-04", "2026-03-18", "nine days off"),
    ("2026-04-30", "2026-05-08", "2026-05-11", "2026-05-18", "2026-06-01", "Labour Day"),
    ("2026-09-18", "2026-09-22", "2026-09-24", "2026-10-09", "2026-10-22", "two holidays"),
]


@pytest.mark.parametrize(
    ("begins", "workdays", "ends"),
    [
        pytest.param(row[0], n, end, id=f"{n} days from {row[0]}: {row[5]}")
        for row in PERIODS
        for n, end in zip((3, 5, 10, 20), row[1:5], strict=True)
    ],
)
def test_the_last_day_of_a_period(begins, workdays, ends):
    assert CALENDAR.after(day(begins), workdays) == day(ends)


@pytest.mark.parametrize(
    ("begins", "third", "twentieth"),
    [
        ("2023-01-17", "2023-01-20", "2023-02-17"),
        ("2023-01-19", "2023-01-29", "2023-02-21"),
        ("2023-01-20", "2023-01-30", "2023-02-22"),
        ("2023-01-24", "2023-01-30", "2023-02-22"),
        ("2023-01-28", "2023-01-31", "2023-02-23"),
        ("2023-09-26", "2023-10-07", "2023-10-30"),
        ("2023-09-27", "2023-10-08", "2023-10-31"),
        ("2023-09-28", "2023-10-09", "2023-11-01"),
        ("2023-10-01", "2023-10-09", "2023-11-01"),
        ("2023-10-07", "2023-10-10", "2023-11-02"),
        ("2024-02-02", "2024-02-06", "2024-03-06"),
        ("2024-02-04", "2024-02-07", "2024-03-07"),
        ("2024-02-07", "2024-02-18", "2024-03-12"),
        ("2024-02-09", "2024-02-20", "2024-03-14"),
        ("2024-02-17", "2024-02-20", "2024-03-14"),
        ("2024-09-26", "2024-09-30", "2024-10-29"),
        ("2024-09-29", "2024-10-09", "2024-10-31"),
        ("2024-09-30", "2024-10-10", "2024-11-01"),
        ("2024-10-05", "2024-10-10", "2024-11-01"),
        ("2024-10-11", "2024-10-15", "2024-11-07"),
        ("2025-01-22", "2025-01-26", "2025-02-25"),
        ("2025-01-24", "2025-02-05", "2025-02-27"),
        ("2025-01-26", "2025-02-06", "2025-02-28"),
        ("2025-01-27", "2025-02-07", "2025-03-03"),
        ("2025-02-06", "2025-02-10", "2025-03-05"),
        ("2025-09-25", "2025-09-29", "2025-10-29"),
        ("2025-09-26", "2025-09-30", "2025-10-30"),
        ("2025-09-30", "2025-10-11", "2025-11-04"),
        ("2025-10-03", "2025-10-11", "2025-11-04"),
        ("2025-10-10", "2025-10-14", "2025-11-06"),
        ("2026-02-11", "2026-02-14", "2026-03-17"),
        ("2026-02-12", "2026-02-24", "2026-03-18"),
        ("2026-02-14", "2026-02-26", "2026-03-20"),
        ("2026-02-18", "2026-02-26", "2026-03-20"),
        ("2026-02-27", "2026-03-03", "2026-03-26"),
        ("2026-09-24", "2026-09-30", "2026-10-29"),
        ("2026-09-28", "2026-10-08", "2026-10-30"),
        ("2026-09-30", "2026-10-10", "2026-11-03"),
        ("2026-10-04", "2026-10-10", "2026-11-03"),
        ("2026-10-09", "2026-10-13", "2026-11-05"),
    ],
)
def test_forty_starts_around_spring_festival_and_national_day(begins, third, twentieth):
    assert CALENDAR.after(day(begins), 3) == day(third)
    assert CALENDAR.after(day(begins), 20) == day(twentieth)


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year(year, workdays):
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))

    assert sum(CALENDAR.is_workday(d) for d in days if d.year == year) == workdays


def test_a_count_says_day_by_day_what_counts_and_what_does_not():
    count = CALENDAR.count(day("2026-09-30"), 3)

    assert count.due == day("2026-10-10")
    assert count.counted == (day("2026-10-08"), day("2026-10-09"), day("2026-10-10"))
    assert count.skipped == tuple((date(2026, 10, d), "国庆节") for d in range(1, 8))
    assert count.made_up == ((day("2026-10-10"), "国庆节"),)
    assert not count.provisional


def test_a_count_names_weekends_and_unnamed_holidays():
    calendar = WorkCalendar(frozenset({2026}), frozenset({day("2026-11-23")}))
    count = calendar.count(day("2026-11-20"), 1)

    assert [why for _, why in count.skipped] == ["周六", "周日", "节假日"]


def test_a_year_nobody_has_entered_is_not_guessed_at():
    with pytest.raises(CalendarMissing) as missing:
        CALENDAR.after(day("2026-12-30"), 5)

    assert missing.value.year == 2027


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_workday(day("2027-01-04")),
        lambda: CALENDAR.count(day("2026-12-31"), 1),
        lambda: CALENDAR.between(day("2026-12-30"), day("2027-01-04")),
        lambda: CALENDAR.left(day("2027-01-04"), day("2026-12-31")),
    ],
    ids=["one day", "a count", "between two days", "days left"],
)
def test_no_question_guesses_at_a_year_that_is_missing(ask):
    with pytest.raises(CalendarMissing):
        ask()


def test_a_period_that_ends_before_the_missing_year_is_not_provisional():
    count = CALENDAR.count(day("2026-12-28"), 3, provisional_ok=True)

    assert (count.due, count.provisional) == (day("2026-12-31"), False)


def test_a_provisional_count_knows_weekends_and_statutory_days_and_says_so():
    count = CALENDAR.count(day("2027-02-04"), 2, provisional_ok=True)

    assert count.provisional
    assert count.due == day("2027-02-10")
    assert count.skipped == tuple((date(2027, 2, d), "春节") for d in (5, 6, 7, 8))


def test_days_left_may_be_asked_for_provisionally():
    today, due = day("2026-12-30"), day("2027-01-05")

    assert CALENDAR.left(today, due, provisional_ok=True) == 3
    assert CALENDAR.between(today, due, provisional_ok=True) == 3


def test_once_the_year_is_entered_its_statutory_days_give_way_to_the_notice():
    notice = [*HOLIDAYS, (day("2027-01-04"), DayKind.HOLIDAY, "元旦")]
    calendar = WorkCalendar.of(notice, years=range(2023, 2028))

    assert calendar.is_workday(day("2027-01-01"))
    assert not calendar.is_workday(day("2027-01-04"))


def test_a_day_cannot_be_off_and_worked():
    with pytest.raises(ValueError, match="both"):
        WorkCalendar(
            frozenset({2026}), frozenset({day("2026-10-10")}), frozenset({day("2026-10-10")})
        )


@pytest.mark.parametrize(
    ("today", "left"),
    [
        pytest.param("2026-09-18", 3, id="three to go"),
        pytest.param("2026-09-19", 3, id="a Saturday takes nothing away"),
        pytest.param("2026-09-20", 2, id="a make-up Sunday does"),
        pytest.param("2026-09-22", 0, id="the last day"),
        pytest.param("2026-09-23", -1, id="a day late"),
        pytest.param("2026-09-28", -3, id="late over a holiday"),
    ],
)
def test_the_working_days_left(today, left):
    assert CALENDAR.left(day(today), day("2026-09-22")) == left


def test_on_the_weekend_after_a_friday_the_term_is_past():
    friday, saturday = day("2026-11-20"), day("2026-11-21")

    assert CALENDAR.left(saturday, friday) == -1


@pytest.mark.parametrize("workdays", [-1, LONGEST + 1, 10**9])
def test_a_length_nobody_means_is_refused(workdays):
    with pytest.raises(ValueError, match="working days"):
        CALENDAR.after(day("2026-01-05"), workdays)


def test_the_end_of_all_calendars_is_no_accident():
    with pytest.raises(ValueError, match="no day after"):
        CALENDAR.count(date(9999, 12, 30), 3, provisional_ok=True)


@given(entered_days)
def test_no_working_days_is_no_period(start):
    assert CALENDAR.after(start, 0) == start


@given(entered_days, st.integers(1, 40))
def test_one_more_working_day_is_a_later_day(start, workdays):
    assert start < CALENDAR.after(start, workdays) < CALENDAR.after(start, workdays + 1)


@given(entered_days, entered_days, st.integers(1, 40))
def test_who_starts_later_does_not_finish_earlier(a, b, workdays):
    first, second = sorted((a, b))

    assert CALENDAR.after(first, workdays) <= CALENDAR.after(second, workdays)


@given(entered_days, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_and_holds_so_many(start, workdays):
    count = CALENDAR.count(start, workdays)

    assert CALENDAR.is_workday(count.due)
    assert len(count.counted) == workdays == CALENDAR.between(start, count.due)
    assert len(count.counted) + len(count.skipped) == (count.due - start).days
    assert CALENDAR.left(start, count.due) == workdays


@given(any_day, any_day)
def test_between_agrees_with_asking_day_by_day(a, b):
    days = (a + timedelta(n) for n in range(1, (b - a).days + 1))

    assert CALENDAR.between(a, b) == sum(map(CALENDAR.is_workday, days))


@given(any_day, any_day)
def test_days_left_fall_below_zero_exactly_when_the_term_is_past(today, due):
    assert (CALENDAR.left(today, due) < 0) is (today > due)


@pytest.mark.timed
def test_a_page_of_fifty_costs_next_to_nothing():
    began = time.perf_counter()

    for n in range(50):
        due = CALENDAR.after(date(2026, 1, 1) + timedelta(n), 20)
        CALENDAR.left(date(2023, 1, 1), due)

    assert time.perf_counter() - began < 0.1


def test_a_count_repeats_what_was_asked():
    count = CALENDAR.count(date(2026, 3, 5), 20)
    assert (count.start, count.days) == (date(2026, 3, 5), 20)


def test_a_make_up_day_without_a_name_is_called_one():
    calendar = WorkCalendar(frozenset({2026}), make_up_days=frozenset({date(2026, 2, 14)}))
    assert calendar.count(date(2026, 2, 13), 1).made_up == ((date(2026, 2, 14), "调休上班"),)


def test_how_long_a_term_is_over_is_told_into_a_year_not_entered():
    assert CALENDAR.left(date(2027, 1, 8), date(2026, 12, 30), provisional_ok=True) < 0
    with pytest.raises(CalendarMissing):
        CALENDAR.left(date(2027, 1, 8), date(2026, 12, 30))
