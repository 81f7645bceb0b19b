"""Small numbers of persons hidden, so that none can be had by subtraction (小数隐藏). Pure.

A *family* is a table of sibling offices × categories, whose margins are known: what each office has
in all (lists of households tell it), and the row of the office above. A cell from 1 to k−1 is hidden
and reads "<k"; others are hidden with it (they read "<k" or "≥k", whichever is true) until each can
differ by one person with everything that is shown staying as it is. Nought is always shown, and
nothing rests on it: another column may tell that there is nobody. Beneath an office the categories
hidden there count as one (MERGED): their sum follows from what is shown, and then nothing shown
beneath tells more about the office above. So each family stands for itself. Reading: 0043.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MERGED: Final = "merged"
"""The category that stands for all those hidden at an office above."""
Numbers = Mapping[str, int]
Cell = tuple[Hashable, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as it may be seen: `hidden` cells give only whether they are below `least` or not.

    `withheld`: the numbers are too small to show any division at all.
    """

    numbers: Numbers
    hidden: frozenset[str]
    least: int
    withheld: bool = False

    def number(self, category: str) -> int | None:
        """The number where it may be seen; None where it is hidden."""
        seen = category in self.numbers and category not in self.hidden and not self.withheld
        return self.numbers[category] if seen else None

    def text(self, category: str) -> str:
        """How the cell reads: a number, "<5" or "≥5"; "" for one that is merged or withheld."""
        if self.withheld or category not in self.numbers:
            return ""
        count = self.numbers[category]
        if category not in self.hidden:
            return f"{count:,}"
        return f"<{self.least}" if count < self.least else f"≥{self.least}"


@dataclass(slots=True)
class Family:
    """The cells of sibling offices, and which of them are hidden."""

    rows: Mapping[Hashable, Numbers]
    least: int
    hidden: set[Cell]

    def count(self, row: Hashable, category: str) -> int:
        return self.rows[row][category]

    def may_rise(self, row: Hashable, category: str) -> bool:
        """One person more, and the cell still reads the same."""
        return self.count(row, category) not in (0, self.least - 1)

    def may_fall(self, row: Hashable, category: str) -> bool:
        """One person less. To none, too: who reads "<5" does not know that it is not nought."""
        return self.count(row, category) not in (0, self.least)

    def price(self, cells: Sequence[Cell]) -> int:
        """What it costs to hide these as well: as many persons as are then not shown."""
        return sum(1 + self.count(*cell) for cell in cells if cell not in self.hidden)

    def rounds(self, row: Hashable, category: str) -> Iterator[tuple[Cell, Cell, Cell]]:
        """Three other cells with which the cell can change by one, all sums staying as they are."""
        falls, rises = self.may_fall(row, category), self.may_rise(row, category)
        for other in self.rows[row]:
            if other == category:
                continue
            down, up = falls and self.may_rise(row, other), rises and self.may_fall(row, other)
            for beside in self.rows if down or up else ():
                if beside == row:
                    continue
                if (down and self.may_rise(beside, category) and self.may_fall(beside, other)) or (
                    up and self.may_fall(beside, category) and self.may_rise(beside, other)
                ):
                    yield (row, other), (beside, category), (beside, other)

    def shifts(self, row: Hashable, category: str) -> Iterator[tuple[Cell]]:
        """The same for a row whose sum alone is known: one other cell."""
        for other in self.rows[row]:
            if other != category and (
                (self.may_fall(row, category) and self.may_rise(row, other))
                or (self.may_rise(row, category) and self.may_fall(row, other))
            ):
                yield ((row, other),)


def shown(rows: Mapping[Hashable, Numbers], least: int, *, alone: bool = False) -> dict[Hashable, Shown]:
    """The rows of a family as they may be seen; `alone` for the first office, which has none beside it.

    Where a small cell cannot be hidden among the others, nothing of the family is shown. Where all
    persons of the family are of one category, it is told by the row above and hides nobody. At most
    a few thousand looks a family: small cells × categories × offices.
    """
    small = [
        (row, category) for row, numbers in rows.items() for category, count in numbers.items()
        if 0 < count < least
    ]
    family = Family(rows, least, set(small))
    of_one_kind = len({c for numbers in rows.values() for c, count in numbers.items() if count}) == 1
    for cell in () if of_one_kind else sorted(small, key=lambda cell: family.count(*cell)):
        ways = family.shifts(*cell) if alone else family.rounds(*cell)
        found = cheapest(family, ways)
        if found is None:
            return {row: Shown(numbers, frozenset(), least, withheld=True) for row, numbers in rows.items()}
        family.hidden.update(found)
    return {
        row: Shown(numbers, frozenset(c for r, c in family.hidden if r == row), least)
        for row, numbers in rows.items()
    }


def cheapest(family: Family, ways: Iterator[tuple[Cell, ...]]) -> tuple[Cell, ...] | None:
    """The way that hides least beside; the first that needs nothing more ends the search."""
    best, price = None, 0
    for cells in ways:
        cost = family.price(cells)
        if best is None or cost < price:
            best, price = cells, cost
        if not cost:
            break
    return best


def together(numbers: Numbers, merged: frozenset[str]) -> Numbers:
    """The row with those categories put together as one; the row as it is for none."""
    if not merged:
        return dict(numbers)
    kept = {category: count for category, count in numbers.items() if category not in merged}
    return kept | {MERGED: sum(numbers[category] for category in merged)}


def merged_beneath(row: Shown, merged: frozenset[str]) -> frozenset[str]:
    """The categories that count as one beneath an office with that row."""
    return merged | (row.hidden - {MERGED})
