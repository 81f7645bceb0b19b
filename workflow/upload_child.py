"""The child that looks at one uploaded file: `python -I upload_child.py jpeg|pdf`, file on standard input.

Standard output: one line of JSON ({"refused": code or "", "sheets": pages}), then the copy to be
kept. Knows nothing of the house: no database, no keys, no network, no file. Memory and time end
with it; the caller takes every other end for a refusal.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, Final

MEMORY: Final = 400 * 1024 * 1024
SECONDS: Final = 10
MOST_PIXELS: Final = 50_000_000
MOST_DEEP: Final = 16_000_000
"""For what can only be opened whole: PNG, and JPEG in several scans."""
MOST_SCANS: Final = 40
LONGEST_SIDE: Final = 3000
SHORTEST_SIDE: Final = 200
QUALITY: Final = 85
MOST_PAGES: Final = 60
MOST_OBJECTS: Final = 50_000
MOST_DEPTH: Final = 60
ACTIVE: Final = frozenset({"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
CARRIED: Final = frozenset({"/EF", "/EmbeddedFiles", "/EmbeddedFile"})
ACTIONS: Final = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/Trans", "/ResetForm", "/Hide",
})
"""What a PDF may do by itself. Going to a page or opening an address on a click is left."""
WHITE: Final = b" \t\r\n\f\x00"


class Unfit(Exception):
    """Not let in; the argument is a code of workflow.upload_gate.REFUSALS."""


def clean_picture(data: bytes) -> tuple[bytes, int]:
    """Written anew as JPEG: upright, no longer than 3000 pixels, without anything that is no picture."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # measure() asks less
    try:
        picture: Any = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        measure(picture, data)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        if picture.mode == "I;16":  # 16 bits of grey from a scanner: cut off at 255 it would be a white sheet
            picture = picture.point(lambda grey: grey / 256).convert("L")
            picture.info.pop("transparency", None)
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.getchannel("A"))
            upright = paper
        elif upright.mode != "L":
            upright = upright.convert("RGB")
        out = io.BytesIO()
        bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    except Unfit:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError):
        raise Unfit("broken") from None
    return out.getvalue(), 1


def measure(picture: Any, data: bytes) -> None:
    """By the head of the file alone, before a single pixel is opened."""
    width, height = picture.size
    several = picture.info.get("progressive") or picture.info.get("progression")
    deep = picture.format == "PNG" or bool(several)
    if width * height > MOST_PIXELS:
        raise Unfit("too_many_pixels")
    if deep and width * height > MOST_DEEP:
        raise Unfit("too_deep")
    if several and data.count(b"\xff\xda") > MOST_SCANS:
        raise Unfit("broken")
    if min(width, height) < SHORTEST_SIDE:
        raise Unfit("too_small")


def check_pdf(data: bytes) -> tuple[bytes, int]:
    """Kept as it is, if it is whole, open, short and does nothing by itself."""
    import pikepdf

    end = data.rstrip(WHITE)
    if not end.endswith(b"%%EOF"):
        raise Unfit("trailing" if b"%%EOF" in data else "broken")
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unfit("encrypted")
            if len(pdf.objects) > MOST_OBJECTS:
                raise Unfit("too_much")
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                raise Unfit("too_many_pages" if len(pdf.pages) else "broken")
            look_at(pdf.trailer)
            for thing in pdf.objects:
                look_at(thing)
            if pdf.get_warnings():
                raise Unfit("broken")
            return data, len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unfit("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise Unfit("broken") from None


def look_at(thing: Any, depth: int = 0) -> None:
    """Raise Unfit for a dictionary that acts or carries a file; what is referred to comes by itself."""
    import pikepdf

    if depth > MOST_DEPTH:
        raise Unfit("too_much")
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        names = set(thing.keys())
        if names & ACTIVE or str(thing.get("/S", "")) in ACTIONS or acts_on_opening(thing.get("/OpenAction")):
            raise Unfit("active")
        if names & CARRIED or str(thing.get("/Type", "")) == "/EmbeddedFile":
            raise Unfit("embedded")
        parts = [thing[name] for name in names]
    elif isinstance(thing, pikepdf.Array):
        parts = list(thing)
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            look_at(part, depth + 1)


def acts_on_opening(action: Any) -> bool:
    """Whether opening the file does more than turn to a page: an address then opens without a click."""
    import pikepdf

    return isinstance(action, pikepdf.Dictionary) and (str(action.get("/S", "")) != "/GoTo" or "/Next" in action)


def main() -> None:
    """One file in, one verdict and its copy out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    refused, content, sheets = "", b"", 0
    try:
        content, sheets = (clean_picture if sys.argv[1] == "jpeg" else check_pdf)(data)
    except Unfit as unfit:
        refused = str(unfit)
    except MemoryError:
        refused = "too_much"
    sys.stdout.buffer.write(json.dumps({"refused": refused, "sheets": sheets}).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
