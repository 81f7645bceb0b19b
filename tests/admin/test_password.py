"""The officer's own password: changed by the officer, at once and everywhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from access import passwords
from models import AuditEntry, User
from tests.admin.test_signin import cookie_of, try_it
from tests.cast import PASSWORD, officer
from tests.desk import Desk

NEW = "Xin-2026-mima"


def change_password(desk, old=PASSWORD, new=NEW, again=None):
    return desk.post("/password", token_from="/password", old=old, new=new, again=again or new)


def test_another_password_ends_the_other_browser_and_not_this_one(app, desk):
    here, there = desk("wang"), desk("wang")
    before = cookie_of(here)

    page = change_password(here)

    assert (page.status_code, page.location) == (302, "/admin/")
    assert cookie_of(here) != before
    assert here.open("/admin/").status_code == 200
    assert there.open("/admin/").status_code == 302
    assert try_it(Desk(app, None), password=PASSWORD).status_code == 401
    assert try_it(Desk(app, None), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"old": "wrong"}, "现用密码不正确", id="wrong old one"),
        pytest.param({"old": ""}, "请填写现用密码", id="no old one"),
        pytest.param({"again": NEW + "x"}, "两次输入的新密码不一致", id="two different"),
        pytest.param({"new": PASSWORD}, "不能与现用密码相同", id="the same again"),
        pytest.param({"new": "short-1A"}, "至少10位", id="short"),
        pytest.param({"new": "Wang-2026-abcd"}, "不能含有登录名", id="own name"),
        pytest.param({"new": "P@ssw0rd2026"}, "常见密码", id="common"),
    ],
)
def test_a_password_is_not_changed_to_a_bad_one(session, desk, fields, words):
    wang = desk("wang")

    page = change_password(wang, **fields)

    assert page.status_code == 422
    assert words in page.get_data(as_text=True)
    assert "均已保留" not in page.get_data(as_text=True)
    assert not any(v in page.get_data(as_text=True) for v in fields.values() if len(v) > 5)
    assert passwords.fits(officer(session, "wang").password_hash, PASSWORD)


def test_guessing_the_old_password_is_closed_like_the_door(desk):
    wang = desk("wang")
    for _try in range(5):
        change_password(wang, old="guess")

    assert "登录失败次数过多" in change_password(wang).get_data(as_text=True)


def test_who_must_choose_a_password_comes_to_nothing_else(session, desk):
    officer(session, "wang").must_change_password = True
    wang = desk("wang")

    page = wang.open("/admin/")
    assert (page.status_code, page.location) == (303, "/password")
    assert "须先设置自己的密码" in wang.read("/password")

    change_password(wang)
    assert wang.open("/admin/").status_code == 200


def test_the_trail_names_sign_in_and_password_but_no_secret(session, desk):
    change_password(desk("wang"))

    lines = session.scalars(
        select(AuditEntry).where(AuditEntry.record == "user:1", AuditEntry.actor == "wang")
    ).all()
    stored = session.scalar(select(User.password_hash).where(User.username == "wang"))
    assert {"sign_in", "password", "edit"} == {line.act for line in lines}
    assert stored not in "".join(str(line.changes) for line in lines)
