"""No officer, no plan, a difficulty unsettled, a check owed, out of work again: each on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.aid_facts import CheckFacts, Job, PlanFacts, TicketFacts
from policy.aid_warnings import aid_warnings
from policy.exit import ExitFacts, LifeChange
from policy.rulebook import Decree, Rules
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


def decreed(**numbers):
    return Rules(tuple(Decree(name, "1.", date(2026, 1, 1), value) for name, value in numbers.items()))


WORKING = Job(1, ref="employment:1", started_on=date(2026, 3, 30))
OVER = replace(WORKING, ended_on=date(2026, 8, 20))


@pytest.mark.parametrize(
    ("case", "on", "rules", "code", "raised_on", "due"),
    [
        pytest.param(replace(KEPT, assigned=False), date(2026, 3, 20), {"OFFICER_PERIOD": 1}, W.OFFICER,
                     date(2026, 3, 6), date(2026, 3, 6), id="somebody in charge on the next working day"),
        pytest.param(replace(KEPT, plans=()), date(2026, 3, 20), {"PLAN_PERIOD": 1}, W.PLAN,
                     SEALED, date(2026, 3, 6), id="a plan on the next working day"),
        pytest.param(replace(LEFT, checks=()), date(2026, 6, 1), {"STABLE_FIRST": 2}, W.STABILITY,
                     date(2026, 5, 30), date(2026, 6, 12), id="a check after two months"),
        pytest.param(LEFT, date(2026, 8, 3), {"STABLE_SECOND": 4}, W.STABILITY,
                     date(2026, 7, 30), date(2026, 8, 13), id="the second check after four"),
        pytest.param(replace(LEFT, checks=()), date(2026, 6, 30), {"STABILITY_GRACE": 1}, W.STABILITY,
                     date(2026, 6, 30), date(2026, 7, 1), id="a day for the check"),
        pytest.param(replace(LEFT, jobs=(OVER,)), date(2027, 6, 1), {"RELAPSE_PERIOD": 18}, W.RELAPSE,
                     date(2026, 8, 20), None, id="asked about for longer"),
        pytest.param(replace(LEFT, tickets=(TicketFacts(date(2026, 3, 31), date(2026, 4, 14)),)), date(2026, 11, 2),
                     {"FOLLOW_UP_PERIOD": 8}, W.TICKET, date(2026, 4, 10), date(2026, 4, 14), id="followed for longer"),
    ],
)
def test_decreed_numbers_count_in_every_warning(case, on, rules, code, raised_on, due):
    found = {r.code: r for r in aid_warnings(case, on, DAYS, decreed(**rules))}

    assert (found[code].raised_on, found[code].due_on) == (raised_on, due)


NEGLECTED = replace(KEPT, assigned=False, plans=(), tickets=(TicketFacts(date(2026, 3, 9), date(2026, 3, 23)),),
                    jobs=(replace(WORKING, started_on=date(2026, 3, 9)),),
                    exit=ExitFacts(frozenset({1, 2}), recognised_on=SEALED))


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        pytest.param({}, {W.OFFICER, W.PLAN, W.TICKET, W.STABILITY}, id="in the register"),
        pytest.param({"recognised_on": None}, set(), id="the day of the recognition is not known"),
        pytest.param({"status": Status.REPORTED}, set(), id="not yet recognised"),
        pytest.param({"status": Status.REVOKED}, set(), id="revoked"),
        pytest.param({"status": Status.EXITED, "exit_ground": ExitGround.EMPLOYED, "exited_on": date(2026, 4, 1)},
                     {W.TICKET, W.STABILITY}, id="left for work, still followed"),
        pytest.param({"status": Status.EXITED, "exit_ground": ExitGround.EMPLOYED, "exited_on": date(2025, 12, 9)},
                     set(), id="left for work more than six months ago"),
        pytest.param({"status": Status.EXITED, "exit_ground": ExitGround.REFUSED, "exited_on": date(2026, 4, 1)},
                     set(), id="left on another ground"),
    ],
)
def test_who_is_warned_of_what(changed, codes):
    assert set(told(replace(NEGLECTED, **changed), date(2026, 6, 10))) == codes


def test_one_member_at_work_hides_nothing_of_the_next():
    both = ExitFacts(frozenset({1, 2}), recognised_on=SEALED)
    case = replace(KEPT, plans=(), exit=both, jobs=(replace(WORKING, started_on=date(2026, 3, 9)),))

    found = aid_warnings(case, date(2026, 3, 20), DAYS)
    assert [(r.code, r.member) for r in found] == [(W.PLAN, 2)]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"exited_on": None}, id="the day of the exit is not known"),
        pytest.param({"status": Status.RECOGNISED}, id="it is still in the register"),
        pytest.param({"jobs": ()}, id="no job is on file"),
        pytest.param({"jobs": (WORKING,)}, id="the job goes on"),
        pytest.param({"jobs": (replace(WORKING, ended_on=date(2026, 8, 26)),)}, id="the job ends tomorrow"),
    ],
)
def test_no_relapse_without_an_exit_and_an_end(changed):
    assert W.RELAPSE not in told(replace(LEFT, **{"jobs": (OVER,), **changed}), date(2026, 8, 25))
