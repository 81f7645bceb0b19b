"""Warnings are raised once, turn red on their day, and go with their cause, whoever looks when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Alert,
    ClockRun,
    Comparison,
    Exit,
    Household,
    Installation,
    Service,
    Visit,
)
from policy.rulebook import RuleBook
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    Feedback,
    ServiceKind,
    Tone,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_exit,
    add_referral,
    add_service,
    first_member,
    make_household,
    order,
)
from workflow.acts import Ticket, perform_on_each
from workflow.alerts import refresh
from workflow.clocks import run_clocks
from workflow.decisions import decide_comparison, judge_refusal, refuse_exit
from workflow.lease import held
from workflow.records import save, void
from workflow.refusals import Refused

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def run(session, calendar, on=ON, at=AT):
    return run_clocks(session, on, calendar, RuleBook(), at)


def run_past(session, calendar, household, on=ON):
    """Run, and the household again: a run lets go of what it has read."""
    key = household.id
    run(session, calendar, on)
    return session.get(Household, key)


def standing(session):
    session.expire_all()
    rows = session.scalars(select(Alert).where(Alert.cleared_on.is_(None)).order_by(Alert.code, Alert.id))
    return [(row.code.value, row.tone.value) for row in rows]


def test_the_days_run_raises_each_warning_once(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()

    assert run(session, calendar).proposals.raised == 1
    assert run(session, calendar).proposals.raised == 0
    assert standing(session) == [("W02", "yellow")]


def test_a_warning_turns_red_on_its_day_and_says_since_when(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    run(session, calendar)
    run(session, calendar, date(2026, 3, 11))

    assert standing(session) == [("W02", "red")]
    [alert] = session.scalars(select(Alert))
    assert (alert.raised_on, alert.red_on) == (date(2026, 3, 9), date(2026, 3, 11))


def test_a_run_after_days_off_says_what_each_day_would_have_said(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    run(session, calendar, date(2026, 3, 30))

    [alert] = session.scalars(select(Alert))
    assert (alert.raised_on, alert.red_on, alert.tone) == (date(2026, 3, 9), date(2026, 3, 11), Tone.RED)


def test_an_earlier_day_takes_no_warning_back(session, calendar):
    make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 3))
    session.commit()
    late = datetime(2026, 3, 30, 2, tzinfo=UTC)
    run(session, calendar, date(2026, 3, 30), late)
    run(session, calendar, date(2026, 3, 4), late)

    assert standing(session) == [("W02", "red")]
    assert session.scalars(select(ClockRun.on)).all() == [date(2026, 3, 30)]


def test_the_act_that_was_waited_for_clears_the_warning_at_once(session, calendar):
    household = make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 2))
    session.commit()
    household = run_past(session, calendar, household)
    [outcome] = perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "chen"),
                                order(ON, calendar))

    assert outcome.done, list(map(str, outcome.reasons))
    assert standing(session) == []
    assert session.scalars(select(Alert.cleared_on)).all() == [ON]


def test_what_comes_back_is_a_new_warning(session, calendar):
    household = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 12), assisted_on=date(2026, 3, 5))
    session.commit()
    household = run_past(session, calendar, household)
    before = standing(session)
    household.placed_on = date(2026, 3, 9)
    refresh(session, household, ON, calendar)
    household.placed_on = None
    refresh(session, household, ON, calendar)
    session.commit()

    assert ("W05", "yellow") in before
    codes = [a.code.value for a in session.scalars(select(Alert)) if a.code.value == "W05"]
    assert len(codes) == 2


def service(session, household, calendar, kind, **values):
    made = Service(
        household=household, member=first_member(household), kind=kind, served_on=ON, content="面谈",
        served_by="王样甲", **values,
    )
    made.place_in(household.community)
    save(session, made, officer(session, "chen"), ON, calendar)
    return made


def test_services_written_down_end_the_warnings_about_them(session, calendar):
    household = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 23), recognised_on=date(2026, 2, 25),
                               reported_on=date(2026, 2, 25), publicized_until=date(2026, 2, 24), publicized_on=date(2026, 2, 14),
                               verified_on=date(2026, 2, 13))
    session.commit()
    household = run_past(session, calendar, household)
    assert standing(session) == [("W06", "yellow"), ("W07", "red")]
    service(session, household, calendar, ServiceKind.GUIDANCE)
    assert standing(session) == [("W06", "yellow")]
    service(session, household, calendar, ServiceKind.TRAINING_INFO)
    service(session, household, calendar, ServiceKind.REFERRAL, employer="试用单位", job="没有岗位库的岗位")
    for _n in range(3):
        assert standing(session) == [("W06", "yellow")]
        save(session, add_referral(first_member(household)), officer(session, "wang"), ON, calendar)
    assert standing(session) == []


def test_two_refusals_are_named_and_a_voided_one_no_longer(session, calendar):
    household = make_household(status=S.RECOGNISED)
    add_service(first_member(household))
    session.commit()
    made = [add_referral(first_member(household), feedback=Feedback.REFUSED, refusal_code="U2", refusal_reason="嫌累")
            for _n in range(2)]
    for row in made:
        save(session, row, officer(session, "wang"), ON, calendar)
        judge_refusal(session, row, False, "与本人核实过", officer(session, "chen"), ON)
    assert standing(session) == [("W09", "yellow")]
    void(session, made[0], "录错了成员", officer(session, "chen"), ON, AT)
    assert standing(session) == []


def test_a_failed_contact_in_a_row_is_named_and_a_call_answered_ends_it(session, calendar):
    household = make_household(status=S.RECOGNISED)
    add_service(first_member(household))
    session.commit()
    for day, reached, expected in ((6, False, []), (7, False, [("W10", "yellow")]), (9, True, [])):
        visit = Visit(household=household, visited_on=date(2026, 3, day), purpose=VisitPurpose.CONTACT,
                      way=VisitWay.PHONE, reached=reached, called="15400000001", visitor_1="王样甲", findings="电话联系")
        visit.place_in(household.community)
        save(session, visit, officer(session, "wang"), ON, calendar)
        assert standing(session) == expected, day


def test_the_complete_ground_stands_until_the_county_refuses_it(session, calendar):
    household = make_household(status=S.RECOGNISED, assisted_on=date(2026, 3, 5), placed_on=date(2026, 3, 5))
    session.commit()
    for day in (5, 6, 7):
        visit = Visit(household=household, visited_on=date(2026, 3, day), purpose=VisitPurpose.CONTACT,
                      way=VisitWay.PHONE, reached=False, visitor_1="王样甲", findings="电话联系",
                      called="15400000001")
        visit.place_in(household.community)
        save(session, visit, officer(session, "wang"), ON, calendar)
    assert ("W10", "red") in standing(session)
    run(session, calendar, date(2026, 4, 20))
    assert ("W10", "red") in standing(session)
    proposal = session.scalars(select(Exit)).one()
    refuse_exit(session, proposal, "电话号码有误，请上门核实", officer(session, "zhao"), date(2026, 4, 20))
    assert "W10" not in dict(standing(session))
    assert "W18" not in dict(standing(session))


def test_a_hit_on_a_household_in_the_register_is_decided_there(session, calendar):
    household = make_household(status=S.RECOGNISED)
    add_service(first_member(household))
    session.commit()
    hit = Comparison(household=household, source="insurance", compared_on=ON, result=ComparisonResult.HIT,
                     details="有参保记录")
    hit.place_in(household.community)
    save(session, hit, officer(session, "wang"), ON, calendar)
    assert standing(session) == [("W17", "yellow")]
    decide_comparison(session, hit, ComparisonDecision.EFFECT, "单位已参保", officer(session, "chen"), ON)
    assert standing(session) == [("W17", "red")]


def test_a_decided_proposal_no_longer_waits(session, calendar):
    household = make_household(status=S.RECOGNISED, assisted_on=date(2026, 3, 6))
    add_service(first_member(household))
    proposal = add_exit(household, proposed_on=date(2026, 3, 5))
    session.commit()
    key = proposal.id
    run(session, calendar, date(2026, 3, 10))
    assert standing(session) == [("W18", "yellow")]
    refuse_exit(session, session.get(Exit, key), "理由不足，请补充", officer(session, "zhao"), date(2026, 3, 10))
    assert standing(session) == []


# ---- one runner at a time -------------------------------------------------------------------------


def test_a_second_runner_is_told_since_when_the_first_is_at_it(session, calendar):
    with held(session, "clocks", AT), pytest.raises(Refused, match="正在进行"):
        run(session, calendar, at=AT + timedelta(minutes=5))
    assert session.get(Installation, "clocks") is None
    assert run(session, calendar).on == ON


def test_a_lease_left_behind_is_taken_over(session, calendar):
    session.add(Installation(name="clocks", value=(AT - timedelta(hours=3)).isoformat()))
    session.commit()

    assert run(session, calendar).on == ON
    assert session.get(Installation, "clocks") is None


def test_a_run_that_fails_gives_the_lease_back(session, calendar):
    with pytest.raises(ZeroDivisionError), held(session, "clocks", AT):
        raise ZeroDivisionError
    assert session.get(Installation, "clocks") is None
