"""Policies, payments, checks and second applications as officers meet them on their pages."""

from __future__ import annotations

from datetime import date

import pytest

from models import Benefit, Employment, Household, JobCheck, Member, Payment
from policy.aid_terms import BenefitState, PolicyKind
from policy.terms import EmploymentForm as F
from policy.terms import Status as S
from tests.factories import add_employment, first_member, make_household
from tests.factories_aid import add_benefit, add_payment

pytestmark = pytest.mark.database
B = BenefitState
NEW_JOB = {"form": "10", "employer": "长春某试样公司", "job": "理货员", "started_on": "2026-03-06",
           "evidence": "劳动合同", "wage": "1500"}


@pytest.fixture
def job(session):
    household = make_household(status=S.RECOGNISED)
    made = add_employment(first_member(household), verified=True, started_on=date(2026, 3, 6),
                          contract_from=date(2026, 3, 6), verified_on=date(2026, 3, 9), insured="养老")
    session.commit()
    return made


@pytest.fixture
def left(session):
    """Left in August 2025 for a job, and out of it since January."""
    made = make_household(
        status=S.EXITED, applied_on=date(2025, 6, 2), submitted_on=date(2025, 6, 3),
        verified_on=date(2025, 6, 9), publicized_on=date(2025, 6, 10), publicized_until=date(2025, 6, 13),
        reported_on=date(2025, 6, 16), recognised_on=date(2025, 6, 18), exited_on=date(2025, 8, 11),
    )
    row = add_employment(first_member(made), verified=True, started_on=date(2025, 8, 4), contract_from=date(2025, 8, 4),
                         verified_on=date(2025, 8, 6), ended_on=date(2026, 1, 20), ended_reason="裁员")
    session.commit()
    return row


def tab(desk, job, name="benefits"):
    return desk.read(f"/admin/household/details/?id={job.household_id}&tab={name}")


def test_a_low_wage_is_asked_about_and_missing_papers_are_named_but_nothing_is_refused(session, desk):
    household = make_household(status=S.RECOGNISED)
    url = f"/admin/employment/new/?household={household.id}"
    page = desk("wang").submit(url, member_id=str(first_member(household).id), **NEW_JOB)

    assert "月薪1500.00元低于当地最低工资标准1540元" in page or "月薪1500元低于当地最低工资标准1540元" in page
    assert "核验前请补充：单位就业须有劳动合同、用工备案或参保记录之一" in page
    assert session.query(Employment).count() == 1


def test_a_wrong_credit_code_is_told_at_its_field_and_what_was_typed_stays(session, desk):
    household = make_household(status=S.RECOGNISED)
    url = f"/admin/employment/new/?household={household.id}"
    page = desk("wang").submit(url, member_id=str(first_member(household).id), **NEW_JOB,
                               employer_code="912201017025866422")

    assert "统一社会信用代码核对不符" in page
    assert "912201017025866422" in page
    assert "理货员" in page
    assert session.query(Employment).count() == 0


def test_the_verification_page_says_what_is_missing_and_refuses(session, desk):
    household = make_household(status=S.RECOGNISED)
    row = add_employment(first_member(household), form=F.FLEXIBLE, employer=None)
    session.commit()
    url = f"/admin/household/decide/employment/{row.id}"
    chen = desk("chen")

    assert "请注意：灵活就业须有本人签字的就业说明" in chen.read(url)
    page = chen.post(url, token_from=url, version=str(row.version), verified_way="入户核实")
    assert page.status_code == 422
    assert "灵活就业须入户走访一次" in page.get_data(as_text=True)


def test_the_tab_says_what_is_owed_and_why_and_leads_to_the_application(session, desk, job):
    page = tab(desk("wang"), job)

    assert "应享未享2项" in page
    assert "签订合同（协议）并由单位缴纳社会保险" in page
    assert "初次创业补贴限于个体经营和自主创业" in page
    assert f"/admin/benefit/new/?household={job.household_id}" in page
    assert "policy=P1" in page


def test_from_application_to_payment(session, desk, job):
    wang, zhao = desk("wang"), desk("zhao")
    wang.submit(f"/admin/benefit/new/?household={job.household_id}", employment_id=str(job.id), policy="P1",
                state="applied", applied_on="2026-03-09")
    row = session.query(Benefit).one()
    url = f"/admin/household/decide/benefit/{row.id}"
    assert "最多可核定月数：36" in zhao.read(url)
    refused = zhao.post(url, token_from=url, version=str(row.version), from_on="2026-03-06", months="37", standard="600")
    assert refused.status_code == 422
    assert "最多还可享受36个月" in refused.get_data(as_text=True)
    zhao.submit(url, version=str(row.version), from_on="2026-03-06", months="12", standard="600")
    session.expire_all()
    assert (row.state, row.until_on) == (B.ENJOYED, date(2027, 3, 5))
    url = f"/admin/household/decide/pay/{row.id}"
    late = zhao.post(url, token_from=url, version=str(row.version), month_from="2026-03", month_to="2026-04",
                     amount="600", paid_on="2026-03-09")
    assert "发放至（月）不能晚于今天" in late.get_data(as_text=True)
    assert session.query(Payment).count() == 0
    zhao.submit(url, version=str(row.version), month_from="2026-03", month_to="2026-03", amount="600",
                paid_on="2026-03-09")
    assert session.query(Payment).count() == 1
    page = tab(zhao, job)
    assert "没有应享未享的政策" not in page
    assert "600.00" in page
    assert "2026-03" in page


def test_what_was_decided_is_not_changed_by_a_form(session, desk, job):
    row = add_benefit(job, from_on=date(2026, 3, 6))
    session.commit()
    page = desk("wang").read(f"/admin/benefit/edit/?id={row.id}")

    assert "已核定的政策不能修改" in page


def test_a_month_is_a_month(session, desk, job):
    row = add_benefit(job, from_on=date(2026, 3, 6))
    session.commit()
    url = f"/admin/payment/new/?household={job.household_id}"
    typed = {"benefit_id": str(row.id), "amount": "600", "paid_on": "2026-03-09"}

    assert "月份不正确" in desk("zhao").submit(url, month="2026-13", **typed)
    assert "请填写所属月份" in desk("zhao").submit(url, month="", **typed)
    desk("zhao").submit(url, month="２０２６-03", **typed)
    assert session.query(Payment.month).scalar() == date(2026, 3, 1)


def test_the_list_of_payments_sums_what_it_is_narrowed_to(session, desk, job):
    row = add_benefit(job, from_on=date(2026, 3, 6))
    add_payment(row, date(2026, 3, 1))
    add_payment(row, date(2026, 4, 1))
    session.commit()

    assert "共1笔，合计600.00元" in desk("zhao").read("/admin/payment/?month_from=2026-03-01&month_to=2026-03-31")
    assert "合计" not in desk("zhao").read("/admin/payment/")
    assert "共0笔" in desk("lin").read("/admin/payment/?month_from=2026-03-01")


def test_a_check_out_of_work_asks_for_the_end_of_the_job(session, desk, left):
    left.ended_on = left.ended_reason = None
    session.commit()
    url = f"/admin/job_check/new/?household={left.household_id}"
    typed = {"employment_id": str(left.id), "after_months": "6", "checked_on": "2026-03-06", "way": "phone",
             "checked_by": "王试甲", "proof": "电话核实"}
    assert "已不在岗的，请填写就业终止日期和原因" in desk("wang").submit(url, **typed)
    desk("wang").submit(url, **typed, ended_on="2026-03-01", ended_reason="裁员")
    session.expire_all()
    assert left.ended_on == date(2026, 3, 1)
    assert session.query(JobCheck).count() == 1


def test_the_relapse_list_empties_as_families_are_told_and_come_back(session, desk, left):
    wang, lists = desk("wang"), "/admin/employment/?relapse="
    assert left.household.family_no in wang.read(lists + "open")
    url = f"/admin/household/decide/invite/{left.id}"
    wang.submit(url, version=str(left.version), invited_on="2026-03-09", invited_way="phone")
    assert left.household.family_no not in wang.read(lists + "open")
    assert left.household.family_no in wang.read(lists + "told")
    url = f"/admin/household/again/{left.household_id}"
    page = wang.submit(url, version=str(left.household.version))
    assert "已建立第2次申请的草稿" in page
    assert left.member.id_no not in page
    assert left.household.family_no in wang.read(lists + "again")
    assert left.household.family_no in wang.read("/admin/household/?again=1")
    again = session.query(Household).filter_by(episode=2).one()
    assert session.query(Member).filter_by(household_id=again.id).one().id_no == left.member.id_no


def test_an_open_family_does_not_apply_again(session, desk, job):
    page = desk("wang").read(f"/admin/household/again/{job.household_id}")

    assert "已有在办或更晚的申请" in page
    assert "建立新的申请" not in page
    assert "再次申请" not in tab(desk("wang"), job)


def test_not_entitled_and_waived_are_said_with_their_reason(session, desk, job):
    url = f"/admin/benefit/new/?household={job.household_id}"
    typed = {"employment_id": str(job.id), "policy": "P2", "state": "waived", "applied_on": "2026-03-09"}

    assert "须填写不享受的原因" in desk("wang").submit(url, **typed)
    desk("wang").submit(url, **typed, declined_reason="本人书面放弃")
    assert session.query(Benefit).one().state is B.WAIVED
    assert "应享未享1项" in tab(desk("wang"), job)
    assert session.query(Benefit).one().policy is PolicyKind.POST
