"""The figures of two days, kept beside those of one (access.kept) by the same hook, for counties and above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from access.adding import add_totals
from models import KeptSpan
from policy.spans import HouseholdCourse, ServiceGiven, Span, Spans, served, spans_of

COURSE: Final = tuple(part.name for part in fields(HouseholdCourse))
GIVEN: Final = tuple(part.name for part in fields(ServiceGiven))
UPPER: Final = ("unit_id", "county_id")
"""Whose figures of two days are kept, and the province's own."""
SpanChanges = Counter[tuple[int, Span, date, date]]
"""By how many a figure of an office changes, by its two days."""


def of_household(values: Mapping[str, Any]) -> Spans:
    course: dict[str, Any] = {name: values.get(name) for name in COURSE}
    return spans_of(HouseholdCourse(**course))


def of_service(values: Mapping[str, Any]) -> Spans:
    given: dict[str, Any] = {name: values.get(name) for name in GIVEN}
    return served(ServiceGiven(**given))


def add_spans(changes: SpanChanges, values: Mapping[str, Any], path: str, found: Spans, sign: int) -> None:
    for office in {int(path.partition(".")[0]), *(values[name] for name in UPPER)}:
        for (span, day, other), number in found.items():
            changes[office, span, day, other] += sign * number


def write_spans(session: Session, changes: SpanChanges) -> None:
    """Add them, always in the same order."""
    rows = [
        {"office_id": office, "span": span, "day": day, "other": other, "total": number}
        for (office, span, day, other), number in sorted(changes.items()) if number
    ]
    add_totals(session, KeptSpan, rows)
