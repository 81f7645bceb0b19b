"""What may not stand in a publicity (公示): identity numbers, private telephones, doors, full names.

Whatever an officer types for a posting is looked through before it goes up, however it is written:
in full width, spaced, in Chinese numerals, with x for X. What is found is named by its kind, never
repeated. Source: Personal Information Protection Law (个人信息保护法) art. 28; 政府信息公开条例 art. 15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import unquote

from policy.spelling import DOTS, INVISIBLE
from policy.verdict import MET, Verdict, objection, rule

IDENTITY: Final = "内容中疑有身份证号码：公示不能含个人信息，请删去后再发布"
PHONE: Final = "内容中疑有个人电话号码：公示不能含个人信息，请删去后再发布"
DOOR: Final = "内容中疑有门牌号（楼、单元、室）：公示的地址不能细于社区，请删去后再发布"
NAME: Final = "内容中有家庭成员的完整姓名：公示只用脱敏后的姓名，请删去后再发布"

NUMERALS: Final = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
SPOKEN = re.compile("[〇零一二三四五六七八九幺两]{7,}")
"""A number told digit by digit: 一三八零四三一…"""
BETWEEN = re.compile(r"(?<=[0-9xX])[\s\-_.·•/,，、()*]+(?=[0-9xX])")
LONG = re.compile(r"[0-9]{14,}[0-9X]|[0-9X]{15,}")
TELEPHONE = re.compile(
    r"(?<![0-9])(?:(?:0{0,2}86)?1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7})(?![0-9])"
)
LOCAL = re.compile(r"(?<![0-9])[2-9][0-9]{2,3}[-\s]?[0-9]{4}(?![0-9])")
INDOORS = re.compile(
    r"[0-9A-Z一二三四五六七八九十百]{1,6}(?:号楼|栋|幢|单元|门栋)|[0-9]{2,5}室|[0-9]{1,4}#"
    r"|[0-9A-Z一二三四五六七八九十百]{1,6}委[0-9A-Z一二三四五六七八九十百]{1,6}组"
    r"|(?:栋|幢|楼|座|单元|号)[0-9A-Z一二三四五六七八九十百]{1,6}(?:号门|门|室|户(?!口))"
    r"|(?<![0-9-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{2,5}(?![0-9-])"
)
STREET_DOOR = re.compile(r"[^省市区县镇乡道]{1,8}?(?:路|街|巷|胡同|屯|村)[0-9]+(?:号|-|$)")


@rule("PIPL-28")
def may_be_posted(
    text: str, names: Iterable[str] = (), doors: Iterable[str] = (), places: Iterable[str] = ()
) -> Verdict:
    """Whether the text may hang in public; an objection for each kind of what it may not hold.

    `names` are the household's members in full, `doors` its own addresses, `places` the names of
    offices, which may hold digits and are no doors. An address of a web page is not asked for doors.
    """
    page = is_address_of_a_page(text)
    plain = spelt(unquote(text) if page else text)
    run = plain if page else BETWEEN.sub("", plain)
    found = MET
    if LONG.search(run):
        found &= objection("PIPL-28", IDENTITY)
    if TELEPHONE.search(run) or (not page and _local_number(plain)):
        found &= objection("PIPL-28", PHONE)
    for place in sorted(filter(None, map(spelt, places)), key=len, reverse=True):
        plain = plain.replace(place, "　")
    if not page and _door(plain, doors):
        found &= objection("PIPL-28", DOOR)
    if any(len(name) > 1 and name in letters(plain) for name in map(letters, names)):
        found &= objection("PIPL-28", NAME)
    return found


def is_address_of_a_page(text: str) -> bool:
    return text.strip().lower().startswith(("http://", "https://"))


def spelt(text: str) -> str:
    """One spelling: half width, no invisible characters, Arabic digits, capitals, plain hyphens."""
    shown = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).upper()
    shown = re.sub("[‐‑‒–—―−]", "-", shown)
    return SPOKEN.sub(lambda run: run[0].translate(NUMERALS), shown)


def letters(text: str) -> str:
    """The letters alone, so that a name with a space or a dot in it is still the name."""
    return "".join(c for c in spelt(text).translate(DOTS) if unicodedata.category(c)[0] in "LM")


def _local_number(text: str) -> bool:
    """A telephone without its area code; eight digits that are a day are none."""
    return any(not _is_day(re.sub(r"\D", "", run)) for run in LOCAL.findall(text))


def _is_day(digits: str) -> bool:
    try:
        return len(digits) == 8 and 1949 <= date.fromisoformat(digits).year <= 2099
    except ValueError:
        return False


def _door(text: str, doors: Iterable[str]) -> bool:
    """A door by the way it is written, or the household's own street and number."""
    squeezed = "".join(text.split())
    if INDOORS.search(squeezed):
        return True
    own = (STREET_DOOR.search("".join(spelt(address).split())) for address in doors if address)
    return any(found and found[0] in squeezed for found in own)
