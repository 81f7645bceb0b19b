"""The pool of jobs on the screen: lists and forms, jobs for a member, a refusal judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from models import Employer, Employment, Service, Vacancy
from policy.credit_code import credit_check_character
from policy.terms import Feedback
from policy.terms import Status as S
from tests.cast import office
from tests.factories import (
    add_employer,
    add_referral,
    add_vacancy,
    first_member,
    make_household,
)


@pytest.fixture
def member(session):
    found = first_member(make_household(status=S.RECOGNISED))
    session.commit()
    return found


def test_an_employer_and_its_vacancy_are_entered_and_a_low_wage_is_refused_at_its_field(desk, session):
    chen = desk("chen")
    answer = chen.post("/admin/employer/new/", name="前进某试样公司", credit_code="91229900MA9990001T", office_id="4")
    assert answer.status_code == 422
    assert "核对不符" in answer.get_data(as_text=True)

    employer = add_employer(office=office(session, "220104001"))
    session.commit()
    typed = {"employer_id": str(employer.id), "title": "保洁员", "place_id": "4", "office_id": "4", "form": "10",
             "head_count": "2", "wage_from": "1200", "strain": "light", "open_from": "2026-03-06",
             "open_until": "2026-04-30"}
    page = chen.post("/admin/vacancy/new/", **typed)
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "最低工资标准1540元" in text[text.find('data-field="wage_from"'):][:900]
    assert 'value="1200"' in text
    assert chen.post("/admin/vacancy/new/", **{**typed, "wage_from": "2,200"}).status_code == 302
    assert session.query(Vacancy).one().wage_from == Decimal(2200)



def test_an_employer_s_name_is_no_person_s_name(session, desk):
    long = "前进某试样 " + "长" * 60
    body = "91229900MA9990001"
    job = {"credit_code": body + credit_check_character(body), "office_id": "4"}
    told = desk("chen").submit("/admin/employer/new/", name="前" * 101, **job)
    desk("chen").submit("/admin/employer/new/", name=long, **job)

    assert "最多100个字，现有101个" in told
    assert session.scalars(select(Employer.name)).all() == [long]


def test_who_may_not_write_vacancies_reads_them(desk, session):
    vacancy = add_vacancy()
    session.commit()
    assert "理货员" in desk("wang").read("/admin/vacancy/")
    assert desk("wang").open("/admin/vacancy/new/").status_code == 403
    lin = desk("lin")
    assert lin.open(f"/admin/vacancy/edit/?id={vacancy.id}").status_code == 302
    assert "只能查看" in lin.read("/admin/vacancy/")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"在招工", "招满工", "停招工", "外地工"}),
        ("state=open", {"在招工", "外地工"}),
        ("state=full", {"招满工"}),
        ("state=closed", {"停招工"}),
        ("place_id=3", {"在招工", "招满工", "停招工"}),
        ("wage_from=3000", {"外地工"}),
        ("strain=heavy", {"招满工"}),
        ("suits_disabled=1", {"在招工"}),
        ("q=在招", {"在招工"}),
        ("state=nonsense&place_id=x&wage_from=1", {"在招工", "招满工", "停招工", "外地工"}),
    ],
)
def test_the_list_is_narrowed_by_what_vacancies_know(desk, session, query, titles):
    employer = add_employer()
    add_vacancy(employer=employer, title="在招工", suits_disabled=True)
    add_vacancy(employer=employer, title="招满工", head_count=1, hired=1, strain="heavy")
    add_vacancy(employer=employer, title="停招工", closed_on=date(2026, 3, 5), closed_reason="已招满")
    add_vacancy(employer=employer, title="外地工", place=office(session, "222401"), wage_from=Decimal(3200))
    session.commit()
    page = desk("wang").read(f"/admin/vacancy/?{query}")

    assert {t for t in ("在招工", "招满工", "停招工", "外地工") if t in page.partition("<tbody")[2]} == titles


def test_a_job_found_for_a_member_is_recommended_in_the_form_that_opens(desk, session, member):
    vacancy = add_vacancy()
    session.commit()
    wang = desk("wang")
    page = wang.read(f"/admin/household/match/{member.id}")
    assert "在本县（市、区）内" in page
    url = f"/admin/service/new/?household={member.household_id}&member={member.id}&vacancy={vacancy.id}&kind=referral"
    assert url.replace("&", "&amp;") in page
    assert "理货员 · 长春某试样商贸有限公司" in wang.read(url)

    typed = {"member_id": str(member.id), "kind": "referral", "served_on": "2026-03-09", "way": "office",
             "served_by": "王试甲", "content": "点对点推荐岗位", "vacancy_id": str(vacancy.id), "feedback": "pending",
             "delivered_on": "2026-03-09", "delivered_way": "person", "receipt": "本人签收"}
    assert wang.post(url, **typed).status_code == 302
    assert session.query(Service).one().counts is True
    assert "理货员" not in wang.read(f"/admin/household/match/{member.id}")


def test_members_who_suit_a_vacancy_are_those_of_the_own_area(desk, session, member):
    vacancy = add_vacancy()
    make_household(status=S.RECOGNISED, community="222401001001", name="李样庚")
    session.commit()
    page = desk("wang").read(f"/admin/vacancy/match/{vacancy.id}")

    assert "张试子" in page
    assert "李样庚" not in page


def test_the_street_judges_a_refusal_on_a_page_that_shows_what_the_records_say(desk, session, member):
    row = add_referral(member, feedback=Feedback.REFUSED, refusal_code="J4", refusal_reason="给的钱太少")
    session.commit()
    url = f"/admin/household/decide/refusal/{row.id}"
    chen = desk("chen")
    assert row.household.family_no in chen.read("/admin/service/?judged=0")
    page = chen.read(url)
    assert "给的钱太少" in page
    assert "不低于当地最低工资1540元" in page
    assert desk("wang").open(url).status_code == 403
    assert chen.post(url, token_from=url, version="1", justified="no").status_code == 422

    assert chen.post(url, token_from=url, version="1", justified="no", judgement_note="工资高于最低标准").status_code == 302
    session.expire_all()
    assert (row.refusal_justified, member.household.picky_on) == (False, date(2026, 3, 6))
    assert "挑拣" in chen.read(f"/admin/household/details/?id={member.household_id}")
    assert row.household.family_no in chen.read("/admin/household/?picky_on=1")
    assert row.household.family_no not in chen.read("/admin/service/?judged=0").partition("<tbody")[2]


def test_the_household_page_says_why_a_recommendation_does_not_count(desk, session, member):
    add_referral(member, counts=False, shortfall="没有送达回执；月薪低于当地最低工资")
    session.commit()
    page = desk("chen").read(f"/admin/household/details/?id={member.household_id}&tab=services")

    assert "没有送达回执；月薪低于当地最低工资" in page
    assert "为他找岗位" in page


def test_a_job_that_was_recommended_is_written_down_with_its_recommendation(session, desk):
    member = first_member(make_household(status=S.RECOGNISED))
    hired = add_referral(member, add_vacancy(title="仓管员"), feedback=Feedback.HIRED)
    session.commit()
    browser = desk("wang")
    url = f"/admin/employment/new/?household={member.household_id}"
    page = browser.read(url)
    for told in (hired.employer, "仓管员", 'value="2600'):
        assert told in page
    job = {"member_id": str(member.id), "form": "10", "started_on": "2026-03-09", "evidence": "劳动合同"}
    browser.submit(url, **job, employer_id="", employer="别的单位")
    browser.submit(url, **job, employer=hired.employer)
    found = session.execute(select(Employment.employer, Employment.referral_id).order_by(Employment.id)).all()
    assert found == [("别的单位", None), (hired.employer, hired.id)]
    assert "仓管员" not in browser.read(url)


def test_what_would_not_count_is_folded_away(session, desk):
    member = first_member(make_household(status=S.RECOGNISED))
    add_vacancy(title="仓管员")
    add_vacancy(title="远处的岗位", place=office(session, "222401"))
    session.commit()
    page = desk("wang").read(f"/admin/household/match/{member.id}")
    first, folded = page.split('<details class="match-rest">')
    assert "仓管员" in first
    assert "远处的岗位" in folded
    assert "另有1项推荐也不计入" in folded
