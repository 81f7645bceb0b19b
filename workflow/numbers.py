"""Numbers given out one after the other, without a gap, in the transaction that uses them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import NumberSeries, Office

OPENED_BY: Final[dict[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def next_number(session: Session, series: str) -> int:
    """The next number of the series. Given back by a rollback; the row is locked until the end."""
    wanted = select(NumberSeries).where(NumberSeries.name == series).with_for_update()
    with session.no_autoflush:  # the series is locked before the trail, by everybody in this order
        row = session.scalars(wanted).one_or_none()
        if row is None:  # the first of the year, perhaps two of them at once
            insert = OPENED_BY[session.get_bind().dialect.name]
            session.execute(insert(NumberSeries).values(name=series, last=0).on_conflict_do_nothing())
            row = session.scalars(wanted).one()
    row.last += 1
    session.flush()
    return row.last


def family_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-00012: county, year of the first application, number within both."""
    return f"{county.code}-{year}-{next_number(session, f'family:{county.id}:{year}'):05d}"


def recognition_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-0007, the seal number (认定编号): gapless per county and year."""
    return f"{county.code}-{year}-{next_number(session, f'recognition:{county.id}:{year}'):04d}"
