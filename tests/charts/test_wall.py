"""What hangs on the wall: the cockpit's numbers, and none so small that it speaks of a household."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from charts.queries import promise_state, totals
from charts.wall import HIDDEN, wall_of
from charts.zero_check import zero_check
from models import ParameterDecree, Target
from policy.terms import Measure
from tests.cast import office
from tests.charts.test_queries import recognised
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.rule_book import rule_book

pytestmark = pytest.mark.database
AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
TODAY, FIRST = date(2026, 3, 9), date(2026, 1, 5)


def plain(text: str, **values: object) -> str:
    return text % values if values else text


def wall(session, code: str = "220000"):
    return wall_of(session, office(session, code), AT, rule_book(session), plain)


def many(n: int, community: str = "220104001001", on: date = FIRST, **values) -> None:
    for _n in range(n):
        recognised(on, community, **values)


def texts(bars) -> list[str]:
    return [bar.text for bar in bars]


def test_the_wall_says_what_the_cockpit_counts(session):
    many(12, assisted_on=FIRST)
    many(7, "222401001001", date(2026, 2, 2))
    session.add(Target(office_id=1, year=2026, measure=Measure.RECOGNISED, households=38))
    session.commit()
    shown = wall(session)
    counted = totals(session, office(session, "220000"), date(2026, 1, 1), TODAY)

    assert shown.figures[0].value == str(counted[Measure.RECOGNISED]) == "19"
    assert shown.figures[0].done == 0.5
    assert shown.figures[0].note == "年度目标 38 户，完成 50%"
    assert "认定零就业家庭19户，援助12户，退出0户，在册19户" in shown.sentence
    assert [texts(line.bars) for line in shown.lines] == [["12", "12", "0"], ["7", "0", "0"], ["0", "0", "0"]]
    assert texts(shown.trends[0].bars) == ["12", "7", "0"]
    assert shown.lines[0].bars[0].long > shown.lines[1].bars[0].long > 0
    assert not shown.hides


def test_a_small_number_is_nowhere_and_cannot_be_worked_out(session):
    many(12)
    many(3, "222401001001", date(2026, 2, 2))
    shown = wall(session)

    assert shown.figures[0].value == "15"
    assert [line.bars[0].text for line in shown.lines] == [HIDDEN, HIDDEN, "0"]
    assert texts(shown.trends[0].bars) == [HIDDEN, HIDDEN, "0"]
    assert all(bar.long == 0 for line in shown.lines for bar in line.bars if bar.text == HIDDEN)
    assert shown.hides


def test_a_small_total_hides_its_parts_and_its_share(session):
    many(3)
    session.add(Target(office_id=1, year=2026, measure=Measure.RECOGNISED, households=6))
    session.commit()
    shown = wall(session)

    assert shown.figures[0].value == "<5"
    assert shown.figures[0].done is None
    assert "50" not in shown.figures[0].note
    assert "认定零就业家庭不足5户" in shown.sentence
    assert {bar.text for line in shown.lines for bar in line.bars[:1]} == {HIDDEN}


def test_a_region_decrees_which_numbers_are_small(session):
    many(3)
    session.add(ParameterDecree(parameter="SMALL_NUMBER", office_id=1, value=1, basis="试文件",
                                basis_on=FIRST, valid_from=FIRST))
    session.commit()
    assert wall(session).figures[0].value == "3"
    assert not wall(session).hides


def test_the_promise_is_a_share_and_the_overdue_a_number(session):
    due = date(2026, 2, 2)
    many(9, promise_due_on=due, placed_on=due)
    many(6, promise_due_on=due)
    state = promise_state(session, office(session, "220000"), date(2026, 1, 1), TODAY, today=TODAY)
    rate, overdue = wall(session).figures[3:]

    assert (state.kept, state.due) == (9, 15)
    assert (rate.value, rate.unit, rate.done) == ("60", "%", 0.6)
    assert (overdue.value, overdue.tone, overdue.note) == ("6", "bad", "未达到动态清零")


def test_who_is_past_the_promise_is_never_told_one_by_one(session):
    due = date(2026, 2, 2)
    many(3, promise_due_on=due, placed_on=due)
    many(1, promise_due_on=due)
    rate, overdue = wall(session).figures[3:]

    assert (rate.value, rate.note) == ("—", "到期的不足5户，不显示")
    assert overdue.value == "<5"


def test_an_empty_province_is_a_quiet_wall(session):
    shown = wall(session)

    assert [big.value for big in shown.figures] == ["0", "0", "0", "—", "0"]
    assert shown.figures[4].note == "没有在册家庭"
    assert shown.sentence.endswith("今年没有认定，也没有在册家庭。")
    assert (shown.zeros, shown.hides, shown.blank) == ([], False, True)


def test_counties_without_a_recognition_are_named_the_longest_first(session):
    recognised(TODAY - timedelta(days=400), "220102001001", promise_due_on=date(2025, 3, 1))
    many(6)
    run_clocks(session, TODAY, work_calendar(session), rule_book(session), AT)
    shown = wall(session)

    assert {zero.name for zero in shown.zeros} >= {"南关区", "延吉市"}
    assert "朝阳区" not in {zero.name for zero in shown.zeros}
    assert shown.zeros[0].since == "2025-02"
    checked = zero_check(session, office(session, "220000"), FIRST, TODAY, today=TODAY, book=rule_book(session))
    assert {zero.name for zero in shown.zeros} == {row.name for row in checked.rows if row.tone}
    assert [zero.name for zero in wall(session, "220100").zeros] == ["南关区"]


def test_more_offices_than_fit_stand_together_as_one(session, monkeypatch):
    monkeypatch.setattr("charts.wall.MOST_DISTRICTS", 2)
    many(12)
    many(7, "222401001001")
    many(6, "220581001001")
    shown = wall(session)

    assert [line.name for line in shown.lines] == ["长春市", "其余2个"]
    assert [line.bars[0].text for line in shown.lines] == ["12", "13"]
