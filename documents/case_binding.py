"""Binding the papers of one household: pages numbered through, an outline, every file kept as it was.

A PDF lies in the case file twice, as pages and untouched as an attached file; a picture once, for the
stream of its page is the file itself. Either way the hash in the list can be computed by anybody.
Source: docs/decisions/0049.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

import pikepdf
from pikepdf import (
    Array,
    AttachedFileSpec,
    Dictionary,
    Name,
    OutlineItem,
    Page,
    Pdf,
    Rectangle,
    String,
)
from PIL import Image

from documents.typeset import typeset

A4: Final = (595, 842)
MARGIN, HEAD = 28, 48
"""What is brought in is laid on a sheet of its own within these margins, in points."""


class Unbindable(ValueError):
    """A file that is no longer what it was taken for; the argument is its name in the case file."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the case file: its lines in the index (title, from whom, day, page from 0), and the file.

    `laid`: brought in by others, laid on sheets of our own; `mark` stands above each of its pages.
    """

    file: str
    content: bytes
    lines: list[tuple[str, str, str, int]]
    laid: bool = False
    mark: str = ""

    @property
    def is_picture(self) -> bool:
        return self.content.startswith(b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class Kept:
    """One file as the list of hashes and the manifest name it; `page` is where it begins in the case file."""

    file: str
    page: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Body:
    """The papers one after the other: the PDF, the lines of the index, the files, a mark for each page."""

    pdf: Pdf
    index: list[list[str]]
    kept: list[Kept]


def body_of(papers: Sequence[Paper], title: str, on: date) -> Body:
    """Put the papers together and number their pages. Raises Unbindable."""
    book, marks = Pdf.new(), list[str]()
    index, kept = list[list[str]](), list[Kept]()
    for paper in papers:
        first = len(book.pages)
        try:
            add(book, paper)
        except (pikepdf.PdfError, OSError, ValueError, RuntimeError):
            raise Unbindable(paper.file) from None
        marks += [paper.mark] * (len(book.pages) - first)
        index += [[line, by, day, str(first + page + 1)] for line, by, day, page in paper.lines]
        kept.append(Kept(paper.file, first + 1, len(paper.content), sha256(paper.content).hexdigest()))
    number(book, marks, title, on)
    return Body(book, index, kept)


def add(book: Pdf, paper: Paper) -> None:
    """The pages of one paper. A signature's picture stays on its page; the signature lies in the attached file."""
    if paper.is_picture:
        add_picture(book, paper.content)
        return
    with Pdf.open(io.BytesIO(paper.content)) as source:
        source.flatten_annotations()
        if not paper.laid:
            book.pages.extend(source.pages)
            return
        for page in source.pages:
            upright = sheet(book, *seen_size(page))
            upright.add_overlay(page, within(upright))


def seen_size(page: Page) -> tuple[float, float]:
    """Width and height as a reader sees the page."""
    left, low, right, high = (float(side) for side in page.trimbox)
    width, height = abs(right - left), abs(high - low)
    return (height, width) if int(page.obj.get("/Rotate", 0)) % 180 else (width, height)


def sheet(book: Pdf, width: float, height: float) -> Page:
    """A new A4 page, upright or across, as what comes on it is."""
    size = A4 if width <= height else A4[::-1]
    return book.add_blank_page(page_size=size)


def within(page: Page) -> Rectangle:
    _left, _low, width, height = (float(side) for side in page.mediabox)
    return Rectangle(MARGIN, MARGIN, width - MARGIN, height - HEAD)


def add_picture(book: Pdf, jpeg: bytes) -> None:
    """A page with the picture, whose stream is the file byte for byte."""
    with closing(Image.open(io.BytesIO(jpeg), formats=("JPEG",))) as picture:
        (width, height), mode = picture.size, picture.mode
    page = sheet(book, width, height)
    box = within(page)
    scale = min(box.width / width, box.height / height)
    wide, high = width * scale, height * scale
    left, low = box.llx + (box.width - wide) / 2, box.ury - high
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=book.make_stream(
        jpeg, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray if mode == "L" else Name.DeviceRGB, Filter=Name.DCTDecode,
    )))
    page.contents_add(f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm /Im Do Q".encode())


def number(book: Pdf, marks: Sequence[str], title: str, on: date) -> None:
    """Lay the number within the case file over each page, at its upper right; the mark at its upper left."""
    pages = [
        {"size": [float(page.mediabox[2]), float(page.mediabox[3])], "mark": mark}
        for page, mark in zip(book.pages, marks, strict=True)
    ]
    made = typeset("case_pages", {"title": title, "pages": pages}, on, tagged=False)
    with Pdf.open(io.BytesIO(made)) as over:
        for page, above in zip(book.pages, over.pages, strict=True):
            page.add_overlay(above)


def bound(papers: Sequence[Paper], body: Body, front: bytes, title: str) -> tuple[bytes, int]:
    """The case file: cover and index before the papers, the closing note after them; and how many pages it has."""
    book = body.pdf
    with Pdf.open(io.BytesIO(front)) as cover:
        before = len(cover.pages) - 1
        for place, page in enumerate(list(cover.pages)[:before]):
            book.pages.insert(place, page)
        book.pages.append(cover.pages[before])
    with book.open_outline() as outline:
        outline.root.extend([OutlineItem("封面", 0), OutlineItem("卷内文件目录", 1)])
        outline.root.extend(OutlineItem(line[0], before + int(line[3]) - 1) for line in body.index)
        outline.root.append(OutlineItem("卷内备考表", len(book.pages) - 1))
    for paper in papers:
        if not paper.is_picture:
            book.attachments[paper.file] = AttachedFileSpec(
                book, paper.content, filename=paper.file, mime_type="application/pdf", relationship=Name.Source
            )
    book.Root.PageLabels = Dictionary(Nums=Array([
        0, Dictionary(P=String("封面")), 1, Dictionary(P=String("卷首"), S=Name.D),
        before, Dictionary(S=Name.D), len(book.pages) - 1, Dictionary(P=String("备考表")),
    ]))
    book.Root.PageMode = Name.UseOutlines
    book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    book.docinfo["/Title"] = title
    out = io.BytesIO()
    book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue(), len(book.pages)
