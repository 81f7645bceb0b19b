"""Whether a vacancy suits a member (点对点, 四（三）): what fits, what stands against it, what is not known.

What the notice asks of the jobs (门槛低、有保障) and what the plan of the member wishes are laid side
by side; nothing is decided by sex, and what is not on file is said to be unknown. A point that is a
`limit` must not stand against a job, or its recommendation does not count (policy.recommendation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from policy.ages import full_years
from policy.aid_terms import Strain
from policy.terms import EmploymentForm
from policy.verdict import Reason

FULL_TIME: Final = frozenset({EmploymentForm.UNIT, EmploymentForm.PUBLIC_POST})
"""Work for which the minimum wage by the month is owed."""
STEPS: Final = {"1": 6, "2": 5, "3": 4, "4": 3, "6": 3, "7": 2, "8": 1, "9": 0}
"""How far an education goes, by the first digit of its code (GB/T 4658): 中等职业 and 高中 are alike."""
HARDNESS: Final = {Strain.LIGHT: 0, Strain.ORDINARY: 1, Strain.HEAVY: 2}
CHRONIC: Final = ("3", "4")
DISABLED: Final = "6"
"""First digits of the codes of health (GB/T 2261.3)."""
WORDS: Final = re.compile(r"[、，,；;/\s]+")
CLAUSE: Final = "102-4-3"


@dataclass(frozen=True, slots=True)
class Seeker:
    """A member as far as a job may suit: age, what can be borne and done, what the plan wishes.

    `home` is the path of the member's county, `place` of the place wished for.
    """

    birth_on: date
    home: str
    education: str | None = None
    health: str | None = None
    skills: str = ""
    place: str = ""
    least_wage: Decimal | None = None
    strain: Strain | None = None
    nights: bool | None = None
    form: EmploymentForm | None = None
    wished: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A vacancy: what it asks and pays, where, from when to when, for how many.

    `key` names employer, post and place: the same post filed twice is one. `minimum` is the minimum
    wage of the place on the day asked about; `hired` the days on which a head was taken; `void`
    that the vacancy or its employer was entered in error.
    """

    key: str
    title: str
    form: EmploymentForm
    place: str
    wage_from: Decimal
    open_from: date
    open_until: date
    minimum: Decimal = Decimal(0)
    wage_to: Decimal | None = None
    education: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    skills: str = ""
    strain: Strain = Strain.ORDINARY
    nights: bool = False
    suits_disabled: bool = False
    closed_on: date | None = None
    heads: int = 1
    hired: tuple[date, ...] = ()
    void: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One thing compared: it fits, stands against the job, or is not known (None)."""

    about: str
    fits: bool | None
    reason: Reason
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """All points of a member and a vacancy, and how they rank among others."""

    points: tuple[Point, ...]

    @property
    def fitting(self) -> list[Point]:
        return [point for point in self.points if point.fits]

    @property
    def against(self) -> list[Point]:
        return [point for point in self.points if point.fits is False]

    @property
    def unknown(self) -> list[Point]:
        return [point for point in self.points if point.fits is None]

    @property
    def barred(self) -> bool:
        """Whether a recommendation of it could not count."""
        return any(point.limit for point in self.against)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller, the better: limits first, then what stands against it, then what fits."""
        return sum(p.limit for p in self.against), len(self.against), -len(self.fitting)


def match(seeker: Seeker, offer: Offer, on: date) -> Match:
    """Lay the member and the vacancy side by side, as of that day."""
    return Match(tuple(points_of(seeker, offer, on)))


def points_of(seeker: Seeker, offer: Offer, on: date) -> Iterator[Point]:
    yield from limits_of(seeker, offer, on)
    yield from _wage(seeker, offer)
    yield from _education(seeker, offer)
    yield from _skills(seeker, offer)
    yield from _wishes(seeker, offer)


def limits_of(seeker: Seeker, offer: Offer, on: date) -> Iterator[Point]:
    """What must not stand against a job that is recommended: age, health, minimum wage, way to work."""
    yield _age(seeker, offer, on)
    yield _strain(seeker, offer)
    low = offer.wage_from < offer.minimum
    yield _limit(
        "minimum", not low, "月薪%(wage)s元低于当地最低工资%(minimum)s元" if low
        else "月薪%(wage)s元，不低于当地最低工资%(minimum)s元",
        wage=yuan(offer.wage_from), minimum=yuan(offer.minimum),
    )
    yield _place(seeker, offer)


def _age(seeker: Seeker, offer: Offer, on: date) -> Point:
    age, low, high = full_years(seeker.birth_on, on), offer.age_from, offer.age_to
    if low is None and high is None:
        return _limit("age", True, "不限年龄")
    if low is not None and age < low:
        return _limit("age", False, "要求年满%(least)d周岁，本人%(age)d周岁", least=low, age=age)
    if high is not None and age > high:
        return _limit("age", False, "要求不超过%(most)d周岁，本人%(age)d周岁", most=high, age=age)
    return _limit("age", True, "本人%(age)d周岁，符合年龄要求", age=age)


def _strain(seeker: Seeker, offer: Offer) -> Point:
    """What the plan says can be borne leads; without it the health on file bars heavy work only."""
    bears, health = seeker.strain, seeker.health or ""
    values = {"strain": offer.strain.label}
    if bears is not None:
        if HARDNESS[offer.strain] > HARDNESS[bears]:
            text = "%(strain)s，超过本人可承受的%(bears)s"
            return _limit("strain", False, text, bears=bears.label, **values)
        return _limit("strain", True, "%(strain)s，在本人可承受范围内", **values)
    disabled, chronic = health.startswith(DISABLED), health.startswith(CHRONIC)
    if disabled and offer.suits_disabled:
        return _limit("strain", True, "岗位适合残疾人")
    if offer.strain is Strain.HEAVY and (disabled or chronic):
        return _limit("strain", False, "%(strain)s，与本人健康状况不符", **values)
    if disabled or not health:
        return _limit("strain", None, "%(strain)s，请核实本人能否承受", **values)
    return _limit("strain", True, "%(strain)s，与健康状况不矛盾", **values)


def _place(seeker: Seeker, offer: Offer) -> Point:
    """In the wished place, or in the own county; a job elsewhere is too far unless it was wished."""
    if seeker.place and offer.place.startswith(seeker.place):
        return _limit("place", True, "在期望工作地点")
    if seeker.home and offer.place.startswith(seeker.home):
        return _limit("place", True, "在本县（市、区）内")
    return _limit("place", False, "不在本县（市、区），也不在期望工作地点")


def _wage(seeker: Seeker, offer: Offer) -> Iterator[Point]:
    least = seeker.least_wage
    if least is None:
        return
    best, values = offer.wage_to or offer.wage_from, {"wage": yuan(offer.wage_from), "least": yuan(least)}
    if offer.wage_from >= least:
        yield _point("wage", True, "月薪%(wage)s元，不低于期望的%(least)s元", **values)
    elif best >= least:
        yield _point("wage", None, "月薪%(wage)s元起，能否达到期望的%(least)s元须面谈", **values)
    else:
        yield _point("wage", False, "月薪最高%(wage)s元，低于期望的%(least)s元", wage=yuan(best),
                     least=yuan(least))


def _education(seeker: Seeker, offer: Offer) -> Iterator[Point]:
    asked = STEPS.get((offer.education or "9")[0], 0)
    if not asked:
        yield _point("education", True, "不限文化程度")
    elif not seeker.education:
        yield _point("education", None, "岗位要求文化程度，本人文化程度未填")
    elif STEPS.get(seeker.education[0], 0) >= asked:
        yield _point("education", True, "文化程度符合要求")
    else:
        yield _point("education", False, "文化程度低于岗位要求")


def _skills(seeker: Seeker, offer: Offer) -> Iterator[Point]:
    asked = words_of(offer.skills)
    if not asked:
        yield _point("skills", True, "不要求技能")
        return
    has, values = seeker.skills, {"skills": offer.skills}
    if any(word in has for word in asked):
        yield _point("skills", True, "具备所需技能：%(skills)s", **values)
    elif has:
        yield _point("skills", False, "要求技能：%(skills)s，本人登记的技能不同", **values)
    else:
        yield _point("skills", None, "要求技能：%(skills)s，本人技能未填", **values)


def _wishes(seeker: Seeker, offer: Offer) -> Iterator[Point]:
    if offer.nights and seeker.nights is not True:
        known = seeker.nights is False
        yield _point("nights", False if known else None,
                     "夜班或倒班，本人不能上" if known else "夜班或倒班，请问明本人能否上")
    if seeker.form is not None and seeker.form is not offer.form:
        yield _point("form", False, "就业形式为%(form)s，本人期望%(wished)s",
                     form=offer.form.label, wished=seeker.form.label)
    if any(word in offer.title or offer.title in word for word in words_of(seeker.wished)):
        yield _point("wished", True, "是本人期望的岗位")


def words_of(text: str) -> list[str]:
    """The words of a list as people type it."""
    return [word for word in WORDS.split(text) if word]


def yuan(amount: Decimal) -> int | Decimal:
    """Whole yuan without places."""
    return int(amount) if amount == int(amount) else amount


def _point(about: str, fits: bool | None, text: str, **values: object) -> Point:
    return Point(about, fits, Reason(CLAUSE, text, values))


def _limit(about: str, fits: bool | None, text: str, **values: object) -> Point:
    return Point(about, fits, Reason(CLAUSE, text, values), limit=True)
