"""The rows of visits owed follow the rule: in the save of a visit, in an act, in the day's run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Alert, AuditEntry, FollowUp, Household
from policy.rulebook import RuleBook
from policy.terms import ExitGround, Origin, VisitPurpose, VisitWay, WarningCode
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_visit, make_household
from workflow.alerts import refresh
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.records import save, void

JUNE = date(2026, 6, 8)


def rows(session):
    session.expire_all()
    return [(f"{r.month:%Y-%m}", r.state.value, r.visit_id) for r in session.scalars(
        select(FollowUp).order_by(FollowUp.household_id, FollowUp.month))]


def run(session, on):
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return run_clocks(session, on, work_calendar(session), RuleBook(), at)


def return_visit(household, on, **values):
    usual = {"purpose": VisitPurpose.FOLLOW_UP, "way": VisitWay.PHONE, "visitor_2": None,
             "work_seen": "仍在求职"}
    visit = add_visit(household, visited_on=on, **(usual | values))
    return visit


def saved(session, household, on, today=JUNE, **values):
    visit = return_visit(household, on, **values)
    save(session, visit, officer(session, "wang"), today, work_calendar(session))
    return visit


def test_the_days_run_enters_each_new_month_once(session):
    make_household(status=S.RECOGNISED)
    run(session, date(2026, 3, 31))
    assert rows(session) == []
    run(session, date(2026, 4, 1))
    run(session, date(2026, 4, 1))
    assert rows(session) == [("2026-04", "open", None)]


def test_a_run_after_months_off_enters_all_of_them(session):
    make_household(status=S.RECOGNISED)
    run(session, JUNE)
    assert rows(session) == [("2026-04", "open", None), ("2026-05", "open", None), ("2026-06", "open", None)]


def test_a_visit_fills_the_oldest_month_in_its_own_save_and_ends_the_warning(session):
    household = make_household(status=S.RECOGNISED)
    key = household.id
    run(session, date(2026, 4, 21))
    household = session.get(Household, key)
    warned = select(Alert.cleared_on).where(Alert.code == WarningCode.VISIT)
    assert session.scalars(warned).all() == [None]

    visit = saved(session, household, date(2026, 4, 22), date(2026, 4, 22))

    assert rows(session) == [("2026-04", "done", visit.id)]
    assert session.scalars(warned).all() == [date(2026, 4, 22)]


def test_a_late_visit_a_contact_and_a_call_in_vain(session):
    household = make_household(status=S.RECOGNISED)
    saved(session, household, date(2026, 5, 6), reached=False)
    saved(session, household, date(2026, 5, 7), purpose=VisitPurpose.CONTACT, way=VisitWay.HOME)
    late = saved(session, household, date(2026, 5, 8))
    assert rows(session) == [("2026-04", "late", late.id), ("2026-05", "open", None), ("2026-06", "open", None)]


def test_a_visit_voided_opens_its_month_again_and_the_next_one_takes_its_place(session):
    household = make_household(status=S.RECOGNISED)
    first = saved(session, household, date(2026, 4, 6))
    second = saved(session, household, date(2026, 4, 9))
    void(session, first, "录错了家庭", officer(session, "wang"), date(2026, 4, 10), datetime(2026, 4, 10, tzinfo=UTC))
    assert rows(session)[0] == ("2026-04", "done", second.id)


@pytest.mark.parametrize("status", [S.REVOKED, S.EXITED])
def test_who_is_closed_owes_no_more(session, status):
    household = make_household(status=S.RECOGNISED)
    refresh(session, household, date(2026, 4, 8))
    session.commit()
    assert rows(session) == [("2026-04", "open", None)]

    household.status = status
    if status is S.EXITED:
        household.exited_on, household.exit_ground = date(2026, 4, 9), ExitGround.REFUSED
    else:
        household.revoked_on = date(2026, 4, 9)
    refresh(session, household, date(2026, 4, 9))
    session.commit()

    assert rows(session) == [("2026-04", "closed", None)]


def test_what_came_from_an_old_ledger_owes_visits_from_the_month_after(session):
    household = make_household(status=S.RECOGNISED, origin=Origin.LEDGER, recognised_on=date(2026, 3, 5),
                               created_at=datetime(2026, 5, 4, tzinfo=UTC))
    refresh(session, household, JUNE)
    assert rows(session) == [("2026-06", "open", None)]


def test_the_rows_are_written_past_the_trail(session):
    household = make_household(status=S.RECOGNISED)
    before = len(session.scalars(select(AuditEntry.id)).all())
    refresh(session, household, JUNE)
    session.commit()
    assert len(session.scalars(select(AuditEntry.id)).all()) == before


def test_the_rows_lie_where_the_household_lies(session):
    household = make_household(status=S.RECOGNISED)
    refresh(session, household, JUNE)
    [row] = session.scalars(select(FollowUp).where(FollowUp.month == date(2026, 4, 1)))
    assert (row.community_id, row.unit_id) == (household.community_id, household.unit_id)
