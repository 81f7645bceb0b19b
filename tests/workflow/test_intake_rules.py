"""Each rule of tests/ledgers/README.md in writings of our own, which none of the six files uses.

A case is one ledger: its rows under a heading, and what is to become of one of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.workflow.test_intake_rows import AS_OF, LEDGERS, of
from workflow.intake_rows import Row, read_rows
from workflow.sheets import read_workbook

HEADING = ["户编号", "姓名", "与户主关系", "性别", "身份证号码", "联系电话", "认定日期"]
HEAD = ["A1", "张试子", "户主", "男", "229933197006150737", "15400000001", "2025-05-12"]
SON = ["A1", "张例丑", "子", "男", "229982200506134110", "", "2025-05-12"]
OTHER = ["B1", "李试寅", "户主", "女", "229928197701284760", "", "2025-05-12"]
NAME, RELATION, SEX, NUMBER, PHONE, DAY = 1, 2, 3, 4, 5, 6


def but(row: list[Any], place: int, value: Any) -> list[Any]:
    return [*row[:place], value, *row[place + 1 :]]


def told(row: Row) -> list[str]:
    return [row.status, *row.as_json(1)["codes"]]


def skipped(*line: Any) -> list[list[Any]]:
    return [HEADING, HEAD, list(line)]


SKIPPED = {
    "total, spaced": (["合　　计", "", "", "", "", "2户"], "TOTAL"),
    "total of the page, with its count in the cell": (["本页小计：2人"], "TOTAL"),
    "total in the second column": (["", "总 计", "", "3"], "TOTAL"),
    "signature with the seal": (["填报单位（盖章）：", "", "", "负责人签字："], "SIGNATURE"),
    "signature in the last columns": (["", "", "", "", "", "审核人：", ""], "SIGNATURE"),
    "day of the report": (["填报日期：2026年6月30日"], "SIGNATURE"),
    "note with a number": (["注1：本表一式两份"], "NOTE"),
    "note with a star": (["※ 认定日期以批复为准"], "NOTE"),
    "blank with ideographic spaces": (["\u3000", " ", "\u200b"], "BLANK"),
    "heading again, spaced": (["户 编 号", "姓 名", "与户主关系", "性 别", "身份证号码", "联系电话", "认定日期"], "HEADER"),
    "text across the table": (["以下为2025年新认定家庭"], "TITLE"),
}


@pytest.mark.parametrize(("line", "code"), SKIPPED.values(), ids=SKIPPED)
def test_rule_1_what_is_no_person_is_skipped(line, code):
    rows = of(*skipped(*line), SON)

    assert (rows[2].kind, rows[2].status) == (code, "skip")
    assert [told(row) for row in (rows[1], rows[3])] == [["accept"], ["accept"]]


ACCEPTED: dict[str, tuple[list[Any], int, Any, str, Any]] = {
    "2 name, ideographic space": (SON, NAME, "张\u3000例 丑", "name", "张例丑"),
    "2 name, joiners": (SON, NAME, "\u2060张\ufeff例丑\u200d", "name", "张例丑"),
    "2 name, middle dot of Katakana": (SON, NAME, "阿样・试丑", "name", "阿样·试丑"),
    "2 name, full stop": (SON, NAME, "阿样.试丑", "name", "阿样·试丑"),
    "3 number, formula and small x": (but(SON, NAME, "何试寅"), NUMBER, '="22999919661128029x"', "id_no", "22999919661128029X"),
    "3 number, curly apostrophe": (SON, NUMBER, "’229982200506134110", "id_no", "229982200506134110"),
    "3 number, dashes and thousands": (SON, NUMBER, "229982–2005,0613–4110", "id_no", "229982200506134110"),
    "3 number, full width with a break": (SON, NUMBER, "２２９９８２２００５\n０６１３４１１０", "id_no", "229982200506134110"),
    "4 day, dots and blanks": (SON, DAY, "2025 . 5 . 12", "recognized_on", "2025-05-12"),
    "4 day, Chinese without 十": (SON, DAY, "二〇二五年五月一二日", "recognized_on", "2025-05-12"),
    "4 day, enumeration comma": (SON, DAY, "2025、5、12", "recognized_on", "2025-05-12"),
    "4 day, with the time of day": (SON, DAY, "2025/5/12 上午9:30", "recognized_on", "2025-05-12"),
    "4 day, full-width with 号": (SON, DAY, "２０２５年５月１２号", "recognized_on", "2025-05-12"),
    "4 day, serial number as text": (SON, DAY, "45789", "recognized_on", "2025-05-12"),
    "5 telephone, country with zeros": (SON, PHONE, "0086-154 0000 0002", "phone", "15400000002"),
    "5 telephone, full width": (SON, PHONE, "１５４－００００－０００２", "phone", "15400000002"),
    "5 land line in brackets": (SON, PHONE, "（0431）81234567", "phone", "0431-81234567"),
    "5 land line with blanks": (SON, PHONE, "0431 8123 4567", "phone", "0431-81234567"),
    "6 relation by its code": (SON, RELATION, "20", "relation_code", "20"),
    "6 relation, 户主的 before it": (SON, RELATION, "户主的次子", "relation_code", "23"),
    "6 relation, in brackets": (SON, RELATION, "子（在读）", "relation_code", "20"),
    "6 sex by its letter": (SON, SEX, "M", "sex", 1),
}


@pytest.mark.parametrize(("row", "place", "cell", "key", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_rules_2_to_6_a_value_in_another_writing_is_the_same_value(row, place, cell, key, value):
    found = of(HEADING, HEAD, but(row, place, cell))[2]

    assert told(found) == ["accept"]
    assert found.person.as_json()[key] == value


FAULTY: dict[str, tuple[int, Any, list[str]]] = {
    "3 missing, a slash": (NUMBER, "/", ["reject", "ID_MISSING"]),
    "3 missing, in words": (NUMBER, "不详", ["reject", "ID_MISSING"]),
    "3 precision, text": (NUMBER, "2.29982E+17", ["reject", "ID_PRECISION_LOST"]),
    "3 precision, a number": (NUMBER, 229982200506134100, ["reject", "ID_PRECISION_LOST"]),
    "3 masked, full-width stars": (NUMBER, "229982＊＊＊＊＊＊＊＊4110", ["reject", "ID_MASKED"]),
    "3 masked, XXXX": (NUMBER, "229982XXXXXXXX4110", ["reject", "ID_MASKED"]),
    "3 characters, letter O": (NUMBER, "22998220O506134110", ["reject", "ID_CHARS"]),
    "3 characters, X in the middle": (NUMBER, "2299X2200506134110", ["reject", "ID_CHARS"]),
    "3 length, seventeen": (NUMBER, "22998220050613411", ["reject", "ID_LENGTH"]),
    "3 length, nineteen": (NUMBER, "2299822005061341100", ["reject", "ID_LENGTH"]),
    "3 born on 30 February": (NUMBER, "229982200502304110", ["reject", "ID_DATE"]),
    "3 not born yet": (NUMBER, "229982202707014110", ["reject", "ID_DATE"]),
    "3 check, two digits changed places": (NUMBER, "229982200506131410", ["reject", "ID_CHECKSUM"]),
    "3 check, X for 0": (NUMBER, "22998220050613411X", ["reject", "ID_CHECKSUM"]),
    "3 fifteen, spaced": (NUMBER, "229982 050613 411", ["accept_with_warning", "ID_15_DIGIT"]),
    "3 fifteen, as a number": (NUMBER, 229982050613411.0, ["accept_with_warning", "ID_15_DIGIT"]),
    "4 month, Chinese": (DAY, "二〇二五年五月", ["accept_with_warning", "DATE_MONTH_ONLY"]),
    "4 month, 份": (DAY, "2025年5月份", ["accept_with_warning", "DATE_MONTH_ONLY"]),
    "4 year of two digits, 年": (DAY, "25年5月12日", ["accept_with_warning", "DATE_TWO_DIGIT_YEAR"]),
    "4 year of two digits, slashes": (DAY, "25/5/12", ["accept_with_warning", "DATE_TWO_DIGIT_YEAR"]),
    "4 missing, ideographic space": (DAY, "\u3000", ["reject", "DATE_MISSING"]),
    "4 missing, invisible": (DAY, "\u200b", ["reject", "DATE_MISSING"]),
    "4 thirteenth month": (DAY, "2025.13.1", ["reject", "DATE_INVALID"]),
    "4 words": (DAY, "去年五月", ["reject", "DATE_INVALID"]),
    "4 tomorrow": (DAY, "2026年7月1日", ["reject", "DATE_FUTURE"]),
    "4 next year, a real day": (DAY, date(2027, 1, 1), ["reject", "DATE_FUTURE"]),
    "5 two, with a comma": (PHONE, "15400000002，15400000003", ["accept_with_warning", "PHONE_MULTIPLE"]),
    "5 two, in two lines": (PHONE, "15400000002\n15400000003", ["accept_with_warning", "PHONE_MULTIPLE"]),
    "5 unusable, ten digits": (PHONE, "154-0000-000", ["accept_with_warning", "PHONE_INVALID"]),
    "5 unusable, words": (PHONE, "已停机", ["accept_with_warning", "PHONE_INVALID"]),
    "6 the other sex": (SEX, "女性", ["accept_with_warning", "SEX_MISMATCH"]),
    "6 the other sex, by its code": (SEX, 2.0, ["accept_with_warning", "SEX_MISMATCH"]),
    "6 unknown relation": (RELATION, "干儿子", ["accept_with_warning", "RELATION_UNKNOWN"]),
    "6 unknown code": (RELATION, "00", ["accept_with_warning", "RELATION_UNKNOWN"]),
}


@pytest.mark.parametrize(("place", "cell", "expected"), FAULTY.values(), ids=FAULTY)
def test_rules_3_to_6_a_fault_is_called_by_its_name(place, cell, expected):
    assert told(of(HEADING, HEAD, but(SON, place, cell))[2]) == expected


def test_rule_6_an_empty_relation_on_the_heads_row_is_the_head():
    with_head = [["户主姓名", *HEADING[1:]], ["张试子", "张试子", "", *HEAD[3:]], ["张试子", *SON[1:]]]
    assert [row.person.relation for row in of(*with_head)[1:]] == ["02", "20"]
    assert [row.person.relation for row in of(HEADING, but(HEAD, RELATION, ""), SON)[1:]] == ["02", "20"]


def test_rule_7_blank_cells_of_a_household_are_filled_down():
    rows = of(HEADING, HEAD, ["", *SON[1:6], ""], OTHER)
    assert [row.household for row in rows[1:]] == ["A1", "A1", "B1"]
    assert rows[2].person.recognised_on == date(2025, 5, 12)
    by_head = [["户主姓名", *HEADING[1:]], ["张试子", *HEAD[1:]], ["", *SON[1:6], ""], ["李试寅", *OTHER[1:]]]
    assert [row.household for row in of(*by_head)[1:]] == ["张试子", "张试子", "李试寅"]


@pytest.mark.parametrize("spelled", ["229982 200506134110", "２２９９８２２００５０６１３４１１０"])
def test_rule_8_a_person_twice_however_it_is_spelled(spelled):
    twice = of(HEADING, HEAD, SON, but(SON, NUMBER, spelled))
    assert [told(row) for row in twice[2:]] == [["accept"], ["reject", "DUP_IN_HOUSEHOLD"]]
    across = of(HEADING, HEAD, SON, OTHER, ["B1", *but(SON, NUMBER, spelled)[1:]])
    assert told(across[2]) == ["accept_with_warning", "DUP_FIRST"]
    assert told(across[4]) == ["reject", "DUP_OTHER_HOUSEHOLD"]
    namesake = of(HEADING, HEAD, but(OTHER, NAME, HEAD[NAME]))
    assert [told(row) for row in namesake[1:]] == [["accept"], ["accept"]]


@pytest.mark.parametrize("broken", [but(HEAD, NUMBER, "229933"), but(HEAD, DAY, "2025.2.30")])
def test_rule_9_a_rejected_head_is_told_of_the_others(broken):
    rows = of(HEADING, broken, SON, OTHER)
    assert [row.status for row in rows[1:]] == ["reject", "accept_with_warning", "accept"]
    assert told(rows[2]) == ["accept_with_warning", "HEAD_REJECTED"]


def made(fill: Callable[[Any, Any], None], **options: Any) -> list[Row]:
    """The rows of a workbook with the heading, a head and a son, changed by `fill(book, sheet)`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("台账")
        for n, row in enumerate((HEADING, HEAD, SON)):
            for column, cell in enumerate(row):
                sheet.write_string(n, column, cell)
        fill(book, sheet)
    return read_rows(read_workbook(out.getvalue()), AS_OF)


def struck(place: int) -> Callable[[Any, Any], None]:
    return lambda book, sheet: sheet.write_string(2, place, SON[place], book.add_format({"font_strikeout": True}))


MARKED: dict[str, tuple[Callable[[Any, Any], None], list[str]]] = {
    "1 a hidden sheet says nothing": (lambda b, s: spare(b, hide=True), ["accept"]),
    "1 a sheet without names says nothing": (lambda b, s: spare(b, hide=False), ["accept"]),
    "7 merged household and day": (lambda b, s: (s.merge_range(1, 0, 2, 0, "A1"), s.merge_range(1, 6, 2, 6, "2025-05-12")), ["accept"]),
    "10 hidden row": (lambda b, s: s.set_row(2, None, None, {"hidden": True}), ["accept_with_warning", "HIDDEN_ROW"]),
    "10 row without height": (lambda b, s: s.set_row(2, 0), ["accept_with_warning", "HIDDEN_ROW"]),
    "10 struck name": (struck(NAME), ["accept_with_warning", "STRIKETHROUGH"]),
    "10 struck number": (struck(NUMBER), ["accept_with_warning", "STRIKETHROUGH"]),
    "11 number by a formula": (lambda b, s: s.write_formula(2, 4, '="229982"&"200506134110"', None, "229982200506134110"), ["accept"]),
    "11 day by a formula": (lambda b, s: s.write_formula(2, 6, "=DATE(2025,5,12)", None, 45789), ["accept"]),
    "11 formula without a value": (lambda b, s: s.write_formula(2, 4, "=Z9", None, ""), ["reject", "FORMULA_NO_VALUE"]),
    "11 error in the number": (lambda b, s: s.write_formula(2, 4, "=VLOOKUP(1,Z:Z,1)", None, "#N/A"), ["reject", "CELL_ERROR"]),
    "11 error in the day": (lambda b, s: s.write_formula(2, 6, "=Z9/0", None, "#DIV/0!"), ["reject", "CELL_ERROR"]),
    "11 text with an at sign": (lambda b, s: s.write_string(2, 1, "@张例丑"), ["accept"]),
    "11 text with a plus": (lambda b, s: s.write_string(2, 1, "+张例丑"), ["accept"]),
    "3 the unmasked column, hidden": (lambda b, s: two_numbers(s), ["accept"]),
}


def spare(book: Any, *, hide: bool) -> None:
    other = book.add_worksheet("旧")
    rows = (HEADING, OTHER) if hide else (["社区", "户数"], ["甲社区", "2"])
    for n, row in enumerate(rows):
        other.write_row(n, 0, row)
    if hide:
        other.hide()


def two_numbers(sheet: Any) -> None:
    for n, (masked, whole) in enumerate((("身份证号", "身份证号码"), ("229933********0737", HEAD[4]), ("229982********4110", SON[4]))):
        sheet.write_string(n, 4, masked)
        sheet.write_string(n, 7, whole)
    sheet.set_column(7, 7, None, None, {"hidden": True})


@pytest.mark.parametrize(("fill", "expected"), MARKED.values(), ids=MARKED)
def test_rules_1_7_10_and_11_what_only_a_workbook_can_say(fill, expected):
    rows = made(fill)

    assert [row.number for row in rows] == [1, 2, 3]
    assert told(rows[2]) == expected


@pytest.mark.parametrize(("serial", "epoch"), [(45789, False), (44327, True)])
def test_rule_4_a_serial_number_counts_as_its_workbook_says(serial, epoch):
    rows = made(lambda book, sheet: sheet.write_number(2, 6, serial), date_1904=epoch)

    assert rows[2].person.recognised_on == date(2025, 5, 12)


def test_every_code_of_the_rules_has_its_case_here():
    rules = (LEDGERS / "README.md").read_text(encoding="utf-8")
    codes = {word.strip("`().,;:→") for word in rules.replace("/", " ").split()}
    asked = {code for code in codes if code.isupper() and "_" in code}
    own = Path(__file__).read_text(encoding="utf-8")

    assert {code for code in asked if own.count(f'"{code}"') < 1} == set()
