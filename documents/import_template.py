"""Empty workbooks to be filled in and brought in: made from the models' labels and the code tables.

Sheet 1 has the heading, text columns for numbers, drop-downs, and a sample row of an invented person;
sheet 说明 says of each column what it wants. Names of columns and words of drop-downs are those
that the import reads, so that what is filled in by them is understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from sqlalchemy import Boolean, Date, Enum, Numeric
from xlsxwriter.utility import xl_col_to_name

from documents.workbook import new_book
from policy.import_terms import ImportKind
from workflow.import_kinds import KINDS
from workflow.ledger_words import EDUCATION, HEALTH, STATES

ROWS: Final = 1000
"""So many rows have drop-downs and text format."""
SAMPLE_ID, SAMPLE_NAME = "229933197006150737", "张试子"
OF_HOUSEHOLDS: Final = (
    "household", "name", "relation", "id_no", "phone", "recognised", "community", "register_address",
    "home_address", "education", "health", "state", "wished_job", "skills", "remarks",
)
SAMPLES: Final = {
    "household": "1", "name": SAMPLE_NAME, "relation": "户主", "id_no": SAMPLE_ID, "phone": "15400000001",
    "recognised": "2025-05-12", "community": "甲社区", "register_address": "甲社区1号", "education": "初中",
    "health": "健康", "state": "登记失业", "recognition_no": "", "content": "职业指导", "served_by": "王试甲",
    "served_on": "2025-05-20", "started_on": "2025-05-20", "visited_on": "2025-05-20",
    "evidence": "劳动合同", "employer": "某试样单位", "job": "保洁", "visitor_1": "王试甲",
    "visitor_2": "吴例乙", "findings": "情况稳定", "purpose": "跟踪回访",
}
HELP: Final = {
    "household": "同一户的各行填同一编号", "name": "按身份证填写", "id_no": "18位，按文本填写",
    "relation": "户主填“户主”，其他成员填与户主的关系", "recognised": "如2026-06-30",
    "community": "导入到社区时可不填", "recognition_no": "可不填；填写的须与身份证号码是同一户",
    "phone": "11位手机号或带区号的固定电话",
}
EITHER: Final = "认定编号或身份证号码填一项即可"
RELATIONS: Final = ("户主", "配偶", "妻", "夫", "子", "女", "父亲", "母亲", "儿媳", "女婿", "孙子", "孙女", "其他")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the template."""

    name: str
    label: str
    needed: bool
    words: tuple[str, ...]
    help: str
    sample: str


def headings(kind: ImportKind) -> list[Heading]:
    """The columns of a kind: those the import knows, each with the words its cells may hold."""
    spec = KINDS[kind]
    needed = {name for either in spec.needed if len(either) == 1 for name in either} | (
        {"relation", "recognised"} if kind is ImportKind.HOUSEHOLDS else set()
    )
    names: Sequence[str] = OF_HOUSEHOLDS if spec.records is None else tuple(spec.fields)
    found = []
    for name in names:
        column = None if spec.records is None or name not in spec.records.columns else spec.records.column(name)
        words = words_of(name, column)
        said = HELP.get(name) or help_of(column, bool(words))
        if any(len(either) > 1 and name in either for either in spec.needed):
            said = EITHER if name == "recognition_no" else f"{said}；{EITHER}"
        sample = SAMPLES.get(name, words[0] if words and name in needed else "")
        found.append(Heading(name, spec.fields[name].label, name in needed, words, said, sample))
    return found


def words_of(name: str, column: Any) -> tuple[str, ...]:
    if column is not None and isinstance(column.type, Enum):
        return tuple(term.label for term in column.type.enum_class)  # type: ignore[union-attr]
    if column is not None and isinstance(column.type, Boolean):
        return ("是", "否")
    if column is not None:
        return ()
    return {"relation": RELATIONS, "education": tuple(EDUCATION), "health": tuple(HEALTH),
            "state": tuple(STATES)}.get(name, ())


def help_of(column: Any, listed: bool) -> str:
    if listed:
        return "从下拉列表中选择"
    if column is None:
        return "可不填"
    if isinstance(column.type, Date):
        return "如2026-06-30"
    if isinstance(column.type, Numeric):
        return "数字，最多两位小数"
    return f"最多{column.type.length}个字"


def write_template(kind: ImportKind, out: BinaryIO) -> str:
    """Write the template of a kind; answers its title. The lists stand on a hidden sheet."""
    columns = headings(kind)
    title = f"{kind.label}导入模板"
    book = new_book(out)  # type: ignore[arg-type]
    sheet, told, lists = book.add_worksheet(kind.label), book.add_worksheet("说明"), book.add_worksheet("选项")
    lists.hide()
    text = book.add_format({"num_format": "@", "font_name": "宋体", "font_size": 10, "valign": "vcenter"})
    head = {"font_name": "黑体", "font_size": 10, "border": 1, "align": "center", "valign": "vcenter", "num_format": "@"}
    must = book.add_format(head | {"bg_color": "#FCEFEE", "font_color": "#B5121B"})
    free = book.add_format(head | {"bg_color": "#EEF2F6"})
    sample = book.add_format({"num_format": "@", "font_name": "宋体", "font_size": 10, "font_color": "#7F7F7F", "italic": True})
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 26)
    for n, column in enumerate(columns):
        sheet.set_column(n, n, 22 if column.name == "id_no" else 14, text)
        if column.words:
            letter = xl_col_to_name(n)
            sheet.data_validation(1, n, ROWS, n, {
                "validate": "list", "source": f"=选项!${letter}$1:${letter}${len(column.words)}",
                "error_title": "请从列表中选择", "error_message": "可选内容见“说明”", "error_type": "warning",
            })
    for n, column in enumerate(columns):  # a row is gone once the next has begun
        sheet.write_string(0, n, column.label, must if column.needed else free)
    for n, column in enumerate(columns):
        sheet.write_string(1, n, column.sample, sample)
    for row in range(max(len(column.words) for column in columns)):
        for n, column in enumerate(columns):
            if row < len(column.words):
                lists.write_string(row, n, column.words[row])
    explain(book, told, title, columns)
    book.close()
    return title


def explain(book: Any, sheet: Any, title: str, columns: Sequence[Heading]) -> None:
    bold = book.add_format({"font_name": "黑体", "font_size": 14})
    head = book.add_format({"font_name": "黑体", "border": 1, "bg_color": "#EEF2F6"})
    cell = book.add_format({"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, "第2行是示例，人物为虚构，请删除后填写。列的顺序可以改变，表头文字请勿改动。")
    for n, word in enumerate(("栏目", "是否必填", "说明")):
        sheet.write_string(3, n, word, head)
    for row, column in enumerate(columns, 4):
        choices = f"：{'、'.join(column.words)}" if column.words else ""
        for n, word in enumerate((column.label, "必填" if column.needed else "选填", column.help + choices)):
            sheet.write_string(row, n, word, cell)
