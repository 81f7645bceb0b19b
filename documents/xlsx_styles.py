"""The styles of a patched .xlsx: formats like given ones, but red, yellow, or fit for a result."""

from __future__ import annotations

import re
from typing import Any

from documents.xlsx_parts import FILLS, FONTS, Unpatchable, parse, tag_end


class Styles:
    """The workbook's styles with ours put behind them: like a given one, but red, yellow or a result."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.formats: list[bytes] = []
        self.made: dict[tuple[str, str], int] = {}
        self.new: list[bytes] = []
        self.ours: set[str] = set()
        """Formats that are red or yellow by an earlier return."""
        self.ends: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        inside, began = "", -1
        shades: set[int] = set()

        def start(parser: Any, name: str, attributes: dict[str, str]) -> None:
            nonlocal inside, began
            if name in ("fonts", "fills", "cellXfs"):
                inside = name
                self.counts[name] = 0
            elif (inside, name) in (("fonts", "font"), ("fills", "fill")):
                self.counts[inside] += 1
            elif inside == "fills" and name == "fgColor" and attributes.get("rgb") in FILLS.values():
                shades.add(self.counts["fills"] - 1)
            elif inside == "cellXfs" and name == "xf":
                if int(attributes.get("fillId", 0)) in shades:
                    self.ours.add(str(self.counts[inside]))
                self.counts[inside] += 1
                began = parser.CurrentByteIndex

        def end(parser: Any, name: str) -> None:
            nonlocal inside
            at = parser.CurrentByteIndex
            if inside == "cellXfs" and name == "xf":
                first = tag_end(xml, began)
                self.formats.append(xml[began : first if xml[first - 2 : first] == b"/>" else tag_end(xml, at)])
            if name == inside:
                self.ends[inside] = at
                inside = ""

        parse(xml, start, end)
        if {"fonts", "fills", "cellXfs"} - self.ends.keys() or b"<styleSheet" not in xml[:2000]:
            raise Unpatchable

    def like(self, style: str, tone: str) -> int:
        """The number of a format like that one in this tone."""
        key = (style, tone)
        if key not in self.made:
            number = int(style) if style.isdigit() and int(style) < len(self.formats) else 0
            self.made[key] = len(self.formats) + len(self.new)
            self.new.append(self.toned(self.formats[number], tone))
        return self.made[key]

    def toned(self, form: bytes, tone: str) -> bytes:
        if tone == "plain":
            return with_attributes(form, fillId=0)
        if tone in FILLS:
            fill = self.counts["fills"] + list(FILLS).index(tone)
            return with_attributes(form, fillId=fill, applyFill=1)
        font = self.counts["fonts"] + list(FONTS).index(tone)
        return (f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0" xfId="0" applyFont="1" '
                'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>').encode()

    def written(self) -> bytes:
        fills = "".join(
            f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill></fill>'
            for rgb in FILLS.values()
        )
        fonts = "".join(
            f'<font>{"<b/>" if tone == "head" else ""}<sz val="10"/><color rgb="{rgb}"/><name val="宋体"/></font>'
            for tone, rgb in FONTS.items()
        )
        xml = self.xml
        added = {"fills": fills.encode(), "fonts": fonts.encode(), "cellXfs": b"".join(self.new)}
        for name, at in sorted(self.ends.items(), key=lambda pair: -pair[1]):
            xml = xml[:at] + added[name] + xml[at:]
        return re.sub(rb"""(<(?:fonts|fills|cellXfs)\b[^>]*?)\scount=("[^"]*"|'[^']*')""", rb"\1", xml)


def with_attributes(tag: bytes, **values: int) -> bytes:
    end = tag_end(tag, 0)
    head = tag[:end]
    for name, value in values.items():
        head = re.sub(rb"\s%s\s*=\s*(\"[^\"]*\"|'[^']*')" % name.encode(), b"", head)
        head = head.replace(b"<xf", f'<xf {name}="{value}"'.encode(), 1)
    return head + tag[end:]
