"""Taking a batch back (撤回导入) while nobody has touched what it laid down: all of it, or nothing.

Households are withdrawn, records voided, changed values set back; nothing is deleted. Whoever was
recognised by the batch is free to be brought in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Date, Enum, Numeric, select
from sqlalchemy.orm import Session

from access.audit import note
from models import (
    Alert,
    Assessment,
    Base,
    Benefit,
    Employment,
    FollowUp,
    Household,
    ImportBatch,
    ImportedRecord,
    JobCheck,
    Member,
    OfHousehold,
    PlanMeasure,
    Service,
    StatusChange,
    Ticket,
    User,
    Visit,
)
from policy.import_terms import ImportState
from policy.terms import Status as S
from workflow import alerts
from workflow.follow_ups import close_follow_ups
from workflow.import_households import spell
from workflow.imports import locked, may_store
from workflow.intake import chunks
from workflow.record_rules import RULES
from workflow.records import follow_up
from workflow.refusals import Refused, refuse

TABLES: Final = {m.__tablename__: m for m in (Household, Member, Service, Employment, Visit)}
OF_ITSELF: Final = (Alert, Assessment, FollowUp, Member, StatusChange)
"""Rows of a household that come with it, or that the system keeps by itself."""
RESTS_ON: Final[dict[type[Any], tuple[Any, ...]]] = {
    Service: (PlanMeasure.service_id, Employment.referral_id), Visit: (Ticket.visit_id,),
    Employment: (Benefit.employment_id, JobCheck.employment_id),
}
"""What somebody may have built on a record that was brought in."""
SHORTEST, TOGETHER, NAMED = 4, 400, 5


def undo(
    session: Session, batch_id: int, reason: str, by: User, on: date, at: datetime
) -> ImportBatch:
    """Take back all that a batch laid down, in one transaction. Refused, naming what has been touched."""
    batch = locked(session, batch_id)
    try:
        if not may_store(batch.kind, by):
            raise refuse("102-3", "您没有撤回这一批次的权限")
        if batch.state is not ImportState.STORED:
            raise refuse("102-3", "这一批次%(state)s，不能撤回", state=batch.state.label)
        if len(reason.strip()) < SHORTEST:
            raise refuse("102-3", "请填写撤回原因（至少4个字）", "reason")
        records = list(session.scalars(
            select(ImportedRecord).where(ImportedRecord.batch_id == batch.id)
            .order_by(ImportedRecord.id.desc())
        ))
        found = {key: row for some in chunks(records, TOGETHER) for key, row in fetched(session, some)}
        if touched := list(dict.fromkeys(what_was_touched(session, records, found))):
            raise refuse(
                "102-3", "以下%(n)d户在导入后已有人办理，不能整批撤回：%(families)s", n=len(touched),
                families="、".join(touched[:NAMED]) + ("等" if len(touched) > NAMED else ""),
            )
        for record in records:
            take_back(session, found[record.record], record, reason.strip(), on, at, by)
    except Refused:
        session.rollback()
        raise
    batch.state, batch.undo_reason, batch.content = ImportState.UNDONE, reason.strip(), None
    note(session, "undo_import", f"import:{batch.number}", path=batch.path, sha256=batch.digest,
         records=len(records))
    session.commit()
    return batch


def fetched(session: Session, records: Sequence[ImportedRecord]) -> Iterator[tuple[str, Any]]:
    """The records themselves, in the officer's area, by their names."""
    for name, model in TABLES.items():
        table: Any = model
        ids = [int(r.record.partition(":")[2]) for r in records if r.record.startswith(f"{name}:")]
        for row in session.scalars(select(table).where(table.id.in_(ids))) if ids else ():
            yield f"{name}:{row.id}", row


def what_was_touched(
    session: Session, records: Sequence[ImportedRecord], found: dict[str, Any]
) -> Iterator[str]:
    """The family numbers of the households on which anybody has worked since."""
    new: dict[int, Household] = {}
    for record in records:
        row = found.get(record.record)
        if row is None:
            raise refuse("102-3", "有记录不在您的管辖范围内，不能撤回")
        household = row if isinstance(row, Household) else row.household
        moved = not isinstance(row, Household | Member) and not RULES[type(row)].fits(row)
        voided = getattr(row, "voided_at", None) is not None
        if moved or voided or row.version != record.record_version:
            yield household.family_no
        elif isinstance(row, Household) and record.old_values is None:
            new[row.id] = row
    yield from rested_on(session, found)
    for some in chunks(list(new), TOGETHER):
        for model in (m for m in of_households() if m not in OF_ITSELF):
            for key in session.scalars(select(model.household_id).where(model.household_id.in_(some))):
                yield new[key].family_no
        for key in session.scalars(
            select(Member.household_id).where(
                Member.household_id.in_(some), (Member.version != 1) | Member.voided_at.is_not(None)
            )
        ):
            yield new[key].family_no


def rested_on(session: Session, found: dict[str, Any]) -> Iterator[str]:
    """The family numbers of records on which another record rests: a measure, a difficulty, a policy."""
    for model, columns in RESTS_ON.items():
        mine = {row.id: row for row in found.values() if type(row) is model}
        for some in chunks(list(mine), TOGETHER):
            for column in columns:
                stands = column.class_.voided_at.is_(None)
                for key in session.scalars(select(column).where(column.in_(some), stands)):
                    yield mine[key].household.family_no


def of_households() -> list[type[Any]]:
    return [m.class_ for m in Base.registry.mappers if issubclass(m.class_, OfHousehold)]


def take_back(
    session: Session, row: Any, record: ImportedRecord, reason: str, on: date, at: datetime, by: User
) -> None:
    if record.old_values is not None:
        for name, value in json.loads(record.old_values).items():
            setattr(row, name, as_kept(type(row), name, value))
        if isinstance(row, Member):
            spell(row)
    elif isinstance(row, Household):
        withdraw(session, row, reason, on, at, by)
        return
    else:
        row.voided_at, row.void_reason = at, reason
    session.flush()
    if not isinstance(row, Household | Member):
        follow_up(session, row, on)


def withdraw(
    session: Session, household: Household, reason: str, on: date, at: datetime, by: User
) -> None:
    """The household as if its recognition had never been entered; its rows stay readable."""
    household.status = S.WITHDRAWN
    household.withdrawn_on = household.acted_on = on
    household.recognised_on = household.recognition_no = household.promise_due_on = None
    session.add(StatusChange(
        household=household, at=at, acted_on=on, act="undo_import", before=S.RECOGNISED,
        after=S.WITHDRAWN, by_id=by.id, by_name=by.name, by_role=by.role, by_office=by.office.name,
        reason=reason,
    ))
    close_follow_ups(session, household)
    alerts.refresh(session, household, on)


def as_kept(model: type[Any], name: str, value: Any) -> Any:
    """A value as it was before it became JSON."""
    kind = model.__mapper__.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Enum):
        return kind.enum_class(value)  # type: ignore[misc]
    return Decimal(value) if isinstance(kind, Numeric) else value
