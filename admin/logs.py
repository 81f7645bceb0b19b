"""The logs: one record one line, no identity number, no telephone, nothing of a row.

Our own lines, the server's access lines and a traceback go the same way. Names of persons cannot
be told from other words: they are kept out by never being logged.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from sqlalchemy.exc import DBAPIError, StatementError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

NUMBERS = re.compile(r"(?<!\d)(?:\d{14,}[\dXxＸｘ]|\d{11})(?!\d)")
"""Identity numbers of 15 and 18 characters, bank accounts, mobile numbers."""
KEYS = re.compile(r"(/wall/)[^\s?\"]+")
"""Addresses that are keys themselves: whoever reads them in a log could use them."""
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
SPEAKERS = ("", "admin", "granian.access", "_granian", "werkzeug", "sqlalchemy", "flask_wtf.csrf")


def calm(text: str) -> str:
    """The text on one line, whatever was put into it, its long numbers and its keys hidden."""
    escaped = CONTROLS.sub(lambda c: c[0].encode("unicode_escape").decode(), text)
    return NUMBERS.sub("***", KEYS.sub(r"\1***", escaped))


class CalmFormatter(logging.Formatter):
    """Whatever another formatter makes of a record, after the record has been calmed."""

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        super().__init__()
        self.inner = inner or logging.Formatter(FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        told = copy.copy(record)
        told.msg, told.args = calm(record.getMessage()), None
        told.exc_info = told.stack_info = None
        told.exc_text = None
        if record.exc_info and record.exc_info[1] is not None:
            told.exc_text = "\n".join(lines_of(record.exc_info[1]))
        return self.inner.format(told)


def lines_of(fault: BaseException) -> Iterator[str]:
    """A traceback. Of what a database says, the kind alone: its words quote the row."""
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None:
        yield from lines_of(cause)
        yield "-- then --"
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(fault).__module__}.{type(fault).__qualname__}: {words_of(fault)}"


def words_of(fault: BaseException) -> str:
    if isinstance(fault, DBAPIError):
        kind = type(fault.orig)
        told = getattr(getattr(fault.orig, "diag", None), "constraint_name", None)
        sqlite = getattr(fault.orig, "sqlite_errorname", None)
        return " ".join(filter(None, (f"{kind.__module__}.{kind.__qualname__}", sqlite, told)))
    if isinstance(fault, StatementError):
        return type(fault.orig).__name__
    if type(fault).__module__.partition(".")[0] in ("psycopg", "sqlite3"):
        return ""
    return calm(str(fault))


def init_logs() -> None:
    """Calm every place that lines of ours are written to; once."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger("admin").setLevel(logging.INFO)
    for name in SPEAKERS:
        for handler in logging.getLogger(name).handlers:
            if not isinstance(handler.formatter, CalmFormatter):
                handler.setFormatter(CalmFormatter(handler.formatter))
