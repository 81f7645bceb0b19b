"""One runner at a time: a lease in the database, given back when done, taken over when it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Installation
from workflow.refusals import refuse

STALE: Final = timedelta(hours=2)
"""A run takes minutes; whoever has held the lease longer was cut off."""


@contextmanager
def held(session: Session, name: str, at: datetime) -> Iterator[None]:
    """Commits to take the lease and to give it back; raises Refused while another holds it."""
    take(session, name, at)
    try:
        yield
    finally:
        session.rollback()
        row = session.get(Installation, name)
        if row is not None and row.value == at.isoformat():
            session.delete(row)
        session.commit()


def take(session: Session, name: str, at: datetime) -> None:
    row = session.scalars(
        select(Installation).where(Installation.name == name).with_for_update()
    ).one_or_none()
    if row is not None and at - datetime.fromisoformat(row.value) < STALE:
        since = row.value[:16].replace("T", " ")
        session.rollback()
        raise refuse("102-3", "每日运行正在进行（%(since)s开始），请稍后再试", since=since)
    if row is None:
        session.add(Installation(name=name, value=at.isoformat()))
    else:
        row.value = at.isoformat()
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise refuse("102-3", "每日运行正在进行（%(since)s开始），请稍后再试",
                     since=at.strftime("%Y-%m-%d %H:%M")) from None
