"""人群画像: who the families and their members are, on the register and newly recognised, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from admin.cockpit_frame import (
    Answer,
    CockpitPage,
    Entry,
    Grid,
    Look,
    Question,
    Slot,
    day_words,
    in_list,
    percent,
)
from admin.desk import Figure
from admin.filters_people import WHOM, category_words
from admin.words import listed
from charts.bars import Series, bars, bars_alt
from charts.measures import RECOGNISED, rows_behind, standing_behind
from charts.people import LEAST, METRICS, Division, People, Population, Whom, people, people_behind
from charts.queries import share
from charts.small_cells import MERGED
from charts.traits import FAMILIES, PERSONS, SEEKERS, Category, Trait
from documents.layout import Kind
from documents.tables import Graph
from models import Household
from workflow.standing import Standing

BASES: Final = {FAMILIES: "家庭", PERSONS: "家庭成员", SEEKERS: "登记失业成员"}
UNITS: Final = {FAMILIES: "户", PERSONS: "人", SEEKERS: "人"}
ASKED: Final = {
    "size": "这些家庭有几口人？", "kind": "这些家庭是哪种类型？", "relief": "有多少户持有低保证？",
    "sex": "男女各有多少？", "age": "他们多大年纪？", "state": "他们在做什么？（人员状态）",
    "urban": "户籍是城镇的有多少？", "education": "登记失业成员的文化程度如何？",
    "cause": "登记失业成员因何失业？", "span": "登记失业成员失业多久了？",
    "skills": "有技能特长的登记失业成员有多少？",
}
PUT_TOGETHER: Final = "合并显示"
Both = Mapping[Whom, People]


def answered(session: Session, look: Look) -> Answer:
    exact = may(look.user, Permission.PERSONAL_READ)
    both = {
        whom: people(session, look.office, Population(whom, look.since, look.until, look.today),
                     exact=exact)
        for whom in Whom
    }
    return Answer(
        sentence(look, both), figures(look, both),
        [question(look, both, n) for n in range(len(both[Whom.REGISTER].divisions))],
    )


def total_words(found: People, base: str) -> str:
    """How many there are; a number too small for who may not see the rows says only that."""
    total = found.total(base)
    return f"<{LEAST}" if not found.exact and 0 < total < LEAST else f"{total:,}"


def sentence(look: Look, both: Both) -> str:
    register, recognised = both[Whom.REGISTER], both[Whom.RECOGNISED]
    said = _(
        "%(on)s，%(office)s在册零就业家庭%(families)s户、成员%(persons)s人，其中登记失业%(seekers)s人；"
        "%(period)s新认定%(new)s户、成员%(members)s人。",
        on=day_words(register.population.on), office=look.office.name, period=look.period,
        families=total_words(register, FAMILIES), persons=total_words(register, PERSONS),
        seekers=total_words(register, SEEKERS), new=total_words(recognised, FAMILIES),
        members=total_words(recognised, PERSONS),
    )
    return said if register.exact else said + _("少于%(least)d的数不显示。", least=LEAST)


def figures(look: Look, both: Both) -> list[Figure]:
    """Families, members and registered unemployed, on the register and newly recognised."""
    found = []
    for whom, each in both.items():
        for base, label in BASES.items():
            url = families_url(look, each) if base == FAMILIES else None
            found.append(Figure(
                f"{_(WHOM[whom])} · {_(label)}", total_words(each, base), url, _(UNITS[base]), "blue",
            ))
    return found


def families_url(look: Look, found: People) -> str:
    """The list of the families themselves, which everybody with this page may open."""
    population = found.population
    if population.whom is Whom.REGISTER:
        return in_list(standing_behind(Standing.REGISTER, look.office.id, population.on))
    return in_list(rows_behind(RECOGNISED, look.office.id, population.since, population.until))


def question(look: Look, both: Both, place: int) -> Question:
    """One trait: two columns of numbers, and the bars of both."""
    divisions = {whom: found.divisions[place] for whom, found in both.items()}
    trait = divisions[Whom.REGISTER].trait
    categories = shown_of(list(divisions.values()))
    unit = UNITS[trait.base]
    slots = [Slot(trait.key, trait.label, Kind.TEXT, width=22)]
    for whom in both:
        slots += [Slot(whom.value, unit, group=WHOM[whom]),
                  Slot(f"{whom.value}_share", "占比", Kind.SHARE, WHOM[whom])]
    rows = [
        [Entry(words_of(c, divisions.values())),
         *(e for whom, d in divisions.items() for e in entries(look, both[whom], d, c))]
        for c in categories
    ]
    closing = [Entry(_("合计"))]
    for found in both.values():
        url = families_url(look, found) if trait.base == FAMILIES else None
        total = found.total(trait.base)
        words = total_words(found, trait.base)
        closing += [Entry(total if words == f"{total:,}" else None, url if total else None, words=words),
                    Entry(None, words="")]
    names = [category_words(c) for c in categories]
    counts = [
        Series(_(WHOM[whom]), [d.row.number(c.code) for c in categories], [None] * len(names), _(unit))
        for whom, d in divisions.items()
    ]
    shares = [share_bars(look, both[whom], d, categories) for whom, d in divisions.items()]
    return Question(
        trait.key, _(ASKED[trait.key]), Grid(slots, rows, closing), METRICS,
        bars(names, shares) if len(names) > 1 else None, bars_alt(names, counts, _),
        note(divisions, both), trait.label, Graph(trait.label, (1, 3)),
    )


def share_bars(
    look: Look, found: People, division: Division, categories: Sequence[Category]
) -> Series:
    """The shares, so that few on the register and many recognised can be compared; the number beside."""
    counts = [division.row.number(c.code) for c in categories]
    shares = [None if n is None else share(n, division.total) for n in counts]
    return Series(
        _(WHOM[found.population.whom]),
        [None if v is None else round(v * 100, 1) for v in shares],
        [url_of(look, found, division.trait, c) for c in categories], _("占比（％）"),
        [division.row.text(c.code) if n is None else f"{n:,}　{percent(share(n, division.total))}"
         for c, n in zip(categories, counts, strict=True)],
    )


def shown_of(divisions: Sequence[Division]) -> list[Category]:
    """The categories worth a row: those where somebody is, or where that is not told."""
    told = [d for d in divisions if not d.row.withheld]
    known = list(divisions[0].categories)
    if any(MERGED in d.row.numbers for d in told):
        known.append(Category(MERGED, PUT_TOGETHER, Household.id > 0))
    return [c for c in known if any(d.row.number(c.code) != 0 for d in told)]


def words_of(category: Category, divisions: Any) -> str:
    """Its words; of those put together, which they are."""
    if category.code != MERGED:
        return category_words(category)
    merged = {code for d in divisions for code in d.merged}
    names = [category_words(c) for c in next(iter(divisions)).categories if c.code in merged]
    return _("合并显示（%(names)s）", names=listed(names))


def entries(look: Look, found: People, division: Division, category: Category) -> list[Entry]:
    """The number with its list and its share; where it is hidden, what may be said of it."""
    count = division.row.number(category.code)
    if count is None:
        words = division.row.text(category.code) or "—"
        return [Entry(None, words=words), Entry(None)]
    return [Entry(count, url_of(look, found, division.trait, category)),
            Entry(share(count, division.total))]


def url_of(look: Look, found: People, trait: Trait, category: Category) -> str | None:
    """The list behind a number; none for who may not read the rows, and none for those put together."""
    if not found.exact or category.code == MERGED:
        return None
    params = people_behind(found.population, look.office.id, trait, category)
    endpoint = "household" if trait.model is Household else "member"
    return url_for(f"{endpoint}.index_view", **params)  # type: ignore[arg-type]


def note(divisions: Mapping[Whom, Division], both: Both) -> str:
    """Who is counted, and what is not shown."""
    trait = divisions[Whom.REGISTER].trait
    said = _("按%(base)s统计。", base=_(BASES[trait.base]))
    kept = [_(WHOM[whom]) for whom, d in divisions.items() if d.row.withheld and d.total]
    if kept:
        said += _("%(whom)s人数过少，为保护个人信息不显示分布，请看上级机构。", whom=listed(kept))
    elif any(d.row.hidden or d.merged for d in divisions.values()):
        said += _("为保护个人信息，少于%(least)d的数不显示，并隐藏可据以推算的数。", least=LEAST)
    return said


PAGE: Final = CockpitPage("people", "人群画像", answered)
