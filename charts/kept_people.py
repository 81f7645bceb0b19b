"""人群画像 from the kept numbers of units and counties: whole months, and a few days counted at their ends.

So the page of the province costs as much as there are months, kinds and years of birth, not as there are
members. Assumes: the office lies within the area of whoever asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from charts.kept import demand_within, last_of
from charts.queries import months
from charts.traits import AGES, SCHOOLS, SPANS, Category, Trait, latest_birth
from models import Household, KeptTrait, Office
from policy.ages import add_months
from policy.people import DAY_OF, NOW, Feature
from policy.report_periods import DAY
from policy.terms import Level
from workflow.report_counts import OWN, Places

K = KeptTrait
Bounds = Mapping[str, tuple[date | None, date | None]]
"""Of each category the last day that is in it, and the last one before; None where there is none."""
SCHOOL_OF: Final = {digit: code for code, _label, digits in SCHOOLS for digit in digits}
NO_MONTH: Final = (date.max, date.min)
SUMMED: Final = tuple(feature for feature in Feature if feature not in DAY_OF.values())
UPPER: Final = (Level.PROVINCE, Level.UNIT, Level.COUNTY)
KINDS: Final = (
    select(K.office_id, K.feature, K.value, func.sum(K.total))
    .where(K.office_id.in_(bindparam("offices", expanding=True)), K.feature.in_(bindparam("features", expanding=True)),
           K.month.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
    .group_by(K.office_id, K.feature, K.value)
).execution_options(lasting=True)
DAYS: Final = (
    select(K.office_id, func.sum(K.total))
    .where(K.office_id.in_(bindparam("offices", expanding=True)), K.feature == bindparam("feature"),
           K.month.in_(bindparam("months", expanding=True)),
           K.value.between(bindparam("since"), bindparam("until")))
    .group_by(K.office_id)
).execution_options(lasting=True)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period as whole months; `more` days are to be counted beside them, `less` taken off."""

    first: date
    last: date
    more: Sequence[tuple[date, date]] = ()
    less: Sequence[tuple[date, date]] = ()


def stretch(since: date, until: date, today: date) -> Stretch:
    """Rounded to the nearer end of a month; what is still to come costs nothing and is taken off."""
    if since.year == date.min.year or until.year == date.max.year:
        return Stretch(*NO_MONTH, [(since, until)])
    ends: dict[bool, list[tuple[date, date]]] = {True: [], False: []}
    first, last = since.replace(day=1), last_of(until)
    if since > first:
        adds = last_of(since).day - since.day < since.day - 1
        ends[adds].append((since, last_of(since)) if adds else (first, since - DAY))
        first = last_of(since) + DAY if adds else first
    if until < last:
        adds = until < today and until.day < last.day - until.day
        ends[adds].append((until.replace(day=1), until) if adds else (until + DAY, last))
        last = until.replace(day=1) - DAY if adds else last
    if first > last:
        return Stretch(*NO_MONTH, [(since, until)] if since <= until else [])
    return Stretch(first, last, ends[True], ends[False])


@dataclass(slots=True)
class Kept:
    """What is kept of some months, by the number of the office beneath: sums, and days within a year or month."""

    session: Session
    places: Places
    first: date
    last: date
    beneath: dict[int, int] = field(init=False)
    sums: dict[int, Counter[tuple[Feature, str]]] = field(init=False)
    months: Sequence[date] = field(init=False)

    def __post_init__(self) -> None:
        """Of the province as its units and itself; of another office what its counties leave is its own."""
        office = self.places.office
        demand_within(self.session, [office])
        self.beneath = {child.id: child.id for child in self.places.beneath}
        if office.level is Level.PROVINCE and not self.beneath:
            units = select(Office.id).where(Office.parent_id == office.id, Office.level == Level.UNIT)
            self.beneath = dict.fromkeys(self.session.scalars(units), OWN)
        now = (self.first, self.last) == (NOW, NOW)
        self.months = [NOW] if now else months_there(self.session, self.first, self.last)
        self.sums = {number: Counter() for number in (OWN, *self.beneath.values())}
        for kind, total in self.read(KINDS, features=SUMMED, first=self.first, last=self.last):
            for number, found in total.items():
                self.sums[number][kind] += found

    def read(self, statement: Select[Any], **asked: Any) -> Iterator[tuple[Any, dict[int, int]]]:
        """Each row: what it is about, and what it adds to the office beneath and to OWN."""
        top = self.places.office.level is Level.PROVINCE
        asked["offices"] = [self.places.office.id, *self.beneath]
        for office, *kind, total in column_rows(self.session, statement, asked):
            number = self.beneath.get(office, OWN)
            yield tuple(kind), {number: total} if top or number == OWN else {number: total, OWN: -total}

    def read_days(self, feature: Feature, since: date, until: date) -> Counter[int]:
        found: Counter[int] = Counter()
        days = {"since": since.isoformat(), "until": until.isoformat()}
        for _kind, total in self.read(DAYS, feature=feature, months=self.months, **days) if self.months else ():
            for number, people in total.items():
                found[number] += people
        return found

    def up_to(self, feature: Feature, day: date | None) -> Counter[int]:
        """How many have their day by then; all that have one, where no day is asked."""
        if day is None:
            return self.before(feature, "9999-99")
        period = day.isoformat()[: 4 if feature is Feature.AGE else 7]
        start = day.replace(day=1) if feature is Feature.SPAN else day.replace(month=1, day=1)
        found = self.before(feature, period)
        found.update(self.read_days(DAY_OF[feature], start, day))
        return found

    def before(self, feature: Feature, period: str) -> Counter[int]:
        return Counter({
            number: sum(n for (which, value), n in sums.items() if which is feature and "" < value < period)
            for number, sums in self.sums.items()
        })

    def numbers(self, trait: Trait, categories: Sequence[Category], on: date) -> dict[int, dict[str, int]]:
        """Every category of the trait; whoever is in no other is in the last."""
        feature, codes = Feature(trait.key), [category.code for category in categories]
        found = {number: dict.fromkeys(codes, 0) for number in self.sums}
        bounds = bounds_of(feature, on)
        for number, sums in self.sums.items():
            for (which, value), total in sums.items():
                if which is feature and not (bounds and value):
                    found[number][code_of(feature, value, codes)] += total
        days = {day for pair in bounds.values() for day in pair if day}
        up_to: dict[date | None, Counter[int]] = {day: self.up_to(feature, day) for day in days}
        if bounds:
            up_to[None] = self.up_to(feature, None)
        for code, (newest, older) in bounds.items():
            for number, counts in found.items():
                counts[code] = up_to[newest][number] - (up_to[older][number] if older else 0)
        return found


def is_kept(places: Places) -> bool:
    """Whether there are such numbers of the office and of every one beneath it."""
    levels = {child.level for child in places.beneath}
    office = places.office.level
    return office in UPPER and levels <= {Level.UNIT if office is Level.PROVINCE else Level.COUNTY}


def months_there(session: Session, first: date, last: date) -> list[date]:
    """The months in which anybody was recognised, roughly: from the first to the last one there is."""
    ends = [session.scalar(select(which(Household.recognised_on))) for which in (func.min, func.max)]
    if ends[0] is None or ends[1] is None:
        return []
    since, until = max(first, ends[0].replace(day=1)), min(last, last_of(ends[1]))
    return [begin for begin, _end in months(since, until)] if since <= until else []


def bounds_of(feature: Feature, on: date) -> Bounds:
    """The categories that go by a day of birth, or since when somebody is without work."""
    if feature is Feature.AGE:
        return {
            str(low): (latest_birth(on, low) if low else None, None if high is None else latest_birth(on, high + 1))
            for low, _label, high in ((low, label, high) for label, low, high in AGES)
        }
    if feature is Feature.SPAN:
        return {
            code: (add_months(on, -least) if least else None, None if most is None else add_months(on, -most))
            for code, _label, least, most in SPANS
        }
    return {}


def code_of(feature: Feature, value: str, codes: Sequence[str]) -> str:
    """The category of a value as it is kept."""
    code = SCHOOL_OF.get(value, "") if feature is Feature.EDUCATION else value
    return code if code in codes else codes[-1]


def numbers_kept(
    session: Session, places: Places, first: date, last: date, on: date, traits: Mapping[Trait, Sequence[Category]]
) -> dict[int, dict[str, dict[str, int]]]:
    """Every category of every trait of these months (NOW: of the register), by the office beneath."""
    kept = Kept(session, places, first, last)
    found: dict[int, dict[str, dict[str, int]]] = {number: {} for number in kept.sums}
    for trait, categories in traits.items():
        for number, counts in kept.numbers(trait, categories, on).items():
            found[number][trait.key] = counts
    return found
