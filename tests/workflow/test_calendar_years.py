"""A year of the calendar entered whole: what it moves is shown, then stored with its trace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Alert, AuditEntry, CalendarDay, CalendarYear
from policy.rulebook import RuleBook
from policy.terms import DayKind, WarningCode
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import make_household
from workflow.calendar import work_calendar
from workflow.calendar_years import days_of, enter_year, preview_year
from workflow.clocks import run_clocks
from workflow.refusals import Refused

YEAR = """日期 性质 节日
2027-01-01 放假 元旦
2027-01-02,放假,元旦
2027/01/03\t放假\t元旦
2027-01-04 放假 元旦
2027-02-20 调休上班 春节
2027-02-08 放假 春节
2027-02-09 放假 春节
2027-02-10 放假 春节
2027-02-11 放假 春节
2027-02-12 放假 春节
"""
BOOK = RuleBook()
ENTERED = date(2026, 12, 28)


@pytest.fixture
def waiting(session):
    """Sealed on 16 December 2026: the 20 working days end in 2027, provisionally on 13 January."""
    calendar = work_calendar(session)
    period = calendar.count(date(2026, 12, 16), 20, provisional_ok=True)
    made = make_household(
        status=S.RECOGNISED, recognised_on=date(2026, 12, 16), promise_due_on=period.due,
        promise_provisional=period.provisional,
    )
    make_household(status=S.RECOGNISED)
    session.commit()
    return made


def test_the_days_are_read_as_they_are_pasted():
    days = days_of(YEAR, 2027)

    assert len(days) == 10
    assert days[date(2027, 1, 3)] == (DayKind.HOLIDAY, "元旦")
    assert days[date(2027, 2, 20)] == (DayKind.MAKE_UP, "春节")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027-01-01 放假\n2027-13-01 放假", "第2行看不懂"), ("2027-01-01", "第1行看不懂"),
        ("2027-01-01 休息", "第1行看不懂"), ("2026-01-01 放假", "第1行不是2027年的日期"),
        ("2027-01-01 放假\n2027-01-01 放假", "第2行的日期重复"),
        ("2027-01-04 调休上班 元旦", "调休上班日应在周六或周日"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(text, said):
    with pytest.raises(Refused, match=said):
        days_of(text, 2027)


def test_a_year_with_too_few_or_too_many_working_days_is_refused(session):
    with pytest.raises(Refused, match="全年有261个工作日"):
        preview_year(session, 2027, {}, officer(session, "guan"), BOOK)


def test_only_the_administrator_enters_a_year(session):
    with pytest.raises(Refused, match="没有维护工作日历的权限"):
        preview_year(session, 2027, days_of(YEAR, 2027), officer(session, "gao"), BOOK)


def test_the_preview_says_which_day_becomes_which_and_stores_nothing(session, waiting):
    told = waiting.promise_due_on
    found = preview_year(session, 2027, days_of(YEAR, 2027), officer(session, "guan"), BOOK)

    assert (found.workdays, found.holidays, found.make_ups) == (255, 9, 1)
    [moved] = found.moved
    assert (moved.household_id, moved.before) == (waiting.id, told)
    assert moved.after != told
    session.rollback()
    assert waiting.promise_due_on == told
    assert session.get(CalendarYear, 2027) is None or not session.get(CalendarYear, 2027).published


def test_the_year_is_stored_with_every_last_day_it_moves(session, waiting):
    days = days_of(YEAR, 2027)
    expected = preview_year(session, 2027, days, officer(session, "guan"), BOOK).moved[0].after

    assert enter_year(session, 2027, "国办发明电〔2026〕9号", days, BOOK, ENTERED) == 1

    session.refresh(waiting)
    assert (waiting.promise_due_on, waiting.promise_provisional) == (expected, False)
    assert session.get(CalendarYear, 2027).published
    assert session.get(CalendarDay, date(2027, 1, 4)).kind is DayKind.HOLIDAY
    [line] = session.query(AuditEntry).filter_by(act="recount_term")
    assert line.record == f"household:{waiting.id}"
    assert line.changes["after"] == str(expected)


def test_a_day_that_does_not_move_is_no_longer_provisional(session, waiting):
    days = {day: kind for day, kind in days_of(YEAR, 2027).items() if day.day != 4}
    assert waiting.promise_provisional

    assert enter_year(session, 2027, "国办发明电〔2026〕9号", days, BOOK, ENTERED) == 0

    session.refresh(waiting)
    assert waiting.promise_provisional is False


def test_the_same_year_entered_again_moves_nothing(session, waiting):
    days = days_of(YEAR, 2027)
    enter_year(session, 2027, "国办发明电〔2026〕9号", days, BOOK, ENTERED)

    assert preview_year(session, 2027, days, officer(session, "guan"), BOOK).moved == ()


def test_a_running_publicity_follows_the_year_and_its_notice_with_it(session):
    household = make_household(
        status=S.PUBLICIZED, applied_on=date(2026, 12, 1), submitted_on=date(2026, 12, 2),
        verified_on=date(2026, 12, 30), publicized_on=date(2026, 12, 30),
        publicized_until=date(2027, 1, 5),
    )
    session.commit()
    enter_year(session, 2027, "国办发明电〔2026〕9号", days_of(YEAR, 2027), BOOK, ENTERED)

    session.refresh(household)
    assert household.publicized_until == date(2027, 1, 6)


def standing(session, code):
    rows = session.execute(select(Alert.due_on, Alert.provisional, Alert.tone).where(
        Alert.code == code, Alert.cleared_on.is_(None)))
    return [(due, provisional, tone.value) for due, provisional, tone in rows]


def test_the_warnings_follow_the_year_at_once(session, waiting):
    reviewed = make_household(status=S.REPORTED, applied_on=date(2026, 12, 1), submitted_on=date(2026, 12, 2),
                              verified_on=date(2026, 12, 10), publicized_on=date(2026, 12, 11),
                              publicized_until=date(2026, 12, 16), reported_on=date(2026, 12, 28))
    session.commit()
    key, told = reviewed.id, waiting.promise_due_on
    run_clocks(session, date(2026, 12, 31), work_calendar(session), BOOK, datetime(2026, 12, 31, 1, tzinfo=UTC))
    assert [(due, provisional) for due, provisional, _tone in standing(session, WarningCode.QUOTA)
            if due >= told] == [(told, True)]
    before = session.execute(select(Alert.due_on).where(Alert.household_id == key)).all()
    assert standing(session, WarningCode.CALENDAR) == [(None, False, "red")]
    enter_year(session, 2027, "国办发明电〔2026〕9号", days_of(YEAR, 2027), BOOK, date(2026, 12, 31))

    [promise] = [row for row in standing(session, WarningCode.QUOTA) if row[0] >= told]
    assert (promise[0] > told, promise[1]) == (True, False)
    assert standing(session, WarningCode.CALENDAR) == []
    assert before == []
    run = run_clocks(session, date(2026, 12, 31), work_calendar(session), BOOK, datetime(2026, 12, 31, 2, tzinfo=UTC))
    assert (run.proposals.raised, run.proposals.cleared) == (0, 0)
