"""What the tests of the acts share."""

from __future__ import annotations

import pytest

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
