"""kill -9 while a batch is being stored: nothing is half stored, and the batch goes on where it stood."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from access.audit import verify
from access.kept_recount import miskept
from access.scope import in_charge_of
from models import Household, ImportBatch, ImportedRecord, Member, StatusChange
from policy.import_terms import ImportState as State
from tests.cast import officer
from tests.workflow.test_imports import AT, CLEAN, ON, count, run, taken
from workflow import imports
from workflow.import_resume import continue_all

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import os, signal, sys
from tests.workflow.test_imports import officer, run
from access.scope import in_charge_of
from app import create_app
from models import WHOLE_PROVINCE, ImportBatch, db
from models.engine import writing
from workflow import imports

where, url, folder, batch_id = sys.argv[1:]
app = create_app({"DATA_DIR": __import__("pathlib").Path(folder), "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
imports.TOGETHER = 3
calls, inner = [], getattr(imports, where)

def dies(*given):
    calls.append(1)
    if len(calls) == 2 or where == "close_part":
        os.kill(os.getpid(), signal.SIGKILL)
    return inner(*given)

setattr(imports, where, dies)
with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
    run(db.session, db.session.get_one(ImportBatch, int(batch_id)))
"""


@pytest.mark.parametrize(
    ("where", "through"),
    [("keep", 3), ("lay_part", 3), ("close_part", 8)],
    ids=["the second part laid down, not committed", "the second part begun", "all stored, the end not noted"],
)
def test_a_killed_process_leaves_whole_parts_and_the_batch_goes_on(session, app, where, through):
    batch = taken(session, CLEAN, to="220104001001")
    with in_charge_of(session, officer(session, "zhao").office.area):
        imports.confirm(session, batch.id, officer(session, "zhao"))
    number = batch.id
    session.rollback()

    killed = subprocess.run(
        [sys.executable, "-c", CHILD, where, app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"]), str(number)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    batch = session.get_one(ImportBatch, number)
    assert (batch.state, batch.done, count(session, Household)) == (State.STORING, through, through)
    assert count(session, StatusChange) == count(session, ImportedRecord) == batch.stored == through
    sizes = session.execute(
        select(Household.size, func.count(Member.id)).join(Member, Member.household_id == Household.id).group_by(Household.id)
    ).all()
    assert all(size == members for size, members in sizes)
    assert verify(session)[1] is None
    assert miskept(session) == []

    run(session, batch)
    assert (batch.state, batch.stored, count(session, Household), count(session, Member)) == (State.STORED, 8, 8, 26)
    assert miskept(session) == []
    assert verify(session)[1] is None


def test_a_batch_whose_page_is_closed_goes_on_in_the_name_of_whoever_confirmed_it(session, calendar):
    batch = taken(session, CLEAN, to="220104001001")
    with in_charge_of(session, officer(session, "zhao").office.area):
        imports.confirm(session, batch.id, officer(session, "zhao"))
    done = continue_all(session, ON, AT, calendar)

    assert done == [(batch.number, batch.state.label, 8)]
    assert batch.state is State.STORED
    assert {step.by_name for step in session.scalars(select(StatusChange))} == {"赵例辛"}
    assert continue_all(session, ON, AT, calendar) == []
