"""The filters of the warnings: those that stand, unless asked otherwise, and what is new of them."""

from __future__ import annotations

from typing import Any

from admin.filters import Args, Filter, Narrowing, Shown
from admin.translation import gettext
from admin.words import labelled
from models import Alert
from workflow.digest import last_run

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
            to.chips.append((labelled(gettext(self.label), label), (self.name,)))
        return None


NEW, TURNED_RED = "new", "red"
NEWS = {NEW: ("新增", Alert.found_at), TURNED_RED: ("转红", Alert.reddened_at)}


class NewsFilter(Filter):
    """`news=new|red`: what the run before has not told of yet; shown only to who came by a link."""

    def __init__(self) -> None:
        super().__init__("", "自上次运行", "news")

    def bind(self, view: Any) -> None:
        pass

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        value = asked.get(self.name, "")
        if value in NEWS:
            label, column = NEWS[value]
            to.conditions.append(last_run(to.session, to.on).has_not_told(column))
            to.params[self.name] = value
            to.chips.append((labelled(gettext(self.label), gettext(label)), (self.name,)))
        return None
