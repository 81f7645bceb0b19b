"""Acts as officers press them: the page that explains and asks, the outcome, and every wrong way."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest

from models import Household, Publicity, StatusChange
from policy.terms import HouseholdKind, MemberState
from policy.terms import Status as S
from seeds.translations import compile_catalogues
from tests.factories import add_member, make_household, special_case

ACTION = "/admin/household/action/"
NEEDED = {
    "publicize": {"place": "甲社区公示栏", "complaint_phone": "0431-12345678"},
    "return": {"reason": "材料缺少户口簿首页"},
}


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, tzinfo=UTC)


def now_of(session, household: Household) -> S:
    session.expire_all()
    return household.status


def changes(session, household: Household) -> int:
    return session.query(StatusChange).filter_by(household_id=household.id).count()


def confirm(desk, button: str, *households: Household, **fields):
    """The second POST, as it goes over the wire."""
    return desk.post(
        ACTION, action=button, confirm="1", rowid=[str(h.id) for h in households],
        version=[str(h.version) for h in households], seen=desk.seen(button, *households), **fields,
    )


def test_a_household_goes_from_the_draft_to_the_seal(session, desk, clock):
    household = make_household(applied_on=date(2026, 3, 2))
    clock.at = at(2026, 3, 9)
    assert "已办理" in desk("wang").act("submit", household)
    session.expire_all()
    assert "已办理" in desk("chen").act("approve", household)
    session.expire_all()
    assert "已办理" in desk("chen").act("publicize", household, **NEEDED["publicize"])
    clock.at = at(2026, 3, 13)
    session.expire_all()
    assert "已办理" in desk("chen").act("report", household)
    session.expire_all()
    page = desk("zhao").act("approve", household)

    assert "已办理" in page
    assert now_of(session, household) is S.RECOGNISED
    assert household.recognition_no == "220104-2026-0001"
    assert f"认定编号：220104-2026-0001；承诺期限至{household.promise_due_on}" in page


def test_the_first_press_explains_and_changes_nothing(session, desk):
    household = make_household(status=S.SUBMITTED)
    page = desk("chen").act("approve", household, confirm=False)

    assert "初审通过" in page
    assert "已由两人走访核实" in page
    assert "通知二（二）" in page
    assert now_of(session, household) is S.SUBMITTED


def test_the_button_of_a_row_leads_to_the_same_page(session, desk):
    household = make_household(status=S.SUBMITTED)
    page = desk("chen").post(ACTION, act_on=f"approve:{household.id}")

    assert page.status_code == 200
    assert f'name="rowid" value="{household.id}"' in page.get_data(as_text=True)


def test_a_link_never_acts(session, desk):
    household = make_household(status=S.SUBMITTED)
    url = f"/admin/household/act/approve/?rowid={household.id}&confirm=1&version={household.version}"
    page = desk("chen").open(url)

    assert page.status_code == 200
    assert now_of(session, household) is S.SUBMITTED
    assert desk("chen").open(url, method="POST").status_code in (400, 405)


def test_the_act_page_shows_the_masked_notice_before_it_is_posted(session, desk):
    household = make_household(status=S.VERIFIED)
    page = desk("chen").act("publicize", household, confirm=False)

    assert "申请人：张**，男" in page
    assert "2026-03-12" in page
    assert "15400000001" not in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(session, desk):
    household = make_household(status=S.VERIFIED)
    page = confirm(desk("chen"), "publicize", household, place="幸福路公示栏", complaint_phone="")
    text = page.get_data(as_text=True)

    assert page.status_code == 422
    assert "请填写监督电话" in text
    assert "幸福路公示栏" in text
    assert now_of(session, household) is S.VERIFIED


def test_a_private_telephone_is_not_posted(session, desk):
    household = make_household(status=S.VERIFIED)
    fields = NEEDED["publicize"] | {"complaint_phone": "13900000000"}
    page = confirm(desk("chen"), "publicize", household, **fields)

    assert page.status_code == 422
    assert "不能用个人手机" in page.get_data(as_text=True)
    assert session.query(Publicity).count() == 0


@pytest.mark.parametrize("reason", ["", "   ", "不行", "缺" * 501], ids=["none", "blank", "short", "long"])
def test_a_return_needs_a_reason_of_some_length(session, desk, reason):
    household = make_household(status=S.SUBMITTED)
    page = confirm(desk("chen"), "return", household, reason=reason)

    assert page.status_code == 422
    assert now_of(session, household) is S.SUBMITTED


def test_one_foreign_household_among_the_chosen_and_nothing_is_done(session, desk):
    own = [make_household(status=S.VERIFIED) for _n in range(3)]
    foreign = make_household(status=S.VERIFIED, community="222401001001")
    page = confirm(desk("chen"), "publicize", *own, foreign, **NEEDED["publicize"])

    assert page.status_code == 404
    assert foreign.family_no not in page.get_data(as_text=True)
    assert {now_of(session, h) for h in (*own, foreign)} == {S.VERIFIED}
    assert session.query(Publicity).count() == 0


@pytest.mark.parametrize("ids", [["999999"], ["0"], ["2147483647"]])
def test_an_unknown_household_is_not_found(session, desk, ids):
    assert desk("chen").post(ACTION, action="approve", rowid=ids).status_code in (400, 404)


@pytest.mark.parametrize("ids", [["abc"], ["1,2"], ["１"], ["9" * 30], ["-1"]])
def test_what_cannot_be_an_id_is_refused(session, desk, ids):
    assert desk("chen").post(ACTION, action="approve", rowid=ids).status_code in (400, 404)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "请先选择"), (201, "一次最多办理200户"), (900, "一次最多办理200户")]
)
def test_none_and_too_many_are_answered_in_a_sentence(session, desk, count, words):
    ids = [str(n) for n in range(1, count + 1)]
    page = desk("chen").post(ACTION, action="approve", rowid=ids, follow=True)

    assert words in page.get_data(as_text=True)


def test_a_stale_page_is_told_who_was_first_and_where_it_stands(session, desk):
    household = make_household(status=S.SUBMITTED)
    old = household.version
    desk("cheng").act("return", household, **NEEDED["return"])
    page = desk("chen").post(
        ACTION, action="approve", confirm="1", rowid=str(household.id), version=str(old)
    )

    assert page.status_code == 409
    assert "程样己" in page.get_data(as_text=True)
    assert "退回补正" in page.get_data(as_text=True)
    assert now_of(session, household) is S.RETURNED


@pytest.mark.parametrize("version", [None, "", "99", "x"], ids=["removed", "empty", "raised", "odd"])
def test_a_page_that_does_not_say_what_it_showed_does_nothing(session, desk, version):
    household = make_household(status=S.SUBMITTED)
    fields = {} if version is None else {"version": version}
    page = desk("chen").post(
        ACTION, action="approve", confirm="1", rowid=str(household.id), **fields
    )

    assert page.status_code == 409
    assert now_of(session, household) is S.SUBMITTED


def test_a_double_click_acts_once(session, desk):
    household = make_household(status=S.SUBMITTED)
    chen, fields = desk("chen"), {"rowid": str(household.id), "version": str(household.version)}
    fields["seen"] = chen.seen("approve", household)
    first = chen.post(ACTION, action="approve", confirm="1", **fields)
    second = chen.post(ACTION, action="approve", confirm="1", **fields)

    assert (first.status_code, second.status_code) == (200, 409)
    assert changes(session, household) == 1


def test_of_two_households_each_is_told_apart(session, desk):
    ready = make_household(status=S.SUBMITTED)
    unready = make_household(status=S.SUBMITTED, ready=False)
    page = desk("chen").act("approve", ready, unready)

    assert "已办理1户，未办理1户" in page
    assert "尚无两人走访核实记录" in page
    assert now_of(session, ready) is S.VERIFIED
    assert now_of(session, unready) is S.SUBMITTED


@pytest.mark.parametrize("name", ["wang", "mei", "gao", "sun", "jin", "guan"])
def test_who_may_not_act_is_refused_at_every_door(session, desk, name):
    household = make_household(status=S.SUBMITTED)
    officer_ = desk(name)

    assert confirm(officer_, "approve", household).status_code == 403
    assert officer_.open(f"/admin/household/act/approve/?rowid={household.id}").status_code == 403
    assert now_of(session, household) is S.SUBMITTED


@pytest.mark.parametrize("button", ["submit", "approve", "return", "withdraw"])
def test_a_foreign_household_has_no_act_page(desk, button):
    foreign = make_household(status=S.SUBMITTED, community="222401001001")

    assert desk("chen").open(f"/admin/household/act/{button}/?rowid={foreign.id}").status_code == 404
    assert desk("chen").open(f"/admin/household/act/nothing/?rowid={foreign.id}").status_code == 404


def test_an_act_without_its_token_is_refused(session, desk):
    household = make_household(status=S.SUBMITTED)
    data = {"action": "approve", "confirm": "1", "rowid": household.id, "version": household.version}

    assert desk("chen").open(ACTION, method="POST", data=data).status_code == 400
    assert now_of(session, household) is S.SUBMITTED


def test_a_local_special_case_is_approved_with_its_reason_only(session, desk):
    household = make_household(status=S.SUBMITTED, kind=HouseholdKind.LOCAL, special_case=special_case())
    add_member(household, no=2, relation="20", name="张例丑", state=MemberState.EMPLOYED)
    session.commit()
    chen = desk("chen")

    assert "按地方特殊情形认定的理由" in chen.act("approve", household, confirm=False)
    assert "未办理" in chen.act("approve", household)
    assert "已办理" in chen.act("approve", household, override="依据市人社局2026年第3号文件")
    assert now_of(session, household) is S.VERIFIED


def test_the_way_back_is_a_page_of_ours(session, desk):
    household = make_household(status=S.SUBMITTED)
    for url in ("//evil.example", "https://evil.example", "javascript:alert(1)", "/admin/\\evil",
                "//[", "/login"):
        page = desk("chen").open(
            f"/admin/household/act/approve/?rowid={household.id}&url={quote(url)}"
        ).get_data(as_text=True)
        assert not re.search(r'href="[^"]*evil|href="javascript', page)


def test_the_english_heads_are_sentences(session, desk):
    compile_catalogues()
    staying, browser = make_household(status=S.RECOGNISED), desk("zhao")
    browser.post("/lang", lang="en")
    assert "Households this cannot be done for now: 1<" in browser.read(
        f"/admin/household/act/exit/?rowid={staying.id}"
    )
    clerk = desk("wang")
    clerk.post("/lang", lang="en")
    assert "<title>Take an application" in clerk.read("/admin/household/new/")
