"""Handing a file out under its Chinese name: a workbook read from a file of its own, a paper as PDF or Word file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"xlsx": XLSX, "pdf": "application/pdf", "zip": "application/zip"}
PART = 1 << 16


def workbook(out: BinaryIO, filename: str) -> Response:
    """The answer that sends the open file from its beginning and closes it, sent or not."""
    size = out.seek(0, 2)
    out.seek(0)
    response = sent_in_parts(parts(out), filename)
    response.content_length = size
    response.call_on_close(out.close)
    return response


def sent_in_parts(sent: Iterator[bytes], filename: str) -> Response:
    """The answer that sends a file part by part; its name's ending says what it is."""
    return named(Response(sent, mimetype=KINDS[filename.rpartition(".")[2]]), filename)


def pdf(content: bytes, filename: str) -> Response:
    """The answer that hands out a paper."""
    return named(Response(content, mimetype="application/pdf"), filename)


def word(content: bytes, filename: str) -> Response:
    """The answer that hands out a Word file."""
    return named(Response(content, mimetype=DOCX), filename)


def named(response: Response, filename: str) -> Response:
    """To be kept under that name, which stands twice: RFC 5987 for every browser of today, ASCII for the rest."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{plain.lstrip("_")}"; filename*=UTF-8\'\'{quote(filename, safe="")}'
    )
    return response


def parts(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while part := out.read(PART):
            yield part
