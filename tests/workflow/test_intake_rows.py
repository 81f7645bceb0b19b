"""Every ledger of tests/ledgers, row by row as expected; the words in its cells one by one."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path

import pytest

from workflow.intake_rows import read_rows
from workflow.ledger_cells import read_identity, read_phone, read_relation, text_of
from workflow.ledger_dates import read_day
from workflow.ledger_words import HEADINGS, PLAIN, REJECTIONS, WARNINGS
from workflow.sheets import Sheet, Workbook, read_file, read_workbook

LEDGERS = Path(__file__).parent.parent / "ledgers"
EXPECTED = sorted(LEDGERS.glob("*.expected.json"))
AS_OF = date(2026, 6, 30)
HEADING = ["户编号", "姓名", "与户主关系", "性别", "身份证号码", "联系电话", "认定日期"]
HEAD = ["A1", "张试子", "户主", "男", "229933197006150737", "15400000001", "2025-05-12"]
DAUGHTER = ["A1", "张例丑", "女", "女", "229980199904046687", "", "2025-05-12"]


def read(path: Path):
    return read_rows(read_workbook(read_file(path)), AS_OF)


def of(*rows: list):
    return read_rows(Workbook((Sheet("", [list(row) for row in rows]),)), AS_OF)


def told(row) -> tuple[str, list[str]]:
    line = row.as_json(1)
    return line["status"], line["codes"]


def partition(rows: list[dict]) -> set[frozenset[int]]:
    households: dict[str, set[int]] = {}
    for row in rows:
        if row.get("household") is not None:
            households.setdefault(row["household"], set()).add(row["row"])
    return {frozenset(found) for found in households.values()}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem.split(".")[0])
def test_a_ledger_is_read_as_expected_row_by_row(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    rows = [row.as_json(1) for row in read(LEDGERS / expected["file"])]

    keys = ("row", "sheet", "status", "person", "raw_name")
    assert [{k: row.get(k) for k in keys} | {"codes": row["codes"]} for row in rows] == [
        {k: row.get(k) for k in keys} | {"codes": row.get("codes", [])} for row in expected["rows"]
    ]
    assert partition(rows) == partition(expected["rows"])


def test_the_old_format_says_the_same():
    new, old = read(LEDGERS / "dev01_clean.xlsx"), read(LEDGERS / "dev01_clean.xls")

    assert [row.as_json(1) for row in old] == [row.as_json(1) for row in new]


def test_every_code_has_plain_words():
    assert all(text and not text.isascii() for text in PLAIN.values())
    assert not REJECTIONS.keys() & WARNINGS.keys()


@pytest.mark.parametrize(
    ("cell", "on", "codes"),
    [
        (date(2024, 3, 5), "2024-03-05", ()),
        (datetime(2024, 3, 5, 9, 30), "2024-03-05", ()),
        (45356.0, "2024-03-05", ()),
        ("45356", "2024-03-05", ()),
        (20240305.0, "2024-03-05", ()),
        ("2024.3.5", "2024-03-05", ()),
        ("２０２４．３．５", "2024-03-05", ()),
        ("2024年 3 月5号", "2024-03-05", ()),
        ("二〇二四年三月五日", "2024-03-05", ()),
        ("二零二四年十二月二十五日", "2024-12-25", ()),
        ("2024年十月卅一日", "2024-10-31", ()),
        ("2026-05-06 00:00:00", "2026-05-06", ()),
        ("2026-05-06T08:00:00", "2026-05-06", ()),
        ("2024—3—5", "2024-03-05", ()),
        ("2024年3月", "2024-03-01", ("DATE_MONTH_ONLY",)),
        ("2024.3.", "2024-03-01", ("DATE_MONTH_ONLY",)),
        ("202403", "2024-03-01", ("DATE_MONTH_ONLY",)),
        (2024.3, "2024-03-01", ("DATE_MONTH_ONLY",)),
        ("25.11.20", "2025-11-20", ("DATE_TWO_DIGIT_YEAR",)),
        ("251120", "2025-11-20", ("DATE_TWO_DIGIT_YEAR",)),
        ("24年3月", "2024-03-01", ("DATE_TWO_DIGIT_YEAR", "DATE_MONTH_ONLY")),
        ("", None, ("DATE_MISSING",)),
        (None, None, ("DATE_MISSING",)),
        ("\u3000", None, ("DATE_MISSING",)),
        ("2024.2.30", None, ("DATE_INVALID",)),
        ("三月份", None, ("DATE_INVALID",)),
        ("12.5", None, ("DATE_INVALID",)),
        (2024.1, None, ("DATE_INVALID",)),
        ("2024", None, ("DATE_INVALID",)),
        ("3/5/2024", None, ("DATE_INVALID",)),
        (True, None, ("DATE_INVALID",)),
        (time(9, 30), None, ("DATE_INVALID",)),
        (5.0, None, ("DATE_INVALID",)),
    ],
    ids=str,
)
def test_a_day_as_clerks_write_it(cell, on, codes):
    read = read_day(cell)

    assert (read.on and read.on.isoformat(), read.codes) == (on, codes)


def test_a_number_that_is_a_day_may_count_from_1904():
    assert read_day(43894.0, epoch_1904=True).on == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("cell", "phone", "code"),
    [
        ("154-0000-1001", "15400001001", None),
        ("+8615400001005", "15400001005", None),
        (15400001004.0, "15400001004", None),
        ("0431-00001234", "0431-00001234", None),
        ("15400001007/15400009999", "15400001007", "PHONE_MULTIPLE"),
        ("15400001007 15400009999", "15400001007", "PHONE_MULTIPLE"),
        ("15400001007（妻）", "15400001007", None),
        ("无", None, "PHONE_INVALID"),
        ("1540000100", None, "PHONE_INVALID"),
        ("", None, None),
        (None, None, None),
    ],
    ids=str,
)
def test_a_telephone_as_clerks_write_it(cell, phone, code):
    assert read_phone(cell) == (phone, code)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("户主", "02"), ("本人", "01"), ("妻子", "12"), ("户主之子", "20"), ("女儿", "30"), ("母 亲", "52"),
     ("长女（在读）", "32"), ("52", "52"), ("邻居", None), ("", None)],
)
def test_a_relation_as_clerks_write_it(cell, code):
    assert read_relation(cell) == (code, bool(cell))


def test_a_number_kept_as_a_number_has_lost_its_end():
    assert read_identity(2.29987197608118e17, AS_OF).codes == ("ID_PRECISION_LOST",)
    assert read_identity(229995821213923.0, AS_OF).normalised == "229995198212139233"


def test_text_is_one_line_without_what_cannot_be_stored():
    assert text_of("虚构路1号\n2\u200b单元\0 \ud800") == "虚构路1号 2单元"


@pytest.mark.parametrize(
    ("heading", "field"),
    [("身份证号码", "id_no"), ("公民身份号码", "id_no"), ("身份证件号码", "id_no"), ("户主身份证号", "head_id_no"),
     ("户号", "household"), ("家庭编号", "household"), ("家庭成员姓名", "name"), ("与申请人关系", "relation"),
     ("认定时间", "recognised"), ("户籍地址", "register_address"), ("所属社区", "community")],
)
def test_a_heading_is_known_by_its_synonyms(heading, field):
    assert next(f for f, pattern in HEADINGS.items() if pattern.fullmatch(heading)) == field


def test_columns_may_stand_in_any_order():
    mixed = [HEADING[::-1], HEAD[::-1], DAUGHTER[::-1]]

    assert [r.as_json(1) for r in of(*mixed)] == [r.as_json(1) for r in of(HEADING, HEAD, DAUGHTER)]


def test_a_column_too_many_does_no_harm():
    rows = of([*HEADING, "学习强国积分"], [*HEAD, 3.0])

    assert told(rows[1]) == ("accept", [])


def test_households_without_a_number_begin_with_their_heads():
    rows = of(HEADING[1:], HEAD[1:], DAUGHTER[1:],
              ["李试寅", "户主", "", "229928197701284760", "", "2025-05-12"])

    assert [row.household for row in rows[1:]] == ["#2", "#2", "#4"]


def test_persons_whom_nothing_tells_apart_are_not_one_household_with_the_first_as_its_head():
    heading, head, daughter = ([row[n] for n in (1, 4, 5, 6)] for row in (HEADING, HEAD, DAUGHTER))

    assert [row.is_head for row in of(heading, head, daughter) if not row.kind] == [False, False]
    assert [row.is_head for row in of(heading, head) if not row.kind] == [True]


def test_the_day_is_filled_down_only_with_the_household():
    bare = [*DAUGHTER[:6], ""]

    assert told(of(HEADING, HEAD, ["", *bare[1:]])[2]) == ("accept", [])
    assert told(of(HEADING, HEAD, bare)[2]) == ("reject", ["DATE_MISSING"])


def test_a_person_without_name_or_number_is_not_passed_over():
    nameless, numberless = list(DAUGHTER), list(DAUGHTER)
    nameless[1], numberless[1], numberless[4] = "", "", ""

    assert told(of(HEADING, HEAD, nameless)[2]) == ("reject", ["NAME_MISSING"])
    assert told(of(HEADING, HEAD, numberless)[2]) == ("reject", ["ID_MISSING", "NAME_MISSING"])


def test_a_name_that_looks_like_a_formula_stays_text():
    rows = of(HEADING, [*HEAD[:1], "=张试子", *HEAD[2:]])

    assert rows[1].person.name == "=张试子"


def test_a_heading_in_the_middle_is_passed_over():
    assert told(of(HEADING, HEAD, HEADING, DAUGHTER)[2]) == ("skip", ["HEADER"])


def test_of_two_sheets_each_row_names_its_own():
    sheets = (Sheet("甲", [HEADING, HEAD]), Sheet("说明", [["填表说明"]]), Sheet("乙", [HEADING, DAUGHTER]))
    rows = read_rows(Workbook(sheets), AS_OF)

    assert [row.as_json(2)["sheet"] for row in rows] == ["甲", "甲", "乙", "乙"]
    assert rows[1].household != rows[3].household
