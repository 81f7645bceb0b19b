"""The ledgers' page: who gets which file under which name, and what is said when it cannot be had."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from sqlalchemy import select

from documents.ledgers import LEDGERS
from models import AuditEntry
from policy.terms import Status as S
from tests.factories import make_household

pytestmark = pytest.mark.database
RANGE = {"from": "2026-01-01", "to": "2026-03-31"}
REASON = "上级审计要求核对原件"
RUNS = re.compile(r"(?<!\d)(?:\d{17}[\dX]|\d{11})(?!\d)")
HOLDERS = {"wang": 5, "chen": 4, "zhao": 3, "mei": 2, "gao": 1, "sun": 1, "song": 3, "hai": 16}


@pytest.fixture
def household(session):
    return make_household(status=S.RECOGNISED, ready=False)


def exports(session):
    session.expire_all()
    return session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).all()


def text_of(answer) -> str:
    book = openpyxl.load_workbook(BytesIO(answer.data))
    text = "\n".join(str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c)
    book.close()
    return text


@pytest.mark.parametrize("name", LEDGERS)
def test_each_button_brings_its_ledger(desk, household, name):
    answer = desk("zhao").post("/admin/ledger/", ledger=name, office="3", **RANGE)

    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert "no-store" in answer.headers["Cache-Control"]
    said = re.search(r"filename\*=UTF-8''(\S+)", answer.headers["Content-Disposition"])[1]
    assert unquote(said) == f"{LEDGERS[name].title}_朝阳区_20260101-20260331.xlsx"
    assert LEDGERS[name].title in text_of(answer)


def test_the_address_with_the_name_brings_the_same(desk, household):
    assert desk("zhao").post("/admin/ledger/recognition", office="3", **RANGE).status_code == 200


@pytest.mark.parametrize(("name", "office"), HOLDERS.items())
def test_everybody_who_may_gets_the_own_office_masked(desk, session, household, name, office):
    answer = desk(name).post("/admin/ledger/member", office=str(office), **RANGE)

    assert answer.status_code == 200
    assert not RUNS.search(text_of(answer))
    (line,) = exports(session)
    assert (line.actor, line.changes["masked"]) == (name, True)


@pytest.mark.parametrize("name", ["jin", "guan"])
def test_who_may_not_export_has_no_page_and_no_file(desk, session, name):
    assert desk(name).open("/admin/ledger/").status_code == 403
    assert desk(name).post("/admin/ledger/recognition", **RANGE).status_code == 403
    assert not exports(session)


@pytest.mark.parametrize(
    ("name", "office"),
    [("zhao", 9), ("zhao", 2), ("wang", 6), ("mei", 13), ("sun", 99), ("sun", "x"), ("sun", "1e20")],
)
def test_an_office_outside_the_area_does_not_exist(desk, session, household, name, office):
    browser = desk(name)

    assert browser.open(f"/admin/ledger/?office={office}").status_code == 404
    assert browser.post("/admin/ledger/recognition", office=str(office), **RANGE).status_code == 404
    assert not exports(session)


@pytest.mark.parametrize("name", ["nothing", "说明", "Recognition", "' OR 1"])
def test_a_ledger_nobody_knows_is_not_found(desk, name):
    assert desk("zhao").post(f"/admin/ledger/{name}", office="3", **RANGE).status_code == 404
    assert desk("zhao").post("/admin/ledger/", ledger=name, office="3", **RANGE).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from": "2026-02-30"}, "日期不正确"),
        ({"from": ""}, "请填写"),
        ({"to": "2025-01-01"}, "止日早于起日"),
        ({"to": "2999-01-01"}, "1900年至2100年"),
        ({"unmasked": "y"}, "须写明理由"),
        ({"unmasked": "y", "reason": "看"}, "须写明理由"),
        ({"unmasked": "y", "reason": "长" * 501}, "最多500个字"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    desk, session, household, typed, words
):
    sent = {**RANGE, **typed}
    answer = desk("zhao").post("/admin/ledger/recognition", office="4", **sent)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert words in page
    assert 'value="4" selected' in page or re.search(r'selected value="4"', page)
    for text in typed.values():
        assert text in page
    assert not exports(session)


def test_the_full_data_stand_in_the_file_for_a_reason_and_the_reason_in_the_trail(
    desk, session, household
):
    answer = desk("zhao").post(
        "/admin/ledger/recognition", office="3", unmasked="y", reason=REASON, **RANGE
    )

    assert RUNS.search(text_of(answer))
    assert REASON in text_of(answer)
    (line,) = exports(session)
    assert (line.changes["masked"], line.changes["reason"]) == (False, REASON)


@pytest.mark.parametrize("name", ["wang", "chen", "sun"])
def test_who_may_not_unmask_is_not_asked_and_not_obeyed(desk, session, household, name):
    browser = desk(name)
    page = browser.read("/admin/ledger/")
    answer = browser.post("/admin/ledger/member", unmasked="y", reason=REASON, **RANGE)

    assert 'name="unmasked"' not in page
    assert 'name="reason"' not in page
    assert not RUNS.search(text_of(answer))
    assert exports(session)[0].changes["masked"] is True


def test_without_its_token_nothing_is_handed_out(desk, session, household):
    answer = desk("zhao").open(
        "/admin/ledger/recognition", method="POST", data={"office": "3", **RANGE}
    )

    assert answer.status_code == 400
    assert not exports(session)


def test_the_page_offers_each_ledger_and_the_offices_of_the_area_alone(desk):
    page = desk("mei").read("/admin/ledger/")

    for ledger in LEDGERS.values():
        assert ledger.title in page
    assert "朝阳区" in page
    assert "南关区" in page
    assert "延吉市" not in page
    assert re.search(r'name="from"[^>]*value="2026-01-01"', page)


def test_a_ledger_keeps_no_writer_waiting(app):
    for endpoint in ("ledger.download", "ledger.download_named"):
        assert app.view_functions[endpoint].outside_the_queue
