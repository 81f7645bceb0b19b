"""Unified social credit codes by GB 32100."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.credit_code import ALPHABET, check_credit_code, credit_check_character

BODY = "91229900MA04N00019"[:17]
SOUND = BODY + credit_check_character(BODY)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # the worked example in annex of GB 32100-2015
        pytest.param("91350100M000100Y43", True, id="the example of the standard"),
        pytest.param("91350100M000100Y42", False, id="its last character changed"),
        pytest.param("91350100m000100y43", True, id="small letters are read"),
        pytest.param("９１350100M000100Y43", True, id="full width is read"),
        pytest.param("9135 0100 M000-100Y43", True, id="spaces and hyphens are read"),
        pytest.param("91350100M000100Y4", False, id="a character is missing"),
        pytest.param("91350100M0001O0Y43", False, id="the letter O is not used"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_code_is_sound_or_says_why_not(code, expected):
    found = check_credit_code(code)

    assert found.valid is expected
    assert bool(found.reason) is not expected
    assert set(found.normalised) <= set(ALPHABET) | {"O"}, "in its one spelling"


@given(st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(place, other):
    if SOUND[place] == other:
        return
    changed = SOUND[:place] + other + SOUND[place + 1 :]

    assert not check_credit_code(changed).valid
