"""Since the report: which figures of a locked period would read otherwise today, and the acts that did it.

What changed is a fresh count against the snapshot; by whom and why is in the trail. A change that no
line of the trail accounts for was made behind the system's back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    AuditEntry,
    Base,
    Benefit,
    Employment,
    FollowUp,
    Household,
    Office,
    ReportPeriod,
    Service,
    User,
    Watch,
)
from policy.report_periods import span_named
from policy.report_terms import BY_KEY, ReportState
from policy.rulebook import RuleBook
from workflow.report_build import counted, digest_of, from_snapshot

COUNTED_TABLES: Final[tuple[type[Any], ...]] = (
    Household, Employment, Service, Benefit, FollowUp, Watch,
)
DATED: Final[dict[type[Any], tuple[str, ...]]] = {
    Employment: ("verified_on",), Service: ("served_on",),
    Benefit: ("from_on", "until_on", "stopped_on"), Watch: ("listed_on", "ended_on"),
    FollowUp: ("month",),
    Household: ("submitted_on", "recognised_on", "exited_on", "revoked_on", "rejected_on",
                "withdrawn_on", "assisted_on", "placed_on", "promise_due_on"),
}
"""By which days a row of the table stands in a period."""
MOST: Final = 5000
PLACE: Final = ("community_id", "labour_members", "form", "kind", "state", "counts")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one row: as reported, and as counted now."""

    office: str
    name: str
    column: str
    reported: int
    now: int


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the trail that touched what the period counts."""

    at: datetime
    who: str
    office: str
    act: str
    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class SinceReport:
    """All that has changed in a locked period; `sound` is whether the snapshot is what its digest says."""

    filed: ReportPeriod
    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]
    sound: bool

    @property
    def unexplained(self) -> bool:
        return bool(self.changes) and not self.causes


def since_report(
    session: Session, filed: ReportPeriod, book: RuleBook, today: date
) -> SinceReport:
    """Count the period anew and compare; look up who has touched its records since it was submitted."""
    changes = tuple(changes_of(session, filed, book, today))
    line = submission(session, filed)
    causes = tuple(causes_of(session, filed, line)) if changes and line is not None else ()
    told = line.changes.get("digest") if line is not None else None
    sound = digest_of(filed.snapshot or {}) == filed.digest == told
    return SinceReport(filed, changes, causes, sound)


def changes_of(
    session: Session, filed: ReportPeriod, book: RuleBook, today: date
) -> Iterable[Change]:
    """Every figure that differs; what followed from later periods (the months without) aside."""
    office: Office = filed.office
    rules = book.for_region(office.path)
    span = span_named(filed.kind, filed.period, rules)
    if span is None:
        return
    now = {
        (row.office_id, row.own): row
        for row in counted(session, office, span, rules, today).table.rows
    }
    for row in from_snapshot(filed).rows:
        other = now.get((row.office_id, row.own))
        for key in BY_KEY:
            if key == "Y" or BY_KEY[key].rate:
                continue
            counted_now = other[key] if other is not None else 0
            if row[key] != counted_now:
                yield Change(row.office, row.name, key, row[key], counted_now)


def causes_of(session: Session, filed: ReportPeriod, after: AuditEntry) -> Iterable[Cause]:
    """The lines of the trail after the submission whose rows stand in the period, newest first."""
    names = {model.__tablename__: model for model in COUNTED_TABLES}
    rows = session.execute(
        select(AuditEntry, User.name)
        .outerjoin(User, User.username == AuditEntry.actor)
        .where(
            AuditEntry.id > after.id,
            AuditEntry.path >= filed.path, AuditEntry.path < filed.path[:-1] + "/",
            or_(*(AuditEntry.record.startswith(f"{name}:") for name in names)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    ).all()
    for line, name in rows:
        table, _colon, number = line.record.partition(":")
        if touches(session, names[table], number, line.changes, filed):
            reason = line.changes.get("void_reason") or line.changes.get("reason") or ""
            words = reason[1] if isinstance(reason, list) else reason
            yield Cause(line.at, name or line.actor, line.office, line.act, line.record, words or "")


def touches(
    session: Session, model: type[Base], number: str, changes: dict[str, Any], filed: ReportPeriod
) -> bool:
    """Whether a line is about days of the period: of its own, or of the row it is about."""
    first, last = filed.since.isoformat(), filed.until.isoformat()
    columns = DATED[model]
    told = [side for name in columns for side in changes.get(name) or () if side]
    if any(first <= str(day) <= last for day in told):
        return True
    if not set(changes) & {*columns, *PLACE, "voided_at"} or not number.isdigit():
        return False
    row = session.get(model, int(number))
    days = [getattr(row, name) for name in columns] if row is not None else []
    return any(day is not None and day <= filed.until for day in days)


def submission(session: Session, filed: ReportPeriod) -> AuditEntry | None:
    """The line of the trail that tells of the last submission, and of its digest."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.record == f"report_period:{filed.id}", AuditEntry.act == "report_submit")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()


def verify_reports(session: Session, book: RuleBook, today: date) -> list[SinceReport]:
    """Every locked report against its digest and a recount; those in order are left out."""
    found = []
    for filed in session.scalars(
        select(ReportPeriod)
        .where(ReportPeriod.state.in_((ReportState.SUBMITTED, ReportState.ACCEPTED)))
        .options(joinedload(ReportPeriod.office))
        .order_by(ReportPeriod.until, ReportPeriod.id)
    ):
        since = since_report(session, filed, book, today)
        if since.changes or not since.sound:
            found.append(since)
    return found
