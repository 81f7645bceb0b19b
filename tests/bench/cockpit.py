"""Each page of the leaders' cockpit, whole, for the province: with a hundred thousand households and with all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from admin.cockpit_pages import PAGES
from models.sealed import open_keys
from tests.bench.measure import ours_as

ROUNDS = 3
FROM = 100_000


def compare(apps: dict[int, Flask], clock: Callable[[], float] = time.perf_counter) -> list[dict[str, Any]]:
    """Seconds of each page by the number of households; the median of turns, the first uncounted."""
    taken: dict[str, dict[int, float]] = {key: {} for key in PAGES}
    for size, app in sorted(apps.items()):
        if size < FROM:
            continue
        open_keys(Path(app.config["DATA_DIR"]) / "keys")
        leader = ours_as(app, "province")
        for key in PAGES:
            fetch = leader.get(f"/admin/charts/{'' if key == 'overview' else key + '/'}")
            fetch()
            taken[key][size] = statistics.median(timed(fetch, clock) for _ in range(ROUNDS))
    return [{"page": key, "seconds": {str(n): s for n, s in found.items()}} for key, found in taken.items()]


def timed(fetch: Callable[[], bytes], clock: Callable[[], float]) -> float:
    began = clock()
    fetch()
    return clock() - began


def report(found: list[dict[str, Any]]) -> list[str]:
    sizes = list(found[0]["seconds"])
    least, most = sizes[0], sizes[-1]
    lines = [
        "", "Pages of the cockpit, whole, for the province (s).", "",
        f"| page | {' | '.join(f'{int(n):,}' for n in sizes)} | {int(most):,} ÷ {int(least):,} |",
        "|---|" + "---|" * (len(sizes) + 1),
    ]
    for one in found:
        seconds = one["seconds"]
        shown = " | ".join(f"{seconds[n]:.2f}" for n in sizes)
        lines.append(f"| {one['page']} | {shown} | {seconds[most] / seconds[least]:.1f} |")
    return [*lines, ""]
