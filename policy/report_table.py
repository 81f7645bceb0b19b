"""A report as a table of values: the office itself first, then each office beneath it.

Pure: where the figures come from is workflow's business. A rate is no figure of its own but follows
from two or more; without a denominator there is no rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from policy.report_terms import COLUMNS

NOTHING: Final = "—"
Values = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One office. `own` is what lies at the office itself (本级), beneath none of the others.

    `beside` holds figures that are not printed but that the rules need; a missing one is not known:
    `last_G` the figure reported at the end of the period before, `last_Z1` … the year so far before
    this period, `carried` who was at work but not yet released when the year began, `due_members`
    `due_P` `due_Q` `due_R` what was done for households whose promise ended without a job,
    `before_D` `before_F` `before_K` the same period a year ago. `months` are (K, F1) of each of the
    twelve months up to the period.
    """

    office: str
    name: str
    values: Values
    beside: Mapping[str, int] = field(default_factory=dict)
    months: tuple[tuple[int, int], ...] = ()
    own: bool = False
    office_id: int = 0

    def __getitem__(self, key: str) -> int:
        return self.values.get(key) or 0


@dataclass(frozen=True, slots=True)
class ReportTable:
    """All rows of one report. `listed` counts the list behind each figure of the first row.

    `intact` is None while the period is open, then whether what was locked is still what is kept.
    """

    rows: tuple[ReportRow, ...]
    listed: Mapping[str, int] = field(default_factory=dict)
    intact: bool | None = None

    @property
    def whole(self) -> ReportRow:
        return self.rows[0]

    @property
    def beneath(self) -> tuple[ReportRow, ...]:
        return self.rows[1:]


def fraction(row: ReportRow, key: str) -> tuple[int, int]:
    """Numerator and denominator of a rate."""
    if key == "RJ":
        at_work = row["F1"] + row["I2"]
        owed = row["A"] + row["A1"] + row["D"] - row["H"] - row["F2"] - row["F3"] - row["F4"]
        return at_work, owed
    above, beneath = {"RS": ("S2", "S1"), "RU": ("U2", "U1")}[key]
    return row[above], row[beneath]


def rate(row: ReportRow, key: str) -> float | None:
    """The rate, or None where there is nothing to divide by: never 0 % or 100 %."""
    above, beneath = fraction(row, key)
    return above / beneath if beneath else None


def printed(row: ReportRow, key: str) -> str:
    """The value of a column as it stands on paper."""
    if key in RATES:
        share = rate(row, key)
        return NOTHING if share is None else f"{share:.1%}"
    value = row.values.get(key)
    return NOTHING if value is None else f"{value:,}"


RATES: Final = frozenset(column.key for column in COLUMNS if column.rate)
SUMMED: Final = tuple(column.key for column in COLUMNS if column.sums)
COUNTS: Final = tuple(column.key for column in COLUMNS if not column.rate)
