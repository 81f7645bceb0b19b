"""A policy from the application to its end: who decides, what is refused, what stops by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models import Alert, AuditEntry, Benefit, LifeChange, Payment
from policy.aid_terms import BenefitState, PolicyKind, StopReason
from policy.terms import EmploymentForm as F
from policy.terms import LifeEvent, WarningCode
from policy.terms import Status as S
from tests import factories, factories_aid
from tests.cast import officer
from tests.factories import add_employment, first_member, make_household
from tests.factories_aid import add_benefit
from workflow.acts import Ticket, perform_on_each
from workflow.alerts import refresh
from workflow.benefit_stops import stop_by_rule
from workflow.benefits import Terms, decline, grant, pay_months, resume, stop
from workflow.records import save, void
from workflow.refusals import Refused

pytestmark = pytest.mark.database
B, K = BenefitState, PolicyKind
TODAY = date(2026, 8, 3)
TERMS = Terms(date(2026, 3, 9), 12, Decimal(600), "区就业局", "试〔2026〕1号")


@pytest.fixture
def job(session):
    """Hired on 9 March with contract and insurance, verified; the family is recognised."""
    household = make_household(status=S.RECOGNISED)
    made = add_employment(first_member(household), verified=True, verified_on=date(2026, 3, 10),
                          verified_way="社保查询", insured="养老")
    session.commit()
    return made


@pytest.fixture
def asked(session, job):
    """The insurance subsidy, applied for by the community."""
    made = add_benefit(job, created_by_id=officer(session, "wang").id)
    session.commit()
    return made


@pytest.fixture
def enjoyed(session, asked):
    grant(session, asked, TERMS, officer(session, "zhao"), TODAY)
    return asked


def test_the_county_grants_with_standard_months_and_the_last_day(session, asked):
    grant(session, asked, TERMS, officer(session, "zhao"), TODAY)

    assert (asked.state, asked.from_on, asked.until_on) == (B.ENJOYED, date(2026, 3, 9), date(2027, 3, 8))
    assert (asked.approved_on, asked.approved_by_id) == (TODAY, officer(session, "zhao").id)


@pytest.mark.parametrize(
    ("who", "terms", "words"),
    [
        ("chen", TERMS, "没有“核定政策享受”的权限"),
        ("zhao", replace(TERMS, months=37), "最多还可享受36个月"),
        ("zhao", replace(TERMS, months=None), "请填写核定月数"),
        ("zhao", replace(TERMS, from_on=date(2026, 3, 8)), "不能早于就业日期"),
        ("zhao", replace(TERMS, standard=Decimal(0)), "应大于0"),
        ("zhao", replace(TERMS, months=80, extended=True), "不能延长至退休"),
    ],
)
def test_what_the_county_does_not_grant(session, asked, who, terms, words):
    with pytest.raises(Refused, match=words):
        grant(session, asked, terms, officer(session, who), TODAY)
    session.rollback()
    assert asked.state is B.APPLIED


def test_nobody_grants_what_he_applied_for_himself(session, asked):
    asked.created_by_id = officer(session, "zhao").id
    session.commit()

    with pytest.raises(Refused, match="另一人"):
        grant(session, asked, TERMS, officer(session, "zhao"), TODAY)
    session.rollback()
    grant(session, asked, TERMS, officer(session, "zhou"), TODAY)


def test_a_missing_fact_is_asked_for_before_the_grant(session, asked):
    asked.employment.insured = None
    session.commit()

    with pytest.raises(Refused, match="请登记参保险种"):
        grant(session, asked, TERMS, officer(session, "zhao"), TODAY)


def test_months_had_in_an_earlier_episode_count(session, enjoyed):
    for n in range(5):
        factories_aid.add_payment(enjoyed, date(2026, 3 + n, 1))
    enjoyed.state, enjoyed.stopped_on, enjoyed.stop_reason = B.STOPPED, TODAY, StopReason.JOB_ENDED
    household = enjoyed.household
    household.status, household.exited_on, household.exit_ground = S.EXITED, TODAY, "employed"
    session.commit()
    again = make_household(status=S.RECOGNISED, family_no=household.family_no, episode=2, ready=False)
    member = first_member(again)
    member.id_no = enjoyed.member.id_no
    job = add_employment(member, verified=True, verified_on=TODAY, insured="养老", started_on=date(2026, 9, 1))
    second = add_benefit(job)
    session.commit()

    with pytest.raises(Refused, match="最多还可享受31个月"):
        grant(session, second, replace(TERMS, from_on=date(2026, 9, 1), months=32),
              officer(session, "zhao"), date(2026, 9, 2))
    session.rollback()
    grant(session, second, replace(TERMS, from_on=date(2026, 9, 1), months=31),
          officer(session, "zhao"), date(2026, 9, 2))


def test_what_is_not_granted_is_owed_no_more(session, job):
    asked = [add_benefit(job, policy=policy) for policy in (K.INSURANCE, K.POST)]
    session.commit()
    for row in asked:
        decline(session, row, "单位已享受其他补贴", officer(session, "zhao"), TODAY)

    assert {row.state for row in asked} == {B.NOT_ENTITLED}
    assert warnings(session, job) == set()


def warnings(session, job):
    return {a.code for a in session.query(Alert).filter_by(household_id=job.household_id, cleared_on=None)
            if a.code is WarningCode.BENEFIT}


def test_the_warning_stands_until_every_policy_is_answered(session, job, asked):
    refresh(session, job.household, TODAY)
    assert warnings(session, job) == {WarningCode.BENEFIT}
    grant(session, asked, TERMS, officer(session, "zhao"), TODAY)
    assert warnings(session, job) == {WarningCode.BENEFIT}
    post = add_benefit(job, policy=K.POST)
    session.commit()
    grant(session, post, TERMS, officer(session, "zhao"), TODAY)
    assert warnings(session, job) == set()


def paid(session, benefit):
    return sorted(session.query(Payment.month).filter_by(benefit_id=benefit.id, voided_at=None).all())


def pay(session, benefit, first, last, amount=600, who="zhao", on=TODAY):
    return pay_months(session, benefit, first, last, (Decimal(amount), on, "1"), officer(session, who), on)


def test_several_months_are_paid_at_once(session, enjoyed):
    assert pay(session, enjoyed, date(2026, 3, 15), date(2026, 7, 1)) == 5
    assert [month for (month,) in paid(session, enjoyed)] == [date(2026, n, 1) for n in range(3, 8)]


@pytest.mark.parametrize(
    ("first", "last", "amount", "words"),
    [
        pytest.param(date(2026, 2, 1), date(2026, 4, 1), 600, "早于享受起", id="before it begins"),
        pytest.param(date(2026, 7, 1), date(2026, 9, 1), 600, "尚未开始", id="ahead"),
        pytest.param(date(2026, 5, 1), date(2026, 4, 1), 600, "不能早于发放自", id="backwards"),
        pytest.param(date(2020, 5, 1), date(2026, 4, 1), 600, "最多登记36个月", id="too many"),
        pytest.param(date(2026, 3, 1), date(2026, 4, 1), 601, "超过核定标准", id="too much"),
        pytest.param(date(2026, 3, 1), date(2026, 4, 1), 0, "应大于0", id="nothing"),
    ],
)
def test_all_months_or_none(session, enjoyed, first, last, amount, words):
    with pytest.raises(Refused, match=words):
        pay(session, enjoyed, first, last, amount)
    assert paid(session, enjoyed) == []


def test_a_month_is_paid_once_and_only_by_the_county(session, enjoyed):
    pay(session, enjoyed, date(2026, 3, 1), date(2026, 3, 1))

    with pytest.raises(Refused, match="已经发放过"):
        pay(session, enjoyed, date(2026, 3, 1), date(2026, 4, 1))
    with pytest.raises(Refused, match="权限"):
        pay(session, enjoyed, date(2026, 4, 1), date(2026, 4, 1), who="chen")
    assert len(paid(session, enjoyed)) == 1


def test_the_end_of_the_job_stops_its_policies_and_the_trail_tells(session, enjoyed, calendar):
    job = enjoyed.employment
    job.ended_on, job.ended_reason = date(2026, 5, 10), "合同期满"
    save(session, job, officer(session, "wang"), TODAY, calendar)

    assert (enjoyed.state, enjoyed.stopped_on, enjoyed.stop_reason) == (
        B.STOPPED, date(2026, 5, 10), StopReason.JOB_ENDED)
    assert session.query(AuditEntry).filter_by(act="stop_benefit", record=f"benefit:{enjoyed.id}").count() == 1
    assert pay(session, enjoyed, date(2026, 5, 1), date(2026, 5, 1)) == 1
    with pytest.raises(Refused, match="就业终止"):
        pay(session, enjoyed, date(2026, 6, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("what", "last", "why"),
    [
        pytest.param(LifeEvent.DEAD, date(2026, 5, 10), StopReason.DEAD, id="died"),
        pytest.param(LifeEvent.PENSION, date(2026, 5, 9), StopReason.RETIRED, id="drew a pension"),
    ],
)
def test_what_befalls_the_member_stops_the_policy(session, enjoyed, calendar, what, last, why):
    change = LifeChange(household=enjoyed.household, member=enjoyed.member, what=what,
                        happened_on=date(2026, 5, 10), evidence="证明文件")
    save(session, change, officer(session, "wang"), TODAY, calendar)

    assert (enjoyed.state, enjoyed.stopped_on, enjoyed.stop_reason) == (B.STOPPED, last, why)


def test_a_stop_is_taken_back_once_its_ground_is_voided(session, enjoyed, calendar, clock):
    change = LifeChange(household=enjoyed.household, member=enjoyed.member, what=LifeEvent.DEAD,
                        happened_on=date(2026, 5, 10), evidence="证明文件")
    save(session, change, officer(session, "wang"), TODAY, calendar)
    with pytest.raises(Refused, match="不能恢复"):
        resume(session, enjoyed, officer(session, "zhao"), TODAY)
    session.rollback()
    void(session, change, "张冠李戴", officer(session, "wang"), TODAY, clock())
    resume(session, enjoyed, officer(session, "zhao"), TODAY)

    assert (enjoyed.state, enjoyed.stopped_on) == (B.ENJOYED, None)


def test_a_revocation_stops_the_policy_in_the_same_act(session, enjoyed, calendar):
    household = enjoyed.household
    session.commit()
    asked = factories.order(TODAY, calendar, reason="隐瞒成员就业，经查实")
    (done,) = perform_on_each(session, "revoke", [Ticket(household.id)], officer(session, "zhao"), asked)

    session.refresh(enjoyed)
    assert done.done, done.reasons
    assert (enjoyed.state, enjoyed.stop_reason, enjoyed.stopped_on) == (B.STOPPED, StopReason.REVOKED, TODAY)


def test_leaving_for_work_ends_no_policy_and_leaving_otherwise_does(session, enjoyed):
    household = enjoyed.household
    household.status, household.exited_on, household.exit_ground = S.EXITED, TODAY, "employed"
    assert stop_by_rule(session, household, TODAY) == 0
    household.exit_ground = "refused"
    assert stop_by_rule(session, household, TODAY) == 1
    assert enjoyed.stop_reason is StopReason.LEFT


def test_the_county_does_not_stop_before_what_it_has_paid(session, enjoyed):
    pay(session, enjoyed, date(2026, 3, 1), date(2026, 7, 1))
    zhao = officer(session, "zhao")

    with pytest.raises(Refused, match="已经发放"):
        stop(session, enjoyed, date(2026, 5, 31), StopReason.OTHER, zhao, TODAY)
    session.rollback()
    stop(session, enjoyed, date(2026, 7, 31), StopReason.OTHER, zhao, TODAY)
    assert enjoyed.state is B.STOPPED


@pytest.mark.parametrize(
    ("form", "policy", "words"),
    [
        (F.UNIT, K.PUBLIC_POST, "限于公益性岗位"), (F.UNIT, K.FIRST_STARTUP, "限于个体经营"),
        (F.PUBLIC_POST, K.POST, "不重复享受岗位补贴"), (F.FLEXIBLE, K.POST, "限于单位招用"),
    ],
)
def test_what_the_job_does_not_entitle_to_is_not_applied_for(session, job, calendar, form, policy, words):
    job.form = form
    session.commit()
    row = Benefit(household=job.household, employment_id=job.id, policy=policy, applied_on=TODAY,
                  state=B.APPLIED)

    with pytest.raises(Refused, match=words):
        save(session, row, officer(session, "wang"), TODAY, calendar)


def test_one_policy_is_asked_for_once(session, job, asked, calendar):
    row = Benefit(household=job.household, employment_id=job.id, policy=K.INSURANCE, applied_on=TODAY,
                  state=B.APPLIED)

    with pytest.raises(Refused, match="已在申请或享受中"):
        save(session, row, officer(session, "wang"), TODAY, calendar)


def test_what_money_rests_on_is_not_voided(session, enjoyed, clock):
    wang, zhao, at = officer(session, "wang"), officer(session, "zhao"), clock()
    pay(session, enjoyed, date(2026, 3, 1), date(2026, 3, 1))
    for row, by, words in (
        (enjoyed, wang, "由县级作废"), (enjoyed, zhao, "请先作废发放记录"), (enjoyed.employment, wang, "已有政策"),
    ):
        with pytest.raises(Refused, match=words):
            void(session, row, "录入错误", by, TODAY, at)
        session.rollback()
