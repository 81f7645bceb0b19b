"""The vault: uploaded files sealed under random names in DATA_DIR/uploads, outside the database.

Each file has an AES-256-GCM key of its own, bound to its name: a file put in another's place does
not open. The key stands sealed in the file's row (models.sealed), so that `keys rotate` seals keys
anew and no file is ever written twice. A file is on the disk, whole, before its row is committed:
a crash leaves at most a file without a row, which `sweep` takes away.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE: Final = 12
DRAFT: Final = ".part"
MARK: Final = b"LJYFILE1"
GRACE: Final = timedelta(hours=1)
"""How old a file without a row must be before it is taken for a left-over of a crash."""


class FileUnreadable(RuntimeError):
    """The file is missing, was altered or cut off, or its key is another one."""


class Vault:
    """The folder of sealed files of one installation."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "uploads"

    def path_of(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def put(self, content: bytes) -> tuple[str, str]:
        """Seal and store; answers the random name and the key, when all of it is on the disk."""
        name, key, nonce = secrets.token_hex(16), secrets.token_bytes(32), os.urandom(NONCE)
        sealed = MARK + nonce + AESGCM(key).encrypt(nonce, content, name.encode())
        place = self.path_of(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_name(f"{name}{DRAFT}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        for folder in (place.parent, self.folder):
            keep(folder)
        return name, key.hex()

    def take(self, name: str, key: str) -> bytes:
        """What was stored. Raises FileUnreadable."""
        try:
            sealed = self.path_of(name).read_bytes()
            if not sealed.startswith(MARK):
                raise FileUnreadable(name)
            start = len(MARK) + NONCE
            nonce = sealed[len(MARK):start]
            return AESGCM(bytes.fromhex(key)).decrypt(nonce, sealed[start:], name.encode())
        except (OSError, InvalidTag, ValueError):
            raise FileUnreadable(name) from None

    def drop(self, name: str) -> None:
        """Take away a file whose row did not come about; while a backup reads, `sweep` does it later."""
        with self.locked(fcntl.LOCK_EX | fcntl.LOCK_NB) as mine:
            if mine:
                self.path_of(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every file there is, drafts included, and when it was written. A vanished one is left out."""
        for path in self.folder.glob("??/*"):
            try:
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            except FileNotFoundError:
                continue

    def left_over(self, known: Collection[str], at: datetime) -> list[str]:
        """Files of the vault that no row names and that no upload at hand can be writing."""
        return [name for name, written in self.names() if name not in known and at - written > GRACE]

    def sweep(self, known: Collection[str], at: datetime) -> int:
        """Take the left-overs away; none while a backup reads the folder. Answers how many."""
        if not self.folder.exists():
            return 0
        with self.locked(fcntl.LOCK_EX | fcntl.LOCK_NB) as mine:
            found = self.left_over(known, at) if mine else []
            for name in found:
                self.path_of(name).unlink(missing_ok=True)
        return len(found)

    @contextmanager
    def locked(self, how: int = fcntl.LOCK_SH) -> Iterator[bool]:
        """While a backup reads the folder nothing is swept; False where the lock is taken."""
        handle = os.open(self.folder.parent / "uploads.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(handle)


def keep(folder: Path) -> None:
    """The name of a new file is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
