"""Names and telephone numbers in the one spelling the registry keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.spelling import (
    EMPTY_NAME,
    LONG_NAME,
    ODD_NAME,
    normalise_name,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三", "张三"),
        (" 张　三\n", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("\u202e张三\u202c", "张三"),
        ("𠮷㛃", "𠮷㛃"),
        ("䶮样甲", "䶮样甲"),
        ("﨑凞", "﨑凞"),
        ("凞", "凞"),
        ("\U00031350", "\U00031350"),
        ("〇", "〇"),
        ("김철수", "김철수"),
        ("A", "A"),
        ("=张三", "=张三"),
        ("阿卜杜热西提·买买提", "阿卜杜热西提·买买提"),
        ("阿例木•样卯", "阿例木·样卯"),
        ("阿例木．样卯", "阿例木·样卯"),
        ("阿例木‧样卯", "阿例木·样卯"),
        ("阿例木・样卯", "阿例木·样卯"),
        ("阿例木.样卯", "阿例木·样卯"),
        ("J.Smith", "J.Smith"),
        ("张" * 50, "张" * 50),
    ],
)
def test_a_name_in_its_one_spelling(typed, kept):
    check = normalise_name(typed)

    assert (check.valid, check.normalised, check.reason) == (True, kept, "")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param(None, EMPTY_NAME, id="nothing"),
        pytest.param(" \u200b", EMPTY_NAME, id="only space"),
        pytest.param("张" * 51, LONG_NAME, id="51 characters"),
        pytest.param("张" * 100_000, LONG_NAME, id="far too long"),
        pytest.param("张三😀", ODD_NAME, id="an emoji"),
        pytest.param("张三👍🏽", ODD_NAME, id="an emoji with a skin tone"),
        pytest.param("张三♥", ODD_NAME, id="a heart"),
        pytest.param("张1\u20e3", ODD_NAME, id="a keycap"),
        pytest.param("张\x00三", ODD_NAME, id="NUL"),
        pytest.param("张\x07三", ODD_NAME, id="a bell"),
        pytest.param("张\ud800", ODD_NAME, id="half a character"),
        pytest.param("张\ue000", ODD_NAME, id="private use"),
        pytest.param("⼀⽅", ODD_NAME, id="radicals that look like ideographs"),
    ],
)
def test_a_name_nobody_can_have_is_refused_with_a_reason(typed, reason):
    check = normalise_name(typed)

    assert (check.valid, check.normalised, check.reason) == (False, None, reason)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15400001234", "15400001234"),
        ("154 0000 1234", "15400001234"),
        ("154-0000-1234", "15400001234"),
        ("+86 154-0000-1234", "15400001234"),
        ("+8615400001234", "15400001234"),
        ("008615400001234", "15400001234"),
        ("8615400001234", "15400001234"),
        ("（+86）15400001234", "15400001234"),
        ("１５４００００１２３４", "15400001234"),
        ("\u202d15400001234\u202c", "15400001234"),
        ("0431-85651234", "0431-85651234"),
        ("0431－85651234", "0431-85651234"),
        ("0431 85651234", "0431-85651234"),
        ("(0431)85651234", "0431-85651234"),
        ("043185651234", "0431-85651234"),
        ("0431-8565-1234", "0431-85651234"),
        ("+86 431 85651234", "0431-85651234"),
        ("0086-0431-85651234", "0431-85651234"),
        ("0433-2651234", "0433-2651234"),
        ("010-85651234", "010-85651234"),
        ("02085651234", "020-85651234"),
        ("0991-2651234", "0991-2651234"),
        ("0431-85651234转801", "0431-85651234-801"),
        ("0431-85651234-801", "0431-85651234-801"),
        ("154000012345", None),
        ("1540000123", None),
        ("85651234", None),
        ("12333", None),
        ("0431-", None),
        ("1540000123四", None),
        ("154OOOO1234", None),
        ("١٥٤٠٠٠٠١٢٣٤", None),
        ("15400001234、15400005678", None),
        ("无", None),
        ("", None),
        (None, None),
    ],
)
def test_a_telephone_number_in_its_one_spelling(typed, kept):
    assert normalise_phone(typed) == kept


@given(st.text())
def test_a_name_once_normalised_stays(text):
    if kept := normalise_name(text).normalised:
        assert normalise_name(kept).normalised == kept
        assert kept == "".join(kept.split())
        assert len(kept) <= 50


@given(st.text("0123456789+-() 转", max_size=20))
def test_a_telephone_number_once_normalised_stays(text):
    if kept := normalise_phone(text):
        assert normalise_phone(kept) == kept
        assert kept.isascii()
