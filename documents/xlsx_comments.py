"""The comments of a patched .xlsx: their words, their boxes, and how a sheet is related to both."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from documents.workbook import odd_text
from documents.xlsx_parts import Mark, Unpatchable

AUTHOR = "导入核对"
"""Comments of this author are ours: a workbook that comes back again sheds them."""
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"


def shed_our_comments(members: dict[str, bytes], path: str, rels_path: str) -> None:
    """Take out the comments of an earlier return, if all of the sheet's are ours."""
    rels = members.get(rels_path, b"")
    related = {
        kind: tag for tag in re.findall(rb"<Relationship\b[^>]*/>", rels)
        if (kind := next((k for k in (b"/comments", b"/vmlDrawing") if k + b'"' in tag), b""))
    }
    if set(related) != {b"/comments", b"/vmlDrawing"}:
        return
    targets = [re.search(rb'Target="([^"]*)"', tag) for tag in related.values()]
    names = [posixpath.normpath(posixpath.join("/", posixpath.dirname(path), t[1].decode()))[1:]
             for t in targets if t]
    comments = next((members.get(name, b"") for name in names if "comments" in name), b"")
    authors = re.findall(rb"<author>([^<]*)</author>", comments)
    if authors != [AUTHOR.encode()]:
        return
    for tag in related.values():
        rels = rels.replace(tag, b"")
    members[rels_path] = rels
    members[path] = re.sub(rb"<legacyDrawing\b[^>]*/>", b"", members[path])
    types = members["[Content_Types].xml"]
    for name in names:
        members.pop(name, None)
        types = re.sub(rb'<Override\b[^>]*PartName="/%s"[^>]*/>' % re.escape(name.encode()), b"", types)
    members["[Content_Types].xml"] = types


def comments_of(marks: Sequence[Mark]) -> bytes:
    lines = "".join(
        f'<comment ref="{xl_col_to_name(m.column or 0)}{m.row}" authorId="0"><text><r><t{odd_text(m.words)}</t></r></text></comment>'
        for m in marks
    )
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<authors><author>{AUTHOR}</author></authors><commentList>{lines}</commentList></comments>").encode()


def shapes_of(marks: Sequence[Mark]) -> bytes:
    """The boxes of the comments: Excel shows none without them."""
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t202" style="position:absolute;width:200pt;height:60pt;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><v:textbox/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{(m.column or 0) + 1},15,{max(m.row - 2, 0)},10,{(m.column or 0) + 4},15,{m.row + 2},4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{m.row - 1}</x:Row><x:Column>{m.column or 0}</x:Column></x:ClientData></v:shape>"
        for n, m in enumerate(marks)
    )
    return ('<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
            'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
            f"</v:shapetype>{shapes}</xml>").encode()


def with_relations(xml: bytes | None, name: str) -> bytes:
    """The sheet's relations with those to the comments and their boxes."""
    ours = (f'<Relationship Id="rIdZzVml" Type="{REL}/vmlDrawing" Target="/xl/drawings/{name}.vml"/>'
            f'<Relationship Id="rIdZzComments" Type="{REL}/comments" Target="/xl/{name}comments.xml"/>').encode()
    if xml is None or b"</Relationships>" not in xml:
        return (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns='
                b'"http://schemas.openxmlformats.org/package/2006/relationships">' + ours + b"</Relationships>")
    return xml.replace(b"</Relationships>", ours + b"</Relationships>")


def with_types(xml: bytes, name: str) -> bytes:
    ours = f'<Override PartName="/xl/{name}comments.xml" ContentType="{KIND}"/>'.encode()
    if b"</Types>" not in xml:
        raise Unpatchable
    if not re.search(rb"""Extension=["']vml["']""", xml):
        first = xml.find(b"<Override")
        vml = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        xml = xml[:first] + vml + xml[first:] if first >= 0 else xml.replace(b"</Types>", vml + b"</Types>")
    return xml.replace(b"</Types>", ours + b"</Types>")
