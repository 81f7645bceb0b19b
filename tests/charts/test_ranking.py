"""A fair order: few households neither win nor lose by luck."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.ranking import interval, ranks

shares = st.integers(0, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_one_of_two_does_not_stand_above_ninety_eight_of_a_hundred():
    places = ranks({"two": (1, 2), "one": (1, 1), "hundred": (98, 100), "none": (0, 0), "all": (100, 100)})

    assert places == {"all": 1, "hundred": 2, "one": 3, "two": 4}


def test_the_card_says_the_ends_that_are_computed():
    assert interval(1, 1)[0] == pytest.approx(0.27, abs=0.005)
    assert interval(98, 100)[0] == pytest.approx(0.94, abs=0.005)


@given(shares)
def test_the_interval_holds_the_share_and_stays_a_share(counted):
    part, whole = counted
    least, most = interval(part, whole)

    assert 0 <= least <= most <= 1
    if whole:
        assert least - 1e-9 <= part / whole <= most + 1e-9


@given(shares, st.integers(2, 20))
def test_more_of_the_same_is_surer(counted, times):
    part, whole = counted
    few, many = interval(part, whole), interval(part * times, whole * times)

    assert many[1] - many[0] <= few[1] - few[0] + 1e-9


@given(st.dictionaries(st.integers(), shares, max_size=12))
def test_places_begin_at_one_and_equals_share_theirs(counted):
    places = ranks(counted)

    assert set(places) == {key for key, (_part, whole) in counted.items() if whole}
    if places:
        assert min(places.values()) == 1
    for a in places:
        for b in places:
            if counted[a] == counted[b]:
                assert places[a] == places[b]
