"""Numbers given out one after the other, without a gap, in the transaction that uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import NumberSeries, Office

OPENED_BY: Final[dict[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def next_number(session: Session, series: str) -> int:
    """The next number of the series. Given back by a rollback; the row is locked until the end."""
    return next_numbers(session, {series: 1})[series]


def next_numbers(session: Session, wanted: Mapping[str, int]) -> dict[str, int]:
    """The first of so many numbers in a row, of each series."""
    with session.no_autoflush:  # the series are locked before the trail, by everybody in this order
        rows = {series: locked_series(session, series) for series in sorted(wanted)}
    firsts = {series: row.last + 1 for series, row in rows.items()}
    for series, row in rows.items():
        row.last += wanted[series]
    session.flush()
    return firsts


def locked_series(session: Session, series: str) -> NumberSeries:
    wanted = select(NumberSeries).where(NumberSeries.name == series).with_for_update()
    row = session.scalars(wanted).one_or_none()
    if row is None:  # the first of the year, perhaps two of them at once
        insert = OPENED_BY[session.get_bind().dialect.name]
        session.execute(insert(NumberSeries).values(name=series, last=0).on_conflict_do_nothing())
        row = session.scalars(wanted).one()
    return row


def family_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-00012: county, year of the first application, number within both."""
    return written_family(county, year, next_number(session, family_series(county, year)))


def recognition_number(session: Session, county: Office, year: int) -> str:
    """220104-2026-0007, the seal number (认定编号): gapless per county and year."""
    return written_recognition(county, year, next_number(session, recognition_series(county, year)))


def seal_number(session: Session, county: Office, year: int) -> str:
    """220104-Y-2026-0007, the number of a use of the seal (用印编号): gapless per office and year."""
    return written_seal(county, year, next_number(session, seal_series(county, year)))


def seal_series(county: Office, year: int) -> str:
    return f"seal:{county.id}:{year}"


def written_seal(county: Office, year: int, number: int) -> str:
    return f"{county.code}-Y-{year}-{number:04d}"


def family_series(county: Office, year: int) -> str:
    return f"family:{county.id}:{year}"


def recognition_series(county: Office, year: int) -> str:
    return f"recognition:{county.id}:{year}"


def written_family(county: Office, year: int, number: int) -> str:
    return f"{county.code}-{year}-{number:05d}"


def written_recognition(county: Office, year: int, number: int) -> str:
    return f"{county.code}-{year}-{number:04d}"
