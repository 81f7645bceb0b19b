"""The report and the recount on the console."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from models import db
from tests.test_commands import run
from tests.vacant import inside, vacant


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small province of its own."""
    app = vacant(tmp_path_factory.mktemp("counted") / "data", "counted")
    with inside(app):
        upgrade()
    run(app, "demo load --households 60 --seed 4 --json")
    return app


def test_a_report_is_told_in_the_shape_of_the_contract(small):
    told = run(small, "report monthly --office 220100 --period 2026-01 --json")

    assert (told["period"], told["from"], told["to"]) == ("2026-01", "2026-01-01", "2026-01-31")
    assert told["rows"][0]["office"] == "220100"
    assert {"A", "F1", "G", "RJ"} <= set(told["rows"][0]["values"])
    whole, *beneath = (row["values"] for row in told["rows"])
    assert whole["D"] == sum(values["D"] for values in beneath)
    assert {check["no"] for check in told["checks"]} == set(range(1, 21))
    assert set(told["checks"][0]) == {"no", "hard", "holds", "office", "text"}
    assert run(small, "report quarterly --office 220100 --period 2025-Q4 --json")["from"] == "2025-10-01"
    assert run(small, "report yearly --office 220100 --period 2025 --json")["to"] == "2025-12-31"


def test_a_period_that_is_none_is_refused(small):
    assert "2026-10" in run(small, "report monthly --office 220100 --period 2026-13 --json", 1)["refused"][0]


def test_kept_figures_are_counted_again(small):
    assert run(small, "stats verify --json")["sound"]
    with inside(small):
        db.session.execute(text("UPDATE household SET size = size + 1 WHERE id = 1"))
        db.session.commit()
    told = run(small, "stats verify --json", 1)
    assert [wrong["column"] for wrong in told["households"]] == ["size"]
    with inside(small):
        db.session.execute(text("UPDATE household SET size = size - 1 WHERE id = 1"))
        db.session.commit()
