"""What the charts count. Each function answers rows of one shape, ready to draw or to print.

The area counted is always one office's, set as the session's scope while counting: one equality
on one ancestor column, which the index (ancestor, date) answers without touching a row.
Assumes: the office lies within the area of whoever asks; the caller has seen to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from access.scope import OutsideScope, in_charge_of
from charts.measures import COUNTED, happened
from models import Area, Household, Office, Target
from policy.terms import Level, Measure
from workflow.standing import Promise, Standing, promised, stands

DAY = timedelta(days=1)
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
    return counts_in(session, office.area, since, until)


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
    rows = [
        DistrictProgress(
            child.id, child.short_name, child.level,
            counts_in(session, child.area, since, until), aims.get(child.id, {}),
        )
        for child in beneath
    ]
    rows = [row for row, child in zip(rows, beneath, strict=True)
            if child.valid or any(row.counts.values())]
    whole = totals(session, office, since, until)
    left = {m: n - sum(row.counts[m] for row in rows) for m, n in whole.items()}
    if not rows or any(left.values()):
        rows.append(
            DistrictProgress(
                office.id, "本级" if rows else office.short_name, office.level, left, own=bool(rows)
            )
        )
    return rows


def month_trend(session: Session, office: Office, since: date, until: date) -> list[Month]:
    """The measures month by month; months without any are there with zero."""
    found: dict[Measure, dict[date, int]] = {}
    with within(session, office.area):
        for counted in COUNTED:
            by_day = (
                select(counted.date, func.count())
                .where(happened(counted, since, until))
                .group_by(counted.date)
            )
            found[counted.measure] = {day: count for day, count in session.execute(by_day)}
    return [
        Month(first, last, {
            measure: sum(count for day, count in days.items() if first <= day <= last)
            for measure, days in found.items()
        })
        for first, last in months(since, until)
    ]


def promise_state(
    session: Session, office: Office, since: date, until: date, *, today: date
) -> PromiseState:
    """Promises that ended in the period (never later than yesterday), and the standing at its end."""
    on = min(until, today)
    last = min(until, today - DAY)
    in_period = Household.promise_due_on.between(since, last)
    with within(session, office.area):
        due, kept = two_counts(session, promised(Promise.KEPT), in_period, promised(Promise.DUE))
        picky = count_of(session, promised(Promise.PICKY), in_period)
        register, overdue = two_counts(
            session, stands(Standing.OVERDUE, on, today), stands(Standing.REGISTER, on, today)
        )
    return PromiseState(since, last, on, due, kept, register, overdue, picky)


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
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found.append((first, min(until, following - DAY)))
        first = following
    return found


def within(session: Session, area: Area):  # type: ignore[no-untyped-def]
    """Count in this area alone. Raises OutsideScope rather than widen the session's own."""
    own = session.info.get("area")
    if own is None or not area.path.startswith(own.path):
        raise OutsideScope("charts")
    return in_charge_of(session, area)


def counts_in(session: Session, area: Area, since: date, until: date) -> Counts:
    with within(session, area):
        return {
            counted.measure: count_of(session, happened(counted, since, until))
            for counted in COUNTED
        }


def two_counts(
    session: Session, among: ColumnElement[bool], *conditions: ColumnElement[bool]
) -> tuple[int, int]:
    """How many households meet the conditions, and how many of those also `among`; read once."""
    count, part = session.execute(
        select(func.count(Household.id), func.count(Household.id).filter(among)).where(*conditions)
    ).one()
    return count, part


def count_of(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Household.id)).where(*conditions)) or 0
