"""A ledger damaged anywhere, and two clerks with the same ledger: never half a household, never two."""

from __future__ import annotations

import csv
import random
import threading
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.audit import verify
from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Household, Member, db
from models.engine import writing
from tests.conftest import lay_anew
from tests.workflow.test_intake import CLEAN, count, take_in
from workflow.refusals import Refused
from workflow.sheets import read_workbook

SHEET = [[str(c or "") if not isinstance(c, date) else c.isoformat() for c in row]
         for row in read_workbook(CLEAN.read_bytes()).sheets[0].rows]
WHOLE: list[int] = []
DAMAGE = st.one_of(
    st.text(max_size=60), st.sampled_from(["", "=1/0", "2.29E+17", "户主", "合计", "9" * 400, "\0", "𠮷"])
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 26), st.integers(0, 13), DAMAGE)
def test_damage_to_one_cell_never_stores_half_a_household(
    house, mould, snapshot, app, tmp_path, row, column, said
):
    db.session.remove()
    lay_anew(house, mould, snapshot)
    rows = [list(cells) for cells in SHEET]
    rows[row][column] = said
    path = tmp_path / f"{random.random()}.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows(rows)

    with in_charge_of(db.session, WHOLE_PROVINCE):
        stored_whole(path)


def stored_whole(path):
    try:
        intake = take_in(db.session, path)
    except Refused:
        assert count(db.session, Household) == 0
        return

    stored = {g.family_no: len(g.rows) - sum("DUP_IN_HOUSEHOLD" in r.codes for r in g.rows)
              for g in intake.stored}
    found = db.session.execute(
        select(Household.family_no, func.count(Member.id))
        .join(Member, Member.household_id == Household.id).group_by(Household.family_no)
    )
    assert {no: persons for no, persons in found} == stored
    assert count(db.session, Household) == len(stored)
    assert verify(db.session)[1] is None
    WHOLE.append(len(stored))


def test_the_damaged_ledgers_were_stored_and_not_only_refused():
    """The test above must have seen most households of most ledgers go in."""
    assert sum(WHOLE) > 4 * len(WHOLE) > 20


def test_two_clerks_with_one_ledger_at_once_make_no_double(session):
    session.rollback()
    engine, counts, faults = db.engine, [], []

    def clerk():
        try:
            with Session(engine) as mine, in_charge_of(mine, WHOLE_PROVINCE), writing():
                counts.append(take_in(mine, CLEAN).counts["households_stored"])
        except Exception as fault:  # a thread's fault is told by its test
            faults.append(fault)

    clerks = [threading.Thread(target=clerk) for _ in range(2)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()

    assert not faults
    assert sorted(counts) == [0, 8]
    assert (count(session, Household), count(session, Member)) == (8, 26)
