"""Warnings that concern no household on file: watched families, counties, the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Alert, Household, Office, Watch
from policy.rulebook import RuleBook
from policy.supervision import recognises_nobody
from policy.terms import Level, WarningCode
from policy.warnings import Raised, calendar_missing
from policy.watch import lost_its_only_job
from policy.workdays import WorkCalendar
from workflow.alerts import PLACE, Changes, compare, row_of, store

NOT_OF_HOUSEHOLDS = (WarningCode.LAST_JOB, WarningCode.NO_RECOGNITION, WarningCode.CALENDAR)


def refresh_watch(session: Session, watch: Watch, on: date) -> None:
    """W15: a watched family that has lost its only job. Does not commit."""
    session.flush()
    lost = watch.lost_job_on and watch.ended_on is None and watch.voided_at is None
    found = {row["subject"]: row for row in [watched(watch, on)]} if lost else {}
    standing = session.scalars(
        select(Alert).where(Alert.watch_id == watch.id, Alert.cleared_on.is_(None))
    )
    changes = Changes()
    compare({alert.subject: alert for alert in standing}, found, on, changes)
    store(session, changes)


def watched(watch: Watch, on: date) -> dict[str, Any]:
    assert watch.lost_job_on is not None
    raised = lost_its_only_job(watch.lost_job_on)
    place = {name: getattr(watch, name) for name in PLACE}
    return row_of(raised, on, f"watch:{watch.id}/{raised.code}", watch_id=watch.id, **place)


def warn_others(
    session: Session, on: date, calendar: WorkCalendar, book: RuleBook, at: datetime
) -> tuple[int, int]:
    """W15, W16 and W19: watched families, counties, the province: (raised, cleared). Commits."""
    lost = session.scalars(
        select(Watch).where(
            Watch.lost_job_on.is_not(None), Watch.ended_on.is_(None), Watch.voided_at.is_(None)
        )
    )
    rows = [watched(watch, on) for watch in lost]
    rows += [*counties(session, on, book), *province(session, on, calendar)]
    standing = session.scalars(
        select(Alert).where(Alert.code.in_(NOT_OF_HOUSEHOLDS), Alert.cleared_on.is_(None))
    )
    changes = Changes(at)
    compare({a.subject: a for a in standing}, {row["subject"]: row for row in rows}, on, changes)
    store(session, changes)
    session.commit()
    return len(changes.new), len(changes.cleared)


def refresh_offices(
    session: Session, code: WarningCode, found: Iterable[dict[str, Any]], on: date,
    office: Office | None = None,
) -> None:
    """Let exactly the found ones stand of that kind, for all offices or for one. Does not commit."""
    standing = select(Alert).where(Alert.code == code, Alert.cleared_on.is_(None))
    if office is not None:
        standing = standing.where(Alert.subject == subject_of(office, code))
    changes = Changes()
    compare({a.subject: a for a in session.scalars(standing)},
            {row["subject"]: row for row in found}, on, changes)
    store(session, changes)


def refresh_county(session: Session, household: Household, on: date, book: RuleBook) -> None:
    """W16 of the office that has just recognised a household. Does not commit."""
    office = session.get_one(Office, household.county_id)
    row = county(office, recognised_last(session).get(office.id), on, book)
    refresh_offices(session, WarningCode.NO_RECOGNITION, [row] if row else [], on, office)


def counties(session: Session, on: date, book: RuleBook) -> Iterator[dict[str, Any]]:
    """Sealing offices without a recognition, since their last one or the first in the province."""
    last = recognised_last(session)
    first = session.scalar(select(func.min(Household.recognised_on)))
    for office in session.scalars(select(Office).where(Office.seals, Office.valid)):
        row = county(office, last.get(office.id, first), on, book)
        if row:
            yield row


def recognised_last(session: Session) -> dict[int, date]:
    """By sealing office, in the area of the session."""
    rows = session.execute(
        select(Household.county_id, func.max(Household.recognised_on))
        .where(Household.recognised_on.is_not(None))
        .group_by(Household.county_id)
    )
    return {county: on for county, on in rows if on is not None}


def county(office: Office, since: date | None, on: date, book: RuleBook) -> dict[str, Any] | None:
    if since is None:
        return None
    raised = recognises_nobody(since, on, book.for_region(office.path), office.urban_population)
    return row_about(office, raised, on) if raised else None


def province(session: Session, on: date, calendar: WorkCalendar) -> Iterator[dict[str, Any]]:
    raised = calendar_missing(calendar.years, on)
    if raised is None:
        return
    for office in session.scalars(select(Office).where(Office.level == Level.PROVINCE)):
        yield row_about(office, raised, on)


def row_about(office: Office, raised: Raised, on: date) -> dict[str, Any]:
    return row_of(raised, on, subject_of(office, raised.code), **place_of(office))


def subject_of(office: Office, code: WarningCode) -> str:
    return f"office:{office.id}/{code}"


def place_of(office: Office) -> dict[str, int]:
    """Where a warning about an office lies: seen from that office upwards, not beneath it."""
    return {
        "unit_id": office.unit_id or office.id, "county_id": office.county_id or office.id,
        "street_id": office.street_id or office.id, "community_id": office.id,
    }
