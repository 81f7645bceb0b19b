"""What is left on the disk when papers, uploads and exports have passed through: nothing that names a person (CR01, PI17)."""

from __future__ import annotations

import io
import logging
import re
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import select

from admin import ledger_exports
from admin.clock import now
from documents.ledger_work import take_up
from models import AuditEntry, LedgerExport
from policy.seal_terms import SealKind
from tests import uploads
from tests.cast import office, officer
from tests.factories import first_member
from tests.sealing import ON, enrolled, seal, waiting
from tests.test_house import tracked
from workflow.papers import prepare

KEY = re.compile(rb"BEGIN [A-Z ]*PRIVATE KEY|otpauth://totp/[^{\s]+[?]secret=[A-Z2-7]{16}")
CANARY, PHONE, REASON = "欧阳試䶮", "15498765432", "年度档案移交立卷"
WAYS = ("utf-8", "utf-16-le", "gb18030")


def traces(*told: str) -> list[bytes]:
    """The words as they might stand in a file: in three encodings, and those in hexadecimal."""
    plain = [word.encode(way) for word in told for way in WAYS]
    return plain + [word.hex().encode() for word in plain]


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_no_file_on_the_disk_tells_who_somebody_is(app, desk, session, temporary, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(ledger_exports, "start", lambda number: None)
    paper = waiting(session, name=CANARY, phone=PHONE)
    household = paper.household
    form = prepare(session, household, SealKind.FORM, officer(session, "zhao"), ON)
    session.commit()
    number, data = first_member(household).id_no, Path(app.config["DATA_DIR"])
    seal(session, app, paper, form, presence=enrolled(session, "zhou"))
    zhou, zhao, wang = desk("zhou"), desk("zhao"), desk("wang")

    assert zhou.open(f"/admin/paper/file/?id={paper.id}").mimetype == "application/pdf"
    url = f"/admin/paper/file/?id={form.id}"
    assert zhou.post(url, token_from=url, reason=REASON).mimetype == "application/pdf"
    picture = io.BytesIO(uploads.jpeg()), f"{CANARY}{number}.jpg"
    kept = wang.open(f"/admin/attachment/new/?household={household.id}", method="POST", data={
        "csrf_token": wang.token("/password"), "kind": "register", "files": [picture]})
    ledger = f"户主姓名,公民身份号码\n{CANARY},{number}\n".encode()
    looked_at = zhao.post(
        "/admin/import/", token_from="/admin/import/", kind="households", file=(io.BytesIO(ledger), "台账.csv"),
        target_id=str(office(session, "220104001001").id))
    assert zhao.post("/admin/household/bundle/", rowid=str(household.id), reason=REASON).status_code == 302
    order = session.scalars(select(LedgerExport.id)).one()
    session.rollback()
    take_up(session, data, order, now)
    assert zhao.post(f"/admin/ledger/export/{order}", do="fetch").mimetype == "application/pdf"

    assert kept.status_code in (200, 302)
    assert looked_at.status_code == 302, looked_at.get_data(as_text=True)[-900:]
    files = [path for folder in (data, temporary) for path in folder.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"exports", "seals"}
    for path in files:
        content = path.read_bytes()
        words = (number, PHONE) if path.name.startswith("registry.db") else (number, PHONE, CANARY)
        assert not [trace for trace in traces(*words) if trace in content], path.name
    told = caplog.text + "".join(str(line.changes) for line in session.scalars(select(AuditEntry)))
    assert number not in told
    assert PHONE not in told


def test_no_key_lies_in_the_repository():
    """CR11: no file of keys or data, and no key within a file."""
    found = [path.name for path in tracked() if path.suffix in (".key", ".p12", ".pem", ".pfx", ".db", ".sealed")]
    inside = [path.name for path in tracked() if path.suffix != ".png" and KEY.search(path.read_bytes())]

    assert (found, inside) == ([], [])
