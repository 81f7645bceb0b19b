"""The square code says what segno says."""

from __future__ import annotations

import pytest
import segno

from documents.square_code import LONGEST, modules, square_code


@pytest.mark.parametrize("length", [1, 14, 15, 26, 42, 43, 59, 62, 63, 84, 85, 106, 107, LONGEST, LONGEST + 1, 300])
def test_a_code_is_the_one_that_segno_makes(monkeypatch, length):
    """But for a needless byte: after data that end with a byte segno fills up one more (ISO/IEC 18004, 7.4.10)."""
    monkeypatch.setattr("segno.encoder.write_padding_bits", lambda buff, _version, told: buff.extend([0] * (-told % 8)))
    data = ("https://ljy.example/verify/吉" + "aZ-_9" * 80).encode()[:length]
    expected = segno.make(data, error="m", mask=3, mode="byte", micro=False, boost_error=False)
    assert modules(data) == list(map(bytes, expected.matrix))


def test_it_is_drawn_with_a_border_and_nothing_is_drawn_of_nothing():
    drawn = square_code("https://ljy.example/verify/" + "A" * 32)
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="35" height="35">')
    assert 'd="M1 1.5h7M' in drawn
    assert square_code(None) == square_code("") == ""
