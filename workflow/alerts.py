"""Warnings kept (预警): each stands once, turns red on its day, and is cleared with its cause.

Brought up to date in the transaction of whatever changes a household, and by the daily run for
what only time brings. Written past the trail: they follow from rows that are in it.
Source: docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from access.audit import moment
from models import Alert, Exit, Household, Objection
from models.alert import raising
from policy.aid_warnings import aid_warnings
from policy.benefit_warnings import benefit_warnings
from policy.care_warnings import care_warnings
from policy.rulebook import RuleBook, Rules
from policy.terms import ObjectionFinding, Status, Tone
from policy.warnings import Days, Raised, procedure_warnings
from policy.workdays import WorkCalendar
from workflow.calendar import work_calendar
from workflow.case_facts import NOTHING, Waiting, case_facts
from workflow.facts import Records, records_of
from workflow.follow_ups import keep_follow_ups
from workflow.rule_book import rule_book

PLACE = ("community_id", "street_id", "county_id", "unit_id")
LATER = aliased(Household)
"""Another episode of the same family; made once, because each making is worked out anew."""


@dataclass(slots=True)
class Changes:
    """What a run changed: rows to add, rows that are another now, rows whose cause is gone.

    `at` is the instant at which all of them were found.
    """

    at: datetime = field(default_factory=moment)
    new: list[dict[str, Any]] = field(default_factory=list)
    altered: list[dict[str, Any]] = field(default_factory=list)
    cleared: list[dict[str, Any]] = field(default_factory=list)


def refresh(
    session: Session, household: Household, on: date,
    calendar: WorkCalendar | None = None, book: RuleBook | None = None,
) -> None:
    """Bring one household's warnings and visits owed up to what is on file now. Does not commit."""
    session.flush()
    book = book or rule_book(session)
    rules = book.for_region(household.lies_under)
    days = Days(calendar or work_calendar(session))
    ids = [household.id]
    records = records_of(session, ids)
    found = warnings_for(
        household, records[household.id],
        waiting_of(session, ids).get(household.id, NOTHING), on, days, rules,
    )
    keep_follow_ups(session, {household.id: household}, records, on, book)
    changes = Changes()
    compare(standing_of(session, ids).get(household.id, {}), found, on, changes)
    store(session, changes)


def warnings_for(
    household: Household, records: Records, waiting: Waiting, on: date, days: Days, rules: Rules
) -> dict[str, dict[str, Any]]:
    """The rows that should stand for the household, by subject."""
    case = case_facts(household, records, waiting)
    kinds = (procedure_warnings, care_warnings, aid_warnings, benefit_warnings)
    raised = (found for warn in kinds for found in warn(case, on, days, rules))
    number = {member.no: member.id for member in records.members}
    place = {name: getattr(household, name) for name in PLACE}
    rows = (
        row_of(
            found, on, f"household:{household.id}/{found.code}/{found.member or 0}",
            household_id=household.id, member_id=number.get(found.member or 0), **place,
        )
        for found in raised
    )
    return most_urgent(rows)


def most_urgent(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """One row a subject: the red before the yellow, then the older."""
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        other = best.get(row["subject"])
        if other is None or urgency(row) < urgency(other):
            best[row["subject"]] = row
    return best


def urgency(row: Mapping[str, Any]) -> tuple[bool, date]:
    return row["tone"] is not Tone.RED, row["raised_on"]


def row_of(found: Raised, on: date, subject: str, **about: Any) -> dict[str, Any]:
    """A warning as the table holds it; days inside its words as text."""
    values = {
        name: value if isinstance(value, int | str) else str(value)
        for name, value in found.reason.values.items()
    }
    return {
        "code": found.code, "tone": found.tone(on), "subject": subject,
        "household_id": None, "member_id": None, "watch_id": None,
        "raised_on": found.raised_on, "red_on": found.red_on, "due_on": found.due_on,
        "provisional": found.provisional, "clause": found.reason.clause,
        "words": found.reason.text, "values": values, **about,
    }


def compare(
    standing: Mapping[str, Alert], found: Mapping[str, dict[str, Any]], on: date, into: Changes
) -> None:
    """What must be written so that exactly the found ones stand."""
    for subject, row in found.items():
        there = standing.get(subject)
        red = row["tone"] is Tone.RED
        if there is None:
            into.new.append({**row, "found_at": into.at, "reddened_at": into.at if red else None})
        elif any(getattr(there, name) != value for name, value in row.items()):
            since = there.reddened_at if there.tone is Tone.RED else into.at
            into.altered.append({"id": there.id, **row, "reddened_at": since if red else None})
    into.cleared += [
        {"id": alert.id, "cleared_on": max(on, alert.raised_on)}
        for subject, alert in standing.items() if subject not in found
    ]


def store(session: Session, changes: Changes) -> None:
    """Write them: a warning another run has just raised is not raised twice."""
    if changes.cleared:
        session.execute(update(Alert), changes.cleared, execution_options={"traced": True})
    if changes.altered:
        session.execute(update(Alert), changes.altered, execution_options={"traced": True})
    if changes.new:
        session.execute(raising(session.get_bind().dialect.name), changes.new)


def standing_of(session: Session, ids: Collection[int]) -> dict[int, dict[str, Alert]]:
    """The warnings that stand for these households, by subject."""
    found: dict[int, dict[str, Alert]] = {}
    for alert in session.scalars(
        select(Alert).where(Alert.household_id.in_(ids), Alert.cleared_on.is_(None))
    ):
        found.setdefault(alert.household_id or 0, {})[alert.subject] = alert
    return found


def waiting_of(session: Session, ids: Collection[int]) -> dict[int, Waiting]:
    """Open objections and exit proposals, proposals refused, and which returned in a later episode."""
    objected = set(session.scalars(
        select(Objection.household_id).where(
            Objection.household_id.in_(ids), Objection.finding == ObjectionFinding.OPEN
        )
    ))
    rows = session.execute(
        select(Exit.household_id, Exit.approved, Exit.proposed_on, Exit.events).where(
            Exit.household_id.in_(ids),
            or_(Exit.approved.is_(None), Exit.approved.is_(False) & Exit.fingerprint.is_not(None)),
        )
    )
    proposed: dict[int, date] = {}
    refused: dict[int, set[frozenset[str]]] = {}
    for household_id, approved, on, events in rows:
        if approved is None:
            proposed[household_id] = on
        else:
            refused.setdefault(household_id, set()).add(frozenset(events or ()))
    returned = set(session.scalars(
        select(Household.id)
        .join(LATER, (LATER.family_no == Household.family_no) & (LATER.episode > Household.episode))
        .where(Household.id.in_(ids), Household.status == Status.EXITED)
    ))
    return {
        i: Waiting(i in objected, proposed.get(i), i in returned, frozenset(refused.get(i, ())))
        for i in objected | proposed.keys() | refused.keys() | returned
    }
