"""What stands before an uploaded paper is kept: type by content, size, and a clean copy made apart.

Nothing of a file is parsed in the server's own process. A child with little memory and few seconds
(workflow.upload_child) looks at it; whatever it cannot finish is refused. Source: security cases
UP01–UP06: pictures are written anew, PDF files are looked through and kept as they are, so that a
signature in them stays good.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from policy.paper_terms import FileFormat
from workflow.refusals import Refused, refuse

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 10 * MEGABYTE
MOST_AT_ONCE: Final = 10
SECONDS: Final = 12
CHILD: Final = Path(__file__).with_name("upload_child.py")
STARTS: Final = {
    b"\xff\xd8\xff": FileFormat.JPEG, b"\x89PNG\r\n\x1a\n": FileFormat.JPEG, b"%PDF-": FileFormat.PDF,
}
"""The first bytes of what is let in; a PNG is kept as JPEG, as every picture is."""

TOO_LARGE = "文件超过%(most)dMB：请用手机重新拍照（不要用原图），或分开扫描后再上传"
EMPTY = "文件是空的：请重新选择"
OTHER_TYPE = "只能上传JPG、PNG图片和PDF文件：请用手机拍照，或另存为PDF后再上传"
REFUSALS: Final = {
    "broken": "文件不完整或已损坏，打不开：请重新拍照或重新扫描后再上传",
    "too_many_pixels": "图片尺寸过大（超过5000万像素），未读取：请用手机重新拍照后再上传",
    "too_deep": "PNG和渐进式JPG图片超过1600万像素，未读取：请用手机重新拍照，或另存为普通JPG后再上传",
    "too_small": "图片太小，看不清：请重新拍照，让证件占满画面",
    "encrypted": "PDF文件已加密：请取消打开密码和权限密码后再上传",
    "active": "PDF文件含有脚本、自动动作或表单程序，不能上传：请打印成新的PDF，或拍照上传",
    "embedded": "PDF文件里夹带了其他文件，不能上传：请打印成新的PDF，或拍照上传",
    "too_many_pages": "PDF文件超过60页：请只留需要的页，或分成几个文件",
    "trailing": "PDF文件前后夹带了其他内容，不能上传：请打印成新的PDF，或拍照上传",
    "too_much": "文件结构异常，未读取：请重新拍照后上传",
}
"""What the child found → what the officer is told. No word of the file itself."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A paper fit to be kept: what it is, its content, and the pages of a PDF file."""

    format: FileFormat
    content: bytes
    sheets: int


def format_of(data: bytes) -> FileFormat | None:
    """By the first bytes, whatever the name says; None for what is not let in."""
    return next((found for start, found in STARTS.items() if data.startswith(start)), None)


def cleaned(data: bytes) -> Clean:
    """A copy fit to be kept. Raises Refused with one sentence."""
    if not data:
        raise unfit(EMPTY)
    if len(data) > LARGEST:
        raise unfit(TOO_LARGE, most=LARGEST // MEGABYTE)
    found = format_of(data)
    if found is None:
        raise unfit(OTHER_TYPE)
    try:
        done = subprocess.run(  # noqa: S603  (our own program)
            (sys.executable, "-I", str(CHILD), found.value), input=data, capture_output=True,
            timeout=SECONDS, check=False, env={},
        )
    except subprocess.TimeoutExpired:
        raise unfit(REFUSALS["too_much"]) from None
    head, _newline, content = done.stdout.partition(b"\n")
    if done.returncode or not head.startswith(b"{"):
        raise unfit(REFUSALS["too_much"])
    told = json.loads(head)
    if told["refused"]:
        raise unfit(REFUSALS[told["refused"]])
    return Clean(found, content, told["sheets"])


def unfit(sentence: str, **values: object) -> Refused:
    """The refusal of one file."""
    return refuse("102-2-1", sentence, "files", **values)
