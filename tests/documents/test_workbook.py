"""Whatever somebody typed stands in the workbook as that text, and as nothing else."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from documents.workbook import (
    CUT,
    TEXT_LIMIT,
    FastRows,
    TypedRows,
    cell_text,
    new_book,
    rows_of,
    serial,
)

quick = settings(
    max_examples=40, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
nasty = st.sampled_from([
    "=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1＋1", "＠x",
    "=cmd|' /C calc'!A0", '=WEBSERVICE("http://x")', "http://example.com", "mailto:a@b", "{=1}",
    "<r>x</r>", "<r><t>x</t></r>", "</t></is></c>", "&amp;", "_x0041_", "_x005F_x0041_", "1e5",
    "007", "220102198002290013", "TRUE", " 前后空格 ", "　全角　", "a\nb", "𠮷㛃", "a\u0300", "0",
    "", "_", "__x", "]]>", "a\x00b", "\x1f", "\ufffe",
])
texts = nasty | st.text(max_size=40) | st.text("<>&_x0AF \n\r\t=\"'", max_size=20)


def written(rows, *, typed: bool) -> bytes:
    out = BytesIO()
    with new_book(out) as book:
        sheet = book.add_worksheet()
        form = book.add_format({"border": 1})
        lines = rows_of(sheet, typed=typed)
        assert type(lines) is (TypedRows if typed else FastRows)
        put = lines.line([form] * len(rows[0]))
        for row in rows:
            put(row)
        lines.finish()
    return out.getvalue()


def read(file: bytes):
    book = openpyxl.load_workbook(BytesIO(file))
    try:
        return [list(row) for row in book.active.iter_rows()]
    finally:
        book.close()


OVERLAPPING = re.compile(r"_x[0-9A-Fa-f]{4}_(?=x[0-9A-Fa-f]{4}_)")
"""XlsxWriter escapes the first of two that share an underscore and forgets the second."""


def as_held(text: str) -> str | None:
    return cell_text(text) or None


@pytest.mark.parametrize("typed", [False, True], ids=["fast", "typed"])
@quick
@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
def test_any_text_comes_back_as_the_same_text_and_never_as_a_formula(typed, rows):
    assume(not typed or not any(OVERLAPPING.search(text) for row in rows for text in row))
    cells = read(written(rows, typed=typed))

    for row, back in zip(rows, cells, strict=True):
        for text, cell in zip(row, back, strict=True):
            value = cell.value if cell.value is None else unescape(cell.value)
            assert value == as_held(text)
            assert cell.data_type in ("s", "inlineStr", "n")
            assert cell.hyperlink is None
            assert text == "" or cell.data_type != "n"


@pytest.mark.parametrize("typed", [False, True], ids=["fast", "typed"])
def test_no_formula_and_no_link_stands_in_the_file(typed):
    file = written([("=1+1", "http://example.com"), ("+1", "<r><f>1</f></r>")], typed=typed)

    with zipfile.ZipFile(BytesIO(file)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    assert not [name for name in names if "externalLink" in name or "sheet1.xml.rels" in name]


numbers = st.integers(-(10**16), 10**16) | st.floats(allow_nan=True) | st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
)
days = st.dates(date(1901, 1, 1), date(9999, 12, 31))
moments = st.datetimes(datetime(1901, 1, 2), datetime(9999, 12, 30)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@quick
@given(rows=st.lists(
    st.tuples(texts, numbers, days, moments, st.booleans() | st.none()), min_size=1, max_size=4
))
def test_the_fast_way_writes_what_the_typed_way_writes_cell_by_cell(rows):
    assume(not any(OVERLAPPING.search(row[0]) for row in rows))
    fast, typed = read(written(rows, typed=False)), read(written(rows, typed=True))

    for row_fast, row_typed in zip(fast, typed, strict=True):
        for one, other in zip(row_fast, row_typed, strict=True):
            assert (one.coordinate, one.has_style) == (other.coordinate, other.has_style)
            assert one.border.left.style == other.border.left.style == "thin"
            if isinstance(one.value, float):
                assert one.value == pytest.approx(other.value)
            else:
                assert str(one.value) == str(other.value)


@pytest.mark.parametrize(
    ("length", "cut"),
    [
        pytest.param(TEXT_LIMIT, False, id="exactly the limit"),
        pytest.param(TEXT_LIMIT + 1, True, id="one more"),
        pytest.param(100_000, True, id="a book in a cell"),
    ],
)
@pytest.mark.parametrize("typed", [False, True], ids=["fast", "typed"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(typed, length, cut):
    text = "长" * length
    value = read(written([(text,)], typed=typed))[0][0].value

    assert (value == text) is not cut
    assert value.endswith(CUT) is cut
    assert len(value) <= TEXT_LIMIT


def test_the_limit_is_counted_as_excel_counts_it():
    """A rare character is two units; half a one is never left standing."""
    value = cell_text("𠮷" * 20_000)

    assert len(value.encode("utf-16-le")) <= 2 * TEXT_LIMIT
    assert value.endswith(CUT)
    assert set(value.removesuffix(CUT)) == {"𠮷"}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        pytest.param(date(1900, 3, 1), 61, id="after the day that never was"),
        pytest.param(date(2026, 2, 9), 46062, id="a day"),
        pytest.param(datetime(2026, 2, 8, 16, 0, tzinfo=UTC), 46062, id="midnight in Beijing"),
        pytest.param(datetime(2026, 2, 9, 4, 0, tzinfo=UTC), 46062.5, id="noon in Beijing"),
    ],
)
def test_days_are_days_and_moments_are_beijing_time(value, number):
    assert serial(value) == number


def test_money_stays_a_number_and_what_is_none_stays_empty():
    cells = read(written([(Decimal("1850.50"), None, 0, True)], typed=False))[0]

    assert [cell.value for cell in cells] == [1850.5, None, 0, "是"]


def test_a_number_too_big_to_be_exact_is_written_as_text():
    assert read(written([(220102198002290013,)], typed=False))[0][0].value == "220102198002290013"


def test_memory_stays_flat():
    """TRAP: in_memory would silently cancel constant_memory."""
    with new_book(BytesIO()) as book:
        sheet = book.add_worksheet()
        assert sheet.constant_memory
        assert FastRows.fits(sheet)
        assert not book.in_memory
