"""Passwords: how they are kept, compared, and which are refused.

Kept as argon2id with a salt each; nothing that could be turned back. Source of the composition
rule: GB/T 22239-2019 身份鉴别 (等保), which asks for complexity where ASVS 6.2.5 asks for length
alone; we follow 等保 and say so in the docs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # argon2id, 64 MiB, three passes
SHORTEST, LONGEST, KINDS, DIFFERENT = 10, 128, 3, 5

COMMON = frozenset(
    ["password", "passwd", "passw", "pass", "pwd", "admin", "administrator", "root", "user", "guest", "test", "testing", "demo", "login", "letmein", "welcome", "hello", "iloveyou", "love", "monkey", "dragon", "master", "sunshine", "princess", "football", "baseball", "shadow", "superman", "batman", "qwerty", "qwertyuiop", "qwert", "qwer", "qwe", "asdfgh", "asdfghjkl", "asdf", "asd", "zxcvbnm", "zxcvbn", "zxcv", "zxc", "qaz", "qazwsx", "qazwsxedc", "wsx", "qazxsw", "zaq", "zaqxsw", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcabc", "aabb", "a", "aa", "aaa", "aaaa", "ab", "q", "qq", "qqq", "w", "x", "xx", "z", "zz", "p", "china", "zhongguo", "zhonghua", "beijing", "changchun", "jilin", "jilinsheng", "yanbian", "yanji", "siping", "tonghua", "baishan", "songyuan", "baicheng", "liaoyuan", "meihekou", "dongbei", "renshe", "rensheju", "renshebu", "rsj", "jiuye", "laodong", "shehui", "baozhang", "zhengfu", "shequ", "jiedao", "woaini", "woaizhongguo", "aini", "nihao", "mima", "wode", "xitong", "guanli", "guanliyuan", "lingjiuye", "zerofamily", "office", "windows", "microsoft", "google", "huawei", "computer", "internet", "secret", "changeme", "default", "temp", "system", "server", "oracle", "security", "summer", "winter", "spring", "autumn", "monday", "january", "killer", "michael", "jordan", "daniel", "andrew", "charlie", "trustno", "starwars", "whatever"]
)
"""Words that carry most of the 3,000 commonest passwords, once digits and signs are taken off."""
LOOKALIKES = str.maketrans("@4301!$57", "aaeoiisst")
RUNS = ("01234567890123456789", "98765432109876543210")
WALKS = ("1qaz2wsx3edc", "1q2w3e4r5t6y", "q1w2e3r4t5y6")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a password is refused; `text` keeps its %(names)s apart, so that it can be translated."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def normal(password: str) -> str:
    """One form for what different keyboards compose differently (NFC); nothing else is touched."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """The hash to store. Takes a twentieth of a second on purpose: never under a write lock."""
    return HASHER.hash(normal(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; costs the same where there is no such account."""
    try:
        HASHER.verify(stored or _nobodys(HASHER), normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= LONGEST


def refreshed(stored: str, password: str) -> str | None:
    """A new hash where the stored one was made with weaker parameters than today's."""
    return hash_password(password) if HASHER.check_needs_rehash(stored) else None


@lru_cache(maxsize=2)
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def complaints(password: str, own: Iterable[str] = ()) -> tuple[Complaint, ...]:
    """Every reason against the password; none if it may be set.

    `own` are words an attacker tries first: the officer's user name, name and office.
    """
    found = []
    if len(password) < SHORTEST:
        found.append(Complaint("密码至少%(n)s位", {"n": SHORTEST}))
    if len(password) > LONGEST:
        found.append(Complaint("密码最多%(n)s位", {"n": LONGEST}))
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in password):
        found.append(Complaint("密码中有不可见的控制字符"))
    if kinds(password) < KINDS:
        found.append(Complaint("须含大写字母、小写字母、数字、其他符号（含汉字）中的三种"))
    if len(set(password)) < DIFFERENT:
        found.append(Complaint("不同的字符太少"))
    folded = normal(password).casefold()
    if any(len(word) > 1 and word.casefold() in folded for word in own):
        found.append(Complaint("密码中不能含有登录名、姓名或单位名称"))
    if is_common(folded):
        found.append(Complaint("这是常见密码，请换一个"))
    return tuple(found)


def kinds(password: str) -> int:
    """How many of the four kinds of characters occur."""
    return sum(
        re.search(kind, password) is not None for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
    )


def is_common(password: str) -> bool:
    """A common word dressed with digits and signs, as in P@ssw0rd2026! or Aa1234567890."""
    if not password.isascii():
        return False
    core = password.strip("0123456789!@#$%^&*()-_=+[]{}.,?;:~ ")
    letters = {_letters(password), _letters(core.translate(LOOKALIKES))} & COMMON
    if any(len(word) > 3 for word in letters):
        return True
    bare = re.sub(r"[^0-9a-z]", "", password)
    if any(bare.startswith(walk[:8]) for walk in WALKS):
        return True
    digits = re.sub(r"[^0-9]", "", password)
    return bool(letters) and (any(digits in run for run in RUNS) or len(set(digits)) < 3)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)
