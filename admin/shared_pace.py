"""How often one address may ask for what needs no sign-in, counted for all workers of this machine at once.

A file of fixed size holds a count for each address and window, under a lock; no address stands in it,
only a keyed digest of one. A page that is only read writes nothing to the database.
"""

from __future__ import annotations

import fcntl
import os
import struct
from hashlib import blake2b
from pathlib import Path
from threading import Lock

SLOT = struct.Struct("<QQI4x")
"""Digest of the address, number of the window, how often it asked."""
SLOTS, TRIES = 4096, 4


class SharedPace:
    """So many requests of one address in each window of so many seconds, and no more.

    Addresses that fall into one place when all is full share a count; where the file cannot be
    written everybody is let in: a full disk shuts nobody out.
    """

    def __init__(self, path: Path, key: bytes, most: int, seconds: int) -> None:
        self.path, self.key, self.most, self.seconds = path, key[:64], most, seconds
        self.lock = Lock()

    def admits(self, who: str, at: float) -> bool:
        """Whether this request still fits; one that does not is not counted."""
        digest = blake2b(who.encode(), digest_size=8, key=self.key).digest()
        mark, window = int.from_bytes(digest, "little"), int(at // self.seconds)
        try:
            with self.lock:
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX)
                    return self.counted(handle, mark, window)
                finally:
                    os.close(handle)  # gives up the lock too
        except OSError:
            return True

    def counted(self, handle: int, mark: int, window: int) -> bool:
        place, count = self.place_of(handle, mark, window)
        if count >= self.most:
            return False
        os.pwrite(handle, SLOT.pack(mark, window, count + 1), place)
        return True

    def place_of(self, handle: int, mark: int, window: int) -> tuple[int, int]:
        """Where the address is counted in this window, and how often it has asked."""
        free: tuple[int, int] | None = None
        first: tuple[int, int] | None = None
        for n in range(TRIES):
            place = (mark + n) % SLOTS * SLOT.size
            found = os.pread(handle, SLOT.size, place).ljust(SLOT.size, b"\0")
            owner, since, count = SLOT.unpack(found)
            if owner == mark and since == window:
                return place, count
            if since != window:
                free = free or (place, 0)
            first = first or (place, count)
        assert first is not None
        return free or first
