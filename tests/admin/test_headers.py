"""What every answer says to the browser, read literally."""

from __future__ import annotations

import re

import pytest

from models import db
from tests.admin.annex import built
from tests.desk import Desk

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = re.compile(
    r"default-src 'self'; script-src 'self' 'nonce-([A-Za-z0-9_-]{24})'; style-src 'self'; "
    r"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    r"frame-ancestors 'none'"
)
ANSWERS = {
    "sign-in form": ("/login", "GET", 200),
    "page": ("/admin/", "GET", 200),
    "health": ("/healthz", "GET", 200),
    "redirect": ("/", "GET", 302),
    "file, not stamped": ("/static/house.css", "GET", 200),
    "no such page": ("/nowhere", "GET", 404),
    "no such file": ("/static/../app.py", "GET", 404),
    "wrong verb": ("/logout", "GET", 405),
    "no token": ("/logout", "POST", 400),
    "refused": ("/admin/fault/403", "GET", 403),
    "fault": ("/admin/fault/500", "GET", 500),
    "busy": ("/admin/fault/503", "GET", 503),
}


@pytest.fixture
def behind_tls(app, session):
    session.commit()
    with built(app, HTTPS=True, HOSTS=("rsj.example",)) as made:
        yield made


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_the_same_headers(clerk, answer):
    url, method, status = ANSWERS[answer]
    desk = Desk(clerk.app, None) if url == "/login" else clerk

    page = desk.open(url, method=method, buffered=True)

    assert page.status_code == status
    assert {name: page.headers[name] for name in FIXED} == FIXED
    assert POLICY.fullmatch(page.headers["Content-Security-Policy"])
    assert page.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.headers["Vary"]
    assert "Strict-Transport-Security" not in page.headers
    assert not [name for name, _value in page.headers if name.startswith("Access-Control")]
    assert not re.search(r"\d", page.headers.get("Server", ""))


def test_the_nonce_is_new_for_every_answer(clerk):
    said = {POLICY.fullmatch(clerk.open("/admin/").headers["Content-Security-Policy"])[1] for _ in "12345"}

    assert len(said) == 5


def test_a_page_of_charts_may_style_itself_and_nothing_more(clerk):
    policy = clerk.open("/admin/styled").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline';" in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in clerk.open("/admin/").headers["Content-Security-Policy"]


def test_a_page_has_no_script_or_style_of_its_own(clerk):
    for url in ("/admin/", "/password"):
        page = clerk.read(url)
        assert not re.search(r"<script(?![^>]*(?:src|type=\"application/json\"))", page)
        assert not re.search(r"\son[a-z]+=\"|\sstyle=\"|<style|javascript:", page)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


def test_a_stamped_file_is_kept_and_another_stamp_is_not(clerk):
    stamped = re.search(r'href="(/static/house\.css\?v=[0-9a-f]{12})"', clerk.read("/admin/"))[1]

    page = clerk.open(stamped, buffered=True)
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Vary" not in page.headers
    assert "Set-Cookie" not in page.headers
    assert clerk.open("/static/house.css?v=000000000000", buffered=True).headers["Cache-Control"] == "no-store"
    assert clerk.open("/static/none.css?v=000000000000").status_code == 404
    assert clerk.open("/static/a%00b?v=1").status_code == 404
    assert clerk.open("/admin/lasting").headers["Cache-Control"].endswith("immutable")


def test_flask_admins_own_files_are_stamped_too(clerk):
    stamped = re.search(r'"(/admin/static/[^"]+\.css\?v=[0-9a-f]{12})"', clerk.read("/admin/"))[1]

    assert clerk.open(stamped, buffered=True).headers["Cache-Control"].endswith("immutable")


def test_a_file_asks_the_database_nothing(clerk):
    with clerk.app.app_context():
        page = clerk.client.get("/static/house.css", buffered=True)
        assert page.status_code == 200
        assert not db.session().in_transaction()


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_no_other_origin_is_invited(clerk, method):
    page = clerk.open(
        "/admin/", method=method,
        headers={"Origin": "https://evil.com", "Access-Control-Request-Method": "POST"},
    )

    assert not [name for name, _value in page.headers if name.startswith("Access-Control")]


# --- cookies


def test_the_cookie_is_for_this_host_and_no_script(clerk):
    page = Desk(clerk.app, None).open("/login")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_the_cookie_holds_no_person(clerk):
    with clerk.client.session_transaction() as cookie:
        assert set(cookie) == {"_user_id", "csrf_token", "_fresh", "_id"}
        assert "wang" not in str(dict(cookie))
        assert "王" not in str(dict(cookie))


def test_behind_tls_the_cookie_is_of_the_host_alone(behind_tls):
    page = behind_tls.test_client().get("/login", base_url="https://rsj.example")

    assert page.headers["Set-Cookie"].startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(
        page.headers["Set-Cookie"].split("; ")
    )
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


# --- the proxy


@pytest.mark.parametrize(
    ("peer", "recorded"),
    [
        pytest.param("127.0.0.1", "10.7.7.7", id="our proxy is believed, its last hop alone"),
        pytest.param("10.6.6.6", "10.6.6.6", id="a neighbour is not"),
    ],
)
def test_only_our_proxy_says_where_a_request_came_from(behind_tls, peer, recorded):
    said = {"X-Forwarded-For": "1.2.3.4, 10.7.7.7", "X-Forwarded-Proto": "https"}

    page = behind_tls.test_client().get(
        "/from", base_url="http://rsj.example", environ_base={"REMOTE_ADDR": peer}, headers=said
    )

    assert page.json == [recorded, peer == "127.0.0.1"]


def test_without_tls_no_proxy_is_believed(clerk):
    page = clerk.client.get("/from", headers={"X-Forwarded-For": "1.2.3.4"})

    assert page.json == ["127.0.0.1", False]
