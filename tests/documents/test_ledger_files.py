"""A ledger as others open it (must show): openpyxl and, where it is installed, LibreOffice."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

from documents.ledger_sheets import Tally
from documents.ledgers import LEDGERS
from policy.terms import Status as S
from tests.documents.taking import REASON, rows_in, take
from tests.factories import first_member, make_household

pytestmark = pytest.mark.database
TYPED = ["=1+1", "+1", "@SUM(A1)", "\t=1+1", "http://www.example.cn", "-2+3", "=cmd|' /C calc'!A0",
         "㛃𠮷䶮𬭶", "_x0041_", "<r>&</r>", "０１２"]
OFFICE = shutil.which("soffice")


@pytest.fixture
def odd(session):
    """A household for each thing somebody might type; what stands in each remark is that and no more."""
    numbers = []
    for text in TYPED:
        household = make_household(status=S.RECOGNISED, name="𠮷田㛃", remarks=text)
        numbers.append(first_member(household).id_no)
    session.commit()
    return numbers



def test_text_stays_text_byte_for_byte(session, odd):
    out = take(session, "recognition", full=True, reason=REASON)[1]
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[1]
    heads = [low.value or high.value for high, low in zip(sheet[3], sheet[4], strict=True)]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, max_row=4 + len(TYPED))]

    for row, number, text in zip(rows, odd, TYPED, strict=True):
        assert row["公民身份号码"].data_type in ("s", "inlineStr")
        assert row["公民身份号码"].value.encode() == number.encode()
        assert row["户主/申请人姓名"].value == "𠮷田㛃"
        assert row["备注"].data_type in ("s", "inlineStr")
        assert openpyxl.utils.escape.unescape(row["备注"].value) == text
    book.close()


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_reads_the_same(session, odd, tmp_path):
    file = tmp_path / "台账.xlsx"
    file.write_bytes(take(session, "recognition", full=True, reason=REASON)[1].getvalue())

    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2',
         "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=180,
    )

    (made,) = [p for p in tmp_path.iterdir() if p.suffix == ".csv"]
    read = list(csv.reader(StringIO(made.read_text(encoding="utf-8"))))
    body = read[4 : 4 + len(TYPED)]
    assert [row[7] for row in body] == odd
    assert [row[6] for row in body] == ["𠮷田㛃"] * len(TYPED)
    assert [row[-1].strip() for row in body] == [text.strip() for text in TYPED]


@pytest.mark.parametrize("name", LEDGERS)
def test_each_ledger_has_its_charts_and_says_what_its_columns_mean(session, filled, name):
    file, out = take(session, name)
    book = openpyxl.load_workbook(BytesIO(out.getvalue()))

    assert book.sheetnames[0] == "说明"
    assert book.sheetnames[2:] == ["统计图", "指标解释"]
    charts = book["统计图"]._charts
    assert charts
    told = {row[1]: row[3] for row in book["指标解释"].iter_rows(min_row=3, values_only=True)}
    assert [c.head.text for c in LEDGERS[name].columns] == list(told)
    assert all(told.values())
    table = [row[:2] for row in book["统计图"].iter_rows(min_row=4, values_only=True)]
    counted = [count for _, count in table if isinstance(count, int)]
    assert sum(counted) == file.rows * len(charts)
    book.close()
    with zipfile.ZipFile(BytesIO(out.getvalue())) as parts:
        assert len([part for part in parts.namelist() if part.startswith("xl/charts/chart")]) == len(charts)


@pytest.mark.parametrize("name", LEDGERS)
def test_the_typed_way_writes_the_same_ledger_cell_by_cell(session, filled, name):
    fast, slow = (openpyxl.load_workbook(take(session, name, typed=typed)[1]) for typed in (False, True))

    assert fast.sheetnames == slow.sheetnames
    for one, other in zip(fast, slow, strict=True):
        for row, row_typed in zip(one.iter_rows(), other.iter_rows(), strict=True):
            for cell, cell_typed in zip(row, row_typed, strict=True):
                assert (cell.coordinate, cell.value, cell.number_format, cell.border.left.style) == (
                    cell_typed.coordinate, cell_typed.value, cell_typed.number_format,
                    cell_typed.border.left.style)
        for n, dimension in one.row_dimensions.items():  # the typed way rounds to pixels
            assert dimension.height == pytest.approx(other.row_dimensions[n].height, abs=0.5)
    fast.close()
    slow.close()


def test_the_rows_are_those_of_the_page_whatever_their_number(session, filled, monkeypatch):
    """Parts of two rows each: what belongs to the rows in hand is theirs."""
    whole = {name: rows_in(take(session, name)[1]) for name in LEDGERS}
    monkeypatch.setattr("documents.reading.ROWS_AT_ONCE", 2)

    assert {name: rows_in(take(session, name)[1]) for name in LEDGERS} == whole


@pytest.mark.parametrize(("days", "bars"), [
    ([(2025, 11), (2026, 2), (2026, 2)], [("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 2)]),
    ([(2023, 1), (2026, 2)], [("2023-01", 1), ("2026-02", 1)]),
    ([], [("未填", 1)]),
])
def test_a_month_in_which_nothing_was_done_stands_in_the_chart(days, bars):
    tally = Tally("就业日期", 0, monthly=True)
    tally.add([date(year, month, 9) for year, month in days] or [None])

    assert tally.bars() == bars
