"""What every answer says to the browser, read literally."""

from __future__ import annotations

import re

import pytest
from flask import abort, g, request

from admin.borders import open_to_all
from models import db
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
    "refused": ("/admin/odd/403", "GET", 403),
    "fault": ("/admin/odd/500", "GET", 500),
    "busy": ("/admin/odd/503", "GET", 503),
}


def build(app, **overrides):
    from app import create_app

    made = create_app(
        {
            "DATA_DIR": app.config["DATA_DIR"],
            "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
            "CLOCK": app.config["CLOCK"],
            **overrides,
        }
    )

    @made.get("/admin/odd/<int:code>")
    def odd(code):
        abort(code)

    @made.get("/admin/odd/chart")
    def chart():
        g.csp_style_inline = True
        return "图"

    @made.get("/admin/odd/file")
    def file():
        g.immutable = True
        return "x"

    @made.get("/from")
    @open_to_all
    def came_from():
        return [request.remote_addr, request.is_secure]

    return made


@pytest.fixture
def wang(app, session) -> Desk:
    session.commit()
    return Desk(build(app), "wang")


@pytest.fixture
def behind_tls(app, session):
    session.commit()
    return build(app, HTTPS=True, HOSTS=("rsj.example",))


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_the_same_headers(wang, answer):
    url, method, status = ANSWERS[answer]
    desk = Desk(wang.app, None) if url == "/login" else wang

    page = desk.open(url, method=method, buffered=True)

    assert page.status_code == status
    assert {name: page.headers[name] for name in FIXED} == FIXED
    assert POLICY.fullmatch(page.headers["Content-Security-Policy"])
    assert page.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.headers["Vary"]
    assert "Strict-Transport-Security" not in page.headers
    assert not [name for name in page.headers.keys() if name.startswith("Access-Control")]
    assert not re.search(r"\d", page.headers.get("Server", ""))


def test_the_nonce_is_new_for_every_answer(wang):
    said = {POLICY.fullmatch(wang.open("/admin/").headers["Content-Security-Policy"])[1] for _ in "12345"}

    assert len(said) == 5


def test_a_page_of_charts_may_style_itself_and_nothing_more(wang):
    policy = wang.open("/admin/odd/chart").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline';" in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in wang.open("/admin/").headers["Content-Security-Policy"]


def test_a_page_has_no_script_or_style_of_its_own(wang):
    for url in ("/admin/", "/password"):
        page = wang.read(url)
        assert not re.search(r"<script(?![^>]*(?:src|type=\"application/json\"))", page)
        assert not re.search(r"\son[a-z]+=\"|\sstyle=\"|<style|javascript:", page)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


def test_a_stamped_file_is_kept_and_another_stamp_is_not(wang):
    stamped = re.search(r'href="(/static/house\.css\?v=[0-9a-f]{12})"', wang.read("/admin/"))[1]

    page = wang.open(stamped, buffered=True)
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Vary" not in page.headers
    assert "Set-Cookie" not in page.headers
    assert wang.open("/static/house.css?v=000000000000", buffered=True).headers["Cache-Control"] == "no-store"
    assert wang.open("/static/none.css?v=000000000000").status_code == 404
    assert wang.open("/static/a%00b?v=1").status_code == 404
    assert wang.open("/admin/odd/file").headers["Cache-Control"].endswith("immutable")


def test_flask_admins_own_files_are_stamped_too(wang):
    stamped = re.search(r'"(/admin/static/[^"]+\.css\?v=[0-9a-f]{12})"', wang.read("/admin/"))[1]

    assert wang.open(stamped, buffered=True).headers["Cache-Control"].endswith("immutable")


def test_a_file_asks_the_database_nothing(wang):
    with wang.app.app_context():
        page = wang.client.get("/static/house.css", buffered=True)
        assert page.status_code == 200
        assert not db.session().in_transaction()


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_no_other_origin_is_invited(wang, method):
    page = wang.open(
        "/admin/", method=method,
        headers={"Origin": "https://evil.com", "Access-Control-Request-Method": "POST"},
    )

    assert not [name for name in page.headers.keys() if name.startswith("Access-Control")]


# --- cookies


def test_the_cookie_is_for_this_host_and_no_script(wang):
    page = Desk(wang.app, None).open("/login")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_the_cookie_holds_no_person(wang):
    with wang.client.session_transaction() as cookie:
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


def test_without_tls_no_proxy_is_believed(wang):
    page = wang.client.get("/from", headers={"X-Forwarded-For": "1.2.3.4"})

    assert page.json == ["127.0.0.1", False]
