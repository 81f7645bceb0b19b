"""Pinyin and initials under which a name is found."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "盖": "ge",
    "覃": "qin", "区": "ou", "尉": "wei", "翟": "zhai", "乐": "yue", "召": "shao", "任": "ren",
    "华": "hua", "宁": "ning", "缪": "miao", "员": "yun", "逄": "pang", "纪": "ji", "冼": "xian",
    "繁": "po", "秘": "bi", "种": "chong", "重": "chong", "郇": "xun", "折": "she", "黑": "he",
}
"""Readings of characters that differ when they are a surname (朴 is common in Yanbian)."""

COMPOUND = {"尉迟": ["yu", "chi"], "万俟": ["mo", "qi"], "单于": ["chan", "yu"], "长孙": ["zhang", "sun"],
            "澹台": ["tan", "tai"], "令狐": ["ling", "hu"]}


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> tuple[str, str]:
    """Full spelling and initials in small letters, ü as v; a character without one stays itself."""
    syllables = [s for s in lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)]
    if name[:2] in COMPOUND:
        syllables[:2] = COMPOUND[name[:2]]
    elif name[:1] in SURNAMES and syllables:
        syllables[0] = SURNAMES[name[0]]
    words = [s.strip().lower() for s in syllables if s.strip(" ·")]
    return "".join(words)[:200], "".join(w[0] for w in words)[:50]
