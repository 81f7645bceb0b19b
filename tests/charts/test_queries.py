"""What the charts count: the right households, of the right office, in the right days."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access.scope import OutsideScope, in_charge_of
from charts.measures import COUNTED
from charts.queries import (
    month_trend,
    months,
    progress,
    promise_state,
    time_progress,
    totals,
)
from models import Target
from policy.terms import ExitGround, Measure
from policy.terms import Status as S
from tests.cast import office
from tests.factories import make_household

pytestmark = pytest.mark.database
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
DAY = timedelta(days=1)
PROVINCE, CITY, COUNTY, STREET, COMMUNITY = (
    "220000", "220100", "220104", "220104001", "220104001001"
)
SEALING_UNIT = "220581"
EARLY = {"submitted_on": None, "verified_on": None, "publicized_on": None,
         "publicized_until": None, "reported_on": None, "applied_on": date(2024, 1, 2),
         "origin": "ledger"}
"""For households of an old ledger: no dates before the recognition."""


def recognised(on: date, community: str = COMMUNITY, **values):
    return make_household(
        status=S.RECOGNISED, community=community, recognised_on=on, ready=False,
        **{**EARLY, "promise_due_on": on + timedelta(days=28), **values},
    )


def exited(on: date, community: str = COMMUNITY, **values):
    since = values.pop("recognised_on", date(2024, 6, 1))
    return make_household(
        status=S.EXITED, community=community, exited_on=on, recognised_on=since, ready=False,
        **{**EARLY, "promise_due_on": since + timedelta(days=28), **values},
    )


@pytest.fixture
def province_of_households(session):
    """Households in three counties and a unit that seals itself, with noise around the period."""
    for day in (SINCE - DAY, SINCE, UNTIL, UNTIL + DAY):
        recognised(day)
        exited(day, "222401001001")
    recognised(SINCE, "220104002001", assisted_on=SINCE)
    recognised(SINCE, "220102001001", assisted_on=UNTIL)
    recognised(SINCE, "220102001001", assisted_on=UNTIL + DAY)
    recognised(UNTIL, "220581001001")
    make_household(status=S.REPORTED)
    session.add_all(
        Target(office_id=office(session, code).id, year=2026, measure=measure, households=n)
        for code, measure, n in (
            (CITY, Measure.RECOGNISED, 10), (CITY, Measure.EXITED, 5),
            (COUNTY, Measure.RECOGNISED, 4),
        )
    )
    session.add(Target(office_id=office(session, CITY).id, year=2025, measure=Measure.RECOGNISED,
                       households=99))
    session.commit()


def counted(rows):
    return {row.name: (row.recognised, row.assisted, row.exited) for row in rows}


def test_the_province_is_counted_by_reporting_units(session, province_of_households):
    rows = progress(session, office(session, PROVINCE), SINCE, UNTIL)

    assert counted(rows) == {
        "长春市": (5, 2, 0), "延边朝鲜族自治州": (0, 0, 2), "梅河口市": (1, 0, 0),
    }
    assert rows[0].targets == {Measure.RECOGNISED: 10, Measure.EXITED: 5}
    assert rows[0].share(Measure.RECOGNISED) == 0.5
    assert rows[0].share(Measure.ASSISTED) is None


@pytest.mark.parametrize(
    ("code", "beneath"),
    [
        pytest.param(CITY, {"朝阳区": (3, 1, 0), "南关区": (2, 1, 0)}, id="a city by counties"),
        pytest.param(COUNTY, {"前进街道": (2, 0, 0), "桂林街道": (1, 1, 0)}, id="a county by streets"),
        pytest.param(STREET, {"甲社区": (2, 0, 0), "乙社区": (0, 0, 0)}, id="a street by communities"),
        pytest.param(COMMUNITY, {"甲社区": (2, 0, 0)}, id="a community is its own only row"),
        pytest.param(SEALING_UNIT, {"新华街道": (1, 0, 0)}, id="a unit that seals, by streets"),
    ],
)
def test_every_office_is_counted_by_those_directly_beneath(
    session, province_of_households, code, beneath
):
    assert counted(progress(session, office(session, code), SINCE, UNTIL)) == beneath


@pytest.mark.parametrize("code", [PROVINCE, CITY, COUNTY, STREET, COMMUNITY, SEALING_UNIT, "222400"])
def test_the_rows_and_the_months_add_up_to_the_whole(session, province_of_households, code):
    here = office(session, code)
    whole = totals(session, here, SINCE, UNTIL)
    rows = progress(session, here, SINCE, UNTIL)
    trend = month_trend(session, here, SINCE, UNTIL)

    for c in COUNTED:
        assert sum(row.counts[c.measure] for row in rows) == whole[c.measure]
        assert sum(month.counts[c.measure] for month in trend) == whole[c.measure]
    assert [month.first.month for month in trend] == [1, 2, 3]


def test_what_lies_at_the_office_itself_stands_last(session):
    recognised(SINCE, STREET)
    recognised(SINCE, COMMUNITY)

    rows = progress(session, office(session, STREET), SINCE, UNTIL)

    assert [(row.name, row.recognised, row.own) for row in rows] == [
        ("甲社区", 1, False), ("乙社区", 0, False), ("本级", 1, True),
    ]


def test_a_period_over_two_years_is_measured_against_both_targets(session, province_of_households):
    city = office(session, CITY)
    rows = progress(session, office(session, PROVINCE), date(2025, 6, 1), UNTIL)

    assert next(r for r in rows if r.office_id == city.id).targets[Measure.RECOGNISED] == 109


@pytest.mark.parametrize("code", [CITY, "220102", PROVINCE, "222401"])
def test_nobody_counts_beyond_the_own_area(session, province_of_households, code):
    foreign = office(session, code)
    with in_charge_of(session, office(session, COUNTY).area):
        for ask in (totals, progress, month_trend):
            with pytest.raises(OutsideScope):
                ask(session, foreign, SINCE, UNTIL)
        assert totals(session, office(session, COUNTY), SINCE, UNTIL)[Measure.RECOGNISED] == 3


def test_without_an_area_nothing_is_counted(session, province_of_households):
    county = office(session, COUNTY)
    session.info["area"] = None
    with pytest.raises(OutsideScope):
        totals(session, county, SINCE, UNTIL)


TODAY = date(2026, 3, 9)


def state(session, until=date(2026, 12, 31), today=TODAY, code=COUNTY):
    return promise_state(session, office(session, code), SINCE, until, today=today)


def test_it_is_cleared_while_nobody_is_past_the_promise(session):
    recognised(date(2026, 1, 5), promise_due_on=TODAY)
    recognised(date(2026, 1, 5), promise_due_on=TODAY - DAY, placed_on=TODAY)

    found = state(session)

    assert (found.cleared, found.overdue, found.register) == (True, 0, 2)


def test_it_is_not_cleared_from_the_day_after_the_promise(session):
    recognised(date(2026, 1, 5), promise_due_on=TODAY - DAY)

    assert (state(session).cleared, state(session).overdue) == (False, 1)
    assert state(session, today=TODAY - DAY).cleared


@pytest.mark.parametrize(
    ("values", "due", "kept"),
    [
        pytest.param({}, 1, 0, id="nobody placed"),
        pytest.param({"placed_on": date(2026, 2, 10)}, 1, 1, id="placed on the last day"),
        pytest.param({"placed_on": date(2026, 2, 11)}, 1, 0, id="placed a day late"),
        pytest.param({"promise_due_on": TODAY}, 0, 0, id="the last day is today"),
        pytest.param({"promise_due_on": SINCE - DAY, "recognised_on": date(2025, 12, 1)}, 0, 0,
                     id="the last day before the period"),
    ],
)
def test_which_promises_are_due_and_kept(session, values, due, kept):
    recognised(values.pop("recognised_on", date(2026, 1, 12)),
               **({"promise_due_on": date(2026, 2, 10)} | values))

    assert (state(session).due, state(session).kept) == (due, kept)


@pytest.mark.parametrize(
    ("ground", "on", "due"),
    [
        pytest.param(ExitGround.REFUSED, date(2026, 2, 9), 0, id="left for refusals before the day"),
        pytest.param(ExitGround.REFUSED, date(2026, 2, 11), 1, id="left after the day"),
        pytest.param(ExitGround.EMPLOYED, date(2026, 2, 9), 1, id="left for work"),
    ],
)
def test_a_promise_to_those_who_left_on_another_ground_is_not_due(session, ground, on, due):
    exited(on, recognised_on=date(2026, 1, 12), promise_due_on=date(2026, 2, 10),
           exit_ground=ground)

    assert state(session).due == due


def test_a_past_day_is_seen_as_it_was(session):
    """Exited since, overdue then."""
    exited(TODAY, recognised_on=date(2026, 1, 5), promise_due_on=date(2026, 2, 2),
           placed_on=date(2026, 3, 1))

    then = state(session, until=date(2026, 2, 10))

    assert (then.register, then.overdue) == (1, 1)
    assert (state(session).register, state(session).overdue) == (0, 0)


@settings(max_examples=60, deadline=None, database=None)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 1200))
def test_months_cover_the_period_without_gap_or_overlap(since, days):
    until = since + timedelta(days=days)
    found = months(since, until)

    assert found[0][0] == since
    assert found[-1][1] == until
    assert all(last + DAY == first for (_a, last), (first, _b) in itertools.pairwise(found))
    assert all(first.month == last.month for first, last in found)


@pytest.mark.parametrize(
    ("since", "until", "today", "share"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), 1.0),
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1), 1 / 365),
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31), 181 / 365),
        (date(2025, 1, 1), date(2026, 12, 31), date(2025, 12, 31), 0.5),
    ],
)
def test_time_progress(since, until, today, share):
    assert time_progress(since, until, today) == pytest.approx(share)
