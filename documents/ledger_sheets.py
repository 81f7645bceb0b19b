"""What a ledger has beside its rows: charts where a leader would look, and what each column means.

The charts are Excel's own, over a small table that was counted while the rows went by: no second
query, and no formula over a hundred thousand rows. Source: domain list of ledgers 4.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from xlsxwriter import Workbook

from documents.columns import Column
from documents.definitions import MASKED, defined
from documents.layout import Head, Kind, Paper, Styles, close_sheet, for_paper
from documents.workbook import Columns, lines_needed, rows_of
from policy.terms import Level

BENEATH: Final = {Level.PROVINCE: "市(州)", Level.UNIT: "县(市、区)", Level.COUNTY: "街道",
                  Level.STREET: "社区"}
"""By which column of the place a leader at this level compares."""
LOOKED_AT: Final[dict[str, tuple[str, ...]]] = {
    "recognition": ("认定日期", "失业原因", "状态"),
    "member": ("人员状态", "文化程度"),
    "service": ("服务日期", "服务类型", "本人反馈"),
    "employment": ("就业日期", "就业形式", "是否按期兑现"),
    "benefit": ("政策类型", "状态"),
    "exit": ("退出日期", "退出情形"),
    "visit": ("回访日期", "援助服务评价", "诉求类型"),
    "watch": ("就业形式", "风险等级"),
    "sweep": ("批次",),
    "contact": ("联系日期", "是否联系上"),
    "supervision": ("日期", "类别", "状态"),
    "publicity": ("公示起", "异议及核查结论"),
}
MOST_BARS: Final = 24
LEAST_ROWS: Final = 14
ROW_PIXELS: Final = 20
"""XlsxWriter ties a chart to so many rows of its usual height; ours are higher, and the chart with them."""
BLUE: Final = "#2F5D8C"


@dataclass(slots=True)
class Tally:
    """How many rows fall to each value of one column; days are counted by the month."""

    head: str
    place: int
    monthly: bool
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, values: Sequence[Any]) -> None:
        for value, count in Counter(values).items():
            if self.monthly:
                value = f"{value:%Y-%m}" if isinstance(value, date) else ""
            self.counts[str(value or "").split("\n")[0] or "未填"] += count

    def bars(self) -> list[tuple[str, int]]:
        """Months in their order, the rest by number; what is beyond the last bar is one bar."""
        if self.monthly:
            told = sorted(key for key in self.counts if key[0].isdigit())
            if told and len(every := every_month(told[0], told[-1])) <= MOST_BARS:
                self.counts.update(dict.fromkeys(every, 0))
            return sorted(self.counts.items())[-MOST_BARS:]
        found = self.counts.most_common()
        rest = sum(count for _, count in found[MOST_BARS:])
        return found[:MOST_BARS] + ([("其他", rest)] if rest else [])


def every_month(first: str, last: str) -> list[str]:
    """The months from one to another, 2026-01 to 2026-03; those in which nothing was done as well."""
    begin, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(begin, end + 1)]


class Tallies:
    """All that is counted of one ledger while its rows go by."""

    def __init__(self, tallies: list[Tally], tell: Callable[[int], None] | None) -> None:
        self.tallies, self.tell = tallies, tell

    def pass_on(self, blocks: Iterable[Columns]) -> Iterator[Columns]:
        done = 0
        for block in blocks:
            for tally in self.tallies:
                tally.add(block[tally.place])
            yield block
            done += len(block[0])
            if self.tell:
                self.tell(done)

    def draw(self, book: Workbook, styles: Styles, paper: Paper, *, typed: bool) -> None:
        """The sheet 统计图: a table and a chart for each; nothing where there are no rows."""
        drawn = [(tally, tally.bars()) for tally in self.tallies if tally.counts]
        if not drawn:
            return
        name = "统计图"
        sheet = book.add_worksheet(name)
        for n, width in enumerate((22, 10, 2, 20, 20, 20)):
            sheet.set_column(n, n, width)
        for_paper(sheet, paper.watermark)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        lines = rows_of(sheet, typed=typed)
        lines.line([styles.title] * 6, 34)([f"{paper.title}统计图", *[None] * 5])
        lines.merge(0, 0, 0, 5)
        lines.line([styles.line_left] * 6, 20)([f"统计期间：{paper.period}　单位：{paper.unit}", *[None] * 5])
        lines.merge(1, 0, 1, 5)
        for tally, bars in drawn:
            lines.line([styles.line_left] * 6, 10)([None] * 6)
            top = lines.count
            lines.line([styles.head, styles.head], 20)([tally.head, paper.unit])
            put = lines.line([styles.kinds[Kind.TEXT], styles.kinds[Kind.COUNT]], 18)
            for label, count in bars:
                put([label, count])
            blank = lines.line([styles.line_left] * 2, 18)
            for _ in range(LEAST_ROWS - 1 - len(bars)):
                blank([None, None])
            sheet.insert_chart(top, 3, chart_of(book, name, tally, top + 1, top + len(bars)),
                               {"object_position": 2})
        close_sheet(sheet, lines, 6)


def chart_of(book: Workbook, sheet: str, tally: Tally, first: int, last: int) -> Any:
    """Columns for months, bars with the largest on top for everything else."""
    chart = book.add_chart({"type": "column" if tally.monthly else "bar"})
    bars = last - first + 1
    chart.add_series({
        "categories": [sheet, first, 0, last, 0], "values": [sheet, first, 1, last, 1],
        "fill": {"color": BLUE}, "gap": 60 if bars > 5 else 180,
        "data_labels": {"value": True, "font": {"name": "宋体", "size": 9}},
    })
    chart.set_title({"name": f"按{tally.head}", "name_font": {"name": "黑体", "size": 12},
                     "overlay": False})
    chart.set_legend({"none": True})
    labels = {"num_font": {"name": "宋体", "size": 9}, "line": {"color": "#B8C4D0"}}
    numbers = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if tally.monthly:
        chart.set_x_axis(labels)
        chart.set_y_axis(numbers)
    else:  # of a bar chart the y axis is that of the words
        chart.set_y_axis(labels | {"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis(numbers)
    chart.set_size({"width": 425, "height": ROW_PIXELS * max(LEAST_ROWS, bars + 1)})
    return chart


def tallies_of(
    name: str, columns: Sequence[Column], level: Level, tell: Callable[[int], None] | None
) -> Tallies:
    """What is counted of a ledger: by the offices beneath, and by what a leader would look at."""
    places = {column.head.text: n for n, column in enumerate(columns)}
    heads = (BENEATH.get(level, ""), *LOOKED_AT.get(name, ()))
    return Tallies([
        Tally(head, places[head], columns[places[head]].head.kind is Kind.DATE)
        for head in heads if head in places
    ], tell)


def write_definitions(
    book: Workbook, styles: Styles, paper: Paper, columns: Sequence[Column], *, full: bool,
    typed: bool,
) -> None:
    """The sheet 指标解释: what each column says and where it comes from."""
    heads = [Head("序号", width=6), Head("列名", width=18), Head("所属栏目", width=14),
             Head("含义和来源", width=62, kind=Kind.LONG)]
    sheet = book.add_worksheet("指标解释")
    for n, head in enumerate(heads):
        sheet.set_column(n, n, head.width)
    for_paper(sheet, paper.watermark)
    sheet.set_portrait()
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    lines = rows_of(sheet, typed=typed)
    lines.line([styles.title] * 4, 34)([f"{paper.title}指标解释", None, None, None])
    lines.merge(0, 0, 0, 3)
    lines.line([styles.head] * 4, 24)([head.text for head in heads])
    formats = [styles.kinds[head.kind] for head in heads]
    for n, column in enumerate(columns, 1):
        words = defined(column)
        if words == MASKED and full:
            words = "档案登记的内容，本次完整显示"
        height = 10 + 14 * lines_needed(words, 62)
        lines.line(formats, height)([n, column.head.text, column.head.group, words])
    close_sheet(sheet, lines, 4)
