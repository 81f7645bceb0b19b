"""Reading the numbers kept by day and value for counties and above: exits by detail, visits, the 1-1-3.

As those of two days (charts.kept_spans) they cost what there are days and values, not households. Raises
OutsideScope beyond the area of whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from charts.kept import demand_within
from charts.kept_spans import told_apart
from models import KeptTally, Office
from policy.tallies import Tally
from workflow.report_counts import Places

T = KeptTally
FOUND: Final = (
    T.office_id.in_(bindparam("offices", expanding=True)), T.tally == bindparam("tally"),
    T.day.between(bindparam("since", type_=Date), bindparam("until", type_=Date)),
)
BY_VALUE: Final = (
    select(T.office_id, T.value, func.sum(T.total)).where(*FOUND).group_by(T.office_id, T.value)
).execution_options(lasting=True)
BY_DAY: Final = select(T.day, T.value, T.total).where(*FOUND, T.total != 0).execution_options(lasting=True)


def by_value(session: Session, office: Office, tally: Tally, since: date, until: date) -> Counter[str]:
    """The number of each value in the period, at the office and all beneath it."""
    return Counter({value: int(n) for _office, value, n in ask(session, BY_VALUE, [office], tally, since, until)})


def by_office(session: Session, places: Places, tally: Tally, since: date, until: date) -> Counter[tuple[int, Any]]:
    """The same for each office beneath, and for what lies at the office itself (OWN)."""
    rows = ask(session, BY_VALUE, [places.office, *places.beneath], tally, since, until)
    return told_apart(places, Counter({(office, value): int(n) for office, value, n in rows}))


def by_day(session: Session, office: Office, tally: Tally, since: date, until: date) -> dict[tuple[date, str], int]:
    """The number of each day and value."""
    return {(day, value): n for day, value, n in ask(session, BY_DAY, [office], tally, since, until)}


def ask(
    session: Session, statement: Select[Any], offices: Sequence[Office], tally: Tally, since: date, until: date
) -> Sequence[Any]:
    demand_within(session, offices)
    if since > until:
        return []
    session.flush()
    return column_rows(session, statement, {
        "offices": [office.id for office in offices], "tally": tally, "since": since, "until": until})
