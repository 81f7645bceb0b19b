"""The report and the recount on the console."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from models import db
from tests.test_commands import call, run
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
    assert "/none" in run(small, "report monthly --office 220100 --period 2026-01 --out /none/x.xlsx --json", 1)["refused"][0]
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


def test_a_leaders_figure_changed_by_hand_is_named_and_mended(small):
    assert run(small, "stats verify --json")["figures"] == []
    with inside(small):
        db.session.execute(text("UPDATE kept_day SET total = total + 2 WHERE office_id = 1 AND figure = 'exited' "
                                "AND day = (SELECT max(day) FROM kept_day WHERE office_id = 1 AND figure = 'exited')"))
        db.session.commit()
    told = run(small, "stats verify --json", 1)
    assert not told["sound"]
    assert [(f["office"], f["figure"], f["kept"] - f["counted"]) for f in told["figures"]] == [("220000", "exited", 2)]
    assert f"吉林省　退出　{told['figures'][0]['day']}：" in call(small, "stats verify").stdout

    assert run(small, "stats rebuild --json") == {"mended": 1}
    assert run(small, "stats verify --json")["sound"]
    with inside(small):
        assert db.session.execute(text("SELECT count(*) FROM audit WHERE act = 'rebuild_figures'")).scalar() == 2


def test_a_household_changed_by_hand_is_named_by_office_figure_and_day(small):
    with inside(small):
        pk, code, day = db.session.execute(text(
            "SELECT h.id, o.code, h.exited_on FROM household h JOIN office o ON o.id = h.community_id "
            "WHERE h.status = 'exited' ORDER BY h.id LIMIT 1")).one()
        db.session.execute(text("UPDATE household SET exited_on = '2026-03-10' WHERE id = :id"), {"id": pk})
        db.session.commit()
    told = run(small, "stats verify --json", 1)["figures"]
    named = {(f["office"], f["day"], f["counted"] - f["kept"]) for f in told if f["figure"] == "exited"}
    assert {(code, str(day), -1), (code, "2026-03-10", 1), (code, "2026-03", 1)} <= named
    with inside(small):
        db.session.execute(text("UPDATE household SET exited_on = :on WHERE id = :id"), {"id": pk, "on": str(day)})
        db.session.commit()
    assert run(small, "stats verify --json")["sound"]



@pytest.mark.database
def test_seal_keys_are_made_and_sealed_papers_proved(small):
    made = run(small, "seals create --office 220105 --json")
    assert len(made["certificate"]) == 64
    assert run(small, "seals create --office 220105 --renew --json")["certificate"] != made["certificate"]
    assert "已有印章密钥" in run(small, "seals create --office 220105 --json", exit_code=1)["refused"][0]
    assert "没有印章" in run(small, "seals create --office 220000 --json", exit_code=1)["refused"][0]
    told = run(small, "seals verify --json")
    assert told["faults"] == []
    assert told["papers"] > 8, "those of the demo"
