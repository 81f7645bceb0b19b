"""Papers kept with a household (附件材料): taken in, known again, noted as seen, opened, swept.

A scan is cleaned by workflow.upload_gate, sealed into the vault and only then entered: whatever
breaks in between leaves a file that nobody names, and `sweep_uploads` takes it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Attachment, Household, User
from models.engine import writing
from models.vault import FileUnreadable, Vault
from policy.paper_terms import Held, PaperKind
from policy.workdays import WorkCalendar
from workflow.records import check, save
from workflow.refusals import Refused, refuse
from workflow.upload_gate import cleaned


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one file: its row, and whether the household had it before."""

    row: Attachment
    known: bool


def keep_scan(
    session: Session, vault: Vault, household: Household, kind: PaperKind, data: bytes,
    by: User, on: date, calendar: WorkCalendar,
) -> Kept:
    """Clean, seal and enter one file; commits. The same file again is known and not kept twice.

    Raises Refused, nothing kept, for a file that is not fit, an officer who may not, a household
    in whose state nothing is added. Waits its turn among the writers only to enter the row.
    """
    household_id, source = household.id, sha256(data).hexdigest()
    row = Attachment(household=household, household_id=household_id, kind=kind, held=Held.SCAN)
    with session.no_autoflush:
        check(session, row, by, on)
    if (known := same_file(session, household_id, source)) is not None:
        return Kept(known, True)
    clean = cleaned(data)
    session.rollback()
    name, key = vault.put(clean.content)
    row = Attachment(
        household_id=household_id, kind=kind, held=Held.SCAN, format=clean.format,
        sheets=clean.sheets, length=len(clean.content), digest=sha256(clean.content).hexdigest(),
        source_digest=source, file=name, file_key=key,
    )
    try:
        with writing():
            row.household = session.scalars(select(Household).where(Household.id == household_id)).one()
            save(session, row, by, on, calendar)
    except Refused:
        vault.drop(name)
        if (known := same_file(session, household_id, source)) is not None:
            return Kept(known, True)
        raise
    return Kept(row, False)


def same_file(session: Session, household_id: int, source: str) -> Attachment | None:
    """The page of this household that was made from the very same file, if it still counts."""
    return session.scalars(
        select(Attachment).where(
            Attachment.household_id == household_id, Attachment.source_digest == source,
            Attachment.voided_at.is_(None),
        )
    ).one_or_none()


def note_original(
    session: Session, household: Household, kind: PaperKind, seen_on: date, by: User, on: date,
    calendar: WorkCalendar,
) -> Attachment:
    """Enter that the original was seen, instead of a scan (原件已核); commits."""
    row = Attachment(household=household, household_id=household.id, kind=kind, held=Held.ORIGINAL,
                     seen_on=seen_on)
    save(session, row, by, on, calendar)
    return row


def opened(vault: Vault, row: Attachment) -> bytes:
    """The content of a scan. Raises Refused where the file is missing or not the one entered."""
    try:
        content = vault.take(row.file or "", row.file_key or "")
    except FileUnreadable:
        content = b""
    if sha256(content).hexdigest() != row.digest:
        raise refuse("102-3", "文件缺失或被改动，无法打开：请告知系统管理员核查，必要时重新上传")
    return content


def pages_of(session: Session, row: Attachment) -> Sequence[Attachment]:
    """The pages that are looked at together: those of the same paper that count, or a voided one alone."""
    if row.voided_at is not None:
        return [row]
    return session.scalars(
        select(Attachment).where(
            Attachment.household_id == row.household_id, Attachment.kind == row.kind,
            Attachment.held == Held.SCAN, Attachment.voided_at.is_(None),
        ).order_by(Attachment.page_no)
    ).all()


def files_named(session: Session) -> set[str]:
    """The files that rows name, of the whole province, voided ones included."""
    with in_charge_of(session, WHOLE_PROVINCE):
        named = select(Attachment.file).where(Attachment.file.is_not(None))
        return set(session.scalars(named.execution_options(yield_per=5000)))


def sweep_uploads(session: Session, data_dir: Path, at: datetime) -> int:
    """Take away files that no row names, older than an hour; answers how many."""
    found = Vault(data_dir).sweep(files_named(session), at)
    session.rollback()
    return found


def uploads_amiss(session: Session, data_dir: Path, at: datetime) -> tuple[int, int]:
    """How many files that rows name are missing, and how many left-overs wait to be swept."""
    vault, named = Vault(data_dir), files_named(session)
    there = {name for name, _written in vault.names()}
    return len(named - there), len(vault.left_over(named, at))
