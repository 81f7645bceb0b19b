"""No officer, no plan, a difficulty unsettled, a check owed, out of work again: each on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.aid_facts import CheckFacts, Job, PlanFacts, TicketFacts
from policy.aid_warnings import aid_warnings
from policy.exit import ExitFacts, LifeChange
from policy.terms import ExitGround, LifeEvent, Status, Tone, WarningCode
from policy.warnings import CaseFacts, Days
from tests.policy.calendars import CALENDAR

W = WarningCode
DAYS = Days(CALENDAR)
SEALED = date(2026, 3, 5)  # a Thursday
KEPT = CaseFacts(
    Status.RECOGNISED, date(2026, 2, 9), recognised_on=SEALED, promise_due_on=date(2026, 4, 2),
    exit=ExitFacts(registered=frozenset({1}), recognised_on=SEALED),
    plans=(PlanFacts(1, date(2026, 3, 6)),),
)
LEFT = replace(
    KEPT, status=Status.EXITED, exited_on=date(2026, 4, 1), exit_ground=ExitGround.EMPLOYED,
    jobs=(Job(1, ref="employment:1", started_on=date(2026, 3, 30)),),
    checks=(CheckFacts("employment:1", 3, date(2026, 7, 1), True),),
)


def told(case, on):
    return {raised.code: raised for raised in aid_warnings(case, on, DAYS)}


def test_a_household_in_good_hands_is_not_warned_about():
    assert told(KEPT, date(2026, 4, 1)) == {}


@pytest.mark.parametrize(
    ("on", "tone"),
    [
        pytest.param(date(2026, 3, 9), None, id="two working days after the seal"),
        pytest.param(date(2026, 3, 10), Tone.YELLOW, id="on the third"),
        pytest.param(date(2026, 3, 11), Tone.RED, id="the day after"),
    ],
)
def test_somebody_must_be_in_charge_after_three_working_days(on, tone):
    raised = told(replace(KEPT, assigned=False), on).get(W.OFFICER)

    assert (raised and raised.tone(on)) == tone


@pytest.mark.parametrize(
    ("on", "tone"),
    [
        pytest.param(date(2026, 3, 9), None, id="three working days are left"),
        pytest.param(date(2026, 3, 10), Tone.YELLOW, id="two are left"),
        pytest.param(date(2026, 3, 12), Tone.YELLOW, id="the last day"),
        pytest.param(date(2026, 3, 13), Tone.RED, id="the day after"),
    ],
)
def test_each_member_needs_a_plan_within_five_working_days(on, tone):
    raised = told(replace(KEPT, plans=()), on).get(W.PLAN)

    assert (raised and raised.tone(on)) == tone


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"jobs": (Job(1, started_on=date(2026, 3, 10)),)}, id="who is at work"),
        pytest.param(
            {"exit": ExitFacts(frozenset({1}), changes=(
                LifeChange(1, date(2026, 3, 10), LifeEvent.DEAD),), recognised_on=SEALED)},
            id="who has died",
        ),
        pytest.param({"exit": ExitFacts(frozenset(), recognised_on=SEALED)}, id="who is not registered"),
    ],
)
def test_no_plan_is_asked_for(facts):
    assert W.PLAN not in told(replace(KEPT, plans=(), **facts), date(2026, 3, 20))


def test_who_has_lost_the_job_again_needs_a_plan_again():
    over = Job(1, started_on=date(2026, 3, 10), ended_on=date(2026, 3, 18))

    assert W.PLAN in told(replace(KEPT, plans=(), jobs=(over,)), date(2026, 3, 20))


def test_a_closed_plan_is_no_plan():
    closed = replace(KEPT, plans=(PlanFacts(1, date(2026, 3, 6), date(2026, 3, 9)),))

    assert W.PLAN in told(closed, date(2026, 3, 20))


@pytest.mark.parametrize(
    ("on", "tone"),
    [
        pytest.param(date(2026, 4, 9), None, id="three working days are left"),
        pytest.param(date(2026, 4, 10), Tone.YELLOW, id="two are left"),
        pytest.param(date(2026, 4, 14), Tone.YELLOW, id="the last day"),
        pytest.param(date(2026, 4, 15), Tone.RED, id="the day after"),
    ],
)
def test_a_difficulty_is_settled_in_its_term(on, tone):
    case = replace(KEPT, tickets=(TicketFacts(date(2026, 3, 31), date(2026, 4, 14)),))
    raised = told(case, on).get(W.TICKET)

    assert (raised and raised.tone(on)) == tone


def test_a_difficulty_settled_is_no_warning():
    ticket = TicketFacts(date(2026, 3, 31), date(2026, 4, 14), date(2026, 4, 2))

    assert W.TICKET not in told(replace(KEPT, tickets=(ticket,)), date(2026, 5, 6))


@pytest.mark.parametrize(
    ("on", "checks", "tone"),
    [
        pytest.param(date(2026, 6, 29), (), None, id="not yet three months"),
        pytest.param(date(2026, 6, 30), (), Tone.YELLOW, id="three months at work"),
        pytest.param(date(2026, 7, 14), (), Tone.YELLOW, id="the tenth working day after"),
        pytest.param(date(2026, 7, 15), (), Tone.RED, id="after that"),
        pytest.param(date(2026, 7, 15), (3,), None, id="it was checked"),
        pytest.param(date(2026, 9, 30), (3,), Tone.YELLOW, id="six months: the second check"),
        pytest.param(date(2026, 9, 30), (6,), None, id="the second covers the first"),
    ],
)
def test_a_job_is_checked_after_three_and_six_months(on, checks, tone):
    done = tuple(CheckFacts("employment:1", months, on, True) for months in checks)
    raised = [r for r in aid_warnings(replace(LEFT, checks=done), on, DAYS) if r.code is W.STABILITY]
    tones = {r.tone(on) for r in raised}

    assert tones == ({tone} if tone else set())


def test_who_loses_the_job_after_the_exit_is_told_of_applying_again():
    ended = replace(LEFT, jobs=(Job(1, ref="employment:1", started_on=date(2026, 3, 30),
                                    ended_on=date(2026, 8, 20)),))

    assert W.RELAPSE not in told(ended, date(2026, 8, 19))
    raised = told(ended, date(2026, 8, 20))[W.RELAPSE]
    assert raised.tone(date(2026, 8, 20)) is Tone.RED


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"returned": True}, id="the family has applied again"),
        pytest.param({"exit_ground": ExitGround.REFUSED}, id="it left for another ground"),
        pytest.param({"exited_on": date(2025, 4, 1)}, id="it left more than a year ago"),
    ],
)
def test_no_relapse_is_told(changed):
    job = Job(1, ref="employment:1", started_on=date(2026, 3, 30), ended_on=date(2026, 8, 20))

    assert W.RELAPSE not in told(replace(LEFT, jobs=(job,), **changed), date(2026, 8, 25))


def test_no_relapse_while_somebody_works_or_once_the_family_is_told():
    ended = Job(1, ref="employment:1", started_on=date(2026, 3, 30), ended_on=date(2026, 8, 20))
    other = Job(2, ref="employment:2", started_on=date(2026, 5, 6))

    assert W.RELAPSE not in told(replace(LEFT, jobs=(ended, other)), date(2026, 8, 25))
    informed = replace(ended, invited_on=date(2026, 8, 21))
    assert W.RELAPSE not in told(replace(LEFT, jobs=(informed,)), date(2026, 8, 25))


LATE = replace(KEPT, plans=(PlanFacts(1, date(2026, 3, 6), None, date(2026, 6, 5), (date(2026, 3, 20),)),))


@pytest.mark.parametrize(
    ("on", "since"),
    [
        pytest.param(date(2026, 3, 20), None, id="on the day of the measure"),
        pytest.param(date(2026, 3, 21), date(2026, 3, 21), id="the day after"),
        pytest.param(date(2026, 9, 1), date(2026, 3, 21), id="months later, still yellow"),
    ],
)
def test_a_plan_that_is_late_is_a_yellow_warning_from_the_day_after(on, since):
    raised = told(LATE, on).get(W.PLAN)

    assert (raised and raised.raised_on) == since
    assert raised is None or raised.tone(on) is Tone.YELLOW


def test_a_review_missed_is_named_once_the_measures_are_done():
    reviewed = replace(KEPT, plans=(PlanFacts(1, date(2026, 3, 6), None, date(2026, 6, 5)),))

    assert told(reviewed, date(2026, 6, 5)) == {}
    assert "评估" in str(told(reviewed, date(2026, 6, 6))[W.PLAN].reason)


def test_a_member_at_work_needs_no_review():
    working = replace(LATE, jobs=(Job(1, started_on=date(2026, 3, 30), ref="employment:1"),))

    assert W.PLAN not in told(working, date(2026, 9, 1))
