"""The leaders' figures counted from the households, row by row or by index: what the kept ones must equal."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from access.scope import in_charge_of
from charts import outcomes
from charts.in_time import (
    came_so_far,
    counted,
    counts_by_row,
    counts_kept,
    services_by_row,
    services_given,
    times_by_office,
    times_kept,
)
from charts.in_time_rows import ASIDE, STAGES, WHOLE, WORK
from charts.kept_tallies import by_day, by_value
from charts.measures import COUNTED, happened
from charts.outcome_parts import VISITS, details_by_row, months_by_row
from charts.outcome_rows import months_over
from charts.queries import Month, PromiseState, months
from models import Household, KeptDay, KeptMonth, Office
from policy.figures import Figure
from policy.tallies import Tally
from workflow.calendar import work_calendar
from workflow.report_counts import Places, count_figures
from workflow.standing import Promise, Standing, promised, stands

DAY = timedelta(days=1)
ENDED = {Figure.KEPT: Promise.KEPT, Figure.MISSED: Promise.MISSED, Figure.PICKY: Promise.PICKY}


def count(session, *conditions) -> int:
    return session.scalar(select(func.count(Household.id)).where(*conditions)) or 0


def counted_totals(session, office, since, until):
    with in_charge_of(session, office.area):
        return {c.measure: count(session, happened(c, since, until)) for c in COUNTED}


def counted_trend(session, office, since, until):
    found = {}
    with in_charge_of(session, office.area):
        for c in COUNTED:
            found[c.measure] = dict(session.execute(
                select(c.date, func.count()).where(happened(c, since, until)).group_by(c.date)
            ).all())
    return [
        Month(first, last, {
            measure: sum(n for day, n in days.items() if first <= day <= last)
            for measure, days in found.items()
        })
        for first, last in months(since, until)
    ]


def counted_promises(session, office, since, until, *, today):
    on, last = min(until, today), min(until, today - DAY)
    ended = Household.promise_due_on.between(since, last)
    with in_charge_of(session, office.area):
        return PromiseState(
            since, last, on,
            count(session, promised(Promise.DUE), ended), count(session, promised(Promise.KEPT), ended),
            count(session, stands(Standing.REGISTER, on, today)),
            count(session, stands(Standing.OVERDUE, on, today)),
            count(session, promised(Promise.PICKY), ended),
        )


def sums(session, model) -> dict:
    return {(row.office_id, row.figure, row.day): row.total
            for row in session.scalars(select(model)) if row.total}


def assert_months_are_the_days_together(session) -> None:
    together: dict = {}
    for (office, figure, day), total in sums(session, KeptDay).items():
        key = office, figure, day.replace(day=1)
        together[key] = together.get(key, 0) + total
    assert sums(session, KeptMonth) == {key: n for key, n in together.items() if n}


def standing_on(session, office, on: date) -> dict:
    """How the days of an office add up to the end of the day."""
    days = sums(session, KeptDay)
    return {f: sum(n for (o, g, d), n in days.items() if (o, g) == (office.id, f) and d <= on)
            for f in (Figure.REGISTER, Figure.OVERDUE)}


def counted_progress(session, office, since, until):
    """The offices beneath, each counted by itself."""
    beneath = session.scalars(select(Office).where(Office.parent_id == office.id)).all()
    return {child.id: counted_totals(session, child, since, until) for child in beneath}


def assert_spans_are_counted(session, office, since, until, today) -> None:
    """The kept figures of two days of an office and those beneath it, as the rows are counted."""
    places, calendar = Places.of(session, office), work_calendar(session)
    keys = [stage.key for stage in (*STAGES, *ASIDE)]
    rows = counted(session, office, keys, (since, until), today)
    assert came_so_far(session, office, since, until, today) == {
        key: sum(counts.get(key, 0) for counts in rows.values()) for key in keys}
    assert filled(counts_kept(session, places, since, until, today)) == filled(
        counts_by_row(session, places, since, until, today))
    for step in (WHOLE, WORK):
        assert times_kept(session, places, step, since, until, calendar) == times_by_office(
            session, places, step, since, until, calendar)
    figures = {key: outcomes.COUNTED[key] for key in (*outcomes.KEPT, *VISITS)}
    counts = count_figures(session, places, figures, dict.fromkeys(figures, (since, until)), today)
    assert filled(outcomes.counts_kept(session, places, since, until, today)) == filled(counts)
    assert by_value(session, office, Tally.LEFT, since, until) == details_by_row(session, office, since, until)
    assert by_day(session, office, Tally.VISIT, *months_over(since, until, today)) == months_by_row(
        session, office, since, until, today)
    if office.parent_id is None:  # a household that moves leaves its members: rows are limited by where each lies
        assert services_given(session, office, since, until, today) == services_by_row(session, since, until, today)


def filled(found) -> dict:
    return {(office, key): n for office, counts in found.items() for key, n in counts.items() if n}
