"""Case files from a household's page and from the list: for whom, why, in the background, whole or not at all."""

from __future__ import annotations

import re
import signal
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from admin import ledger_exports, paging
from admin.clock import now
from documents.ledger_work import take_up
from models import WHOLE_PROVINCE, AuditEntry, LedgerExport
from policy.export_terms import ExportState as State
from policy.terms import Status as S
from tests.factories import make_household
from workflow.ledger_exports import progress_file, rows_so_far

pytestmark = pytest.mark.database
DOOR = "/admin/household/bundle/"
REASON = "年度档案移交立卷"


@pytest.fixture
def households(session):
    made = [make_household(status=S.RECOGNISED, name=name) for name in ("张试子", "李例丑", "王样寅", "周𠮷")]
    session.commit()
    return made


def order(browser, households, reason=REASON):
    return browser.post(DOOR, rowid=[str(h.id) for h in households], reason=reason)


def ended(session, number):
    for _ in range(3000):
        session.rollback()
        session.expire_all()
        if (export := session.get(LedgerExport, number)).state not in (State.WAITING, State.RUNNING):
            return export
        time.sleep(0.02)
    raise AssertionError("it did not come about")


def order_and_kill(browser, households, data):
    """The page and the number of an order whose worker was killed at work; on a busy machine one may be through before."""
    for _ in range(10):
        page = order(browser, households).location
        number = int(page.rpartition("/")[2])
        worker = ledger_exports._children[-1]
        while worker.poll() is None and not rows_so_far(data, number):
            time.sleep(0.001)
        worker.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        if not (data / "exports" / f"{number}.sealed").exists():
            worker.kill()
            worker.wait(10)
            return page, number
        worker.send_signal(signal.SIGCONT)  # killed between its file and its word of it, it would bar the next order
        worker.wait(60)
    raise AssertionError("no worker could be killed at work")


def test_a_killed_worker_leaves_no_half_file_and_the_next_binds_who_can_be_bound(app, desk, session, households, monkeypatch):
    zhao, data = desk("zhao"), Path(app.config["DATA_DIR"])
    records = [f"household:{h.id}" for h in households[:3]]
    page, first = order_and_kill(zhao, households, data)
    (data / "exports" / f".{first}.sealed.part").write_bytes(b"half of it")
    assert not (data / "exports" / f"{first}.sealed").exists()
    assert zhao.post(page, do="fetch").status_code == 404
    later = progress_file(data, first).stat().st_mtime + 91
    with monkeypatch.context() as patch:
        patch.setattr(ledger_exports, "ticks", lambda: later)
        assert "生成中断，请重新导出" in zhao.read(page)
    assert not list((data / "exports").glob(f"*{first}*"))

    monkeypatch.setattr(ledger_exports, "start", lambda number: None)
    page = order(zhao, households).location
    number = page.rpartition("/")[2]
    session.rollback()
    assert take_up(session, data, int(number), now) is not None  # what the process of its own does
    session.info["area"] = WHOLE_PROVINCE
    export = ended(session, int(number))
    assert (export.state, export.rows, export.done) == (State.READY, 4, 3)
    told = zhao.read(page)
    assert told.count("已装订，") == 3
    assert "字库中没有“𠮷”，未装订" in told
    answer = zhao.post(page, do="fetch")
    with zipfile.ZipFile(BytesIO(answer.data)) as box:
        assert len([name for name in box.namelist() if name.startswith("卷宗_")]) == 3
        assert box.testzip() is None
    lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "export").order_by(AuditEntry.id)).all()
    assert [line.record for line in lines] == [*records, "ledger:case_bundle", f"ledger_export:{export.id}"]
    assert desk("mei").open(page).status_code == 404
    session.get(LedgerExport, export.id).office_id = 13
    session.commit()
    assert zhao.post(page, do="fetch").status_code == 302
    assert "在另一机构生成的" in zhao.read(page)


@pytest.fixture
def idle(monkeypatch):
    """The process is ordered, and never comes."""
    monkeypatch.setattr(ledger_exports, "start", lambda number: None)


def orders(session):
    session.rollback()
    return session.scalars(select(LedgerExport)).all()


def test_the_page_names_the_households_and_asks_why(desk, session, households, idle, monkeypatch):
    zhao = desk("zhao")
    shown = zhao.read(f"/admin/household/details/?id={households[0].id}&tab=attachments")
    assert f"{DOOR}?rowid={households[0].id}" in shown
    listed = zhao.post("/admin/household/action/", action="bundle", rowid=[str(h.id) for h in households])
    assert "将装订4户" in listed.get_data(as_text=True)
    monkeypatch.setattr(paging, "PAGE", 3)
    one = zhao.post("/admin/household/action/?url=/admin/household/%3Fstatus=recognised", action="bundle",
                    rowid=str(households[0].id)).get_data(as_text=True)
    every = re.search(r'href="([^"]*bundle/[?]status=recognised[^"]*)"', one)[1].replace("&amp;", "&")
    assert ("将装订1户" in one, "将装订4户" in zhao.read(every)) == (True, True)
    assert "将装订" not in zhao.read(every.replace("recognised", "exited"))
    short = order(zhao, households, "看")
    assert (short.status_code, "至少4个字" in short.get_data(as_text=True), orders(session)) == (422, True, [])
    assert order(zhao, households).status_code == 302
    again = order(zhao, households)
    assert (again.status_code, "上一份导出还在生成" in again.get_data(as_text=True)) == (422, True)
    kept = orders(session)
    assert [(o.selection["households"], o.reason, o.full) for o in kept] == [([h.id for h in households], REASON, True)]


def test_a_foreign_household_is_refused_and_nothing_is_ordered(desk, session, households, idle):
    foreign = make_household(status=S.RECOGNISED, community="222401001001", name="孙试卯")
    session.commit()
    zhao = desk("zhao")

    assert zhao.open(f"{DOOR}?rowid={foreign.id}").status_code == 404
    assert order(zhao, [households[0], foreign]).status_code == 404
    assert "将装订" not in zhao.post(DOOR, rowid=[str(n) for n in range(1, 102)], reason=REASON, follow=True).get_data(as_text=True)
    for other in ("wang", "chen", "sun", "jin"):
        assert order(desk(other), households[:1]).status_code == 403
    assert "rowid=" + str(households[0].id) not in desk("wang").read(
        f"/admin/household/details/?id={households[0].id}&tab=attachments")
    assert orders(session) == []
