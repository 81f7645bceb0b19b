"""人群画像: who the families and their members are, by what the records hold of them.

Of those on the register on a day, or recognised in a period. Whoever may read the rows sees exact
numbers; for everybody else small numbers are hidden (charts.small_cells), alike for all who look.
Assumes: the office lies within the area of whoever asks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from access.scope import OutsideScope, in_charge_of
from charts.kept_people import is_kept, numbers_kept, stretch
from charts.measures import behind
from charts.metrics import Metric
from charts.small_cells import Shown, merged_beneath, shown, together
from charts.traits import (
    FAMILIES,
    PERSONS,
    SEEKERS,
    Category,
    Trait,
    traits_on,
)
from models import WHOLE_PROVINCE, Household, Member, Office
from policy.people import NOW
from policy.terms import Status
from workflow.report_counts import OWN, Places
from workflow.standing import Standing, stands

LEAST: Final = 5
"""Numbers below it are hidden from who may not read the rows. Source: security list PI13."""
Numbers = dict[str, dict[str, int]]


class Whom(Enum):
    """Which families the page is about."""

    REGISTER = "register"
    RECOGNISED = "recognised"


@dataclass(frozen=True, slots=True)
class Population:
    """The families of a day or a period. Ages and durations are those of `on`."""

    whom: Whom
    since: date
    until: date
    today: date

    @property
    def on(self) -> date:
        return min(self.until, self.today)

    def condition(self) -> ColumnElement[bool]:
        if self.whom is Whom.REGISTER:
            return stands(Standing.REGISTER, self.on, self.today)
        return Household.recognised_on.between(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Division:
    """One trait of an office: how many in each category, and how they read where some are hidden."""

    trait: Trait
    categories: Sequence[Category]
    row: Shown
    merged: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return sum(self.row.numbers.values())


@dataclass(frozen=True, slots=True)
class People:
    """All divisions of one office; `exact` where nothing is hidden."""

    office: Office
    population: Population
    exact: bool
    divisions: Sequence[Division]

    def total(self, base: str) -> int:
        """How many families, persons or registered unemployed there are in all."""
        return next(d.total for d in self.divisions if d.trait.base == base)


def people(session: Session, office: Office, population: Population, *, exact: bool) -> People:
    """The divisions of the office.

    Exact: of the office alone. Otherwise of each office above with those beside as well, for what is
    hidden depends on who stands there.
    """
    own = session.info.get("area")
    if own is None or not office.path.startswith(own.path):
        raise OutsideScope("people")
    traits = traits_on(session, population.on)
    if exact:
        numbers = whole(tally(session, Places(office, ()), population, traits))
        divisions = [
            Division(trait, categories, Shown(numbers[trait.key], frozenset(), LEAST))
            for trait, categories in traits.items()
        ]
    else:
        with in_charge_of(session, WHOLE_PROVINCE):  # what is hidden is the same whoever looks
            divisions = [
                Division(trait, traits[trait], row, merged)
                for trait, (row, merged) in safe_rows(session, office, population, traits).items()
            ]
    return People(office, population, exact, divisions)


def safe_rows(
    session: Session, office: Office, population: Population, traits: Mapping[Trait, Sequence[Category]]
) -> dict[Trait, tuple[Shown, frozenset[str]]]:
    """The row of the office for each trait, hidden as the families from the province down ask."""
    line = [session.get_one(Office, int(number)) for number in office.path.split(".") if number]
    families = [tally(session, Places.of(session, above), population, traits) for above in line[:-1]]
    first = whole(families[0] if families else tally(session, Places(office, ()), population, traits))
    return {
        trait: down_the_line(
            trait, line, first[trait.key],
            [{number: counts[trait.key] for number, counts in family.items()} for family in families],
        )
        for trait in traits
    }


def down_the_line(
    trait: Trait, line: Sequence[Office], first: Mapping[str, int],
    families: Sequence[Mapping[int, Mapping[str, int]]],
) -> tuple[Shown, frozenset[str]]:
    """From the province to the office: each row as its family asks, and what is merged beneath it."""
    row = shown_whole(trait, shown({line[0].id: first}, LEAST, alone=True))[line[0].id]
    merged: frozenset[str] = frozenset()
    for family, beneath in zip(families, line[1:], strict=True):
        merged = merged_beneath(row, merged)
        rows = {number: together(counts, merged) for number, counts in family.items()}
        row = (
            Shown(rows[beneath.id], frozenset(), LEAST, withheld=True) if row.withheld
            else shown_whole(trait, shown(rows, LEAST))[beneath.id]
        )
    return row, merged


def shown_whole(trait: Trait, rows: Mapping[Hashable, Shown]) -> Mapping[Hashable, Shown]:
    """A trait that weighs is withheld from the family where anything of it is hidden."""
    if not trait.weighs or not any(row.hidden for row in rows.values()):
        return rows
    return {number: replace(row, withheld=True) for number, row in rows.items()}


def tally(
    session: Session, places: Places, population: Population,
    traits: Mapping[Trait, Sequence[Category]],
) -> dict[int, Numbers]:
    """Every category of every trait, by the offices directly beneath (OWN: at the office itself).

    Of counties and above from what is kept; what parts it from what is asked is counted by row.
    """
    if not is_kept(places):
        return by_row(session, places, population.condition(), traits)
    first, last, beside = NOW, NOW, since_then(population.on) if population.on < population.today else []
    if population.whom is Whom.RECOGNISED:
        part = stretch(population.since, population.until, population.today)
        first, last = part.first, part.last
        beside = [(sign, Household.recognised_on.between(*days))
                  for sign, several in ((1, part.more), (-1, part.less)) for days in several]
    found = numbers_kept(session, places, first, last, population.on, traits)
    for sign, condition in beside:
        for number, keys in by_row(session, places, condition, traits).items():
            for key, counts in keys.items():
                for code, count in counts.items():
                    found[number][key][code] += sign * count
    return found


def since_then(on: date) -> list[tuple[int, ColumnElement[bool]]]:
    """What parts the register as it is from that at the end of a day gone by: who came since is taken
    off, who left since is added. Each is found by the day it goes by; the other one by no index.
    """
    recognised = func.coalesce(Household.recognised_on, date.max)
    return [
        (-1, (Household.status == Status.RECOGNISED) & (recognised > on)),
        *((1, (day > on) & (recognised <= on)) for day in (Household.exited_on, Household.revoked_on)),
    ]


def by_row(
    session: Session, places: Places, condition: ColumnElement[bool],
    traits: Mapping[Trait, Sequence[Category]],
) -> dict[int, Numbers]:
    """The same of families that meet a condition, by two statements over them and their members."""
    found: dict[int, Numbers] = {
        number: {trait.key: {c.code: 0 for c in cs} for trait, cs in traits.items()}
        for number in (OWN, *(child.id for child in places.beneath))
    }
    for model in (Household, Member):
        asked = {t: cs for t, cs in traits.items() if t.model is model}
        for ancestors, numbers in read(session, places, condition, model, asked):
            counts = found[places.of_row(ancestors)]
            for trait, theirs in numbers.items():
                for code, number in theirs.items():
                    counts[trait.key][code] += number
    return found


def read(
    session: Session, places: Places, condition: ColumnElement[bool], model: type[Household | Member],
    asked: Mapping[Trait, Sequence[Category]],
) -> Iterator[tuple[Sequence[int], Mapping[Trait, Mapping[str, int]]]]:
    """One statement: the ancestors of the rows, and every trait of those of the model.

    Who is in no other category is in the last, which is not asked: it takes as long as all others.
    """
    apart = places.told_apart(Household)
    bases = {FAMILIES: func.count(), PERSONS: func.count(), SEEKERS: func.count(Member.registered_on)}
    columns = []
    for trait, categories in asked.items():
        columns += [func.count().filter(c.condition) for c in categories[:-1]] + [bases[trait.base]]
    statement = (
        select(*apart, *(column.label(f"n_{n}") for n, column in enumerate(columns)))
        .select_from(Household)
        .where(*places.within(Household), condition).group_by(*apart)
    )
    if model is Member:
        statement = statement.join(Member, Member.household_id == Household.id).where(
            Member.voided_at.is_(None)
        )
    for row in session.execute(statement):
        left = iter(row[len(apart):])
        numbers = {}
        for trait, categories in asked.items():
            theirs = [next(left) for _category in categories]
            theirs[-1] -= sum(theirs[:-1])
            numbers[trait] = dict(zip((c.code for c in categories), theirs, strict=True))
        yield row[: len(apart)], numbers


def whole(found: Mapping[int, Numbers]) -> Numbers:
    """The office itself: the sum of those beneath it and of what lies at it."""
    rows = list(found.values())
    return {
        key: {code: sum(row[key][code] for row in rows) for code in codes}
        for key, codes in rows[0].items()
    }


def people_behind(
    population: Population, office: int, trait: Trait, category: Category
) -> dict[str, str]:
    """The parameters of the list with exactly the families or members of the category."""
    return behind(office) | {
        "whom": population.whom.value, "whom_from": population.since.isoformat(),
        "whom_to": population.until.isoformat(), "trait": trait.key, "is": category.code,
    }


METRICS: Final = (
    Metric("families", "家庭", "期末在册的家庭（已认定、尚未退出或撤销），或认定日期在本期内的家庭",
           "符合条件的家庭数", "户", "102-1"),
    Metric("persons", "家庭成员", "这些家庭申请时登记的全部成员，年龄按统计日计算",
           "符合条件的成员数", "人", "102-1"),
    Metric("seekers", "登记失业成员", "家庭成员中已办理失业登记的；文化程度、失业原因、失业时长按其登记内容",
           "有失业登记日期的成员数", "人", "102-3-1"),
    Metric("least", "少于5的数", "无权查看名单的人员看到的少于5的数显示为“<5”，为防止由合计推算，另有一些数一并隐藏"
           "（显示为“<5”或“≥5”），或与上级已隐藏的各项合并；隐藏的数不能打开名单",
           "1至4一律隐藏；人数过少、无法防止推算的，整项不显示", "人", "PIPL-28"),
)
