"""Identity numbers (公民身份号码): spelling, check digit, date of birth and sex.

Source: GB 11643-1999. County codes are not looked up: a number keeps the code of the county
that issued it, which may have been renamed since or never been in our list. Residence permits
of Hong Kong, Macao and Taiwan residents (81, 82, 83) follow the same rule; a foreigner's
permanent residence card (外国人永久居留身份证) does not and is another kind of document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Final

from policy.ages import full_years
from policy.spelling import HYPHENS, half_width, without_space

MALE: Final = 1
FEMALE: Final = 2
"""GB/T 2261.1; the seventeenth digit is odd for men."""

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
IMPLAUSIBLE_AGE: Final = 130
"""Nobody has reached it; such a date of birth is a slip."""

PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")

PLAIN_WORDS: Final[dict[str, str]] = {
    "ID_MISSING": "未填写身份证号码，请按身份证补填",
    "ID_PRECISION_LOST": (
        "身份证号码被表格存成了数值，末几位已丢失，请将该列设为文本格式后按身份证重填"
    ),
    "ID_MASKED": "身份证号码带有星号，无法核对，请填写完整号码",
    "ID_CHARS": "身份证号码中有数字和末位X以外的字符，请改正",
    "ID_LENGTH": "身份证号码应为18位，请核对是否漏填或多填",
    "ID_DATE": "身份证号码中的出生日期不正确，请核对第7至14位",
    "ID_CHECKSUM": "身份证号码核对不符，请对照身份证逐位核对，尤其是前两位和末位",
    "ID_15_DIGIT": "身份证号码为15位旧号，已换算为18位，请与现用身份证核对",
}
"""What each code says to an officer, with what to do; the same words at every door."""

WARNINGS: Final = frozenset({"ID_15_DIGIT"})
"""Codes that do not refuse the number."""

AS_FORMULA = re.compile(r'=?"(.*)"')
EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}")
MASK = re.compile(r"[*✱＊∗]|[X×●•○?█_#]{3,}")
PLAIN = re.compile("[0-9]{17}[0-9X]")
CHARACTERS = re.compile(r"[0-9]+X?")
NOTHING = frozenset({"", "/", "无", "暂无", "不详"})


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """What a number says once checked. All but `codes` is empty where it is not valid.

    `normalised` has 18 ASCII characters; `sex` is 1 (男) or 2 (女); `codes` has the first fault,
    or the warning of a number converted from 15 digits.
    """

    valid: bool
    normalised: str | None
    birth_on: date | None
    sex: int | None
    codes: tuple[str, ...]

    @property
    def plain_words(self) -> tuple[str, ...]:
        return tuple(PLAIN_WORDS[code] for code in self.codes)


def check_identity(text: str | None, on: date) -> IdentityCheck:
    """Whether the text is an identity number that may exist on that day, and what it says.

    Tolerates what people and spreadsheets add: ="…", a leading ', white space, invisible
    characters, hyphens, commas, full width, a small x. A number of 15 digits is taken to be of
    the twentieth century and converted.
    """
    number = spell_identity(text)
    if code := _fault_of_form(number):
        return _refused(code)
    old = len(number) == 15
    if old:
        body = f"{number[:6]}19{number[6:]}"
        number = body + check_character(body)
    birth = _date_of(number[6:14])
    if birth is None or birth > on or full_years(birth, on) >= IMPLAUSIBLE_AGE:
        return _refused("ID_DATE")
    if not PROVINCE.match(number) or check_character(number[:17]) != number[17]:
        return _refused("ID_CHECKSUM")
    sex = MALE if int(number[16]) % 2 else FEMALE
    return IdentityCheck(True, number, birth, sex, ("ID_15_DIGIT",) if old else ())


def spell_identity(text: str | None) -> str:
    """The number in one spelling, right or wrong: what two ways of typing it have in common."""
    if PLAIN.fullmatch(text or ""):
        return text or ""
    plain = half_width(without_space(text or ""))
    if wrapped := AS_FORMULA.fullmatch(plain):
        plain = wrapped[1]
    plain = plain.lstrip("'‘’").translate(HYPHENS)
    return plain.replace("-", "").replace(",", "").upper()


def check_character(body: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    total = sum(map(mul, WEIGHTS, map(int, body)))
    return CHECK_CHARACTERS[total % 11]


def _fault_of_form(number: str) -> str | None:
    if number in NOTHING:
        return "ID_MISSING"
    if EXPONENT.fullmatch(number):
        return "ID_PRECISION_LOST"
    if MASK.search(number):
        return "ID_MASKED"
    if not CHARACTERS.fullmatch(number):
        return "ID_CHARS"
    if len(number) == 18 or (len(number) == 15 and number[-1] != "X"):
        return None
    return "ID_LENGTH"


def _refused(code: str) -> IdentityCheck:
    return IdentityCheck(False, None, None, None, (code,))


def _date_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
