"""What a household adds to the figures: on every day the sum says how it stood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.figures import STANDING, Figure, HouseholdDays, contributions
from policy.terms import ExitGround

BEGIN = date(2026, 2, 25)
near = st.none() | st.integers(0, 12).map(lambda n: BEGIN + timedelta(days=n))
households = st.builds(
    HouseholdDays, near, near, near, st.sampled_from(list(ExitGround)), near, near, near, near
)


def stood(days: HouseholdDays, on: date) -> dict[Figure, bool]:
    """How the household stood at the end of the day, asked the plain way."""
    before = lambda day: day is not None and day <= on  # noqa: E731
    held = before(days.recognised_on) and not before(days.exited_on) and not before(days.revoked_on)
    late = days.promise_due_on is not None and days.promise_due_on < on
    unplaced = late and not before(days.placed_on)
    on_it = days.recognised_on is not None and days.exited_on is None and days.revoked_on is None
    return {Figure.REGISTER: held, Figure.OVERDUE: held and unplaced, Figure.OVERDUE_NOW: on_it and unplaced}


@settings(max_examples=400, deadline=None, database=None)
@given(households)
def test_up_to_any_day_the_changes_add_up_to_how_it_stood(days):
    found = contributions(days)
    for n in range(-2, 16):
        on = BEGIN + timedelta(days=n)
        for figure in STANDING:
            added = sum(v for (f, day), v in found.items() if f is figure and day <= on)
            assert added == stood(days, on)[figure], (figure, on)


@settings(max_examples=100, deadline=None, database=None)
@given(households)
def test_all_changes_of_the_register_together_are_whether_it_is_on_it(days):
    found = sum(n for (f, _day), n in contributions(days).items() if f is Figure.REGISTER)

    assert found == (days.recognised_on is not None and days.exited_on is None and days.revoked_on is None)


@settings(max_examples=300, deadline=None, database=None)
@given(households)
def test_a_measure_counts_once_on_its_day_and_a_promise_ends_one_way(days):
    found = contributions(days)
    for figure, day in ((Figure.RECOGNISED, days.recognised_on), (Figure.ASSISTED, days.assisted_on),
                        (Figure.EXITED, days.exited_on)):
        assert [d for f, d in found if f is figure] == ([day] if day else [])
    ends = [(f, d, n) for (f, d), n in found.items() if f in (Figure.KEPT, Figure.MISSED, Figure.PICKY)]
    assert len(ends) <= 1
    assert all(day == days.promise_due_on and n == 1 for _f, day, n in ends)


DUE = date(2026, 3, 30)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, Figure.MISSED),
        ({"placed_on": DUE}, Figure.KEPT),
        ({"placed_on": DUE + timedelta(days=1)}, Figure.MISSED),
        ({"picky_on": DUE, "placed_on": DUE}, Figure.PICKY),
        ({"picky_on": DUE + timedelta(days=1)}, Figure.MISSED),
        ({"exited_on": DUE, "exit_ground": ExitGround.REFUSED}, None),
        ({"exited_on": DUE + timedelta(days=1), "exit_ground": ExitGround.REFUSED}, Figure.MISSED),
        ({"exited_on": DUE, "exit_ground": ExitGround.EMPLOYED, "placed_on": DUE}, Figure.KEPT),
        ({"revoked_on": DUE + timedelta(days=90)}, None),
    ],
)
def test_how_a_promise_ends(values, outcome):
    found = contributions(HouseholdDays(recognised_on=date(2026, 3, 2), promise_due_on=DUE, **values))

    assert [f for f, day in found if day == DUE and f in (Figure.KEPT, Figure.MISSED, Figure.PICKY)] == (
        [outcome] if outcome else [])
