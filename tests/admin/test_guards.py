"""The guard: strangers stay outside, forms come from our pages, writers stand in a queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from models import OfficerSession, db
from tests.admin.annex import ID_NO, PHONE, hidden, rules
from tests.cast import PASSWORD
from tests.databases import POSTGRES
from tests.desk import Desk

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
OPEN = {"signin.sign_in", "signin.lang", "health.healthz", "verify.by_file"}
OPEN_TO_ALL = {
    "wall.show": 404, "verify.by_code": 404, "verify.index": 200,
    "public.index": 200, "public.form": 410, "public.receipt": 200, "public.send": 410,
}
"""What a stranger is answered who guesses: a link or code of nobody's, a posting that is not there."""

# --- strangers


def test_every_page_sends_a_stranger_to_the_sign_in_form(app):
    stranger = Desk(app, None)
    for rule, url in rules(app):
        if rule.endpoint in OPEN or "GET" not in rule.methods:
            continue
        page = stranger.open(url)
        if rule.endpoint in OPEN_TO_ALL:
            assert page.status_code == OPEN_TO_ALL[rule.endpoint], rule
            continue
        assert (page.status_code, page.location.partition("?")[0]) == (302, "/login"), rule


def test_every_form_of_a_stranger_is_refused(app):
    stranger = Desk(app, None)
    for rule, url in rules(app):
        if "POST" in rule.methods:
            expected = OPEN_TO_ALL.get(rule.endpoint) or (400 if rule.endpoint in OPEN else 401)
            assert stranger.open(url, method="POST").status_code == expected, rule


def test_a_script_is_told_rather_than_sent(app):
    page = Desk(app, None).open("/admin/", headers={"Accept": "application/json"})

    assert page.status_code == 401
    assert page.json["title"] == "请先登录"


def test_an_office_above_sees_what_lies_beneath(annex, session):
    session.commit()
    paths = {
        name: Desk(annex, name).open("/admin/who").json["path"]
        for name in ("wang", "chen", "zhao", "mei", "gao", "hai")
    }

    assert paths == {
        "wang": "1.2.3.4.5.", "chen": "1.2.3.4.", "zhao": "1.2.3.", "mei": "1.2.", "gao": "1.",
        "hai": "1.16.",
    }


def test_one_request_leaves_nothing_to_the_next(annex, clerk):
    with annex.app_context():  # one context for both, as a careless test would have it
        db.session.rollback()
        assert clerk.client.get("/admin/who").json["actor"] == "wang"
        other = annex.test_client()
        assert other.get("/admin/who").status_code == 302


# --- forms


def test_every_form_without_its_token_is_refused(app, session, desk):
    session.commit()
    for name in ("wang", "guan"):
        officer = desk(name)
        before = session.scalar(text("SELECT count(*) FROM audit"))
        session.commit()
        for rule, url in rules(app):
            if "POST" not in rule.methods:
                continue
            good = officer.token("/password")
            for data, query in (({}, ""), ({"csrf_token": "x"}, ""), ({}, f"?csrf_token={good}")):
                page = officer.open(url + query, method="POST", data=data)
                expected = 422 if rule.endpoint == "public.send" and data else OPEN_TO_ALL.get(rule.endpoint, 400)
                assert page.status_code == expected, (rule, data)
        assert session.scalar(text("SELECT count(*) FROM audit")) == before
        session.commit()


def test_a_token_of_another_officer_is_refused(desk):
    token = desk("wu").token()

    page = desk("wang").open("/lang", method="POST", data={"csrf_token": token, "lang": "en"})

    assert page.status_code == 400
    assert "重新提交" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="another port of this host"),
        pytest.param({"Origin": "https://evil.com"}, 403, id="old browser, another site"),
        pytest.param({"Origin": "http://localhost:81"}, 403, id="old browser, another port"),
        pytest.param({"Origin": "null"}, 403, id="a sandboxed frame"),
        pytest.param({"Origin": "http://[::1"}, 403, id="no address at all"),
        pytest.param({"Origin": "http://localhost"}, 200, id="our page"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200, id="our page, new browser"),
        pytest.param({"Sec-Fetch-Site": "none"}, 200, id="reloaded by hand"),
    ],
)
def test_a_good_token_from_another_site_is_refused(clerk, headers, status):
    data = {"csrf_token": clerk.token()}

    assert clerk.open("/admin/who", method="POST", data=data, headers=headers).status_code == status


def test_a_form_kept_open_for_hours_is_taken(clerk, clock):
    token = clerk.token()
    for _page in range(8):
        clock.at += timedelta(minutes=20)
        clerk.open("/admin/who")

    page = clerk.open("/admin/who", method="POST", data={"csrf_token": token, "note": "走访"})

    assert page.json["note"] == "走访"


def test_a_form_from_before_a_new_sign_in_is_handed_back(clerk):
    old = clerk.token()
    clerk.post("/login", token_from="/password", username="wang", password=PASSWORD)
    sent = {"csrf_token": old, "note": f'孙某 {ID_NO} "<b>', "empty": ""}

    page = clerk.open("/admin/who?url=/admin/", method="POST", data=sent)

    body = page.get_data(as_text=True)
    assert page.status_code == 400
    assert "重新提交" in body
    assert 'action="/admin/who?url=/admin/"' in body
    kept = hidden(page)
    assert kept["note"] == f"孙某 {ID_NO} &#34;&lt;b&gt;"
    assert kept["csrf_token"] != old
    again = {"csrf_token": kept["csrf_token"], "note": "孙某"}
    assert clerk.open("/admin/who", method="POST", data=again).json["note"] == "孙某"


def test_a_form_sent_after_the_session_ran_out_is_kept_until_a_new_sign_in(clerk, clock):
    old = clerk.token()
    clock.at += timedelta(hours=2)

    page = clerk.open("/admin/who", method="POST", data={"csrf_token": old, "note": "走访"})

    assert page.status_code == 401
    assert hidden(page) == {"note": "走访", "csrf_token": old}
    clerk.post("/login", username="wang", password=PASSWORD)
    page = clerk.open("/admin/who", method="POST", data={"csrf_token": old, "note": "走访"})
    assert hidden(page)["note"] == "走访"


def test_a_form_sent_after_sign_out_is_kept_too(clerk):
    old = clerk.token()
    clerk.post("/logout")
    clerk.read("/login")

    page = clerk.open("/admin/who", method="POST", data={"csrf_token": old, "note": "走访"})

    assert page.status_code == 401
    assert hidden(page) == {"note": "走访", "csrf_token": old}


def test_what_another_officer_typed_is_not_handed_back(clerk):
    old = clerk.token()
    clerk.post("/logout")
    clerk.post("/login", username="wu", password=PASSWORD)

    page = clerk.open("/admin/who", method="POST", data={"csrf_token": old, "note": PHONE})

    assert page.status_code == 400
    assert PHONE not in page.get_data(as_text=True)


def test_a_password_is_never_handed_back(clerk):
    old = clerk.token()
    clerk.post("/login", token_from="/password", username="wang", password=PASSWORD)

    page = clerk.open("/password", method="POST", data={"csrf_token": old, "old": PASSWORD})

    assert page.status_code == 400
    assert PASSWORD not in page.get_data(as_text=True)


# --- the queue


def test_a_form_stands_in_the_queue_and_a_page_does_not(clerk):
    token = clerk.token()

    assert clerk.open("/admin/who").json["writing"] is False
    assert clerk.open("/admin/who", method="POST", data={"csrf_token": token}).json["writing"] is True
    assert clerk.open("/admin/read", method="POST", data={"csrf_token": token}).json["writing"] is False


def test_a_page_is_made_with_one_question_for_the_officer(annex, clerk):
    clerk.open("/admin/who")
    asked = []

    def listen(*told):
        asked.append(told[2])

    with annex.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        clerk.open("/admin/who")
        event.remove(db.engine, "before_cursor_execute", listen)

    assert len([line for line in asked if line.startswith("SELECT")]) == 1


@pytest.mark.skipif(POSTGRES, reason="SQLite alone has one writer")
def test_a_page_does_not_wait_for_a_writer(clerk, session, clock):
    """Not even the page that would note, once a minute, that the officer is there."""
    row = OfficerSession(
        token_hash="0" * 64, user_id=1, session_version=1, address="", started_at=AT, seen_at=AT
    )
    clock.at += timedelta(minutes=2)
    session.add(row)
    session.flush()  # the fixture writes: this transaction holds the queue

    with clerk.app.app_context():
        assert clerk.client.get("/admin/who").status_code == 200
    session.rollback()
