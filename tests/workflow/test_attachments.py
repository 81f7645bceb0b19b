"""Papers kept with a household: kept once, sealed, found whole, never half; what a crash leaves is swept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models import Attachment, AuditEntry
from models.sealed import keys, make_keys, open_keys
from models.vault import FileUnreadable, Vault
from policy.paper_terms import Held, PaperKind
from policy.terms import Status as S
from tests import uploads
from tests.cast import officer
from tests.factories import make_household
from workflow import attachments
from workflow.attachment_records import papers_held
from workflow.attachments import keep_scan, note_original, opened, sweep_uploads, uploads_amiss
from workflow.records import void
from workflow.refusals import Refused
from workflow.rotation import rotate

ON = date(2026, 3, 9)
PAGE, OTHER = uploads.jpeg(), uploads.jpeg(shade=9)
LATER = datetime.now().astimezone() + timedelta(hours=2)


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path)


@pytest.fixture
def household(session):
    found = make_household(status=S.SUBMITTED)
    session.commit()
    return found


@pytest.fixture
def keep(session, vault, household, calendar):
    """Keep a page of the register as Wang."""

    def kept(data=PAGE, kind=PaperKind.REGISTER, by="wang"):
        return keep_scan(session, vault, household, kind, data, officer(session, by), ON, calendar)

    return kept


def power_cut(*_anything):
    raise RuntimeError("power cut")


def files(vault):
    return [name for name, _written in vault.names()]


def test_a_page_is_sealed_outside_the_database_and_opens_whole(session, vault, keep):
    row = keep().row
    content = opened(vault, row)
    sealed = vault.path_of(row.file).read_bytes()

    assert content.startswith(b"\xff\xd8\xff")
    assert row.length == len(content)
    assert content[:200] not in sealed
    assert b"JFIF" not in sealed
    assert vault.path_of(row.file).stat().st_mode & 0o077 == 0
    assert vault.path_of(row.file).parent.stat().st_mode & 0o077 == 0
    told = session.scalars(select(AuditEntry).where(AuditEntry.record == f"attachment:{row.id}")).one()
    assert told.changes["digest"] == [None, row.digest]
    assert told.changes["file_key"] == [None, "***"]


def test_the_same_file_is_known_again_and_its_copy_voided_may_come_back(session, vault, keep):
    first, again, other = keep(), keep(kind=PaperKind.IDENTITY), keep(OTHER)

    assert (first.known, again.known, again.row.id) == (False, True, first.row.id)
    assert (first.row.page_no, other.row.page_no) == (1, 2)
    assert len(files(vault)) == 2
    void(session, first.row, "拍得不清楚", officer(session, "wang"), ON, LATER)
    back = keep()
    assert (back.known, back.row.page_no) == (False, 3)
    assert opened(vault, first.row) == opened(vault, back.row)  # nothing is deleted


def test_two_at_once_keep_one(session, vault, keep, monkeypatch):
    """A double click: both looked before either was entered; the database lets one in."""
    first = keep()
    looks = iter([None, first.row])
    monkeypatch.setattr(attachments, "same_file", lambda *_: next(looks))

    again = keep()

    assert (again.known, again.row.id, len(files(vault))) == (True, first.row.id, 1)


@pytest.mark.parametrize(("by", "data", "words"), [
    ("zhao", PAGE, "权限"), ("chen", b"<html>", "只能上传"), ("chen", uploads.pdf(61), "60页"),
])
def test_what_is_refused_leaves_nothing(session, vault, keep, by, data, words):
    with pytest.raises(Refused, match=words):
        keep(data, by=by)

    assert files(vault) == []
    assert session.scalars(select(Attachment)).all() == []


def test_nothing_is_added_to_an_application_that_is_over(session, vault, calendar):
    over = make_household(status=S.REJECTED)
    session.commit()
    with pytest.raises(Refused, match="不予认定"):
        keep_scan(session, vault, over, PaperKind.REGISTER, PAGE, officer(session, "wang"), ON, calendar)
    assert files(vault) == []


def test_an_original_is_noted_once_for_each_paper(session, household, calendar):
    by = officer(session, "wang")
    noted = partial(note_original, session, household, by=by, on=ON, calendar=calendar)
    noted(PaperKind.IDENTITY, ON)

    with pytest.raises(Refused, match="不必重复"):
        noted(PaperKind.IDENTITY, ON)
    with pytest.raises(Refused, match="不能晚于今天"):
        noted(PaperKind.REGISTER, ON + timedelta(days=1))
    states = {paper.kind: paper.there for paper in papers_held(session, household.id)}
    assert states[PaperKind.IDENTITY]
    assert not states[PaperKind.REGISTER]


def test_another_kind_takes_the_next_page_of_that_kind(session, keep, calendar):
    keep(OTHER, PaperKind.IDENTITY)
    row = keep().row
    row.kind = PaperKind.IDENTITY
    attachments.save(session, row, officer(session, "wang"), ON, calendar)

    assert (row.kind, row.page_no, row.held) == (PaperKind.IDENTITY, 2, Held.SCAN)


@pytest.mark.parametrize("harm", ["swapped", "flipped", "cut", "gone"])
def test_a_file_that_is_not_the_one_entered_does_not_open(vault, keep, harm):
    mine, other = keep().row, keep(OTHER).row
    place = vault.path_of(mine.file)
    sealed = place.read_bytes()
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes({"swapped": vault.path_of(other.file).read_bytes(), "cut": sealed[:-1],
                           "flipped": sealed[:-1] + bytes([sealed[-1] ^ 1])}[harm])

    with pytest.raises(Refused, match="缺失或被改动"):
        opened(vault, mine)


def test_a_crash_before_the_row_leaves_a_file_that_is_swept_after_an_hour(session, tmp_path, vault, keep, monkeypatch):
    """UP16: the file is on the disk before its row, never the other way round."""
    kept = keep().row.file
    monkeypatch.setattr(attachments, "save", power_cut)
    with pytest.raises(RuntimeError):
        keep(OTHER)
    session.rollback()

    assert len(files(vault)) == 2
    assert uploads_amiss(session, tmp_path, LATER) == (0, 1)
    assert sweep_uploads(session, tmp_path, LATER - timedelta(hours=2)) == 0, "an upload at hand"
    with vault.locked():
        assert sweep_uploads(session, tmp_path, LATER) == 0, "a backup reads the folder"
    assert sweep_uploads(session, tmp_path, LATER) == 1
    assert files(vault) == [kept]
    with vault.locked():
        vault.drop(kept)
        assert files(vault) == [kept], "what a backup has listed stays until it is done"
    vault.drop(kept)
    assert uploads_amiss(session, tmp_path, LATER) == (1, 0)


def test_a_full_disk_leaves_no_half_file(vault, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.vault.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        vault.put(PAGE)
    assert files(vault) == []


@pytest.fixture
def own_keys(app, tmp_path):
    """A key folder of its own, before anything is sealed; other tests keep theirs."""
    make_keys(tmp_path / "keys")
    open_keys(tmp_path / "keys")


def test_rotating_the_keys_reaches_every_file_and_rewrites_none(own_keys, session, tmp_path, vault, keep):
    """CR04: the file's own key is sealed anew; the file stays as it lies."""
    row = keep().row
    before, content = vault.path_of(row.file).read_bytes(), opened(vault, row)

    rotate(session, LATER)
    for old in (tmp_path / "keys").glob("field-0001.key"):
        old.unlink()
    keys().reload()
    session.expire_all()

    assert vault.path_of(row.file).read_bytes() == before
    assert opened(vault, row) == content


def test_the_vault_says_no_to_what_it_never_wrote(vault):
    for name in ("0" * 32, "", "../keys/blind.key"):
        with pytest.raises(FileUnreadable):
            vault.take(name, "00" * 32)
