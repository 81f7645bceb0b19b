"""Where a year is heading: what is still needed per working day, and what to expect at its end.

The forecast takes the pace so far for the rest of the year. Households come one by one, so what is
seen is one draw of what might have come: with n seen in t working days, the s that are left bring
about n·s/t, with a variance of (n + ½)·s/t·(1 + s/t) (Poisson counts, the pace itself uncertain by
as much; Jeffreys' half keeps a zero from being certain). The band is nine in ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

from charts.metrics import Metric

NINE_IN_TEN: Final = 1.645
FEW: Final = 10
"""Below it a count says little about a pace; a page says so."""

NEEDED = Metric(
    "needed", "每工作日还需", "要完成全年目标，余下的每个工作日平均还需完成的户数",
    "（全年目标 − 已完成户数）÷ 年内剩余工作日；已完成目标的为0", "户/工作日", "102-5-3",
)
FORECAST = Metric(
    "forecast", "年底预计", "按今年以来的速度推算的全年户数，附十次中有九次落入的区间",
    "已完成 + 已完成 ÷ 已过工作日 × 剩余工作日；区间按计数的随机波动（泊松分布）计算；"
    "已完成不足10户的，推算仅供参考", "户", "102-5-3",
)
METRICS = (NEEDED, FORECAST)


@dataclass(frozen=True, slots=True)
class Pace:
    """One measure of one year: households so far, the target if set, working days over and left."""

    count: int
    aim: int | None
    over: int
    left: int

    @property
    def needed(self) -> float | None:
        """Households per working day that is left; None without a target, or with no day left to do it."""
        if self.aim is None:
            return None
        missing = max(0, self.aim - self.count)
        if not missing:
            return 0.0
        return missing / self.left if self.left else None

    @property
    def expected(self) -> float | None:
        """Households at the end of the year; None before its first working day is over."""
        return self.count * (1 + self.left / self.over) if self.over else None

    @property
    def band(self) -> tuple[int, int] | None:
        """Least and most in nine of ten years like this one, never less than what is done."""
        if not self.over:
            return None
        more = self.left / self.over
        spread = NINE_IN_TEN * sqrt((self.count + 0.5) * more * (1 + more))
        middle = self.count * (1 + more)
        return max(self.count, floor(middle - spread)), ceil(middle + spread)

    @property
    def few(self) -> bool:
        """小数提示: too few households for the pace to say much."""
        return self.count < FEW

    @property
    def likely(self) -> bool | None:
        """Whether the target lies beneath the whole band (True), above it (False), or within (None)."""
        if self.aim is None or self.band is None:
            return None
        least, most = self.band
        if self.aim <= least:
            return True
        return False if self.aim > most else None
