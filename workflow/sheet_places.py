"""Where a cell stands, as a sheet writes it."""

from __future__ import annotations

Place = tuple[int, int]
"""Row and column of a cell, both counted from 1."""


def column_of(reference: str) -> Place:
    """Row and column of a reference such as AB12; 0 for what is not there."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters[:4]:
        column = column * 26 + ord(letter.upper()) - 64
    digits = reference[len(letters) :]
    return int(digits[:8]) if digits else 0, max(column, 0)
