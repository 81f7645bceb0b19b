"""The square code (QR, ISO/IEC 18004) of an address, as a picture for a paper."""

from __future__ import annotations

from io import BytesIO

import segno


def square_code(address: str | None) -> str:
    """The address as a QR code in SVG; nothing without an address."""
    if not address:
        return ""
    out = BytesIO()
    segno.make(address, error="m", mask=3).save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue().decode("ascii")
