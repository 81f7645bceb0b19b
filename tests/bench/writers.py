"""Eight processes that write without rest on one SQLite file: throughput, and who gets how much."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from models.engine import engine_options, prepare, writing

SECONDS, WRITERS = 5, 8


def write(path: str, until: float, fair: bool, told: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    url = f"sqlite:///{path}"
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    if not fair:
        from models import engine as module

        module.enter_queue = lambda connection: None  # type: ignore[assignment]
    done, longest = 0, 0.0
    while time.monotonic() < until:
        began = time.monotonic()
        with writing(), engine.begin() as connection:
            connection.execute(text("UPDATE counter SET n = n + 1"))
        longest = max(longest, time.monotonic() - began)
        done += 1
    told.put((done, longest))


def fairness(fair: bool) -> dict[str, float]:
    """Commits a second in all, the least and the most of one writer, the longest wait in seconds."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "w.db")
        url = f"sqlite:///{path}"
        engine = create_engine(url, **engine_options(url))
        prepare(engine)
        with writing(), engine.begin() as connection:
            connection.execute(text("CREATE TABLE counter (n INTEGER)"))
            connection.execute(text("INSERT INTO counter VALUES (0)"))
        engine.dispose()
        told: multiprocessing.Queue = multiprocessing.Queue()  # type: ignore[type-arg]
        until = time.monotonic() + SECONDS
        workers = [
            multiprocessing.Process(target=write, args=(path, until, fair, told))
            for _ in range(WRITERS)
        ]
        for worker in workers:
            worker.start()
        found = [told.get() for _ in workers]
        for worker in workers:
            worker.join()
    counts = [count for count, _ in found]
    return {
        "per second": sum(counts) / SECONDS, "least": min(counts), "most": max(counts),
        "longest wait s": max(wait for _, wait in found),
    }
