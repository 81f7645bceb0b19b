"""A fair order of shares: 1 of 2 does not stand above 98 of 100.

Offices are ranked by the lower end of Wilson's interval (E. B. Wilson, 1927, nine in ten): the share
that is at least kept, given how few or many it was counted from. It needs no parameter, is never
below 0 or above 1, and comes to the share itself as the numbers grow.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import sqrt
from typing import Final, TypeVar

from charts.metrics import Metric

Z: Final = 1.645
K = TypeVar("K", bound=Hashable)

AT_LEAST = Metric(
    "at_least", "可信下限", "考虑户数多少之后，至少可以认为达到的比率；排名按它排列，户数少的不会因偶然排在前面",
    "威尔逊区间（90%）的下限：到期1户兑现1户的约为27%，到期100户兑现98户的约为94%", "%",
)
METRICS = (AT_LEAST,)


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a share; all is possible where nothing was counted."""
    if whole <= 0:
        return 0.0, 1.0
    share, squared = part / whole, Z * Z
    middle = (share + squared / (2 * whole)) / (1 + squared / whole)
    half = Z / (1 + squared / whole) * sqrt(share * (1 - share) / whole + squared / (4 * whole**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def ranks(shares: Mapping[K, tuple[int, int]]) -> dict[K, int]:
    """The place of each, 1 the best; equals share a place; whoever has nothing due has none."""
    least = {key: interval(part, whole)[0] for key, (part, whole) in shares.items() if whole}
    return {
        key: 1 + sum(other > value + 1e-12 for other in least.values())
        for key, value in least.items()
    }
