"""The process that writes a ledger in the background: small, and the file is the same."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from admin.ledger_exports import worker_env
from documents.ledger_work import take_up
from documents.ledgers import LEDGERS
from models import LedgerExport
from models.archive import Opener
from policy.export_terms import ExportState as State
from tests.cast import office, officer
from tests.documents.taking import AT, SINCE, UNTIL, take
from workflow import ledger_exports as exports

ROOT = Path(__file__).parents[2]
HEAVY = {
    "admin", "alembic", "app", "argon2", "babel", "charts", "click", "commands", "flask", "flask_admin",
    "flask_babel", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf", "granian", "jinja2",
    "openpyxl", "orjson", "pikepdf", "PIL", "plotly", "pyhanko", "pypinyin", "python_calamine", "seeds", "typst",
    "werkzeug", "wtforms",
}
MOST_MB = 80
ASK = """
import json, sys
import ledger_work
from access.scope import criteria, scoped_models
from documents.ledgers import LEDGERS
from models import Area
criteria(Area("1.", 1, "unit_id"))
LEDGERS["recognition"]
narrow = sorted(sys.modules)
for name in LEDGERS:
    LEDGERS[name]
limited = len(criteria(Area("1.", 1, "unit_id")))
print(json.dumps([narrow, sorted(sys.modules), limited, len(scoped_models())]))
"""


@pytest.fixture(scope="module")
def asked():
    run = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(run.stdout)


def test_the_process_loads_no_page_no_command_and_no_library_of_theirs(asked):
    for modules in asked[:2]:
        assert not HEAVY & {name.split(".")[0] for name in modules}


def test_the_process_loads_the_records_of_its_ledger_alone(asked):
    assert {"models.household", "models.checks", "models.ledgers"} <= set(asked[0])
    assert not {"models.web", "models.plans", "models.sweeps", "models.report", "models.imports"} & set(asked[0])
    assert "models.sweeps" in asked[1]


def test_a_table_that_is_loaded_later_is_limited_as_well(asked):
    assert asked[2] == asked[3] > 10


def ordered(app, session, name: str) -> int:
    by, here = officer(session, "zhao"), office(session, "220104")
    number = exports.order(
        session(), by, here, AT, ledger=name, selection=None, since=SINCE, until=UNTIL, full=False,
        reason="", rows=3,
    ).id
    exports.tell(app.config["DATA_DIR"], number, 0, first=True)
    session.remove()  # lets go of the database: the process writes as well
    return number


def started(app, number: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "ledger_work.py", str(number)], cwd=ROOT, env=worker_env(app.config),
        stdout=subprocess.PIPE, text=True, check=False,
    )


def cells_of(out) -> list[list[object]]:
    """All cells of the rows, the charts and the definitions; the cover tells the moment."""
    book = openpyxl.load_workbook(out)
    found = [[c.value for row in sheet.iter_rows() for c in row] for sheet in book.worksheets[1:]]
    book.close()
    return found


@pytest.mark.database
@pytest.mark.parametrize("name", ["recognition", "service"])
def test_it_writes_the_same_ledger_within_eighty_megabytes(app, session, filled, name):
    expected = cells_of(take(session, name, at=datetime.now(UTC))[1])
    number = ordered(app, session, name)
    run = started(app, number)

    assert run.returncode == 0
    told = json.loads(run.stdout)
    assert told["memory_mb"] <= MOST_MB
    export = session.get_one(LedgerExport, number)
    assert (export.state, export.done, export.digest) == (State.READY, told["rows"], told["sha256"])
    with exports.sealed_file(app.config["DATA_DIR"], number).open("rb") as source:
        assert cells_of(BytesIO(Opener(source, bytes.fromhex(export.key)).read())) == expected
    session.remove()
    assert started(app, number).returncode == 1  # taken up once


@pytest.mark.database
def test_an_order_given_up_while_it_is_written_leaves_nothing(app, session, filled):
    data_dir, number = app.config["DATA_DIR"], ordered(app, session, "recognition")
    exports.progress_file(data_dir, number).unlink()

    assert take_up(session(), data_dir, number, lambda: AT) is None
    assert not exports.sealed_file(data_dir, number).exists()


@pytest.mark.database
def test_an_officer_who_has_left_gets_nothing_and_the_page_says_why(app, session, filled):
    from workflow.refusals import Refused

    data_dir, number = app.config["DATA_DIR"], ordered(app, session, "recognition")
    officer(session, "zhao").active = False
    session.commit()

    with pytest.raises(Refused, match="已停用"):
        take_up(session(), data_dir, number, lambda: AT)
    export = session.get_one(LedgerExport, number)
    assert (export.state, "已停用" in export.why) == (State.FAILED, True)


def test_all_ledgers_stand_on_the_shelf_under_their_own_names():
    assert [LEDGERS[name].name for name in LEDGERS] == list(LEDGERS)
    assert len(LEDGERS) == 13
