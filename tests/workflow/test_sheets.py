"""Which files are let in, and what is read of them; what is refused is refused at once and plainly."""

from __future__ import annotations

import contextlib
import io
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.intake_rows import read_rows
from workflow.refusals import Refused
from workflow.sheet_gate import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from workflow.sheets import read_file, read_workbook

LEDGERS = Path(__file__).parent.parent / "ledgers"
CLEAN = LEDGERS / "dev01_clean.xlsx"
BILLION_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def rebuilt(change: dict[str, bytes | None], more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """The clean ledger with members replaced, left out (None) or added, compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(CLEAN) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more:
            new.writestr(name, content)
    return out.getvalue()


def member(name: str) -> bytes:
    with zipfile.ZipFile(CLEAN) as archive:
        return archive.read(name)


def made(fill, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as workbook:
        fill(workbook)
    return out.getvalue()


def sheet(rows: str) -> bytes:
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return head + f"<sheetData>{rows}</sheetData></worksheet>".encode()


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
RELS, BOOK = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
FAR_RIGHT = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 2001))
FAR_DOWN = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
SPARSE = '<row r="1"><c r="IV1"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(rebuilt({SHEET: sheet(FAR_RIGHT)}), "超过256列", id="a cell in the last column"),
        pytest.param(rebuilt({SHEET: sheet(FAR_DOWN)}), "超过100000行", id="a cell in the last row"),
        pytest.param(rebuilt({SHEET: sheet(SPARSE)}), "超过200万格", id="two cells far apart"),
        pytest.param(rebuilt({SHEET: BILLION_LAUGHS + sheet("")[21:]}), "结构异常", id="laughs, sheet"),
        pytest.param(rebuilt({}, (("xl/sharedStrings.xml", BILLION_LAUGHS + b"<sst/>"),)), "结构异常",
                     id="laughs, texts"),
        pytest.param(rebuilt({STYLES: ENTITY + member(STYLES)}), "结构异常", id="entity, styles"),
        pytest.param(rebuilt({RELS: ENTITY + member(RELS)}), "结构异常", id="entity, relations"),
        pytest.param(rebuilt({BOOK: ENTITY + member(BOOK)}), "结构异常", id="entity, workbook"),
        pytest.param(rebuilt({}, (("xl/vbaProject.bin", b"x"),)), "含有宏", id="macros"),
        pytest.param(rebuilt({}, (("../../etc/passwd", b"x"),)), "结构异常", id="member outside"),
        pytest.param(rebuilt({}, (("xl/a.zip", b"x"),)), "嵌有其他文件", id="archive within"),
        pytest.param(rebuilt({}, (("xl/a.xml", b"0" * 30_000_000),)), "解压后过大", id="zip bomb"),
        pytest.param(rebuilt({}, tuple((f"xl/{n}.xml", b"") for n in range(1001))), "结构异常",
                     id="1,001 members"),
        pytest.param(rebuilt({SHEET: b"<worksheet><sheetData>"}), "已损坏", id="cut XML"),
        pytest.param(rebuilt({SHEET: None}), "已损坏", id="no sheet"),
        pytest.param(rebuilt({BOOK: None}), "只能读取", id="another kind of archive"),
        pytest.param(CLEAN.read_bytes()[:4000], "已损坏", id="cut archive"),
        pytest.param(b"\0" * 4 + CLEAN.read_bytes()[4:], "已损坏.*另存", id="its first bytes gone"),
        pytest.param(CLEAN.read_bytes()[700:], "已损坏.*另存", id="its beginning cut off"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "已损坏", id="cut .xls"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                     "已加密", id="encrypted"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "网页格式", id="a web page"),
        pytest.param('姓名,身份证号\n"张试子,1'.encode(), "引号不配对", id="an open quotation"),
        pytest.param(b"\x00\x01\x02\xff" * 50, "无法读取|认不出|不是台账", id="no text at all"),
        pytest.param("姓名".encode() + b"\xff\xff\xfe", "认不出", id="no encoding we know"),
    ],
)
def test_a_file_that_is_not_let_in_is_refused_in_plain_words(data, words):
    began = time.monotonic()

    with pytest.raises(Refused) as refusal:
        read_workbook(data)

    assert re.search(words, str(refusal.value))
    assert time.monotonic() - began < 2


def test_a_workbook_that_asks_for_all_memory_ends_its_reader_and_not_us():
    texts = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9999999999999" uniqueCount="9999999999999"><si><t>x</t></si></sst>'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rIdS" Type="' + kind + b'" Target="sharedStrings.xml"/>'
    relations = member(RELS).replace(b"</Relationships>", link + b"</Relationships>")
    forged = rebuilt({RELS: relations}, (("xl/sharedStrings.xml", texts),))

    with pytest.raises(Refused, match="已损坏"):
        read_workbook(forged)


@given(st.lists(st.tuples(st.integers(8, 13_000), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, database=None)
def test_an_old_workbook_with_wrong_bytes_is_read_or_refused(changes):
    data = bytearray((LEDGERS / "dev01_clean.xls").read_bytes())
    for at, byte in changes:
        data[at] = byte

    with contextlib.suppress(Refused):
        read_rows(read_workbook(bytes(data)), date(2026, 6, 30))


def test_a_number_that_is_none_is_text():
    cells = '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>inf</v></c></row>'

    assert read_workbook(rebuilt({SHEET: sheet(cells)})).sheets[0].rows == [["nan", "inf"]]


def test_a_member_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = rebuilt({}, ((SHEET, b"<worksheet/>"),))

    with pytest.raises(Refused, match="结构异常"):
        read_workbook(data)


def test_an_encrypted_member_is_refused():
    data = bytearray(CLEAN.read_bytes())
    for at in (m.start() for m in re.finditer(rb"PK\x01\x02", bytes(data))):
        data[at + 8] |= 1

    with pytest.raises(Refused, match="已加密"):
        read_workbook(bytes(data))


def test_sizes_that_lie_are_found_out():
    """The directory says less than there is: nothing is read beyond what was counted."""
    data = bytearray(CLEAN.read_bytes())
    for at in (m.start() for m in re.finditer(rb"PK\x01\x02", bytes(data))):
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(Refused, match="已损坏"):
        read_workbook(bytes(data))


def test_a_file_is_measured_before_it_is_read(tmp_path):
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(Refused, match="超过20MB"):
        read_file(large)
    with pytest.raises(Refused, match="找不到文件"):
        read_file(tmp_path / "nowhere.xlsx")
    (tmp_path / "empty.csv").write_bytes(b"\n")
    with pytest.raises(Refused, match="空的"):
        read_file(tmp_path / "empty.csv")


def test_a_csv_has_the_same_limits():
    with pytest.raises(Refused, match="超过100000行"):
        read_workbook(b"a\n" * (MOST_ROWS + 1))
    with pytest.raises(Refused, match="超过256列"):
        read_workbook(b"a," * (MOST_COLUMNS + 1) + b"a\n")


def test_where_a_sheet_says_it_ends_is_not_believed():
    forged = member(SHEET).replace(b'ref="A1:N27"', b'ref="A1:XFD1048576"')

    assert forged != member(SHEET)
    assert len(read_workbook(rebuilt({SHEET: forged})).sheets[0].rows) == 27


def test_empty_cells_beyond_the_limits_do_not_count():
    styled = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"/>'

    assert read_workbook(rebuilt({SHEET: sheet(styled)})).sheets[0].rows == [[1.0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_offices_use(encoding, separator):
    text = f"户号{separator}姓名{separator}备注\r\nG1{separator}䶮样甲𠮷{separator}㛃\r\n"

    rows = read_workbook(text.encode(encoding)).sheets[0].rows

    assert rows == [["户号", "姓名", "备注"], ["G1", "䶮样甲𠮷", "㛃"]]


def test_a_sheet_says_what_its_values_do_not():
    def fill(workbook):
        cells, away = workbook.add_worksheet("台账"), workbook.add_worksheet("旧数据")
        struck = workbook.add_format({"font_strikeout": True})
        cells.write_row(0, 0, ["姓名", "身份证号码"])
        cells.write_string(1, 0, "张试子", struck)
        cells.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        cells.write_formula(2, 1, "=A1", None, "")
        cells.set_row(2, None, None, {"hidden": True})
        cells.merge_range(3, 0, 5, 0, "A1")
        away.hide()

    workbook = read_workbook(made(fill))

    (found,) = workbook.sheets
    assert found.name == "台账"
    assert found.marks.struck == {(2, 1)}
    assert found.marks.errors == {(2, 2)}
    assert found.marks.formulas == {(2, 2), (3, 2)}
    assert found.marks.hidden_rows == {3}
    assert found.marks.merged == ((4, 1, 6, 1),)
    assert not workbook.epoch_1904
    assert read_workbook(made(lambda w: w.add_worksheet(), date_1904=True)).epoch_1904
