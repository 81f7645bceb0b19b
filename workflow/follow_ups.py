"""Return visits owed (按月回访, 四（四）) kept as rows, so that they can be listed and counted.

They follow from the recognition, the exit and the visits (policy.follow_up): brought up to date
with the warnings, in the same transaction, and by the daily run for a new month. Written past the
trail, as the warnings are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.kept import root_of
from access.kept_tallies import write_visits
from models import FollowUp, Household, Visit
from policy.aid_terms import SlotState
from policy.follow_up import Course, Slot, VisitMade, slots_of
from policy.rulebook import RuleBook
from policy.terms import Origin, VisitPurpose
from workflow.facts import Records

PLACE = ("community_id", "street_id", "county_id", "unit_id")


@dataclass(slots=True)
class Written:
    """Rows to add, and rows that are another now."""

    new: list[dict[str, Any]] = field(default_factory=list)
    altered: list[dict[str, Any]] = field(default_factory=list)


def keep_follow_ups(
    session: Session, households: Mapping[int, Household], records: Mapping[int, Records],
    on: date, book: RuleBook,
) -> None:
    """Bring the visits owed by these households up to the day and to what is on file. Does not commit."""
    seen = {i: h for i, h in households.items() if h.recognised_on is not None}
    if not seen:
        return
    standing = standing_of(session, seen)
    written = Written()
    for i, household in seen.items():
        rules = book.for_region(household.lies_under)
        found = slots_of(course_of(household), visits_made(records[i].contacts), on, rules)
        compare(household, standing.get(i, {}), found, written)
    store(session, written, next(iter(seen.values())).lies_under)


def course_of(household: Household) -> Course:
    """From when the household is visited, and how it left."""
    assert household.recognised_on is not None
    return Course(
        household.recognised_on, household.exited_on, household.exit_ground,
        household.revoked_on, taken_over_on(household),
    )


def taken_over_on(household: Household) -> date | None:
    """The day an old ledger brought the household here."""
    return household.created_at.date() if household.origin is Origin.LEDGER else None


def visits_made(contacts: Iterable[Visit]) -> tuple[VisitMade, ...]:
    """The return visits that met somebody."""
    return tuple(
        VisitMade(visit.visited_on, visit.id) for visit in contacts
        if visit.purpose is VisitPurpose.FOLLOW_UP and visit.reached
    )


def compare(
    household: Household, standing: Mapping[date, FollowUp], found: Iterable[Slot], into: Written
) -> None:
    """What must be written so that the rows say what the rule says; a month no longer owed is closed."""
    owed = {slot.month: (slot.state, slot.visit.id if slot.visit else None) for slot in found}
    for month in standing.keys() - owed.keys():
        owed[month] = SlotState.CLOSED, None
    for month, (state, visit_id) in owed.items():
        there = standing.get(month)
        if there is None:
            place = {name: getattr(household, name) for name in PLACE}
            into.new.append({"household_id": household.id, "month": month, "state": state,
                             "visit_id": visit_id, **place})
        elif (there.state, there.visit_id) != (state, visit_id):
            into.altered.append({"id": there.id, "state": state, "visit_id": visit_id})


def store(session: Session, written: Written, path: str) -> None:
    """Write them; a month another run has just entered is not entered twice."""
    if written.altered or written.new:
        write_visits(session, written.altered, written.new, root_of(path))


def close_follow_ups(session: Session, household: Household) -> None:
    """Nobody need visit a household whose recognition was never meant. Does not commit."""
    written = Written()
    compare(household, standing_of(session, [household.id]).get(household.id, {}), (), written)
    store(session, written, household.lies_under)


def standing_of(
    session: Session, ids: Collection[int]
) -> dict[int, dict[date, FollowUp]]:
    """The rows of these households by month."""
    found: dict[int, dict[date, FollowUp]] = {}
    for row in session.scalars(
        select(FollowUp)
        .where(FollowUp.household_id.in_(ids))
        .execution_options(populate_existing=True)
    ):
        found.setdefault(row.household_id, {})[row.month] = row
    return found
