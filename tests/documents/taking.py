"""Taking a ledger away as an officer would, and reading what is in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl

from access.audit import Actor
from access.scope import in_charge_of
from documents.ledgers import write_ledger
from tests.cast import office, officer
from workflow.calendar import work_calendar

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
AT = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
REASON = "上级审计要求核对原件"


def take(session, name, who="zhao", code="220104", since=SINCE, until=UNTIL, at=AT, **options):
    """The ledger as this officer gets it: the file, and its rows by heading."""
    by, here, out = officer(session, who), office(session, code), BytesIO()
    calendar = work_calendar(session)
    session.info["actor"] = Actor.of(by)
    session.commit()
    with in_charge_of(session, by.office.area):
        file = write_ledger(
            session, name, by=by, office=here, since=since, until=until, out=out, at=at,
            calendar=calendar, **options,
        )
    return file, out


def rows_in(out) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(out)
    sheet = book[book.sheetnames[1]]
    over, under = ([c.value for c in sheet[n]] for n in (3, 4))
    heads = [low or high for high, low in zip(over, under, strict=True)]
    body = list(sheet.iter_rows(min_row=5, values_only=True))
    end = next(n for n, row in enumerate(body) if row[0] == "合计")
    book.close()
    return [dict(zip(heads, row, strict=True)) for row in body[:end]]


def text_of(out) -> str:
    book = openpyxl.load_workbook(out)
    text = "\n".join(
        str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value
    )
    book.close()
    return text


def rows_of(session, name, **options):
    return rows_in(take(session, name, **options)[1])
