"""What is written while nobody waits (后台导出): a ledger or case files; of each its right and its writer.

What binds case files is loaded for them alone: the process that writes a ledger is to stay small.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from documents.ledgers import LEDGERS, LedgerFile, demand_right, ledger_named, write_ledger
from documents.selection import chosen
from models import LedgerExport, User
from models.ledgers import CASE_FILES
from workflow.calendar import work_calendar


def is_bundle(export: LedgerExport) -> bool:
    return export.ledger == CASE_FILES


def demand_export(user: User, export: LedgerExport) -> None:
    """Raise Refused where the officer may not, or no longer, have what was ordered."""
    if is_bundle(export):
        from documents.case_bundle import demand_bundle

        demand_bundle(user, (export.selection or {})["households"], export.reason)
    else:
        demand_right(user, export.office, export.since, export.until, export.full, export.reason,
                     LEDGERS[export.ledger].right)


def write_export(
    session: Session, export: LedgerExport, *, by: User, out: BinaryIO, at: datetime, data_dir: Path,
    tell: Callable[[int], None],
) -> LedgerFile:
    """Write what was ordered, in the officer's name; leaves the lines in the trail. Raises Refused."""
    if is_bundle(export):
        from documents.case_bundle import write_bundle
        from models.vault import Vault

        return write_bundle(
            session, (export.selection or {})["households"], by=by, reason=export.reason, out=out, at=at,
            vault=Vault(data_dir), tell=tell,
        )
    which = ledger_named(export.ledger)
    if export.selection:
        which = chosen(which, export.selection["name"], export.selection["choice"])
    return write_ledger(
        session, which, by=by, office=export.office, since=export.since, until=export.until,
        out=out, full=export.full, reason=export.reason, at=at, calendar=work_calendar(session), tell=tell,
    )
