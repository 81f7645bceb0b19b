"""What an address may say: days, keys, words. Whatever cannot be meant is nothing, never an error."""

from __future__ import annotations

from datetime import date
from typing import Final

LONGEST: Final = 60
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def day_of(text: str) -> date | None:
    """A day as a native date input sends it; None for anything else."""
    if len(text) != 10 or not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def whole_number(text: str) -> int | None:
    """A positive number that a database key may be; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) < 2**31:
        return int(text)
    return None


def plain_text(text: str) -> str:
    """What may be asked for: no control characters, not endless; otherwise nothing."""
    text = text.strip()
    return text if len(text) <= LONGEST and text.isprintable() else ""
