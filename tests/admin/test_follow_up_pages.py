"""The pages of return visits and difficulties: what is owed, what is told, and what a telephone sends."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import FollowUp, Ticket, Visit
from policy.aid_terms import SlotState, TicketKind
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import make_household
from workflow.alerts import refresh

FIELD = "/admin/visit/field/"
KEY = "0f0e0d0c-1111-4222-8333-444455556666"
LINE = {"visited_on": "2026-06-08", "way": "home", "reached": "y", "work_seen": "仍在求职",
        "findings": "在家", "client_key": KEY}


@pytest.fixture
def household(session, clock):
    clock.at = datetime(2026, 6, 8, 2, tzinfo=UTC)
    found = make_household(status=S.RECOGNISED)
    refresh(session, found, date(2026, 6, 8))
    session.commit()
    return found


def send(browser, household, **fields):
    return browser.post(FIELD, household=str(household.id), **(LINE | fields))


def test_the_list_says_what_is_owed_and_its_numbers_are_those_of_the_lists_they_open(session, desk, household):
    browser = desk("wang")
    page = browser.read("/admin/followup/")
    assert page.count("逾期</span>") == 2
    figures = dict(re.findall(r'kpi t-(\w+)" href="[^"]*".*?<b>([^<]+)</b>', page, re.S))
    assert (figures["amber"], figures["red"], figures["green"]) == ("1", "2", "0")
    assert browser.read("/admin/followup/?due=over").count('class="k-person"') >= 2


def test_a_visit_form_offers_the_numbers_masked_and_says_how_far_the_count_has_come(desk, household):
    page = desk("wang").read(f"/admin/visit/new/?household={household.id}")
    assert "*******0001" in page
    assert "15400000001" not in page
    assert "已计0次" in page


def test_a_call_in_vain_on_a_recorded_number(session, desk, household):
    url = f"/admin/visit/new/?household={household.id}"
    fields = {"visited_on": "2026-06-08", "purpose": "contact", "way": "phone", "visitor_1": "王试甲",
              "findings": "无人接听"}
    browser = desk("wang")
    assert "请选择或填写拨打的号码" in browser.submit(url, **fields)
    browser.submit(url, **fields, number="household")
    [visit] = session.scalars(select(Visit).where(Visit.purpose == "contact"))
    assert (visit.called, visit.called_last4, visit.reached) == ("15400000001", "0001", False)
    page = browser.read(url)
    assert "已计1次" in page
    assert "中宜至少有一次入户" in page


def test_a_difficulty_told_becomes_a_ticket_that_is_settled_on_its_page(session, desk, household):
    browser = desk("wang")
    url = f"/admin/visit/new/?household={household.id}"
    fields = {"visited_on": "2026-06-08", "purpose": "follow_up", "way": "home", "visitor_1": "王试甲",
              "reached": "y", "findings": "在家", "work_seen": "仍在求职", "difficulties": "想学护理"}
    page = browser.submit(url, **fields)
    assert "请选择诉求类型" in page
    assert "想学护理" in page
    browser.submit(url, **fields, ticket_kind="training")
    [ticket] = session.scalars(select(Ticket))
    assert ticket.kind is TicketKind.TRAINING

    settle = f"/admin/ticket/settle/?id={ticket.id}"
    assert "请填写办理情况" in browser.submit(settle, version=str(ticket.version), ending="solved", handling="")
    assert "刚刚修改过" in browser.submit(settle, version="99", ending="solved", handling="已报名护理班")
    browser.submit(settle, version=str(ticket.version), ending="solved", handling="已报名护理班")
    session.expire_all()
    assert ticket.closed_on == date(2026, 6, 8)


def test_a_ticket_is_handed_on_to_an_officer_above_the_household_only(session, desk, household):
    row = Ticket(household=household, kind=TicketKind.JOB, content="想换岗位", raised_on=date(2026, 6, 8),
                 due_on=date(2026, 6, 22), owner=officer(session, "wang"))
    session.add(row)
    session.commit()
    browser, url = desk("wang"), f"/admin/ticket/hand/?id={row.id}"
    page = browser.read(url)
    assert "陈例戊" in page
    assert "李试丁" not in page
    browser.submit(url, version=str(row.version), owner_id=str(officer(session, "chen").id), reason="须街道协调")
    session.expire_all()
    assert row.owner.username == "chen"


# ---- the field sheet -------------------------------------------------------------------------------


def test_the_sheet_lists_ones_own_households_with_a_visit_owed(desk, household):
    assert household.family_no in desk("wang").read(FIELD)
    assert household.family_no not in desk("wu").read(FIELD)
    assert household.family_no in desk("wu").read(FIELD + "?all=1")
    assert household.family_no not in desk("li").read(FIELD + "?all=1")


def test_a_line_sent_twice_is_stored_once_and_fills_the_oldest_month(session, desk, household):
    browser = desk("wang")
    assert send(browser, household).get_json() == {"stored": True, "again": False}
    assert send(browser, household).get_json() == {"stored": True, "again": True}
    assert len(session.scalars(select(Visit).where(Visit.client_key == KEY)).all()) == 1
    states = session.scalars(select(FollowUp.state).order_by(FollowUp.month)).all()
    assert states == [SlotState.LATE, SlotState.OPEN, SlotState.OPEN]


def test_the_same_key_with_other_words_is_refused(session, desk, household):
    browser = desk("wang")
    send(browser, household)
    answer = send(browser, household, findings="外出")
    assert answer.status_code == 409
    assert "与已保存的不同" in answer.get_json()["words"][0]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [({"findings": ""}, 422, "findings"), ({"work_seen": ""}, 422, "work_seen"),
     ({"visited_on": "2026-06-09"}, 422, "visited_on"), ({"way": "post"}, 422, "way"),
     ({"difficulties": "想学护理"}, 422, "ticket_kind")],
)
def test_what_is_wanting_is_said_at_its_field(session, desk, household, fields, status, field):
    answer = send(desk("wang"), household, **fields)
    assert answer.status_code == status
    assert list(answer.get_json()["errors"]) == [field]
    assert session.scalars(select(Visit).where(Visit.client_key == KEY)).all() == []


def test_who_may_not_is_refused(desk, household):
    assert send(desk("zhao"), household).status_code == 403
    assert send(desk("li"), household).status_code == 404
    assert desk("wang").open(FIELD, method="POST", data=LINE | {"household": household.id}).status_code == 400


def test_who_has_left_is_not_counted_for_an_exit_any_more(session, desk):
    gone = make_household(status=S.EXITED)
    session.commit()
    browser = desk("wang")
    assert "已计0次" not in browser.read(f"/admin/visit/new/?household={gone.id}")
    assert "退出计数" not in browser.read(f"/admin/household/details/?id={gone.id}&tab=followup")
