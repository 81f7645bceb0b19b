"""Publicity runs 3 full working days, and nothing is reported before it has."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.parameters import NotYetInForce
from policy.publicity import publicity_end, publicity_is_over
from policy.workdays import CalendarMissing
from tests.policy.calendars import CALENDAR, day


@pytest.mark.parametrize(
    ("posted", "last_day"),
    [
        pytest.param("2026-09-30", "2026-10-10", id="before National Day"),
        pytest.param("2026-09-24", "2026-09-30", id="before Mid-Autumn"),
        pytest.param("2026-02-12", "2026-02-24", id="before Spring Festival"),
        pytest.param("2024-02-07", "2024-02-18", id="ends on a make-up Sunday"),
        pytest.param("2023-09-27", "2023-10-08", id="ends on a make-up Sunday in October"),
        pytest.param("2025-12-30", "2026-01-05", id="into a new year"),
        pytest.param("2026-11-21", "2026-11-25", id="posted on a Saturday"),
    ],
)
def test_the_file_may_be_reported_from_the_day_after_the_last(posted, last_day):
    posted_on, last = day(posted), day(last_day)

    assert publicity_end(posted_on, CALENDAR) == last
    for n in range((last - posted_on).days + 1):
        assert not publicity_is_over(posted_on, posted_on + timedelta(n), CALENDAR).met
    assert publicity_is_over(posted_on, last + timedelta(1), CALENDAR).met


def test_the_objection_says_until_when_and_by_which_clause():
    verdict = publicity_is_over(day("2026-09-30"), day("2026-10-09"), CALENDAR)

    assert [(o.clause, str(o)) for o in verdict.objections] == [
        ("102-2-2", "公示尚未期满：至10月10日（第3个工作日）后方可上报")
    ]


@pytest.mark.parametrize("on", ["2026-12-31", "2027-01-20", "2030-01-01"])
def test_a_year_without_a_calendar_opens_nothing_and_says_so(on):
    verdict = publicity_is_over(day("2026-12-30"), day(on), CALENDAR)

    assert [(o.clause, str(o)) for o in verdict.objections] == [
        ("102-2-2", "2027年的放假安排尚未录入，公示期满日无法确定：请系统管理员录入后再上报")
    ]
    with pytest.raises(CalendarMissing):
        publicity_end(day("2026-12-30"), CALENDAR)


def test_nothing_posted_is_nothing_publicized():
    verdict = publicity_is_over(None, day("2026-10-09"), CALENDAR)

    assert [(o.clause, str(o)) for o in verdict.objections] == [
        ("102-2-2", "尚未公示：请先张贴公示并登记张贴日期")
    ]


def test_before_the_notice_there_was_no_such_period():
    with pytest.raises(NotYetInForce):
        publicity_end(day("2021-06-29"), CALENDAR)


@given(st.dates(date(2023, 1, 1), date(2026, 10, 20)), st.integers(-30, 60))
def test_once_over_it_stays_over(posted_on, n):
    on = posted_on + timedelta(n)

    if publicity_is_over(posted_on, on, CALENDAR).met:
        assert publicity_is_over(posted_on, on + timedelta(1), CALENDAR).met
        assert CALENDAR.between(posted_on, on - timedelta(1)) >= 3
