"""For the tests of the guard: a house with odd doors, and Wang at one of its desks."""

from __future__ import annotations

import pytest

from tests.admin.annex import built
from tests.desk import Desk


@pytest.fixture
def annex(app, session):
    session.commit()
    with built(app) as made:
        yield made


@pytest.fixture
def clerk(annex) -> Desk:
    return Desk(annex, "wang")
