"""What is shown of personal data to those who may not see it: one mask for every door.

A mask never answers the full value. An empty value has nothing to hide and stays empty.
Source: Personal Information Protection Law (个人信息保护法) art. 28; the forms 张*, 欧阳*,
阿***·买**, 2201**********1234 and 138****5678 are those publicity notices (公示) use.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from policy.spelling import DOTS, normalise_phone, without_space
from policy.verdict import rule

STARS: Final = "****"
MOST_STARS: Final = 3
LONGEST_ADDRESS: Final = 200

WRITTEN_WITH_TWO: Final = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 司空 夏侯 令狐 宇文 长孙 独孤 南宫 端木 "
    "轩辕 赫连 呼延 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 闻人 第五 西门 东郭 百里 "
    "拓跋 纳兰 完颜 爱新 叶赫 那拉 万俟 鲜于 闾丘 司寇 亓官 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 "
    "公良 夹谷 宰父 谷梁 段干 东门 南门 羊舌 微生 梁丘 左丘 歐陽 諸葛 東方 長孫 獨孤"
)
COMPOUND_SURNAMES: Final = frozenset(WRITTEN_WITH_TWO.split())

ADMINISTRATIVE = re.compile(
    r".*(?:街道|大道|胡同|市(?!场)|(?<!小)区|[省州盟县旗乡镇村路街巷])", re.DOTALL
)
DOOR = re.compile(
    r"[\dA-Za-zＡ-Ｚａ-ｚ①-⑳]"
    r"|[零〇一二三四五六七八九十百千两甲乙丙丁]+(?:号|栋|幢|楼|单元|室|组|门|弄|层|座|户|院|委)"
)


@rule("PIPL-28")
def mask_identity(number: str | None) -> str:
    """An identity number as 2201**********1234; other papers by their last two characters."""
    shown = without_space(number or "")
    if not shown:
        return ""
    if len(shown) >= 15:
        return f"{shown[:4]}{'*' * (len(shown) - 8)}{shown[-4:]}"
    return f"{STARS}{shown[-2:]}" if len(shown) >= 7 else STARS


def mask_phone(number: str | None) -> str:
    """A mobile as 138****5678, a land line as 0431-****1234, anything else by two digits."""
    shown = normalise_phone(number) or without_space(number or "")
    if not shown:
        return ""
    if re.fullmatch(r"1[0-9]{10}", shown):
        return f"{shown[:3]}****{shown[-4:]}"
    if line := re.fullmatch(r"(0[0-9]{2,3})-([0-9]{7,8})(?:-[0-9]+)?", shown):
        return f"{line[1]}-{'*' * (len(line[2]) - 4)}{line[2][-4:]}"
    return f"{STARS}{shown[-2:]}" if len(shown) >= 7 else STARS


def mask_account(number: str | None) -> str:
    """A bank account by its last four characters: ****1234."""
    shown = without_space(number or "")
    if not shown:
        return ""
    return f"{STARS}{shown[-4:]}" if len(shown) >= 10 else STARS


def mask_name(name: str | None) -> str:
    """The surname and stars: 张*, 欧阳*, 阿***·买**; a name of one character is * alone.

    Never more than three stars a part, so that the length does not give a long name away.
    """
    words = (name or "").translate(DOTS).split()
    if len(words) > 1 and all(word.isascii() for word in words):
        return " ".join(_first_and_stars(word) for word in words)
    shown = without_space("".join(words))
    if not shown.strip("·"):
        return "*" if shown else ""
    if "·" in shown:
        return "·".join(_first_and_stars(part) for part in shown.split("·"))
    if shown[:2] in COMPOUND_SURNAMES and len(shown) > 2:
        return shown[:2] + "*" * min(len(shown) - 2, MOST_STARS)
    return _first_and_stars(shown)


def mask_address(address: str | None) -> str:
    """The address as far as the community (社区) or road; door number and all after it are cut.

    A housing estate (小区) is cut too. What names no place of that size is hidden entirely.
    """
    shown = without_space(address or "")[:LONGEST_ADDRESS]
    if not shown:
        return ""
    if door := DOOR.search(shown):
        shown = shown[: door.start()]
    place = ADMINISTRATIVE.match(shown)
    return f"{place[0] if place else ''}{STARS}"


def _first_and_stars(part: str) -> str:
    letters = _letters(part)
    if len(letters) < 2:
        return "*" if letters else ""
    return letters[0] + "*" * min(len(letters) - 1, MOST_STARS)


def _letters(text: str) -> list[str]:
    """Characters as they are seen: a combining mark belongs to the letter before it."""
    letters: list[str] = []
    for character in text:
        if letters and unicodedata.category(character).startswith("M"):
            letters[-1] += character
        else:
            letters.append(character)
    return letters
