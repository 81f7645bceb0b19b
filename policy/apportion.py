"""Splitting a yearly target (目标分解) among the offices beneath: whole households that add up.

Largest remainder: each office gets its share rounded down, and the households left over go to the
largest remainders, the first office among equals. Source: docs/decisions/0040.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.terms import Measure


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure whose parts do not make up the whole. `missing` is negative where they exceed it."""

    measure: Measure
    whole: int
    parts: int

    @property
    def missing(self) -> int:
        return self.whole - self.parts


def largest_remainder(whole: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers that add up to `whole`, each less than one away from its exact share.

    Raises ValueError for a negative number, and where no weight says who gets anything.
    """
    total = sum(weights)
    if whole < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("nothing to go by")
    shares = [whole * weight // total for weight in weights]
    remainders = [whole * weight % total for weight in weights]
    first = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in first[: whole - sum(shares)]:
        shares[place] += 1
    return shares


def gaps(
    wholes: Mapping[Measure, int], parts: Mapping[Measure, Sequence[int]], at_least: bool
) -> list[Gap]:
    """Where the parts do not make up the whole; `at_least` lets them exceed it.

    A measure of which no part has been set, or no whole, is not split yet and has no gap.
    """
    found = [
        Gap(measure, wholes[measure], sum(parts[measure]))
        for measure in Measure if measure in wholes and parts.get(measure)
    ]
    return [gap for gap in found if gap.missing > 0 or (gap.missing < 0 and not at_least)]
