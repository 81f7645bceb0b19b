"""From calendar rows to the WorkCalendar the rules are asked about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarYear
from policy.workdays import WorkCalendar


def work_calendar(session: Session) -> WorkCalendar:
    """The working calendar as it is entered now; two small statements."""
    years = session.scalars(select(CalendarYear.year).where(CalendarYear.published)).all()
    days = session.execute(select(CalendarDay.on, CalendarDay.kind, CalendarDay.name)).all()
    return WorkCalendar.of(((on, kind, name) for on, kind, name in days), years)
