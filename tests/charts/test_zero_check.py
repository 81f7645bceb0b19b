"""Zero check: silences, odds and what speaks for them, of a few offices reckoned by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

import pytest

from access.scope import OutsideScope, in_charge_of
from charts.outcomes import counted
from charts.zero_check import (
    KINDS,
    LEADS,
    spans_shown,
    stays_by_office,
    zero_check,
)
from charts.zero_rows import ANY, LABELS, ROWS
from models import WHOLE_PROVINCE
from policy.rulebook import RuleBook
from policy.supervision import odds_of_so_few, recognises_nobody, so_few
from policy.terms import (
    ExitGround,
    MemberState,
    Tone,
    WarningCode,
)
from tests.cast import office
from tests.charts.test_queries import recognised
from tests.factories import add_employment, add_exit, first_member
from tests.factories_sweeps import add_campaign, add_suspect
from workflow.alerts import refresh
from workflow.report_counts import Places
from workflow.rule_book import rule_book

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 9)
BOOK = RuleBook()
PROVINCE, CITY, COUNTY, STREET, COMMUNITY = "220000", "220100", "220104", "220104001", "220104001001"


def check(session, code=PROVINCE, since=date(2026, 1, 1), until=TODAY, book=BOOK):
    return zero_check(session, office(session, code), since, until, today=TODAY, book=book)


def lives(session, code, people):
    office(session, code).urban_population = people
    session.commit()


def by_name(found):
    return {row.name: row for row in found.rows}


def test_each_sealing_office_has_its_months(session):
    for on in (date(2025, 4, 1), date(2026, 1, 31), date(2026, 2, 1), TODAY):
        recognised(on)
    recognised(date(2026, 3, 2), "220581001001")
    recognised(date(2025, 3, 31), "222401001001")

    found = check(session)

    assert [first for first, _last in found.spans][::11] == [date(2025, 4, 1), date(2026, 3, 1)]
    assert {row.name: (row.counts[0], row.counts[-3:], row.quiet) for row in found.rows} == {
        "南关区": (0, (0, 0, 0), 11), "朝阳区": (1, (1, 1, 1), 0), "延吉市": (0, (0, 0, 0), 11),
        "梅河口市": (0, (0, 0, 1), 0),
    }


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (CITY, ["南关区", "朝阳区"]), (COUNTY, ["前进街道", "桂林街道"]), (STREET, ["甲社区", "乙社区"]),
        (COMMUNITY, ["甲社区"]), ("220581", ["新华街道"]),
    ],
)
def test_beneath_a_sealing_office_months_are_counted_and_nothing_is_judged(session, code, names):
    recognised(date(2026, 1, 5), "220581001001")
    recognised(date(2026, 1, 5))
    found = check(session, code)

    assert [row.name for row in found.rows] == names
    assert code == CITY or not any(row.silence or row.tone or row.expected for row in found.rows)
    assert [row.name for row in found.judged] == {
        CITY: ["南关区", "朝阳区"], COUNTY: ["朝阳区"], "220581": ["梅河口市"]}.get(code, [])
    assert check(session, code, until=date(2026, 2, 9)).rows[0].counts[-2:] in ((0, 0), (1, 0))


def test_a_community_counts_its_own_months(session):
    recognised(date(2024, 1, 9))

    assert [(row.name, row.quiet, row.found) for row in check(session, COMMUNITY).rows] == [("甲社区", 26, 0)]


def test_what_lies_at_the_office_itself_stands_last(session):
    recognised(date(2026, 3, 2), STREET)
    recognised(date(2026, 3, 2))

    assert [(r.name, r.own, r.found) for r in check(session, STREET).rows] == [
        ("甲社区", False, 1), ("乙社区", False, 0), ("本级", True, 1)]


@pytest.mark.parametrize(
    ("people", "last", "tone", "plain", "likely"),
    [
        pytest.param(None, date(2025, 12, 10), None, None, None, id="a day short of three months"),
        pytest.param(None, date(2025, 12, 9), Tone.YELLOW, Tone.YELLOW, None, id="three months"),
        pytest.param(None, date(2025, 9, 9), Tone.RED, Tone.RED, None, id="six months"),
        pytest.param(200_000, date(2026, 2, 9), Tone.YELLOW, None, Tone.YELLOW, id="200,000: one month"),
        pytest.param(200_000, date(2025, 12, 9), Tone.RED, Tone.YELLOW, Tone.RED, id="200,000: three"),
        pytest.param(40_000, date(2025, 12, 9), Tone.YELLOW, Tone.YELLOW, None, id="40,000: three"),
    ],
)
def test_both_rules_stand_side_by_side(session, people, last, tone, plain, likely):
    lives(session, COUNTY, people)
    recognised(last)
    row = by_name(check(session))["朝阳区"]

    assert (row.tone, row.plain, row.likely) == (tone, plain, likely)
    raised = recognises_nobody(last, TODAY, urban_population=people)
    assert (raised and raised.tone(TODAY)) == tone
    months = {None: 0, 200_000: 1.32, 40_000: 0.264}[people]
    assert row.silence.odds == pytest.approx(exp(-months * row.silence.months))


def test_one_that_never_recognised_counts_from_the_first_in_the_province(session):
    recognised(date(2025, 8, 9), "222401001001")

    assert by_name(check(session))["朝阳区"].quiet == 7
    with in_charge_of(session, office(session, CITY).area):
        assert by_name(check(session, CITY))["朝阳区"].quiet == 7


def test_nothing_on_file_is_no_silence(session):
    found = check(session)

    assert {(row.found, row.quiet, row.tone) for row in found.rows} == {(0, None, None)}
    assert not any(found.total(key) for key in (*LEADS, ANY, *KINDS))


def test_far_too_few_is_told_like_none(session):
    """200,000 residents: 1.32 a month, 11 months and 9 of 31 days: 14.9 expected."""
    lives(session, COUNTY, 200_000)
    for month in (1, 2, 3):
        recognised(date(2026, month, 2))
    row = by_name(check(session))["朝阳区"]

    assert row.expected == pytest.approx(1.32 * (11 + 9 / 31))
    assert (row.found, row.few, row.tone) == (3, Tone.RED, None)
    assert row.odds == pytest.approx(sum(
        exp(-row.expected) * row.expected**k / f for k, f in enumerate((1, 1, 2, 6))))


@pytest.mark.parametrize(
    ("found", "expected", "odds"),
    [(0, 0.0, 1.0), (0, 1.0, exp(-1)), (1, 1.0, 2 * exp(-1)), (0, 5000.0, 0.0), (5000, 4000.0, 1.0),
     (4, 2.0, exp(-2) * (1 + 2 + 2 + 4 / 3 + 2 / 3))],
)
def test_the_odds_of_so_few(found, expected, odds):
    assert odds_of_so_few(found, expected) == pytest.approx(odds)


@pytest.mark.parametrize(
    ("expected", "tone"),
    [(0.98, None), (1.0, Tone.YELLOW), (2.99, Tone.YELLOW), (3.0, Tone.RED)],
)
def test_the_thresholds_are_those_of_nothing_at_all(expected, tone):
    assert so_few(0, expected, TODAY)[1] is tone


@pytest.mark.parametrize(
    ("since", "until", "number", "first"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), 12, date(2025, 4, 1)),
        (date(2025, 1, 1), TODAY, 15, date(2025, 1, 1)),
        (date(2016, 1, 1), TODAY, 24, date(2024, 4, 1)),
    ],
)
def test_at_least_a_year_and_at_most_two_are_shown(since, until, number, first):
    spans = spans_shown(since, until)
    assert (len(spans), spans[0][0], spans[-1][1]) == (number, first, until)


def test_families_found_and_left_lead_to_the_unrecognised(session):
    campaign = add_campaign()
    add_suspect(campaign)
    add_suspect(campaign, found_on=TODAY - timedelta(days=16))
    add_suspect(campaign, guided_on=TODAY)
    add_suspect(campaign, "220104002001", found_on=TODAY - timedelta(days=16))
    session.commit()

    found = check(session)
    assert by_name(found)["朝阳区"].leads == {"waiting": 3, "late": 2}
    assert (found.total("waiting"), found.total("late")) == (3, 2)
    streets = by_name(check(session, COUNTY))
    assert [streets[name].leads.get("late", 0) for name in ("前进街道", "桂林街道")] == [1, 1]


def placed():
    household = recognised(date(2026, 1, 5), placed_on=date(2026, 2, 2))
    return household


def with_job(**values):
    household = recognised(date(2026, 1, 5))
    add_employment(first_member(household), started_on=date(2026, 2, 2), **values)
    return household


def at_work():
    household = recognised(date(2026, 1, 5))
    first_member(household).state = MemberState.EMPLOYED
    return household


@pytest.mark.parametrize(
    ("make", "kinds"),
    [
        pytest.param(lambda: recognised(date(2026, 1, 5)), set(), id="nothing speaks for an exit"),
        pytest.param(placed, {"stays_placed"}, id="at work and nothing proposed"),
        pytest.param(with_job, {"stays_unverified"}, id="a job nobody has verified"),
        pytest.param(lambda: with_job(ended_on=date(2026, 3, 2)), set(), id="a job that ended"),
        pytest.param(at_work, {"stays_working"}, id="the member is said to work"),
    ],
)
@pytest.mark.parametrize("proposed", [False, True])
def test_who_should_have_left(session, make, kinds, proposed):
    household = make()
    if proposed:
        add_exit(household, ground=ExitGround.EMPLOYED, proposed_on=TODAY)
    session.commit()
    found = check(session)

    expected = set() if proposed else kinds
    assert {key for key in KINDS if found.total(key)} == expected
    assert found.total(ANY) == len(expected)


def test_a_proposal_beyond_its_term_should_be_decided(session):
    household = placed()
    add_exit(household, proposed_on=date(2026, 2, 24))
    session.commit()
    refresh(session, household, TODAY, book=rule_book(session))
    session.commit()

    found = check(session)
    assert (found.total("stays_undecided"), found.total(ANY)) == (1, 1)


def test_a_household_with_two_reasons_is_one(session):
    household = with_job()
    household.placed_on = None
    first_member(household).state = MemberState.EMPLOYED
    session.commit()

    assert check(session).total(ANY) == 1


def test_offices_of_one_name_are_told_apart(session):
    office(session, "220102").short_name = "朝阳区"
    session.commit()

    assert [row.name for row in check(session, CITY).rows] == ["朝阳区 220102", "朝阳区 220104"]


def test_nobody_looks_beyond_the_own_area(session):
    foreign = office(session, "222401")
    with in_charge_of(session, office(session, COUNTY).area), pytest.raises(OutsideScope):
        zero_check(session, foreign, date(2026, 1, 1), TODAY, today=TODAY, book=BOOK)


@pytest.mark.parametrize("count", [
    lambda session, places: stays_by_office(session, places, TODAY),
    lambda session, places: counted(session, places, date(2026, 1, 1), TODAY, TODAY),
])
def test_counts_that_open_the_province_ask_first_whose_office_it_is(session, count):
    """For a street too, of which nothing is kept that would ask by itself."""
    county = office(session, COUNTY).area
    for code in ("222401", "222401001"):
        with in_charge_of(session, WHOLE_PROVINCE):
            places = Places.of(session, office(session, code))
        with in_charge_of(session, county), pytest.raises(OutsideScope):
            count(session, places)


def test_every_kind_has_words_for_its_list():
    assert set(LABELS) == set(ROWS) == {ANY, *KINDS}
    assert WarningCode.LAST_JOB in WarningCode
