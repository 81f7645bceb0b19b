"""Does the work last, and what becomes of a family whose job ends after it has left."""

from __future__ import annotations

from datetime import date

import pytest

from models import Alert, Household, JobCheck, LifeChange, Member
from policy.terms import EmploymentForm as F
from policy.terms import LifeEvent, MemberState, VisitPurpose, VisitWay, WarningCode
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_employment,
    add_visit,
    first_member,
    make_household,
)
from workflow.alerts import refresh
from workflow.decisions import verify_employment
from workflow.reapplication import apply_again
from workflow.records import save
from workflow.refusals import Refused
from workflow.relapses import end_job, invite, save_check

pytestmark = pytest.mark.database
TODAY = date(2026, 7, 6)
CODE = "92229900MA0012345"


@pytest.fixture
def left(session):
    """A family of two that left for a job begun on 9 March."""
    household = make_household(status=S.EXITED, members=2, bank_account="6222020000000000015")
    job = add_employment(first_member(household), verified=True, verified_on=date(2026, 3, 9))
    session.commit()
    return job


def check(job, **values):
    return JobCheck(**{"household": job.household, "household_id": job.household_id, "employment_id": job.id,
                       "after_months": 3, "checked_on": date(2026, 6, 10), "working": True,
                       "way": VisitWay.PHONE, "checked_by": "王试甲", "proof": "参保记录"} | values)


def stands(session, job):
    return {a.code for a in session.query(Alert).filter_by(household_id=job.household_id, cleared_on=None)}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"checked_on": date(2026, 6, 8)}, "满3个月（2026-06-09）后方可核查"),
        ({"after_months": 4}, "请选择规定的核查月数"),
        ({"checked_on": date(2026, 7, 7)}, "不能晚于今天"),
        ({"working": False}, "请填写就业终止日期和原因"),
        ({"employment_id": 999}, "请选择本户的就业记录"),
    ],
)
def test_a_check_that_cannot_be_meant(session, left, values, words):
    with pytest.raises(Refused, match=words):
        save_check(session, check(left, **values), None, None, officer(session, "wang"), TODAY)
    assert session.query(JobCheck).count() == 0


def test_whoever_is_found_out_of_work_has_left_the_job_in_the_same_moment(session, left):
    row = check(left, working=False)
    save_check(session, row, date(2026, 6, 1), "裁员", officer(session, "wang"), TODAY)

    session.refresh(left)
    assert (left.ended_on, left.ended_reason) == (date(2026, 6, 1), "裁员")
    assert WarningCode.RELAPSE in stands(session, left)


def test_neither_is_stored_if_one_is_wrong(session, left):
    with pytest.raises(Refused, match="终止日期不能早于就业日期"):
        save_check(session, check(left, working=False), date(2026, 3, 1), "裁员", officer(session, "wang"), TODAY)
    session.refresh(left)
    assert left.ended_on is None
    assert session.query(JobCheck).count() == 0


def test_a_check_made_clears_its_warning(session, left):
    refresh(session, left.household, TODAY)
    session.commit()
    assert WarningCode.STABILITY in stands(session, left)
    save_check(session, check(left), None, None, officer(session, "wang"), TODAY)
    assert WarningCode.STABILITY not in stands(session, left)


def test_the_family_is_told_once_and_the_warning_goes(session, left, calendar):
    wang = officer(session, "wang")
    with pytest.raises(Refused, match="没有终止"):
        invite(session, left, TODAY, VisitWay.PHONE, wang, TODAY)
    session.rollback()
    end_job(session, left, date(2026, 6, 1), "裁员", wang, TODAY, calendar)
    assert WarningCode.RELAPSE in stands(session, left)
    with pytest.raises(Refused, match="不能早于就业终止日期"):
        invite(session, left, date(2026, 5, 31), VisitWay.PHONE, wang, TODAY)
    session.rollback()
    invite(session, left, TODAY, VisitWay.PHONE, wang, TODAY)
    assert WarningCode.RELAPSE not in stands(session, left)
    with pytest.raises(Refused, match="已于2026-07-06告知"):
        invite(session, left, TODAY, VisitWay.PHONE, wang, TODAY)
    session.rollback()
    with pytest.raises(Refused, match="已于2026-06-01终止"):
        end_job(session, left, date(2026, 6, 2), "再次裁员", wang, TODAY, calendar)


def test_a_family_where_somebody_still_works_is_not_told(session, left, calendar):
    other = session.query(Member).filter_by(household_id=left.household_id, no=2).one()
    add_employment(other, verified=True, verified_on=date(2026, 3, 9))
    session.commit()
    end_job(session, left, date(2026, 6, 1), "裁员", officer(session, "wang"), TODAY, calendar)

    with pytest.raises(Refused, match="仍有成员就业"):
        invite(session, left, TODAY, VisitWay.PHONE, officer(session, "wang"), TODAY)


def test_the_family_comes_back_with_its_people_and_nothing_that_was_found(session, left, calendar):
    earlier = left.household
    again = apply_again(session, earlier, officer(session, "wang"), TODAY, calendar)

    assert (again.family_no, again.episode, again.status) == (earlier.family_no, 2, S.DRAFT)
    assert (again.phone, again.bank_account) == (earlier.phone, earlier.bank_account)
    before, after = ([m for m in session.query(Member).filter_by(household_id=h.id).order_by(Member.no)]
                     for h in (earlier, again))
    assert [m.id_no for m in after] == [m.id_no for m in before]
    assert [(m.registered_on, m.monthly_income, m.state) for m in after] == [
        (None, None, MemberState.UNEMPLOYED)] * 2
    assert (again.size, again.registered_members) == (2, 0)
    assert (again.monthly_income, again.assigned_to_id, again.recognised_on) == (None, None, None)


def test_a_family_that_applies_again_is_waited_for_no_longer(session, left, calendar):
    wang = officer(session, "wang")
    end_job(session, left, date(2026, 6, 1), "裁员", wang, TODAY, calendar)
    assert WarningCode.RELAPSE in stands(session, left)
    apply_again(session, left.household, wang, TODAY, calendar)

    assert WarningCode.RELAPSE not in stands(session, left)


def test_who_has_died_does_not_come_back(session, left, calendar):
    other = session.query(Member).filter_by(household_id=left.household_id, no=2).one()
    session.add(LifeChange(household=left.household, member=other, what=LifeEvent.DEAD,
                           happened_on=date(2026, 4, 1), evidence="证明"))
    session.commit()

    assert apply_again(session, left.household, officer(session, "wang"), TODAY, calendar).size == 1


def test_only_a_family_that_is_out_and_only_once(session, left, calendar):
    wang = officer(session, "wang")
    with pytest.raises(Refused, match="权限"):
        apply_again(session, left.household, officer(session, "zhao"), TODAY, calendar)
    session.rollback()
    again = apply_again(session, left.household, wang, TODAY, calendar)
    for household in (left.household, again):
        with pytest.raises(Refused, match="已有在办或更晚的申请"):
            apply_again(session, household, wang, TODAY, calendar)
        session.rollback()
    assert session.query(Household).filter_by(family_no=again.family_no).count() == 2


@pytest.mark.parametrize(
    ("form", "values", "visited", "words"),
    [
        pytest.param(F.UNIT, {"has_contract": None, "contract_from": None}, False, "劳动合同、用工备案或参保记录", id="post"),
        pytest.param(F.UNIT, {"has_contract": None, "contract_from": None, "filed_on": date(2026, 3, 9)}, False, "",
                     id="post that was filed"),
        pytest.param(F.SELF, {"employer_code": None}, False, "营业执照", id="stall without licence"),
        pytest.param(F.FLEXIBLE, {"stated_on": None}, True, "就业说明", id="odd jobs without statement"),
        pytest.param(F.FLEXIBLE, {"stated_on": date(2026, 3, 9)}, False, "入户走访", id="odd jobs nobody saw"),
        pytest.param(F.FLEXIBLE, {"stated_on": date(2026, 3, 9)}, True, "", id="odd jobs stated and seen"),
    ],
)
def test_a_job_is_verified_by_the_papers_of_its_form(session, form, values, visited, words):
    household = make_household(status=S.RECOGNISED)
    job = add_employment(first_member(household), form=form, **values)
    if visited:
        add_visit(household, purpose=VisitPurpose.FOLLOW_UP, visited_on=date(2026, 3, 10), reached=True)
    session.commit()

    if not words:
        verify_employment(session, job, "电话核实", officer(session, "chen"), TODAY)
        assert job.verified
        return
    with pytest.raises(Refused, match=words):
        verify_employment(session, job, "电话核实", officer(session, "chen"), TODAY)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"employer": " "}, "employer", "须填写就业单位"),
        ({"employer_code": "912201017025866422"}, "employer_code", "核对不符"),
        ({"employer_code": CODE}, "employer_code", "应为18位"),
        ({"has_contract": False}, "has_contract", "应留空"),
        ({"contract_from": None, "contract_until": date(2027, 3, 8)}, "contract_from", "请填写合同起"),
        ({"ended_on": date(2026, 5, 1)}, "ended_reason", "请填写终止原因"),
        ({"ended_reason": "裁员"}, "ended_on", "请填写终止日期"),
        ({"ended_on": date(2026, 7, 7), "ended_reason": "裁员"}, "ended_on", "不能晚于今天"),
        ({"insured_from": date(2026, 4, 1), "insured_until": date(2026, 3, 1)}, "insured_until", "不能早于参保起始日期"),
        ({"employer_id": 77}, "employer_id", "请选择用人单位"),
    ],
)
def test_a_job_that_cannot_be_entered_so(session, calendar, values, field, words):
    household = make_household(status=S.RECOGNISED)
    job, wang = add_employment(first_member(household)), officer(session, "wang")
    session.commit()
    with session.no_autoflush:
        for name, value in values.items():
            setattr(job, name, value)

    with pytest.raises(Refused, match=words) as refused:
        save(session, job, wang, TODAY, calendar)
    assert refused.value.field == field


def test_what_is_verified_stays_and_may_only_end(session, left, calendar):
    wang = officer(session, "wang")
    left.form = F.FLEXIBLE
    with pytest.raises(Refused, match="不能再改"):
        save(session, left, wang, TODAY, calendar)
    session.rollback()
    left.contract_until = date(2027, 3, 8)
    save(session, left, wang, TODAY, calendar)
    assert left.contract_until == date(2027, 3, 8)


