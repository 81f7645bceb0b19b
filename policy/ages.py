"""Ages in full years (周岁), working age and statutory retirement (法定退休年龄).

Source: Civil Code (民法典) art. 202 for birthdays; Labour Law (劳动法) art. 15; Decision on the
gradual raising of the statutory retirement age (关于实施渐进式延迟法定退休年龄的决定) of
13 September 2024, in force from 1 January 2025, whose annexed tables follow the formula here.
Flexible retirement (弹性退休): up to three years earlier, never below the original age, or later by
agreement. Not covered: special trades.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.parameters import WORKING_AGE
from policy.rulebook import NOTICE, Rules
from policy.terms import RetirementGroup

DELAYED_FROM: Final = date(2025, 1, 1)
FLEXIBLE: Final = 36
"""Months by which a person may retire earlier or later."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """When a person reaches the statutory retirement age, and how that age came about."""

    retirement_on: date
    age_years: int
    age_months: int
    delay_months: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """One annex: from which birth month on, one month later for every `band` months of birth."""

    original_age: int
    first_birth: tuple[int, int]
    band: int
    most: int

    def delay_months(self, birth: date) -> int:
        year, month = self.first_birth
        later = (birth.year - year) * 12 + birth.month - month
        return 0 if later < 0 else min(later // self.band + 1, self.most)


SCHEDULES: Final = {
    RetirementGroup.MALE: Schedule(60, (1965, 1), 4, 36),
    RetirementGroup.FEMALE55: Schedule(55, (1970, 1), 4, 36),
    RetirementGroup.FEMALE50: Schedule(50, (1975, 1), 2, 60),
}


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later; the last of the month where it is missing.

    Source: Civil Code art. 202. Raises ValueError outside the years 1 to 9999.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(years, month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def birthday(birth: date, age: int) -> date:
    """The day on which `age` years are full; born 29 February 2008, full 17 on 28 February 2025."""
    return add_months(birth, age * 12)


def full_years(birth: date, on: date) -> int:
    """Age in full years on that day; negative before birth."""
    years = on.year - birth.year
    return years if (on.month, on.day) >= _birthday_in(birth, on.year) else years - 1


def retirement(birth: date, group: RetirementGroup, on: date = DELAYED_FROM) -> Retirement:
    """When the person reaches statutory retirement age, by the rule in force on `on`.

    Up to 31 December 2024 that is 60, 55 or 50 years without delay. The day is the birthday's
    day of the month, or the last of the month. Raises ValueError beyond the year 9999.
    """
    schedule = SCHEDULES[group]
    delay = schedule.delay_months(birth) if on >= DELAYED_FROM else 0
    months = schedule.original_age * 12 + delay
    return Retirement(add_months(birth, months), months // 12, months % 12, delay)


def flexible(birth: date, group: RetirementGroup) -> tuple[date, date]:
    """The first and the last day on which a person may choose to retire (实施弹性退休制度暂行办法).

    Three years around the statutory day, the first not before 60, 55 or 50 full years.
    """
    statutory = retirement(birth, group).retirement_on
    original = birthday(birth, SCHEDULES[group].original_age)
    return max(original, add_months(statutory, -FLEXIBLE)), add_months(statutory, FLEXIBLE)


def contribution_months(year: int) -> int:
    """Months of contributions a pension asks of who retires in that year: 15 years, 20 from 2039.

    Six months more each year from 2030 on.
    """
    return 180 + 6 * min(max(year - 2029, 0), 10)


def of_working_age(
    birth: date,
    group: RetirementGroup,
    on: date,
    pension_from: date | None = None,
    rules: Rules = NOTICE,
) -> bool:
    """From the 16th birthday up to the day before retirement, or before the pension if earlier."""
    if birth > on:
        return False
    ends = retirement(birth, group, on).retirement_on
    if pension_from is not None:
        ends = min(ends, pension_from)
    return birthday(birth, rules.at(WORKING_AGE, on)) <= on < ends


def _birthday_in(birth: date, year: int) -> tuple[int, int]:
    return birth.month, min(birth.day, monthrange(year, birth.month)[1])
