"""Rows of a household as officers write them down, and void them."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from sqlalchemy import select

from models import CodeEntry, Employment, Exit, Member, Service, Visit
from policy.terms import Status as S
from tests.admin.typed import ACROSS, present
from tests.cast import office, officer
from tests.factories import (
    add_employment,
    add_exit,
    add_referral,
    add_visit,
    first_member,
    make_household,
    special_case,
)


def test_a_service_goes_to_a_member_of_this_household_alone(desk, session):
    here, there = make_household(status=S.RECOGNISED), make_household(status=S.RECOGNISED)
    typed = {"kind": "guidance", "served_on": "2026-03-09", "way": "office", "served_by": "王试甲",
             "content": "求职面谈", "feedback": "pending"}
    url = f"/admin/service/new/?household={here.id}"
    officer_ = desk("wang")
    refused = officer_.post(url, **typed, member_id=str(first_member(there).id))
    assert refused.status_code == 422
    assert "从列表中选择" in refused.get_data(as_text=True)

    assert officer_.post(url, **typed, member_id=str(first_member(here).id)).status_code == 302
    assert session.query(Service).one().household_id == here.id
    session.refresh(here)
    assert here.assisted_on == date(2026, 3, 9)


def test_a_refusal_of_the_house_stands_at_its_field(desk, session):
    here = make_household(status=S.RECOGNISED)
    typed = {"kind": "referral", "served_on": "2026-03-09", "way": "office", "served_by": "王试甲",
             "content": "推荐", "feedback": "pending", "member_id": str(first_member(here).id)}
    page = desk("wang").post(f"/admin/service/new/?household={here.id}", **typed).get_data(as_text=True)

    field = page[page.find('data-field="employer"'):][:900]
    assert "推荐单位" in field
    assert 'class="err"' in field


@pytest.mark.parametrize("username", ["wang", "chen"])
def test_whether_a_refusal_was_justified_is_not_said_where_it_is_entered(desk, session, username):
    here = make_household(status=S.RECOGNISED)
    service = add_referral(first_member(here))
    session.commit()
    page = desk(username).read(f"/admin/service/edit/?id={service.id}")

    assert 'name="refusal_code"' in page
    assert 'name="refusal_justified"' not in page


def test_a_visit_before_the_recognition_is_a_verification_by_two(desk, session):
    here = make_household(status=S.SUBMITTED, ready=False)
    typed = {"visited_on": "2026-03-09", "purpose": "verification", "way": "home", "reached": "y",
             "visitor_1": "王试甲", "findings": "无人就业"}
    url = f"/admin/visit/new/?household={here.id}"
    officer_ = desk("wang")
    assert officer_.post(url, **typed).status_code == 422
    answer = officer_.post(url, **typed, visitor_2="吴例乙")

    assert answer.status_code == 302
    assert "tab=checks" in answer.location
    assert session.query(Visit).one().visitor_2 == "吴例乙"


def test_a_job_and_a_proposal_are_written_down(desk, session):
    here = make_household(status=S.RECOGNISED)
    member = first_member(here).id
    officer_ = desk("wang")
    job = officer_.post(
        f"/admin/employment/new/?household={here.id}", member_id=str(member), form="10",
        employer="长春某试样商贸有限公司", started_on="2026-03-09", evidence="劳动合同", wage="2,800.00",
        contract_from="2026-03-09", contract_until="2028-03-08",
    )
    assert job.status_code == 302
    assert "tab=employment" in job.location
    assert session.query(Employment).one().verified is False

    exit_ = officer_.post(
        f"/admin/exit/new/?household={here.id}", ground="employed", evidence="劳动合同和参保记录",
        proposed_on="2026-03-09",
    )
    assert exit_.status_code == 302
    assert session.query(Exit).one().proposed_by_id == officer(session, "wang").id


def test_a_mistake_is_voided_with_its_reason_and_stays(desk, session):
    here = make_household(status=S.RECOGNISED, ready=False)
    visit = add_visit(here, purpose="follow_up")
    session.commit()
    url = f"/admin/visit/void/?id={visit.id}"
    officer_ = desk("wang")
    assert officer_.post(url, version=str(visit.version), reason="").status_code == 422
    assert officer_.post(url, version="99", reason="录入错误的走访").status_code == 409
    assert officer_.post(url, version=str(visit.version), reason="录入错误的走访").status_code == 302

    session.refresh(visit)
    assert visit.voided_at is not None
    assert officer_.open(f"/admin/visit/edit/?id={visit.id}").status_code == 302
    assert "录入错误的走访" in officer_.read(f"/admin/visit/details/?id={visit.id}")


def test_the_form_of_a_record_leads_to_voiding_it_and_back(desk, session):
    here = make_household(members=2)
    child = session.scalars(select(Member).filter_by(household_id=here.id, no=2)).one()
    officer_ = desk("wang")
    page = officer_.read(f"/admin/member/edit/?id={child.id}")
    [url] = re.findall(r'href="(/admin/member/void/[^"]+)"', page)

    assert 'name="reason"' in officer_.read(html.unescape(url))
    answer = officer_.post(html.unescape(url), version=str(child.version), reason="与另一人重复录入")
    assert answer.location == f"/admin/household/details/?id={here.id}&tab=members"
    assert "/void/" not in officer_.read(f"/admin/household/edit/?id={here.id}")
    assert "/void/" not in officer_.read(f"/admin/member/new/?household={here.id}")


def test_what_is_kept_as_a_code_is_told_by_its_name(desk, session):
    codes = {"health": "31", "education": "10", "marital": "20", "political": "01", "ethnic": "11"}
    session.add_all([CodeEntry(list=table, code=code, name=f"{table}之名", sort=99) for table, code in codes.items()
                     if not session.scalar(select(CodeEntry.id).filter_by(list=table, code=code))])
    member = first_member(make_household())
    for column, code in codes.items():
        setattr(member, column, code)
    session.commit()
    page = desk("wang").read(f"/admin/member/details/?id={member.id}")
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]*)", page))

    bare = {label: words for label, words in told.items() if re.fullmatch("[0-9]{2}", words.strip())}
    assert bare == {}
    assert told["健康状况"] == "health之名"


def test_without_a_household_the_form_asks_for_it_first(desk, session):
    here = make_household(status=S.RECOGNISED)
    officer_ = desk("wang")
    assert "先选择家庭" in officer_.read("/admin/service/new/")
    answer = officer_.post("/admin/service/new/", household=str(here.id))
    assert answer.status_code == 303
    assert answer.location.endswith(f"household={here.id}")

    foreign = make_household(status=S.RECOGNISED, community=ACROSS)
    assert officer_.post("/admin/service/new/", household=str(foreign.id)).status_code == 422


@pytest.mark.parametrize("url", ["//evil.example", "https:evil.example", "\\\\evil", "javascript:alert(1)", "//["])
def test_a_form_returns_within_the_house(desk, session, url):
    household = make_household()
    officer_ = desk("wang")
    edit = f"/admin/household/edit/?id={household.id}"
    data = present(officer_.read(edit)) | {"url": url, "csrf_token": officer_.token()}
    answer = officer_.open(edit, method="POST", data=data)

    assert answer.status_code == 302
    assert answer.location.startswith("/admin/")


def test_a_special_case_of_another_region_is_read_and_not_changed(session, desk):
    case = special_case(office=office(session, "222401"))
    session.commit()
    browser = desk("zhao")

    assert "农垦转制家庭（试）" in browser.read("/admin/special_case/")
    answer = browser.open(f"/admin/special_case/edit/?id={case.id}")
    assert answer.status_code == 302
    assert "您不能修改" in browser.read(answer.location)


def test_a_proposal_names_the_records_it_rests_on(session, desk):
    household = make_household(status=S.RECOGNISED)
    job = add_employment(first_member(household))
    session.flush()
    one = add_exit(household, events=[f"employment:{job.id}"])
    session.commit()
    page = desk("zhao").read(f"/admin/exit/details/?id={one.id}")

    assert f"实现就业 {job.id}" in page
    assert f"/admin/employment/details/?id={job.id}" in page
    one.events = ["visit:5", "visit:8", "visit:9"]
    session.commit()
    assert "走访记录 5、走访记录 8、走访记录 9" in desk("zhao").read(f"/admin/exit/details/?id={one.id}")
