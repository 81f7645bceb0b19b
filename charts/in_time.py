"""及时: how far applications have come, how many working days each step took, what was promised and kept.

Days are working days (State Council calendar). Steps are read as distinct pairs of days with their
number, never row by row. A step costs one statement, a scan where no index ends in its date: the
whole page some 140 ms of processor time for the demo province (3,600 households), and some 16 s for
a million in one province, a seventh of it for a county there; an index over the dates would shorten it.
Source: domain list of indicators 4.4; docs/decisions/0042.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charts.areas import within
from charts.in_time_rows import (
    ASIDE,
    ROWS,
    STAGES,
    STEPS,
    WHOLE,
    WORK,
    Step,
    had_services,
    owed_services,
    took,
)
from charts.outcome_rows import OUTCOMES
from charts.queries import share
from models import Household, Member, Office
from policy.rulebook import Rules
from policy.workdays import WorkCalendar
from workflow.report_counts import OWN, Counts, Places, count_figures
from workflow.report_figures import FIGURES, CountedRows

Period = tuple[date, date]
KINDS: Final[Mapping[str, CountedRows]] = {**ROWS, **FIGURES, **OUTCOMES}
BY_OFFICE: Final = ("U1", "U2", "V", "owed_work", "has_work", "visits", "visits_done")
"""What stands for each office beneath as well."""


@dataclass(slots=True)
class Times:
    """How many households took how many working days; `in_term` of `with_term` within their term."""

    days: Counter[int] = field(default_factory=Counter)
    in_term: int = 0
    with_term: int = 0

    @property
    def count(self) -> int:
        return self.days.total()

    @property
    def mean(self) -> float | None:
        return share(sum(d * n for d, n in self.days.items()), self.count)

    def within(self, part: float) -> int | None:
        """The fewest working days within which at least that part of them was done; None for none."""
        wanted, so_far = ceil(part * self.count - 1e-9), 0
        for days in sorted(self.days):
            so_far += self.days[days]
            if so_far >= wanted:
                return days
        return None

    @property
    def median(self) -> int | None:
        return self.within(0.5)

    @property
    def most(self) -> int | None:
        """Nine of ten were done within so many."""
        return self.within(0.9)


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
    found = counted(session, office, keys, (since, until), today)
    return {key: sum(counts.get(key, 0) for counts in found.values()) for key in keys}


def step_times(
    session: Session, office: Office, since: date, until: date, calendar: WorkCalendar, rules: Rules
) -> list[StepTimes]:
    """Every step, in the order of the procedure, of the households that ended it in the period."""
    with within(session, office.area):
        return [
            StepTimes(
                step, times_of(session, step, since, until, calendar, rules),
                rules.since_issue(step.term, until) if step.term else None,
            )
            for step in STEPS
        ]


def times_of(
    session: Session, step: Step, since: date, until: date, calendar: WorkCalendar, rules: Rules
) -> Times:
    """Of one step in the area of the session; the term as it was on the day each began."""
    found = Times()
    for begun, ended, number in session.execute(
        select(step.since, step.ended, func.count())
        .where(took(step).met(since, until, until))
        .group_by(step.since, step.ended)
    ):
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

    with within(session, office.area):
        services, short = services_given(session, since, until, today)
    return Indicators(
        whole("has_work", "owed_work"), whole("U2", "U1"), services, whole("visits_done", "visits"),
        Times(sum((row.recognition.days for row in rows), Counter())),
        Times(sum((row.placement.days for row in rows), Counter())), short, rows,
    )


def services_given(session: Session, since: date, until: date, today: date) -> tuple[Ratio, int]:
    """Members who had the 1-1-3 of those it was owed to, and the households of those who had not."""
    days = since, until, today
    had = had_services(*days)
    members, part, short = session.execute(
        select(
            func.count(), func.count().filter(had),
            func.count(Member.household_id.distinct()).filter(~had),
        )
        .select_from(Member)
        .where(owed_services(*days))
    ).one()
    return Ratio(part, members), short


def by_offices(
    session: Session, office: Office, since: date, until: date, *, today: date,
    calendar: WorkCalendar,
) -> list[OfficeTimes]:
    """The offices directly beneath with their rates and days, 本级 last; they add up to the whole."""
    places = Places.of(session, office)
    found = counted(session, office, BY_OFFICE, (since, until), today)
    whole = times_by_office(session, places, WHOLE, since, until, calendar)
    work = times_by_office(session, places, WORK, since, until, calendar)
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


def counted(
    session: Session, office: Office, keys: Iterable[str], period: Period, today: date
) -> Counts:
    """These numbers for the offices beneath and 本级; V, the overdue, as they stand today."""
    keys = list(keys)
    days = {key: (today, today) if key == "V" else period for key in keys}
    return count_figures(
        session, Places.of(session, office), {key: KINDS[key] for key in keys}, days, today
    )
