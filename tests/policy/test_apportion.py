"""Targets split among offices: whole households, adding up, nobody a household away from the share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.apportion import Gap, gaps, largest_remainder
from policy.terms import Measure as M

weights = st.lists(st.integers(0, 4_000_000), min_size=1, max_size=30).filter(any)


@given(st.integers(0, 100_000), weights)
def test_the_parts_add_up_and_none_is_a_household_away_from_its_share(whole, by):
    parts = largest_remainder(whole, by)

    assert sum(parts) == whole
    for part, weight in zip(parts, by, strict=True):
        assert abs(part - Fraction(whole * weight, sum(by))) < 1
        assert part or not weight or whole * weight < sum(by)


@given(st.integers(0, 100_000), weights)
def test_who_weighs_more_never_gets_less_and_who_weighs_nothing_gets_nothing(whole, by):
    parts = largest_remainder(whole, by)

    for (part, weight) in zip(parts, by, strict=True):
        assert weight or not part
        assert all(part >= other for other, w in zip(parts, by, strict=True) if w < weight)


@pytest.mark.parametrize(
    ("whole", "by", "parts"),
    [
        pytest.param(10, [1, 1, 1], [4, 3, 3], id="the first among equals gets the household left over"),
        pytest.param(100, [47, 16, 16, 12, 6, 3], [47, 16, 16, 12, 6, 3], id="nothing left over"),
        pytest.param(10, [62, 21, 17], [6, 2, 2], id="the largest remainder"),
        pytest.param(1, [1, 2], [0, 1], id="one household goes where most live"),
        pytest.param(0, [1, 2], [0, 0], id="none"),
    ],
)
def test_a_split_known_by_hand(whole, by, parts):
    assert largest_remainder(whole, by) == parts


@pytest.mark.parametrize(("whole", "by"), [(5, []), (5, [0, 0]), (-1, [1]), (5, [3, -1])])
def test_without_anything_to_go_by_nothing_is_guessed(whole, by):
    with pytest.raises(ValueError, match="nothing to go by"):
        largest_remainder(whole, by)


@pytest.mark.parametrize(
    ("parts", "at_least", "missing"),
    [
        pytest.param([6, 4], False, None, id="equal"),
        pytest.param([6, 3], False, 1, id="too few"),
        pytest.param([6, 5], False, -1, id="too many"),
        pytest.param([6, 5], True, None, id="more is allowed by decree"),
        pytest.param([6, 3], True, 1, id="too few even then"),
        pytest.param([], False, None, id="not split yet"),
    ],
)
def test_a_gap_is_where_the_parts_do_not_make_up_the_whole(parts, at_least, missing):
    found = gaps({M.EXITED: 10}, {M.EXITED: parts}, at_least)

    assert [gap.missing for gap in found] == ([] if missing is None else [missing])


def test_without_a_whole_there_is_no_gap():
    assert gaps({}, {M.EXITED: [3]}, False) == []
    assert gaps({M.EXITED: 3, M.PLACED: 9}, {M.PLACED: [4, 4]}, True) == [Gap(M.PLACED, 9, 8)]
