"""Papers set in type: a template and plain values in, a PDF/A-2b with its fonts embedded out.

What a clerk typed travels as JSON and never becomes part of a template. The same values give the
same bytes, whatever the machine: no system font and no clock is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pylopdf_fonts_zh_cn
import typst
from pikepdf import Pdf

TEMPLATES = Path(__file__).parent.parent / "templates" / "typst"
FONTS = TEMPLATES.parent / "fonts"
"""Drawn lighter from Noto by tests/fonts.py; what they lack comes from Noto itself."""
AROUND = b'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("picture.svg")'
SILENT = re.compile(r'the text `?"(.+?)"`? could not be displayed')


class Unprintable(ValueError):
    """The fonts lack these characters, so the paper would carry a box in a name's place."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def typeset(template: str, values: Mapping[str, Any], on: date, *, tagged: bool = True) -> bytes:
    """The PDF of `templates/typst/<template>.typ`, which reads `values` and the day it is made on.

    The template finds both in `json("data.json")`, the day as `made: [year, month, day]`. They are a file in
    memory and not `sys.inputs`: whatever differs there makes typst set anew all that it kept of other papers.
    `tagged`: with the structure that reading aloud asks for, which doubles a form of many cells.
    Raises Unprintable, naming every character that neither font has.
    """
    try:
        return _set(template, _dated(values, on), tagged=tagged)
    except typst.TypstError as error:
        if not SILENT.search(str(error)):
            raise
        raise Unprintable(unprintable("".join(_texts(values)))) from None


def unprintable(text: str) -> str:
    """The characters of the text that a paper cannot show, each once, in their order."""
    left = dict.fromkeys(c for c in text if c.isprintable() and not c.isspace())
    lacking: list[str] = []
    while left:
        try:
            _set("characters", {"text": "".join(left)})
            break
        except typst.TypstError as error:
            found = [c for run in SILENT.findall(str(error)) for c in run if left.pop(c, c) is None]
            if not found:
                raise
            lacking += found
    return "".join(c for c in dict.fromkeys(text) if c in lacking)


def typeset_and_find(
    template: str, values: Mapping[str, Any], on: date, label: str, *, tagged: bool = True
) -> tuple[bytes, list[Any]]:
    """The paper as by `typeset`, and what its template notes under `<label>`: where a seal goes, for one."""
    pdf = typeset(template, values, on, tagged=tagged)
    files = _files(template, _dated(values, on))
    asked = typst.Compiler(input=files, font_paths=_fonts(), root=str(TEMPLATES))  # each answers for its files once
    found: list[Any] = orjson.loads(asked.query(f"<{label}>", field="value"))
    return pdf, found


def destinations(pdf: bytes) -> dict[str, tuple[int, float, float]]:
    """The places of the paper that have a name: page from 1, points from the page's upper left corner."""
    with Pdf.open(BytesIO(pdf)) as opened:
        numbers = {page.objgen: n for n, page in enumerate(opened.pages, 1)}
        told = list(opened.Root.Names.Dests.Names) if "/Names" in opened.Root else []
        return {
            str(name): (numbers[page.objgen], float(x), float(page.MediaBox[3]) - float(y))
            for name, (page, _, x, y, *_) in zip(told[::2], told[1::2], strict=True)
        }


def outlined(template: str, values: Mapping[str, Any]) -> bytes:
    """The template's one page as a PDF in which letters are outlines, so that it brings no font along.

    Raises Unprintable as `typeset` does: a picture would not complain by itself.
    """
    if lacking := unprintable("".join(_texts(values))):
        raise Unprintable(lacking)
    picture: bytes = _compiler().compile(input=_files(template, values), format="svg")
    made: bytes = _compiler().compile(
        input={"main.typ": AROUND, "picture.svg": picture}, format="pdf", timestamp=0, pdf_tags=False
    )
    return made


def _dated(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    return {**values, "made": [on.year, on.month, on.day]}


def _set(template: str, values: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    made: bytes = _compiler().compile(
        input=_files(template, values), format="pdf", pdf_standards=["a-2b"], timestamp=0, pdf_tags=tagged
    )
    return made


def _files(template: str, values: Mapping[str, Any]) -> dict[str, bytes]:
    """What exists in memory alone: the values, and one line that asks for the template on the disk."""
    return {"main.typ": f'#include "{template}.typ"'.encode(), "data.json": orjson.dumps(values)}


@cache
def _fonts() -> typst.Fonts:
    """Kept: they are read once in a process."""
    return typst.Fonts(
        font_paths=[str(FONTS), str(pylopdf_fonts_zh_cn.serif_path().parent)],
        include_system_fonts=False, include_embedded_fonts=False,
    )


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts(), root=str(TEMPLATES))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for part in value for text in _texts(part)] if isinstance(value, list | tuple) else []
