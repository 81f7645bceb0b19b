"""Files made to hurt, each read by a process of its own: refused at once, in little memory, in plain words."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.workflow.test_sheets import (
    BOOK,
    CLEAN,
    LEDGERS,
    RELS,
    SHEET,
    SPARSE,
    STYLES,
    member,
    rebuilt,
    sheet,
)

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEMORY = 2.0, 200 * 1024
"""Of the processor, because the clock of a busy machine says nothing; KiB resident at most."""
CHILD = """
import json, resource, sys
from workflow.refusals import Refused
from workflow.sheets import read_workbook

data = sys.stdin.buffer.read()

def spent():
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))

began, words = spent(), ""
try:
    read_workbook(data)
except Refused as refusal:
    words = str(refusal)
memory = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([words, spent() - began, max(memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)]))
"""
TEXTS = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAMED = "姓名,身份证号码\n".encode()


def random_bytes(size: int) -> bytes:
    return Random(1).randbytes(size)


def texts() -> bytes:
    """Fifty megabytes of shared texts that compress no better than texts do."""
    some = [b"<si><t>%s</t></si>" % random_bytes(20).hex().encode() for _ in range(1)]
    draw = Random(2)
    return TEXTS + b"".join(b"<si><t>%040x</t></si>" % draw.getrandbits(160) for _ in range(900_000)) + some[0] + b"</sst>"


def with_type(name: str, encoding: str = "utf-8") -> bytes:
    entity = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    return rebuilt({name: entity.encode(encoding)})


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, content)
    return out.getvalue()


ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (lambda: rebuilt({}, (("xl/worksheets/big.xml", b"0" * 400_000_000),)), "解压后过大"),
    "small workbook, two cells far apart": (lambda: rebuilt({SHEET: sheet(SPARSE)}), "超过200万格"),
    "small workbook, all columns": (
        lambda: rebuilt({SHEET: sheet("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5000)))}),
        "超过256列"),
    "50 MB of texts": (lambda: rebuilt({}, (("xl/sharedStrings.xml", texts()),)), "解压后过大"),
    "one text of 50 MB": (lambda: rebuilt({}, (("xl/sharedStrings.xml", TEXTS + b"A" * 50_000_000),)), "解压后过大"),
    "many merged ranges": (
        lambda: rebuilt({SHEET: member(SHEET).replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="B2:B1048576"/>' * 300_000 + b"</mergeCells>")}),
        "解压后过大"),
    "a million styles": (
        lambda: rebuilt({STYLES: b"<styleSheet><cellXfs>" + b'<xf fontId="0"/>' * 1_000_000 + b"</cellXfs></styleSheet>"}),
        "解压后过大"),
    "tags within tags": (lambda: rebuilt({SHEET: b"<worksheet>" + b"<a>" * 400_000}), "解压后过大|已损坏"),
    "document type, sheet": (lambda: with_type(SHEET), "结构异常"),
    "document type in UTF-16": (lambda: with_type(SHEET, "utf-16"), "结构异常|已损坏"),
    "document type, workbook": (lambda: with_type(BOOK), "结构异常"),
    "document type, relations": (lambda: with_type(RELS), "结构异常"),
    "macros called .xlsx": (lambda: rebuilt({}, (("xl/vbaProject.bin", b"x"),)), "含有宏"),
    "macro sheet": (lambda: rebuilt({}, (("xl/macrosheets/sheet1.xml", b"<x/>"),)), "含有宏"),
    "another workbook linked": (lambda: rebuilt({}, (("xl/externalLinks/externalLink1.xml", b"<x/>"),)), "链接到其他"),
    "a source of data": (lambda: rebuilt({}, (("xl/connections.xml", b"<x/>"),)), "链接到其他"),
    "archive within": (lambda: rebuilt({}, (("xl/media/a.xlsx", CLEAN.read_bytes()),)), "嵌有其他文件"),
    "encrypted": (lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "已加密"),
    "cut .xlsx": (lambda: CLEAN.read_bytes()[:5000], "已损坏"),
    "cut .xls": (lambda: (LEDGERS / "dev01_clean.xls").read_bytes()[:9000], "已损坏"),
    "junk called .xls": (lambda: OLE + random_bytes(12_000_000), "已损坏"),
    "a document of Word": (lambda: archive("word/document.xml", b"<x/>"), "只能读取"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + random_bytes(5000), "无法读取|认不出|不是台账"),
    "a PDF": (lambda: b"%PDF-1.7\n" + random_bytes(5000), "无法读取|认不出|不是台账"),
    "twelve megabytes of zeros": (lambda: b"\0" * 12_000_000, "不是台账"),
    "a million columns": (lambda: NAMED[:-1] + b"," * 1_000_000, "超过256列"),
    "six million columns": (lambda: b"a," * 6_000_000, "超过256列|内容过长"),
    "one endless cell": (lambda: NAMED + b"a" * 12_000_000, "内容过长"),
    "an endless quotation": (lambda: NAMED + b'"' + b"\n" * 12_000_000, "内容过长"),
    "endless lines": (lambda: NAMED + b"\n" * 12_000_000, "超过100000行"),
    "a web page called .xls": (lambda: "<html><table><tr><td>姓名</td></tr></table>".encode(), "网页格式"),
}


@pytest.mark.parametrize(("make", "words"), ATTACKS.values(), ids=ATTACKS)
def test_it_is_refused_at_once_in_little_memory_and_plain_words(tmp_path, make, words):
    file = tmp_path / "attack"
    file.write_bytes(make())
    with file.open("rb") as data:
        run = subprocess.run([sys.executable, "-c", CHILD], stdin=data, capture_output=True, cwd=ROOT, timeout=60, check=True)
    said, seconds, memory = json.loads(run.stdout)

    assert any(word in said for word in words.split("|")), said
    assert seconds < SECONDS
    assert memory < MEMORY


@pytest.mark.parametrize("ref", ["B2:B99000", "A2:F99000"])
def test_ranges_laid_over_each_other_are_looked_at_once(ref):
    """Two thousand ranges over a hundred thousand rows: read, and not for minutes."""
    import time
    from datetime import date

    from workflow.intake_rows import read_rows
    from workflow.sheets import read_workbook

    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(100, 20_000))
    merged = b"".join(b'<mergeCell ref="%s"/>' % ref.encode() for _ in range(2000))
    data = rebuilt({SHEET: member(SHEET).replace(b"</sheetData>", rows + b"</sheetData><mergeCells>" + merged + b"</mergeCells>")})
    began = time.process_time()
    read_rows(read_workbook(data), date(2026, 6, 30))

    assert time.process_time() - began < 60
