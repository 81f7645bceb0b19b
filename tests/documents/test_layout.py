"""The bureau's layout: what stands where, and what comes out of the printer."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from documents.layout import (
    Head,
    Kind,
    Paper,
    Styles,
    heights_of,
    lines_needed,
    write_cover,
    write_table,
)
from documents.tables import Graph, SmallTable, write_tables
from documents.workbook import new_book

PAPER = Paper("朝阳区零就业家庭认定台账", "朝阳区", "2026年1月1日至2026年3月31日", "户", "王试甲 & 2026")
HEADS = [
    Head("序号", width=5, kind=Kind.COUNT),
    Head("姓名", "基本信息"),
    Head("住址", "基本信息", 20, Kind.LONG),
    Head("人口", "家庭状况", 8, Kind.COUNT, True),
    Head("收入", "家庭状况", 10, Kind.MONEY, True),
    Head("备注", "", 12, Kind.LONG),
]
ROWS = [[1, "张*", "前进街道****", 3, 1200.5, None], [2, "李*", "长" * 60, None, None, "无"]]


def sheets_of(rows=ROWS, **options):
    out = BytesIO()
    with new_book(out) as book:
        count = write_table(book, Styles(book), "认定台账", PAPER, HEADS, rows, **options)
    return openpyxl.load_workbook(out), count


@pytest.fixture(params=[False, True], ids=["fast", "typed"])
def sheet(request):
    book, _count = sheets_of(typed=request.param)
    yield book["认定台账"]
    book.close()


def test_title_line_head_rows_totals_and_signatures_stand_in_this_order(sheet):
    column = [sheet.cell(row, 1).value for row in range(1, 9)]

    assert column == [PAPER.title, f"填报单位：朝阳区　统计期间：{PAPER.period}　单位：户", "序号", None, 1, 2, "合计", "填报单位（盖章）："]
    assert [c.value for c in sheet[3]] == ["序号", "基本信息", None, "家庭状况", None, "备注"]
    assert [c.value for c in sheet[4]] == [None, "姓名", "住址", "人口", "收入", None]
    assert [c.value for c in sheet[7]][1:5] == ["2 户", None, 3, 1200.5]
    text = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    for words in ("统计期间：2026年1月1日", "单位：户", "填表人：", "审核人：", "填报日期："):
        assert words in text


def test_office_period_and_unit_stand_apart_where_there_is_room(tmp_path):
    out = tmp_path / "wide.xlsx"
    with new_book(out) as book:
        write_table(book, Styles(book), "宽", PAPER, [Head(f"列{n}", width=20) for n in range(9)], [])
    first = openpyxl.load_workbook(out)["宽"][2]

    assert [c.value for c in first if c.value] == [
        "填报单位：朝阳区", f"统计期间：{PAPER.period}", "单位：户"]


def test_title_groups_and_single_heads_are_merged(sheet):
    merged = {str(area) for area in sheet.merged_cells.ranges}

    assert {"A1:F1", "B3:C3", "D3:E3", "A3:A4", "F3:F4"} <= merged


def test_it_prints_on_a4_across_with_the_head_on_every_page(sheet):
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, 0), (1, 0))
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.print_area == "'认定台账'!$A$1:$F$8"
    assert "第 &P 页" in sheet.oddFooter.center.text or "第 &[Page] 页" in sheet.oddFooter.center.text
    assert "王试甲" in sheet.oddHeader.right.text
    assert sheet.freeze_panes == "A5"


def test_every_cell_of_the_table_has_its_thin_border(sheet):
    for row in sheet.iter_rows(min_row=5, max_row=7):
        assert all(cell.border.left.style == "thin" for cell in row)


def test_a_row_is_as_high_as_its_longest_text(sheet):
    assert sheet.row_dimensions[5].height == 30
    assert sheet.row_dimensions[6].height > 80


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG])
def test_a_long_name_in_a_narrow_column_is_not_cut_off(kind):
    columns = [["长春市", "长白山保护开发区管理委员会", None, "长春市"]]
    assert heights_of([Head("县", width=9, kind=kind)], columns) == [30, 56, 30, 30]


def test_a_long_heading_is_not_cut_off_nor_a_long_term_of_the_cover():
    out = BytesIO()
    with new_book(out) as book:
        styles = Styles(book)
        write_cover(book.add_worksheet("说明"), styles, "说明", [("T2　岗位补贴", "短"), ("T8　公益性岗位安置补贴", "短")], "")
        for name, text in (("短", "T2\n岗位补贴"), ("长", "T8\n公益性岗位安置补贴")):
            write_table(book, styles, name, PAPER, [Head("机构"), Head(text, "享受政策人数", 8.5), Head("合计")], [])
    sheets = openpyxl.load_workbook(out)

    assert [sheets[name].row_dimensions[4].height for name in ("短", "长")] == [34, 56]
    assert [sheets["说明"].row_dimensions[row].height for row in (2, 3)] == [26, 41]


def test_what_does_not_fit_one_sheet_goes_on_in_further_ones():
    book, count = sheets_of([[n, "张*", "", 1, None, None] for n in range(5)], rows_a_sheet=2)

    assert count == 5
    assert book.sheetnames == ["认定台账", "认定台账（2）", "认定台账（3）"]
    assert [book[name].cell(5, 1).value for name in book.sheetnames] == [0, 2, 4]
    assert book["认定台账（3）"].cell(6, 2).value == "5 户"
    assert book["认定台账（3）"].cell(6, 4).value == 5
    book.close()


def test_an_empty_ledger_is_a_ledger_too():
    book, count = sheets_of([])

    assert count == 0
    assert book.active.cell(5, 2).value == "0 户"
    book.close()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("短", 10, 1), ("一二三四五六七八九十", 10.5, 2), ("a\nb\nc", 10, 3), ("", 10, 1)],
)
def test_how_many_lines_a_text_needs(text, width, lines):
    assert lines_needed(text, width) == lines


def test_a_narrow_table_is_printed_with_its_whole_title_and_chart():
    out, heads = BytesIO(), [Head("剩余或逾期", width=22), Head("户数", width=10, kind=Kind.COUNT)]
    write_tables(out, PAPER, [SmallTable("窄", "朝阳区零就业家庭及时（未兑现承诺）", heads, [["逾期", 1]],
                                        graph=Graph("未兑现承诺", (1,)))], [])
    sheet = openpyxl.load_workbook(out)["窄"]

    assert sheet.print_area.split("$")[3] == "D"
    assert sheet["A1"].alignment.shrink_to_fit
