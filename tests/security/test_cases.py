"""docs/security.md names for every case what proves it, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([A-Z]{2}[0-9]{2}) \| (P[0-2]) \| (.*) \|$", re.MULTILINE)
CASES = {"HZ": 18, "VT": 13, "FA": 16, "WF": 23, "MA": 5, "BR": 14, "UP": 18, "PI": 18, "CR": 12}
NOT_P0 = {
    "P1": {"HZ10", "FA07", "FA09", "FA12", "FA15", "WF05", "WF13", "WF17", "WF19", "WF20", "WF21", "MA03", "BR03",
           "BR05", "BR13", "UP04", "UP05", "UP13", "UP16", "UP17", "PI11", "PI13", "PI14", "PI15", "PI16", "PI17", "CR03"},
    "P2": {"VT13", "WF22", "WF23", "BR04", "BR14", "PI12", "PI18", "CR05", "CR12"},
}


def rows() -> dict[str, tuple[str, str]]:
    return {case: (priority, words) for case, priority, words in ROW.findall(PAGE)}


def test_every_case_is_answered_once_under_its_priority():
    wanted = [f"{group}{n:02d}" for group, count in CASES.items() for n in range(1, count + 1)]

    assert [case for case, _p, _w in ROW.findall(PAGE)] == wanted
    for case, (priority, _words) in rows().items():
        assert priority == next((p for p, cases in NOT_P0.items() if case in cases), "P0"), case


def test_no_case_is_blank():
    """A proof, or in plain words why there is none yet or will never be."""
    for case, (_priority, words) in rows().items():
        assert "`test_" in words or words.startswith(("later: ", "not ours: ")), case
        assert len(words) > 20, case


def test_what_is_named_is_there():
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))

    assert named - there == set()
    assert len(named) > 80
