"""What was found in a file, kept with its batch until it is decided: as JSON, and read back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from policy.verdict import Reason
from workflow.import_units import REFUSES, Content, Unit


def findings_of(content: Content, failed: Mapping[str, Any]) -> dict[str, Any]:
    """Units in their order; rows with something to say, a refused household's on each of its rows."""
    return {
        "units": [
            {"sheet": unit.sheet, "rows": unit.rows, "who": unit.who, "place": unit.place,
             "outcome": unit.outcome.value, "reasons": as_lists(unit.reasons),
             "differences": [asdict(difference) for difference in unit.differences]}
            for unit in content.units
        ],
        "told": [
            {"sheet": line.sheet, "row": line.row, "gravity": line.gravity, "who": line.who,
             "last4": line.last4, "said": [[column, *as_lists([reason])] for column, reason in line.said]}
            for line in content.told
        ],
        "failed": dict(failed),
    }


def told_later(unit: Unit) -> list[Any]:
    """What storing objected to, as the findings keep it."""
    return [unit.outcome.value, as_lists(unit.reasons)]


def as_lists(reasons: Iterable[Reason]) -> list[list[Any]]:
    return [[reason.clause, reason.text, dict(reason.values)] for reason in reasons]


def as_reasons(lists: Iterable[list[Any]]) -> list[Reason]:
    return [Reason(clause, text, values) for clause, text, values in lists]


def marks_of(findings: Mapping[str, Any]) -> dict[int, dict[int, list[tuple[str, str, Reason]]]]:
    """Sheet → row → what is to be written into the workbook: (column's field or "", gravity, words)."""
    marks: dict[int, dict[int, list[tuple[str, str, Reason]]]] = {}
    for line in findings.get("told", ()):
        row = marks.setdefault(line["sheet"], {}).setdefault(line["row"], [])
        row += [(column, line["gravity"], as_reasons([reason])[0]) for column, reason in line["said"]]
    for unit in findings.get("units", ()):
        if unit["outcome"] != "refused":
            continue
        for number in unit["rows"]:
            row = marks.setdefault(unit["sheet"], {}).setdefault(number, [])
            row += [("", REFUSES, reason) for reason in as_reasons(unit["reasons"])]
    return marks
