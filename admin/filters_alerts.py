"""The filter of the warnings: those that stand, unless asked otherwise; the tabs lead to the others."""

from __future__ import annotations

from admin.filters import Args, Filter, Narrowing, Shown
from admin.translation import gettext

STANDS, CLEARED, ALL = "1", "0", "all"
OPTIONS = ((STANDS, "未解除"), (CLEARED, "已解除"), (ALL, "全部"))


class StandsFilter(Filter):
    """`stands=1|0|all`; without it what stands."""

    def __init__(self) -> None:
        super().__init__("cleared_on", "状态", "stands")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        value = value if value in (STANDS, CLEARED, ALL) else STANDS
        if value != ALL:
            empty = self.attribute.is_(None)
            to.conditions.append(empty if value == STANDS else ~empty)
        if value != STANDS:
            to.params[self.name] = value
            label = gettext(dict(OPTIONS)[value])
            to.chips.append((f"{gettext(self.label)}：{label}", (self.name,)))
        return None
