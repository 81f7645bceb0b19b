"""What every part of a patched .xlsx needs: where tags begin and end, what a mark is, when to give up."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple
from xml.parsers import expat

TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
FILLS: Final = {"refused": "FFFFC7CE", "warned": "FFFFEB9C"}
FONTS: Final = {"refused-result": "FF9C0006", "warned-result": "FF7F6000", "head": "FF000000"}


class Unpatchable(Exception):
    """The workbook is built in a way that this patch does not know; it has to be written anew."""


class Mark(NamedTuple):
    """A cell to be marked: row from 1, column from 0, how, and the words.

    A column of None is the first one free beside the table; tones of results are written, others commented.
    """

    row: int
    column: int | None
    tone: str
    words: str

    @property
    def is_result(self) -> bool:
        return self.tone in FONTS


def parse(xml: bytes, start: Any, end: Any) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(parser, name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(parser, name.rpartition(":")[2])
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise Unpatchable from None


def tag_end(xml: bytes, begin: int) -> int:
    found = TAG.match(xml, begin)
    if found is None:
        raise Unpatchable
    return found.end()
