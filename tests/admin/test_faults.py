"""When something goes wrong: plain words, a number, and nothing of a row in page or log."""

from __future__ import annotations

import logging
import re

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError, OperationalError

from admin.logs import CalmFormatter
from models import AuditEntry, db
from tests.admin.annex import FAULTS, ID_NO, LOCKED, PHONE, hidden
from tests.desk import Desk


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_is_told_in_plain_words_with_a_number(clerk, caplog, kind, accept):
    with caplog.at_level(logging.INFO):
        page = clerk.open(f"/admin/fault/{kind}?q={PHONE}", headers={"Accept": accept})

    body = page.get_data(as_text=True)
    assert page.status_code == FAULTS[kind][1]
    for secret in (ID_NO, PHONE, "Traceback", "SELECT", "sqlalchemy", "/work", ".py"):
        assert secret not in body
    number = page.json["number"] if page.is_json else re.search(r"<b>([0-9A-Z]{8})</b>", body)[1]
    logged = "\n".join(CalmFormatter().format(record) for record in caplog.records)
    assert number in logged
    assert ID_NO not in logged
    assert PHONE not in logged
    if page.status_code == 503:
        assert page.headers["Retry-After"] == "10"


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431, 500, 501, 503])
def test_every_refusal_is_a_page_of_ours(clerk, code):
    page = clerk.open(f"/admin/fault/{code}?q={ID_NO}")

    body = page.get_data(as_text=True)
    assert page.status_code == code
    assert 'lang="zh-Hans-CN"' in body
    assert ID_NO not in body
    assert not re.search(r"Not Found|Forbidden|Bad Request|Internal", body)


def test_a_busy_database_hands_the_form_back(clerk):
    sent = {"csrf_token": clerk.token(), "note": "走访情况"}

    page = clerk.open("/admin/fault/locked", method="POST", data=sent)

    assert page.status_code == 503
    assert hidden(page)["note"] == "走访情况"


def test_a_refused_permission_is_in_the_trail(session, clerk):
    clerk.open("/admin/fault/403")
    clerk.open("/admin/fault/outside")

    lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "denied")).all()
    assert [(line.actor, line.record, line.result) for line in lines] == [
        ("wang", "fault", "refused")
    ] * 2


def test_a_lost_database_is_a_503_for_everyone(clerk, annex):
    with annex.app_context():
        event.listen(db.engine, "before_cursor_execute", fail)
        try:
            assert clerk.open("/admin/").status_code == 503
            assert clerk.open("/nowhere").status_code in (404, 503)
            health = clerk.open("/healthz")
        finally:
            event.remove(db.engine, "before_cursor_execute", fail)

    assert (health.status_code, health.json["status"]) == (503, "unavailable")
    assert clerk.open("/admin/who").status_code == 200


def fail(*told) -> None:
    raise OperationalError(told[2], {}, LOCKED)


def test_the_server_says_that_it_can_serve(app):
    page = Desk(app, None).open("/healthz")

    assert (page.status_code, page.json["status"]) == (200, "ok")


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
