"""Leaving a trace of what changes no row, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from models import AuditEntry
from models.engine import writing


def leave_trace(session: Session, act: str, record: str = "", **particulars: Any) -> None:
    """Enter the line and commit it, so that what it tells of may be handed out afterwards.

    Ends the transaction the session has been reading in: what was not committed is given up, and
    rows at hand are read anew. Waits its turn among the writers only for this one line.
    """
    leave_traces(session, act, [(record, particulars)])


def leave_traces(session: Session, act: str, lines: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """The same for several records at once: all the lines or none."""
    session.rollback()
    with writing():
        for record, particulars in lines:
            note(session, act, record, **particulars)
        session.commit()


def has_read(session: Session, username: str, record: str, since: datetime) -> bool:
    """Whether the trail already says that this officer looked at the record since that moment."""
    return bool(
        session.scalar(
            select(AuditEntry.id)
            .where(
                AuditEntry.record == record,
                AuditEntry.actor == username,
                AuditEntry.act == "read",
                AuditEntry.at >= since,
            )
            .limit(1)
        )
    )
