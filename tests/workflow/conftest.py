"""What the tests of the acts share."""

from __future__ import annotations

import pytest

from workflow.calendar import work_calendar


@pytest.fixture
def calendar(session):
    """The working calendar of tests/cast.py."""
    return work_calendar(session)
