"""认定持续为零核查: months without a recognition, how likely that is, and what speaks for it in both directions.

The rule is W16's own (policy.supervision, with the urban residents of the sealing offices); where it
does not apply, to streets and communities, months are counted and nothing is judged. The recognitions
of all offices are read at once from the kept figures of months; who should have left, from the few that can.
Source: domain 4.5; docs/decisions/0027, 0042, 0057.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from charts.kept import by_month, demand_within, last_days, last_of, of_days
from charts.queries import months
from charts.zero_rows import ANY, KINDS, ROWS
from models import WHOLE_PROVINCE, Alert, Household, Office, SuspectedFamily
from models.base import ANCESTOR_COLUMN
from policy.ages import add_months
from policy.figures import Figure
from policy.rulebook import RuleBook
from policy.supervision import Silence, expected_a_month, months_between, silence, so_few
from policy.terms import Level, Tone, WarningCode
from workflow.campaigns import kept_waiting, waiting
from workflow.report_counts import OWN, Places, count_figures

LEAST, MOST = 12, 24
"""How many months are looked at: a silence does not show in one, and nobody reads more."""
Span = tuple[date, date]
LEADS: Final[Mapping[str, tuple[str, Any]]] = {
    "waiting": ("疑似户待引导", SuspectedFamily),
    "late": ("疑似户逾期未引导", SuspectedFamily),
    "watched": ("重点监控家庭失去就业", Alert),
    "relapsed": ("退出后再失业未再申请", Alert),
}
"""What speaks for families not recognised though due (应认未认), and the table each is a list of."""
LEAD_CODE: Final = {"watched": WarningCode.LAST_JOB, "relapsed": WarningCode.RELAPSE}


@dataclass(frozen=True, slots=True)
class OfficeSilence:
    """One office: its recognitions by month, what was to be expected, the silence up to today.

    `expected` and `odds` are of all months shown and None where no urban population is known;
    `silence` is None where W16 is not asked. `leads` and `stays` are counts by key.
    """

    office_id: int
    name: str
    counts: tuple[int, ...]
    last: date | None
    quiet: int | None
    own: bool = False
    silence: Silence | None = None
    expected: float | None = None
    odds: float | None = None
    few: Tone | None = None
    leads: Mapping[str, int] | None = None
    stays: Mapping[str, int] | None = None

    @property
    def found(self) -> int:
        return sum(self.counts)

    @property
    def tone(self) -> Tone | None:
        """What W16 says today, by whichever rule says so first."""
        return self.silence.tone(self.silence.first) if self.silence else None

    @property
    def plain(self) -> Tone | None:
        """By months alone."""
        return self.silence.tone(self.silence.plain) if self.silence else None

    @property
    def likely(self) -> Tone | None:
        """By the odds alone."""
        return self.silence.tone(self.silence.likely) if self.silence else None

    def quiet_in(self, span: Span) -> bool:
        """Whether the month lies in the silence that still lasts."""
        return self.last is None or span[0] > self.last


@dataclass(frozen=True, slots=True)
class ZeroCheck:
    """The months looked at, and every office in them; `judged` are those W16 is asked of.

    They are the rows that seal; beneath an office that seals itself, that office alone.
    """

    spans: tuple[Span, ...]
    rows: tuple[OfficeSilence, ...]
    judged: tuple[OfficeSilence, ...]

    def of_tone(self, tone: Tone) -> list[OfficeSilence]:
        return [row for row in self.judged if row.tone is tone]

    def total(self, key: str) -> int:
        return sum((row.leads or {}).get(key, 0) + (row.stays or {}).get(key, 0) for row in self.rows)


def zero_check(
    session: Session, office: Office, since: date, until: date, *, today: date, book: RuleBook
) -> ZeroCheck:
    """The offices that recognise beneath this one; of one that recognises itself, those beneath it."""
    on = min(until, today)
    spans = spans_shown(since, on)
    places = places_checked(session, office)
    shown = [office, *places.beneath]
    theirs = by_month(session, shown, Figure.RECOGNISED, spans[0][0], on)
    lasts = last_days(session, shown, Figure.RECOGNISED, on)
    whole = theirs.pop(office.id)
    leads, stays = leads_by_office(session, places, today, book), stays_by_office(session, places, today)
    first, names = first_in_province(session, on), called(places.beneath)
    rows = []
    for child in places.beneath:
        if child.valid or theirs[child.id] or any(stays[child.id].values()):
            rows.append(judged(child, names[child.id], by_span(theirs[child.id], spans), lasts.get(child.id), first, on,
                               spans, book, leads.get(child.id, {}), stays[child.id]))
    own = left_over(whole, theirs.values())
    if not rows or own or any(stays[OWN].values()) or any(leads.get(OWN, {}).values()):
        last = last_of_own(session, shown, max(own), on) if own and rows else None if rows else lasts.get(office.id)
        since = None if rows else last or first
        rows.append(OfficeSilence(
            office.id, "本级" if rows else office.short_name, by_span(own, spans), last,
            None if since is None else months_between(since, on), bool(rows),
            leads=leads.get(OWN, {}), stays=stays[OWN]))
    asked = tuple(row for row in rows if row.silence)
    if office.seals:
        asked = (judged(office, office.short_name, by_span(whole, spans), lasts.get(office.id), first, on, spans, book, {}, {}),)
    return ZeroCheck(spans, tuple(rows), tuple(row for row in asked if row.silence))


def spans_shown(since: date, on: date) -> tuple[Span, ...]:
    """Whole months up to the day: as many as the period touches, within LEAST and MOST."""
    touched = (on.year - since.year) * 12 + on.month - since.month + 1
    number = max(LEAST, min(MOST, touched))
    return tuple(months(add_months(on.replace(day=1), 1 - number), on))


def places_checked(session: Session, office: Office) -> Places:
    """Offices that seal, in the order of their codes; beneath one that seals, those directly beneath."""
    places = Places.of(session, office)
    if office.seals or office.level in (Level.STREET, Level.COMMUNITY):
        return places
    sealing = session.scalars(
        select(Office).where(Office.seals, Office.path.startswith(office.path)).order_by(Office.code)
    ).all()
    return Places(office, sealing, sorted({ANCESTOR_COLUMN[child.level] for child in sealing}))


def first_in_province(session: Session, on: date) -> date | None:
    """From which day an office counts that never recognised anybody, as W16 does."""
    with in_charge_of(session, WHOLE_PROVINCE):
        return session.scalar(
            select(func.min(Household.recognised_on)).where(Household.recognised_on <= on)
        )


def left_over(whole: Mapping[date, int], known: Iterable[Mapping[date, int]]) -> dict[date, int]:
    """What the office and all beneath it recognised and none of those looked at did, by day or month."""
    rest = Counter(whole)
    for days in known:
        rest.subtract(days)
    return {day: number for day, number in rest.items() if number}


def last_of_own(session: Session, shown: Sequence[Office], month: date, on: date) -> date | None:
    """The last day of that month on which the first office had any that none of the others had."""
    days = of_days(session, shown, Figure.RECOGNISED, month, min(last_of(month), on))
    return max(left_over(days.pop(shown[0].id), days.values()), default=None)


def by_span(months: Mapping[date, int], spans: Sequence[Span]) -> tuple[int, ...]:
    return tuple(months.get(first, 0) for first, _last in spans)


def called(offices: Sequence[Office]) -> dict[int, str]:
    """Short names, with the code where two have the same: rows of a figure are told apart by them."""
    often = Counter(office.short_name for office in offices)
    return {
        office.id: office.short_name if often[office.short_name] == 1
        else f"{office.short_name} {office.code}"
        for office in offices
    }


def judged(
    office: Office, name: str, counts: tuple[int, ...], last: date | None, first: date | None, on: date,
    spans: Sequence[Span], book: RuleBook, leads: Mapping[str, int], stays: Mapping[str, int],
) -> OfficeSilence:
    """One office by the rules of its region; one that does not seal by its months alone."""
    since, rules = last or first, book.for_region(office.path)
    quiet = None if since is None else months_between(since, on)
    if not office.seals or since is None:
        return OfficeSilence(office.id, name, counts, last, quiet, leads=leads, stays=stays)
    found = silence(since, on, rules, office.urban_population)
    expected = odds = few = None
    if office.urban_population:
        expected = expected_a_month(office.urban_population, on, rules) * length(spans)
        odds, few = so_few(sum(counts), expected, on, rules)
    return OfficeSilence(office.id, name, counts, last, quiet, False, found, expected,
                         odds, few, leads, stays)


def length(spans: Sequence[Span]) -> float:
    """How many months they are; the last one as far as it has gone."""
    first, last = spans[-1]
    whole = (add_months(first, 1) - first).days
    return len(spans) - 1 + ((last - first).days + 1) / whole


def leads_by_office(
    session: Session, places: Places, today: date, book: RuleBook
) -> dict[int, dict[str, int]]:
    """How many leads of each kind lie under each office."""
    found: dict[int, dict[str, int]] = {}
    for key, (_label, model) in LEADS.items():
        apart = places.told_apart(model)
        for *ancestors, number in session.execute(
            select(*apart, func.count())
            .select_from(model)
            .where(*places.within(model), lead(session, key, today, book))
            .group_by(*apart)
        ):
            counts = found.setdefault(places.of_row(ancestors), {})
            counts[key] = counts.get(key, 0) + number
    return found


def lead(session: Session, key: str, today: date, book: RuleBook) -> ColumnElement[bool]:
    """The condition the list behind it asks too: of families found, or of the warnings that stand."""
    if key == "waiting":
        return waiting()
    if key == "late":
        return kept_waiting(session, today, book)
    return (Alert.code == LEAD_CODE[key]) & Alert.cleared_on.is_(None)


def stays_by_office(session: Session, places: Places, today: date) -> dict[int, dict[str, int]]:
    """应退未退 by office and kind, and `stays` for any of them."""
    keys = (ANY, *KINDS)
    demand_within(session, [places.office])
    with in_charge_of(session, WHOLE_PROVINCE):  # the households are those of the places; see outcomes.counted
        return count_figures(
            session, places, {key: ROWS[key] for key in keys}, dict.fromkeys(keys, (today, today)), today
        )
