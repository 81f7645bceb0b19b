"""The bureau's own look of a table on paper: what a ledger (台账) looks like when it is signed.

Title across the sheet, a line with 填报单位, 统计期间 and 单位, a head of two lines, thin borders,
totals, the row for signatures; A4 or A3 landscape, as wide as the page, head repeated, page x of y.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.workbook import (
    MOST_LINES,
    ROWS_A_SHEET,
    Columns,
    TypedRows,
    Value,
    blocks_of,
    cut,
    lines_needed,
    rows_of,
)

TITLE_ROW, LINE_ROW, GROUP_ROW, HEAD_ROW, FIRST_ROW = range(5)
SIGNATURES = ("填报单位（盖章）：", "填表人：", "审核人：", "填报日期：　　　　年　　月　　日")
A4, A3 = 9, 8
WIDE = 200
"""Characters side by side from which a table is printed on A3: on A4 nobody could read it."""


class Kind(Enum):
    """How the cells of a column are set: alignment and number format."""

    TEXT = {"align": "center", "text_wrap": True}
    LONG = {"align": "left", "text_wrap": True}
    CODE = {"align": "center", "shrink": True}
    COUNT = {"align": "center", "num_format": "0", "shrink": True}
    DATE = {"align": "center", "num_format": "yyyy-mm-dd", "shrink": True}
    MONEY = {"align": "right", "num_format": "#,##0.00", "shrink": True}
    SHARE = {"align": "center", "num_format": "0.0%", "shrink": True}


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a table: its heading, the group it stands under, and how wide it is.

    `width` is in characters of ten points; a Chinese character takes two. `total` asks for the sum.
    """

    text: str
    group: str = ""
    width: float = 10
    kind: Kind = Kind.TEXT
    total: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What a sheet says beside its rows. `unit` is the unit of counting (户, 人次 …)."""

    title: str
    office: str
    period: str
    unit: str
    watermark: str
    signed: bool = True


class Styles:
    """The few cell formats of one book."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        table = base | {"border": 1}
        bold = {"font_name": "黑体", "bg_color": "#EEF2F6", "align": "center", "text_wrap": True}
        self.title = book.add_format(base | {"font_name": "黑体", "font_size": 18, "align": "center", "shrink": True})
        self.line_left = book.add_format(base | {"align": "left"})
        self.line_fit = book.add_format(base | {"align": "left", "shrink": True})
        self.line_middle = book.add_format(base | {"align": "center"})
        self.line_right = book.add_format(base | {"align": "right"})
        self.head = book.add_format(table | bold)
        self.kinds = {kind: book.add_format(table | kind.value) for kind in Kind}
        self.totals = {
            kind: book.add_format(table | kind.value | {"font_name": "黑体"}) for kind in Kind
        }
        self.term = book.add_format(table | bold | {"font_size": 11})
        self.words = book.add_format(table | {"align": "left", "font_size": 11, "text_wrap": True})


def write_table(
    book: Workbook, styles: Styles, name: str, paper: Paper, heads: Sequence[Head],
    rows: Iterable[Sequence[Value]], **options: Any,
) -> int:
    """write_blocks for rows that come one by one."""
    return write_blocks(book, styles, name, paper, heads, blocks_of(rows), **options)


def write_blocks(
    book: Workbook,
    styles: Styles,
    name: str,
    paper: Paper,
    heads: Sequence[Head],
    blocks: Iterable[Columns],
    *,
    closing: Sequence[Value] | None = None,
    rows_a_sheet: int = ROWS_A_SHEET,
    typed: bool = False,
) -> int:
    """Write blocks of rows under the bureau's head and answer how many rows there were.

    What does not fit one sheet goes on in further ones, each with its head; totals and signatures
    stand at the end of the last. `closing` is a last row worked out elsewhere, instead of sums; empty: none.
    """
    sheet, lines = open_sheet(book, styles, name, paper, heads, typed)
    formats = [styles.kinds[head.kind] for head in heads]
    sums: dict[int, float] = {n: 0 for n, head in enumerate(heads) if head.total}
    count = here = 0
    for whole in blocks:
        for place in sums:
            sums[place] += sum(filter(None, whole[place]))
        for block in cut(whole, rows_a_sheet - here, rows_a_sheet):
            if here == rows_a_sheet:
                close_sheet(sheet, lines, len(heads))
                part = count // rows_a_sheet + 1
                sheet, lines = open_sheet(book, styles, f"{name}（{part}）", paper, heads, typed)
                here = 0
            lines.block(formats, block, heights_of(heads, block))
            count += len(block[0])
            here += len(block[0])
    if closing is None:
        closing = totals_of(heads, sums, count, paper.unit)
    if closing:
        lines.line([styles.totals[head.kind] for head in heads], 22)(closing)
    if paper.signed:
        put_signatures(styles, lines, len(heads))
    close_sheet(sheet, lines, len(heads))
    return count


def open_sheet(
    book: Workbook, styles: Styles, name: str, paper: Paper, heads: Sequence[Head], typed: bool
) -> tuple[Worksheet, TypedRows]:
    """A new sheet up to and including its head."""
    sheet = book.add_worksheet(name[:31])
    for n, head in enumerate(heads):
        sheet.set_column(n, n, head.width)
    for_paper(sheet, paper.watermark)
    if sum(head.width for head in heads) > WIDE:
        sheet.set_paper(A3)
    sheet.set_landscape()
    sheet.freeze_panes(FIRST_ROW, 2 if len(heads) > 8 else 0)
    sheet.repeat_rows(GROUP_ROW, HEAD_ROW)
    lines = rows_of(sheet, typed=typed)
    last = len(heads) - 1

    lines.line([styles.title] * len(heads), 34)(across([paper.title], len(heads)))
    lines.merge(TITLE_ROW, 0, TITLE_ROW, last)
    put_line(styles, lines, heads, paper)
    groups = []
    for text, under in groupby(heads, key=lambda head: head.group):
        width = len(list(under))
        groups += [text] + [""] * (width - 1)
        left = len(groups) - width
        if text and width > 1:
            lines.merge(GROUP_ROW, left, GROUP_ROW, left + width - 1)
    over = [group or ("" if head.group else head.text)
            for group, head in zip(groups, heads, strict=True)]
    lines.line([styles.head] * len(heads), 20)(over)
    most = max((lines_needed(head.text, head.width) for head in heads if head.group), default=2)
    lines.line([styles.head] * len(heads), max(34, 4 + 13 * most))([head.text if head.group else "" for head in heads])
    for n, head in enumerate(heads):
        if not head.group:
            lines.merge(GROUP_ROW, n, HEAD_ROW, n)
    return sheet, lines


def heights_of(heads: Sequence[Head], block: Columns) -> list[float]:
    """The height of each row: two lines, more where a text needs it in its column.

    Neither LibreOffice nor WPS makes the row higher by itself for a file of this kind.
    """
    need = [2] * len(block[0])
    for head, column in zip(heads, block, strict=True):
        if head.kind not in (Kind.TEXT, Kind.LONG):
            continue
        long = {text for text in column if text and len(str(text)) > head.width / 2}
        high = {text: lines_needed(str(text), head.width) for text in long}
        for row, text in enumerate(column if high else ()):
            need[row] = max(need[row], high.get(text, 2))
    return [4 + 13 * min(lines, MOST_LINES) for lines in need]


def put_line(styles: Styles, lines: TypedRows, heads: Sequence[Head], paper: Paper) -> None:
    """填报单位 on the left, 统计期间 in the middle, 单位 on the right; all in one where they do not fit."""
    width = len(heads)
    first, second = cut_by_width(heads, (0.33, 0.67)) if width > 3 else (0, 0)
    period = f"统计期间：{paper.period}"
    if sum(head.width for head in heads[first:second]) < len(period.encode("gb18030")):
        lines.line([styles.line_fit] * width, 20)(across(
            [f"填报单位：{paper.office}　{period}　单位：{paper.unit}"], width
        ))
        lines.merge(LINE_ROW, 0, LINE_ROW, width - 1)
        return
    values: list[Value] = [None] * width
    values[0] = f"填报单位：{paper.office}"
    values[first] = period
    values[second] = f"单位：{paper.unit}"
    formats: list[Format] = (
        [styles.line_left] * first
        + [styles.line_middle] * (second - first)
        + [styles.line_right] * (width - second)
    )
    lines.line(formats, 20)(values)
    for left, right in ((0, first - 1), (first, second - 1), (second, width - 1)):
        if right > left:
            lines.merge(LINE_ROW, left, LINE_ROW, right)


def totals_of(
    heads: Sequence[Head], sums: dict[int, float], count: int, unit: str
) -> list[Value]:
    """合计: how many rows, and the sums of the columns that have one."""
    values: list[Value] = [None] * len(heads)
    values[0], values[1] = "合计", f"{count:,} {unit}"
    for place, total in sums.items():
        values[place] = int(total) if total == int(total) else round(total, 2)
    return values


def put_signatures(styles: Styles, lines: TypedRows, width: int) -> None:
    """The places to sign, spread over the width."""
    step = max(1, width // len(SIGNATURES))
    values: list[Value] = [None] * width
    for n, words in enumerate(SIGNATURES[: (width + step - 1) // step]):
        values[n * step] = words
    lines.line([styles.line_left] * width, 32)(values)
    row = lines.count - 1
    for n in range(len(SIGNATURES)):
        left = n * step
        right = width - 1 if n == len(SIGNATURES) - 1 else left + step - 1
        if left < right < width:
            lines.merge(row, left, row, right)


def close_sheet(sheet: Worksheet, lines: TypedRows, width: int) -> None:
    sheet.print_area(0, 0, lines.count - 1, width - 1)
    lines.finish()


def for_paper(sheet: Worksheet, watermark: str) -> None:
    """A4, one page wide, page x of y, and who took it away when on every page."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    marked = watermark.replace("&", "&&")[:180]
    sheet.set_header(f'&R&"宋体,常规"&8{marked}', {"margin": 0.25})
    sheet.set_footer('&C&"宋体,常规"&9第 &P 页　共 &N 页', {"margin": 0.25})


def across(values: list[Value], width: int) -> list[Value]:
    return values + [None] * (width - len(values))


def cut_by_width(heads: Sequence[Head], shares: tuple[float, float]) -> tuple[int, int]:
    """The columns at which so much of the sheet's width is passed; never two at one."""
    total, passed, cuts = sum(head.width for head in heads), 0.0, []
    for n, head in enumerate(heads):
        if len(cuts) < 2 and passed >= total * shares[len(cuts)] and n > len(cuts):
            cuts.append(n)
        passed += head.width
    last = len(heads) - 1
    first = min(cuts[0] if cuts else 1, last - 1)
    second = cuts[1] if len(cuts) > 1 else last
    return first, min(max(second, first + 1), last)


def write_cover(
    sheet: Worksheet, styles: Styles, title: str, told: Iterable[tuple[str, str]],
    watermark: str, *, typed: bool = False,
) -> None:
    """The sheet 说明: what the file is, so that it can be understood without the one who sent it."""
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 74)
    for_paper(sheet, watermark)
    sheet.set_portrait()
    lines = rows_of(sheet, typed=typed)
    lines.line([styles.title] * 2, 48)([title, None])
    lines.merge(0, 0, 0, 1)
    for term, words in told:
        lines.line([styles.term, styles.words], 26 + 15 * max(len(words) // 36, lines_needed(term, 16) - 1))([term, words])
    close_sheet(sheet, lines, 2)
