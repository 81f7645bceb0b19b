"""Which policy a job entitles to, in the words of whoever has to explain it, and when it is warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.aid_facts import BenefitFacts, Job
from policy.aid_terms import BenefitState, PolicyKind
from policy.assistance import ServiceFacts
from policy.benefit_warnings import benefit_warnings
from policy.benefits import JUDGED, Circumstances, entitlement, entitlements, owed
from policy.exit import ExitFacts, LifeChange
from policy.rulebook import NOTICE, Decree, Rules
from policy.terms import EmploymentForm as F
from policy.terms import ExitGround, LifeEvent, ServiceKind, Status, Tone
from policy.warnings import CaseFacts, Days
from tests.policy.calendars import CALENDAR

K, B = PolicyKind, BenefitState
ON = date(2026, 6, 1)
DAYS = Days(CALENDAR)
BESIDE = Rules((Decree("POST_BESIDE_PUBLIC_POST", "1.", date(2026, 1, 1), 1),))


def job(form=F.UNIT, **values):
    return Job(1, **{"ref": "employment:7", "form": form, "started_on": date(2026, 3, 9),
                     "verified_on": date(2026, 3, 12), "insured": True, "has_contract": True} | values)


def answer(policy, case, on=ON, rules=NOTICE):
    return entitlement(policy, case, on, rules).holds


@pytest.mark.parametrize(
    ("policy", "case", "holds"),
    [
        pytest.param(K.INSURANCE, Circumstances(job()), True, id="hired with contract and insurance"),
        pytest.param(K.INSURANCE, Circumstances(job(has_contract=False)), False, id="hired without a contract"),
        pytest.param(K.INSURANCE, Circumstances(job(has_contract=None)), None, id="nobody asked about a contract"),
        pytest.param(K.INSURANCE, Circumstances(job(insured=False)), None, id="no insurance entered"),
        pytest.param(K.INSURANCE, Circumstances(job(F.FLEXIBLE, has_contract=None)), True, id="odd jobs, insured oneself"),
        pytest.param(K.INSURANCE, Circumstances(job(F.FLEXIBLE), licence=True), False,
                     id="a licence holder as flexible worker"),
        pytest.param(K.INSURANCE, Circumstances(job(F.SELF), licence=True), False, id="a stall of one's own"),
        pytest.param(K.INSURANCE, Circumstances(job(F.PUBLIC_POST)), True, id="a public post"),
        pytest.param(K.POST, Circumstances(job()), True, id="post subsidy of a unit"),
        pytest.param(K.POST, Circumstances(job(F.FLEXIBLE)), False, id="post subsidy of odd jobs"),
        pytest.param(K.POST, Circumstances(job(F.PUBLIC_POST)), False, id="a public post has its own"),
        pytest.param(K.TRAINING, Circumstances(job(), trained=True), True, id="trained"),
        pytest.param(K.TRAINING, Circumstances(job()), None, id="no training known"),
        pytest.param(K.TRAINING, Circumstances(job(), asked=frozenset({K.TRAINING})), True, id="training asked for"),
        pytest.param(K.CERTIFICATE, Circumstances(job()), None, id="no certificate known"),
        pytest.param(K.CERTIFICATE, Circumstances(job(), asked=frozenset({K.CERTIFICATE})), True,
                     id="certificate asked for"),
        pytest.param(K.FIRST_STARTUP, Circumstances(job(F.STARTUP), licence=True), True, id="a first company"),
        pytest.param(K.FIRST_STARTUP, Circumstances(job(F.STARTUP)), None, id="a company, licence not entered"),
        pytest.param(K.FIRST_STARTUP, Circumstances(job()), False, id="start-up subsidy of an employee"),
        pytest.param(K.TAX, Circumstances(job(F.SELF), licence=True), True, id="tax of a stall"),
        pytest.param(K.TAX, Circumstances(job()), False, id="the unit's tax is the unit's"),
        pytest.param(K.LOAN, Circumstances(job(F.SELF), licence=True), None, id="no loan known"),
        pytest.param(K.LOAN, Circumstances(job(F.SELF), asked=frozenset({K.LOAN})), True, id="loan asked for"),
        pytest.param(K.LOAN, Circumstances(job(), asked=frozenset({K.LOAN})), False, id="an employee's loan"),
        pytest.param(K.PUBLIC_POST, Circumstances(job(F.PUBLIC_POST)), True, id="public-post subsidy"),
        pytest.param(K.PUBLIC_POST, Circumstances(job()), False, id="public-post subsidy of a unit"),
        pytest.param(K.OTHER, Circumstances(job()), True, id="a policy of the county's own"),
    ],
)
def test_what_a_job_entitles_to(policy, case, holds):
    assert answer(policy, case) is holds


def test_a_region_may_pay_the_post_subsidy_beside_a_public_post():
    case = Circumstances(job(F.PUBLIC_POST))

    assert answer(K.POST, case, rules=BESIDE) is True
    assert {e.policy: e.holds for e in entitlements(case, ON, BESIDE)}[K.POST] is True
    assert [e.policy for e in owed(case, (), ON, BESIDE)] == [K.INSURANCE, K.POST, K.PUBLIC_POST]
    assert [e.policy for e in owed(case, (), ON)] == [K.INSURANCE, K.PUBLIC_POST]


def test_a_job_that_has_ended_entitles_to_nothing_more():
    case = Circumstances(job(ended_on=date(2026, 5, 31)))

    assert {found.holds for found in entitlements(case, ON)} == {False}
    assert answer(K.INSURANCE, case, on=date(2026, 5, 31)) is True


def test_another_form_is_asked_about_before_anything_is_said():
    assert {found.holds for found in entitlements(Circumstances(job(F.OTHER)), ON)} == {None}


def test_every_answer_says_why_under_the_clause():
    for form in F:
        for found in entitlements(Circumstances(job(form)), ON):
            assert found.reason.clause == "102-4-2"
            assert str(found.reason)


def test_the_eight_policies_are_judged():
    assert [found.policy for found in entitlements(Circumstances(job()), ON)] == list(JUDGED)
    assert len(JUDGED) == 8


def benefit(policy, state, **values):
    return BenefitFacts(**{"member": 1, "policy": policy, "state": state,
                           "applied_on": date(2026, 3, 20), "job": "employment:7"} | values)


@pytest.mark.parametrize(
    ("benefits", "missing"),
    [
        pytest.param((), [K.INSURANCE, K.POST], id="nothing asked for"),
        pytest.param((benefit(K.INSURANCE, B.ENJOYED),), [K.POST], id="one enjoyed"),
        pytest.param((benefit(K.INSURANCE, B.APPLIED), benefit(K.POST, B.ENJOYED)), [K.INSURANCE],
                     id="asked for is not served"),
        pytest.param((benefit(K.INSURANCE, B.NOT_ENTITLED), benefit(K.POST, B.WAIVED)), [], id="said why not"),
        pytest.param((benefit(K.INSURANCE, B.STOPPED), benefit(K.POST, B.STOPPED)), [], id="enjoyed and over"),
        pytest.param((benefit(K.INSURANCE, B.ENJOYED, job="employment:1"),), [K.INSURANCE, K.POST],
                     id="enjoyed for another job"),
        pytest.param((benefit(K.INSURANCE, B.ENJOYED, member=2),), [K.INSURANCE, K.POST],
                     id="enjoyed by somebody else"),
    ],
)
def test_what_is_owed_and_not_answered(benefits, missing):
    assert [found.policy for found in owed(Circumstances(job()), benefits, ON)] == missing


AT_WORK = CaseFacts(
    Status.EXITED, date(2026, 2, 9), recognised_on=date(2026, 3, 5), exited_on=date(2026, 3, 16),
    exit_ground=ExitGround.EMPLOYED, placed_on=date(2026, 3, 9),
    exit=ExitFacts(registered=frozenset({1}), recognised_on=date(2026, 3, 5)), jobs=(job(),),
)


def raised(case, on):
    return [(found.tone(on), found.member) for found in benefit_warnings(case, on, DAYS)]


@pytest.mark.parametrize(
    ("on", "tones"),
    [
        pytest.param(date(2026, 4, 10), [], id="29 days after the verification"),
        pytest.param(date(2026, 4, 11), [(Tone.YELLOW, 1)], id="30 days"),
        pytest.param(date(2026, 5, 10), [(Tone.YELLOW, 1)], id="59 days"),
        pytest.param(date(2026, 5, 11), [(Tone.RED, 1)], id="60 days"),
        pytest.param(date(2026, 9, 16), [(Tone.RED, 1)], id="the last day the family is followed"),
        pytest.param(date(2026, 9, 17), [], id="followed no more"),
    ],
)
def test_a_policy_not_begun_is_warned_of_after_30_days_and_is_red_after_60(on, tones):
    assert raised(AT_WORK, on) == tones


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(replace(AT_WORK, benefits=(benefit(K.INSURANCE, B.ENJOYED), benefit(K.POST, B.WAIVED))),
                     id="all answered"),
        pytest.param(replace(AT_WORK, jobs=(job(ended_on=date(2026, 4, 1)),)), id="the job ended"),
        pytest.param(replace(AT_WORK, jobs=(job(verified_on=None),)), id="the job was never verified"),
        pytest.param(replace(AT_WORK, exit=ExitFacts(recognised_on=date(2026, 3, 5))), id="never registered"),
        pytest.param(replace(AT_WORK, exit_ground=ExitGround.REFUSED), id="released on another ground"),
        pytest.param(replace(AT_WORK, status=Status.REVOKED), id="revoked"),
        pytest.param(replace(AT_WORK, jobs=(job(F.FLEXIBLE, insured=False),)), id="only facts missing"),
    ],
)
def test_nothing_is_warned_of(case):
    assert raised(case, date(2026, 6, 1)) == []


def test_whoever_has_died_is_not_owed_a_policy():
    gone = ExitFacts(
        registered=frozenset({1}), recognised_on=date(2026, 3, 5),
        changes=(LifeChange(1, date(2026, 4, 1), LifeEvent.DEAD, "life_change:1"),),
    )
    assert raised(replace(AT_WORK, exit=gone), date(2026, 6, 1)) == []


def test_the_warning_names_the_first_policy_and_counts_them():
    trained = (ServiceFacts(1, ServiceKind.TRAINING, date(2026, 3, 20)),)
    one, = benefit_warnings(AT_WORK, ON, DAYS)
    more, = benefit_warnings(replace(AT_WORK, services=trained), ON, DAYS)

    assert "社会保险补贴等2项" in str(one.reason)
    assert "等3项" in str(more.reason)
    assert one.due_on == date(2026, 5, 11)


def test_nothing_is_owed_of_a_job_that_was_over_before_that_day():
    case = Circumstances(job(ended_on=date(2026, 5, 31)))

    assert owed(case, (), ON) == ()
    assert len(owed(case, (), date(2026, 5, 31))) == 2


@pytest.mark.parametrize(
    ("on_file", "words"),
    [
        pytest.param({}, "社会保险补贴等2项", id="nothing else is known"),
        pytest.param({"services": (ServiceFacts(1, ServiceKind.GUIDANCE, ON),)}, "等2项", id="guided, not trained"),
        pytest.param({"services": (ServiceFacts(2, ServiceKind.TRAINING, ON),)}, "等2项", id="somebody else was trained"),
        pytest.param({"benefits": (benefit(K.CERTIFICATE, B.APPLIED),)}, "等3项", id="a certificate asked for"),
        pytest.param({"benefits": (benefit(K.CERTIFICATE, B.APPLIED, member=2),)}, "等2项", id="asked for by somebody else"),
        pytest.param({"jobs": (job(F.SELF, licence=True),)}, "初次创业补贴等2项", id="a stall with its licence"),
        pytest.param({"jobs": (job(F.PUBLIC_POST),)}, "社会保险补贴等2项", id="a public post"),
    ],
)
def test_what_is_on_file_of_the_member_says_what_is_owed(on_file, words):
    [found] = benefit_warnings(replace(AT_WORK, **on_file), ON, DAYS)

    assert words in str(found.reason)


def test_decreed_numbers_count_in_the_warning():
    longer = Rules((Decree("FOLLOW_UP_PERIOD", "1.", date(2026, 1, 1), 8),))
    later = Rules((Decree("BENEFIT_YELLOW", "1.", date(2026, 1, 1), 90), Decree("BENEFIT_RED", "1.", date(2026, 1, 1), 80)))
    post = replace(AT_WORK, jobs=(job(F.PUBLIC_POST),))

    assert benefit_warnings(AT_WORK, date(2026, 11, 16), DAYS, longer)
    [found] = benefit_warnings(AT_WORK, date(2026, 6, 10), DAYS, later)
    assert (found.raised_on, found.red_on) == (date(2026, 6, 10), date(2026, 6, 10))
    assert "等3项" in str(benefit_warnings(post, ON, DAYS, BESIDE)[0].reason)
