"""The round seal as it stands on a paper: lines and outlines in a form of its own, without font or colour profile."""

from __future__ import annotations

import re
import zlib
from functools import cache
from io import BytesIO

from pikepdf import Pdf

from documents.typeset import outlined

RED = (0xC3 / 255, 0x16 / 255, 0x1C / 255)
SEAL_POINTS = 42 * 72 / 25.4
FINE = 20
"""Steps of one point: 0.018 mm, less than a printer's dot. So written, the numbers are whole and short."""
OPERANDS = re.compile(rb"((?:-?[\d.]+ ){6})cm|(/c0 (?:CS|cs) [\d. ]+ (?:SCN|scn)|[\d.]+ M)|(-?\d+\.?\d*)")


@cache
def picture_of(office: str) -> bytes:
    """What draws the seal of the office, 42 mm wide, deflated; made once in a process.

    Raises Unprintable where the fonts lack a character of its name.
    """
    with Pdf.open(BytesIO(outlined("seal", {"office": office}))) as drawn:
        operators = drawn.pages[0].Contents.read_bytes()
    red = b"%.4f %.4f %.4f" % RED
    return zlib.compress(red + b" RG " + red + b" rg\n" + OPERANDS.sub(coarser, operators), 9)


def coarser(found: re.Match[bytes]) -> bytes:
    """Lengths in fine steps, each matrix leading back to points; the one colour is named once, above."""
    matrix, needless, length = found.groups()
    if matrix:
        a, b, c, d, x, y = map(float, matrix.split())
        return b"%.5g %.5g %.5g %.5g %.5g %.5g cm" % (a / FINE, b / FINE, c / FINE, d / FINE, x, y)
    return b" " if needless else b"%d" % round(float(length) * FINE)
