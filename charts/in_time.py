"""及时: how far applications have come, how many working days each step took, what was promised and kept.

Days are working days (State Council calendar). Steps are read as distinct pairs of days with their
number, never row by row: from the kept figures of counties and above (charts.kept_spans), and counted
from the few rows of a street or community, where no index ends in their dates.
Source: domain list of indicators 4.4; docs/decisions/0042, 0051.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charts import kept_spans, kept_tallies
from charts.areas import within
from charts.in_time_rows import (
    ASIDE,
    ROWS,
    STAGES,
    STEPS,
    WHOLE,
    WORK,
    Step,
    services_of_members,
    took,
)
from charts.kept import of_offices
from charts.outcome_parts import visits_kept
from charts.outcome_rows import OUTCOMES
from charts.queries import share
from charts.times import Times
from models import Household, Office
from policy.figures import Figure
from policy.report_periods import DAY
from policy.rulebook import Rules
from policy.spans import Span
from policy.tallies import FAMILY, HAD, SHORT, Tally
from policy.workdays import WorkCalendar
from workflow.report_counts import OWN, Counts, Places, count_figures
from workflow.report_figures import FIGURES, CountedRows

Period = tuple[date, date]
Pairs = kept_spans.Pairs
KINDS: Final[Mapping[str, CountedRows]] = {**ROWS, **FIGURES, **OUTCOMES}
BY_OFFICE: Final = ("U1", "U2", "V", "owed_work", "has_work", "visits", "visits_done")
"""What stands for each office beneath as well."""


@dataclass(frozen=True, slots=True)
class StepTimes:
    """One step of the households that ended it in the period; `term` as it is on its last day."""

    step: Step
    times: Times
    term: int | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """Part of a whole; no rate where the whole is nothing."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return share(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class OfficeTimes:
    """One office beneath (or 本级): its counts by key, its days to the seal and to work."""

    office_id: int
    name: str
    own: bool
    counts: Mapping[str, int]
    recognition: Times
    placement: Times

    def ratio(self, part: str, whole: str) -> Ratio:
        return Ratio(self.counts.get(part, 0), self.counts.get(whole, 0))


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicators of 4.4 that are about time; `short` households have a member short of the 1-1-3.

    `rows` are the offices beneath, of which all but the services are the sums.
    """

    work: Ratio
    kept: Ratio
    services: Ratio
    visits: Ratio
    recognition: Times
    placement: Times
    short: int
    rows: Sequence[OfficeTimes]


def came_so_far(session: Session, office: Office, since: date, until: date, today: date) -> dict[str, int]:
    """Of those accepted in the period: how many have come to each stage, and where all stand today."""
    keys = [stage.key for stage in (*STAGES, *ASIDE)]
    if kept_spans.is_kept(office):
        kept = kept_spans.sums(session, [office], map(Span, keys), since, until)
        return {key: kept[office.id, Span(key)] for key in keys}
    found = counted(session, office, keys, (since, until), today)
    return {key: sum(counts.get(key, 0) for counts in found.values()) for key in keys}


def step_times(
    session: Session, office: Office, since: date, until: date, calendar: WorkCalendar, rules: Rules
) -> list[StepTimes]:
    """Every step, in the order of the procedure, of the households that ended it in the period."""
    if kept_spans.is_kept(office):
        kept = kept_spans.pairs(session, [office], (Span(step.key) for step in STEPS), since, until)
        taken = [kept.get((office.id, Span(step.key)), ()) for step in STEPS]
    else:
        with within(session, office.area):
            taken = [pairs_of(session, step, since, until) for step in STEPS]
    return [
        StepTimes(
            step, times_of(step, days, calendar, rules),
            rules.since_issue(step.term, until) if step.term else None,
        )
        for step, days in zip(STEPS, taken, strict=True)
    ]


def pairs_of(session: Session, step: Step, since: date, until: date) -> Pairs:
    """When the step began and ended in the area of the session, and how often."""
    return [(begun, ended, number) for begun, ended, number in session.execute(
        select(step.since, step.ended, func.count())
        .where(took(step).met(since, until, until))
        .group_by(step.since, step.ended)
    )]


def times_of(step: Step, taken: Pairs, calendar: WorkCalendar, rules: Rules) -> Times:
    """Of one step; the term as it was on the day each began."""
    found = Times()
    for begun, ended, number in taken:
        days = calendar.between(begun, ended, provisional_ok=True)
        found.days[days] += number
        if step.term is not None:
            found.with_term += number
            found.in_term += number if days <= rules.since_issue(step.term, begun) else 0
    return found


def indicators(
    session: Session, office: Office, since: date, until: date, *, today: date, calendar: WorkCalendar
) -> Indicators:
    """The indicators of one period; of an earlier one as things stood at its end."""
    rows = by_offices(session, office, since, until, today=today, calendar=calendar)

    def whole(part: str, of: str) -> Ratio:
        return Ratio(*(sum(row.counts.get(key, 0) for row in rows) for key in (part, of)))

    services, short = services_given(session, office, since, until, today)
    return Indicators(
        whole("has_work", "owed_work"), whole("U2", "U1"), services, whole("visits_done", "visits"),
        Times(sum((row.recognition.days for row in rows), Counter())),
        Times(sum((row.placement.days for row in rows), Counter())), short, rows,
    )


def services_given(
    session: Session, office: Office, since: date, until: date, today: date
) -> tuple[Ratio, int]:
    """Members who had the 1-1-3 of those it was owed to, and the households of those who had not."""
    if kept_spans.is_kept(office):
        ended = since, min(until, today - DAY)
        kept = kept_tallies.by_value(session, office, Tally.PROMISED, *ended)
        return Ratio(kept[HAD], kept[HAD] + kept[SHORT]), kept[FAMILY]
    with within(session, office.area):
        return services_by_row(session, since, until, today)


def services_by_row(session: Session, since: date, until: date, today: date) -> tuple[Ratio, int]:
    """The same from the members and their services."""
    had = services_of_members(since, until, today).subquery()
    members, part, short = session.execute(
        select(
            func.count(), func.count().filter(had.c.had),
            func.count(had.c.household_id.distinct()).filter(~had.c.had),
        )
    ).one()
    return Ratio(part, members), short


def by_offices(
    session: Session, office: Office, since: date, until: date, *, today: date,
    calendar: WorkCalendar,
) -> list[OfficeTimes]:
    """The offices directly beneath with their rates and days, 本级 last; they add up to the whole."""
    places = Places.of(session, office)
    kept = kept_spans.all_kept(places)
    found = (counts_kept if kept else counts_by_row)(session, places, since, until, today)
    whole, work = (
        times_kept(session, places, step, since, until, calendar) if kept
        else times_by_office(session, places, step, since, until, calendar)
        for step in (WHOLE, WORK)
    )
    nothing = Times()
    rows = [
        OfficeTimes(child.id, child.short_name, False, found[child.id],
                    whole.get(child.id, nothing), work.get(child.id, nothing))
        for child in places.beneath if child.valid or any(found[child.id].values())
    ]
    if not rows or any(found[OWN].values()) or OWN in whole or OWN in work:
        rows.append(OfficeTimes(
            office.id, "本级" if rows else office.short_name, bool(rows), found[OWN],
            whole.get(OWN, nothing), work.get(OWN, nothing)))
    return rows


def times_by_office(
    session: Session, places: Places, step: Step, since: date, until: date, calendar: WorkCalendar
) -> dict[int, Times]:
    """Working days of one step by the office beneath; only offices that ended one."""
    found: dict[int, Times] = {}
    apart = places.told_apart(Household)
    for *ancestors, begun, ended, number in session.execute(
        select(*apart, step.since, step.ended, func.count())
        .where(*places.within(Household), took(step).met(since, until, until))
        .group_by(*apart, step.since, step.ended)
    ):
        times = found.setdefault(places.of_row(ancestors), Times())
        times.days[calendar.between(begun, ended, provisional_ok=True)] += number
    return found


def times_kept(
    session: Session, places: Places, step: Step, since: date, until: date, calendar: WorkCalendar
) -> dict[int, Times]:
    """The same from the kept figures."""
    between = cache(lambda begun, ended: calendar.between(begun, ended, provisional_ok=True))
    days: dict[int, Counter[int]] = {}
    asked = [places.office, *places.beneath]
    for (office, _span), taken in kept_spans.pairs(session, asked, [Span(step.key)], since, until).items():
        days[office] = Counter()
        for begun, ended, number in taken:
            days[office][between(begun, ended)] += number
    own = days.pop(places.office.id, Counter())
    for theirs in days.values():
        own.subtract(theirs)
    if own := +own:
        days[OWN] = own
    return {office: Times(theirs) for office, theirs in days.items()}


def counts_by_row(session: Session, places: Places, since: date, until: date, today: date) -> Counts:
    return counted(session, places.office, BY_OFFICE, (since, until), today)


def counts_kept(session: Session, places: Places, since: date, until: date, today: date) -> Counts:
    """The same from the kept figures."""
    visits = visits_kept(session, places, since, until, today)
    found = {office: {key: counts[key] for key in ("visits", "visits_done")} for office, counts in visits.items()}
    asked = [places.office, *places.beneath]
    ended = of_offices(session, asked, (Figure.KEPT, Figure.MISSED), since, min(until, today - DAY))
    late = of_offices(session, asked, (Figure.OVERDUE_NOW,), date.min, today)
    work = kept_spans.sums(session, asked, (Span.OWED_WORK, Span.HAS_WORK), since, until, min(until, today))
    apart = kept_spans.told_apart(places, Counter({**ended, **late, **work}))
    for office, counts in found.items():
        kept = apart[office, Figure.KEPT]
        counts |= {
            "U1": kept + apart[office, Figure.MISSED], "U2": kept, "V": apart[office, Figure.OVERDUE_NOW],
            "owed_work": apart[office, Span.OWED_WORK], "has_work": apart[office, Span.HAS_WORK],
        }
    return found


def counted(
    session: Session, office: Office, keys: Iterable[str], period: Period, today: date
) -> Counts:
    """These numbers for the offices beneath and 本级; V, the overdue, as they stand today."""
    keys = list(keys)
    days = {key: (today, today) if key == "V" else period for key in keys}
    return count_figures(
        session, Places.of(session, office), {key: KINDS[key] for key in keys}, days, today
    )
