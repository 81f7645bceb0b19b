"""Warnings about counties, regions and the calendar follow at once what they rest on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from access.scope import in_charge_of
from models import Alert, ParameterDecree
from policy.rulebook import RuleBook
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_comparison, make_household, order
from workflow.acts import Ticket, perform_on_each
from workflow.clocks import run_clocks
from workflow.records import save

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def run(session, calendar, on):
    return run_clocks(session, on, calendar, RuleBook(), AT)


def standing(session):
    session.expire_all()
    rows = session.scalars(select(Alert).where(Alert.cleared_on.is_(None)).order_by(Alert.code, Alert.id))
    return [(row.code.value, row.tone.value) for row in rows]


def test_a_county_without_recognitions_is_named_to_the_county_and_above(session, calendar):
    make_household(status=S.RECOGNISED)
    session.commit()
    run(session, calendar, date(2026, 7, 1))
    rows = session.scalars(select(Alert).where(Alert.code == "W16"))
    chaoyang = office(session, "220104")
    found = [(a.county_id, a.street_id == a.county_id) for a in rows]
    assert (chaoyang.id, True) in found


def test_a_recognition_clears_its_countys_warning_at_once_and_no_other(session, calendar):
    make_household(status=S.RECOGNISED, community="222401001001")
    reported = make_household(status=S.REPORTED, applied_on=date(2026, 6, 1), submitted_on=date(2026, 6, 1),
                              verified_on=date(2026, 6, 10), publicized_on=date(2026, 6, 11),
                              publicized_until=date(2026, 6, 16), reported_on=date(2026, 6, 29))
    add_comparison(reported, compared_on=date(2026, 6, 29), decided_on=date(2026, 6, 29))
    session.commit()
    key, today = reported.id, date(2026, 7, 1)
    run(session, calendar, today)
    before = counties_named(session)
    with in_charge_of(session, office(session, "220104").area):
        [outcome] = perform_on_each(session, "approve", [Ticket(key)], officer(session, "zhao"), order(today, calendar))

    assert outcome.done, list(map(str, outcome.reasons))
    assert before - counties_named(session) == {office(session, "220104").id}
    assert counties_named(session) <= before
    assert run(session, calendar, today).proposals.cleared == 0


def counties_named(session):
    return set(session.scalars(select(Alert.county_id).where(Alert.code == "W16", Alert.cleared_on.is_(None))))


def test_a_decree_moves_the_warnings_of_its_region_at_once(session, calendar):
    here = make_household(status=S.REPORTED, reported_on=date(2026, 3, 3))
    there = make_household(status=S.REPORTED, reported_on=date(2026, 3, 3), community="222401001001")
    session.commit()
    keys = here.id, there.id
    run(session, calendar, date(2026, 3, 9))
    due = dict(session.execute(select(Alert.household_id, Alert.due_on).where(Alert.code == "W04")).all())
    decree = ParameterDecree(parameter="COUNTY_REVIEW_PERIOD", office=office(session, "220104"), value=3,
                             valid_from=date(2026, 3, 2), basis="朝人社发〔2026〕2号（试）", basis_on=date(2026, 3, 2))
    save(session, decree, officer(session, "gao"), date(2026, 3, 9), calendar)
    after = dict(session.execute(select(Alert.household_id, Alert.due_on).where(
        Alert.code == "W04", Alert.cleared_on.is_(None))).all())

    assert (after[keys[0]] < due[keys[0]], after[keys[1]]) == (True, due[keys[1]])


def test_the_missing_year_is_named_once_and_goes_when_it_is_entered(session, calendar):
    run(session, calendar, date(2026, 11, 20))
    assert standing(session) == [("W19", "yellow")]
    run(session, calendar, date(2026, 12, 16))
    assert standing(session) == [("W19", "red")]
    entered = type(calendar)(calendar.years | {2027}, calendar.days_off, calendar.make_up_days)
    run(session, entered, date(2026, 12, 17))
    assert standing(session) == []
