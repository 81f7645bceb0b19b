"""The heaps of overdue files are those whose page and ring say overdue, whatever a region has decreed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import or_, select

from admin.clocks import term_of
from admin.terms_beyond import stretches
from admin.waiting import IN_PROCEDURE, AsOf, desk_condition
from models import Household
from policy.rulebook import Decree, RuleBook
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import make_household
from workflow.calendar import work_calendar

PLACES = ("220104001001", "220104001002", "222401001001")
DECREES = {
    "the notice alone": (),
    "a county": (("COUNTY_REVIEW_PERIOD", "220104", date(2026, 2, 20), 3),),
    "the province, and a county otherwise": (
        ("COUNTY_REVIEW_PERIOD", "220000", date(2026, 1, 1), 7), ("COUNTY_REVIEW_PERIOD", "220104", date(2026, 2, 24), 2),
        ("COUNTY_REVIEW_PERIOD", "220104", date(2026, 3, 2), 9),
    ),
    "a street": (("COUNTY_REVIEW_PERIOD", "220104001", date(2026, 2, 24), 1), ("VERIFICATION_PERIOD", "222401", date(2026, 2, 1), 0)),
}
DAYS = [date(2026, 2, 11) + timedelta(n) for n in range(0, 28, 3)]


@pytest.fixture
def files(session):
    made = []
    for n, day in enumerate(DAYS):
        for place in PLACES:
            early = day - timedelta(days=20)
            common = {"community": place, "applied_on": early, "submitted_on": early, "ready": False}
            made.append(make_household(status=S.REPORTED, verified_on=early, publicized_on=early, publicized_until=early + timedelta(days=5),
                                       reported_on=day, **common))
            made.append(make_household(status=S.SUBMITTED, **{**common, "submitted_on": day}))
            if n % 2:
                made.append(make_household(status=S.PUBLICIZED, verified_on=early, publicized_on=early,
                                           publicized_until=day, **common))
    session.commit()
    return made


def book_of(session, decrees):
    return RuleBook.of(Decree(name, office(session, code).path, since, value) for name, code, since, value in decrees)


@pytest.mark.parametrize("decrees", DECREES.values(), ids=DECREES.keys())
def test_late_in_sql_is_late_on_the_page(session, files, decrees):
    calendar, book = work_calendar(session), book_of(session, decrees)
    for on in (date(2026, 2, 23), date(2026, 3, 1), date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 16)):
        for status in (S.REPORTED, S.SUBMITTED, S.PUBLICIZED):
            parts = list(stretches(session, status, on, calendar, book))
            late = ids(session, status, or_(*(part.late for part in parts)))
            in_term = ids(session, status, or_(*(part.in_term for part in parts)))
            expected = {h.id for h in files if h.status is status and is_late(h, on, calendar, book)}
            assert late == expected, (on, status)
            assert late | in_term == {h.id for h in files if h.status is status}
            assert sum(len(ids(session, status, part.late)) for part in parts) == len(late)


def ids(session, status, condition):
    return set(session.scalars(select(Household.id).where(Household.status == status, condition)))


def is_late(household, on, calendar, book):
    _label, period = term_of(household, on, calendar, book.for_region(household.lies_under))
    return calendar.left(on, period.due, provisional_ok=True) < 0


def test_a_supervisor_finds_late_what_the_ring_says_is_late(session, files):
    calendar, on = work_calendar(session), date(2026, 3, 7)
    book = book_of(session, DECREES["the province, and a county otherwise"])
    day = AsOf(session, on, calendar, book)
    supervisor = officer(session, "gao")
    late = set(session.scalars(select(Household.id).where(desk_condition(supervisor, "mine", day))))
    good = set(session.scalars(select(Household.id).where(desk_condition(supervisor, "others", day))))

    assert late == {h.id for h in files if h.status in IN_PROCEDURE and is_late(h, on, calendar, book)}
    assert not late & good
    assert {h.id for h in files if h.status is S.PUBLICIZED and h.publicized_until < on} <= late | good
