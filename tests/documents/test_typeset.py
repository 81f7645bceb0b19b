"""Papers set in type: what is typed stays text, what the fonts lack is named, the same is the same."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from documents.typeset import Unprintable, typeset, unprintable

DAY = date(2026, 11, 26)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in read(pdf).pages)


def test_a_paper_is_pdf_a_2b_with_its_fonts_inside_and_its_text_can_be_read():
    pdf = typeset("characters", {"text": "赵样甲䶮堃"}, DAY)
    root = read(pdf).trailer["/Root"]
    said = root["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in said
    assert b"<pdfaid:conformance>B<" in said
    assert root["/OutputIntents"]
    assert "赵样甲䶮堃" in text_of(pdf)
    for font in read(pdf).pages[0]["/Resources"]["/Font"].values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile3" in below["/FontDescriptor"].get_object()


def test_a_paper_says_of_itself_what_its_template_gives():
    values = {"title": "甲", "foot": "丙", "office": "乙机构", "warning": "", "cases": [], "left": []}
    told = read(typeset("case_list", values, DAY)).metadata
    assert (told.title, told.author, told.creation_date.date()) == ("甲", "乙机构", DAY)


def test_another_paper_between_changes_nothing():
    first = typeset("characters", {"text": "甲"}, DAY)
    assert typeset("characters", {"text": "乙"}, date(2026, 1, 1)) != first
    assert typeset("characters", {"text": "甲"}, DAY) == first


@pytest.mark.parametrize("typed", ['#strong[甲]', "$x$", '"甲" + "乙"', "\\u{7532}", "//甲", "<seal>", "*甲* _乙_"])
def test_what_is_typed_is_never_part_of_the_template(typed):
    assert typed.replace(" ", "") in text_of(typeset("characters", {"text": typed}, DAY)).replace(" ", "")


def test_the_same_values_give_the_same_bytes():
    assert typeset("characters", {"text": "甲"}, DAY) == typeset("characters", {"text": "甲"}, DAY)


def test_every_character_that_the_fonts_lack_is_named_once():
    assert unprintable("赵𠮷样🙂甲𠮷 \t\n") == "𠮷🙂"
    assert unprintable("赵样甲㛃䶮·") == ""
    with pytest.raises(Unprintable) as refusal:
        typeset("characters", {"text": "李𠮷", "members": [{"name": "赵🙂"}], "size": 2}, DAY)
    assert refusal.value.characters == "𠮷🙂"
