"""The pace of a year: what is still needed, and where it leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.forecast import Pace

paces = st.builds(
    Pace, count=st.integers(0, 5000), aim=st.none() | st.integers(0, 6000),
    over=st.integers(0, 250), left=st.integers(0, 250),
)


@pytest.mark.parametrize(
    ("pace", "needed"),
    [
        pytest.param(Pace(90, 100, 223, 25), 0.4, id="ten in twenty-five days"),
        pytest.param(Pace(100, 100, 223, 25), 0.0, id="met"),
        pytest.param(Pace(120, 100, 223, 25), 0.0, id="more than met"),
        pytest.param(Pace(90, None, 223, 25), None, id="no target"),
        pytest.param(Pace(90, 100, 248, 0), None, id="no day left"),
        pytest.param(Pace(0, 0, 0, 248), 0.0, id="a target of nothing"),
    ],
)
def test_what_each_day_left_has_to_bring(pace, needed):
    assert pace.needed == needed


def test_a_year_goes_on_as_it_began():
    half = Pace(100, 210, 125, 125)

    assert half.expected == 200
    assert half.band == (176, 224)  # 200 ± 1.645·√(100.5·1·2)
    assert half.likely is None
    assert Pace(100, 150, 125, 125).likely is True
    assert Pace(100, 260, 125, 125).likely is False


def test_a_zero_is_no_certainty_but_an_end_is():
    least, most = Pace(0, 5, 50, 200).band
    assert least == 0
    assert most > 1
    assert Pace(7, 9, 250, 0).band == (7, 7)
    assert Pace(7, 9, 0, 250).band is None


@given(paces)
def test_the_band_holds_what_is_expected_and_never_less_than_is_done(pace):
    if pace.band is None:
        assert pace.over == 0
        return
    least, most = pace.band
    assert pace.count <= least <= most
    assert least <= pace.expected <= most


@given(paces)
def test_what_is_needed_meets_the_target(pace):
    if pace.needed is not None:
        assert pace.count + pace.needed * pace.left >= pace.aim - 1e-6


def test_few_households_are_called_few():
    assert Pace(9, 10, 100, 100).few
    assert not Pace(10, 10, 100, 100).few
