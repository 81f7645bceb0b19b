"""The pages of own ledgers and of ledgers written in the background."""

from __future__ import annotations

import re
import time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

import admin.downloads
from admin import ledger_exports
from models import AuditEntry, LedgerExport, LedgerSelection
from policy.export_terms import ExportState as State
from policy.terms import Status as S
from tests.factories import make_household

pytestmark = pytest.mark.database
RANGE = {"from": "2026-01-01", "to": "2026-03-31"}
STATUS = "经办情况·状态"
TYPED = {"ledger": "recognition", "name": "在册名单", "column": ["认定编号", STATUS],
         f"place:{STATUS}": "1", "place:认定编号": "2", f"in:{STATUS}": ["recognised"],
         "order": "认定过程·认定日期", "descending": "on", "shared": "on"}


def compose(browser, **change):
    return browser.post("/admin/ledger/own/", **{**TYPED, **change})


@pytest.fixture
def households(session):
    make_household(status=S.RECOGNISED, ready=False)
    make_household(status=S.EXITED, ready=False)
    session.commit()


def test_a_ledger_is_composed_named_used_by_those_beneath_changed_and_deleted(desk, session, households):
    zhao = desk("zhao")
    assert compose(zhao).status_code == 302
    saved = session.scalars(select(LedgerSelection)).one()
    assert (saved.office_id, saved.name, saved.shared) == (3, "在册名单", True)
    assert saved.choice["columns"] == [STATUS, "认定编号"]

    chen = desk("chen")
    page = chen.read("/admin/ledger/")
    assert "在册名单" in page
    assert f"selection={saved.id}" not in page
    answer = chen.post("/admin/ledger/", ledger=f"own-{saved.id}", office="4", **RANGE)
    book = openpyxl.load_workbook(BytesIO(answer.data))
    heads = [c.value for c in book.worksheets[1][3]][:3]
    body = [row[:3] for row in book.worksheets[1].iter_rows(min_row=5, values_only=True)]
    book.close()
    assert heads[0] == "序号"
    assert [row[1] for row in body if isinstance(row[0], int)] == ["已认定"]
    assert "在册名单" not in desk("mei").read("/admin/ledger/")

    assert 'value="在册名单"' in zhao.read(f"/admin/ledger/own/?selection={saved.id}")
    compose(zhao, selection=str(saved.id), name="新名")
    session.expire_all()
    assert session.scalars(select(LedgerSelection.name)).all() == ["新名"]
    assert chen.post("/admin/ledger/own/", selection=str(saved.id), do="delete").status_code == 404
    assert zhao.post("/admin/ledger/own/", selection=str(saved.id), do="delete").status_code == 302
    assert not session.scalars(select(LedgerSelection)).all()


def test_only_what_the_form_asks_is_kept(desk, session):
    compose(desk("zhao"), office_id="1", created_by_id="1", version="9", choice="{}", id="77",
            **{"in:基本信息·公民身份号码": "1", "from:认定过程·认定日期": "2026-01-01"})

    saved = session.scalars(select(LedgerSelection)).one()
    assert (saved.office_id, saved.version) == (3, 1)
    assert saved.id != 77
    assert set(saved.choice["filters"]) == {STATUS, "认定过程·认定日期"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "名称须为"),
        ({"column": []}, "请至少选择一列"),
        ({"order": "基本信息·户主/申请人姓名"}, "不能按这一列排序"),
        ({"from:认定过程·认定日期": "2026-02-30"}, "的日期不正确"),
        ({"from:家庭状况·家庭人口": "三"}, "须填数字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, session, change, words):
    answer = compose(desk("zhao"), **change)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert words in page
    if "name" not in change:
        assert 'value="在册名单"' in page
    assert not session.scalars(select(LedgerSelection)).all()


def test_a_leader_composes_nothing(desk):
    assert desk("song").open("/admin/ledger/own/?ledger=member").status_code == 403
    assert "/admin/ledger/own/" not in desk("song").read("/admin/ledger/")


@pytest.fixture
def long(monkeypatch):
    """Every ledger is too long to wait for."""
    monkeypatch.setattr(admin.downloads, "MOST_AT_ONCE", 0)


def until_ended(session, number):
    for _ in range(600):
        session.expire_all()
        session.rollback()
        export = session.get(LedgerExport, number)
        if export.state not in (State.WAITING, State.RUNNING):
            return export
        time.sleep(0.2)
    raise AssertionError("the process did not end")


def test_a_long_ledger_is_written_by_a_process_of_its_own(app, desk, session, households, long):
    zhao = desk("zhao")
    sent = zhao.post("/admin/ledger/", ledger="recognition", office="3", unmasked="y",
                     reason="上级审计要求核对原件", **RANGE)
    assert sent.status_code == 302
    number = int(sent.location.rpartition("/")[2])
    export = until_ended(session, number)
    ledger_exports._children[-1].wait(30)

    assert (export.state, export.rows, export.done, export.why) == (State.READY, 2, 2, None)
    file = Path(app.config["DATA_DIR"]) / "exports" / f"{number}.sealed"
    assert b"PK\x03\x04" not in file.read_bytes()[:400]
    answer = zhao.post(f"/admin/ledger/export/{number}", do="fetch")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert re.fullmatch(r"2299\d{13}[\dX]", book.worksheets[1]["H5"].value)
    book.close()
    lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "export").order_by(AuditEntry.id)).all()
    assert [(line.actor, line.record) for line in lines] == [
        ("zhao", "ledger:recognition"), ("zhao", f"ledger_export:{number}")]
    assert lines[0].changes["sha256"] == lines[1].changes["sha256"]
    assert "删除文件</button>" in zhao.read(f"/admin/ledger/export/{number}")
    for other in ("chen", "mei", "gao"):
        assert desk(other).open(f"/admin/ledger/export/{number}").status_code == 404
    assert zhao.post(f"/admin/ledger/export/{number}", do="give_up").status_code == 302
    assert not file.exists()
    assert zhao.post(f"/admin/ledger/export/{number}", do="fetch").status_code == 404


@pytest.fixture
def idle(monkeypatch):
    """The process is ordered, and never comes."""
    monkeypatch.setattr(ledger_exports, "start", lambda number: None)


def ordered(browser):
    return browser.post("/admin/ledger/", ledger="recognition", office="3", **RANGE)


def test_one_at_a_time_and_given_up_on_request(app, desk, session, households, long, idle):
    zhao = desk("zhao")
    first = ordered(zhao)
    again = ordered(zhao)

    assert again.status_code == 422
    assert "还在生成" in again.get_data(as_text=True)
    assert "http-equiv" in zhao.read(first.location)
    zhao.post(first.location, do="give_up")
    assert "已放弃" in zhao.read(first.location)
    assert ordered(zhao).status_code == 302


def test_a_process_that_died_is_known_by_its_silence(app, desk, session, households, long, idle, monkeypatch):
    zhao = desk("zhao")
    page = ordered(zhao).location
    later = time.time() + 91
    monkeypatch.setattr(ledger_exports, "ticks", lambda: later)

    assert "生成中断，请重新导出" in zhao.read(page)
    assert ordered(zhao).status_code == 302


def test_a_file_is_kept_for_a_day(app, desk, session, households, long, idle):
    from datetime import timedelta

    zhao = desk("zhao")
    page = ordered(zhao).location
    export = session.scalars(select(LedgerExport)).one()
    export.state, export.finished_at = State.READY, export.ordered_at - timedelta(hours=25)
    file = Path(app.config["DATA_DIR"]) / "exports" / f"{export.id}.sealed"
    file.write_bytes(b"x")
    session.commit()

    assert "已超过24小时" in zhao.read(page)
    assert not file.exists()


def test_who_lost_the_right_gets_no_file(app, desk, session, households, long, idle):
    zhao = desk("zhao")
    page = ordered(zhao).location
    export = session.scalars(select(LedgerExport)).one()
    export.state, export.office_id = State.READY, 2
    (Path(app.config["DATA_DIR"]) / "exports" / f"{export.id}.sealed").write_bytes(b"x")
    session.commit()

    assert zhao.post(page, do="fetch").status_code == 302
    assert "没有这个机构" in zhao.read(page)
