"""Kept figures equal a recount after anything: changes, moves, many rows at once, what is taken back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, text, update

from access.audit import BulkChange
from access.kept_recount import miskept, rebuild
from access.scope import in_charge_of
from models import (
    WHOLE_PROVINCE,
    AuditEntry,
    Household,
    KeptDay,
    KeptMonth,
    KeptSpan,
    Service,
    db,
)
from models.engine import writing
from policy.figures import Figure
from policy.spans import Span
from policy.tallies import Tally
from policy.terms import Feedback, ServiceKind
from policy.terms import Status as S
from tests.cast import office
from tests.charts.living_register import DAY, PLACES, TODAY, Register
from tests.charts.recount import (
    counted_promises,
    standing_on,
    sums,
)
from tests.charts.test_queries import COMMUNITY, COUNTY, exited, recognised
from tests.factories import add_member, add_referral, add_service, first_member, make_household

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[2]


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
        Figure.KEPT, Figure.MISSED, Figure.OVERDUE, Figure.OVERDUE_NOW, Span.TOOK_WORK, Span.HAS_WORK, Span.OWED_WORK,
        Tally.PROMISED}
    assert {f.day for f in found if isinstance(f.figure, Figure) and not f.month} == {
        one.promise_due_on, one.promise_due_on + DAY}
    assert {f.office.code for f in found if isinstance(f.figure, Span)} == {"220000", "220100", COUNTY}


def test_a_date_overwritten_unread_is_taken_back_all_the_same(session, some):
    """An expired object knows nothing of what it held: it has to be read before it is overwritten."""
    one = recognised(TODAY - 30 * DAY, placed_on=TODAY - 20 * DAY)
    session.commit()
    session.expire(one)
    one.placed_on = TODAY - 10 * DAY
    session.commit()

    assert list(miskept(session)) == []


def test_what_was_never_set_is_known_to_have_been_empty(session, some):
    """A new row that is changed before the commit, in a column nobody had touched."""
    one = recognised(TODAY - 30 * DAY)
    session.flush()
    one.placed_on, one.low_income_no, one.picky_on = TODAY, "吉低保0002", TODAY - DAY
    member = add_member(one, no=7, relation="30", name="张例七")
    session.flush()
    member.education, member.unemployed_since = "71", TODAY - 200 * DAY
    session.flush()
    member.voided_at, member.void_reason = datetime(2026, 3, 9), "误录"
    session.commit()

    assert miskept(session) == []


def test_services_count_as_what_they_are_until_they_are_void(session, some):
    member = first_member(make_household(status=S.RECOGNISED))
    given = [add_service(member, served_on=TODAY - n * DAY, kind=kind) for n, kind in enumerate(ServiceKind)
             if kind is not ServiceKind.REFERRAL]
    jobs = [add_referral(member, served_on=TODAY) for _ in range(3)]
    session.commit()
    assert miskept(session) == []

    given[0].feedback, given[1].served_on, jobs[0].counts = Feedback.UNREACHED, TODAY, False
    session.commit()
    jobs[1].voided_at, jobs[1].void_reason = datetime(2026, 3, 9), "误录"
    session.commit()

    assert miskept(session) == []
    kept = session.scalars(select(KeptSpan).where(KeptSpan.office_id == 1, KeptSpan.total != 0))
    assert sum(row.total for row in kept if row.span.value.startswith("served")) == len(given) + 2
    for statement in (update(Service).values(counts=None), delete(Service)):
        with pytest.raises(BulkChange):
            session.execute(statement.execution_options(traced=True, synchronize_session=False))


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
from datetime import date, datetime
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
