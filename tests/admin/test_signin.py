"""Signing in and out as a browser sees it."""

from __future__ import annotations

import re
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from access import passwords
from models import AuditEntry, OfficerSession, User
from policy.terms import Role
from tests.cast import PASSWORD, officer
from tests.desk import Desk

NEW = "Xin-2026-mima"
LIGHT = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@pytest.fixture(autouse=True)
def light_hashes(session, monkeypatch):
    """A tenth of a second for every sign-in would be most of these tests."""
    monkeypatch.setattr(passwords, "HASHER", LIGHT)
    wang = officer(session, "wang")
    wang.password_hash = passwords.hash_password(PASSWORD)
    session.commit()


@pytest.fixture
def stranger(app) -> Desk:
    return Desk(app, None)


def try_it(desk, username="wang", password="wrong", address="10.1.1.5", **headers):
    token = desk.token("/login")
    return desk.open(
        "/login",
        method="POST",
        data={"csrf_token": token, "username": username, "password": password},
        environ_base={"REMOTE_ADDR": address},
        headers=headers,
    )


def plain(page) -> str:
    """The page without what is made anew for each: token, nonce, stamps."""
    text = page.get_data(as_text=True)
    return re.sub(r'(csrf_token" value|nonce)="[^"]*"', "", text)


def cookie_of(desk) -> str:
    return desk.client.get_cookie("session").value


# --- who is let in


def test_an_officer_gets_in_and_sees_who_and_where(stranger):
    page = try_it(stranger, password=PASSWORD)

    assert (page.status_code, page.location) == (302, "/admin/")
    home = stranger.read("/admin/")
    for expected in ("王试甲", "社区协理员", "甲社区", 'action="/logout"'):
        assert expected in home


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("wang", "wrong", id="wrong password"),
        pytest.param("nobody", "wrong", id="no such account"),
        pytest.param("nobody", PASSWORD, id="no such account, good password"),
        pytest.param("", "", id="nothing"),
        pytest.param("wang", "", id="no password"),
        pytest.param("wang", "x" * 129, id="a password too long"),
        pytest.param("w" * 5000, PASSWORD, id="a name too long"),
        pytest.param("wang' OR 1=1 --", "x", id="quotes"),
        pytest.param("WANG", PASSWORD, id="another spelling"),
        pytest.param("admin", "admin", id="the usual guess"),
    ],
)
def test_everybody_else_reads_the_same_words(stranger, username, password):
    page = try_it(stranger, username, password)

    assert page.status_code == 401
    assert "用户名或密码不正确" in page.get_data(as_text=True)


def test_an_account_that_does_not_exist_looks_like_one_that_does(session, stranger, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=8192))
    officer(session, "wang").password_hash = passwords.hash_password(PASSWORD)
    took: dict[str, list[float]] = {"wang": [], "nobo": []}
    bodies = set()
    for n in range(30):
        for name, times in took.items():
            began = perf_counter()
            page = try_it(stranger, name, address=f"10.2.{n}.{name == 'wang':d}")
            times.append(perf_counter() - began)
            bodies.add((page.status_code, plain(page).replace(name, "")))

    known, unknown = median(took["wang"]), median(took["nobo"])
    assert len(bodies) == 1
    assert abs(known - unknown) / known < 0.15


def test_a_user_name_is_taken_without_the_spaces_around_it(stranger):
    assert try_it(stranger, " wang ", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("field", "size"),
    [pytest.param("password", 5_000_000, id="5 MB"), pytest.param("username", 300_000, id="300 KB")],
)
def test_a_huge_field_is_refused_at_once(stranger, field, size):
    fields = {"username": "wang", "password": PASSWORD, field: "x" * size}
    token = stranger.token("/login")

    began = perf_counter()
    page = stranger.open("/login", method="POST", data={"csrf_token": token, **fields})

    assert page.status_code == 413
    assert perf_counter() - began < 1


# --- the lock-out


def test_after_five_failures_the_right_password_waits_too(session, stranger, clock):
    for _try in range(5):
        assert try_it(stranger).status_code == 401
    closed = try_it(stranger, password=PASSWORD)

    assert closed.status_code == 429
    assert closed.headers["Retry-After"] == "900"
    assert "15分钟后再试" in closed.get_data(as_text=True)
    lines = session.scalars(
        select(AuditEntry.act).where(AuditEntry.act.in_(("sign_in", "lock_out")))
    ).all()
    assert len(lines) == 6

    clock.at += timedelta(minutes=15)
    assert try_it(stranger, password=PASSWORD).status_code == 302


def test_a_forged_proxy_header_is_not_believed(session, stranger):
    for n in range(25):
        last = try_it(stranger, f"name{n}", **{"X-Forwarded-For": f"203.0.113.{n}"})

    assert last.status_code == 429
    addresses = session.scalars(
        select(AuditEntry.address).where(AuditEntry.act == "sign_in").distinct()
    ).all()
    assert addresses == ["10.1.1.5"]


# --- sessions


def test_the_cookie_of_a_visitor_is_not_the_cookie_of_the_officer(stranger):
    stranger.read("/login")
    before, token = cookie_of(stranger), stranger.token("/login")
    with stranger.client.session_transaction() as cookie:
        raw = cookie["csrf_token"]
    try_it(stranger, password=PASSWORD)

    with stranger.client.session_transaction() as cookie:
        assert cookie["csrf_token"] != raw
    assert cookie_of(stranger) != before
    assert stranger.open("/logout", method="POST", data={"csrf_token": token}).status_code == 400


def test_a_cookie_kept_from_before_sign_out_opens_nothing(app, desk):
    wang = desk("wang")
    kept, token = cookie_of(wang), wang.token()
    left = wang.post("/logout")
    assert (left.status_code, left.location) == (302, "/login")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'

    thief = Desk(app, None)
    for url in ("/admin/", "/password"):
        thief.client.set_cookie("session", kept)
        page = thief.open(url)
        assert (page.status_code, page.location.partition("?")[0]) == (302, "/login")
    thief.client.set_cookie("session", kept)
    assert thief.open("/logout", method="POST", data={"csrf_token": token}).status_code == 401


def test_signing_in_anew_ends_the_session_before(session, desk):
    wang = desk("wang")

    wang.post("/login", token_from="/password", username="wang", password=PASSWORD)

    rows = session.scalars(select(OfficerSession).order_by(OfficerSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("later", "alive"),
    [
        pytest.param(timedelta(minutes=29, seconds=59), True, id="29:59"),
        pytest.param(timedelta(minutes=30, seconds=1), False, id="30:01"),
    ],
)
def test_half_an_hour_without_a_request_ends_the_session(desk, clock, later, alive):
    wang = desk("wang")
    clock.at += later

    page = wang.open("/admin/")

    assert (page.status_code == 200) is alive
    if not alive:
        assert "登录已过期" in wang.read("/login")


def test_ten_hours_end_a_session_however_busy(desk, clock):
    wang = desk("wang")
    for _request in range(23):
        clock.at += timedelta(minutes=25)
        assert wang.open("/admin/").status_code == 200

    clock.at += timedelta(minutes=25)
    assert wang.open("/admin/").status_code == 302


def test_presence_is_noted_once_a_minute_and_leaves_no_line(session, desk, clock):
    wang = desk("wang")
    seen = select(OfficerSession.seen_at).where(OfficerSession.ended_at.is_(None))
    lines = len(session.scalars(select(AuditEntry.id)).all())
    at = clock.at

    clock.at += timedelta(seconds=59)
    wang.open("/admin/")
    assert session.scalar(seen) == at
    session.rollback()
    clock.at += timedelta(seconds=1)
    wang.open("/admin/")

    assert session.scalar(seen) == clock.at
    assert len(session.scalars(select(AuditEntry.id)).all()) == lines


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"active": False}, id="disabled"),
        pytest.param({"role": Role.LEADER}, id="another role"),
        pytest.param({"office_id": 6}, id="moved"),
    ],
)
def test_a_change_of_standing_bites_at_the_next_request(session, desk, change):
    wang = desk("wang")
    for name, value in change.items():
        setattr(officer(session, "wang"), name, value)
    session.commit()

    assert wang.open("/admin/").status_code == 302


# --- the password


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

    lines = session.scalars(select(AuditEntry).where(AuditEntry.record == "user:1")).all()
    stored = session.scalar(select(User.password_hash).where(User.username == "wang"))
    assert {"password", "edit"} <= {line.act for line in lines}
    assert stored not in "".join(str(line.changes) for line in lines)


# --- next, sign-out, language


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.com", "\\\\evil.com", "/\\evil.com", "https:evil.com", "https://evil.com/", "/%09/evil",
        "/\t/evil.com", "@evil.com", "//localhost@evil.com", "http://localhost/admin/", "javascript:alert(1)",
        "data:text/html,x", "/admin/\r\nSet-Cookie: a=b", "//[", "/admin/../logout", "", " /admin/x",
    ],
)
def test_next_leads_nowhere_else(stranger, wanted):
    token = stranger.token("/login")
    form = {"csrf_token": token, "username": "wang", "password": PASSWORD, "next": wanted}

    page = stranger.open("/login", method="POST", data=form)

    assert (page.status_code, page.location) == (302, "/admin/")
    assert "Set-Cookie: a" not in str(page.headers)


def test_next_leads_back_to_the_page_asked_for(stranger):
    asked = stranger.open("/admin/?id=7&page=2")
    assert asked.location == "/login?next=/admin/?id%3D7%26page%3D2"
    token = stranger.token(asked.location)
    form = {"csrf_token": token, "username": "wang", "password": PASSWORD}

    page = stranger.open(asked.location, method="POST", data=form)

    assert page.location == "/admin/?id=7&page=2"


def test_an_officer_who_is_in_is_not_asked_again(desk):
    page = desk("wang").open("/login?next=/admin/%3Fpage%3D2")

    assert (page.status_code, page.location) == (302, "/admin/?page=2")


def test_sign_out_is_no_link(desk):
    assert desk("wang").open("/logout").status_code == 405


def test_a_sign_in_from_another_site_is_refused(stranger):
    assert try_it(stranger, password=PASSWORD, Origin="https://evil.com").status_code == 403
    bare = {"username": "wang", "password": PASSWORD}
    assert stranger.open("/login", method="POST", data=bare).status_code == 400


def test_the_pages_are_chinese_until_somebody_chooses_english(session, desk):
    wang = desk("wang")
    assert 'lang="zh-Hans-CN"' in wang.open(
        "/admin/", headers={"Accept-Language": "en-US,en"}
    ).get_data(as_text=True)

    chosen = wang.post("/lang", lang="en")

    assert chosen.status_code == 302
    assert 'lang="en"' in wang.read("/admin/")
    assert officer(session, "wang").lang == "en"
    assert 'lang="en"' in desk("wang").read("/admin/")


def test_a_language_we_do_not_speak_is_refused(desk):
    assert desk("wang").post("/lang", lang="../../etc").status_code == 400
