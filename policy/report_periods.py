"""The periods of the report: months that begin on the 1st or on another day, quarters, years.

A month that begins on the 21st is called after the month it ends in: 2026-10 runs from 21 September
to 20 October. Each period begins on the day after the one before it, also where the day changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policy.ages import add_months
from policy.parameters import ISSUED_ON, REPORT_START_DAY
from policy.report_terms import ReportKind
from policy.rulebook import NOTICE, Rules

DAY: Final = timedelta(days=1)
MONTHS_OF: Final = {ReportKind.MONTH: 1, ReportKind.QUARTER: 3, ReportKind.YEAR: 12}
NAMES: Final = {
    ReportKind.MONTH: re.compile(r"(20\d\d)-(0[1-9]|1[0-2])"),
    ReportKind.QUARTER: re.compile(r"(20\d\d)-Q([1-4])"),
    ReportKind.YEAR: re.compile(r"(20\d\d)"),
}


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """One period: its name, its days (both included), the first day of its year, its months.

    `months` are the first days of the months it is called after; return visits are kept by them.
    """

    kind: ReportKind
    name: str
    since: date
    until: date
    year_since: date
    months: tuple[date, ...]


def month_end(first: date, rules: Rules) -> date:
    """The last day of the month of the report that is called after this month."""
    starts = rules.at(REPORT_START_DAY, max(first, ISSUED_ON))
    if starts == 1:
        return add_months(first, 1) - DAY
    return first.replace(day=starts) - DAY


def span_named(kind: ReportKind, name: str, rules: Rules = NOTICE) -> ReportSpan | None:
    """The period of that name ("2026-10", "2026-Q4", "2026"); None for a name that is none."""
    found = NAMES[kind].fullmatch(name)
    if found is None:
        return None
    year, part = int(found[1]), int(found[2]) if kind is not ReportKind.YEAR else 1
    long = MONTHS_OF[kind]
    first = date(year, (part - 1) * long + 1, 1)
    months = tuple(add_months(first, n) for n in range(long))
    since = month_end(add_months(first, -1), rules) + DAY
    year_since = month_end(date(year - 1, 12, 1), rules) + DAY
    return ReportSpan(kind, name, since, month_end(months[-1], rules), year_since, months)


def name_of(kind: ReportKind, first: date) -> str:
    """What the period is called that the month of this day belongs to."""
    if kind is ReportKind.MONTH:
        return f"{first:%Y-%m}"
    return f"{first:%Y}-Q{(first.month + 2) // 3}" if kind is ReportKind.QUARTER else f"{first:%Y}"


def earlier(span: ReportSpan, rules: Rules, periods: int = 1) -> ReportSpan:
    """The period so many before this one."""
    first = add_months(span.months[0], -MONTHS_OF[span.kind] * periods)
    found = span_named(span.kind, name_of(span.kind, first), rules)
    assert found is not None
    return found


def year_earlier(span: ReportSpan, rules: Rules) -> ReportSpan:
    """The same period of the year before."""
    return earlier(span, rules, 12 // MONTHS_OF[span.kind])


def twelve_months(span: ReportSpan, rules: Rules) -> tuple[ReportSpan, ...]:
    """The twelve months that end with the period, the oldest first."""
    names = (name_of(ReportKind.MONTH, add_months(span.months[-1], -n)) for n in range(11, -1, -1))
    found = (span_named(ReportKind.MONTH, name, rules) for name in names)
    return tuple(month for month in found if month is not None)


def span_ended(kind: ReportKind, on: date, rules: Rules) -> ReportSpan:
    """The last period that was over before this day."""
    name = name_of(kind, on.replace(day=1))
    span = span_named(kind, name, rules)
    assert span is not None
    while span.until >= on:
        span = earlier(span, rules)
    return span
