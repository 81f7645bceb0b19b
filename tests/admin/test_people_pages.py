"""The pages of plans and people: prefilled, kept when refused, each number the length of its list."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from models import AidPlan, ContingencyPlan, Household, PlanMeasure, Service
from policy.terms import ServiceKind
from policy.terms import Status as S
from tests.admin.typed import present
from tests.cast import officer
from tests.factories import add_employment, add_service, first_member, make_household
from tests.factories_aid import add_measure, make_contingency_plan

BULK = "/admin/service/bulk"


@pytest.fixture
def bare(session) -> Household:
    household = make_household(status=S.RECOGNISED, planned=False, hardship="因病致困")
    member = first_member(household)
    member.skills, member.wished_job, member.education = "电焊", "焊工", "71"
    session.commit()
    return household


def test_the_form_of_a_plan_begins_with_what_is_known(desk, session, bare):
    browser, url = desk("wang"), f"/admin/aid_plan/new/?household={bare.id}"
    typed = present(browser.read(url))

    assert typed["traits"].startswith("男，41周岁，初中毕业")
    assert (typed["skills"], typed["will"], typed["difficulties"]) == ("电焊", "希望从事焊工", "因病致困")
    assert (typed["measure_1_kind"], typed["measure_3_kind"]) == ("guidance", "referral")
    page = browser.submit(url, **{**typed, "goal": "20个工作日内就业"})
    assert "已保存" in page
    [plan] = session.scalars(select(AidPlan))
    assert [m.kind for m in plan.measures] == [ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.REFERRAL]


def test_a_plan_refused_keeps_what_was_typed_and_stores_nothing(desk, session, bare):
    browser, url = desk("wang"), f"/admin/aid_plan/new/?household={bare.id}"
    typed = {**present(browser.read(url)), "goal": "就业", "measure_2_content": "去培训班看看"}
    answer = browser.post(url, token_from=url, **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "请写明帮扶目标" in page
    assert "去培训班看看" in page
    assert session.query(AidPlan).count() == session.query(PlanMeasure).count() == 0


def test_a_plan_without_a_measure_is_told_so_at_the_first_one(desk, bare):
    browser, url = desk("wang"), f"/admin/aid_plan/new/?household={bare.id}"
    typed = {**present(browser.read(url)), "goal": "20个工作日内就业"}
    typed |= {f"measure_{n}_content": "" for n in (1, 2, 3)}
    page = browser.post(url, token_from=url, **typed).get_data(as_text=True)
    assert "方案至少应有一项帮扶措施" in page[page.find('data-field="measure_1_content"'):][:900]


def test_the_first_officer_of_a_family_takes_over_from_nobody(desk, session, bare):
    browser, url = desk("chen"), f"/admin/household/assign/{bare.id}"
    assert "确定责任人" in browser.read(f"/admin/household/details/?id={bare.id}")
    typed = present(browser.read(url))
    assert typed["reason"] == "首次确定责任人"
    wang = officer(session, "wang")
    assert "已确定帮扶责任人" in browser.submit(url, **{**typed, "to_id": str(wang.id)})
    session.refresh(bare)
    assert bare.assigned_to_id == wang.id
    assert "更换责任人" in browser.read(f"/admin/household/details/?id={bare.id}")


def test_a_plan_is_reviewed_and_ended_on_pages_of_their_own(desk, session):
    household = make_household(status=S.RECOGNISED)
    [plan] = session.scalars(select(AidPlan))
    browser, url = desk("wang"), f"/admin/aid_plan/part/review/?id={plan.id}"
    typed = present(browser.read(url))
    assert typed["reviewed_on"] == "2026-03-09"
    assert "请填写评估情况" in browser.submit(url, **typed)
    browser.submit(url, **{**typed, "review_note": "继续推荐岗位", "review_on": "2026-06-09"})
    session.expire_all()
    assert (plan.reviewed_on, plan.review_on) == (date(2026, 3, 9), date(2026, 6, 9))
    close = f"/admin/aid_plan/part/close/?id={plan.id}"
    browser.submit(close, **{**present(browser.read(close)), "closing_note": "已就业"})
    session.expire_all()
    assert plan.closed_on == date(2026, 3, 9)
    assert "尚无方案，请制定" in browser.read(f"/admin/household/details/?id={household.id}&tab=plans")


def test_the_plan_page_names_what_is_late_and_leads_to_the_measure(desk, session):
    make_household(status=S.RECOGNISED)
    [plan] = session.scalars(select(AidPlan))
    measure = add_measure(plan, due_on=date(2026, 3, 6))
    service = add_service(plan.member)
    session.commit()
    browser = desk("wang")
    page = browser.read(f"/admin/aid_plan/details/?id={plan.id}")
    assert "1项措施逾期未完成" in page
    url = f"/admin/plan_measure/part/done/?id={measure.id}"
    assert url in page
    browser.submit(url, **{**present(browser.read(url)), "outcome": "已面谈", "service_id": str(service.id)})
    session.expire_all()

    assert (measure.done_on, measure.service_id) == (date(2026, 3, 9), service.id)
    assert "逾期" not in re.sub(r"(?s)<nav.*?</nav>", "", browser.read(f"/admin/aid_plan/details/?id={plan.id}"))


def test_families_chosen_in_the_list_get_an_officer_and_the_rest_a_reason(desk, session, bare):
    over = make_household(status=S.WITHDRAWN)
    browser = desk("chen")
    chosen = {"action": "assign", "rowid": [str(bare.id), str(over.id)]}
    asked = browser.post("/admin/household/action/", **chosen).get_data(as_text=True)
    assert "为所选2户指定责任人" in asked
    wu = officer(session, "wu")
    page = browser.post("/admin/household/action/", **chosen, confirm="1", to_id=str(wu.id), reason="分片包保").get_data(as_text=True)
    session.expire_all()

    assert "已指定1户，未指定1户" in page
    assert "不需要帮扶责任人" in page
    assert bare.assigned_to_id == wu.id


def test_the_list_of_those_nobody_is_in_charge_of(desk, session, bare):
    make_household(status=S.RECOGNISED)
    page = desk("chen").read("/admin/household/?status=recognised&officer=none")

    assert bare.family_no in page
    assert "共 1 条" in page


@pytest.mark.parametrize("name", ["chen", "zhao", "mei", "gao", "sun"])
def test_the_numbers_of_a_load_are_the_lengths_of_their_lists(desk, session, name):
    household = make_household(status=S.RECOGNISED)
    [plan] = session.scalars(select(AidPlan).where(AidPlan.household_id == household.id))
    add_measure(plan)
    session.commit()
    wang, browser = officer(session, "wang"), desk(name)
    page = browser.read("/admin/household/handover/")

    for url in (f"/admin/household/?officer={wang.id}", f"/admin/plan_measure/?owner={wang.id}&amp;todo=open"):
        assert url in page
        assert "共 1 条" in browser.read(url.replace("&amp;", "&"))


def test_offices_without_a_plan_are_numbers_that_open_their_names(desk, session):
    for office_id in (2, 3, 4):
        make_contingency_plan(office_id=office_id)
    session.commit()
    browser = desk("mei")
    page = browser.read("/admin/contingency_plan/coverage/")
    assert "level=community" in page
    names = browser.read("/admin/contingency_plan/coverage/?office=3&level=community")

    assert all(name in names for name in ("甲社区", "乙社区", "丙社区"))
    assert "丁社区" not in names
    assert browser.open("/admin/contingency_plan/coverage/?office=13").status_code == 404


def test_an_office_writes_its_own_plan_and_reads_the_others(desk, session):
    other = make_contingency_plan(office_id=3)
    session.commit()
    browser, url = desk("chen"), "/admin/contingency_plan/new/"
    browser.submit(url, title="街道预案（试）", document="试街发1号", issued_on="2026-03-06", valid_from="2026-04-01",
                   lead="试负责人", trigger="难以安置", summary="托底")
    [own] = session.scalars(select(ContingencyPlan).where(ContingencyPlan.title == "街道预案（试）"))

    assert (own.office_id, own.edition) == (4, 1)
    assert other.title in browser.read("/admin/contingency_plan/")
    assert browser.open(f"/admin/contingency_plan/edit/?id={other.id}").status_code == 302


def bulk(browser, *members, **values):
    typed = present(browser.read(BULK)) | {
        "do": "record", "kind": "training", "served_on": "2026-03-06", "content": "家政培训班", "feedback": "accepted",
        "way": "office", "member": [str(m.id) for m in members],
    }
    return typed | values


def test_one_training_for_many_sent_twice_is_one_row_each(desk, session, bare):
    late = make_household(status=S.RECOGNISED, recognised_on=date(2026, 3, 9))
    browser = desk("chen")
    typed = bulk(browser, first_member(bare), first_member(late))
    first = browser.post(BULK, **typed).get_data(as_text=True)
    again = browser.post(BULK, **typed).get_data(as_text=True)

    assert "已登记1人，未登记1人" in first
    assert "不能早于认定日期" in first
    assert "未重复登记" in again
    assert session.query(Service).count() == 1


def test_looking_for_members_keeps_what_was_typed_and_ticked(desk, session, bare):
    make_household(status=S.RECOGNISED, name="冯例乙")
    browser = desk("chen")
    page = browser.post(BULK, **bulk(browser, first_member(bare), do="find", q="冯例")).get_data(as_text=True)

    assert "家政培训班" in page
    assert f'value="{first_member(bare).id}" checked' in page
    assert "冯例乙" in page
    assert session.query(Service).count() == 0


def test_a_member_elsewhere_is_not_recorded_and_not_told_of(desk, session, bare):
    foreign = make_household(status=S.RECOGNISED, community="222401001001", name="蒋试戊")
    browser = desk("chen")
    answer = browser.post(BULK, **bulk(browser, first_member(foreign)))

    assert answer.status_code == 409
    assert "蒋试戊" not in answer.get_data(as_text=True)
    assert session.query(Service).count() == 0


def test_the_certificate_is_given_where_the_promise_was_kept(desk, session):
    household = make_household(status=S.RECOGNISED, placed_on=date(2026, 3, 9))
    add_employment(first_member(household), verified=True, verified_on=date(2026, 3, 9))
    session.commit()
    page = desk("chen").read(f"/admin/household/certificate/{household.id}")

    assert "承诺已兑现：2026-03-09实现就业，用时2个工作日" in page
    assert "未加盖印章" in page
    assert "王试甲" in page


def test_the_certificate_is_refused_with_the_reason(desk, session, bare):
    page = desk("chen").read(f"/admin/household/certificate/{bare.id}")

    assert "现在不能出具" in page
    assert "尚无成员经核验实现就业" in page
    assert "承诺已兑现" not in page
    assert desk("sun").open(f"/admin/household/certificate/{bare.id}").status_code == 403

