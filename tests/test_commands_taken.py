"""A command while another process holds the database."""

from __future__ import annotations

import fcntl

import pytest

from commands.register import TAKEN
from tests import databases
from tests.test_commands import run
from tests.vacant import vacant


@pytest.mark.skipif(databases.POSTGRES, reason="SQLite has one writer at a time")
def test_a_database_another_process_holds_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("models.engine.QUEUE_SECONDS", 0.1)
    app = vacant(tmp_path / "data", "taken")
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with open(f"{path}-queue", "w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        refused = run(app, "prepare --json", exit_code=1)
    assert refused == {"refused": [TAKEN]}
