"""What is changed behind the system's back, in a locked report or in the rows it counts, is found."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from models import Household, ReportPeriod
from tests.cast import officer
from tests.workflow.reports import AT, BOOK, FEBRUARY, NOTICE, ON, hand_up, locked
from workflow.refusals import Refused
from workflow.report_acts import (
    accept,
)
from workflow.report_build import digest_of, report_of
from workflow.report_changes import verify_reports
from workflow.stored_counts import miscounted

pytestmark = pytest.mark.database


def behind_the_back(session, model, key, **values):
    """In the database itself, past everything that would notice."""
    session.connection().execute(update(model.__table__).where(model.__table__.c.id == key).values(**values))
    session.commit()
    session.expire_all()


def test_all_is_in_order_after_an_ordinary_month(session, street):
    locked(session, street)

    assert verify_reports(session, BOOK, ON) == []
    assert miscounted(session) == []


def test_a_figure_changed_in_the_snapshot_is_found(session, street):
    filed = locked(session, street)
    forged = {**filed.snapshot, "rows": [dict(r) for r in filed.snapshot["rows"]]}
    forged["rows"][0]["values"] = {**forged["rows"][0]["values"], "D": 9}
    behind_the_back(session, ReportPeriod, filed.id, snapshot=forged)

    [found] = verify_reports(session, BOOK, ON)
    assert not found.sound
    assert found.unexplained
    report = report_of(session, street, FEBRUARY, NOTICE, ON)
    assert next(c for c in report.checks if c.no == 19).blocks


def test_a_forger_who_mends_the_digest_too_is_found_by_the_trail(session, street):
    filed = locked(session, street)
    forged = {**filed.snapshot, "adjustments": [{"column": "G", "reported": 1, "now": 2}]}
    behind_the_back(session, ReportPeriod, filed.id, snapshot=forged, digest=digest_of(forged))

    [found] = verify_reports(session, BOOK, ON)
    assert not found.sound


def test_a_submitted_report_that_was_forged_is_not_accepted(session, street):
    filed = hand_up(session, street)
    behind_the_back(session, ReportPeriod, filed.id, snapshot={**filed.snapshot, "listed": {}})
    with pytest.raises(Refused, match="被改动过"):
        accept(session, filed, officer(session, "zhao"), AT)


@pytest.mark.parametrize(("column", "value"), [
    ("recognised_on", date(2026, 1, 30)), ("labour_members", 4), ("placed_on", date(2026, 2, 12)),
])
def test_a_row_changed_behind_the_systems_back_is_found(session, street, column, value):
    locked(session, street)
    household = session.scalars(
        select(Household).where(Household.recognised_on == date(2026, 2, 6))
    ).one()
    behind_the_back(session, Household, household.id, **{column: value})

    [found] = verify_reports(session, BOOK, ON)
    assert found.unexplained
    assert found.changes


def test_a_count_changed_by_hand_is_found(session, street):
    household = session.scalars(select(Household).order_by(Household.id)).first()
    behind_the_back(session, Household, household.id, size=9, assisted_on=date(2026, 3, 30))

    wrong = {(w.column, w.kept) for w in miscounted(session)}
    assert wrong == {("size", 9), ("assisted_on", date(2026, 3, 30))}
