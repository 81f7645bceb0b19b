"""The leaders' figures of the fictitious province, for every office it has."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from access.kept_recount import miskept
from charts.kept import of_offices
from charts.measures import COUNTED, happened
from charts.queries import counts_of, progress, promise_states, totals
from models import Household, KeptDay, Office
from models.office import ANCESTORS
from policy.figures import Figure
from policy.terms import Level
from tests.charts.recount import assert_months_are_the_days_together
from tests.seeds import TODAY
from workflow.standing import Promise, Standing, promised, stands

pytestmark = [pytest.mark.database, pytest.mark.slow]
DAY = timedelta(days=1)
SINCE, UNTIL = TODAY.replace(month=1, day=15) - timedelta(days=700), TODAY - 40 * DAY


def by_office(session, *conditions) -> Counter:
    """How many rows the list of each office has under the conditions, asked level by level."""
    found: Counter = Counter()
    for level, name in zip((Level.UNIT, Level.COUNTY, Level.STREET, Level.COMMUNITY), ANCESTORS, strict=True):
        column = getattr(Household, name)
        rows = session.execute(
            select(column, func.count()).join(Office, Office.id == column)
            .where(Office.level == level, *conditions).group_by(column))
        found.update(dict(rows.all()))
    [root] = session.scalars(select(Office.id).where(Office.parent_id.is_(None)))
    found[root] = session.scalar(select(func.count(Household.id)).where(*conditions))
    return found


def offices(session) -> list[Office]:
    return list(session.scalars(select(Office)))


def test_every_figure_of_every_office_is_what_its_households_say(session):
    assert miskept(session) == []
    assert session.scalar(select(func.count()).select_from(KeptDay)) > 1000
    assert_months_are_the_days_together(session)


def test_every_figure_of_every_office_is_the_number_of_rows_it_opens(session):
    every = offices(session)
    counts = counts_of(session, every, SINCE, UNTIL)
    for counted in COUNTED:
        rows = by_office(session, happened(counted, SINCE, UNTIL))
        assert {key: n[counted.measure] for key, n in counts.items() if n[counted.measure]} == +rows

    for today in (TODAY, UNTIL + 10 * DAY):
        states = promise_states(session, every, SINCE, today, today=today)
        ended = Household.promise_due_on.between(SINCE, today - DAY)
        for name, condition in (
            ("due", promised(Promise.DUE) & ended), ("kept", promised(Promise.KEPT) & ended),
            ("picky", promised(Promise.PICKY) & ended),
            ("register", stands(Standing.REGISTER, today, today)),
            ("overdue", stands(Standing.OVERDUE, today, today)),
        ):
            rows = by_office(session, condition)
            assert {key: getattr(s, name) for key, s in states.items() if getattr(s, name)} == +rows, name
            assert rows


def test_those_beneath_add_up_to_the_office_above(session):
    every = {office.id: office for office in offices(session)}
    found = of_offices(session, list(every.values()), list(Figure), SINCE, UNTIL)
    beneath: Counter = Counter()
    for (number, figure), total in found.items():
        if every[number].parent_id is not None:
            beneath[every[number].parent_id, figure] += total
    for (number, figure), total in found.items():
        if every[number].level is not Level.COMMUNITY:
            assert beneath[number, figure] == total, (every[number].name, figure)
    for office in list(every.values())[:60]:
        whole = totals(session, office, SINCE, UNTIL)
        rows = progress(session, office, SINCE, UNTIL)
        assert {m: sum(row.counts[m] for row in rows) for m in whole} == whole
