"""The square code of a paper."""

from __future__ import annotations

import segno

from documents.square_code import square_code


def test_it_is_drawn_with_a_border_and_nothing_is_drawn_of_nothing():
    address = "https://ljy.example/verify/" + "A" * 32
    side = len(segno.make(address, error="m", mask=3).matrix) + 2
    drawn = square_code(address)
    assert drawn.startswith("<svg ")
    assert f'width="{side}" height="{side}"' in drawn
    assert drawn.count("<path") == 1
    assert square_code(None) == square_code("") == ""
