"""A year of `clocks run` on the demo province, day by day, beside a recount that knows no rule of ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_migrate import upgrade
from sqlalchemy import update

from models import Alert, db
from policy.terms import Tone
from seeds.demo import load_demo
from tests.seeds import PASSWORD
from tests.seeds.year_days import DAY
from tests.seeds.year_desk import months_begun
from tests.seeds.year_watch import KINDS, Watcher
from tests.seeds.year_work import Year
from tests.vacant import inside, vacant
from workflow.clocks import run_clocks

pytestmark = [pytest.mark.database, pytest.mark.slow]
FIRST, DAYS = date(2025, 3, 10), 366
"""Holidays with days made up lie in it, and the turn of a year; it ends on the day of the other tests."""
HOUSEHOLDS, ARRIVALS, SEED = 30, 20, 20250310
LEAST = 5
BY_ACTS = ("W24",)
"""Come with what is recorded, never with time alone."""
ACTS = {
    "recognise_file": 25, "serve": 250, "make_plan": 40, "finish_measure": 40, "review": 40, "visit": 200,
    "settle_ticket": 25, "find_work": 25, "verify": 25, "leave": 20, "grant": 35, "check_job": 25, "lose": 4,
    "void_service": 2, "revoke": 2, "keep": 2, "change": 2, "invite_again": 3, "return_again": 2,
}
"""How often at least each was tried in the year."""


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The year gone through: the officers, and what the watcher saw."""
    app = vacant(tmp_path_factory.mktemp("year") / "data", "year")
    with inside(app):
        upgrade()
        load_demo(db.session, HOUSEHOLDS, 7, on=FIRST, password=PASSWORD)
        yield go_through(db.session)


def go_through(session):
    last = FIRST + (DAYS - 1) * DAY
    staff, watcher = Year(session, SEED, FIRST, last), Watcher(session, FIRST, last)
    staff.begin(ARRIVALS, FIRST)
    for month in months_begun(FIRST, last):
        staff.plan(month, staff.month_begins)
    for n in range(DAYS):
        day = FIRST + n * DAY
        staff.work(day)
        run = run_clocks(session, day, staff.calendar, staff.book, at(day))
        watcher.look(day, run, staff.touched)
        if day.day in (1, 2, 20) or n in (0, DAYS - 1):
            watcher.look_at_visits(day)
        if day.day in (1, 20):
            run_again(session, staff, watcher, day, run)
    return staff, watcher


def run_again(session, staff, watcher, day, run):
    """The second run of a day finds nothing and tells the same."""
    before = watcher.everything()
    again = run_clocks(session, day, staff.calendar, staff.book, at(day))
    if (again.proposals.raised, again.proposals.cleared, again.digest) != (0, 0, run.digest):
        watcher.wrong.append((day, "second run", again.proposals, again.digest, run.digest))
    if watcher.everything() != before:
        watcher.wrong.append((day, "second run wrote"))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC) - timedelta(hours=1)


def test_every_warning_stands_on_its_days_and_on_no_other(year):
    _staff, watcher = year

    assert watcher.wrong == []


@pytest.mark.parametrize("code", KINDS)
def test_each_kind_comes_turns_red_and_goes(year, code):
    _staff, watcher = year

    assert watcher.came[code] >= LEAST
    assert watcher.went[code] >= LEAST
    assert watcher.reddened[code] >= LEAST
    assert watcher.by_time[code] >= LEAST or code in BY_ACTS


def test_a_warning_is_one_row_for_each_time_it_stood(year):
    _staff, watcher = year

    assert watcher.written == sum(watcher.stood.values()) == sum(watcher.came.values())
    assert max(watcher.stood.values()) > 1  # some came back with their cause


def test_the_officers_did_what_they_set_out_to_do(year):
    staff, _watcher = year

    assert staff.refused == []
    assert all(staff.done[act] >= least for act, least in ACTS.items()), staff.done


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"raised_on": date(2025, 3, 1)}, id="a day that is not its own"),
        pytest.param({"cleared_on": FIRST + (DAYS - 1) * DAY}, id="taken back while it should stand"),
        pytest.param({"tone": Tone.YELLOW}, id="not red in time"),
    ],
)
def test_the_watcher_sees_a_warning_that_is_wrong(year, change):
    _staff, watcher = year
    last = FIRST + (DAYS - 1) * DAY
    due, session = watcher.recount.standing(last), watcher.session
    key = next(row.id for row in watcher.rows() if row.tone == "red")
    session.execute(update(Alert).where(Alert.id == key).values(**change), execution_options={"traced": True})

    found = watcher.differences(last, due, watcher.rows())
    session.rollback()

    assert len(found) == 1
    assert watcher.differences(last, due, watcher.rows()) == []
