"""Signing in and out as a browser sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from access import passwords
from models import AuditEntry
from tests.cast import PASSWORD, officer
from tests.desk import Desk


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


class Counting(PasswordHasher):
    """A hasher that notes what it was asked to verify, and with which cost."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64)
        self.asked: list[tuple[int, int]] = []

    def verify(self, hash: str, password: str) -> bool:
        found = extract_parameters(hash)
        self.asked.append((found.time_cost, found.memory_cost))
        return super().verify(hash, password)


def test_an_account_that_does_not_exist_looks_like_one_that_does(session, stranger, monkeypatch):
    """Security case AU01: the same words and the same work, counted and not timed."""
    monkeypatch.setattr(passwords, "HASHER", Counting())
    officer(session, "wang").password_hash = passwords.hash_password(PASSWORD)
    bodies, work = set(), {}
    for n, name in enumerate(("wang", "nobo")):
        passwords.HASHER.asked.clear()
        page = try_it(stranger, name, address=f"10.2.{n}.1")
        work[name] = list(passwords.HASHER.asked)
        bodies.add((page.status_code, plain(page).replace(name, "")))

    assert len(bodies) == 1
    assert work["wang"] == work["nobo"] == [(1, 64)]


def test_a_user_name_is_taken_without_the_spaces_around_it(stranger):
    assert try_it(stranger, " wang ", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("field", "size"),
    [pytest.param("password", 5_000_000, id="5 MB"), pytest.param("username", 300_000, id="300 KB")],
)
def test_a_huge_field_is_refused_at_once(stranger, field, size):
    fields = {"username": "wang", "password": PASSWORD, field: "x" * size}
    token = stranger.token("/login")

    page = stranger.open("/login", method="POST", data={"csrf_token": token, **fields})

    assert page.status_code == 413


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
