"""Counties that recognise nobody: by months, and by how likely so many months of nothing are."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.rulebook import Decree, Rules
from policy.supervision import (
    duty_is_whole,
    expected_a_month,
    months_between,
    months_until,
    outreach_is_whole,
    publicizes_nothing,
    recognises_nobody,
)
from tests.policy.calendars import day

SINCE = date(2026, 1, 15)
PLAIN = "自2026-01-15以来没有新认定零就业家庭，请核实是否应认未认"


@pytest.mark.parametrize(
    ("on", "found"),
    [
        pytest.param("2026-04-14", None, id="a day short of three months"),
        pytest.param("2026-04-15", ("2026-04-15", "2026-07-15", PLAIN), id="three months"),
        pytest.param("2026-09-01", ("2026-04-15", "2026-07-15", PLAIN), id="long red"),
    ],
)
@pytest.mark.parametrize("population", [None, 0])
def test_where_no_population_is_known_months_are_counted(on, found, population):
    raised = recognises_nobody(SINCE, day(on), urban_population=population)
    assert (raised and (str(raised.raised_on), str(raised.red_on), str(raised.reason))) == found


@pytest.mark.parametrize(
    ("population", "on", "yellow", "red", "says"),
    [
        pytest.param(200_000, "2026-02-14", None, None, "", id="200,000 live there: not in the first month"),
        pytest.param(200_000, "2026-02-15", "2026-02-15", "2026-04-15", "预计1.3户，按统计概率预警", id="yellow after one"),
        pytest.param(200_000, "2026-04-15", "2026-02-15", "2026-04-15", "预计4.0户，按连续为零月数和统计概率预警", id="red after three"),
        pytest.param(40_000, "2026-04-14", None, None, "", id="40,000: not before the third month"),
        pytest.param(40_000, "2026-04-15", "2026-04-15", "2026-07-15", "预计0.8户，按连续为零月数预警", id="by months alone"),
        pytest.param(40_000, "2026-05-15", "2026-04-15", "2026-07-15", "预计1.1户，按连续为零月数和统计概率预警", id="by both"),
        pytest.param(1_000, "2027-01-15", "2026-04-15", "2026-07-15", "预计0.1户，按连续为零月数预警", id="a handful"),
        pytest.param(1, "2027-01-15", "2026-04-15", "2026-07-15", "预计0.0户，按连续为零月数预警", id="one, whose odds never come"),
        pytest.param(900_000, "2026-02-15", "2026-02-15", "2026-02-15", "预计5.9户，按统计概率预警", id="a large city: red at once"),
    ],
)
def test_the_first_of_both_rules_warns_and_is_named(population, on, yellow, red, says):
    raised = recognises_nobody(SINCE, day(on), urban_population=population)
    if yellow is None:
        assert raised is None
        return
    assert (str(raised.raised_on), str(raised.red_on)) == (yellow, red)
    assert says in str(raised.reason)
    assert raised.reason.clause == "102-5-3"


def test_the_provinces_rate_and_the_odds_are_decreed():
    def rules(name, value):
        return Rules((Decree(name, "1.", date(2026, 1, 1), value, "试"),))

    on = day("2026-03-15")
    assert recognises_nobody(SINCE, on, rules("RECOGNITION_RATE", 6), 200_000) is None
    assert recognises_nobody(SINCE, on, rules("ZERO_ODDS_YELLOW", 1), 200_000) is None
    assert str(recognises_nobody(SINCE, on, rules("ZERO_ODDS_RED", 10), 200_000).red_on) == "2026-03-15"
    assert str(recognises_nobody(SINCE, on, rules("ZERO_ODDS_RED", 0), 200_000).red_on) == "2026-07-15"


def test_the_province_as_a_whole_has_a_hundred_a_month():
    assert round(expected_a_month(15_240_000, SINCE)) == 101


@given(st.floats(0.001, 50), st.integers(1, 99))
def test_the_months_are_the_first_after_which_nothing_is_no_likelier(monthly, percent):
    months = months_until(monthly, percent)
    assert exp(-monthly * months) <= percent / 100 + 1e-9
    assert months == 1 or exp(-monthly * (months - 1)) > percent / 100 - 1e-9


@given(st.dates(date(2021, 7, 1), date(2030, 1, 1)), st.integers(0, 1500), st.integers(0, 5_000_000))
def test_a_greater_population_is_never_warned_of_later(since, days, population):
    on = since + timedelta(days)
    fewer, more = (recognises_nobody(since, on, urban_population=n) for n in (population, population * 2))
    assert fewer is None or (more is not None and more.raised_on <= fewer.raised_on and more.red_on <= fewer.red_on)


WHOLE = {"held_on": SINCE, "place": "社区广场", "content": "政策宣讲", "reach": 1, "on": SINCE}


@pytest.mark.parametrize(
    ("changed", "objections"),
    [
        pytest.param({}, 0, id="whole"),
        pytest.param({"held_on": SINCE + timedelta(1)}, 1, id="tomorrow"),
        pytest.param({"place": "　"}, 1, id="nowhere"),
        pytest.param({"content": "政策宣"}, 1, id="three characters"),
        pytest.param({"reach": 0}, 1, id="nobody"),
        pytest.param({"reach": 0, "place": "", "content": ""}, 3, id="nothing at all"),
    ],
)
def test_an_activity_is_whole(changed, objections):
    verdict = outreach_is_whole(**WHOLE | changed)
    assert len(verdict.objections) == objections
    assert {reason.clause for reason in verdict.objections} <= {"102-5-2"}


@pytest.mark.parametrize(
    ("leader", "department", "handler", "whole"),
    [("郑试辛", "就业科", "冯试壬", True), ("", "就业科", "冯试壬", False), ("郑试辛", " ", "冯试壬", False),
     ("郑试辛", "就业科", "", False), ("郑试辛", "就业科", "郑试辛 ", False)],
)
def test_somebody_leads_and_somebody_else_carries_it_out(leader, department, handler, whole):
    assert duty_is_whole(leader, department, handler).met is whole


@pytest.mark.parametrize(
    ("last", "on", "named"),
    [(None, "2026-01-15", True), (SINCE, "2027-01-14", False), (SINCE, "2027-01-15", True)],
)
def test_a_county_without_publicity_work_in_a_year_is_named(last, on, named):
    reason = publicizes_nothing(last, day(on))
    assert (reason is not None) is named
    assert reason is None or str(reason) == "近12个月没有宣传活动"


@pytest.mark.parametrize(("on", "months"), [("2026-01-15", 0), ("2026-02-14", 0), ("2026-02-15", 1), ("2027-01-14", 11)])
def test_whole_months(on, months):
    assert months_between(SINCE, day(on)) == months
