"""The list behind a figure: filters that ask what charts.measures counts, in its own words.

They are in no filter bar; the leaders' page puts them into the address, and a chip tells of them.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from admin.filters import Args, Filter, Narrowing, Shown, day_of
from admin.words import bracketed
from models import Household
from workflow.standing import Promise, Standing, promised, stands


class FigureFilter(Filter):
    """One that belongs to households and needs no column of its own."""

    hidden = True

    def __init__(self, name: str, label: str) -> None:
        super().__init__("", label, name)

    def bind(self, view: Any) -> None:
        """Nothing to learn: what is asked stands in charts.measures."""


class PromiseFilter(FigureFilter):
    """`promise=due|kept|missed`, and the last days of the promise between two others."""

    def __init__(self) -> None:
        super().__init__("promise", "承诺兑现")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        state = next((p for p in Promise if p.value == asked.get(self.name)), None)
        if state is None:
            return None
        names = ("promise_due_on_from", "promise_due_on_to")
        first, last = (day_of(asked.get(name, "")) for name in names)
        to.conditions.append(promised(state))
        to.params[self.name] = state.value
        if first:
            to.conditions.append(Household.promise_due_on >= first)
            to.params[names[0]] = first.isoformat()
        if last:
            to.conditions.append(Household.promise_due_on <= last)
            to.params[names[1]] = last.isoformat()
        words = bracketed(f"{first or ''}—{last or ''}") if first or last else ""
        to.chips.append((f"{_(state.label)}{words}", (self.name, *names)))
        return None


class StandingFilter(FigureFilter):
    """`standing=register|overdue`, at the end of the day `standing_on`; of today without one."""

    def __init__(self) -> None:
        super().__init__("standing", "期末状态")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        standing = next((s for s in Standing if s.value == asked.get(self.name)), None)
        if standing is not None:
            on = day_of(asked.get("standing_on", "")) or to.on
            to.conditions.append(stands(standing, on, to.on))
            to.params |= {self.name: standing.value, "standing_on": on.isoformat()}
            to.chips.append((f"{on} {_(standing.label)}", (self.name, "standing_on")))
        return None


class OwnFilter(FigureFilter):
    """`own=1`: what lies at the office itself (本级), not at those beneath it."""

    def __init__(self) -> None:
        super().__init__("own", "本级")

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        if asked.get(self.name) == "1" and to.area is not None and to.area.office_id:
            to.conditions.append(Household.community_id == to.area.office_id)
            to.params[self.name] = "1"
            to.chips.append((_(self.label), (self.name,)))
        return None


FIGURE_FILTERS = (PromiseFilter(), StandingFilter(), OwnFilter())
"""For the list of households, after its own."""
