"""The form as a Word file: what was typed is text in it, and every place of the template is known."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import pytest

from documents.application_form import BLANK
from documents.application_word import DAY, TEMPLATE, blank_word, filled, word_values

ODD = "张<三>&{{ 7*7 }}{% if x %}𠮷㛃"


def texts(document: bytes) -> list[str]:
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [*(p.text for p in opened.paragraphs), *cells]


def members(number):
    return [{"no": str(n), "name": f"张试{n}", "identity": f"2299011990010100{n:02}"} for n in range(1, number + 1)]


def test_what_was_typed_is_text_whatever_it_looks_like():
    said = texts(filled(BLANK | {"applicant": {"name": ODD, "home_address": "一号楼\n二单元"}}))

    assert ODD in said
    assert "一号楼\n二单元" in said


@pytest.mark.parametrize("number", [1, 9])
def test_every_member_stands_in_it_and_short_tables_have_room_to_write(number):
    document = filled(BLANK | {"members": members(number)})
    said = texts(document)
    table = next(t for t in docx.Document(io.BytesIO(document)).tables if t.cell(0, 0).text == "序号")

    assert all(f"张试{n}" in said for n in range(1, number + 1))
    assert len(table.rows) == 2 + 2 * max(6, number)


def test_every_place_of_the_template_has_a_value_and_no_section_is_left_out():
    with zipfile.ZipFile(TEMPLATE) as packed:
        words = "".join(
            text.text or "" for name in packed.namelist() if re.fullmatch(r"word/(document|footer\d)\.xml", name)
            for text in ElementTree.fromstring(packed.read(name)).iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        )
    asked = set(re.findall(r"(?:\bin|\bif|\{\{) (?:day\()?([a-z_]+)", words)) - {"m", "r"}
    known = set(word_values(BLANK))

    assert asked <= known
    assert known - asked <= {"checks", "qr", "day"}  # a code to be scanned belongs to the paper that is sealed


def test_the_empty_form_leaves_room_for_each_date():
    said = "".join(texts(blank_word()))

    assert said.count(DAY) >= 5
    assert "{{" not in said
    assert "None" not in said
