"""What every request meets before a view does: strangers, forged and stale forms, odd input, faults."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from flask import abort, request
from sqlalchemy import event, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError

from access.audit import actor_of
from access.scope import OutsideScope
from admin.borders import outside_the_queue
from admin.logs import CalmFormatter
from models import AuditEntry, Household, OfficerSession, User, db
from models.engine import is_writing
from tests.cast import PASSWORD
from tests.databases import POSTGRES
from tests.desk import TOKEN, Desk

ID_NO, PHONE = "110101200002290018", "13812345678"
OPEN = {"signin.sign_in", "signin.lang", "health.healthz"}
FAULTS = {
    "locked": (lambda: OperationalError("UPDATE x", {}, locked()), 503),
    "pool": (lambda: PoolExhausted(), 503),
    "stale": (lambda: StaleDataError(ID_NO), 409),
    "unique": (lambda: IntegrityError("INSERT", {"no": ID_NO}, ValueError(ID_NO)), 409),
    "data": (lambda: DataError("SELECT", {"no": ID_NO}, ValueError(ID_NO)), 404),
    "value": (lambda: StatementError(ID_NO, "SELECT", {}, LookupError(ID_NO)), 404),
    "overflow": (lambda: OverflowError(ID_NO), 404),
    "outside": (lambda: OutsideScope("Household"), 404),
    "program": (lambda: OperationalError("SELECT", {}, missing()), 500),
    "bug": (lambda: KeyError(ID_NO), 500),
}


def locked() -> Exception:
    fault = ValueError("database is locked")
    fault.sqlite_errorname = "SQLITE_BUSY"  # type: ignore[attr-defined]
    return fault


def missing() -> Exception:
    fault = ValueError("no such table: household")
    fault.sqlite_errorname = "SQLITE_ERROR"  # type: ignore[attr-defined]
    return fault


@pytest.fixture
def office_of_faults(app):
    """The same house with a few doors behind which things go wrong."""
    from app import create_app

    sick = create_app(
        {
            "DATA_DIR": app.config["DATA_DIR"],
            "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
            "CLOCK": app.config["CLOCK"],
        }
    )

    @sick.route("/admin/fault/<kind>", methods=["GET", "POST"])
    def fault(kind):
        if kind.isdigit():
            abort(int(kind))
        raise FAULTS[kind][0]()

    @sick.route("/admin/who", methods=["GET", "POST"])
    def who():
        area, actor = db.session.info["area"], actor_of(db.session)
        return {
            "path": area and area.path, "actor": actor.username, "address": actor.address,
            "writing": is_writing(), "note": request.form.get("note"),
        }

    @sick.post("/admin/read")
    @outside_the_queue
    def read():
        return {"writing": is_writing(), "seen": db.session.query(Household).count()}

    return sick


@pytest.fixture
def wang(office_of_faults, session) -> Desk:
    session.commit()
    return Desk(office_of_faults, "wang")


def rules(app):
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static") and rule.endpoint != "static":
            yield rule, re.sub(r"<(?:int:|path:)?[^>]+>", "1", rule.rule)


# --- strangers


def test_every_page_sends_a_stranger_to_the_sign_in_form(app):
    stranger = Desk(app, None)
    for rule, url in rules(app):
        if rule.endpoint in OPEN or "GET" not in rule.methods:
            continue
        page = stranger.open(url)
        assert (page.status_code, page.location.partition("?")[0]) == (302, "/login"), rule


def test_every_form_of_a_stranger_is_refused(app):
    stranger = Desk(app, None)
    for rule, url in rules(app):
        if "POST" in rule.methods:
            expected = 400 if rule.endpoint in OPEN else 401
            assert stranger.open(url, method="POST").status_code == expected, rule


def test_a_script_is_told_rather_than_sent(app):
    page = Desk(app, None).open("/admin/", headers={"Accept": "application/json"})

    assert page.status_code == 401
    assert page.json["title"] == "请先登录"


def test_an_office_above_sees_what_lies_beneath(office_of_faults, session):
    session.commit()
    paths = {
        name: Desk(office_of_faults, name).open("/admin/who").json["path"]
        for name in ("wang", "chen", "zhao", "mei", "gao", "hai")
    }

    assert paths == {
        "wang": "1.2.3.4.5.", "chen": "1.2.3.4.", "zhao": "1.2.3.", "mei": "1.2.", "gao": "1.",
        "hai": "1.16.",
    }


def test_one_request_leaves_nothing_to_the_next(office_of_faults, wang):
    with office_of_faults.app_context():  # one context for both, as a careless test would have it
        db.session.rollback()
        assert wang.client.get("/admin/who").json["actor"] == "wang"
        other = office_of_faults.test_client()
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
                assert page.status_code == 400, (rule, data)
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
def test_a_good_token_from_another_site_is_refused(wang, headers, status):
    data = {"csrf_token": wang.token()}

    assert wang.open("/admin/who", method="POST", data=data, headers=headers).status_code == status


def hidden(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return dict(found)


def test_a_form_kept_open_for_hours_is_taken(wang, clock):
    token = wang.token()
    for _page in range(8):
        clock.at += timedelta(minutes=20)
        wang.open("/admin/who")

    page = wang.open("/admin/who", method="POST", data={"csrf_token": token, "note": "走访"})

    assert page.json["note"] == "走访"


def test_a_form_from_before_a_new_sign_in_is_handed_back(wang):
    old = wang.token()
    wang.post("/login", token_from="/password", username="wang", password=PASSWORD)
    sent = {"csrf_token": old, "note": f'孙某 {ID_NO} "<b>', "empty": ""}

    page = wang.open("/admin/who?url=/admin/", method="POST", data=sent)

    body = page.get_data(as_text=True)
    assert page.status_code == 400
    assert "重新提交" in body
    assert 'action="/admin/who?url=/admin/"' in body
    kept = hidden(body)
    assert kept["note"] == f"孙某 {ID_NO} &#34;&lt;b&gt;"
    assert kept["csrf_token"] != old
    again = {"csrf_token": kept["csrf_token"], "note": "孙某"}
    assert wang.open("/admin/who", method="POST", data=again).json["note"] == "孙某"


def test_a_form_sent_after_the_session_ran_out_is_kept_until_a_new_sign_in(wang, clock):
    old = wang.token()
    clock.at += timedelta(hours=2)

    page = wang.open("/admin/who", method="POST", data={"csrf_token": old, "note": "走访"})

    assert page.status_code == 401
    assert hidden(page.get_data(as_text=True)) == {"note": "走访", "csrf_token": old}
    wang.post("/login", username="wang", password=PASSWORD)
    page = wang.open("/admin/who", method="POST", data={"csrf_token": old, "note": "走访"})
    assert hidden(page.get_data(as_text=True))["note"] == "走访"


def test_what_another_officer_typed_is_not_handed_back(wang):
    old = wang.token()
    wang.post("/logout")
    wang.post("/login", username="wu", password=PASSWORD)

    page = wang.open("/admin/who", method="POST", data={"csrf_token": old, "note": PHONE})

    assert page.status_code == 400
    assert PHONE not in page.get_data(as_text=True)


def test_a_password_is_never_handed_back(wang):
    old = wang.token()
    wang.post("/login", token_from="/password", username="wang", password=PASSWORD)

    page = wang.open("/password", method="POST", data={"csrf_token": old, "old": PASSWORD})

    assert page.status_code == 400
    assert PASSWORD not in page.get_data(as_text=True)


# --- the queue


def test_a_form_stands_in_the_queue_and_a_page_does_not(wang):
    token = wang.token()

    assert wang.open("/admin/who").json["writing"] is False
    assert wang.open("/admin/who", method="POST", data={"csrf_token": token}).json["writing"] is True
    assert wang.open("/admin/read", method="POST", data={"csrf_token": token}).json["writing"] is False


def test_a_page_is_made_with_one_question_for_the_officer(office_of_faults, wang):
    wang.open("/admin/who")
    asked = []
    with office_of_faults.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    wang.open("/admin/who")

    assert len([line for line in asked if line.startswith("SELECT")]) == 1


# --- odd input


@pytest.mark.parametrize(
    "query",
    [
        "page=1e20", "page=-5", "sort=99", "page_size=1000000000", "id=1,2", "id=" + "9" * 30, "id=abc",
        "id=9223372036854775808", "url=//[", "url=http://[::1", "q=" + "李" * 300, "q=%27%20OR%201=1",
        "search=" + "x" * 2000, "flt0_0=" + "%F0%9F%98%80",
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
def test_an_address_that_cannot_be_read_is_refused(wang, query, status):
    assert wang.open(f"/admin/who?{query}").status_code == status


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
def test_a_field_that_cannot_be_kept_is_refused(wang, note, status):
    page = wang.open("/admin/who", method="POST", data={"csrf_token": wang.token(), "note": note})

    assert page.status_code == status
    if status == 400:
        assert "重新提交" in page.get_data(as_text=True)
        assert hidden(page.get_data(as_text=True))["note"] in ("ab", "乱码")


def test_too_many_fields_are_refused(wang):
    many = {"csrf_token": wang.token(), "rowid": ["1"] * 6000}

    assert wang.open("/admin/who", method="POST", data=many).status_code == 413


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
def test_a_body_that_is_no_form_is_refused(wang, body, kind):
    page = wang.open("/admin/who", method="POST", data=body, content_type=kind)

    assert page.status_code == 400


def test_cookies_that_cannot_be_read_are_refused_or_ignored(app):
    stranger = Desk(app, None)
    for cookie in ("session=x", "session=.eJx", "session=\x00", "remember_token=1|x", "a=" + "%00" * 9):
        page = stranger.open("/admin/", headers={"Cookie": cookie})
        assert page.status_code in (302, 400), cookie


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_verbs_are_refused(app, desk, method):
    wang = desk("wang")
    for rule, url in rules(app):
        if method not in rule.methods:
            page = wang.open(url, method=method, headers={"X-HTTP-Method-Override": "GET"})
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


# --- faults


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_is_told_in_plain_words_with_a_number(wang, caplog, kind, accept):
    with caplog.at_level(logging.INFO):
        page = wang.open(f"/admin/fault/{kind}?q={PHONE}", headers={"Accept": accept})

    body = page.get_data(as_text=True)
    assert page.status_code == FAULTS[kind][1]
    for secret in (ID_NO, PHONE, "Traceback", "SELECT", "sqlalchemy", "/work", ".py"):
        assert secret not in body
    number = page.json["number"] if page.is_json else re.search(r"<b>([0-9A-Z]{8})</b>", body)[1]
    logged = "\n".join(CalmFormatter().format(record) for record in caplog.records)
    assert number in logged
    assert ID_NO not in logged and PHONE not in logged
    if page.status_code == 503:
        assert page.headers["Retry-After"] == "10"


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 500, 501, 503])
def test_every_refusal_is_a_page_of_ours(wang, code):
    page = wang.open(f"/admin/fault/{code}?q={ID_NO}")

    body = page.get_data(as_text=True)
    assert page.status_code == code
    assert 'lang="zh-Hans-CN"' in body
    assert ID_NO not in body
    assert not re.search(r"Not Found|Forbidden|Bad Request|Internal", body)


def test_a_busy_database_hands_the_form_back(wang):
    sent = {"csrf_token": wang.token(), "note": "走访情况"}

    page = wang.open("/admin/fault/locked", method="POST", data=sent)

    assert page.status_code == 503
    assert hidden(page.get_data(as_text=True))["note"] == "走访情况"


def test_a_refused_permission_is_in_the_trail(session, wang):
    wang.open("/admin/fault/403")
    wang.open("/admin/fault/outside")

    lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "denied")).all()
    assert [(line.actor, line.record, line.result) for line in lines] == [
        ("wang", "fault", "refused")
    ] * 2


def test_a_lost_database_is_a_503_for_everyone(wang, office_of_faults, monkeypatch):
    with office_of_faults.app_context():
        event.listen(db.engine, "before_cursor_execute", fail)
        try:
            assert wang.open("/admin/").status_code == 503
            assert wang.open("/nowhere").status_code in (404, 503)
            health = wang.open("/healthz")
        finally:
            event.remove(db.engine, "before_cursor_execute", fail)

    assert (health.status_code, health.json["status"]) == (503, "unavailable")
    assert wang.open("/admin/who").status_code == 200


def fail(*told) -> None:
    raise OperationalError(told[2], {}, locked())


def test_the_server_says_that_it_can_serve(app):
    page = Desk(app, None).open("/healthz")

    assert (page.status_code, page.json["status"]) == (200, "ok")


@pytest.mark.skipif(POSTGRES, reason="SQLite alone has one writer")
def test_a_page_does_not_wait_for_a_writer(wang, session):
    session.add(OfficerSession(
        token_hash="0" * 64, user_id=1, session_version=1, address="", started_at=now(), seen_at=now()
    ))
    session.flush()  # the fixture writes: this transaction holds the queue

    with wang.app.app_context():
        assert wang.client.get("/admin/who").status_code == 200
    session.rollback()


def now():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_a_log_line_is_one_line_and_holds_no_number():
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (f"a\nb\x1b[31m {ID_NO} {PHONE} ２",), None)

    line = CalmFormatter().format(record)

    assert line.endswith("a\\nb\\x1b[31m *** *** ２")


def test_a_database_fault_is_logged_by_its_kind_alone():
    fault = IntegrityError("INSERT INTO member", {"name": "孙样"}, ValueError("DETAIL: (孙样)"))
    record = logging.LogRecord("x", logging.ERROR, "", 0, "saved not", (), (type(fault), fault, None))

    line = CalmFormatter().format(record)

    assert "孙样" not in line
    assert "INSERT" not in line


def test_no_account_has_a_password_anybody_could_guess(app, session):
    assert session.scalar(select(User.id).where(User.username.in_(("admin", "root", "test")))) is None
