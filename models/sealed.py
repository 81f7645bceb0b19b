"""Identity numbers, telephones and bank accounts as the database sees them: sealed.

AES-256-GCM with the key's name in the value and `table.column` as associated data, so that a
value moved to another column does not open. Equality is asked of a blind index (HMAC-SHA256
under a key of its own), never of the sealed value. Keys are files, mode 0600, outside the
database. Source: 个人信息保护法 art. 51; GB/T 22239-2019 数据保密性.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

FORMAT = b"\x01"
NONCE = 12


class KeysUnusable(RuntimeError):
    """The key files are missing, readable by others, or not the ones this database was sealed with."""


class KeyRing:
    """The keys of one installation. The newest field key seals; every key kept still opens.

    Files in the folder: `field-NAME.key` (32 bytes, hex), `blind.key`, `audit.key`, `session.key`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reload()
        self.blind_key = read_key(folder / "blind.key")
        self.audit_key = read_key(folder / "audit.key")
        self.session_key = read_key(folder / "session.key")

    def reload(self) -> None:
        """Take in the field keys as the folder has them now; the newest name seals."""
        self.fields = {
            path.stem.removeprefix("field-"): AESGCM(read_key(path))
            for path in sorted(self.folder.glob("field-*.key"))
        }
        if not self.fields:
            raise KeysUnusable(f"密钥目录中没有字段密钥：{self.folder}")
        self.current = max(self.fields)

    def seal(self, text: str, place: str) -> bytes:
        name, nonce = self.current.encode(), os.urandom(NONCE)
        box = self.fields[self.current].encrypt(nonce, text.encode(), place.encode())
        return FORMAT + bytes([len(name)]) + name + nonce + box

    def open(self, sealed: bytes, place: str) -> str:
        """Raises KeysUnusable for a key this ring has not, cryptography's InvalidTag if altered.

        An unknown key may be one that another process has made since: the folder is asked again.
        """
        length = sealed[1]
        name = sealed[2 : 2 + length].decode()
        if name not in self.fields:
            self.reload()
        if sealed[:1] != FORMAT or name not in self.fields:
            raise KeysUnusable(f"缺少字段密钥：{name}")
        nonce, box = sealed[2 + length : 2 + length + NONCE], sealed[2 + length + NONCE :]
        return self.fields[name].decrypt(nonce, box, place.encode()).decode()

    def key_name(self, sealed: bytes) -> str:
        return sealed[2 : 2 + sealed[1]].decode()

    def blind(self, text: str, place: str) -> str:
        """The index under which an equal value in the same column is found; 32 hex digits."""
        return hmac.new(self.blind_key, f"{place}:{text}".encode(), sha256).hexdigest()[:32]

    def fingerprint(self) -> str:
        """Says which blind key a database belongs to, without saying the key."""
        return self.blind("fingerprint", "installation")


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file. Raises KeysUnusable if others may read it or it is not a key."""
    if not path.is_file():
        raise KeysUnusable(f"缺少密钥文件：{path.name}")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysUnusable(f"密钥文件权限过宽，应为0600：{path.name}")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32 or len(set(key)) < 8:
        raise KeysUnusable(f"密钥文件内容不是有效密钥：{path.name}")
    return key


def write_key(path: Path) -> None:
    """A new random key, readable by this account alone; never overwrites."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))


def new_field_key(folder: Path) -> str:
    """One more field key, under the next name; answers the name."""
    last = max(int(path.stem.removeprefix("field-")) for path in folder.glob("field-*.key"))
    write_key(folder / f"field-{last + 1:04d}.key")
    return f"{last + 1:04d}"


def make_keys(folder: Path) -> None:
    """The keys of a new installation; files that exist are left as they are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.glob("field-*.key")):
        write_key(folder / "field-0001.key")
    for name in ("blind", "audit", "session"):
        if not (folder / f"{name}.key").exists():
            write_key(folder / f"{name}.key")


def opens(sealed: bytes, place: str) -> bool:
    """Whether the keys at hand open a value."""
    try:
        keys().open(sealed, place)
    except (KeysUnusable, InvalidTag):
        return False
    return True


_ring: list[KeyRing] = []


def open_keys(folder: Path) -> KeyRing:
    """Load the keys this process seals and opens with."""
    ring = KeyRing(folder)
    _ring[:] = [ring]
    _opened.cache_clear()
    return ring


def keys() -> KeyRing:
    if not _ring:
        raise KeysUnusable("尚未载入密钥")
    return _ring[0]


def opener(place: str) -> Callable[[bytes | None], str | None]:
    """How very many values of one column are opened one after the other; as KeyRing.open."""
    ring, bound = keys(), place.encode()
    head = FORMAT + bytes([len(ring.current)]) + ring.current.encode()
    start, decrypt = len(head), ring.fields[ring.current].decrypt

    def opened(sealed: bytes | None) -> str | None:
        if sealed is None:
            return None
        if sealed[:start] == head:
            nonce = start + NONCE
            return decrypt(sealed[start:nonce], sealed[nonce:], bound).decode()
        return ring.open(bytes(sealed), place)

    return opened


@lru_cache(maxsize=4096)
def _opened(sealed: bytes, place: str) -> str:
    return keys().open(sealed, place)


class Sealed(TypeDecorator[str]):
    """A text column that only this installation's keys can read. `place` is "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys().seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _opened(bytes(value), self.place)


class SealedFile(Sealed):
    """A whole file, sealed. Opened anew each time: the memory of small values is not for files."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else keys().seal(b64encode(value).decode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else b64decode(keys().open(bytes(value), self.place))
