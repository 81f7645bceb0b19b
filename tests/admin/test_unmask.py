"""Seeing data in full: with the right, with a reason, one at a time, on the record, not without end."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from models import AuditEntry, CodeEntry, Member
from policy.terms import Status as S
from tests.factories import first_member, make_household


@pytest.fixture
def member(session) -> Member:
    return first_member(make_household(status=S.SUBMITTED))


def reveal(desk, member: Member, reason: str = "入户核实证件号码"):
    url = f"/admin/unmask/member/{member.id}"
    return desk.post(url, token_from=url, reason=reason)


def looks(session) -> list[AuditEntry]:
    session.rollback()
    return session.query(AuditEntry).filter_by(act="unmask").all()


def test_the_page_asks_before_it_shows(desk, member):
    page = desk("wang").open(f"/admin/unmask/member/{member.id}")

    assert page.status_code == 200
    assert member.id_no not in page.get_data(as_text=True)
    assert "no-store" in page.headers["Cache-Control"]


def test_with_a_reason_one_person_is_shown_and_the_look_is_noted(session, desk, member):
    number = member.id_no
    page = reveal(desk("wang"), member)
    text = page.get_data(as_text=True)
    line = looks(session)[0]

    assert page.status_code == 200
    assert number in text
    assert "王试甲" in text
    assert "60" in text
    assert re.search(r'class="watermark".*王试甲 · ', text)
    assert "no-store" in page.headers["Cache-Control"]
    assert (line.actor, line.record) == ("wang", f"member:{member.id}")
    assert "公民身份号码" in line.changes["fields"]
    assert line.changes["reason"] == "入户核实证件号码"
    assert number not in str(line.changes)


def test_a_code_is_shown_by_its_name(session, desk, member):
    session.add(CodeEntry(list="health", code="99", name="试用名", sort=99))
    member.health = "99"
    session.commit()

    assert "试用名" in reveal(desk("wang"), member).get_data(as_text=True)


def test_a_household_is_shown_with_its_telephone(session, desk, member):
    url = f"/admin/unmask/household/{member.household_id}"
    page = desk("chen").post(url, token_from=url, reason="电话联系本户核实")

    assert "15400000001" in page.get_data(as_text=True)
    assert len(looks(session)) == 1


@pytest.mark.parametrize("reason", ["", "    ", "核实", "核" * 201])
def test_without_a_reason_nothing_is_shown(session, desk, member, reason):
    number = member.id_no
    page = reveal(desk("wang"), member, reason)

    assert page.status_code == 422
    assert number not in page.get_data(as_text=True)
    assert looks(session) == []


@pytest.mark.parametrize("name", ["li", "liu", "lin"])
def test_nobody_else_s_person_is_shown(session, desk, member, name):
    url = f"/admin/unmask/member/{member.id}"

    assert desk(name).open(url).status_code == 404
    assert desk(name).post(url, reason="入户核实证件号码").status_code == 404
    assert looks(session) == []


@pytest.mark.parametrize("name", ["sun", "guan"])
def test_who_has_not_the_right_is_refused(session, desk, member, name):
    url = f"/admin/unmask/member/{member.id}"

    assert desk(name).open(url).status_code == 403
    assert desk(name).post(url, reason="入户核实证件号码").status_code == 403
    assert looks(session) == []


@pytest.mark.parametrize("url", ["/admin/unmask/", "/admin/unmask/user/1", "/admin/unmask/member/0",
                                 "/admin/unmask/member/99999999999"])
def test_there_is_nothing_else_to_see(desk, url):
    assert desk("wang").open(url).status_code == 404


def test_the_fifty_first_look_of_a_day_is_refused_and_a_colleague_may_still_look(
    session, desk, member, clock, monkeypatch
):
    monkeypatch.setattr("admin.unmask.A_DAY", 3)
    clock.at = datetime.now(UTC)  # the trail tells the time by the machine's clock
    wang, number = desk("wang"), member.id_no

    assert [reveal(wang, member).status_code for _n in range(4)] == [200, 200, 200, 429]
    page = reveal(wang, member)
    assert number not in page.get_data(as_text=True)
    assert "已达上限" in page.get_data(as_text=True)
    assert len(looks(session)) == 3
    assert reveal(desk("wu"), member).status_code == 200
