"""A split as a workbook: exported, filled in, read back, its faults told at once and marked."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from models import AuditEntry
from tests.admin.test_target_split import CITY, URL, fields_of, set_for, stored
from tests.desk import Desk

pytestmark = pytest.mark.database


def exported(browser: Desk) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(browser.open(URL.replace("/?", "/excel?")).data))


def sent(browser: Desk, book: openpyxl.Workbook, do: str = "read"):
    out = BytesIO()
    book.save(out)
    out.seek(0)
    typed = fields_of(browser.read(URL))
    return browser.post(URL, **typed, do=do, file=(out, "目标.xlsx"))


def cell_of(book: openpyxl.Workbook, code: str, heading: str = "新认定户数"):
    sheet = book["目标分解"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "机构代码")
    column = next(cell.column for cell in head if cell.value == heading)
    row = next(row for row in sheet.iter_rows(min_row=head[0].row) if str(row[0].value) == code)
    return sheet.cell(row[0].row, column)


def test_what_is_exported_is_read_back_looked_at_and_stored(desk, session):
    set_for(session, CITY, 10)
    mei = desk("mei")
    book = exported(mei)
    cell_of(book, "220104").value, cell_of(book, "220102").value = 7, "３"
    page = sent(mei, book).get_data(as_text=True)

    assert "文件中2个数，与已保存的不同的2个已填入下表，尚未保存" in page
    assert stored(session) == {CITY: 10}
    assert mei.post(URL, **fields_of(page), do="save").status_code == 302
    assert stored(session) == {CITY: 10, "220104": 7, "220102": 3}
    again = exported(mei)
    assert [cell_of(again, code).value for code in (CITY, "220104", "220102")] == [10, 7, 3]
    assert session.query(AuditEntry).filter_by(act="export", record="target").count() == 2


def test_all_faults_of_a_workbook_are_told_at_once_and_marked_in_it(desk, session):
    set_for(session, CITY, 10)
    mei = desk("mei")
    book = exported(mei)
    cell_of(book, "220104").value, cell_of(book, "220104", "退出户数").value = "六户", -3
    sheet = book["目标分解"]
    sheet.cell(cell_of(book, "220102").row, 1).value = "222401"
    answer = sent(mei, book)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "文件中有3处错误" in page
    for words in ("新认定户数“六户”不是0至1000000的整数", "退出户数“-3”不是0至1000000的整数",
                  "机构代码222401不是本机构的直接下级"):
        assert words in page
    marked = openpyxl.load_workbook(BytesIO(sent(mei, book, "marked").data))
    cell = cell_of(marked, "220104")
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    assert "不是0至1000000的整数" in cell.comment.text
    assert stored(session) == {CITY: 10}


def test_a_workbook_of_another_year_or_kind_is_refused_in_a_sentence(desk, session):
    mei = desk("mei")
    book = exported(mei)
    for row in book["目标分解"].iter_rows(max_row=3):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("2026年度", "2025年度")
    assert "表中的年度是2025，本页是2026年" in sent(mei, book).get_data(as_text=True)
    other = openpyxl.Workbook()
    other.active.append(["姓名", "户数"])
    assert "没有找到表头" in sent(mei, other).get_data(as_text=True)
    nothing = mei.post(URL, **fields_of(mei.read(URL)), do="read")
    assert "请选择文件" in nothing.get_data(as_text=True)
