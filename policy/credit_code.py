"""Unified social credit codes (统一社会信用代码): spelling and check character.

Source: GB 32100-2015: 18 characters, digits and capital letters without I, O, S, V, Z; the last is
a check character (mod 31, weights 3^i). Positions 3 to 8 are a code of the registering place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from policy.spelling import HALF_WIDTH, HYPHENS, without_space

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FORM = re.compile(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{2}[0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """What a code says once checked; `reason` is a sentence for the officer where it is not valid."""

    valid: bool
    normalised: str
    reason: str = ""


def check_credit_code(text: str | None) -> CreditCode:
    """Whether the text is a credit code, in its one spelling; tolerates spaces, hyphens, full width."""
    code = without_space((text or "").translate(HALF_WIDTH)).translate(HYPHENS)
    code = code.replace("-", "").upper()
    if not code:
        return CreditCode(False, code, "请填写统一社会信用代码")
    if len(code) != 18:
        return CreditCode(False, code, "统一社会信用代码应为18位，请核对是否漏填或多填")
    if not FORM.fullmatch(code):
        return CreditCode(
            False, code,
            "统一社会信用代码只含数字和大写字母（不含I、O、S、V、Z），第3至8位为数字，请对照营业执照改正",
        )
    if credit_check_character(code[:17]) != code[17]:
        return CreditCode(False, code, "统一社会信用代码核对不符，请对照营业执照逐位核对")
    return CreditCode(True, code)


def credit_check_character(body: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[-total % 31]
