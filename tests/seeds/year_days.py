"""Calendar arithmetic for the recount of a year: months and working days, from the rows of the calendar."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy import select

from models import CalendarDay, CalendarYear

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The corresponding day, or the last of a month that has none (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class WorkingDays:
    """Mondays to Fridays and the days made up, without the days off, as the rows of the calendar say."""

    def __init__(self, session, first: date, last: date) -> None:
        said = {day: kind.value for day, kind in session.execute(select(CalendarDay.on, CalendarDay.kind))}
        told = set(session.scalars(select(CalendarYear.year).where(CalendarYear.published)))
        self.days = []
        for n in range((last - first).days + 1):
            day = first + n * DAY
            kind = said.get(day)
            if kind == "statutory_only" and day.year in told:
                kind = None
            if kind == "makeup" or (kind is None and day.weekday() < 5):
                self.days.append(day)

    def after(self, day: date, count: int) -> date:
        """The last of so many working days, the first day not counted (民法典 201)."""
        return self.days[bisect_right(self.days, day) + count - 1]

    def from_left(self, due: date, count: int) -> date:
        """The first day on which no more than so many are left."""
        return self.days[bisect_right(self.days, due) - 1 - count]
