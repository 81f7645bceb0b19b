"""Reading the figures of two days, kept for counties and above: sums of a period, or each pair of days.

So what a page of the province costs does not grow with its households, but with the pairs of days there
are, of which a hundred thousand households have nearly as many as a million. Raises OutsideScope beyond
the area of whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from charts.kept import demand_within
from models import KeptSpan, Office
from policy.spans import Span
from policy.terms import Level
from workflow.report_counts import OWN, Places

UPPER: Final = (Level.PROVINCE, Level.UNIT, Level.COUNTY)
Sums = Counter[tuple[int, Span]]
Pairs = Sequence[tuple[date, date, int]]
"""The other day, the day a period holds it by, and how many."""

K = KeptSpan
FOUND: Final = (
    K.office_id.in_(bindparam("offices", expanding=True)), K.span.in_(bindparam("spans", expanding=True)),
    K.day.between(bindparam("since", type_=Date), bindparam("until", type_=Date)),
    K.other <= bindparam("on", type_=Date),
)
SUMS: Final = (
    select(K.office_id, K.span, func.sum(K.total)).where(*FOUND).group_by(K.office_id, K.span)
).execution_options(lasting=True)
PAIRS: Final = (
    select(K.office_id, K.span, K.other, K.day, K.total).where(*FOUND, K.total != 0)
).execution_options(lasting=True)


def is_kept(office: Office) -> bool:
    """Whether there are such figures of the office; of a street or community its rows are counted."""
    return office.level in UPPER


def all_kept(places: Places) -> bool:
    """The same of the office and every one beneath it."""
    return is_kept(places.office) and all(is_kept(child) for child in places.beneath)


def sums(
    session: Session, offices: Sequence[Office], spans: Iterable[Span], since: date, until: date,
    on: date = date.max,
) -> Sums:
    """How many there are in the period, of which the other day is not after `on`."""
    rows = ask(session, SUMS, offices, spans, since, until, on)
    return Counter({(office, span): int(number) for office, span, number in rows})


def pairs(
    session: Session, offices: Sequence[Office], spans: Iterable[Span], since: date, until: date
) -> Mapping[tuple[int, Span], Pairs]:
    """Each pair of days in the period with its number."""
    found: dict[tuple[int, Span], list[tuple[date, date, int]]] = {}
    for office, span, other, day, number in ask(session, PAIRS, offices, spans, since, until, date.max):
        found.setdefault((office, span), []).append((other, day, number))
    return found


def by_office(
    session: Session, places: Places, spans: Iterable[Span], since: date, until: date, on: date = date.max
) -> Sums:
    """The sums of the offices beneath, and of what lies at the office itself (OWN)."""
    found = sums(session, [places.office, *places.beneath], spans, since, until, on)
    return told_apart(places, found)


def told_apart(places: Places, found: Counter[tuple[int, Any]]) -> Counter[tuple[int, Any]]:
    """Under OWN the office's own number, less those of the offices beneath."""
    apart = Counter({key: n for key, n in found.items() if key[0] != places.office.id})
    for (office, figure), number in found.items():
        apart[OWN, figure] += number if office == places.office.id else -number
    return apart


def ask(
    session: Session, statement: Select[Any], offices: Sequence[Office], spans: Iterable[Span],
    since: date, until: date, on: date,
) -> Sequence[Any]:
    demand_within(session, offices)
    if since > until:
        return []
    session.flush()
    return column_rows(session, statement, {
        "offices": [office.id for office in offices], "spans": list(spans),
        "since": since, "until": until, "on": on,
    })
