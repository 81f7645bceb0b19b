"""The household page: who sees what, what is next and until when, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select

from admin.panels import TABS
from admin.trail import ACTS
from models import AuditEntry, Household, Objection, Publicity, User, db
from policy.terms import ComparisonDecision
from policy.terms import Status as S
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    add_service,
    first_member,
    make_household,
)

READERS = ("wang", "chen", "zhao", "mei", "gao", "sun", "jin")
NUMBER = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")


def url_of(household: Household, tab: str = "") -> str:
    query = f"&tab={tab}" if tab else ""
    return f"/admin/household/details/?id={household.id}{query}"


@pytest.fixture
def furnished(scene, session) -> Household:
    """A recognised household with a row of every kind."""
    return scene("furnished", lambda: furnish(session))


def furnish(session) -> Household:
    household = make_household(
        status=S.RECOGNISED, members=2, hardship="因病致困", bank_account="6222000011112222",
        home_address="前进大街（试）1号3单元502室",
    )
    add_service(first_member(household))
    add_employment(first_member(household))
    add_exit(household)
    session.commit()
    return household


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", READERS)
def test_each_tab_opens_for_each_reader_and_shows_no_number_in_full(desk, furnished, name, tab):
    page = desk(name).open(url_of(furnished, tab))

    assert page.status_code == 200
    assert not NUMBER.search(page.get_data(as_text=True))
    assert "6222000011112222" not in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["wang", "sun"])
def test_a_leader_sees_masked_names_and_nothing_personal(desk, furnished, name):
    pages = "".join(desk(name).read(url_of(furnished, tab)) for tab in TABS)
    secrets = ("张试子", "因病致困", "502室", "前进大街", "家中无人就业")

    for secret in secrets:
        assert (secret in pages) is (name == "wang"), secret
    assert "张**" in pages or name == "wang"


def test_the_administrator_of_the_system_sees_no_case(desk, furnished):
    assert desk("guan").open(url_of(furnished)).status_code == 403
    assert desk("guan").open(f"/admin/household/{furnished.id}").status_code == 403


@pytest.mark.parametrize("name", ["li", "liu", "lin", "yu", "hai"])
def test_another_area_s_household_does_not_exist(desk, furnished, name):
    for tab in ("", *TABS):
        assert desk(name).open(url_of(furnished, tab)).status_code == 404


@pytest.mark.parametrize("typed", ["", "abc", "1,2", "0", "9" * 30, "99999999", "１"])
def test_what_is_no_household_is_not_found(desk, typed):
    assert desk("wang").open(f"/admin/household/details/?id={typed}").status_code == 404


def test_the_short_address_leads_to_the_page(desk, furnished):
    page = desk("wang").open(f"/admin/household/{furnished.id}", follow_redirects=True)

    assert furnished.family_no in page.get_data(as_text=True)


def test_the_next_act_is_a_link_to_its_page(desk):
    household = make_household(status=S.SUBMITTED)
    page = desk("chen").read(url_of(household))

    assert f"/admin/household/act/approve/?rowid={household.id}" in page


def test_what_stands_against_the_next_act_is_said(desk):
    household = make_household(status=S.SUBMITTED, ready=False)
    page = desk("chen").read(url_of(household))

    assert "尚无两人走访核实记录" in page
    assert f"/admin/household/act/approve/?rowid={household.id}" not in page


def test_whose_turn_it_is_is_said_to_the_others(desk):
    page = desk("wang").read(url_of(make_household(status=S.SUBMITTED)))

    assert "由街道（乡镇）办理" in page


def test_running_publicity_counts_working_days_to_its_end(desk, clock):
    household = make_household(status=S.PUBLICIZED)
    clock.at = datetime(2026, 2, 26, 2, tzinfo=UTC)
    page = desk("chen").read(url_of(household))

    assert "公示期" in page
    assert "2026-03-02" in page
    assert "公示尚未期满" in page


def test_a_publicity_that_has_run_its_days_is_over_and_nobody_is_late(desk, clock):
    household = make_household(status=S.PUBLICIZED)
    clock.at = datetime(2026, 3, 3, 2, tzinfo=UTC)
    page = desk("chen").read(url_of(household))

    assert "上报期限" in page
    assert "2026-03-05" in page
    assert "已逾期" not in page


def test_an_english_page_counts_in_english(desk, furnished):
    wang = desk("wang")
    wang.post("/lang", lang="en")
    assert re.search(r"· aged \d+<", wang.read(url_of(furnished, "verdict")))
    assert re.search(r"</b> working days</li>", wang.read(url_of(furnished, "services")))
    chen = desk("chen")
    chen.post("/lang", lang="en")
    posting = chen.read(f"/admin/household/act/publicize/?rowid={make_household(status=S.VERIFIED).id}")
    assert "without objection. Posted today" in posting
    assert "监督电话：按下方填写" in posting


def test_the_promise_runs_for_twenty_working_days(desk, furnished):
    page = desk("wang").read(url_of(furnished, "services"))

    assert "承诺期限" in page
    assert "2026-04-02" in page
    assert "职业指导" in page


def test_a_returned_file_says_why(session, desk):
    household = make_household(status=S.SUBMITTED)
    desk("chen").act("return", household, reason="缺少户口簿首页复印件")

    assert "缺少户口簿首页复印件" in desk("wang").read(url_of(household))
    assert "缺少户口簿首页复印件" not in desk("sun").read(url_of(household, "trail"))


def test_open_comparisons_are_pointed_out_with_the_way_to_decide_them(session, desk):
    household = make_household(status=S.SUBMITTED, ready=False)
    row = add_comparison(household, decision=ComparisonDecision.OPEN, decided_on=None)
    session.commit()

    assert "有1条比对结果待判定" in desk("wang").read(url_of(household))
    assert f"/decide/comparison/{row.id}" in desk("chen").read(url_of(household, "checks"))
    assert f"/decide/comparison/{row.id}" not in desk("wang").read(url_of(household, "checks"))


def test_the_trail_names_old_and_new_and_hides_personal_values(session, desk):
    household = make_household()
    household.housing, household.hardship = "租住公房", "重病支出大"
    session.commit()
    page = desk("wang").read(url_of(household, "trail"))

    assert "住房情况：空 → 租住公房" in page
    assert "致困原因：空 → （不显示）" in page
    assert "重病支出大" not in page


def test_the_trail_tells_an_officer_by_name_and_no_number_of_a_row(session, desk):
    household = make_household(status=S.PUBLICIZED)
    post = session.scalars(select(Publicity).where(Publicity.household_id == household.id)).one()
    session.add(Objection(household=household, publicity_id=post.id, raised_on=date(2026, 3, 9), content="据说有工作"))
    officer = session.scalars(select(User).where(User.username == "wang")).one()
    household.assigned_to_id = officer.id
    household.size, household.labour_members = 2, 2
    session.commit()
    page = desk("wang").read(url_of(household, "trail"))

    assert f"帮扶责任人：空 → {officer.name}" in page
    assert f"公示：{post.id}" not in page
    assert "劳动力人数：1 → 2" in page



def test_every_act_of_a_trail_has_its_chinese_word(session, desk):
    household = make_household(status=S.RECOGNISED)
    session.commit()
    desk("wang").post("/admin/household/find", id_no=first_member(household).id_no)

    page = desk("wang").read(url_of(household, "trail"))
    assert "证件号查找" in page.split("逐项变更与查看")[1]
    assert {"undo_import", "import_change", "recount_term", "propose_exit", "certificate"} <= ACTS.keys()


def test_the_county_s_review_is_the_county_s_in_the_steps(desk):
    reported = desk("chen").read(url_of(make_household(status=S.REPORTED)))
    recognised = desk("chen").read(url_of(make_household(status=S.RECOGNISED)))

    assert step_of(reported, "复核") == ["复核"]
    assert step_of(recognised, "复核")[1:] == step_of(recognised, "认定")[1:]


def step_of(page: str, label: str) -> list[str]:
    """Label, day and officer of the step in the head of the page."""
    items = re.findall(r"<li class=\"st-.*?</li>", page, re.S)
    told = [[t for t in re.sub(r"<[^>]+>", "|", item).split("|") if t.strip() and t != "已完成"] for item in items]
    return next(words for words in told if words[0] == label)


def test_a_draft_s_file_has_no_empty_part(desk):
    page = desk("wang").read(url_of(make_household(), "file"))

    assert "<h2>基本情况</h2>" in page
    assert "<h2>办理</h2>" not in page


def test_the_verdict_names_the_member_who_stands_against_it(session, desk):
    from policy.terms import MemberState

    household = make_household(status=S.SUBMITTED, members=2)
    first_member(household).state = MemberState.EMPLOYED
    session.commit()

    assert "成员张试子的人员状态为“就业”，不是失业" in desk("wang").read(url_of(household, "verdict"))
    assert "张试子" not in desk("sun").read(url_of(household, "verdict"))


def test_a_look_at_a_file_is_entered_in_the_trail_once(session, desk, furnished):
    desk("wang").read(url_of(furnished))
    desk("wang").read(url_of(furnished, "members"))
    desk("wang").read(url_of(furnished, "file"))
    session.rollback()

    lines = session.query(AuditEntry).filter_by(act="read", record=f"household:{furnished.id}")
    assert [line.actor for line in lines] == ["wang"]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", ["wang", "zhao"])
def test_a_page_asks_the_database_some_twenty_times_at_most(app, session, desk, furnished, name, tab):
    browser, url = desk(name), url_of(furnished, tab)
    browser.read(url)
    said: list[str] = []
    listener = lambda *args: said.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    browser.read(url)
    event.remove(db.engine, "before_cursor_execute", listener)

    selects = [
        s for s in said
        if s.lstrip().upper().startswith(("SELECT", "WITH")) and "FROM audit " not in s.replace("\n", " ")
    ]  # whether this look is in the trail already is asked beside
    assert len(selects) <= (21 if tab in ("terms", "plans") else 17), "\n".join(s[:120] for s in selects)


def test_more_members_cost_no_more_statements(app, session, desk, furnished):
    many = make_household(status=S.SUBMITTED, members=6)
    few = make_household(status=S.SUBMITTED, members=2)
    browser, counts = desk("chen"), []
    for url in (url_of(many, "members"), url_of(few, "members")):
        browser.read(url)
        said: list[str] = []
        listener = lambda *args, said=said: said.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        browser.read(url)
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(said))

    assert counts[0] == counts[1]


def test_the_county_sees_the_exit_it_has_to_decide(desk, furnished):
    page = desk("zhao").read(url_of(furnished, "employment"))

    assert "有退出建议待县级审批" in page
    assert "不同意退出" in page
    assert "登记就业" in page
    assert date(2026, 3, 9).isoformat() in page
