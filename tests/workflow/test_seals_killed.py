"""kill -9 while papers are being sealed, one by one and in a batch: no number twice or lost, none without its file.

SEAL_KILLS says how often; a hundred by hand, a few in the ordinary run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from access.audit import verify
from access.second_factor import FRESH
from models import AuditEntry, NumberSeries, Paper
from policy.seal_terms import BEARS_SEAL, SealState
from tests.sealing import AT, enrolled, seal, waiting
from workflow.seal_checks import faults

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("SEAL_KILLS", "4"))
CHILD = """
import os, pathlib, random, signal, sys, time
import select as select_
from sqlalchemy import select
from app import create_app
from models import WHOLE_PROVINCE, Paper, db
from models.engine import writing
from policy.seal_terms import SealState
from tests.cast import officer
from tests.sealing import AT, ON, press_in
from workflow.papers import prepare_again
from workflow.seals import Ticket, seal_each

url, folder, presence, kills = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
app = create_app({"DATA_DIR": pathlib.Path(folder), "SQLALCHEMY_DATABASE_URI": url, "TESTING": True})
press_in(app)  # the libraries are read before the first fork
dice, whole = random.Random(7), 0
with app.app_context():
    def left():
        db.session.info["area"] = WHOLE_PROVINCE
        ids = db.session.scalars(select(Paper.id).where(Paper.state == SealState.WAITING).order_by(Paper.id)).all()
        if not ids:  # asked for anew: the former ones are replaced
            with writing():
                db.session.rollback()
                for paper in db.session.scalars(select(Paper).where(Paper.state == SealState.SEALED).limit(20)).all():
                    prepare_again(db.session, paper, officer(db.session, "zhao"), "重新出具一份", ON)
                db.session.commit()
            return left()
        db.session.rollback()
        return ids
    for n in range(kills):
        ids = left()
        db.session.remove()
        db.engine.dispose()
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            db.session.info["area"] = WHOLE_PROVINCE
            some = [Ticket(i) for i in (ids[:1] if n % 3 == 0 else ids)]
            for outcome in seal_each(db.session(), some, officer(db.session, "zhou"), presence, lambda: AT, press_in(app)):
                os.write(writes, b"." if outcome.done else b"x")
            os._exit(0)
        os.close(writes)
        if n % 2:  # in the midst of the second or third, else before or in the first
            select_.select([reads], [], [], 10)
        time.sleep(dice.uniform(0.0, 0.3 if n % 2 else 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told = os.read(reads, 10_000)
        assert b"x" not in told, told
        whole += told.count(b".")
        os.close(reads)
print(whole)
"""


def begun_again(session, app, presence, at):
    """What waits, by a process that starts at that moment and was given no new code."""
    left = session.scalars(select(Paper).where(Paper.state == SealState.WAITING)).all()
    return seal(session, app, *(left or [waiting(session, name="张试戌", recognition_no="试-99")]), presence=presence, at=at)


def test_killed_at_any_moment_no_number_is_used_twice_or_lost(session, app):
    for n in range(20):
        waiting(session, name=f"张试{'子丑寅卯辰巳午未申酉'[n % 10]}", recognition_no=f"试-{n}")
    presence = enrolled(session, "zhou")
    session.commit()

    done = subprocess.run(
        [sys.executable, "-c", CHILD, app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"]),
         str(presence), str(KILLS)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=1500, check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    sealed = session.scalar(select(func.count(Paper.id)).where(Paper.state.in_(BEARS_SEAL)))
    assert sealed >= int(done.stdout) > 0  # what was acknowledged is there
    assert sealed == (session.scalar(select(NumberSeries.last).where(NumberSeries.name.startswith("seal:"))) or 0)
    assert sealed == session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.act == "seal"))
    assert list(faults(session)) == []
    assert not any(o.done for o in begun_again(session, app, presence, AT + FRESH + timedelta(seconds=1)))
    assert sealed == session.scalar(select(NumberSeries.last).where(NumberSeries.name.startswith("seal:")))
    assert verify(session)[1] is None
    print(f"{KILLS} kills, {done.stdout.strip()} told of, {sealed} sealed")
