"""Ledgers and case files written while nobody waits (后台导出): ordered, written by a process of their own, fetched, gone.

The order is a row; how far it is stands in a small file beside the sealed one, so that no writer
of the database is kept waiting for it, and so that a process that died is known by its silence.
Every function here that changes a row commits; the caller opens the write.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import LedgerExport, Office, User
from models.archive import draft_of
from policy.export_terms import ExportState as State
from workflow.refusals import refuse

CLAUSE = "102-3"
KEPT = timedelta(hours=24)
SILENT = timedelta(seconds=90)
"""After so long without a sign the process is taken for dead."""
UNDER_WAY = (State.WAITING, State.RUNNING)
WARNINGS = ("生成中断，请重新导出", "已超过24小时，文件已删除", "生成失败，请稍后重新导出", "已放弃")
DIED, OLD, FAULT, LEFT = WARNINGS


class Stopped(RuntimeError):
    """Somebody has given the export up while it was written."""


def order(
    session: Session, by: User, office: Office, at: datetime, *, ledger: str,
    selection: dict[str, Any] | None, since: date, until: date, full: bool, reason: str, rows: int,
) -> LedgerExport:
    """Enter the order. Raises Refused while an earlier one of the officer is still written. Commits."""
    export = LedgerExport(
        user_id=by.id, office_id=office.id, ledger=ledger, selection=selection, since=since,
        until=until, full=full, reason=reason, rows=rows, ordered_at=at,
        key=secrets.token_hex(32), state=State.WAITING,
    )
    session.add(export)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise refuse(CLAUSE, "您的上一份导出还在生成，请等它完成或放弃后再导出") from None
    return export


def exports_of(session: Session, by: User, most: int = 10) -> Sequence[LedgerExport]:
    """The officer's own exports, the latest first."""
    return session.scalars(
        select(LedgerExport).where(LedgerExport.user_id == by.id)
        .order_by(LedgerExport.id.desc()).limit(most)
    ).all()


def export_of(session: Session, by: User, number: int) -> LedgerExport | None:
    """One of the officer's own; nobody sees another's."""
    return session.scalars(
        select(LedgerExport).where(LedgerExport.id == number, LedgerExport.user_id == by.id)
    ).one_or_none()


def folder_of(data_dir: Path) -> Path:
    folder = data_dir / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def sealed_file(data_dir: Path, number: int) -> Path:
    return folder_of(data_dir) / f"{number}.sealed"


def progress_file(data_dir: Path, number: int) -> Path:
    return folder_of(data_dir) / f"{number}.rows"


def tell(data_dir: Path, number: int, rows: int, *, first: bool = False) -> None:
    """Write down how many rows there are; raises Stopped where the export was given up meanwhile."""
    path = progress_file(data_dir, number)
    if not first and not path.exists():
        raise Stopped(number)
    draft = path.with_suffix(".part")
    draft.write_text(str(rows), encoding="ascii")
    os.replace(draft, path)


def rows_so_far(data_dir: Path, number: int) -> int:
    try:
        return int(progress_file(data_dir, number).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def heard_at(data_dir: Path, export: LedgerExport) -> float:
    """The last sign of the process, in seconds of the epoch; the order itself is one."""
    try:
        return progress_file(data_dir, export.id).stat().st_mtime
    except OSError:
        return export.ordered_at.timestamp()


def begin(session: Session, number: int) -> bool:
    """Take the order up; False where somebody else has, or it was given up. Commits."""
    export = session.scalars(
        select(LedgerExport).where(LedgerExport.id == number).with_for_update()
    ).one_or_none()
    taken = export is not None and export.state is State.WAITING
    if export is not None and taken:
        export.state = State.RUNNING
    session.commit()
    return taken


def finish(
    session: Session, data_dir: Path, number: int, at: datetime, *, rows: int, file_name: str,
    digest: str, outcomes: list[dict[str, Any]] | None = None,
) -> None:
    """The file is there; of case files `outcomes` are what became of each household. Raises Stopped where the export was given up meanwhile. Commits."""
    export = session.get_one(LedgerExport, number)
    if export.state is not State.RUNNING:
        session.rollback()
        raise Stopped(number)
    export.state, export.done, export.finished_at = State.READY, rows, at
    export.file_name, export.digest, export.outcomes = file_name, digest, outcomes
    session.commit()
    progress_file(data_dir, number).unlink(missing_ok=True)


def give_up(session: Session, data_dir: Path, export: LedgerExport, at: datetime, why: str) -> None:
    """End it, whatever became of it: no file, no key of use, and the reason. Commits."""
    number = export.id
    export.state = State.FAILED if export.state in UNDER_WAY else State.EXPIRED
    export.finished_at = export.finished_at or at
    export.why, export.key, export.reason = why, secrets.token_hex(32), ""
    session.commit()
    for path in (progress_file(data_dir, number), sealed_file(data_dir, number), draft_of(sealed_file(data_dir, number))):
        path.unlink(missing_ok=True)


def overdue(
    session: Session, data_dir: Path, at: datetime, clock: float
) -> list[tuple[LedgerExport, str]]:
    """Exports whose process is silent, and files kept long enough; each with what is to be said."""
    found = []
    for export in session.scalars(
        select(LedgerExport).where(LedgerExport.state.in_((*UNDER_WAY, State.READY)))
    ):
        if export.state in UNDER_WAY:
            if clock - heard_at(data_dir, export) > SILENT.total_seconds():
                found.append((export, DIED))
        elif export.finished_at is not None and at - export.finished_at > KEPT:
            found.append((export, OLD))
    return found
