"""Who is asking: known alike, whether the page reads or writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import DetachedInstanceError

from access.login import Limits, open_session, presence
from models import User
from tests.cast import officer

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
LIMITS = Limits()


def test_who_only_reads_is_known_as_well_and_cannot_be_changed_unawares(session):
    token = open_session(session, officer(session, "wang"), "10.1.1.5", AT)
    session.commit()
    session.expunge_all()
    known = presence(session, token, AT, LIMITS).user
    session.expunge_all()
    read = presence(session, token, AT, LIMITS, reads=True).user
    columns = [attribute.key for attribute in inspect(User).column_attrs]

    assert [getattr(read, key) for key in columns] == [getattr(known, key) for key in columns]
    assert (read.office.id, read.office.area) == (known.office.id, known.office.area)
    assert read not in session
    with pytest.raises(DetachedInstanceError):
        assert read.office.parent
