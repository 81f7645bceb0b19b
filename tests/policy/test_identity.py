"""Identity numbers as people and spreadsheets write them. All are fictitious (2299xx)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.identity import (
    FEMALE,
    MALE,
    PLAIN_WORDS,
    WARNINGS,
    check_character,
    check_identity,
    spell_identity,
)

ON = date(2026, 6, 30)
SOUND = "22997319730822128X"


def made(area: str, born: str, sequence: str = "001") -> str:
    return (body := area + born + sequence) + check_character(body)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), ON))
    return made("229901", f"{born:%Y%m%d}", f"{draw(st.integers(0, 999)):03d}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SOUND, id="as it should be"),
        pytest.param("22997319730822128x", id="a small x"),
        pytest.param("229973 19730822 128X", id="in groups"),
        pytest.param("２２９９７３１９７３０８２２１２８Ｘ", id="full width"),
        pytest.param("２２９９７３１９７３０８２２１２８ｘ", id="full-width small x"),
        pytest.param("\xa022997319730822128X\u3000", id="odd spaces around it"),
        pytest.param("22997319730822128X\n", id="a line break after it"),
        pytest.param("\u200b229973197308221\u202c28X\ufeff", id="invisible characters"),
        pytest.param("'22997319730822128X", id="the apostrophe of a text cell"),
        pytest.param('="22997319730822128X"', id="wrapped against the spreadsheet"),
        pytest.param("＝＂22997319730822128X＂", id="wrapped in full width"),
        pytest.param(" 229973-19730822-128X ", id="hyphens"),
        pytest.param("229973—19730822－128X", id="dashes"),
        pytest.param("229,973,197,308,221,28X", id="thousands separators"),
    ],
)
def test_one_number_in_many_spellings_is_one_person(text):
    check = check_identity(text, ON)

    assert (check.valid, check.normalised, check.codes) == (True, SOUND, ())
    assert (check.birth_on, check.sex) == (date(1973, 8, 22), FEMALE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(None, "ID_MISSING", id="nothing at all"),
        pytest.param("", "ID_MISSING", id="empty"),
        pytest.param(" \u3000\u200b", "ID_MISSING", id="only space"),
        pytest.param('=""', "ID_MISSING", id="an empty formula"),
        pytest.param("—", "ID_MISSING", id="a dash"),
        pytest.param("无", "ID_MISSING", id="the word for none"),
        pytest.param("2.29966E+17", "ID_PRECISION_LOST", id="as a spreadsheet shows it"),
        pytest.param("2.29987197608118e+17", "ID_PRECISION_LOST", id="as a float"),
        pytest.param("2299071969****5245", "ID_MASKED", id="stars"),
        pytest.param("2299071969＊＊＊＊5245", "ID_MASKED", id="full-width stars"),
        pytest.param("2299071969XXXX5245", "ID_MASKED", id="a row of X"),
        pytest.param("2299O8197801157149", "ID_CHARS", id="the letter O"),
        pytest.param("22994819690305880×", "ID_CHARS", id="a multiplication sign"),
        pytest.param("229940196803191178（新）", "ID_CHARS", id="a remark behind it"),
        pytest.param("22997319730822X281", "ID_CHARS", id="X in the middle"),
        pytest.param("٢٢٩٩٧٣١٩٧٣٠٨٢٢١٢٨٥", "ID_CHARS", id="digits that are not ASCII"),
        pytest.param("22997319730822128²", "ID_CHARS", id="a superscript"),
        pytest.param("229973197308221\x0028", "ID_CHARS", id="a NUL"),
        pytest.param("22994919990328882", "ID_LENGTH", id="17 characters"),
        pytest.param("229973197308221285X", "ID_LENGTH", id="19 characters"),
        pytest.param("22997373082212X", "ID_LENGTH", id="15 with an X"),
        pytest.param("1" * 100_000, "ID_LENGTH", id="far too long"),
        pytest.param("229962195002301561", "ID_DATE", id="30 February"),
        pytest.param("110101190002290011", "ID_DATE", id="1900 was no leap year"),
        pytest.param(made("229901", "20010229"), "ID_DATE", id="2001 was none either"),
        pytest.param("229901202701010018", "ID_DATE", id="not born yet"),
        pytest.param(made("229901", "20260701"), "ID_DATE", id="born tomorrow"),
        pytest.param(made("229901", "18960630"), "ID_DATE", id="130 today"),
        pytest.param("0" * 18, "ID_DATE", id="zeros"),
        pytest.param("229982200101136696", "ID_CHECKSUM", id="a wrong check digit"),
        pytest.param("22997319730822128" + "0", "ID_CHECKSUM", id="0 for X"),
        pytest.param(made("992201", "19850505"), "ID_CHECKSUM", id="no such province"),
        pytest.param("229995821313923", "ID_DATE", id="15 digits, month 13"),
    ],
)
def test_what_is_no_number_is_refused_by_its_first_fault(text, code):
    check = check_identity(text, ON)

    assert check.codes == (code,)
    assert (check.valid, check.normalised, check.birth_on, check.sex) == (False, None, None, None)


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        pytest.param("229933197006150737", date(1970, 6, 15), MALE, id="a man"),
        pytest.param("229980199904046687", date(1999, 4, 4), FEMALE, id="a woman"),
        pytest.param(made("229901", "20000229"), date(2000, 2, 29), MALE, id="a leap day"),
        pytest.param(made("229901", "19000101"), date(1900, 1, 1), MALE, id="born 1900"),
        pytest.param(made("229901", "20260630"), date(2026, 6, 30), MALE, id="born today"),
        pytest.param(made("229901", "18960701"), date(1896, 7, 1), MALE, id="130 tomorrow"),
        pytest.param(made("220381", "19850505"), date(1985, 5, 5), MALE, id="an abolished county"),
        pytest.param(made("810000", "19850505"), date(1985, 5, 5), MALE, id="Hong Kong"),
        pytest.param(made("820000", "19850505"), date(1985, 5, 5), MALE, id="Macao"),
        pytest.param(made("830000", "19850505"), date(1985, 5, 5), MALE, id="Taiwan permit"),
        pytest.param(made("710000", "19850505", "002"), date(1985, 5, 5), FEMALE, id="Taiwan"),
    ],
)
def test_sound_numbers_say_birth_and_sex(number, born, sex):
    check = check_identity(number, ON)

    assert (check.valid, check.birth_on, check.sex, check.codes) == (True, born, sex, ())


def test_fifteen_digits_are_converted_with_a_warning():
    check = check_identity("229995821213923", ON)

    assert check.valid
    assert check.normalised == "229995198212139233"
    assert check.birth_on == date(1982, 12, 13)
    assert check.codes == ("ID_15_DIGIT",)
    assert check_identity(check.normalised, ON).codes == ()


def test_every_code_has_plain_words_with_something_to_do():
    for code, words in PLAIN_WORDS.items():
        assert "请" in words, code
    assert set(PLAIN_WORDS) >= WARNINGS
    assert check_identity("", ON).plain_words == (PLAIN_WORDS["ID_MISSING"],)


@given(numbers())
def test_a_sound_number_is_accepted_and_spelled_as_it_is(number):
    check = check_identity(number, ON)

    assert check.valid
    assert check.normalised == spell_identity(number) == number


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)

    assert not check_identity(number[:place] + wrong + number[place + 1 :], ON).valid


@given(numbers(), st.integers(0, 16))
def test_two_digits_exchanged_never_pass(number, place):
    a, b = number[place : place + 2]
    exchanged = number[:place] + b + a + number[place + 2 :]

    assert a == b or not check_identity(exchanged, ON).valid


@given(st.text())
def test_no_text_is_an_accident(text):
    check = check_identity(text, ON)

    assert check.valid is (check.normalised is not None)
    assert set(check.codes) <= set(PLAIN_WORDS)
    assert spell_identity(spell_identity(text)) == spell_identity(text) or not check.valid
