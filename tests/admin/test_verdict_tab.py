"""The verdict tab: what the rules say today, and what an act relied on, as it was seen."""

from __future__ import annotations

import re

import pytest

from models import Assessment, Exit
from policy.terms import MemberState
from policy.terms import Status as S
from tests.factories import add_employment, add_member, first_member, make_household


def tab(household, name="verdict"):
    return f"/admin/household/details/?id={household.id}&tab={name}"


@pytest.mark.parametrize(
    ("facts", "headline", "would"),
    [
        ({}, "符合零就业家庭条件", None),
        ({"state": MemberState.EMPLOYED}, "不符合零就业家庭条件", "成员张例丑失去工作并处于失业状态"),
        ({"capacity": None}, "尚不能判断：有事实待补", "请填写成员张例丑有无劳动能力"),
        ({"urban": False}, "不符合零就业家庭条件", "由县级按地方特殊情形认定"),
    ],
)
def test_the_tab_says_whether_and_what_would_change_it(session, desk, facts, headline, would):
    household = make_household(status=S.SUBMITTED)
    add_member(household, no=2, relation="20", name="张例丑", **facts)
    session.commit()
    page = desk("chen").read(tab(household))

    assert headline in page
    assert would is None or would in page
    assert ("什么会改变这一判断" in page) is (would is not None)


def test_what_the_officer_saw_stays_when_the_facts_change(session, desk):
    household = make_household(status=S.SUBMITTED)
    assert "已办理" in desk("chen").act("approve", household)
    kept = session.query(Assessment).one()
    first_member(household).urban = False
    session.commit()
    page = desk("chen").read(tab(household))

    assert "符合零就业家庭条件" in page
    assert kept.hash[:12] in page
    assert "陈例戊" in page
    assert "按今天的情况：成员张试子不是城镇户籍" in page


def test_a_page_that_shows_an_older_verdict_acts_on_nothing(session, desk):
    household = make_household(status=S.SUBMITTED)
    chen = desk("chen")
    [seen] = chen.seen("approve", household)
    add_member(household, no=2, relation="20", name="张例丑")
    session.commit()
    answer = chen.post(
        "/admin/household/action/", action="approve", confirm="1", rowid=str(household.id),
        version=str(household.version), seen=seen,
    )

    assert answer.status_code == 409
    assert re.search("判断依据已有变化|刚刚被修改过", answer.get_data(as_text=True))
    assert session.query(Assessment).count() == 0


def test_a_leader_reads_the_verdict_with_masked_names(session, desk):
    household = make_household(status=S.SUBMITTED)
    page = desk("sun").read(tab(household))

    assert "处于失业状态" in page
    assert "张试子" not in page


def test_a_proposal_of_the_rules_is_named_as_theirs(session, desk):
    household = make_household(status=S.RECOGNISED)
    job = add_employment(first_member(household), verified=False, verified_on=None)
    session.commit()
    url = f"/admin/household/decide/employment/{job.id}"
    assert desk("chen").post(url, token_from=url, version=str(job.version), verified_way="社保查询").status_code == 302

    assert session.query(Exit).one().by_rule
    assert "系统（按规则）" in desk("zhao").read(tab(household, "employment"))
    assert "系统（按规则）" in desk("zhao").read("/admin/exit/")


def test_a_household_change_is_entered_from_the_household_page(session, desk):
    household = make_household(status=S.RECOGNISED)
    url = f"/admin/life_change/new/?household={household.id}"
    wang = desk("wang")
    assert "登记家庭变动" in wang.read(tab(household, "employment"))
    refused = wang.post(url, token_from=url, what="E45", happened_on="2026-03-09", evidence="死亡医学证明（试）")
    assert refused.status_code == 422
    assert "请选择发生变动的成员" in refused.get_data(as_text=True)
    member = str(first_member(household).id)
    done = wang.post(url, token_from=url, what="E45", happened_on="2026-03-09", member_id=member,
                     evidence="死亡医学证明（试）")

    assert done.status_code == 302
    assert session.query(Exit).one().ground_code == "E45"


def test_the_county_gives_its_reason_on_the_page_and_it_stays_with_the_verdict(session, desk):
    household = make_household(status=S.REPORTED)
    household.labour_members = 2
    add_member(household, no=2, relation="20", name="张例丑", registered_on=None)
    session.commit()
    zhao = desk("zhao")

    assert "其他成员未登记失业仍予认定的理由" in zhao.act("approve", household, confirm=False)
    assert "未办理" in zhao.act("approve", household)
    assert "已办理" in zhao.act("approve", household, unregistered="本人住院，出院后补办登记")
    page = zhao.read(tab(household))
    assert "县级已写明理由，予以认定" in page
    assert "本人住院，出院后补办登记" in page
    assert "本人住院" not in desk("sun").read(tab(household))
