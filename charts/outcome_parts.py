"""Of the page 援助与退出: under which details families left, and the return visits month by month.

From the numbers kept for counties and above (charts.kept_tallies), and by row for streets and communities.
Assumes: the office lies within the area of whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from charts import kept_spans, kept_tallies
from charts.areas import within
from charts.outcome_rows import months_over, visits_due
from charts.queries import months, share
from models import (
    WHOLE_PROVINCE,
    CodeEntry,
    Exit,
    FollowUp,
    Household,
    Office,
)
from policy.aid_terms import SlotState
from policy.tallies import Tally
from workflow.report_counts import OWN, Counts, Places

VISITS: Final[Mapping[str, tuple[SlotState, ...]]] = {
    "visits": (SlotState.DONE, SlotState.LATE, SlotState.OPEN), "visits_done": (SlotState.DONE,),
    "visits_late": (SlotState.LATE,), "visits_open": (SlotState.OPEN,),
}
"""Visits owed for months that are over, kept by what became of them."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail of an exit ground (E11 …) and the families that left under it; "" where none is on file."""

    code: str
    label: str
    english: str
    count: int


@dataclass(frozen=True, slots=True)
class VisitMonth:
    """The return visits owed for one month, by what became of them."""

    first: date
    last: date
    done: int
    late: int
    open: int

    @property
    def due(self) -> int:
        return self.done + self.late + self.open

    @property
    def rate(self) -> float | None:
        return share(self.done, self.due)


def visits_kept(session: Session, places: Places, since: date, until: date, today: date) -> Counts:
    """Those of VISITS, by office."""
    found = kept_tallies.by_office(session, places, Tally.VISIT, *months_over(since, until, today))
    return {
        number: {key: sum(found[number, state.value] for state in states) for key, states in VISITS.items()}
        for number in (OWN, *(child.id for child in places.beneath))
    }


def exit_details(session: Session, office: Office, since: date, until: date) -> list[Detail]:
    """How many families left under each detail of its ground, in the order of the code list."""
    if kept_spans.is_kept(office):
        found = kept_tallies.by_value(session, office, Tally.LEFT, since, until)
    else:
        found = details_by_row(session, office, since, until)
    listed = session.execute(
        select(CodeEntry.code, CodeEntry.name, CodeEntry.name_en)
        .where(CodeEntry.list == "exit_detail").order_by(CodeEntry.sort, CodeEntry.code)
    )
    known = [Detail(code, name, english or "", found.pop(code, 0)) for code, name, english in listed]
    beyond = [Detail(code, code, code, number) for code, number in sorted(found.items()) if code]
    rest = [Detail("", "", "", found[""])] if found.get("") else []
    return [detail for detail in known if detail.count] + beyond + rest


def details_by_row(session: Session, office: Office, since: date, until: date) -> Counter[str]:
    """The families by the code of their detail.

    Two statements, over those released and those revoked (never both): each walks an index of its
    day, and finds the approved proposal in an index as well.
    """
    code = func.coalesce(Exit.ground_code, "")
    places, found = Places.of(session, office), Counter[str]()
    for day in (Household.exited_on, Household.revoked_on):
        asked = (
            select(code, func.count(func.distinct(Household.id)))
            .select_from(Household)
            .outerjoin(Exit, (Exit.household_id == Household.id) & Exit.approved.is_(True))
            .where(day.between(since, until), *places.within(Household))
            .group_by(code)
        )
        with in_charge_of(session, WHOLE_PROVINCE):  # as in outcomes.counted()
            found.update({detail: number for detail, number in session.execute(asked)})
    return found


def visit_months(
    session: Session, office: Office, since: date, until: date, *, today: date
) -> list[VisitMonth]:
    """The return visits month by month; only months that are over."""
    if kept_spans.is_kept(office):
        found = kept_tallies.by_day(session, office, Tally.VISIT, *months_over(since, until, today))
    else:
        found = months_by_row(session, office, since, until, today)
    return [
        VisitMonth(first, last, *(
            found.get((first.replace(day=1), state.value), 0)
            for state in (SlotState.DONE, SlotState.LATE, SlotState.OPEN)
        ))
        for first, last in months(since, until) if first.replace(day=1) < today.replace(day=1)
    ]


def months_by_row(
    session: Session, office: Office, since: date, until: date, today: date
) -> dict[tuple[date, str], int]:
    asked = (
        select(FollowUp.month, FollowUp.state, func.count())
        .where(visits_due(since, until, today))
        .group_by(FollowUp.month, FollowUp.state)
    )
    with within(session, office.area):
        return {(month, state.value): number for month, state, number in session.execute(asked)}
