"""What once stopped the day's run or made it silent: older days, odd decrees, a wrong day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from models import LifeChange
from policy.rulebook import Decree, RuleBook
from policy.terms import LifeEvent, Origin
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_member, first_member, make_household
from tests.workflow.test_alerts import standing
from workflow.clocks import run_clocks
from workflow.records import save

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def test_a_household_from_before_the_notice_stops_nobody(session, calendar):
    make_household(
        status=S.RECOGNISED, recognised_on=date(2020, 5, 6), applied_on=date(2020, 5, 6), submitted_on=None,
        verified_on=None, publicized_on=None, publicized_until=None, reported_on=None, promise_due_on=None,
        origin=Origin.LEDGER,
    )
    draft = make_household(applied_on=date(2021, 6, 29))
    session.commit()
    draft.remarks = "补充说明"
    save(session, draft, officer(session, "wang"), ON, calendar)
    run_clocks(session, ON, calendar, RuleBook(), AT)
    assert ("W01", "red") in standing(session)


def test_a_decree_on_one_of_two_terms_stops_nobody(session, calendar):
    make_household(status=S.RECOGNISED)
    session.commit()
    decree = Decree("NO_RECOGNITION_YELLOW", office(session, "220000").path, date(2026, 1, 1), 9)
    run_clocks(session, date(2027, 1, 4), calendar, RuleBook.of([decree]), AT)
    assert ("W16", "red") in standing(session)


def test_a_run_for_a_day_to_come_does_not_silence_the_days_before(session, calendar):
    run_clocks(session, date(2062, 3, 9), calendar, RuleBook(), AT)
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    run_clocks(session, date(2026, 3, 11), calendar, RuleBook(), AT)
    assert standing(session) == [("W02", "red")]


def test_nothing_is_owed_to_a_member_who_has_died(session, calendar):
    household = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 12), assisted_on=date(2026, 3, 5))
    add_member(household, no=2, relation="12", name="李试丑", male=False)
    session.flush()
    session.add(LifeChange(household=household, member=first_member(household), what=LifeEvent.DEAD,
                           happened_on=date(2026, 3, 6), evidence="死亡医学证明（试）"))
    session.commit()
    run_clocks(session, ON, calendar, RuleBook(), AT)
    assert [line for line in standing(session) if line[0] == "W06"] == [("W06", "red")]
