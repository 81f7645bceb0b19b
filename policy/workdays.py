"""Working-day arithmetic (工作日) for the time limits of the notice.

Source: Civil Code (民法典) art. 201 (the first day is not counted) and art. 203 (a period does
not end on a day off); the days themselves come from the State Council's yearly notice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from policy.terms import DayKind

DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
WEEKEND: Final = {5: "周六", 6: "周日"}
LONGEST: Final = 2000
"""No period of the notice comes near so many working days; a longer one is a slip of the keys."""


class CalendarMissing(LookupError):
    """The State Council's holiday notice for this year has not been entered yet."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkdayCount:
    """How a period in working days came out, day by day, fit to be shown to anybody.

    `skipped` says why each day between does not count (周六, 周日 or the holiday's name);
    `made_up` names the holiday for which a counted weekend day is worked (调休上班).
    `provisional` is true if any day fell in a year whose notice has not been entered.
    """

    start: date
    days: int
    due: date
    provisional: bool
    counted: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    made_up: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Public holidays and make-up working days of the years entered so far.

    `years` are those whose State Council notice is complete. A day off in another year is a
    statutory day (法定节日) known beforehand; it serves provisional answers only.
    """

    years: frozenset[int]
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, hash=False)
    _lost: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _gained: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if both := self.days_off & self.make_up_days:
            raise ValueError(f"both a day off and a make-up working day: {min(both)}")
        lost = sorted(day for day in self.days_off if day.weekday() < SATURDAY)
        gained = sorted(day for day in self.make_up_days if day.weekday() >= SATURDAY)
        object.__setattr__(self, "_lost", tuple(lost))
        object.__setattr__(self, "_gained", tuple(gained))

    @classmethod
    def of(cls, rows: Iterable[tuple[date, DayKind, str]], years: Iterable[int]) -> WorkCalendar:
        """The calendar of holiday rows (day, kind, name); `years` are the complete ones.

        A statutory day (statutory_only) of a complete year is left out: the notice has
        said what becomes of it.
        """
        complete = frozenset(years)
        kept = [
            (day, kind, name)
            for day, kind, name in rows
            if kind != DayKind.STATUTORY or day.year not in complete
        ]
        worked = frozenset(day for day, kind, _ in kept if kind == DayKind.MAKE_UP)
        off = frozenset(day for day, kind, _ in kept if kind != DayKind.MAKE_UP)
        return cls(complete, off, worked, {day: name for day, _, name in kept})

    def is_workday(self, day: date) -> bool:
        """Raises CalendarMissing rather than guess at a year nobody has entered."""
        self._demand(day.year, day.year)
        return self._works(day)

    def after(self, day: date, workdays: int) -> date:
        """The last day of a period of `workdays` that starts the day after `day`.

        No working days, no period: answers `day` itself. Raises CalendarMissing, and ValueError
        for a length that is negative or beyond LONGEST.
        """
        return self.count(day, workdays).due

    def count(self, start: date, workdays: int, *, provisional_ok: bool = False) -> WorkdayCount:
        """The same period, day by day.

        With `provisional_ok` a year without a calendar is counted by weekdays and statutory days
        and the answer marked provisional: good for a page, never to be stored.
        """
        if not 0 <= workdays <= LONGEST:
            raise ValueError(f"not a number of working days: {workdays}")
        counted: list[date] = []
        skipped: list[tuple[date, str]] = []
        day, provisional = start, False
        following = _days_after(start)
        while len(counted) < workdays:
            day = next(following)
            if day.year not in self.years:
                if not provisional_ok:
                    raise CalendarMissing(day.year)
                provisional = True
            if self._works(day):
                counted.append(day)
            else:
                skipped.append((day, self._why_off(day)))
        made_up = tuple((d, self.names.get(d, "调休上班")) for d in counted if d.weekday() > 4)
        return WorkdayCount(
            start, workdays, day, provisional, tuple(counted), tuple(skipped), made_up
        )

    def between(self, a: date, b: date, *, provisional_ok: bool = False) -> int:
        """Working days after `a` up to and including `b`; none if `b` is not after `a`."""
        if b <= a:
            return 0
        if not provisional_ok:
            self._demand((a + DAY).year, b.year)
        return (
            _weekdays_up_to(b)
            - _weekdays_up_to(a)
            - (bisect_right(self._lost, b) - bisect_right(self._lost, a))
            + (bisect_right(self._gained, b) - bisect_right(self._gained, a))
        )

    def left(self, today: date, due: date, *, provisional_ok: bool = False) -> int:
        """Working days left until `due`: 0 on the last day, negative once it is past.

        Below zero exactly when `today` is after `due`: the weekend after a Friday is already -1.
        """
        if today <= due:
            return self.between(today, due, provisional_ok=provisional_ok)
        return -max(1, self.between(due, today, provisional_ok=provisional_ok))

    def _demand(self, first: int, last: int) -> None:
        for year in range(first, last + 1):
            if year not in self.years:
                raise CalendarMissing(year)

    def _works(self, day: date) -> bool:
        return day in self.make_up_days or (day.weekday() < SATURDAY and day not in self.days_off)

    def _why_off(self, day: date) -> str:
        if day in self.days_off:
            return self.names.get(day, "节假日")
        return WEEKEND[day.weekday()]


def _days_after(day: date) -> Iterator[date]:
    """Raises ValueError at the end of the calendar (9999-12-31)."""
    while day < date.max:
        day += DAY
        yield day
    raise ValueError(f"no day after {day}")


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from 1 January of the year 1, a Monday, up to and including `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)
