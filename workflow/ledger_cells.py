"""What one cell of a ledger says: a name, a number, a telephone, a relation, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from policy.identity import IdentityCheck, check_identity
from policy.spelling import HYPHENS, SPACE, half_width, normalise_phone, without_space
from workflow.ledger_words import RELATIONS, SEXES
from workflow.sheets import Cell

EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number than these."""
IDENTITY_LIKE = re.compile(r"[0-9]{14,17}[0-9X]")

VISIBLE = re.compile(SPACE.pattern.replace("[", "[^", 1))
BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
SEVERAL = re.compile(r"[/\\、,;|\n\r]|或|和|\s{2,}")
LAND_LINE = re.compile(r"(0[0-9]{2,3})-?([0-9]{7,8})")
"""As written; policy.spelling also asks that the exchange has given out such a number."""
MOBILE_WITHIN = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")
BELONGING = re.compile(r"(户主|申请人|本人)[之的]")


def text_of(cell: Cell) -> str:
    """The cell as text in one line, without characters that cannot be stored; a number without .0."""
    if isinstance(cell, str):
        return text_in(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float | int | timedelta):
        return str(cell)
    return cell.isoformat()


def text_in(cell: str) -> str:
    if cell.isprintable() and "  " not in cell:
        return cell.strip()
    visible = "".join(" " if c.isspace() else c for c in cell)
    kept = "".join(c for c in visible if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join(kept.split())


def heading_of(cell: Cell) -> str:
    """A heading as the patterns know it: half width, no white space, no brackets, no asterisk."""
    plain = without_space(half_width(text_of(cell))).upper()
    return BRACKETS.sub("", plain).strip("*:：_-") or plain.strip("()*:：")


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not VISIBLE.search(cell))


def read_identity(cell: Cell, as_of: date) -> IdentityCheck:
    """The number in a cell; one that was kept as a number has lost what lay beyond 15 digits."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 10**EXACT_DIGITS or cell != int(cell):
            return IdentityCheck(False, None, None, None, ("ID_PRECISION_LOST",))
        return check_identity(str(int(cell)), as_of)
    return check_identity(text_of(cell), as_of)


def looks_like_identity(cell: Cell) -> bool:
    """Whether somebody's number stands here, right or wrong: such a row is never a total."""
    return bool(IDENTITY_LIKE.search(without_space(half_width(text_of(cell))).upper()))


def read_phone(cell: Cell) -> tuple[str | None, str | None]:
    """The first telephone in a cell, and the code of a warning; an empty cell has neither."""
    if is_blank(cell):
        return None, None
    written = cell if isinstance(cell, str) else text_of(cell)
    if phone := one_phone(written):
        return phone, None
    plain = half_width(written).strip()
    parts = [part for part in SEVERAL.split(plain) if re.search("[0-9]", part)]
    phones = [phone for part in parts if (phone := one_phone(part))]
    if not phones:
        phones = parts = MOBILE_WITHIN.findall(plain)
    if not phones:
        return None, "PHONE_INVALID"
    return phones[0], "PHONE_MULTIPLE" if len(parts) > 1 else None


def one_phone(text: str) -> str | None:
    if phone := normalise_phone(text):
        return phone
    line = LAND_LINE.fullmatch(without_space(half_width(text).translate(HYPHENS)))
    return "-".join(line.groups()) if line else None


def read_relation(cell: Cell) -> tuple[str | None, bool]:
    """The code of GB/T 4761, and whether anything stood there."""
    return meant_relation(text_of(cell))


@lru_cache(maxsize=512)
def meant_relation(text: str) -> tuple[str | None, bool]:
    words = BRACKETS.sub("", without_space(half_width(text)))
    if not words:
        return None, False
    if words in RELATIONS.values():
        return words, True
    return RELATIONS.get(words) or RELATIONS.get(BELONGING.sub("", words)), True


def read_sex(cell: Cell) -> int | None:
    """1 (男) or 2 (女); None for whatever else stands there."""
    text = text_of(cell)
    return SEXES.get(text) or SEXES.get(without_space(half_width(text)).upper())
