"""A ledger of 100,000 rows, from the database to the file, beside bare XlsxWriter with the same cells."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import func, select
from xlsxwriter import Workbook

from access.audit import Actor
from access.scope import in_charge_of
from documents.columns import Setting
from documents.ledgers import ledger_named, rows_of, write_ledger
from models import Household, Office, User, db
from workflow.calendar import work_calendar

SINCE = date(2000, 1, 1)
WANTED = 100_000


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


def office_of_that_size(by: User) -> tuple[Office, date]:
    """The office and first day whose recognition ledger comes nearest to 100,000 rows from above."""
    everything = select(func.count()).select_from(Household).where(
        Household.recognised_on.is_not(None)
    )
    total = db.session.scalar(everything) or 0
    if total <= WANTED:
        return by.office, SINCE
    nth = db.session.scalar(
        select(Household.recognised_on)
        .where(Household.recognised_on.is_not(None))
        .order_by(Household.recognised_on.desc())
        .offset(WANTED)
        .limit(1)
    )
    return by.office, nth or SINCE


def compare(app: Flask) -> dict[str, float]:
    """Rows, seconds of ours from query to file, seconds of the bare writer with the cells at hand."""
    with app.app_context(), TemporaryDirectory() as folder:
        by = db.session.scalars(select(User).where(User.username == "province")).one()
        db.session.info["actor"] = Actor.of(by)
        with in_charge_of(db.session, by.office.area):
            office, since = office_of_that_size(by)
            at = datetime.now(ZoneInfo("Asia/Shanghai"))
            until, calendar = at.date(), work_calendar(db.session)
            setting = Setting(db.session, by, full=False, on=until, calendar=calendar)
            began = time.perf_counter()
            cells = list(rows_of(db.session, ledger_named("recognition"), setting, since, until))
            gathered = time.perf_counter() - began
            began = time.perf_counter()
            bare(cells, Path(folder) / "bare.xlsx")
            plain = time.perf_counter() - began
            rows = len(cells)
            cells.clear()
            began = time.perf_counter()
            write_ledger(
                db.session, "recognition", by=by, office=office, since=since, until=until,
                out=BytesIO(), at=at, calendar=calendar,
            )
            ours = time.perf_counter() - began
            db.session.remove()
    return {"rows": rows, "ours": ours, "bare": plain, "query": gathered, "ratio": ours / plain}
