"""A ledger of 100,000 rows, from the database to the file, beside bare XlsxWriter with the same cells."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, select
from xlsxwriter import Workbook

from access.audit import Actor
from access.scope import in_charge_of
from admin.ledger_exports import worker_env
from documents.columns import Setting
from documents.ledgers import LedgerFile, ledger_named, rows_of, write_ledger
from models import Household, LedgerExport, User, db
from models.engine import writing
from workflow import ledger_exports as exports
from workflow.calendar import work_calendar

ROOT = Path(__file__).resolve().parents[2]
SINCE = date(2000, 1, 1)
WANTED, LONG = 100_000, 500_000
TURNS = 2


def bare(rows: list[list[Any]], out: Path) -> None:
    """Typed writes in constant_memory mode, nothing else: no layout, no query, no scope."""
    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, date):
                    sheet.write_datetime(
                        r, c, datetime(value.year, value.month, value.day), day
                    )
                elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                    sheet.write_number(r, c, float(value))
                else:
                    sheet.write_string(r, c, str(value))


def first_day(wanted: int) -> date:
    """The first day from which the recognition ledger comes nearest to so many rows from above."""
    nth = db.session.scalar(
        select(Household.recognised_on)
        .where(Household.recognised_on.is_not(None))
        .order_by(Household.recognised_on.desc())
        .offset(wanted)
        .limit(1)
    )
    return nth or SINCE


def clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since_then(began: tuple[float, float]) -> tuple[float, float]:
    """Seconds of the wall and of this process."""
    ended = clocks()
    return ended[0] - began[0], ended[1] - began[1]


def written(by: User, since: date, out: Path) -> LedgerFile:
    at = datetime.now(ZoneInfo("Asia/Shanghai"))
    return write_ledger(
        db.session(), "recognition", by=by, office=by.office, since=since, until=at.date(), out=out,
        at=at, calendar=work_calendar(db.session),
    )


def province() -> User:
    by = db.session.scalars(select(User).where(User.username == "province")).one()
    db.session.info["actor"] = Actor.of(by)
    return by


def compare(app: Flask) -> dict[str, Any]:
    """Ours from query to file beside the bare writer with the cells at hand: the better of two turns.

    Turn and turn about in one process; `cpu` in seconds of the process, `wall` on the clock.
    """
    ours, plain, query = [], [], []
    with app.app_context(), TemporaryDirectory() as folder:
        by = province()
        with in_charge_of(db.session, by.office.area):
            since = first_day(WANTED)
            until, calendar = datetime.now(ZoneInfo("Asia/Shanghai")).date(), work_calendar(db.session)
            for _ in range(TURNS):
                setting = Setting(db.session, by, full=False, on=until, calendar=calendar)
                began = clocks()
                cells = list(rows_of(db.session, ledger_named("recognition"), setting, since, until))
                query.append(since_then(began))
                began = clocks()
                bare(cells, Path(folder) / "bare.xlsx")
                plain.append(since_then(began))
                cells.clear()
                began = clocks()
                file = written(by, since, Path(folder) / "ours.xlsx")
                ours.append(since_then(began))
            sizes = [(Path(folder) / f"{name}.xlsx").stat().st_size for name in ("ours", "bare")]
            held = db.session.scalar(
                select(func.count()).select_from(Household).where(Household.recognised_on.is_not(None))
            ) or 0
            db.session.remove()
    best = {
        f"{name} {clock}": min(turn[n] for turn in turns)
        for name, turns in (("ours", ours), ("bare", plain), ("query", query))
        for n, clock in enumerate(("wall", "cpu"))
    }
    return {
        "rows": file.rows, **best, "sizes": sizes,
        "ratio wall": best["ours wall"] / best["bare wall"],
        "ratio cpu": best["ours cpu"] / best["bare cpu"],
        "memory": [memory(app, WANTED), memory(app, min(LONG, held))],
    }


def memory(app: Flask, wanted: int) -> dict[str, float]:
    """The same by the process that writes it in the background, as its page starts it: MB resident at most."""
    data_dir = Path(app.config["DATA_DIR"])
    with app.app_context():
        session, by = db.session(), province()
        with in_charge_of(session, by.office.area):
            since, now = first_day(wanted), datetime.now(ZoneInfo("Asia/Shanghai"))
        session.rollback()
        with writing():
            number = exports.order(
                session, by, by.office, now, ledger="recognition", selection=None, since=since,
                until=now.date(), full=False, reason="", rows=wanted,
            ).id
        exports.tell(data_dir, number, 0, first=True)
        session.rollback()
        try:
            run = subprocess.run([sys.executable, "ledger_work.py", str(number)], cwd=ROOT, check=True,
                                 env=worker_env(app.config), stdout=subprocess.PIPE, text=True)
        finally:
            with writing():
                exports.give_up(session, data_dir, session.get_one(LedgerExport, number), now, exports.LEFT)
            db.session.remove()
    told = json.loads(run.stdout)
    return {"rows": told["rows"], "most": told["memory_mb"]}


def report(found: dict[str, Any]) -> list[str]:
    """What docs/bench.md says of it."""
    few, many = found["memory"]
    ours, bare_ = found["sizes"]
    return [
        "",
        f"Recognition ledger, {found['rows']:,} rows × 31 columns, from the query to the file (decryption, "
        f"masks, layout, charts): {found['ours cpu']:.1f} s of the processor, {found['ours wall']:.1f} s on "
        f"the clock (of it {found['query wall']:.1f} s gathering the cells), {ours / 1e6:.1f} MB; bare "
        f"XlsxWriter constant_memory, the same cells at hand, {found['bare cpu']:.1f} s and "
        f"{found['bare wall']:.1f} s, {bare_ / 1e6:.1f} MB; ratio {found['ratio cpu']:.2f} of the "
        f"processor, {found['ratio wall']:.2f} on the clock.",
        "",
        "Resident memory at most of the process that writes such a ledger in the background, order to sealed file: "
        + "; ".join(f"{each['rows']:,.0f} rows {each['most']:.0f} MB" for each in (few, many)) + ".",
        "",
    ]
