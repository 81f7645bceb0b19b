"""Birthdays, working age and retirement, row by row against the table of the 2024 Decision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.ages import (
    SCHEDULES,
    add_months,
    birthday,
    contribution_months,
    flexible,
    full_years,
    of_working_age,
    retirement,
)
from policy.terms import RetirementGroup
from tests.policy.calendars import day, rows_of

MALE, F55, F50 = RetirementGroup.MALE, RetirementGroup.FEMALE55, RetirementGroup.FEMALE50
births = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row['group']} {row['birth_month']}")
        for row in rows_of("retirement_ages.csv")
    ],
)
def test_every_row_of_the_table(row):
    answer = retirement(day(f"{row['birth_month']}-15"), RetirementGroup(row["group"]))

    assert f"{answer.retirement_on:%Y-%m-%d}" == f"{row['retirement_month']}-15"
    assert answer.delay_months == int(row["delay_months"])
    assert answer.age_years == int(row["age_years"])
    assert answer.age_months == int(row["age_months"])


@pytest.mark.parametrize(
    ("group", "birth", "delay", "years", "months", "retires"),
    [
        (MALE, "1963-12", 0, 60, 0, "2023-12"),
        (MALE, "1964-12", 0, 60, 0, "2024-12"),
        (MALE, "1965-01", 1, 60, 1, "2025-02"),
        (MALE, "1965-04", 1, 60, 1, "2025-05"),
        (MALE, "1965-05", 2, 60, 2, "2025-07"),
        (MALE, "1965-09", 3, 60, 3, "2025-12"),
        (MALE, "1965-12", 3, 60, 3, "2026-03"),
        (MALE, "1966-01", 4, 60, 4, "2026-05"),
        (MALE, "1970-06", 17, 61, 5, "2031-11"),
        (MALE, "1976-08", 35, 62, 11, "2039-07"),
        (MALE, "1976-09", 36, 63, 0, "2039-09"),
        (MALE, "1995-12", 36, 63, 0, "2058-12"),
        (F55, "1969-12", 0, 55, 0, "2024-12"),
        (F55, "1970-01", 1, 55, 1, "2025-02"),
        (F55, "1970-05", 2, 55, 2, "2025-07"),
        (F55, "1971-04", 4, 55, 4, "2026-08"),
        (F55, "1975-01", 16, 56, 4, "2031-05"),
        (F55, "1981-08", 35, 57, 11, "2039-07"),
        (F55, "1981-09", 36, 58, 0, "2039-09"),
        (F55, "2000-12", 36, 58, 0, "2058-12"),
        (F50, "1974-12", 0, 50, 0, "2024-12"),
        (F50, "1975-01", 1, 50, 1, "2025-02"),
        (F50, "1975-02", 1, 50, 1, "2025-03"),
        (F50, "1975-03", 2, 50, 2, "2025-05"),
        (F50, "1975-11", 6, 50, 6, "2026-05"),
        (F50, "1980-01", 31, 52, 7, "2032-08"),
        (F50, "1984-10", 59, 54, 11, "2039-09"),
        (F50, "1984-11", 60, 55, 0, "2039-11"),
        (F50, "1995-12", 60, 55, 0, "2050-12"),
    ],
)
def test_published_examples(group, birth, delay, years, months, retires):
    answer = retirement(day(f"{birth}-01"), group)

    assert answer.retirement_on == day(f"{retires}-01")
    assert (answer.delay_months, answer.age_years, answer.age_months) == (delay, years, months)


@pytest.mark.parametrize(
    ("group", "birth", "retires"),
    [
        pytest.param(MALE, "1966-10-31", "2027-04-30", id="no 31 April"),
        pytest.param(MALE, "1968-02-29", "2028-12-29", id="a leap-day birth"),
        pytest.param(F50, "1976-08-31", "2027-06-30", id="no 31 June"),
        pytest.param(F50, "1980-02-29", "2032-09-29", id="a leap-day birth, later"),
        pytest.param(MALE, "1965-12-31", "2026-03-31", id="a 31st that exists"),
        pytest.param(MALE, "1900-01-01", "1960-01-01", id="born 1900"),
    ],
)
def test_the_day_of_retirement_is_clipped_to_the_month(group, birth, retires):
    assert retirement(day(birth), group).retirement_on == day(retires)


@pytest.mark.parametrize(
    ("group", "plain"), [(MALE, "2030-06-01"), (F55, "2025-06-01"), (F50, "2020-06-01")]
)
def test_before_2025_nothing_is_delayed(group, plain):
    answer = retirement(date(1970, 6, 1), group, on=date(2024, 12, 31))

    assert (answer.retirement_on, answer.delay_months) == (day(plain), 0)


@given(births, st.sampled_from(RetirementGroup))
def test_nobody_retires_before_the_original_age_or_after_the_cap(birth, group):
    answer = retirement(birth, group)

    assert 0 <= answer.delay_months <= SCHEDULES[group].most
    assert answer.retirement_on >= birthday(birth, SCHEDULES[group].original_age)
    assert answer.age_years * 12 + answer.age_months == (
        SCHEDULES[group].original_age * 12 + answer.delay_months
    )


@given(births, births, st.sampled_from(RetirementGroup))
def test_who_is_born_later_does_not_retire_earlier(a, b, group):
    older, younger = sorted((a, b))

    assert retirement(older, group).retirement_on <= retirement(younger, group).retirement_on


@pytest.mark.parametrize(
    ("birth", "age", "full_on"),
    [
        pytest.param("2008-03-03", 16, "2024-03-03", id="an ordinary birthday"),
        pytest.param("2008-02-29", 16, "2024-02-29", id="leap day in a leap year"),
        pytest.param("2008-02-29", 17, "2025-02-28", id="leap day in a common year"),
        pytest.param("1900-02-28", 126, "2026-02-28", id="born 1900"),
    ],
)
def test_the_day_on_which_an_age_is_full(birth, age, full_on):
    assert birthday(day(birth), age) == day(full_on)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2000-02-29", "2025-02-27", 24),
        ("2000-02-29", "2025-02-28", 25),
        ("2004-02-29", "2028-02-28", 23),
        ("2004-02-29", "2028-02-29", 24),
        ("1985-05-05", "2026-05-04", 40),
        ("1985-05-05", "2026-05-05", 41),
        ("2026-05-05", "2026-05-05", 0),
    ],
)
def test_full_years(birth, on, years):
    assert full_years(day(birth), day(on)) == years


@given(births, st.integers(0, 90))
def test_full_years_and_birthdays_agree(birth, age):
    on = birthday(birth, age)

    assert full_years(birth, on) == age
    assert full_years(birth, on.fromordinal(on.toordinal() - 1)) == age - 1


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-05", 1, "2025-04-05"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-11-15", 14, "2027-01-15"),
    ],
)
def test_the_corresponding_day_months_later(start, months, end):
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("birth", "group", "pension_from", "on", "is_of_age"),
    [
        pytest.param("2010-05-05", MALE, None, "2026-05-04", False, id="a day before 16"),
        pytest.param("2010-05-05", MALE, None, "2026-05-05", True, id="the 16th birthday"),
        pytest.param("1965-12-10", MALE, None, "2026-03-09", True, id="a day before retirement"),
        pytest.param("1965-12-10", MALE, None, "2026-03-10", False, id="the day of retirement"),
        pytest.param("1964-12-31", MALE, None, "2024-12-30", True, id="under the old rule"),
        pytest.param("1964-12-31", MALE, None, "2024-12-31", False, id="60 under the old rule"),
        pytest.param("1975-11-15", F50, None, "2026-05-15", False, id="a worker retires"),
        pytest.param("1975-11-15", F55, None, "2026-05-15", True, id="a manager does not yet"),
        pytest.param("1970-01-01", MALE, "2026-05-01", "2026-04-30", True, id="before pension"),
        pytest.param("1970-01-01", MALE, "2026-05-01", "2026-05-01", False, id="drawing pension"),
        pytest.param("2027-01-01", MALE, None, "2026-05-01", False, id="not born yet"),
    ],
)
def test_working_age(birth, group, pension_from, on, is_of_age):
    pension = day(pension_from) if pension_from else None

    assert of_working_age(day(birth), group, day(on), pension) is is_of_age


@pytest.mark.parametrize(
    ("born", "group", "first", "last"),
    [
        pytest.param("1964-12-31", MALE, "2024-12-31", "2027-12-31", id="not delayed: no earlier"),
        pytest.param("1965-01-15", MALE, "2025-01-15", "2028-02-15", id="a month delayed: a month earlier"),
        pytest.param("1976-08-20", MALE, "2036-08-20", "2042-07-20", id="35 months: back to 60"),
        pytest.param("1976-09-20", MALE, "2036-09-20", "2042-09-20", id="36 months: back to 60"),
        pytest.param("1981-09-01", F55, "2036-09-01", "2042-09-01", id="a woman of 58: back to 55"),
        pytest.param("1984-11-30", F50, "2036-11-30", "2042-11-30", id="60 months: three years back"),
    ],
)
def test_who_retires_by_choice(born, group, first, last):
    assert flexible(day(born), group) == (day(first), day(last))


@pytest.mark.parametrize(
    ("year", "months"),
    [(2025, 180), (2029, 180), (2030, 186), (2031, 192), (2038, 234), (2039, 240), (2050, 240)],
)
def test_contributions_asked_of_a_pensioner(year, months):
    assert contribution_months(year) == months
