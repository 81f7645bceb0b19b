"""A sealed archive: one file that only the holder of its key can read, and nobody can alter unseen.

Layout: MAGIC, length of the header, header (JSON, readable), then boxes of AES-256-GCM over one
megabyte each. Every box is bound to the header, to its place and to whether it is the last: a
flipped byte, a box moved, left out or cut off does not open.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"LJYBAK1\n"
BOX = 1 << 20
TAG = 16
LONGEST_HEADER = 1 << 16


class ArchiveDamaged(ValueError):
    """The file is not an archive of ours, was altered or cut off, or the key is another one."""


class Sealer(RawIOBase):
    """Takes what is written, and writes it sealed, box by box; `close` seals the last one."""

    def __init__(self, out: BinaryIO, key: bytes, header: dict[str, Any]) -> None:
        self._out, self._aes, self._held, self._no = out, AESGCM(key), bytearray(), 0
        self._prefix = os.urandom(8)
        head = json.dumps({**header, "nonce": self._prefix.hex()}, ensure_ascii=False).encode()
        self._bound = sha256(head).digest()
        out.write(MAGIC + struct.pack(">I", len(head)) + head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        while len(self._held) > BOX:
            with memoryview(self._held) as held, held[:BOX] as box:
                self._seal(box, last=False)
            del self._held[:BOX]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(self._held, last=True)
        super().close()

    def _seal(self, plain: bytearray | memoryview, last: bool) -> None:
        nonce = self._prefix + struct.pack(">I", self._no)
        self._out.write(self._aes.encrypt(nonce, plain, self._bound + bytes([last])))
        self._no += 1


class Opener(RawIOBase):
    """Hands out what was sealed. Raises ArchiveDamaged at the first box that does not open."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        head = read_head(source)
        self.header: dict[str, Any] = json.loads(head)
        self._source, self._aes, self._no = source, AESGCM(key), 0
        self._bound = sha256(head).digest()
        self._prefix = bytes.fromhex(self.header["nonce"])
        self._held, self._next = b"", source.read(BOX + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held and self._next:
            self._open()
        part = self._held[: len(buffer)]
        self._held = self._held[len(part):]
        buffer[: len(part)] = part
        return len(part)

    def _open(self) -> None:
        box, self._next = self._next, self._source.read(BOX + TAG)
        nonce = self._prefix + struct.pack(">I", self._no)
        try:
            self._held = self._aes.decrypt(nonce, box, self._bound + bytes([not self._next]))
        except InvalidTag:
            raise ArchiveDamaged("备份文件已损坏、被改动、不完整，或密钥不对") from None
        self._no += 1


def read_head(source: BinaryIO) -> bytes:
    """The header as it was written. Raises ArchiveDamaged for a file of another kind."""
    start = source.read(len(MAGIC) + 4)
    length = int.from_bytes(start[len(MAGIC):], "big")
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 4 or length > LONGEST_HEADER:
        raise ArchiveDamaged("不是本系统的备份文件")
    head = source.read(length)
    try:
        bytes.fromhex(json.loads(head)["nonce"])
    except (ValueError, KeyError, TypeError):
        raise ArchiveDamaged("备份文件头已损坏") from None
    return head


def draft_of(path: Path) -> Path:
    """What the archive is called until it is whole; whoever is killed while writing leaves it behind."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def new_archive(path: Path, key: bytes, header: dict[str, Any]) -> Iterator[Sealer]:
    """Write a whole archive or none: it gets its name only when the last box is on the disk."""
    draft = draft_of(path)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            with Sealer(out, key, header) as sealer:
                yield sealer
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
