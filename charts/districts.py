"""The offices beneath one another side by side: what was counted, how their promises stand, who is first.

Read together, however many there are; the rows add up to the office itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from charts.queries import (
    DistrictProgress,
    PromiseState,
    progress,
    promise_state,
    promise_states,
)
from charts.ranking import interval, ranks
from models import Office


@dataclass(frozen=True, slots=True)
class District:
    """One office beneath: code, what was counted, how its promises stand, its place (None: nothing due).

    `least` and `most` are the ends of the interval of its rate (charts.ranking).
    """

    code: str
    counted: DistrictProgress
    promise: PromiseState
    place: int | None
    least: float
    most: float


def districts(
    session: Session, office: Office, since: date, until: date, *, today: date
) -> list[District]:
    """In the order of their places, those with nothing due last, 本级 at the very end without a place."""
    rows = progress(session, office, since, until)
    offices = {o.id: o for o in session.scalars(
        select(Office).where(Office.id.in_([row.office_id for row in rows])))}
    whole = promise_state(session, office, since, until, today=today)
    beneath = [offices[row.office_id] for row in rows if not row.own and row.office_id != office.id]
    states = promise_states(session, beneath, since, until, today=today)
    places = ranks({number: (s.kept, s.due) for number, s in states.items()})
    found = []
    for row in rows:
        own = states.get(row.office_id)
        state = own or left_over(whole, list(states.values()))
        least, most = interval(state.kept, state.due)
        found.append(District(
            offices[row.office_id].code, row, state,
            places.get(row.office_id) if own else None, least, most,
        ))
    return sorted(found, key=lambda d: (d.counted.own, d.place is None, d.place or 0))


def left_over(whole: PromiseState, beneath: Sequence[PromiseState]) -> PromiseState:
    """What lies at the office itself: the whole less those beneath."""
    def rest(name: str) -> int:
        return int(getattr(whole, name)) - sum(int(getattr(state, name)) for state in beneath)

    return PromiseState(
        whole.since, whole.until, whole.on, rest("due"), rest("kept"), rest("register"),
        rest("overdue"), rest("picky"),
    )
