"""Files as officers and attackers send them, made in memory."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image


def jpeg(width: int = 640, height: int = 480, shade: int = 90, **how) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).point(lambda v: (v + shade) % 256).convert("RGB").save(
        out, "JPEG", **how)
    return out.getvalue()


def photo_from_home() -> bytes:
    """A photo lying on its side, with the maker's name and the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "PhoneMaker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (43.0, 53.0, 1.0)
    return jpeg(exif=exif.tobytes())


def png(width: int = 640, height: int = 480, mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def pixel_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 million pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width * 3 + 1)) for _ in range(200)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(pages: int = 1, change=None, **how) -> bytes:
    out, file = io.BytesIO(), pikepdf.new()
    for _ in range(pages):
        file.add_blank_page()
    if change:
        change(file)
    file.save(out, **how)
    return out.getvalue()


def when_opened(kind: str, **more):
    """An action of that kind as soon as the file is opened."""

    def change(file) -> None:
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)

    return change


def on_a_click(kind: str, **more):
    """A link of the first page with an action of that kind."""

    def change(file) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)
        file.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)])

    return change


def carrying(file) -> None:
    file.attachments["x.exe"] = b"MZ"


def with_form_program(file) -> None:
    file.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))


def unpacking(megabytes: int = 600) -> bytes:
    """A PDF whose one object stream unpacks to that much."""
    packer, blank = zlib.compressobj(9), b" " * (1 << 20)
    packed = packer.compress(b"5 0".ljust(100) + b"<<>>")
    packed += b"".join(packer.compress(blank) for _ in range(megabytes)) + packer.flush()
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R>>",
        4: b"<</Type/ObjStm/N 1/First 100/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (
            len(packed), packed),
    }
    file, places = b"%PDF-1.5\n", {}
    for number, body in bodies.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = struct.pack(">BIH", 0, 0, 65535)
    table += b"".join(struct.pack(">BIH", 1, places[n], 0) for n in bodies)
    table += struct.pack(">BIH", 2, 4, 0) + struct.pack(">BIH", 1, len(file), 0)
    head = b"<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>" % len(table)
    return file + b"6 0 obj\n%bstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, len(file))
