"""Papers set in type: a template and plain values in, a PDF/A-2b with its fonts embedded out.

What a clerk typed travels as JSON and never becomes part of a template. The same values give the
same bytes, whatever the machine: no system font and no clock is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pylopdf_fonts_zh_cn
import typst

TEMPLATES = Path(__file__).parent.parent / "templates" / "typst"
SILENT = re.compile(r'the text `?"(.+?)"`? could not be displayed')


class Unprintable(ValueError):
    """The fonts lack these characters, so the paper would carry a box in a name's place."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def typeset(template: str, values: Mapping[str, Any], on: date, *, tagged: bool = True) -> bytes:
    """The PDF of `templates/typst/<template>.typ`, which reads `values` and the day it is made on.

    The template finds both in `json(bytes(sys.inputs.data))`, the day as `made: [year, month, day]`.
    `tagged`: with the structure that reading aloud asks for, which doubles a form of many cells.
    Raises Unprintable, naming every character that neither font has.
    """
    try:
        return _set(template, {**values, "made": [on.year, on.month, on.day]}, tagged=tagged)
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
    found: list[Any] = orjson.loads(_compiler().query(f"<{label}>", field="value"))
    return pdf, found


def _set(template: str, values: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    made: bytes = _compiler().compile(
        **_order(template, values), format="pdf", pdf_standards=["a-2b"], timestamp=0,
        pdf_tags=tagged,
    )
    return made


def _order(template: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": str(TEMPLATES / f"{template}.typ"),
        "sys_inputs": {"data": orjson.dumps(values).decode()},
    }


@cache
def _compiler() -> typst.Compiler:
    """Kept: the fonts are read once in a process."""
    fonts = typst.Fonts(
        font_paths=[str(pylopdf_fonts_zh_cn.serif_path().parent)],
        include_system_fonts=False, include_embedded_fonts=False,
    )
    return typst.Compiler(font_paths=fonts, root=str(TEMPLATES))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for part in value for text in _texts(part)] if isinstance(value, list | tuple) else []
