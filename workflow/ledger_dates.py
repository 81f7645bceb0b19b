"""Days as clerks write them in ledgers: real dates, serial numbers, 2024.3.5, 二〇二四年三月五日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from policy.spelling import HALF_WIDTH, HYPHENS, INVISIBLE, without_space
from workflow.sheets import Cell

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Serial numbers of 1954 and 2119: a number outside is no day of a recognition."""
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIRST_YEAR = 1950
PIVOT = 70
"""A year of two digits below it belongs to this century."""

DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
DATE_CHINESE = re.compile(r"[〇零○一二三四五六七八九十廿卅]+")
TIME_OF_DAY = re.compile(r"[T\s]*(?:[上下]午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*Z?$")
SEPARATED = re.compile(
    r"(\d{4}|\d{2})[年./、,\-]+(\d{1,2})(?:[月./、,\-]+份?(\d{1,2})?[日号.]?|月份?)?"
)
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class DayRead:
    """The day a cell means; None with the code of the fault. `month_only`: its day was not said."""

    on: date | None
    codes: tuple[str, ...] = ()
    month_only: bool = False


INVALID = DayRead(None, ("DATE_INVALID",))


def read_day(cell: Cell, *, epoch_1904: bool = False) -> DayRead:
    """The day a cell of a ledger means, whether or not it has come yet."""
    if isinstance(cell, datetime):
        return plausible(cell.date())
    if isinstance(cell, date):
        return plausible(cell)
    if isinstance(cell, bool | time | timedelta):
        return INVALID
    if isinstance(cell, float | int):
        if cell == int(cell):
            return read_text(str(int(cell)), epoch_1904)
        if FIRST_SERIAL <= cell < LAST_SERIAL:
            return read_text(str(int(cell)), epoch_1904)
        return read_text(repr(cell), epoch_1904) if not cell_lost_a_zero(cell) else INVALID
    if cell is None or not without_space(cell):
        return DayRead(None, ("DATE_MISSING",))
    return read_text(cell, epoch_1904)


def cell_lost_a_zero(number: float) -> bool:
    """2024.1 typed as a number may have been 2024.10."""
    return repr(number).endswith(".1")


def read_text(text: str, epoch_1904: bool) -> DayRead:
    plain = text.translate(INVISIBLE).translate(HALF_WIDTH).translate(HYPHENS).strip().lstrip("'")
    plain = without_space(TIME_OF_DAY.sub("", plain)).replace("。", ".")
    plain = DATE_CHINESE.sub(lambda found: arabic(found[0]), plain)
    if plain.isdecimal():
        return read_digits(plain, epoch_1904)
    found = SEPARATED.fullmatch(plain)
    if found is None or (len(found[1]) == 2 and not found[3] and "年" not in plain):
        return INVALID  # 12.5 is the fifth of December as soon as May 2012
    return built(*found.groups())


def read_digits(digits: str, epoch_1904: bool) -> DayRead:
    if len(digits) == 5 and FIRST_SERIAL <= int(digits) < LAST_SERIAL:
        epoch = EPOCH_1904 if epoch_1904 else EPOCH_1900
        return plausible(epoch + timedelta(days=int(digits)))
    found = COMPACT.fullmatch(digits) or SHORT.fullmatch(digits)
    return built(*found.groups()) if found else INVALID


def built(year: str, month: str, day: str | None) -> DayRead:
    """The day of these figures, with a warning for each thing that had to be supplied."""
    codes = []
    number = int(year)
    if len(year) == 2:
        codes.append("DATE_TWO_DIGIT_YEAR")
        number += 2000 if number < PIVOT else 1900
    if not day:
        codes.append("DATE_MONTH_ONLY")
    try:
        on = date(number, int(month), int(day or 1))
    except ValueError:
        return INVALID
    read = plausible(on)
    return DayRead(on, tuple(codes), not day) if read.on else read


def plausible(on: date) -> DayRead:
    return DayRead(on) if on.year >= FIRST_YEAR else INVALID


def arabic(words: str) -> str:
    """二〇二四 as 2024, 十二 as 12, 二十五 and 廿五 as 25; what is neither stays as it is."""
    words = words.replace("廿", "二十").replace("卅", "三十")
    if "十" not in words:
        return "".join(DIGITS[word] for word in words)
    tens, _, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return words
    return f"{DIGITS[tens] if tens else '1'}{DIGITS[ones] if ones else '0'}"
