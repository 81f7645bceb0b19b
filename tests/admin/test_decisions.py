"""Exits and the small decisions on what is on file: who may, what must be said, who was first."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from models import Exit, Household, Objection
from policy.terms import ComparisonDecision, ExitGround, ObjectionFinding
from policy.terms import Status as S
from tests.admin.test_acts import confirm, now_of
from tests.cast import officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    first_member,
    make_household,
)


def proposed(session, **values) -> Household:
    household = make_household(status=S.RECOGNISED)
    add_employment(
        first_member(household), verified=True, verified_on=date(2026, 3, 9), verified_way="社保查询"
    )
    add_exit(household, **values)
    session.commit()
    return household


def test_the_county_agrees_to_an_exit_and_says_how_the_household_was_told(session, desk):
    household = proposed(session)
    zhao = desk("zhao")

    assert "劳动合同和参保记录" in zhao.act("exit", household, confirm=False)
    assert "已办理" in zhao.act("exit", household, told_on="2026-03-09", told_way="phone")
    assert now_of(session, household) is S.EXITED
    assert household.exit_ground is ExitGround.EMPLOYED


@pytest.mark.parametrize(
    ("told_on", "told_way", "words"),
    [
        ("", "phone", "请填写告知本户的日期"),
        ("2026-03-09", "", "请选择告知方式"),
        ("2026-03-10", "phone", "不能晚于今天"),
        ("2026-02-30", "phone", "日期不正确"),
        ("2026-03-09", "pigeon", "请从列表中选择"),
    ],
)
def test_an_exit_asks_when_and_how_the_household_was_told(session, desk, told_on, told_way, words):
    household = proposed(session)
    page = confirm(desk("zhao"), "exit", household, told_on=told_on, told_way=told_way)

    assert page.status_code == 422
    assert words in page.get_data(as_text=True)
    assert now_of(session, household) is S.RECOGNISED


def test_no_exit_without_a_proposal_and_the_page_leads_to_one(session, desk):
    household = make_household(status=S.RECOGNISED)
    page = desk("zhao").act("exit", household, confirm=False)

    assert "尚无退出建议" in page
    assert f"/admin/exit/new/?household={household.id}" in page


def test_the_county_may_refuse_a_proposal_with_a_reason(session, desk):
    household = proposed(session)
    row = session.query(Exit).filter_by(household_id=household.id).one()
    url = f"/admin/household/decide/exit/{row.id}"
    zhao = desk("zhao")

    assert zhao.post(url, token_from=url, version=str(row.version)).status_code == 422
    page = zhao.submit(url, version=str(row.version), decision_note="就业尚不稳定，继续援助")
    session.expire_all()
    assert "已办理：不同意退出" in page
    assert row.approved is False
    assert household.status is S.RECOGNISED


def test_a_comparison_is_decided_from_the_page(session, desk):
    household = make_household(status=S.SUBMITTED, ready=False)
    row = add_comparison(household, decision=ComparisonDecision.OPEN, decided_on=None)
    session.commit()
    url = f"/admin/household/decide/comparison/{row.id}"
    chen = desk("chen")

    assert "比对结果只是线索" in chen.read(url)
    assert desk("wang").open(url).status_code == 403
    assert desk("liu").open(url).status_code == 404
    refused = chen.post(url, token_from=url, version="1", decision="effect", decision_note="")
    assert refused.status_code == 422
    assert "请填写判定说明" in refused.get_data(as_text=True)
    stale = chen.post(url, token_from=url, version="7", decision="no_effect")
    assert stale.status_code == 422
    assert "他人刚刚" in stale.get_data(as_text=True)
    assert chen.post(url, token_from=url, version="1", decision="no_effect").status_code == 302
    session.expire_all()
    assert row.decision is ComparisonDecision.NO_EFFECT
    assert row.decided_by_id == officer(session, "chen").id


def test_who_entered_a_job_does_not_verify_it(session, desk):
    household = make_household(status=S.RECOGNISED)
    job = add_employment(first_member(household), created_by_id=officer(session, "chen").id,
                         created_at=datetime(2026, 3, 9, tzinfo=UTC))
    session.commit()
    url = f"/admin/household/decide/employment/{job.id}"

    own = desk("chen").post(url, token_from=url, version="1", verified_way="社保查询")
    assert own.status_code == 422
    assert "录入人不能核验" in own.get_data(as_text=True)
    other = desk("cheng").post(url, token_from=url, version="1", verified_way="社保查询")
    assert other.status_code == 302
    session.expire_all()
    assert household.placed_on == date(2026, 3, 9)


def test_an_objection_is_answered_once_and_with_a_reason(session, desk):
    household = make_household(status=S.PUBLICIZED)
    row = Objection(household=household, raised_on=date(2026, 3, 2), content="家中有人上班")
    session.add(row)
    session.commit()
    url = f"/admin/household/decide/objection/{row.id}"
    chen, answer = desk("chen"), {"version": "1", "finding": "unfounded"}

    own = f"/admin/objection/details/?id={row.id}"
    assert [url in desk(who).read(own) for who in ("chen", "wang")] == [True, False]
    assert desk("wang").open(url).status_code == 403
    assert desk("liu").open(url).status_code == 404
    assert chen.post(url, token_from=url, **answer, decision_note="无").status_code == 422
    page = chen.submit(url, **answer, decision_note="经入户核实，无人就业")
    assert "已办理：异议核查" in page
    assert url not in chen.read(own)
    again = chen.post(url, token_from=url, version="2", finding="founded", decision_note="改判成立")
    assert again.status_code == 422
    assert "已有核查结论" in again.get_data(as_text=True)
    session.expire_all()
    assert row.finding is ObjectionFinding.UNFOUNDED


@pytest.mark.parametrize("kind", ["comparison", "objection", "employment", "exit", "nothing"])
def test_what_is_not_there_cannot_be_decided(desk, kind):
    assert desk("cheng").open(f"/admin/household/decide/{kind}/99999").status_code in (403, 404)
    assert desk("zhao").open(f"/admin/household/decide/{kind}/9999999999").status_code in (403, 404)


def test_a_link_decides_nothing(session, desk):
    household = make_household(status=S.SUBMITTED, ready=False)
    row = add_comparison(household, decision=ComparisonDecision.OPEN, decided_on=None)
    session.commit()
    url = f"/admin/household/decide/comparison/{row.id}?version=1&decision=no_effect"

    assert desk("chen").open(url).status_code == 200
    assert desk("chen").open(url, method="POST").status_code == 400
    session.expire_all()
    assert row.decision is ComparisonDecision.OPEN


def test_out_of_the_register_goes_only_who_is_proposed(session, desk):
    staying, leaving = (make_household(status=S.RECOGNISED) for _n in range(2))
    proposal = add_exit(leaving)
    session.commit()
    page, at_street = desk("zhao").read("/admin/household/"), desk("chen").read("/admin/household/")

    assert f'value="exit:{leaving.id}">批准退出</button>' in page
    assert f'value="exit:{staying.id}"' not in page
    assert "exit:" not in at_street
    told = desk("zhao").read(f"/admin/exit/details/?id={proposal.id}")
    assert f"/admin/household/act/exit/?rowid={leaving.id}" in told
    assert f"/admin/household/decide/exit/{proposal.id}" in told
    assert re.search(r"县级同意</dt><dd><span[^>]*>待审批", told)
    assert "decide/exit" not in desk("chen").read(f"/admin/exit/details/?id={proposal.id}")


def test_a_decided_proposal_offers_nothing_more(session, desk):
    proposal = add_exit(make_household(status=S.RECOGNISED), approved=False, decided_on=date(2026, 3, 9))
    session.commit()
    told = desk("zhao").read(f"/admin/exit/details/?id={proposal.id}")

    assert "decide/exit" not in told
    assert "待审批" not in told.split("<main")[1]
