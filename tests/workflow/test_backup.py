"""Backups: whole, sealed, taken while others write, and laid down only where they hold."""

from __future__ import annotations

import io
import shutil
import tarfile
import threading
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from access.audit import append, line, verify
from models import Attachment, AuditEntry, Household, Installation, User, db
from models.archive import ArchiveDamaged, Opener, new_archive
from models.engine import writing
from models.vault import Vault
from policy.paper_terms import FileFormat, Held, PaperKind
from seeds.demo import load_demo
from tests.vacant import NOW, inside, vacant
from workflow.attachments import opened
from workflow.backup import KEY, back_up, lay_out, nobody_serving, put_back
from workflow.refusals import Refused

LATEST = "0026"
KNOWN = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007", *(f"{n:04d}" for n in range(8, 26)), LATEST})
LATER = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
FULL_KEY = bytes(range(32))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A small province with uploads, and its backup."""
    folder = tmp_path_factory.mktemp("home")
    app = vacant(folder / "data", "home")
    with inside(app):
        upgrade()
        load_demo(db.session, 40, 3, on=NOW.date(), password="Ceshi-2026-zhang")
        (folder / "data" / "uploads" / "2026").mkdir(parents=True)
        (folder / "data" / "uploads" / "2026" / "户口簿.pdf").write_bytes(b"%PDF")
        add_scan(Vault(folder / "data"))
        (folder / "data" / "uploads" / "2026" / "half.part").write_bytes(b"being written")
        back_up(db.session, folder / "data", folder / "registry.ljy", NOW, LATEST)
    return app, folder


def add_scan(vault: Vault) -> None:
    """A sealed page, as an upload leaves it."""
    name, key = vault.put(b"a page of the register")
    household = db.session.scalars(select(Household).order_by(Household.id)).first()
    db.session.add(Attachment(
        household=household, household_id=household.id, kind=PaperKind.REGISTER, held=Held.SCAN, page_no=1,
        format=FileFormat.JPEG, length=22, digest=sha256(b"a page of the register").hexdigest(),
        source_digest="0" * 64, file=name, file_key=key,
    ))
    db.session.commit()


def elsewhere(tmp_path, home, name="elsewhere", keys=True):
    """Another machine; the key folder was carried there apart from the backup."""
    app = vacant(tmp_path / name, name)
    if keys:
        shutil.rmtree(tmp_path / name / "keys")
        shutil.copytree(home[1] / "data" / "keys", tmp_path / name / "keys")
    return app


def lay_down(app, file, **how):
    return put_back(db.session, Path(app.config["DATA_DIR"]), file, LATER,
                    lambda to: upgrade(revision=to), KNOWN, **how)


def everything():
    return db.session.execute(
        select(Household.family_no, Household.phone, Household.status).order_by(Household.id)
    ).all()


@pytest.mark.database
def test_a_restored_backup_is_what_was_backed_up(home, tmp_path):
    with inside(home[0]):
        before, lines = everything(), db.session.scalar(select(func.count()).select_from(AuditEntry))
    app = elsewhere(tmp_path, home)
    with inside(app):
        done = lay_down(app, home[1] / "registry.ljy")

        assert everything() == before
        assert done.files == 2
        scan = db.session.scalars(select(Attachment).where(Attachment.held == Held.SCAN)).one()
        there = Vault(tmp_path / "elsewhere")
        assert opened(there, scan) == b"a page of the register"
        assert there.path_of(scan.file).stat().st_mode & 0o077 == 0
        assert done.audit_lines == lines - 2  # the backup's own lines came after it
        assert (tmp_path / "elsewhere" / "uploads" / "2026" / "户口簿.pdf").read_bytes() == b"%PDF"
        assert verify(db.session)[1] is None
        db.session.add(User(username="new", name="新样甲", role="auditor", office_id=1,
                            password_hash="x"))
        db.session.commit()  # ids go on after the last


@pytest.mark.database
def test_keys_may_come_from_another_folder(home, tmp_path):
    app = elsewhere(tmp_path, home, keys=False)
    with inside(app):
        lay_down(app, home[1] / "registry.ljy", keys_from=home[1] / "data" / "keys")

        assert everything()
    for path in (tmp_path / "elsewhere" / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.database
def test_without_its_key_a_backup_tells_nothing(home, tmp_path):
    app = elsewhere(tmp_path, home, keys=False)
    with inside(app), pytest.raises(Refused, match="密钥"):
        lay_down(app, home[1] / "registry.ljy")

    sealed = (home[1] / "registry.ljy").read_bytes()
    for word in ("220104", "Ceshi", "户口簿", "registry.db", "SQLite format"):
        assert word.encode() not in sealed[600:]


@pytest.mark.database
@pytest.mark.parametrize("where", [0.0, 0.0004, 0.3, 0.999999])
def test_one_flipped_byte_is_found_before_anything_is_touched(home, tmp_path, where):
    sealed = bytearray((home[1] / "registry.ljy").read_bytes())
    sealed[int(where * (len(sealed) - 1))] ^= 1
    (tmp_path / "flipped").write_bytes(sealed)
    app = elsewhere(tmp_path, home)

    with inside(app), pytest.raises(Refused, match="未恢复"):
        lay_down(app, tmp_path / "flipped")


@pytest.mark.database
@pytest.mark.parametrize("kept", [0, 7, 60, 0.5, 0.9999])
def test_a_backup_cut_off_is_found(home, tmp_path, kept):
    sealed = (home[1] / "registry.ljy").read_bytes()
    length = int(kept * len(sealed)) if isinstance(kept, float) else kept
    (tmp_path / "cut").write_bytes(sealed[:length])
    app = elsewhere(tmp_path, home)

    with inside(app), pytest.raises(Refused, match="未恢复"):
        lay_down(app, tmp_path / "cut")


@pytest.mark.database
def test_data_that_are_there_are_not_overwritten_unasked(home, tmp_path):
    app = elsewhere(tmp_path, home)
    with inside(app):
        lay_down(app, home[1] / "registry.ljy")
        with pytest.raises(Refused, match="--force"):
            lay_down(app, home[1] / "registry.ljy")

        lay_down(app, home[1] / "registry.ljy", force=True)
        assert everything()
    aside = list((tmp_path / "elsewhere").glob("before-restore-*"))
    assert [path.name for path in aside[0].iterdir()]


@pytest.mark.database
def test_nothing_is_restored_under_a_running_server(home, tmp_path):
    app = elsewhere(tmp_path, home)
    running = nobody_serving(tmp_path / "elsewhere")
    with running, inside(app), pytest.raises(Refused, match="正在运行"):
        lay_down(app, home[1] / "registry.ljy")


@pytest.mark.database
def test_a_backup_of_a_newer_program_is_refused(home, tmp_path):
    app = elsewhere(tmp_path, home)
    with inside(app), pytest.raises(Refused, match="更新的版本"):
        put_back(db.session, tmp_path / "elsewhere", home[1] / "registry.ljy", LATER,
                 lambda to: upgrade(revision=to), frozenset({"0000"}))


@pytest.mark.database
def test_an_older_schema_is_brought_up_to_date(home, tmp_path):
    app = vacant(tmp_path / "older", "older")
    with inside(app):
        upgrade(revision="0001")
        back_up(db.session, tmp_path / "older", tmp_path / "older.ljy", NOW, "0001")
    shutil.copytree(tmp_path / "older" / "keys", tmp_path / "keys")
    app = vacant(tmp_path / "newer", "newer")
    with inside(app):
        lay_down(app, tmp_path / "older.ljy", keys_from=tmp_path / "keys")
        version = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()

    assert version == LATEST


@pytest.mark.database
def test_a_backup_while_others_write_holds_all_that_was_acknowledged_before(home, tmp_path):
    app, folder = home
    stop, counted = threading.Event(), []

    def write(n: int) -> None:
        with app.app_context(), writing():
            while not stop.is_set():
                append(db.session, [line(db.session, "noise", f"writer:{n}", {}, "")])
                db.session.commit()
                counted.append(n)
            db.session.remove()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    with inside(app):
        for writer in writers:
            writer.start()
        while len(counted) < 30:
            pass
        acknowledged = db.session.scalar(select(func.count()).select_from(AuditEntry))
        back_up(db.session, folder / "data", tmp_path / "busy.ljy", NOW, LATEST)
        stop.set()
        for writer in writers:
            writer.join()
    there = elsewhere(tmp_path, home)
    with inside(there):
        done = lay_down(there, tmp_path / "busy.ljy")

    assert done.audit_lines >= acknowledged


@pytest.mark.database
def test_a_backup_leaves_a_trace_and_no_rubbish(home):
    app, folder = home
    with inside(app):
        acts = db.session.scalars(select(AuditEntry.act)).all()
        assert "backup" in acts
        assert db.session.get(Installation, "last_backup").value.startswith("2026-03-10")
    assert not list((folder / "data").glob(".backup-*"))
    assert (folder / "registry.ljy").stat().st_mode & 0o077 == 0
    assert (folder / "data" / "keys" / KEY).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000])
def test_an_archive_gives_back_what_went_in(tmp_path, size):
    plain = bytes(n % 251 for n in range(min(size, 5000))) * (size // 5000 + 1)
    with new_archive(tmp_path / "a", FULL_KEY, {"a": 1}) as sealer:
        sealer.write(plain[:size])

    with (tmp_path / "a").open("rb") as source:
        opener = Opener(source, FULL_KEY)
        parts = b"".join(iter(lambda: opener.read(70_000), b""))
    assert parts == plain[:size]
    assert opener.header["a"] == 1


def test_boxes_of_an_archive_cannot_change_places(tmp_path):
    with new_archive(tmp_path / "a", FULL_KEY, {}) as sealer:
        sealer.write(b"x" * (1 << 20) + b"y" * (1 << 20) + b"z")
    sealed = (tmp_path / "a").read_bytes()
    box = (1 << 20) + 16
    head = len(sealed) - 2 * box - 17
    swapped = sealed[:head] + sealed[head + box:head + 2 * box] + sealed[head:head + box]
    (tmp_path / "a").write_bytes(swapped + sealed[head + 2 * box:])

    with (tmp_path / "a").open("rb") as source, pytest.raises(ArchiveDamaged):
        Opener(source, FULL_KEY).read(10)


def test_an_archive_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(OSError, match="full"):
        break_off(tmp_path / "a")

    assert list(tmp_path.iterdir()) == []


def break_off(path):
    with new_archive(path, FULL_KEY, {}) as sealer:
        sealer.write(b"something")
        raise OSError("disk full")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../outside", tarfile.REGTYPE), ("/outside", tarfile.REGTYPE),
     ("link", tarfile.SYMTYPE), ("pipe", tarfile.FIFOTYPE)],
)
def test_an_archive_lays_out_plain_files_within_its_folder_only(tmp_path, name, kind):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        tar.addfile(member)
    written.seek(0)

    with tarfile.open(fileobj=written) as tar, pytest.raises(ArchiveDamaged):
        lay_out(tar, tmp_path / "inside")

    assert not (tmp_path / "outside").exists()
