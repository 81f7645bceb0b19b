"""How many working days something took: how often, and within how many half and nine of ten were done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil

from charts.queries import share


@dataclass(slots=True)
class Times:
    """How many households took how many working days; `in_term` of `with_term` within their term."""

    days: Counter[int] = field(default_factory=Counter)
    in_term: int = 0
    with_term: int = 0

    @property
    def count(self) -> int:
        return self.days.total()

    @property
    def mean(self) -> float | None:
        return share(sum(d * n for d, n in self.days.items()), self.count)

    def within(self, part: float) -> int | None:
        """The fewest working days within which at least that part of them was done; None for none."""
        wanted, so_far = ceil(part * self.count - 1e-9), 0
        for days in sorted(self.days):
            so_far += self.days[days]
            if so_far >= wanted:
                return days
        return None

    @property
    def median(self) -> int | None:
        return self.within(0.5)

    @property
    def most(self) -> int | None:
        """Nine of ten were done within so many."""
        return self.within(0.9)
