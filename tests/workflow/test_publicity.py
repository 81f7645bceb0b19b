"""Publicity and objections: a report waits for three full working days and for every finding."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models import Objection, Publicity
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from tests.factories import make_household
from tests.workflow.test_acts import FIELDS, TODAY, carry, words


@pytest.mark.parametrize(
    ("on", "open_"),
    [
        pytest.param(date(2026, 9, 30), False, id="the day of posting"),
        pytest.param(date(2026, 10, 8), False, id="first working day after the holiday"),
        pytest.param(date(2026, 10, 10), False, id="the make-up Saturday is the third day"),
        pytest.param(date(2026, 10, 11), True, id="the day after"),
    ],
)
def test_report_waits_for_three_full_working_days(session, calendar, on, open_):
    """Posted on 30 September 2026: 8, 9 and 10 October count (security case WF04)."""
    household = make_household(
        status=S.PUBLICIZED, publicized_on=date(2026, 9, 30), publicized_until=date(2026, 10, 10)
    )

    outcome = carry(session, calendar, "report", household, "chen", on)

    assert outcome.done is open_
    if not open_:
        assert "公示尚未期满：至10月10日" in words(outcome)


def test_a_publicity_into_a_year_without_calendar_is_provisional_and_cannot_be_reported(
    session, calendar
):
    household = make_household(status=S.VERIFIED)
    carry(session, calendar, "publicize", household, "chen", date(2026, 12, 30), **FIELDS)

    posted = session.scalars(select(Publicity).filter_by(household_id=household.id)).one()
    outcome = carry(session, calendar, "report", household, "chen", date(2027, 1, 20))

    assert posted.provisional
    assert not outcome.done
    assert "2027年的放假安排尚未录入" in words(outcome)


@pytest.mark.parametrize("button", ["report", "approve"])
def test_an_open_objection_holds_the_file(session, calendar, button):
    status = S.PUBLICIZED if button == "report" else S.REPORTED
    household = make_household(status=status)
    session.add(Objection(household=household, raised_on=household.publicized_on, content="其子在外务工"))
    session.commit()

    outcome = carry(session, calendar, button, household, "chen" if button == "report" else "zhao")

    assert not outcome.done
    assert "异议" in words(outcome)


@pytest.mark.parametrize(
    ("finding", "goes_on"),
    [
        pytest.param(ObjectionFinding.UNFOUNDED, True, id="unfounded"),
        pytest.param(ObjectionFinding.FOUNDED, False, id="founded"),
        pytest.param(ObjectionFinding.FACTS_CHANGED, False, id="facts changed"),
    ],
)
def test_a_decided_objection_decides(session, calendar, finding, goes_on):
    household = make_household(status=S.PUBLICIZED)
    session.add(
        Objection(household=household, raised_on=household.publicized_on, content="其子在外务工",
                  finding=finding, decided_on=TODAY)
    )
    session.commit()

    assert carry(session, calendar, "report", household, "chen").done is goes_on
