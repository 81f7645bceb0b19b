"""How names and telephone numbers are written: one spelling for what people type in many.

Identity numbers have a file of their own (policy.identity); what is shown of them to whom is
in policy.masking.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

NAME_LENGTH: Final = 50

INVISIBLE: Final = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFE0E, 0xFE0F, 0xFEFF, 0xFFA0),
        *range(0x200B, 0x2010),  # zero-width, left-to-right and right-to-left marks
        *range(0x202A, 0x202F),  # bidi embeddings and overrides
        *range(0x2060, 0x2070),  # word joiner, bidi isolates
    ]
)
"""For str.translate: characters that are not seen and do not belong to what was meant."""

HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""For str.translate: full-width ASCII and the ideographic space to their half-width forms."""

DOTS: Final = dict.fromkeys(map(ord, "•．‧・･∙⋅"), "·")
"""For str.translate: what stands between the parts of a name, to U+00B7."""

HYPHENS: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")

SPACE: Final = re.compile(rf"[\s{re.escape(''.join(map(chr, INVISIBLE)))}]")
WIDE: Final = re.compile("[\uff01-\uff5e\u3000]")

EMPTY_NAME: Final = "请填写姓名"
LONG_NAME: Final = "姓名最多50个字，请核对后重填"
ODD_NAME: Final = "姓名中有表情、控制符等无法使用的字符，请删除后重填"

FULL_STOP_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[^\x00-\x7f·])\.(?=[^\x00-\x7f·])")
IDEOGRAPHS = re.compile("[\u4e00-\u9fa5·]+")
"""What nearly every name is made of; all of these may stand in one."""
MOBILE = re.compile(r"1[0-9]{10}")
LAND_LINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))-?([1-9][0-9]{6,7})(?:-([0-9]{1,6}))?")
COUNTRY = re.compile(r"(?:\+|00)86-?")


@dataclass(frozen=True, slots=True)
class NameCheck:
    """A name in its one spelling, or the plain sentence that says why it is refused."""

    valid: bool
    normalised: str | None
    reason: str = ""


def without_space(text: str) -> str:
    """The text without white space of any width and without invisible characters."""
    return "".join(text.translate(INVISIBLE).split()) if SPACE.search(text) else text


def half_width(text: str) -> str:
    """Full-width ASCII and ideographic spaces as their half-width forms."""
    return text.translate(HALF_WIDTH) if WIDE.search(text) else text


def normalise_name(text: str | None) -> NameCheck:
    """A name without white space and invisible characters, its dots all · (U+00B7).

    Rare ideographs stay the code points they are: nothing is folded, so that a name is
    the one on the card. Refused: emoji and other symbols, controls, more than 50 characters.
    """
    name = without_space(text or "").translate(DOTS)
    name = FULL_STOP_BETWEEN_IDEOGRAPHS.sub("·", name)
    if not name:
        return NameCheck(False, None, EMPTY_NAME)
    if len(name) > NAME_LENGTH:
        return NameCheck(False, None, LONG_NAME)
    if not IDEOGRAPHS.fullmatch(name) and not all(map(_may_stand_in_a_name, name)):
        return NameCheck(False, None, ODD_NAME)
    return NameCheck(True, name)


def normalise_phone(text: str | None) -> str | None:
    """Eleven digits of a mobile, or a land line as area code, hyphen, number (and extension).

    None for whatever cannot be dialled from another town: a number without its area code too.
    """
    text = text or ""
    if MOBILE.fullmatch(text):
        return text
    written = half_width(without_space(text)).translate(HYPHENS)
    written = re.sub(r"[()]|转|ext\.?", lambda bracket: "-" * (bracket[0] not in "()"), written)
    country = COUNTRY.match(written)
    number = written[country.end() :] if country else written
    digits = number.replace("-", "")
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if MOBILE.fullmatch(digits):
        return digits
    if country and not number.startswith("0"):
        number = f"0{number}"
    if line := LAND_LINE.fullmatch(_hyphens_in_place(number)):
        return "-".join(part for part in line.groups() if part)
    return None


def _may_stand_in_a_name(character: str) -> bool:
    if 0x20000 <= ord(character) <= 0x3FFFD:  # ideographs newer than our Unicode tables
        return True
    kind = unicodedata.category(character)
    return kind[0] not in "CZ" and kind not in ("So", "Me") and not _is_skin_tone(character)


def _is_skin_tone(character: str) -> bool:
    return 0x1F3FB <= ord(character) <= 0x1F3FF


def _hyphens_in_place(number: str) -> str:
    """Area code and number may be grouped at will: only an extension's hyphen says something."""
    area, _, rest = number.partition("-")
    if not rest or len(area) > 4:
        return number
    head, _, tail = rest.rpartition("-")
    grouped = head.replace("-", "")
    return f"{area}-{grouped}-{tail}" if len(grouped) >= 7 else f"{area}-{grouped}{tail}"
