"""Numbers so small that they speak of single households (小数保护): what of a table may be hung up.

A number from 1 to k - 1 is not shown; nor are as many others as it takes, so that nobody finds it by
subtracting what is shown from the total. Nought is shown: that nobody is left says nothing of anybody.
Source: docs/decisions/0041.
"""

from __future__ import annotations

from collections.abc import Sequence


def total_shown(total: int, k: int) -> int | None:
    """The total, or None where it is itself too small to be shown."""
    return None if 0 < total < k else total


def cells_shown(cells: Sequence[int], k: int) -> list[int | None]:
    """The parts of a total as they may stand beside it; None for each that is not shown.

    Every part not shown may still have k different values and more, for all that is shown: of
    those hidden there are two at least, and together they exceed what they would have at least by
    k. Where that cannot be had, no part is shown, the noughts neither. Nothing is hidden where no
    part is small; a single part is the total, and shown as that is.
    """
    total = sum(cells)
    if len(cells) < 2:
        return [total_shown(cell, k) for cell in cells]
    hidden = {place for place, cell in enumerate(cells) if 0 < cell < k}
    if not hidden:
        return list(cells)
    others = sorted(
        (place for place, cell in enumerate(cells) if cell >= k), key=lambda place: cells[place]
    )
    while not _covered([cells[place] for place in hidden], k):
        if not others:
            return [None] * len(cells)
        hidden.add(others.pop(0))
    if total < k:
        return [None] * len(cells)
    return [None if place in hidden else cell for place, cell in enumerate(cells)]


def _covered(hidden: Sequence[int], k: int) -> bool:
    return len(hidden) > 1 and sum(hidden) - len(hidden) >= k


def share_shown(part: int, whole: int, k: int) -> int | None:
    """A share in whole per cent of a whole that is not shown itself; None where the whole is too small.

    100 stands for all of them and 0 for none: a share between is never rounded to either.
    """
    if whole < k:
        return None
    percent = round(100 * part / whole)
    return min(99, max(1, percent)) if 0 < part < whole else percent
