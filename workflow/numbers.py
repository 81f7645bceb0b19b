"""Numbers given out one after the other, without a gap, in the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import NumberSeries, Office


def next_number(session: Session, series: str) -> int:
    """The next number of the series. Given back by a rollback; the row is locked until the end."""
    row = session.scalars(
        select(NumberSeries).where(NumberSeries.name == series).with_for_update()
    ).one_or_none()
    if row is None:
        row = NumberSeries(name=series, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return row.last


def family_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-00012: county, year of the first application, number within both."""
    return f"{county.code}-{year}-{next_number(session, f'family:{county.id}:{year}'):05d}"


def recognition_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-0007, the seal number (认定编号): gapless per county and year."""
    return f"{county.code}-{year}-{next_number(session, f'recognition:{county.id}:{year}'):04d}"
