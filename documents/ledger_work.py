"""The act of the process that writes one ledger, or some case files, while nobody waits: an order taken up, a sealed file left.

Knows no page and no command, so that the process is small; ledger_work.py at the top opens the house for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy.orm import Session

from access.audit import Actor
from documents.background import write_export
from documents.ledgers import LedgerFile
from models import LedgerExport
from models.archive import new_archive
from models.engine import read_once, writing
from workflow import ledger_exports as exports
from workflow.refusals import Refused, refuse

AT_ONCE = 1 << 16
"""Bytes of the file handed to the sealer at a time; it holds a whole box besides."""


def take_up(
    session: Session, data_dir: Path, number: int, now: Callable[[], datetime]
) -> LedgerFile | None:
    """Write the ledger that was ordered under that number; None where no order waits or it was given up.

    Raises what goes wrong beside, after the order has been ended with the reason.
    """
    with writing():
        taken = exports.begin(session, number)
    if not taken:
        return None
    sealed = exports.sealed_file(data_dir, number)
    try:
        done = write_sealed(session, data_dir, number, sealed, now())
        with writing():
            exports.finish(session, data_dir, number, now(), rows=done.rows, file_name=done.filename,
                           digest=done.sha256, outcomes=getattr(done, "outcomes", None))
    except exports.Stopped:
        sealed.unlink(missing_ok=True)
        return None
    except Exception as fault:
        session.rollback()
        why = str(fault)[:200] if isinstance(fault, Refused) else exports.FAULT
        with writing():
            exports.give_up(session, data_dir, session.get_one(LedgerExport, number), now(), why)
        raise
    return done


def write_sealed(
    session: Session, data_dir: Path, number: int, sealed: Path, at: datetime
) -> LedgerFile:
    """What was ordered, in the officer's name and area, into its sealed file."""
    export = session.get_one(LedgerExport, number)
    by, key = export.user, export.key
    if not by.active:
        raise refuse("102-5-1", "没有这个用户，或已停用：%(username)s", "username", username=by.username)
    session.info.update(area=by.office.area, actor=Actor.of(by, "background"))
    read_once(session)
    with TemporaryFile(dir=sealed.parent) as out:
        done = write_export(session, export, by=by, out=out, at=at, data_dir=data_dir,
                            tell=lambda rows: exports.tell(data_dir, number, rows))
        with new_archive(sealed, bytes.fromhex(key), {"export": number}) as sealer:
            shutil.copyfileobj(out, sealer, AT_ONCE)
    return done
