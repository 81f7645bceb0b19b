"""`policy assess` and `policy exits`: a household told in a file, judged without a database."""

from __future__ import annotations

import json

import pytest

from tests.policy.test_facts_file import FILE
from tests.test_commands import call, run
from tests.vacant import vacant


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """An installation whose database has no tables yet."""
    return vacant(tmp_path_factory.mktemp("bare") / "data", "bare")


FACTS = {**FILE, "events": FILE["events"][:3]}
"""As the contract has it: without what happens to a household beside the counters."""


@pytest.fixture
def facts(tmp_path):
    def write(content=FACTS):
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return file

    return write


def test_a_facts_file_is_judged_line_by_line(bare, facts):
    told = run(bare, f"policy assess {facts()} --on 2026-06-01")

    assert list(told) == ["eligible", "labour_members", "reasons", "would_change"]
    assert (told["eligible"], told["labour_members"], told["would_change"]) == (True, [1], [])
    assert told["reasons"][0] == {
        "clause": "一", "member": 1, "holds": True,
        "text": "成员赵样甲在劳动年龄内，有劳动能力和就业愿望，处于失业状态"}
    assert {line["clause"] for line in told["reasons"]} == {"一", "一(一)", "二(一)"}


def test_a_missing_fact_leaves_the_verdict_open(bare, facts):
    member = {key: value for key, value in FACTS["members"][0].items() if key != "wants_work"}
    told = run(bare, f"policy assess {facts({**FACTS, 'members': [member]})} --on 2026-06-01")

    assert told["eligible"] is None
    assert told["would_change"] == ["请填写成员赵样甲有无就业愿望"]


def test_a_facts_file_tells_its_exit_grounds_and_counters(bare, facts):
    told = run(bare, f"policy exits {facts()} --on 2026-06-01")

    assert list(told) == ["grounds", "counters"]
    [ground] = told["grounds"]
    assert (ground["ground"], ground["clause"], ground["member"], ground["since"]) == (
        "employed", "三(一)", 1, "2026-05-20")
    assert ground["events"] == [FACTS["events"][2]]
    assert [(c["kind"], c["count"], c["needed"]) for c in told["counters"]] == [
        ("refusal", 1, 3), ("contact", 1, 3)]


def test_a_facts_file_that_cannot_be_meant_is_refused_at_its_place(bare, facts, tmp_path):
    wrong = {**FACTS, "members": [{**FACTS["members"][0], "state": "idle"}]}
    told = run(bare, f"policy assess {facts(wrong)} --on 2026-06-01", exit_code=1)
    assert "members[0].state不在代码" in told["refused"][0]

    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    told = run(bare, f"policy exits {tmp_path / 'broken.json'} --on 2026-06-01", exit_code=1)
    assert told["refused"] == ["事实文件有误：文件不是有效的JSON（UTF-8）"]
    assert call(bare, f"policy assess {tmp_path / 'nothing.json'} --on 2026-06-01").exit_code == 2
