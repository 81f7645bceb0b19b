"""Commands on a database that is not there yet, or is not theirs: one sentence, and nothing is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from commands.register import UNANSWERED
from models import AuditEntry, db
from models.sealed import make_keys
from tests.test_commands import run
from tests.vacant import inside, vacant

LINES = (
    "audit verify", "stats verify", "stats rebuild", "seals verify", "seals create --office 220104",
    "keys rotate", "clocks run --on 2026-11-27", "import continue", "demo load --households 5",
    "demo answers X --as community", "ledger recognition --out {folder}/x.xlsx --as county",
    "report monthly --office 220104 --period 2026-10",
    "user create --username zhao --name 赵样甲 --role sysadmin --office 220000",
)


@pytest.fixture(scope="module")
def none(tmp_path_factory):
    return vacant(tmp_path_factory.mktemp("none") / "data", "none")


@pytest.mark.database
@pytest.mark.parametrize("line", LINES)
def test_without_tables_each_command_says_what_to_do(none, tmp_path, line):
    refused = run(none, line.format(folder=tmp_path) + " --json", exit_code=1)
    assert "make migrate" in refused["refused"][0]


@pytest.mark.database
def test_tables_of_the_version_before_are_told(tmp_path):
    app = vacant(tmp_path / "data", "before")
    with inside(app):
        upgrade()
        downgrade(revision="-1")
    assert "make migrate" in run(app, "stats verify --json", exit_code=1)["refused"][0]


@pytest.mark.database
def test_nothing_is_written_with_the_keys_of_another(tmp_path):
    app = vacant(tmp_path / "data", "another")
    run(app, "prepare --json")
    folder = app.config["DATA_DIR"] / "keys"
    shutil.rmtree(folder)
    make_keys(folder)
    with inside(app):
        before = db.session.scalar(select(func.count(AuditEntry.id)))
    for line in (LINES[-1], "keys rotate", "clocks run --on 2026-11-27", "stats rebuild"):
        assert "密钥" in run(app, f"{line} --json", exit_code=1)["refused"][0]
    with inside(app):
        assert db.session.scalar(select(func.count(AuditEntry.id))) == before


def test_a_backup_is_not_written_where_nothing_may_be(none):
    assert "/none" in run(none, "backup /none/x.bak --json", exit_code=1)["refused"][0]


def test_a_database_that_cannot_be_read_is_said_in_words(tmp_path):
    app = vacant(tmp_path / "data", "shut")
    path = tmp_path / "folder.db"
    path.mkdir()
    with app.app_context():
        db.engine.dispose()
        db.engine.pool._creator = lambda *_: __import__("sqlite3").connect(path)
    assert run(app, "stats verify --json", exit_code=1)["refused"] == [UNANSWERED]


@pytest.mark.parametrize(("damage", "says"), [
    (lambda key: key.unlink(), "缺少密钥文件"), (lambda key: key.chmod(0o644), "权限过宽"),
    (lambda key: key.write_bytes(b"short"), "密钥文件"),
])
def test_keys_that_cannot_be_used_are_one_sentence(tmp_path, damage, says):
    make_keys(tmp_path / "data" / "keys")
    damage(next((tmp_path / "data" / "keys").glob("blind*.key")))
    asked = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "doctor"], cwd=Path(__file__).parents[1], text=True,
        capture_output=True, env={**os.environ, "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": ""}, check=False,
    )

    assert asked.returncode == 1
    assert (says in asked.stderr, "Traceback" in asked.stderr) == (True, False)
