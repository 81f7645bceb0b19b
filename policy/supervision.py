"""What is asked of the offices themselves (五): who answers, publicity work, counties at zero.

Source: docs/notice.md 五; docs/decisions/0027.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, exp, lgamma, log
from typing import Final

from policy.ages import add_months
from policy.parameters import (
    NO_RECOGNITION_RED,
    NO_RECOGNITION_YELLOW,
    OUTREACH_INTERVAL,
    RECOGNITION_RATE,
    ZERO_ODDS_RED,
    ZERO_ODDS_YELLOW,
)
from policy.rulebook import NOTICE, Rules
from policy.terms import Tone, WarningCode
from policy.verdict import MET, Reason, Verdict, objection, rule
from policy.warnings import Raised

RATED_FOR: Final = 10_000_000
"""Urban residents for which the province's monthly rate is told."""
LONGEST: Final = 1200
"""Months beyond which nobody waits for a number so small to mean something."""
BY_MONTHS, BY_ODDS, BY_BOTH = "按连续为零月数预警", "按统计概率预警", "按连续为零月数和统计概率预警"


@dataclass(frozen=True, slots=True)
class Silence:
    """No recognition since a day: the days on which each of two rules turns yellow, and red.

    `plain` counts months; `likely` asks how likely so many months of nothing are where `monthly`
    recognitions are expected, and never says anything where that is not known (0).
    """

    since: date
    on: date
    monthly: float
    plain: tuple[date, date]
    likely: tuple[date, date]

    @property
    def months(self) -> int:
        return months_between(self.since, self.on)

    @property
    def expected(self) -> float:
        """How many recognitions these whole months would have had."""
        return self.monthly * self.months

    @property
    def odds(self) -> float:
        """How likely none at all was (Poisson: e to the minus of the number expected)."""
        return exp(-self.expected)

    @property
    def first(self) -> tuple[date, date]:
        """Yellow and red by whichever rule says so first."""
        yellow, red = map(min, zip(self.plain, self.likely, strict=True))
        return yellow, max(yellow, red)

    def tone(self, days: tuple[date, date]) -> Tone | None:
        """What one of the rules says on the day."""
        yellow, red = days
        return None if self.on < yellow else Tone.YELLOW if self.on < red else Tone.RED


@rule("102-5-3")
def silence(
    since: date, on: date, rules: Rules = NOTICE, urban_population: int | None = None
) -> Silence:
    """Since when nobody was recognised, against the months allowed and against the odds."""
    plain = [
        add_months(since, rules.since_issue(months, on))
        for months in (NO_RECOGNITION_YELLOW, NO_RECOGNITION_RED)
    ]
    monthly = expected_a_month(urban_population or 0, on, rules)
    likely = [
        add_months(since, months) if months <= LONGEST else date.max
        for months in (
            months_until(monthly, rules.since_issue(percent, on))
            for percent in (ZERO_ODDS_YELLOW, ZERO_ODDS_RED)
        )
    ]
    return Silence(since, on, monthly, (plain[0], plain[1]), (likely[0], likely[1]))


@rule("102-5-3")
def recognises_nobody(
    since: date, on: date, rules: Rules = NOTICE, urban_population: int | None = None
) -> Raised | None:
    """W16: no recognition in a county since that day, by the first of two rules to say so.

    The plain one counts months: yellow after three, red after six. The other asks how likely so
    many months of nothing are where as many urban residents live (Poisson: e to the minus of the
    number expected): yellow from 37 %, red below 5 %. Without a population the first alone.
    """
    found = silence(since, on, rules, urban_population)
    yellow, red = found.first
    if on < yellow:
        return None
    if not found.monthly:
        text = "自%(on)s以来没有新认定零就业家庭，请核实是否应认未认"
        reason = Reason("102-5-3", text, {"on": since})
    else:
        text = "自%(on)s以来没有新认定零就业家庭，按城镇人口同期预计%(expected)s户，%(rule)s，请核实是否应认未认"
        by = BY_ODDS if on < found.plain[0] else BY_MONTHS if on < found.likely[0] else BY_BOTH
        reason = Reason("102-5-3", text,
                        {"on": since, "expected": f"{found.expected:.1f}", "rule": by})
    return Raised(WarningCode.NO_RECOGNITION, reason, yellow, red)


@rule("102-5-3")
def so_few(found: int, expected: float, on: date, rules: Rules = NOTICE) -> tuple[float, Tone | None]:
    """How likely so few recognitions, or fewer, are where so many are expected, and its colour.

    The rule of the odds for counties that recognise somebody, only far too few: the same two
    thresholds, yellow at most 37 %, red at most 5 %.
    """
    odds = odds_of_so_few(found, expected)
    yellow, red = (rules.since_issue(n, on) / 100 for n in (ZERO_ODDS_YELLOW, ZERO_ODDS_RED))
    return odds, Tone.RED if odds <= red else Tone.YELLOW if odds <= yellow else None


CERTAIN: Final = 37
"""e to the minus this is lost beside 1. By Chernoff's bound more than so many are no likelier than that."""


def odds_of_so_few(found: int, expected: float) -> float:
    """Poisson: the chance of `found` or fewer; 1 where nothing is expected."""
    if expected <= 0:
        return 1.0
    if found > expected and found * log(found / expected) - found + expected > CERTAIN:
        return 1.0
    term = exp(found * log(expected) - expected - lgamma(found + 1))
    whole = term
    for number in range(found, 0, -1):
        term *= number / expected
        whole += term
        if number < expected and term < whole * 1e-12:
            break
    return min(1.0, whole)


def expected_a_month(urban_population: int, on: date, rules: Rules = NOTICE) -> float:
    """How many recognitions so many urban residents would have, were they as the province is."""
    return urban_population * rules.since_issue(RECOGNITION_RATE, on) / RATED_FOR


def months_until(monthly: float, percent: int) -> int:
    """The first whole number of months after which nothing at all is no likelier than that."""
    if monthly <= 0 or percent <= 0:
        return LONGEST + 1
    return max(1, ceil(-log(percent / 100) / monthly))


def months_between(since: date, on: date) -> int:
    """Whole months from the one day to the other."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months if add_months(since, months) <= on else months - 1


@rule("102-5-1")
def duty_is_whole(leader: str, department: str, handler: str) -> Verdict:
    """层层落实工作责任: a leader in charge, a department, and another person who carries it out."""
    if not (leader.strip() and department.strip() and handler.strip()):
        return objection("102-5-1", "主管领导、责任部门和经办人都须填写")
    if leader.strip() == handler.strip():
        return objection("102-5-1", "主管领导和经办人不能是同一人")
    return MET


@rule("102-5-2")
def outreach_is_whole(held_on: date, place: str, content: str, reach: int, on: date) -> Verdict:
    """政策宣讲到人: held by that day, somewhere, about something, and somebody was reached."""
    found: list[Reason] = []
    if held_on > on:
        found.append(Reason("102-5-2", "活动日期不能晚于今天"))
    if not place.strip():
        found.append(Reason("102-5-2", "请填写地点或媒体"))
    if len(content.strip()) < 4:
        found.append(Reason("102-5-2", "请填写宣传内容（至少4个字）"))
    if reach < 1:
        found.append(Reason("102-5-2", "覆盖人次至少为1"))
    return Verdict(tuple(found))


@rule("102-5-2")
def publicizes_nothing(last: date | None, on: date, rules: Rules = NOTICE) -> Reason | None:
    """Why a county is named: no publicity work for so many months, beneath it or by itself."""
    months = rules.since_issue(OUTREACH_INTERVAL, on)
    if last is not None and on < add_months(last, months):
        return None
    return Reason("102-5-2", "近%(months)d个月没有宣传活动", {"months": months})
