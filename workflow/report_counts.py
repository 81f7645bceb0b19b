"""Counting a report: one statement for the figures that look at the same rows, grouped by office.

The office itself is the sum of those beneath it and of what lies at itself (本级). Assumes: the
office lies within the area of whoever asks; refuses otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from access.scope import OutsideScope, in_charge_of
from models import WHOLE_PROVINCE, Household, Office
from models.base import ANCESTOR_COLUMN
from policy.report_periods import (
    DAY,
    ReportSpan,
    earlier,
    twelve_months,
    year_earlier,
)
from policy.report_terms import ReportKind
from policy.rulebook import Rules
from workflow.report_figures import BESIDE, FIGURES, Condition, CountedRows

OWN: Final = 0
"""Under this number stands what lies at the office itself."""
Counts = dict[int, dict[str, int]]
YEAR_BEFORE: Final = ("D", "F", "K")


@dataclass(slots=True)
class Places:
    """The office counted, those beneath it, and the ancestor columns they are told apart by."""

    office: Office
    beneath: Sequence[Office]
    columns: list[str] = field(default_factory=list)
    known: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.known = frozenset(child.id for child in self.beneath)

    @classmethod
    def of(cls, session: Session, office: Office) -> Places:
        area = session.info.get("area")
        if area is None or not office.path.startswith(area.path):
            raise OutsideScope("report")
        beneath = session.scalars(
            select(Office).where(Office.parent_id == office.id).order_by(Office.sort, Office.id)
        ).all()
        columns = sorted({ANCESTOR_COLUMN[child.level] for child in beneath})
        return cls(office, beneath, columns)

    def within(self, model: Any) -> tuple[ColumnElement[bool], ...]:
        """The condition that a row lies in the area of the office."""
        column = self.office.area.column
        return (getattr(model, column) == self.office.id,) if column else ()

    def told_apart(self, model: Any) -> list[Any]:
        return [getattr(model, name) for name in self.columns]

    def of_row(self, ancestors: Iterable[int]) -> int:
        """The office beneath a row with these ancestors lies under; OWN for none."""
        return next((number for number in ancestors if number in self.known), OWN)


def count_figures(
    session: Session, places: Places, figures: Mapping[str, CountedRows],
    days: Mapping[str, tuple[date, date]], today: date,
) -> Counts:
    """Every figure for every office; figures that look at the same rows are read at once."""
    found: Counts = {number: {} for number in (OWN, *(child.id for child in places.beneath))}
    together: dict[tuple[Any, Condition, tuple[date, date]], list[str]] = {}
    for key, figure in figures.items():
        together.setdefault((figure.model, figure.among, days[key]), []).append(key)
    for (model, among, (since, until)), keys in together.items():
        columns = [
            value_of(figures[key], since, until, today).label(f"n_{key}") for key in keys
        ]
        apart = places.told_apart(model)
        statement = (
            select(*apart, *columns)
            .select_from(model)
            .where(*places.within(model), among(since, until, today))
            .group_by(*apart)
        )
        for row in session.execute(statement):
            counts = found[places.of_row(row[: len(apart)])]
            for key, number in zip(keys, row[len(apart):], strict=True):
                counts[key] = counts.get(key, 0) + (number or 0)
    return found


def value_of(figure: CountedRows, since: date, until: date, today: date) -> ColumnElement[int]:
    """The count of the rows of one figure among those read, or their sum."""
    value: Any = func.sum(figure.of) if figure.of is not None else func.count()
    if figure.which is not None:
        value = value.filter(figure.which(since, until, today))
    counted: ColumnElement[int] = value
    return counted


def figures_of(session: Session, places: Places, span: ReportSpan, today: date) -> Counts:
    """The printed figures and what the rules need of the period itself."""
    figures = {**FIGURES, **BESIDE}
    days = {key: figure.span(span) for key, figure in figures.items()}
    return count_figures(session, places, figures, days, today)


def before_in_year(session: Session, places: Places, span: ReportSpan, today: date) -> Counts:
    """Z1–Z3 up to the day before the period, and who was at work but not released at New Year."""
    figures = {key: FIGURES[key] for key in ("Z1", "Z2", "Z3", "I2")}
    ended = span.year_since - DAY
    days = {key: (span.year_since, span.since - DAY) for key in figures} | {"I2": (ended, ended)}
    return count_figures(session, places, figures, days, today)


def year_before(
    session: Session, places: Places, span: ReportSpan, rules: Rules, today: date
) -> Counts:
    """D, F and K of the same period a year ago."""
    past = year_earlier(span, rules)
    figures = {key: FIGURES[key] for key in YEAR_BEFORE}
    return count_figures(
        session, places, figures, dict.fromkeys(figures, (past.since, past.until)), today
    )


def by_month(
    session: Session, places: Places, span: ReportSpan, rules: Rules, today: date
) -> dict[int, tuple[tuple[int, int], ...]]:
    """(K, F1) of each office in each of the twelve months up to the period; of months alone."""
    if span.kind is not ReportKind.MONTH:
        return {}
    months = twelve_months(span, rules)
    first, last = months[0].since, months[-1].until
    found: dict[int, list[list[int]]] = {}
    for n, key in enumerate(("K", "F1")):
        figure = FIGURES[key]
        day = figure.model.verified_on if key == "K" else Household.exited_on
        apart = places.told_apart(figure.model)
        statement = (
            select(*apart, day, func.count())
            .where(*places.within(figure.model), figure.met(first, last, today))
            .group_by(*apart, day)
        )
        for *ancestors, on, number in session.execute(statement):
            rows = found.setdefault(places.of_row(ancestors), [[0, 0] for _ in months])
            place = next(i for i, month in enumerate(months) if month.since <= on <= month.until)
            rows[place][n] += number
    empty = [[0, 0] for _ in months]
    offices = [child.id for child in places.beneath] + ([OWN] if OWN in found else [])
    return {
        number: tuple((k, f) for k, f in found.get(number, empty)) for number in offices
    }


def months_without(
    session: Session, places: Places, span: ReportSpan, rules: Rules
) -> dict[int, int | None]:
    """Y: whole months up to the period's end without a recognition, since the last one.

    Who never recognised anybody counts from the first recognition in the province.
    """
    apart = places.told_apart(Household)
    last: dict[int, date] = {}
    for *ancestors, on in session.execute(
        select(*apart, func.max(Household.recognised_on))
        .where(*places.within(Household), Household.recognised_on <= span.until)
        .group_by(*apart)
    ):
        number = places.of_row(ancestors)
        if on is not None:
            last[number] = max(last.get(number, on), on)
    with in_charge_of(session, WHOLE_PROVINCE):
        first = session.scalar(
            select(func.min(Household.recognised_on)).where(Household.recognised_on <= span.until)
        )
    month: ReportSpan | None = twelve_months(span, rules)[-1]
    found: dict[int, int | None] = {}
    whole = max(last.values(), default=None)
    for number, on in (
        *((child.id, last.get(child.id)) for child in places.beneath), (OWN, last.get(OWN)),
        (places.office.id, whole),
    ):
        since = on or first
        found[number] = None if since is None or month is None else gap(since, month, rules)
    return found


def gap(since: date, month: ReportSpan, rules: Rules) -> int:
    """How many months lie between the one of that day and this one, this one included."""
    count = 0
    while month.since > since:
        month, count = earlier(month, rules), count + 1
    return count


def list_counts(
    session: Session, places: Places, span: ReportSpan, today: date
) -> dict[str, int]:
    """How many rows the list behind each figure of the office has; sums have the households."""
    found = {}
    for key, figure in FIGURES.items():
        since, until = figure.span(span)
        value: Any = func.count() if figure.of is None else func.sum(figure.of)
        statement = (
            select(value)
            .select_from(figure.model)
            .where(*places.within(figure.model), figure.met(since, until, today))
        )
        found[key] = session.scalar(statement) or 0
    return found
