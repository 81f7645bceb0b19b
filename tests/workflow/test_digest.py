"""The digest tells each warning as new once: in the first run, or on the first desk, after it was written."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select

from access.scope import in_charge_of
from models import Alert, ClockRun, Comparison, Household
from policy.rulebook import RuleBook
from policy.terms import ComparisonDecision, ComparisonResult
from policy.terms import Status as S
from tests.cast import office, officer
from tests.databases import POSTGRES
from tests.factories import add_employment, add_service, first_member, make_household
from workflow.clocks import run_clocks
from workflow.decisions import decide_comparison, verify_employment
from workflow.digest import digest_of
from workflow.records import save

ON = date(2026, 3, 9)
NEXT = date(2026, 3, 10)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def run(session, calendar, on):
    return run_clocks(session, on, calendar, RuleBook(), AT).digest


@pytest.fixture
def recognised(session):
    household = make_household(status=S.RECOGNISED, assisted_on=date(2026, 3, 6))
    add_service(first_member(household))
    session.commit()
    return household.id


def hit(session, calendar, key, on):
    household = session.get(Household, key)
    made = Comparison(household=household, source="insurance", compared_on=on,
                      result=ComparisonResult.HIT, details="有参保记录")
    made.place_in(household.community)
    save(session, made, officer(session, "wang"), on, calendar)
    return made


def test_the_digest_tells_what_is_new_since_the_run_before(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    run(session, calendar, date(2026, 3, 6))
    first = run(session, calendar, date(2026, 3, 9))
    again = run(session, calendar, date(2026, 3, 9))
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 4))
    session.commit()
    second = run(session, calendar, date(2026, 3, 11))

    assert first == again
    assert (first.since, first.raised, first.yellow, first.red) == (date(2026, 3, 6), {"W02": 1}, {"W02": 1}, {})
    assert (second.since, second.raised, second.reddened) == (date(2026, 3, 9), {"W02": 1}, {"W02": 1})
    assert second.lines()[:2] == ["预警：红色1件，黄色1件；新增1件，转红1件", "W02核实超期：红色1件，黄色1件"]


def test_a_hit_entered_after_the_mornings_run_is_new_to_the_desk_and_to_the_next_run(session, calendar, recognised):
    run(session, calendar, date(2026, 3, 6))
    assert run(session, calendar, ON).raised == {}
    hit(session, calendar, recognised, ON)

    assert digest_of(session, ON).raised == {"W17": 1}
    assert run(session, calendar, NEXT).raised == {"W17": 1}
    assert run(session, calendar, date(2026, 3, 11)).raised == {}


def test_what_came_true_long_ago_and_is_entered_today_is_new_today(session, calendar, recognised):
    household = session.get(Household, recognised)
    job = add_employment(first_member(household), contract_until=date(2026, 3, 20), verified=False)
    session.commit()
    job_id = job.id
    run(session, calendar, ON)
    verify_employment(session, session.get(type(job), job_id), "insurance", officer(session, "chen"), NEXT)
    alert = session.scalars(select(Alert).where(Alert.code == "W12")).one()
    found = run(session, calendar, NEXT)

    assert alert.raised_on < ON
    assert (found.raised.get("W12"), found.reddened.get("W12")) == (1, 1)


def test_what_an_officer_turns_red_is_told_as_turned_red_once(session, calendar, recognised):
    row = hit(session, calendar, recognised, ON)
    key = row.id
    run(session, calendar, ON)
    decide_comparison(session, session.get(Comparison, key), ComparisonDecision.EFFECT, "单位已参保",
                      officer(session, "chen"), ON)
    found, after = run(session, calendar, NEXT), run(session, calendar, date(2026, 3, 11))

    assert (found.raised, found.reddened) == ({}, {"W17": 1})
    assert after.reddened == {}


def test_a_warning_that_only_says_other_words_stays_seen_when_it_was(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    run(session, calendar, date(2026, 3, 11))
    before = session.execute(select(Alert.found_at, Alert.reddened_at)).one()
    session.scalars(select(Alert)).one().words = "旧的说法"
    session.commit()
    run(session, calendar, date(2026, 3, 12))

    assert session.execute(select(Alert.found_at, Alert.reddened_at)).one() == before
    assert session.scalars(select(Alert.words)).one() != "旧的说法"


def test_what_is_no_longer_red_is_not_told_as_turned_red(session, calendar):
    household = make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    key = household.id
    run(session, calendar, date(2026, 3, 6))
    session.get(Household, key).submitted_on = date(2026, 2, 10)
    session.commit()
    assert run(session, calendar, ON).reddened == {"W02": 1}
    session.get(Household, key).submitted_on = date(2026, 3, 3)
    session.commit()
    assert run(session, calendar, NEXT).reddened == {}
    assert session.scalars(select(Alert.reddened_at)).one() is None


def test_a_run_known_only_by_its_end_is_taken_from_there(session, calendar, recognised):
    session.add(ClockRun(on=date(2026, 3, 6), finished_at=AT, figures={}))
    session.commit()
    hit(session, calendar, recognised, ON)

    assert digest_of(session, ON).raised == {"W17": 1}


def test_each_office_is_told_of_its_own(session, calendar, recognised):
    run(session, calendar, date(2026, 3, 6))
    hit(session, calendar, recognised, ON)
    with in_charge_of(session, office(session, "222401").area):
        elsewhere = digest_of(session, ON)
    with in_charge_of(session, office(session, "220104").area):
        here = digest_of(session, ON)

    assert (elsewhere.raised, elsewhere.yellow) == ({}, {})
    assert (here.raised, here.yellow) == ({"W17": 1}, {"W17": 1})


@pytest.mark.skipif(POSTGRES, reason="SQLite says by which index it goes whatever the table holds")
@pytest.mark.parametrize("code", ["220000", "220100", "220104", "220104001", "220104001001"])
def test_what_stands_is_counted_in_an_index_alone(session, code):
    said = []

    def listen(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("SELECT alert.code"):
            said.append((statement, parameters))

    with in_charge_of(session, office(session, code).area), listening(session.get_bind(), listen):
        digest_of(session, ON)
    [(statement, parameters)] = said
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    assert "COVERING INDEX ix_alert" in str(plan), plan
    assert "TEMP B-TREE" not in str(plan), plan


@contextmanager
def listening(engine, to):
    event.listen(engine, "before_cursor_execute", to)
    yield
    event.remove(engine, "before_cursor_execute", to)
