"""Addresses, fields, bodies, cookies, verbs and hosts that no page of ours sends: refused, never a fault."""

from __future__ import annotations

import pytest

from tests.admin.annex import hidden, rules
from tests.desk import Desk


@pytest.mark.parametrize(
    "query",
    [
        "page=1e20&sort=99&page_size=1000000000&id=1,2",
        "page=-5&sort=-1&id=abc&url=//[",
        "page=abc&url=http://[::1&id=" + "9" * 30,
        "id=9223372036854775808&q=" + "李" * 200,
        "q=%27%20OR%201=1&flt0_0=%F0%9F%98%80&id=9*30",
        "search=" + "x" * 2000 + "&offset=-1&id=-1&id=2&url=javascript:alert(1)",
    ],
)
def test_odd_parameters_never_break_a_page(app, desk, monkeypatch, query):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    broken = []
    for name in ("zhao", "guan"):
        officer = desk(name)
        for rule, url in rules(app):
            if "GET" in rule.methods:
                page = officer.open(f"{url}?{query}", buffered=True)
                if page.status_code >= 500 or "//" in (page.location or ""):
                    broken.append((name, url, page.status_code, page.location))

    assert broken == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("q=%00", 400, id="NUL"),
        pytest.param("q%00=1", 400, id="NUL in a name"),
        pytest.param("q=%FF%FE", 400, id="no UTF-8"),
        pytest.param("q=%ED%A0%80", 400, id="half a character"),
        pytest.param("q=%EF%BB%BF%EE%80%80%F0%A0%AE%B7", 200, id="BOM, private use, a rare character"),
        pytest.param("q=" + "x" * 2001, 414, id="a long value"),
        pytest.param("q=1&" * 2500, 414, id="a long address"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused(clerk, query, status):
    assert clerk.open(f"/admin/who?{query}").status_code == status


@pytest.mark.parametrize(
    ("note", "status"),
    [
        pytest.param("a\x00b", 400, id="NUL"),
        pytest.param("乱码\ufffd", 400, id="a replaced character"),
        pytest.param("𠮷㛃\ue000\ufeff", 200, id="rare, private, BOM"),
        pytest.param("名" * 100_000, 200, id="100,000 characters are the field's affair"),
        pytest.param("x" * 200_001, 413, id="200,001 characters"),
        pytest.param("x" * 2_200_000, 413, id="2 MB in one field"),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(clerk, note, status):
    page = clerk.open("/admin/who", method="POST", data={"csrf_token": clerk.token(), "note": note})

    assert page.status_code == status
    if status == 400:
        assert "重新提交" in page.get_data(as_text=True)
        assert hidden(page)["note"] in ("ab", "乱码")


def test_what_would_fail_again_is_not_offered_again(clerk):
    """The form is whole, but its address would bring the NUL again."""
    data = {"csrf_token": clerk.token(), "note": "a"}
    page = clerk.open("/admin/who?q=%00", method="POST", data=data)

    assert page.status_code == 400
    assert "重新提交" not in page.get_data(as_text=True)


def test_too_many_fields_are_refused(clerk):
    many = {"csrf_token": clerk.token(), "rowid": ["1"] * 6000}

    assert clerk.open("/admin/who", method="POST", data=many).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b'{"note": 1}', "application/json", id="JSON"),
        pytest.param(b"<a/>", "application/xml", id="XML"),
        pytest.param(b"", "application/x-www-form-urlencoded", id="nothing"),
        pytest.param(b"--x\r\n", "multipart/form-data", id="no boundary"),
        pytest.param(b"--x\r\nbroken", "multipart/form-data; boundary=x", id="broken parts"),
        pytest.param(b"\xff\xfe=\xff", "application/x-www-form-urlencoded", id="no UTF-8"),
    ],
)
def test_a_body_that_is_no_form_is_refused(clerk, body, kind):
    page = clerk.open("/admin/who", method="POST", data=body, content_type=kind)

    assert page.status_code == 400


def test_cookies_that_cannot_be_read_are_refused_or_ignored(app):
    stranger = Desk(app, None)
    for cookie in ("session=x", "session=.eJx", "session=\x00", "remember_token=1|x", "a=" + "%00" * 9):
        page = stranger.open("/admin/", headers={"Cookie": cookie})
        assert page.status_code in (302, 400), cookie


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_verbs_are_refused(app, desk, method):
    clerk = desk("wang")
    for rule, url in rules(app):
        if method not in rule.methods:
            page = clerk.open(url, method=method, headers={"X-HTTP-Method-Override": "GET"})
            assert page.status_code == 405, rule


@pytest.mark.parametrize(
    "host", ["evil.com", "localhost.evil.com", "evil.com:8000", "localhost@evil.com", "[::1", ""]
)
def test_another_host_is_refused_and_never_repeated(app, host):
    page = Desk(app, None).open("/login", headers={"Host": host})

    assert page.status_code == 400 or host == ""
    assert "evil" not in page.get_data(as_text=True) + str(page.headers)


def test_a_forwarded_host_is_not_believed(app):
    page = Desk(app, None).open("/admin/", headers={"X-Forwarded-Host": "evil.com"})

    assert page.location == "/login?next=/admin/"
