"""What of a table may be hung up: nobody finds a small number by subtraction."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.disclosure import cells_shown, share_shown, total_shown

tables = st.lists(st.integers(0, 60), min_size=2, max_size=12)


@given(tables, st.integers(2, 10))
def test_what_is_not_shown_may_still_be_many_numbers(cells, k):
    """Each hidden number has k values at least that fit all that is shown, or the total is hidden too."""
    shown = cells_shown(cells, k)
    hidden = [cell for cell, told in zip(cells, shown, strict=True) if told is None]
    if not hidden or total_shown(sum(cells), k) is None:
        return
    least = 0 if len(hidden) == len(cells) else 1
    room = sum(hidden) - least * len(hidden)

    assert len(hidden) >= 2
    assert room >= k - 1 if least == 0 else room >= k


@given(tables, st.integers(2, 10))
def test_no_small_number_is_shown_and_a_nought_only_where_it_tells_nothing(cells, k):
    shown = cells_shown(cells, k)

    assert all(told in (None, cell) for told, cell in zip(shown, cells, strict=True))
    assert not [told for told in shown if told is not None and 0 < told < k]
    if all(cell == 0 or cell >= k for cell in cells):
        assert shown == cells


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), st.integers(2, 5))
def test_by_trying_every_table_that_looks_the_same(cells, k):
    """Brute force: among all tables with the same total and the same numbers shown, each hidden place varies."""
    shown = cells_shown(cells, k)
    total = sum(cells)
    if None not in shown or total_shown(total, k) is None:
        return
    places = [n for n, told in enumerate(shown) if told is None]
    least = 0 if len(places) == len(cells) else 1
    left = total - sum(told for told in shown if told is not None)
    fitting = [t for t in product(range(least, left + 1), repeat=len(places)) if sum(t) == left]

    for n in range(len(places)):
        assert len({t[n] for t in fitting}) >= k


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        pytest.param([12, 0, 7], [12, 0, 7], id="nothing small, a nought is shown"),
        pytest.param([12, 3, 30], [None, None, 30], id="the smallest other goes with it"),
        pytest.param([12, 3, 4, 30], [12, None, None, 30], id="two small ones cover each other"),
        pytest.param([12, 1, 2, 30], [None, None, None, 30], id="one and two do not"),
        pytest.param([1, 1, 1, 30], [None, None, None, None], id="all, where nothing covers them"),
        pytest.param([3, 0, 0], [None, None, None], id="a total too small hides all"),
        pytest.param([3, 5], [None, None], id="both"),
        pytest.param([3], [None], id="alone"), pytest.param([9], [9], id="alone and large"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_known_by_hand(cells, shown):
    assert cells_shown(cells, 5) == shown


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (3, 4, None), (5, 5, 100), (0, 5, 0), (999, 1000, 99), (1, 1000, 1), (2, 3, None), (6, 9, 67)],
)
def test_a_share_is_rounded_and_never_to_all_or_none(part, whole, percent):
    assert share_shown(part, whole, 5) == percent
