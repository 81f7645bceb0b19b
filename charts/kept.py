"""Reading the kept figures: whole months from their own table, the days at both ends of a period singly.

So a period of ten years costs what one of a month does, and a province of a million households what one
of three thousand does. Raises OutsideScope beyond the area of whoever asks.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import CompoundSelect, Date, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from access.scope import OutsideScope, column_rows
from models import KeptDay, KeptMonth, Office
from policy.figures import Figure

DAY: Final = timedelta(days=1)
NONE: Final = (date.max, date.min)
"""Days between which no day lies."""


def day_named(name: str) -> Any:
    return bindparam(name, type_=Date)


def part(model: type[KeptDay] | type[KeptMonth], name: str) -> Select[int, Figure]:
    """The rows of some offices between two days."""
    return select(model.office_id, model.figure).where(
        model.office_id.in_(bindparam("offices", expanding=True)),
        model.figure.in_(bindparam("figures", expanding=True)),
        model.day.between(day_named(f"{name}_since"), day_named(f"{name}_until")),
    )


def summed(model: type[KeptDay] | type[KeptMonth], name: str, *apart: Any) -> Select[Any]:
    """Their sums, by office, figure and what else sets them apart."""
    return (
        part(model, name).add_columns(*apart, func.sum(model.total))
        .group_by(model.office_id, model.figure)
    )


BY_OFFICE = union_all(
    summed(KeptMonth, "whole"), summed(KeptDay, "begin"), summed(KeptDay, "end")
).execution_options(lasting=True)
BY_MONTH = union_all(
    part(KeptMonth, "whole").add_columns(KeptMonth.day, KeptMonth.total),
    summed(KeptDay, "begin", day_named("begin_first")),
    summed(KeptDay, "end", day_named("end_first")),
).execution_options(lasting=True)
"""The end of a period may be a part of the month it begins in: rows of one key are added up."""
BY_DAY = (
    select(KeptDay.office_id, KeptDay.day, KeptDay.total)
    .where(
        KeptDay.office_id.in_(bindparam("offices", expanding=True)), KeptDay.figure == bindparam("figure"),
        KeptDay.day.between(day_named("since"), day_named("until")), KeptDay.total != 0,
    )
).execution_options(lasting=True)
LAST = (
    select(Office.id, (
        select(KeptDay.day)
        .where(KeptDay.office_id == Office.id, KeptDay.figure == bindparam("figure"),
               KeptDay.day <= day_named("until"), KeptDay.total != 0)
        .order_by(KeptDay.day.desc()).limit(1).correlate(Office).scalar_subquery()))
    .where(Office.id.in_(bindparam("offices", expanding=True)))
).execution_options(lasting=True)
"""Walked from its end, for each office by itself."""


def of_offices(
    session: Session, offices: Sequence[Office], figures: Iterable[Figure], since: date, until: date
) -> Counter[tuple[int, Figure]]:
    """The figures of each office over the days of the period."""
    found: Counter[tuple[int, Figure]] = Counter()
    for office, figure, total in ask(session, BY_OFFICE, offices, figures, since, until):
        found[office, figure] += int(total)
    return found


def of_days(
    session: Session, offices: Sequence[Office], figure: Figure, since: date, until: date
) -> dict[int, dict[date, int]]:
    """The days of the period on which each office has any."""
    demand_within(session, offices)
    session.flush()
    found: dict[int, dict[date, int]] = {office.id: {} for office in offices}
    for office, day, total in column_rows(session, BY_DAY, {
        "offices": list(found), "figure": figure, "since": since, "until": until,
    }):
        found[office][day] = int(total)
    return found


def last_days(session: Session, offices: Sequence[Office], figure: Figure, until: date) -> dict[int, date]:
    """The last day up to this one on which an office has any; none for an office that has not."""
    demand_within(session, offices)
    session.flush()
    rows = column_rows(session, LAST, {
        "offices": [office.id for office in offices], "figure": figure, "until": until,
    })
    return {office: day for office, day in rows if day is not None}


def of_months(
    session: Session, office: Office, figures: Iterable[Figure], since: date, until: date
) -> Counter[tuple[date, Figure]]:
    """The figures of one office by month, under the first day of each."""
    found: Counter[tuple[date, Figure]] = Counter()
    for _office, figure, first, total in ask(session, BY_MONTH, [office], figures, since, until):
        found[first, figure] += int(total)
    return found


def by_month(
    session: Session, offices: Sequence[Office], figure: Figure, since: date, until: date
) -> dict[int, Counter[date]]:
    """One figure of each of the offices by month, under the first day of each; only where there is any."""
    found: dict[int, Counter[date]] = {office.id: Counter() for office in offices}
    for office, _figure, first, total in ask(session, BY_MONTH, offices, [figure], since, until):
        found[office][first] += int(total)
    return {office: Counter({first: n for first, n in months.items() if n}) for office, months in found.items()}


def ask(
    session: Session, statement: CompoundSelect[Any], offices: Sequence[Office], figures: Iterable[Figure],
    since: date, until: date,
) -> Sequence[Any]:
    demand_within(session, offices)
    if since > until:
        return []
    session.flush()
    values = parts_of(since, until)
    values |= {"offices": [office.id for office in offices], "figures": list(figures)}
    return column_rows(session, statement, values)


def demand_within(session: Session, offices: Iterable[Office]) -> None:
    """Raises OutsideScope for an office that whoever asks is not in charge of."""
    area = session.info.get("area")
    if area is None or not all(office.path.startswith(area.path) for office in offices):
        raise OutsideScope("charts")


def parts_of(since: date, until: date) -> dict[str, Any]:
    """The period as its whole months, and the days before and after them."""
    begin, end = since.replace(day=1), until.replace(day=1)
    starts, ends = since == begin, until == last_of(end)
    whole, first, last = (begin, end), NONE, NONE
    if begin == end:
        if not (starts and ends):
            whole, first = NONE, (since, until)
    else:
        if not starts:
            whole, first = (following(begin), end), (since, last_of(begin))
        if not ends:
            whole, last = (whole[0], end - DAY), (end, until)
    values: dict[str, Any] = {"begin_first": begin, "end_first": end}
    for name, days in (("whole", whole), ("begin", first), ("end", last)):
        values[f"{name}_since"], values[f"{name}_until"] = days
    return values


def following(first: date) -> date:
    """The first day of the month after."""
    return last_of(first) + DAY


def last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])
