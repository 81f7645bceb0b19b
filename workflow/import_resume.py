"""Batches whose page was closed half-way taken on to their end, in the name of whoever had them begun."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import Actor
from access.scope import in_charge_of
from models import ImportBatch, User
from policy.import_terms import ImportState
from policy.workdays import WorkCalendar
from workflow.imports import RUNNING, missing, work
from workflow.refusals import Refused

SECONDS = 3600.0


def continue_all(
    session: Session, on: date, at: datetime, calendar: WorkCalendar
) -> list[tuple[str, str, int]]:
    """Number, state and stored units of each batch that was under way; commits part by part.

    A batch being looked at goes on as its bringer's, one being stored as its confirmer's, within
    their area and by their rights as they are now; whoever has lost them leaves it where it stands.
    """
    told = []
    waiting = session.scalars(
        select(ImportBatch.id).where(ImportBatch.state.in_(RUNNING)).order_by(ImportBatch.id)
    ).all()
    for batch_id in waiting:
        batch = session.get_one(ImportBatch, batch_id)
        storing = batch.state is ImportState.STORING
        by = session.get(User, batch.confirmed_by_id if storing else batch.created_by_id)
        if by is None or not by.active or missing(batch):
            continue
        before = session.info.get("actor")
        session.info["actor"] = Actor.of(by, "console")
        try:
            with in_charge_of(session, by.office.area):
                work(session, batch_id, by, on, at, calendar, SECONDS)
        except Refused:
            session.rollback()
        finally:
            session.info["actor"] = before
        batch = session.get_one(ImportBatch, batch_id)
        told.append((batch.number, str(batch.state.label), batch.stored))
    return told
