"""The rows of a list as HTML: what a person or a register wrote never becomes a tag."""

from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin.rows import drawn, escaped, leading, masks, persons
from admin.words import Cell

ODD = ["<script>", '" onclick="', "'", "&amp;", "", "𠮷野家", "\0", "a\0b"]


@settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=20) | st.sampled_from(ODD), max_size=8))
def test_texts_escaped_together_are_those_escaped_one_by_one(texts: list[str]) -> None:
    found = escaped(texts)
    assert [unescape(text) for text in found] == [unescape(escaped([text])[0]) for text in texts]
    assert not any(mark in text for text in found for mark in "<>\"'")


@pytest.mark.parametrize("odd", ODD)
def test_a_name_a_number_and_an_address_stay_text(odd: str) -> None:
    cell, row = persons([Cell(f"王{odd}", "person", f"号{odd}", f"/x?{odd}"), Cell("李", "person")], [None, "/y"])
    assert cell.count("<") == 6
    assert cell.count(chr(34)) == 4
    assert row == '<td class="k-person"><a href="/y">李</a></td>'


@pytest.mark.parametrize("kind", ["person", "text", "status", "bool", "num"])
def test_the_first_cell_leads_to_the_page_of_its_row_where_it_can_be_a_link(kind: str) -> None:
    mixed = leading([Cell("甲", kind), Cell("乙", "text")], ["/1", "/2"], "名称")
    assert ("/1" in mixed[0]) is (kind in ("person", "text", "num"))
    assert 'href="/2"' in mixed[1]


@pytest.mark.parametrize("odd", ODD)
def test_a_mask_stays_text_alone_and_among_others(odd: str, app) -> None:
    many = [odd, "", "***1"]
    assert masks(many, "电话") == [drawn(Cell(text, "masked"), None, "电话") for text in many]
    assert drawn(Cell(None, "masked"), None, "电话") == masks([""], "电话")[0]
    with app.test_request_context():
        led = drawn(Cell(odd, "masked", url="/u?a=1&b=2"), None, "电话")
    assert ("&amp;b" in led) is bool(odd)
    assert led.endswith("</td>")
    assert led.count("<td") == 1
