"""No hidden number can be had from what is shown: every table that reads the same is looked through."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.small_cells import MERGED, Shown, merged_beneath, shown, together

K = 3
CATEGORIES = ("a", "b", "c")


def row(*counts):
    return dict(zip(CATEGORIES, counts, strict=True))


def texts(seen: Shown) -> list[str]:
    return [seen.text(c) for c in (*CATEGORIES, MERGED)]


@cache
def divisions(whole: int) -> list[tuple[int, ...]]:
    """Every way to divide so many persons into the categories."""
    return [counts for counts in itertools.product(range(whole + 1), repeat=len(CATEGORIES))
            if sum(counts) == whole]


def reads_the_same(counts, seen: Shown, merged: frozenset[str]) -> bool:
    """Whether a row with these numbers could stand where this one does, its sum given."""
    if seen.withheld:
        return True
    numbers = together(dict(zip(CATEGORIES, counts, strict=True)), merged)
    return all(
        numbers[c] == seen.numbers[c] if c not in seen.hidden
        else (numbers[c] < seen.least) == (seen.numbers[c] < seen.least)
        for c in numbers
    )


def tree_shown(leaves, least=K):
    """A province of counties of streets: {path: (numbers, as shown, what is merged)}."""
    counties = {n: [sum(c) for c in zip(*streets, strict=True)] for n, streets in enumerate(leaves)}
    top = [sum(c) for c in zip(*counties.values(), strict=True)]
    seen = shown({"top": row(*top)}, least, alone=True)["top"]
    found = {(): (tuple(top), seen, frozenset())}
    merged = merged_beneath(seen, frozenset())
    rows = {n: together(row(*c), merged) for n, c in counties.items()}
    beneath = shown(rows, least) if not seen.withheld else {
        n: Shown(r, frozenset(), least, withheld=True) for n, r in rows.items()}
    for n, streets in enumerate(leaves):
        found[n,] = tuple(counties[n]), beneath[n], merged
        deeper = merged_beneath(beneath[n], merged)
        rows = {m: together(row(*c), deeper) for m, c in enumerate(streets)}
        last = shown(rows, least) if not beneath[n].withheld else {
            m: Shown(r, frozenset(), least, withheld=True) for m, r in rows.items()}
        for m, counts in enumerate(streets):
            found[n, m] = tuple(counts), last[m], deeper
    return found


def possible(found) -> dict[tuple, set[tuple[int, ...]]]:
    """Every row each office may have, given all that is shown and every office's own sum."""
    counties = sorted(p for p in found if len(p) == 1)
    ways: dict[tuple, dict[tuple, list[tuple]]] = {}
    for path in counties:
        streets = sorted(p for p in found if len(p) == 2 and p[0] == path[0])
        choices = [[d for d in divisions(sum(found[p][0])) if reads_the_same(d, *found[p][1:])]
                   for p in streets]
        ways[path] = {}
        for picked in itertools.product(*choices):
            whole = tuple(map(sum, zip(*picked, strict=True)))
            if reads_the_same(whole, *found[path][1:]):
                ways[path].setdefault(whole, []).append(picked)
    rows: dict[tuple, set] = {path: set() for path in found}
    for picked in itertools.product(*(ways[path] for path in counties)):
        whole = tuple(map(sum, zip(*picked, strict=True)))
        if reads_the_same(whole, *found[()][1:]):
            rows[()].add(whole)
            for path, counts in zip(counties, picked, strict=True):
                rows[path].add(counts)
    for path in counties:
        for whole in rows[path]:
            for picked in ways[path][whole]:
                for m, counts in enumerate(picked):
                    rows[path[0], m].add(counts)
    return rows


leaves = st.lists(
    st.lists(st.tuples(*[st.sampled_from((0, 0, 1, 2, 3, 4))] * 3), min_size=1, max_size=2),
    min_size=1, max_size=3,
)


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(leaves)
def test_no_small_number_follows_from_all_that_is_shown(streets):
    """Each number from 1 to k-1 of each office may be another too, unless all persons are of one kind."""
    found = tree_shown(streets)
    rows = possible(found)
    for path, (counts, _seen, _merged) in found.items():
        assert counts in rows[path]
        above = found[path[:-1]][0]
        if sum(1 for n in above if n) <= 1:
            continue
        for place, count in enumerate(counts):
            if 0 < count < K:
                assert len({other[place] for other in rows[path]}) > 1, (path, CATEGORIES[place], found)


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=1, max_size=6))
def test_no_small_number_is_ever_shown(rows):
    for seen in shown({n: row(*counts) for n, counts in enumerate(rows)}, 5).values():
        for category, count in seen.numbers.items():
            if 0 < count < 5:
                assert seen.number(category) is None
                assert seen.text(category) in ("<5", "")
            elif not seen.withheld:
                assert seen.text(category) in (f"{count}", "≥5" if count else "0")


@pytest.mark.parametrize(
    ("counts", "read"),
    [
        pytest.param((20, 30, 6), ["20", "30", "6", ""], id="nothing small, nothing hidden"),
        pytest.param((20, 30, 4), ["≥5", "30", "<5", ""], id="one small: not alone"),
        pytest.param((20, 2, 3), ["20", "<5", "<5", ""], id="two small hide each other"),
        pytest.param((20, 4, 4), ["≥5", "<5", "<5", ""], id="two fours do not: their sum tells"),
        pytest.param((20, 0, 0), ["20", "0", "0", ""], id="nought is no person"),
    ],
)
def test_the_first_office(counts, read):
    assert texts(shown({1: row(*counts)}, 5, alone=True)[1]) == read


def test_a_small_number_is_not_to_be_had_from_the_office_above():
    """One county has 2 of c; the other's 9 and the city's 11 would tell, so the 9 is hidden too."""
    seen = shown({1: row(20, 30, 2), 2: row(15, 16, 9)}, 5)

    assert texts(seen[1]) == ["≥5", "30", "<5", ""]
    assert texts(seen[2]) == ["≥5", "16", "≥5", ""]


def test_beneath_a_hidden_category_only_the_sum_is_known():
    above = shown({1: row(20, 2, 3)}, 5, alone=True)[1]
    merged = merged_beneath(above, frozenset())

    assert merged == {"b", "c"}
    assert together(row(9, 1, 1), merged) == {"a": 9, MERGED: 2}


def test_who_cannot_be_hidden_among_others_is_not_shown_at_all():
    """The office has no office beside it: its numbers are those of the one above."""
    seen = shown({1: row(30, 2, 0)}, 5)[1]

    assert seen.withheld
    assert texts(seen) == ["", "", "", ""]
    assert seen.number("a") is None


def test_where_all_are_of_one_kind_nobody_is_given_away():
    seen = shown({1: row(2, 0, 0), 2: row(9, 0, 0)}, 5)

    assert [texts(seen[n]) for n in (1, 2)] == [["<5", "0", "0", ""], ["9", "0", "0", ""]]
