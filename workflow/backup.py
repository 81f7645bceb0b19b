"""Backup and restore: database and uploads in one sealed file; the keys travel apart from it.

What is in the file: a copy of the database at one instant, the uploads, and a manifest with the
SHA-256 of each. It is sealed with `backup.key` of the key folder. Whoever finds the file alone
can read nothing, and whoever finds the keys alone has no data: keep the two in different places.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from access.audit import note, verify
from models import Household, Installation, User
from models.archive import ArchiveDamaged, Opener, new_archive
from models.copying import lay_down, prove_sound, remove_all, take_out
from models.sealed import KeysUnusable, keys, open_keys, read_key, write_key
from models.vault import DRAFT, Vault
from workflow.refusals import refuse

KEY, MANIFEST, UPLOADS, DATABASE = "backup.key", "manifest.json", "uploads", "registry.db"
LAST_BACKUP, SERVING = "last_backup", "serving.lock"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into the file, and which key folder opens it."""

    rows: int
    files: int
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came out of the file, how many lines of the trail hold, and the first that does not."""

    rows: int
    files: int
    taken_at: str
    audit_lines: int
    audit_fault: str | None = None


def back_up(
    session: Session, data_dir: Path, file: Path, at: datetime, schema: str | None
) -> BackedUp:
    """Write the archive, whole or not at all, while others go on writing. Leaves a trace; commits.

    Raises Refused where the database has no tables yet or the file cannot be written.
    """
    if schema is None:
        raise refuse("102-3", "数据库尚未建立，无从备份：请先启动一次")
    if not file.parent.is_dir():
        raise refuse("102-3", "备份文件所在目录不存在：%(folder)s", folder=file.parent)
    session.rollback()
    engine = cast(Engine, session.get_bind())
    if not (data_dir / "keys" / KEY).exists():
        write_key(data_dir / "keys" / KEY)
    header = {
        "taken_at": at.isoformat(timespec="seconds"), "schema": schema,
        "database": engine.dialect.name, "keys": keys().fingerprint(), "format": 1,
    }
    for left in data_dir.glob(".backup-*"):
        shutil.rmtree(left, ignore_errors=True)  # of a backup that was killed
    with TemporaryDirectory(prefix=".backup-", dir=data_dir) as name, Vault(data_dir).locked():
        folder = Path(name)
        rows = take_out(engine, folder)
        contents = [(path.name, path) for path in sorted(folder.iterdir())]
        contents += [(str(path.relative_to(data_dir)), path) for path in uploads(data_dir)]
        manifest = {"rows": rows, "files": {inside: digest(path) for inside, path in contents}}
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        with new_archive(file, read_key(data_dir / "keys" / KEY), header) as sealer, tarfile.open(
            fileobj=cast(BinaryIO, sealer), mode="w|"
        ) as tar:
            for inside, path in ((MANIFEST, folder / MANIFEST), *contents):
                tar.add(path, arcname=inside, recursive=False)
    session.merge(Installation(name=LAST_BACKUP, value=at.isoformat(timespec="seconds")))
    note(session, "backup", f"file:{file.name[:40]}", rows=sum(rows.values()), schema=schema)
    session.commit()
    return BackedUp(sum(rows.values()), len(contents) - 1, file.stat().st_size, keys().fingerprint())


def uploads(data_dir: Path) -> Iterator[Path]:
    """Every file kept; one that is being written this moment has no row yet and stays out."""
    found = sorted((data_dir / UPLOADS).rglob("*"))
    return (path for path in found if path.suffix != DRAFT and path.is_file())


def digest(path: Path) -> str:
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()


def put_back(
    session: Session,
    data_dir: Path,
    file: Path,
    at: datetime,
    migrate: Callable[[str], None],
    known: frozenset[str],
    keys_from: Path | None = None,
    force: bool = False,
) -> PutBack:
    """Lay the backup down, prove it sound, bring its schema up to this program's; commits.

    Raises Refused, with everything as it was, where there are data already (unless `force`, which
    moves them aside), while the server runs, and for a file that does not open, does not hold, or
    has a schema that is not among the `known` ones. A trail that was broken when the backup was
    taken is restored as it was, and told.
    """
    engine = cast(Engine, session.get_bind())
    session.rollback()
    with nobody_serving(data_dir), TemporaryDirectory(prefix=".restore-", dir=data_dir) as name:
        folder = Path(name)
        ring = keys_from or data_dir / "keys"
        header, manifest = unpack(file, ring, folder, engine)
        if header["schema"] not in known:
            raise refuse("102-3", "备份来自更新的版本，请先升级本系统再恢复")
        if not is_empty(session, engine) and not force:
            raise refuse("102-3", "本机已有数据：如确要以备份取代，请加--force（原有数据会移到一旁）")
        session.rollback()
        engine.dispose()
        aside = data_dir / f"before-restore-{at:%Y%m%d%H%M%S}"
        make_room(engine, data_dir, aside)
        take_keys(ring, data_dir / "keys", aside)
        lay_files(folder, data_dir, engine)
        lay_down(engine, folder, migrate, header["schema"])
        prove_sound(engine, manifest["rows"])
        migrate("head")
    lines, fault = verify(session)
    session.merge(Installation(name=LAST_BACKUP, value=header["taken_at"]))
    note(session, "restore", f"file:{file.name[:40]}", taken_at=header["taken_at"])
    session.commit()
    files = len(manifest["files"]) - sum(1 for n in manifest["files"] if "/" not in n)
    return PutBack(sum(manifest["rows"].values()), files, header["taken_at"], lines,
                   fault.words if fault else None)


def unpack(
    file: Path, ring: Path, folder: Path, engine: Engine
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Open the archive into the folder; every file must have the SHA-256 of the manifest."""
    try:
        with file.open("rb") as source:
            opener = Opener(source, read_key(ring / KEY))
            header = opener.header
            if header.get("database") != engine.dialect.name:
                raise refuse(
                    "102-3", "备份取自%(there)s，不能恢复到%(here)s",
                    there=header.get("database"), here=engine.dialect.name,
                )
            with tarfile.open(fileobj=cast(BinaryIO, opener), mode="r|") as tar:
                lay_out(tar, folder)
            while opener.read(1 << 20):  # to the end, so that a cut-off tail is noticed
                pass
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        wrong = [n for n, wanted in manifest["files"].items() if digest(folder / n) != wanted]
        if wrong:
            raise ArchiveDamaged("备份内容与清单不符")
        if open_keys(ring).fingerprint() != header["keys"]:
            raise KeysUnusable("密钥目录不是这份备份所用的")
    except (ArchiveDamaged, KeysUnusable, tarfile.TarError, OSError) as fault:
        words = str(fault) if isinstance(fault, ArchiveDamaged | KeysUnusable) else "备份文件无法读取"
        raise refuse("102-3", "未恢复：%(words)s", words=words) from None
    return header, manifest


def lay_out(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files within the folder and nothing else; Python 3.11.2 has no extraction filter yet."""
    for member in tar:
        target = (folder / member.name).resolve()
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not target.is_relative_to(folder.resolve()):
            raise ArchiveDamaged("备份内容不合格式")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(content, out)


def is_empty(session: Session, engine: Engine) -> bool:
    if not inspect(engine).has_table("household"):
        return True
    return session.query(User.id).first() is None and session.query(Household.id).first() is None


def make_room(engine: Engine, data_dir: Path, aside: Path) -> None:
    """What lies in the place goes into a folder beside it; PostgreSQL's tables are dropped."""
    if engine.dialect.name == "postgresql":
        remove_all(engine)
    for path in (*data_dir.glob(f"{DATABASE}*"), data_dir / UPLOADS):
        if path.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            shutil.move(path, aside / path.name)


def take_keys(ring: Path, here: Path, aside: Path) -> None:
    """The keys of the backup come into the place of those that were here."""
    if ring.resolve() != here.resolve():
        if here.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            shutil.move(here, aside / "keys")
        shutil.copytree(ring, here)
        here.chmod(0o700)
        for path in here.glob("*.key"):
            path.chmod(0o600)
    open_keys(here)


def lay_files(folder: Path, data_dir: Path, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        database = Path(str(engine.url.database))
        shutil.move(folder / DATABASE, database)
        database.chmod(0o600)
    if (folder / UPLOADS).exists():
        shutil.move(folder / UPLOADS, data_dir / UPLOADS)
        for path in (data_dir / UPLOADS, *(data_dir / UPLOADS).rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def nobody_serving(data_dir: Path) -> Iterator[None]:
    """Hold the lock that the running server shares; raises Refused if it is taken."""
    handle = os.open(data_dir / SERVING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refuse("102-3", "系统正在运行：请先停止再恢复") from None
        yield
    finally:
        os.close(handle)
