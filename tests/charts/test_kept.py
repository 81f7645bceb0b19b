"""Kept figures equal a recount after anything: changes, moves, many rows at once, what is taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, text, update

from access.audit import BulkChange, verify
from access.kept_recount import miskept, rebuild
from access.many import add_rows, new_ids
from access.scope import in_charge_of
from charts.queries import month_trend, progress, promise_state, totals
from models import WHOLE_PROVINCE, AuditEntry, Household, KeptDay, KeptMonth, Office, db
from models.engine import writing
from policy.figures import Figure
from policy.terms import ExitGround
from policy.terms import Status as S
from tests.cast import office
from tests.charts.recount import (
    assert_months_are_the_days_together,
    counted_promises,
    counted_totals,
    counted_trend,
    standing_on,
    sums,
)
from tests.charts.test_queries import COMMUNITY, COUNTY, EARLY, exited, recognised

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 3, 9)
DAY = timedelta(days=1)
PLACES = ("220104001001", "220104001002", "220104002001", "220102001001", "222401001001",
          "220581001001", "220104001", "220104", "220581")
"""Communities, and what may lie at a street, a county or a unit itself."""
days = st.integers(-70, 70).map(lambda n: TODAY + timedelta(days=n))
maybe = st.none() | days
numbers = count(1)


def drawn(status: S, values: dict, since: date) -> dict:
    """Dates that the database allows in the status; of the others it wants none."""
    held = status in (S.RECOGNISED, S.EXITED, S.REVOKED)
    later = max(values["assisted_on"] or since, since)
    return {
        "status": status, "recognised_on": since if held else None,
        "assisted_on": later if held and values["assisted_on"] else None,
        "exited_on": max(values["left_on"], since) if status is S.EXITED else None,
        "exit_ground": values["exit_ground"] if status is S.EXITED else None,
        "revoked_on": values["left_on"] if status is S.REVOKED else None,
        "withdrawn_on": TODAY if status is S.WITHDRAWN else None,
        "promise_due_on": values["promise_due_on"], "placed_on": values["placed_on"],
        "picky_on": values["picky_on"],
    }


states = st.builds(
    drawn, st.sampled_from([S.DRAFT, S.RECOGNISED, S.RECOGNISED, S.EXITED, S.REVOKED, S.WITHDRAWN]),
    st.fixed_dictionaries({
        "assisted_on": maybe, "left_on": days, "exit_ground": st.sampled_from(list(ExitGround)),
        "promise_due_on": maybe, "placed_on": maybe, "picky_on": maybe,
    }), days,
)
place = st.sampled_from(PLACES)


def new_household(community: str, values: dict) -> Household:
    household = Household(
        family_no=f"K-{next(numbers):06d}", head_name="张试子", register_address="虚构路1号",
        phone="15400000001", **{**EARLY, "applied_on": date(2020, 1, 2)},
    )
    household.place_in(office(db.session, community))
    change(household, values)
    return household


def change(household: Household, values: dict) -> None:
    for name, value in values.items():
        setattr(household, name, value)
    household.recognition_no = f"K-{next(numbers)}" if household.recognised_on else None


class Register(RuleBasedStateMachine):
    """Households come, change, move, come by the thousand and are taken back."""

    @initialize()
    def begin(self):
        self.ids = []

    def one(self, n: int) -> Household | None:
        return db.session.get(Household, self.ids[n % len(self.ids)]) if self.ids else None

    @rule(community=place, values=states)
    def a_household_comes(self, community, values):
        household = new_household(community, values)
        db.session.add(household)
        db.session.commit()
        self.ids.append(household.id)

    @rule(n=st.integers(0, 99), values=states)
    def one_changes(self, n, values):
        if (household := self.one(n)) is not None:
            change(household, values)
            db.session.commit()

    @rule(n=st.integers(0, 99), community=place)
    def one_moves(self, n, community):
        if (household := self.one(n)) is not None:
            household.place_in(office(db.session, community))
            db.session.commit()

    @rule(n=st.integers(0, 99), first=maybe, second=maybe)
    def one_changes_twice_before_the_commit(self, n, first, second):
        if (household := self.one(n)) is not None:
            for day in (first, second):
                household.placed_on = day
                db.session.flush()
            db.session.commit()

    @rule(n=st.integers(0, 99), values=states, community=place, how=st.booleans())
    def what_is_not_committed_counts_for_nothing(self, n, values, community, how):
        nested = db.session.begin_nested() if how else None
        if (household := self.one(n)) is not None:
            change(household, values)
        db.session.add(new_household(community, values))
        db.session.flush()
        if nested is None:
            db.session.rollback()
        else:
            nested.rollback()
            db.session.commit()

    @rule(rows=st.lists(st.tuples(place, states), max_size=4))
    def many_come_at_once(self, rows):
        lies = {code: office(db.session, code) for code, _values in rows}
        laid = []
        for (code, values), pk in zip(rows, new_ids(db.session, Household, len(rows)), strict=True):
            one = new_household(code, values)
            laid.append({c.key: getattr(one, c.key) for c in Household.__mapper__.columns
                         if getattr(one, c.key) is not None or c.key in values} | {
                "id": pk, "episode": 1, "kind": "ordinary", "head_pinyin": "z", "head_initials": "z",
                "size": 1, "labour_members": 1, "registered_members": 1, "promise_provisional": False,
            } | columns_of(one))
        db.session.expunge_all()
        keys = {key for row in laid for key in row}
        add_rows(db.session, Household, [dict.fromkeys(keys) | row for row in laid],
                 [lies[code].path for code, _values in rows])
        db.session.commit()
        self.ids += [row["id"] for row in laid]

    @invariant()
    def kept_is_counted(self):
        assert miskept(db.session) == []

    def teardown(self):
        assert_pages_are_counted(db.session)
        assert_months_are_the_days_together(db.session)
        assert verify(db.session)[1] is None
        db.session.rollback()


def columns_of(one: Household) -> dict:
    names = ("unit_id", "county_id", "street_id", "community_id", "is_open", "phone_last4")
    return {name: getattr(one, name) for name in names}


ASKED = ("220000", "220100", "220104", "220104001", "220104001001", "220581", "222400")
PERIODS = (
    (date(2026, 1, 1), date(2026, 12, 31)), (TODAY, TODAY), (date(2026, 2, 28), date(2026, 3, 1)),
    (date(2026, 1, 5), date(2026, 1, 20)), (date(2026, 2, 1), date(2026, 2, 28)),
    (date(2025, 12, 31), date(2026, 4, 1)), (date(2026, 3, 2), date(2026, 2, 1)),
    (date(2026, 2, 10), date(2026, 3, 31)), (date(2026, 2, 1), date(2026, 3, 5)),
)


def assert_pages_are_counted(session) -> None:
    """Whatever the pages ask, of every office and of all kinds of periods, a count says the same."""
    for n, (code, (since, until)) in enumerate(product(ASKED, PERIODS)):
        here = office(session, code)
        whole = totals(session, here, since, until)
        assert whole == counted_totals(session, here, since, until)
        assert month_trend(session, here, since, until) == counted_trend(session, here, since, until)
        rows = progress(session, here, since, until)
        for row in rows:
            if not row.own and row.office_id != here.id:
                child = session.get(Office, row.office_id)
                assert row.counts == counted_totals(session, child, since, until)
        assert all(sum(row.counts[m] for row in rows) == n for m, n in whole.items())
        today = (TODAY, TODAY - 30 * DAY, TODAY + 90 * DAY)[n % 3]
        assert promise_state(session, here, since, until, today=today) == counted_promises(
            session, here, since, until, today=today)


@pytest.mark.parametrize("round_", range(2))
def test_no_sequence_of_changes_parts_the_kept_from_the_counted(session, round_):
    run_state_machine_as_test(
        Register,
        settings=settings(max_examples=6, stateful_step_count=20, deadline=None, database=None,
                          suppress_health_check=list(HealthCheck)),
    )


@pytest.fixture
def some(session):
    """Households in three counties, one at a street itself, and dates that are still to come."""
    for n, community in enumerate(PLACES):
        recognised(TODAY - n * DAY, community, placed_on=TODAY + n * DAY if n % 2 else None)
        exited(TODAY - 40 * DAY, community, recognised_on=TODAY - 90 * DAY)
    recognised(TODAY + 5 * DAY)
    exited(TODAY + 5 * DAY, recognised_on=TODAY - 90 * DAY, promise_due_on=TODAY - 60 * DAY)
    session.commit()


def test_the_standing_at_the_end_of_a_day_is_the_sum_up_to_it(session, some):
    here = office(session, "220000")
    for n in range(-100, 20):
        on = TODAY + n * DAY
        counted = counted_promises(session, here, on, on, today=TODAY + 30 * DAY)
        assert standing_on(session, here, on) == {
            Figure.REGISTER: counted.register, Figure.OVERDUE: counted.overdue}


def test_rebuilding_changes_nothing_that_is_right_and_leaves_a_line(session, some):
    before = sums(session, KeptDay), sums(session, KeptMonth)

    rebuild(session)
    session.commit()

    session.expire_all()
    assert (sums(session, KeptDay), sums(session, KeptMonth)) == before
    assert session.scalar(select(func.count()).where(AuditEntry.act == "rebuild_figures")) == 1


def test_a_figure_and_a_household_changed_by_hand_are_named(session, some):
    session.execute(text("UPDATE kept_day SET total = total + 1 WHERE office_id = 3 AND day = :on "
                         "AND figure = 'recognised'"), {"on": TODAY.isoformat()})
    [found] = miskept(session)
    assert (found.office.code, found.figure, found.day, found.month, found.kept - found.counted) == (
        COUNTY, Figure.RECOGNISED, TODAY, False, 1)
    session.rollback()
    session.execute(text("INSERT INTO kept_month VALUES (1, 'exited', '2019-05-01', 7)"))
    [found] = miskept(session)
    assert (found.office.code, found.figure, found.day, found.month, found.kept) == (
        "220000", Figure.EXITED, date(2019, 5, 1), True, 7)
    session.rollback()

    one = session.scalars(select(Household).where(Household.recognised_on == TODAY)).first()
    session.execute(text("UPDATE household SET placed_on = '2026-03-01' WHERE id = :id"), {"id": one.id})
    found = miskept(session)

    assert {f.office.code for f in found} == {"220000", "220100", COUNTY, "220104001", COMMUNITY}
    assert {f.figure for f in found} == {
        Figure.KEPT, Figure.MISSED, Figure.OVERDUE, Figure.OVERDUE_NOW}
    assert {f.day for f in found if not f.month} == {one.promise_due_on, one.promise_due_on + DAY}


@pytest.mark.parametrize("values", [{"placed_on": TODAY}, {"status": S.EXITED}, {"remarks": "x"}])
def test_households_are_not_changed_past_the_figures(session, some, values):
    statement = update(Household).values(**values).execution_options(
        traced=True, synchronize_session=False)
    if {"remarks"} == values.keys():
        session.execute(statement)
        return
    if "status" in values:
        statement = statement.values(exited_on=TODAY)
    with pytest.raises(BulkChange):
        session.execute(statement)
    with pytest.raises(BulkChange):
        session.execute(update(Household), [{"id": 1, "picky_on": TODAY}],
                        execution_options={"traced": True})
    session.rollback()
    assert miskept(session) == []


def test_many_officers_of_one_county_at_once_lose_nothing(app, session, some):
    """In threads, each with a connection of its own: all of them change the same rows of figures."""
    ids = [recognised(TODAY - 2 * DAY, PLACES[n % 3]).id for n in range(24)]
    session.commit()
    gate = Barrier(8)

    def go(part):
        with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
            gate.wait(10)
            for pk in part:
                db.session.get(Household, pk).placed_on = TODAY
                db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(go, [ids[n::8] for n in range(8)]))

    session.expire_all()
    assert miskept(session) == []
    assert session.get(KeptDay, (3, Figure.RECOGNISED, TODAY - 2 * DAY)).total >= 24


CHILD = """
import os, signal, sys
from datetime import date
from pathlib import Path
from access.scope import in_charge_of
from app import create_app
from models import WHOLE_PROVINCE, Household, db
from models.engine import writing

url, folder, number, when = sys.argv[1:]
app = create_app({"DATA_DIR": Path(folder), "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
    db.session.get(Household, int(number)).placed_on = date(2026, 3, 9)
    db.session.flush()
    if when == "after":
        db.session.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_before_the_commit_neither_is_kept_and_after_it_both(app, session, some, when):
    one = recognised(TODAY - 2 * DAY)
    session.commit()
    pk = one.id
    session.rollback()

    killed = subprocess.run(
        [sys.executable, "-c", CHILD, app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"]),
         str(pk), when],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=120, check=False,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    session.expire_all()
    assert (session.get(Household, pk).placed_on is None) is (when == "before")
    assert miskept(session) == []
