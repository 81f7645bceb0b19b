"""政策落实率: to whom a policy is due, by when, and who had all of it in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from charts.outcome_rows import (
    IN_TIME,
    WAYS,
)
from policy.aid_terms import BenefitState, PolicyKind
from policy.terms import EmploymentForm, ExitGround
from policy.terms import Status as S
from tests.charts.aided import (
    DAY,
    SINCE,
    TODAY,
    benefit,
    counted,
    family,
    job,
    numbers,
)

pytestmark = pytest.mark.database
LICENCE = "91220104MA00000000"


@pytest.mark.parametrize(
    ("verified", "due"),
    [
        pytest.param(SINCE - timedelta(days=IN_TIME + 1), 0, id="the sixtieth day lies before the period"),
        pytest.param(SINCE - timedelta(days=IN_TIME), 1, id="it is the first day"),
        pytest.param(TODAY - timedelta(days=IN_TIME + 1), 1, id="it was yesterday"),
        pytest.param(TODAY - timedelta(days=IN_TIME), 0, id="it is today, and not over"),
    ],
)
def test_a_policy_counts_once_its_sixty_days_are_over(session, verified, due):
    job(session, family(), verified)

    assert counted(session, "owed", "due_P1", "due_P2", "due_P8") == (due, due, due, 0)


VERIFIED = date(2025, 11, 20)
LAST_DAY = VERIFIED + timedelta(days=IN_TIME)


@pytest.mark.parametrize(
    ("first", "second", "owed", "in_time"),
    [
        pytest.param(LAST_DAY, LAST_DAY, 1, 1, id="both on the last day"),
        pytest.param(LAST_DAY, LAST_DAY + DAY, 1, 0, id="one a day late"),
        pytest.param(LAST_DAY, None, 1, 0, id="one not applied for"),
        pytest.param(LAST_DAY, BenefitState.WAIVED, 1, 1, id="one waived is not due"),
        pytest.param(BenefitState.NOT_ENTITLED, BenefitState.WAIVED, 0, 0, id="both explained"),
        pytest.param(LAST_DAY, BenefitState.APPLIED, 1, 0, id="one applied for"),
    ],
)
def test_a_member_counts_with_every_policy_due_granted_in_time(session, first, second, owed, in_time):
    work = job(session, family(), VERIFIED)
    for policy, what in ((PolicyKind.INSURANCE, first), (PolicyKind.POST, second)):
        if isinstance(what, date):
            benefit(session, work, policy, approved=what)
        elif what is not None:
            benefit(session, work, policy, what)

    assert counted(session, "owed", "owed_in", "owed_out") == (owed, in_time, owed - in_time)


@pytest.mark.parametrize(
    ("values", "due"),
    [
        pytest.param({"ended_on": LAST_DAY - DAY}, 0, id="the job ended before"),
        pytest.param({"ended_on": LAST_DAY}, 1, id="the job lasted until the day"),
        pytest.param({"has_contract": False}, 0, id="no contract"),
        pytest.param({"has_contract": None, "contract_from": VERIFIED}, 1, id="a contract by its days"),
        pytest.param({"insured": None}, 0, id="not insured"),
        pytest.param({"insured": None, "insured_from": VERIFIED}, 1, id="insured by its day"),
        pytest.param({"form": EmploymentForm.FLEXIBLE}, 1, id="flexible and insured"),
        pytest.param({"form": EmploymentForm.FLEXIBLE, "employer_code": LICENCE}, 0, id="flexible, licensed"),
        pytest.param({"form": EmploymentForm.OTHER}, 0, id="another form"),
    ],
)
def test_to_whom_the_insurance_subsidy_is_due(session, values, due):
    job(session, family(), VERIFIED, **values)

    assert counted(session, "due_P1") == (due,)


@pytest.mark.parametrize(
    ("status", "values", "due"),
    [
        pytest.param(S.EXITED, {"exited_on": VERIFIED, "exit_ground": ExitGround.EMPLOYED}, 1,
                     id="left for the job"),
        pytest.param(S.EXITED, {"exited_on": VERIFIED, "exit_ground": ExitGround.OTHER}, 0,
                     id="left on another ground"),
        pytest.param(S.REVOKED, {"revoked_on": VERIFIED}, 0, id="revoked"),
    ],
)
def test_nothing_is_due_to_who_left_otherwise(session, status, values, due):
    job(session, family(status, **values), VERIFIED)

    assert counted(session, "owed") == (due,)


def test_the_ways_of_a_policy_add_up(session):
    for what in (LAST_DAY, LAST_DAY + DAY, BenefitState.WAIVED, BenefitState.APPLIED, None):
        work = job(session, family(), VERIFIED, form=EmploymentForm.PUBLIC_POST)
        if isinstance(what, date):
            benefit(session, work, PolicyKind.PUBLIC_POST, approved=what)
        elif what:
            benefit(session, work, PolicyKind.PUBLIC_POST, what)
    found = numbers(session)

    assert [found[f"{way}_P8"] for way in WAYS] == [5, 1, 1, 1, 1, 1]
