"""`import households`: every row of every ledger as the contract has it, stored once and no second time."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from models import Household, Member, db
from tests.test_commands import run
from tests.vacant import inside, vacant
from tests.workflow.test_intake_rows import EXPECTED, LEDGERS, partition

KEYS = ("row", "sheet", "status", "person", "raw_name")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory):
    """An installation with its offices and codes, and nobody on file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO", "0")
        app = vacant(tmp_path_factory.mktemp("bureau") / "data", "bureau")
    run(app, "prepare --json")
    return app


def on_file(app) -> tuple[int, int]:
    with inside(app):
        count = tuple(db.session.scalar(select(func.count()).select_from(m)) for m in (Household, Member))
        db.session.remove()
    return count


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem.split(".")[0])
def test_the_command_answers_row_by_row_as_expected_and_stores_once(bureau, path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    line = f"import households {LEDGERS / expected['file']} --as-of {expected['as_of']} --office 220104001001 --json"
    before = on_file(bureau)

    tried = run(bureau, f"{line} --dry-run")
    assert on_file(bureau) == before
    stored = run(bureau, line)

    for told in (tried, stored):
        assert [{k: row.get(k) for k in KEYS} | {"codes": row["codes"]} for row in told["rows"]] == [
            {k: row.get(k) for k in KEYS} | {"codes": row.get("codes", [])} for row in expected["rows"]
        ]
        assert partition(told["rows"]) == partition(expected["rows"])
    after = on_file(bureau)
    left_out = {row for group in stored["not_stored"] for row in group["rows"]}
    accepted = [row for row in expected["rows"] if row.get("person") and row["row"] not in left_out]
    assert after[1] - before[1] == len(accepted)

    run(bureau, line)
    assert on_file(bureau) == after
