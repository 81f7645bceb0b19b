"""The list behind a figure of the report or the cockpit: `figure=K`, its days, and nothing that could differ from it.

In no filter bar; report and cockpit put it into the address, and a chip tells of it. Source:
workflow.report_figures, charts.in_time_rows, charts.zero_rows, charts.outcome_rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask import url_for

from access.permissions import Permission, may
from admin.filters import Args, Filter, Narrowing, Shown, day_of
from admin.translation import gettext as _
from admin.words import bracketed, labelled
from charts import in_time_rows, outcome_rows, zero_rows
from models import Employment, FollowUp, Household, Member, Service, User, Watch
from policy.report_terms import BY_KEY
from workflow.report_figures import FIGURES, CountedRows

FROM, TO, OWN = "figure_from", "figure_to", "figure_own"
LIST_OF: Final[dict[Any, tuple[str, Permission]]] = {
    Household: ("household", Permission.HOUSEHOLD_READ),
    Employment: ("employment", Permission.HOUSEHOLD_READ),
    Service: ("service", Permission.HOUSEHOLD_READ),
    Member: ("member", Permission.PERSONAL_READ),
    Watch: ("watch", Permission.HOUSEHOLD_READ),
    FollowUp: ("followup", Permission.HOUSEHOLD_READ),
}
"""On which page the rows of a figure are listed, and who may open it."""
COUNTED: Final[Mapping[str, CountedRows]] = {
    **FIGURES, **in_time_rows.ROWS, **zero_rows.ROWS, **outcome_rows.OUTCOMES,
}
"""The figures of the report, and those the pages of the cockpit have beside them."""
WORDS: Final = {**in_time_rows.LABELS, **zero_rows.LABELS, **outcome_rows.WORDS}


class ReportFilter(Filter):
    """`figure=F1&figure_from=…&figure_to=…`; `figure_own=1` for what lies at the office itself."""

    hidden = True

    def __init__(self) -> None:
        super().__init__("", "统计报表", "figure")

    def bind(self, view: Any) -> None:
        self.model = view.model

    def narrow(self, asked: Args, to: Narrowing) -> Shown | None:
        figure = COUNTED.get(asked.get(self.name, ""))
        since, until = day_of(asked.get(FROM, "")), day_of(asked.get(TO, ""))
        if figure is None or figure.model is not self.model or not since or not until:
            return None
        key = asked[self.name]
        to.conditions.append(figure.met(since, until, to.on))
        to.params |= {self.name: key, FROM: since.isoformat(), TO: until.isoformat()}
        to.chips.append((heading(key) + bracketed(f"{since}—{until}"), (self.name, FROM, TO, OWN)))
        if asked.get(OWN) == "1" and to.area is not None and to.area.office_id:
            to.conditions.append(self.model.community_id == to.area.office_id)
            to.params[OWN] = "1"
            to.chips.append((_("本级"), (OWN,)))
        return None


def heading(key: str) -> str:
    """The heading a figure is printed under, whole; of the cockpit, what it counts."""
    parts = WORDS.get(key) or (BY_KEY[key].label,)
    return labelled(_(parts[0]), _(parts[1])) if len(parts) > 1 else _(parts[0])


def list_url(
    user: User, key: str, office_id: int, days: tuple[date, date], own: bool
) -> str | None:
    """The address of the list with exactly the rows a figure counts; None where it is not the reader's."""
    figure: CountedRows | None = COUNTED.get(key)
    if figure is None:
        return None
    endpoint, permission = LIST_OF[figure.model]
    if not may(user, permission):
        return None
    params = {"office": str(office_id), "figure": key, FROM: days[0].isoformat(),
              TO: days[1].isoformat()}
    return url_for(f"{endpoint}.index_view", **params, **({OWN: "1"} if own else {}))  # type: ignore[arg-type]
