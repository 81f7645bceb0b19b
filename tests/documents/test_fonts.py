"""The fonts of the papers: light for what is common, complete by the fonts they were drawn from, and redrawn alike."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from documents.typeset import FONTS, TEMPLATES, typeset

DAY = date(2026, 11, 26)


def common() -> str:
    """The Chinese characters of GB2312, what a keyboard types, and what the templates themselves say."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    said = "".join(each.read_text(encoding="utf-8") for each in TEMPLATES.glob("*.typ"))
    told = "".join(row.decode("gb2312", "ignore") for row in rows) + "".join(map(chr, range(33, 127))) + said
    return "".join(dict.fromkeys("".join(told.split())))


def fonts_of(pdf: bytes) -> set[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    named = [font.get_object()["/BaseFont"] for page in pages for font in page["/Resources"]["/Font"].values()]
    return {name.split("+")[1].split("-")[0] for name in named}


def test_common_characters_come_from_the_light_fonts_alone():
    text = common() + "第\u30001\u3000页"
    pdf = typeset("characters", {"text": text}, DAY, tagged=False)
    assert len(text) > 6850
    assert fonts_of(pdf) == {"FormHei", "FormSong"}


@pytest.mark.parametrize(("text", "more"), [
    ("欧阳䶮堃喆珺", set()), ("赵样龘㐂", {"NotoSansSC", "NotoSerifSC"}),
])
def test_a_rare_name_is_complete_and_can_be_read_back(text, more):
    pdf = typeset("characters", {"text": text}, DAY, tagged=False)
    assert fonts_of(pdf) == {"FormHei", "FormSong"} | more
    assert pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().count(text) == 2


@pytest.mark.parametrize("name", ["FormHei", "FormSong"])
def test_what_is_committed_is_what_the_script_draws(monkeypatch, name):
    ttlib = pytest.importorskip("fontTools.ttLib")
    from tests import fonts

    sample = sorted(map(ord, "吉林省零就业家庭认定䶮喆，0aA（）"))
    kept = ttlib.TTFont(FONTS / f"{name}.otf")
    assert set(fonts.characters()) - set(kept.getBestCmap()) == set()
    monkeypatch.setattr(fonts, "characters", lambda: sample)
    again = fonts.drawn(*fonts.FONTS[name]).font
    assert again["head"].unitsPerEm == kept["head"].unitsPerEm
    for code in sample:
        assert glyph(again, code) == glyph(kept, code), chr(code)
    assert kept["name"].getDebugName(1) == fonts.FONTS[name][1]
    assert "SIL Open Font License" in kept["name"].getDebugName(13)


def glyph(font, code: int):
    """Outline and width."""
    known = font.getBestCmap()[code]
    drawn = font["CFF "].cff.topDictIndex[0].CharStrings[known]
    drawn.decompile()
    return drawn.program, font["hmtx"][known]
