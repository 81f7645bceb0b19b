"""The periods of the report: calendar months, months from the 21st to the 20th, quarters, years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy.report_periods import earlier, span_ended, span_named, twelve_months, year_earlier
from policy.report_terms import COLUMNS, ReportKind
from policy.rulebook import NOTICE, Decree, Rules

MONTH, QUARTER, YEAR = ReportKind
FROM_21 = Rules((Decree("REPORT_START_DAY", "1.", date(2021, 6, 30), 21),))
CHANGED = Rules((Decree("REPORT_START_DAY", "1.", date(2026, 4, 1), 21),))


@pytest.mark.parametrize(("kind", "name", "rules", "since", "until", "year"), [
    (MONTH, "2026-10", NOTICE, date(2026, 10, 1), date(2026, 10, 31), date(2026, 1, 1)),
    (MONTH, "2026-02", NOTICE, date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 1)),
    (MONTH, "2026-10", FROM_21, date(2026, 9, 21), date(2026, 10, 20), date(2025, 12, 21)),
    (MONTH, "2026-01", FROM_21, date(2025, 12, 21), date(2026, 1, 20), date(2025, 12, 21)),
    (QUARTER, "2026-Q4", NOTICE, date(2026, 10, 1), date(2026, 12, 31), date(2026, 1, 1)),
    (QUARTER, "2026-Q1", FROM_21, date(2025, 12, 21), date(2026, 3, 20), date(2025, 12, 21)),
    (YEAR, "2026", NOTICE, date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)),
    (YEAR, "2026", FROM_21, date(2025, 12, 21), date(2026, 12, 20), date(2025, 12, 21)),
    (MONTH, "2026-04", CHANGED, date(2026, 4, 1), date(2026, 4, 20), date(2026, 1, 1)),
    (MONTH, "2026-05", CHANGED, date(2026, 4, 21), date(2026, 5, 20), date(2026, 1, 1)),
])
def test_a_period_has_its_days(kind, name, rules, since, until, year):
    span = span_named(kind, name, rules)

    assert (span.since, span.until, span.year_since) == (since, until, year)


@pytest.mark.parametrize(("kind", "name"), [
    (MONTH, "2026-13"), (MONTH, "2026-1"), (MONTH, "2026-Q1"), (QUARTER, "2026-Q5"),
    (QUARTER, "2026-03"), (YEAR, "26"), (YEAR, "2026-01"), (MONTH, ""), (MONTH, "2026-10 "),
    (MONTH, "２026-10"),
])
def test_a_name_that_is_none_has_no_days(kind, name):
    assert span_named(kind, name) is None


@pytest.mark.parametrize("rules", [NOTICE, FROM_21, CHANGED], ids=["1st", "21st", "changed"])
@pytest.mark.parametrize("kind", list(ReportKind))
def test_each_period_begins_on_the_day_after_the_one_before(kind, rules):
    span = span_named(kind, {MONTH: "2027-02", QUARTER: "2027-Q2", YEAR: "2027"}[kind], rules)
    for _n in range(4 if kind is YEAR else 14):
        before = earlier(span, rules)
        assert before.until + timedelta(days=1) == span.since
        span = before


def test_a_year_earlier_and_the_twelve_months():
    span = span_named(QUARTER, "2026-Q2")

    assert year_earlier(span, NOTICE).name == "2025-Q2"
    assert [m.name for m in twelve_months(span, NOTICE)] == [
        *(f"2025-{n:02}" for n in range(7, 13)), *(f"2026-{n:02}" for n in range(1, 7))]


@pytest.mark.parametrize(("kind", "name", "before"), [
    (MONTH, "2026-03", "2025-03"), (QUARTER, "2026-Q1", "2025-Q1"), (YEAR, "2026", "2025"),
])
def test_the_year_before_has_the_same_period(kind, name, before):
    found = year_earlier(span_named(kind, name, FROM_21), FROM_21)

    assert (found.kind, found.name, found.since.day) == (kind, before, 21)


def test_the_twelve_months_begin_on_the_day_of_the_region():
    months = twelve_months(span_named(MONTH, "2026-10", FROM_21), FROM_21)

    assert [months[0].since, months[-1].until] == [date(2025, 10, 21), date(2026, 10, 20)]
    assert [month.months for month in months[-1:]] == [(date(2026, 10, 1),)]


@pytest.mark.parametrize(("on", "rules", "name"), [
    (date(2026, 11, 1), NOTICE, "2026-10"), (date(2026, 10, 31), NOTICE, "2026-09"),
    (date(2026, 10, 21), FROM_21, "2026-10"), (date(2026, 10, 20), FROM_21, "2026-09"),
])
def test_the_last_period_over_is_found(on, rules, name):
    assert span_ended(MONTH, on, rules).name == name


def test_every_column_has_a_letter_of_its_own_and_says_what_it_counts():
    keys = [column.key for column in COLUMNS]

    assert len(keys) == len(set(keys))
    assert set("ABCDEFGHIJKLMNOPQRTVWXY") <= set(keys)
    assert all(column.definition and column.label for column in COLUMNS)
