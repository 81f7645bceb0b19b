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

NUMERALS: Final = str.maketrans("〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "00012345678912123456789")
FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
SPOKEN = re.compile(
    r"(?:[〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖][\s\-_.·•/,，、()*;|~。]*){6,}[〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
)
"""A number told digit by digit, in groups or in one: 一三八 零四三一…"""
BETWEEN = re.compile(r"(?<=[0-9xX])[\s\-_.·•/,，、()*;|~。]+(?=[0-9xX])|(?<=[0-9]{3}):(?=[0-9]{3})")
DAY: Final = r"20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}"
PERIOD = re.compile(rf"(?<![0-9\-./]){DAY}\s*[-~]+\s*{DAY}(?![0-9\-./])")
LONG = re.compile(r"[0-9]{14,}[0-9X]|[0-9X]{15,}")
TELEPHONE = re.compile(
    r"(?<![0-9])(?:(?:0{0,2}86)?1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7})(?![0-9])"
)
LOCAL = re.compile(r"(?<![0-9])[2-9][0-9]{2,3}[-\s]?[0-9]{4}(?![0-9])")
INDOORS = re.compile(
    r"[0-9A-Z]{1,6}(?:号楼|栋|幢|单元|门栋)|[0-9]{2,5}室|[0-9]{3,5}号?房(?![屋村屯乡镇社])|[0-9]{1,4}#"
    r"|[0-9A-Z]{1,6}委[0-9A-Z]{1,6}组|[0-9]{1,4}排[0-9]{1,4}号|[0-9]{1,3}楼[0-9]{1,3}号(?![窗柜台会大厅])"
    r"|(?:栋|幢|楼|座|单元|号)[0-9A-Z]{1,6}(?:号门|门|室|户(?!口))"
    r"|[0-9A-Z](?:楼|座|门)[0-9]{3,4}(?![0-9年月日人个户]|会议|办公|服务|大厅|窗口)"
    r"|(?<![0-9-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{2,5}(?![0-9-])"
)
COUNTED = re.compile("[〇○零一二三四五六七八九十百]+")
RANKS = re.compile("(?:(.*)百)?(?:(.*)十)?(.+)?")
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
    run = plain if page else BETWEEN.sub("", PERIOD.sub("　", plain))
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
    """One spelling: half width, no invisible characters, Arabic digits, capitals, plain hyphens and tildes."""
    shown = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).upper()
    shown = re.sub("[‐‑‒–—―−]", "-", shown).replace("〜", "~")
    return SPOKEN.sub(lambda run: run[0].translate(NUMERALS), shown)


def counted(text: str) -> str:
    """The text with its Chinese numbers in Arabic digits: 十二号 and 一二号 as 12号."""
    return COUNTED.sub(lambda run: _in_digits(run[0]), text)


def _in_digits(run: str) -> str:
    ranks = RANKS.fullmatch(run) if re.search("[十百]", run) else None
    if ranks is None:
        return run.translate(NUMERALS)
    return str(sum(_number(part) * worth for part, worth in zip(ranks.groups(), (100, 10, 1), strict=True)
                   if part is not None))


def _number(part: str) -> int:
    """The hundreds, tens or ones; one where nothing stands before the rank, as in 十二."""
    digits = part.translate(NUMERALS)
    return int(digits) if digits.isdecimal() else 1


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
    squeezed = _squeezed(text)
    if INDOORS.search(squeezed):
        return True
    own = (STREET_DOOR.search(_squeezed(spelt(address))) for address in doors if address)
    return any(found and found[0] in squeezed for found in own)


def _squeezed(text: str) -> str:
    return counted("".join(text.split()).translate(FORMAL))
