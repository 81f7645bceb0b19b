"""What the charts tell. Each function answers rows of one shape, ready to draw or to print.

Read from the kept figures (charts.kept): an office that does not lie within the area of whoever asks
raises OutsideScope. `stats verify` and the tests count the same from the households.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charts.kept import following, last_of, of_months, of_offices
from models import Office, Target
from policy.figures import Figure
from policy.terms import Level, Measure

DAY = timedelta(days=1)
MEASURES = {
    Measure.RECOGNISED: Figure.RECOGNISED, Measure.ASSISTED: Figure.ASSISTED, Measure.EXITED: Figure.EXITED,
}
ENDED = (Figure.KEPT, Figure.MISSED, Figure.PICKY)
Counts = dict[Measure, int]


@dataclass(frozen=True, slots=True)
class DistrictProgress:
    """One office beneath the one looked at, in one period. Counts and targets are households.

    `own` is what lies at the office itself (本级) and under none beneath it. A measure without a
    target is missing from `targets`.
    """

    office_id: int
    name: str
    level: Level
    counts: Counts
    targets: Counts = field(default_factory=dict)
    own: bool = False

    @property
    def recognised(self) -> int:
        return self.counts[Measure.RECOGNISED]

    @property
    def assisted(self) -> int:
        return self.counts[Measure.ASSISTED]

    @property
    def exited(self) -> int:
        return self.counts[Measure.EXITED]

    def share(self, measure: Measure) -> float | None:
        """目标完成率: count per target; None where no target was set, for then there is no rate."""
        return share(self.counts[measure], self.targets.get(measure))


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the period, cut at its ends; counts are households."""

    first: date
    last: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class PromiseState:
    """How the promises whose last day lay in the period ended, and how things stand on `on`.

    Those who picked and chose are neither due nor kept; `picky` counts them. `cleared` is 动态清零: no household past its promise without a placed member.
    """

    since: date
    until: date
    on: date
    due: int
    kept: int
    register: int
    overdue: int
    picky: int = 0

    @property
    def rate(self) -> float | None:
        return share(self.kept, self.due)

    @property
    def cleared(self) -> bool:
        return self.overdue == 0


def share(count: int, whole: int | None) -> float | None:
    return count / whole if whole else None


def totals(session: Session, office: Office, since: date, until: date) -> Counts:
    """The measures over the office and all beneath it."""
    return counts_of(session, [office], since, until)[office.id]


def progress(
    session: Session, office: Office, since: date, until: date
) -> list[DistrictProgress]:
    """The measures by the offices directly beneath, in their order, with the targets of the years.

    What lies under none of them stands last as 本级; an office that has nobody beneath is its own
    only row. The rows add up to totals().
    """
    beneath = session.scalars(
        select(Office).where(Office.parent_id == office.id).order_by(Office.sort, Office.id)
    ).all()
    aims = targets(session, [child.id for child in beneath], since, until)
    counts = counts_of(session, [office, *beneath], since, until)
    rows = [
        DistrictProgress(
            child.id, child.short_name, child.level, counts[child.id], aims.get(child.id, {})
        )
        for child in beneath if child.valid or any(counts[child.id].values())
    ]
    left = {m: n - sum(row.counts[m] for row in rows) for m, n in counts[office.id].items()}
    if not rows or any(left.values()):
        rows.append(
            DistrictProgress(
                office.id, "本级" if rows else office.short_name, office.level, left, own=bool(rows)
            )
        )
    return rows


def counts_of(
    session: Session, offices: Sequence[Office], since: date, until: date
) -> dict[int, Counts]:
    found = of_offices(session, offices, MEASURES.values(), since, until)
    return {
        office.id: {measure: found[office.id, figure] for measure, figure in MEASURES.items()}
        for office in offices
    }


def month_trend(session: Session, office: Office, since: date, until: date) -> list[Month]:
    """The measures month by month; months without any are there with zero."""
    found = of_months(session, office, MEASURES.values(), since, until)
    return [
        Month(first, last, {
            measure: found[first.replace(day=1), figure]
            for measure, figure in MEASURES.items()
        })
        for first, last in months(since, until)
    ]


def promise_state(
    session: Session, office: Office, since: date, until: date, *, today: date
) -> PromiseState:
    """Promises that ended in the period (never later than yesterday), and the standing at its end."""
    return promise_states(session, [office], since, until, today=today)[office.id]


def promise_states(
    session: Session, offices: Sequence[Office], since: date, until: date, *, today: date
) -> dict[int, PromiseState]:
    """The same of each of the offices, read together."""
    on, last = min(until, today), min(until, today - DAY)
    found = of_offices(session, offices, ENDED, since, last)
    register, overdue = Figure.REGISTER, Figure.OVERDUE
    if on < today:
        found.update(of_offices(session, offices, (register, overdue), date.min, on))
    else:  # as things stand now: who is on the register, whatever its dates
        overdue = Figure.OVERDUE_NOW
        found.update(of_offices(session, offices, (register,), date.min, date.max))
        found.update(of_offices(session, offices, (overdue,), date.min, on))
    states = {}
    for office in offices:
        kept, missed, picky, held, late = (
            found[office.id, figure] for figure in (*ENDED, register, overdue)
        )
        states[office.id] = PromiseState(since, last, on, kept + missed, kept, held, late, picky)
    return states


def targets(
    session: Session, offices: Iterable[int], since: date, until: date
) -> dict[int, Counts]:
    """What each office is to reach in the years the period touches; several years add up."""
    aims: dict[int, Counts] = {}
    for office, measure, households in session.execute(
        select(Target.office_id, Target.measure, func.sum(Target.households))
        .where(Target.office_id.in_(list(offices)), Target.year.between(since.year, until.year))
        .group_by(Target.office_id, Target.measure)
    ):
        aims.setdefault(office, {})[measure] = int(households)
    return aims


def time_progress(since: date, until: date, today: date) -> float:
    """时间进度: the share of the years of the period that is over at its end, or today if sooner."""
    begins, ends = date(since.year, 1, 1), date(until.year, 12, 31)
    over = (min(until, today) - begins).days + 1
    return min(1.0, max(0.0, over / ((ends - begins).days + 1)))


def months(since: date, until: date) -> list[tuple[date, date]]:
    """First and last day of each month of the period, cut at its ends."""
    found = []
    first = since
    while first <= until:
        found.append((first, min(until, last_of(first))))
        first = following(first)
    return found
