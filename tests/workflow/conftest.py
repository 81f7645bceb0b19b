"""What the tests of the acts share."""

from __future__ import annotations

import pytest

from policy.terms import Status as S
from tests.factories import add_vacancy, first_member, make_household
from tests.workflow.reports import settle_street
from workflow.calendar import work_calendar


@pytest.fixture
def calendar(session):
    """The working calendar of tests/cast.py."""
    return work_calendar(session)


@pytest.fixture
def street(session):
    """A street with three families, for its reports."""
    return settle_street(session)


@pytest.fixture
def member(session):
    """The applicant of a recognised household."""
    found = first_member(make_household(status=S.RECOGNISED))
    session.commit()
    return found


@pytest.fixture
def vacancy(session):
    """An open job with room."""
    made = add_vacancy()
    session.commit()
    return made
