"""What an office has in hand too long; counties and calendars; what holds of every warning."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.care_warnings import care_warnings
from policy.exit import Contact, ExitFacts
from policy.rulebook import Decree, Rules
from policy.terms import ComparisonDecision as D
from policy.terms import ComparisonResult as R
from policy.terms import Tone
from policy.warnings import Hit, calendar_missing, procedure_warnings
from tests.policy.calendars import CALENDAR, day
from tests.policy.cases import DAYS, SEALED, S, case, procedure

# ---- what an office has in hand too long ----------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "yellow", "red", "code", "words"),
    [
        pytest.param(case(S.DRAFT), "2026-02-11", "2026-02-13", "W01",
                     "申请已登记3个工作日以内须受理提交，尚未提交", id="not submitted"),
        pytest.param(case(S.SUBMITTED, submitted_on=date(2026, 2, 10)), "2026-02-14", "2026-02-25", "W02",
                     "提交后5个工作日以内须核实，初审尚未完成", id="not verified, over the Spring Festival"),
        pytest.param(case(S.VERIFIED, verified_on=date(2026, 3, 2)), "2026-03-06", "2026-03-10", "W02",
                     "初审通过后5个工作日以内须公示，尚未公示", id="not publicised"),
        pytest.param(case(S.PUBLICIZED, publicized_until=date(2026, 3, 6)), "2026-03-09", "2026-03-11", "W03",
                     "公示期已于2026-03-06届满，尚未上报县级", id="publicity over, not reported"),
        pytest.param(case(S.REPORTED, reported_on=date(2026, 3, 3)), "2026-03-09", "2026-03-11", "W04",
                     "上报后5个工作日以内须复核，县级尚未办结", id="not reviewed"),
        pytest.param(case(proposed_on=date(2026, 3, 9)), "2026-03-12", "2026-03-16", "W18",
                     "退出建议提出后5个工作日以内须审批，县级尚未审批", id="proposal undecided"),
    ],
)
def test_a_file_that_waits_too_long(of, yellow, red, code, words):
    before = str(day(yellow) - timedelta(days=1))
    assert procedure(of, before) == []
    assert procedure(of, yellow) == [(code, yellow, red, None, words)]
    [raised] = procedure_warnings(of, day(red), DAYS)
    assert raised.tone(day(red)) is Tone.RED
    assert raised.tone(day(red) - timedelta(days=1)) is Tone.YELLOW


def test_an_objection_stops_the_warning_about_the_report():
    of = case(S.PUBLICIZED, publicized_until=date(2026, 3, 6), objected=True)
    assert procedure(of, "2026-03-20") == []


@pytest.mark.parametrize("status", [S.RETURNED, S.REJECTED, S.WITHDRAWN, S.REVOKED, S.EXITED, S.RECOGNISED])
def test_nothing_waits_where_nothing_is_in_hand(status):
    assert procedure(case(status), "2026-12-31") == []


def test_a_decreed_term_is_the_one_that_counts():
    rules = Rules((Decree("COUNTY_REVIEW_PERIOD", "1.", date(2026, 1, 1), 2, "试行文件"),))
    of = case(S.REPORTED, reported_on=date(2026, 3, 3))
    [raised] = procedure_warnings(of, day("2026-03-04"), DAYS, rules)
    assert (raised.due_on, str(raised.reason)) == (day("2026-03-05"), "上报后2个工作日以内须复核，县级尚未办结")


def test_a_term_into_an_unpublished_year_is_provisional():
    of = case(S.REPORTED, reported_on=date(2026, 12, 30))
    [raised] = procedure_warnings(of, day("2027-01-20"), DAYS)
    assert raised.provisional
    assert not procedure_warnings(case(S.DRAFT), day("2026-03-01"), DAYS)[0].provisional


# ---- offices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "on", "found"),
    [
        ({2026}, "2026-11-14", None),
        ({2026}, "2026-11-15", ("2026-11-15", "2026-12-15", "2027年放假安排尚未录入：请在国务院办公厅通知公布后录入工作日历")),
        ({2026, 2027}, "2026-12-20", None),
        ({2026}, "2027-01-03", ("2027-01-01", "2027-01-01", "2027年放假安排尚未录入，公示和承诺期限只能暂定")),
    ],
)
def test_the_calendar_of_a_year_not_entered(years, on, found):
    raised = calendar_missing(frozenset(years), day(on))
    assert (raised and (str(raised.raised_on), str(raised.red_on), str(raised.reason))) == found
    assert raised is None or (raised.code.value, raised.reason.clause) == ("W19", "CC-203")


# ---- properties ------------------------------------------------------------------------------------

MOMENTS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@settings(deadline=None, max_examples=60)
@given(due=st.dates(date(2024, 2, 1), date(2026, 12, 20)), left=st.integers(0, 12))
def test_the_day_with_so_many_left_is_the_first_such_day(due, left):
    first = DAYS.with_left(due, left)
    assert CALENDAR.left(first, due) <= left
    assert CALENDAR.left(first - timedelta(days=1), due) > left


@settings(deadline=None, max_examples=60)
@given(on=MOMENTS, contacts=st.lists(st.tuples(MOMENTS, st.booleans()), max_size=8), turn=st.randoms())
def test_the_order_of_events_never_changes_a_warning(on, contacts, turn):
    events = [Contact(when, reached) for when, reached in contacts]
    of = case(placed_on=SEALED, exit=ExitFacts(frozenset({1}), contacts=tuple(events), recognised_on=SEALED))
    turn.shuffle(events)
    shuffled = replace(of, exit=replace(of.exit, contacts=tuple(events)))
    assert care_warnings(of, on, DAYS) == care_warnings(shuffled, on, DAYS)


@settings(deadline=None, max_examples=60)
@given(on=MOMENTS)
def test_a_warning_that_stands_was_raised_and_is_red_only_from_its_day(on):
    of = case(assisted_on=None, services=(), hits=(Hit(1, date(2026, 5, 5), R.HIT, D.EFFECT),))
    for raised in (*care_warnings(of, on, DAYS), *procedure_warnings(of, on, DAYS)):
        assert raised.raised_on <= on
        assert raised.red_on is None or raised.raised_on <= raised.red_on
        assert (raised.tone(on) is Tone.RED) == (raised.red_on is not None and raised.red_on <= on)
