"""The working-day calendar of the tests: 2023 to 2026 as announced, 2027 not yet entered."""

import csv
from datetime import date
from pathlib import Path

from policy.terms import DayKind
from policy.workdays import WorkCalendar

HERE = Path(__file__).parent


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a copied table, without the lines on its source."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


HOLIDAYS = [
    (date.fromisoformat(row["date"]), DayKind(row["kind"]), row["name"])
    for row in rows_of("workdays.csv")
]
CALENDAR = WorkCalendar.of(HOLIDAYS, years=range(2023, 2027))


def day(text: str) -> date:
    """A day of a table: 2026-10-12."""
    return date.fromisoformat(text)
