"""Work on every desk of the demo accounts: files that stand where each button is to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import cycle

from policy.terms import ExitGround
from policy.terms import Status as S
from seeds.plans import planned
from seeds.staff import COMMUNITY, OTHER_COMMUNITY, OTHER_STREET, STREET, Place, Staff
from seeds.story import Plan
from seeds.timeline import PUBLICITY_DAYS, STEPS, Clock, Course

WAITS = Course(placed_after=None)
SLOW_VISIT = Course(lags=(0, 8, 1, 1, 3), placed_after=None)
PROPOSED = Course(placed_after=6, verified_after=2, proposed_after=1, decides_exit=False)
REFUSED = replace(PROPOSED, ground=ExitGround.REFUSED)
GONE = Course(placed_after=6)


@dataclass(frozen=True, slots=True)
class Desk:
    """A file that reached `reached` so many working days ago, and stands in `status` now."""

    status: S
    age: int
    course: Course = field(default_factory=lambda: WAITS)
    objection_open: bool = False

    @property
    def reached(self) -> S:
        if self.course.aside is not None:
            return self.course.aside_after
        return S.RECOGNISED if self.status is S.EXITED else self.status


def aside(status: S, after: S) -> Course:
    return Course(placed_after=None, aside=status, aside_after=after)


OVER, RUNNING = PUBLICITY_DAYS + 1, 1

DESKS: tuple[tuple[Desk, ...], ...] = (
    (Desk(S.DRAFT, 1), Desk(S.DRAFT, 2), Desk(S.DRAFT, 3), Desk(S.DRAFT, 8)),
    (Desk(S.SUBMITTED, 3), Desk(S.SUBMITTED, 4), Desk(S.SUBMITTED, 1, SLOW_VISIT),
     Desk(S.SUBMITTED, 5), Desk(S.SUBMITTED, 2, SLOW_VISIT)),
    (Desk(S.VERIFIED, 1), Desk(S.VERIFIED, 2), Desk(S.VERIFIED, 1)),
    (Desk(S.PUBLICIZED, OVER), Desk(S.PUBLICIZED, OVER + 1), Desk(S.PUBLICIZED, OVER)),
    (Desk(S.PUBLICIZED, RUNNING), Desk(S.PUBLICIZED, RUNNING + 1), Desk(S.PUBLICIZED, RUNNING)),
    (Desk(S.REPORTED, 1), Desk(S.REPORTED, 2), Desk(S.REPORTED, 3), Desk(S.REPORTED, 5)),
    (Desk(S.RECOGNISED, 2), Desk(S.RECOGNISED, 6), Desk(S.RECOGNISED, 9), Desk(S.RECOGNISED, 12)),
    (Desk(S.RECOGNISED, 17), Desk(S.RECOGNISED, 19), Desk(S.RECOGNISED, 18)),
    (Desk(S.RECOGNISED, 24), Desk(S.RECOGNISED, 30), Desk(S.RECOGNISED, 36)),
    (Desk(S.RECOGNISED, 12, PROPOSED), Desk(S.RECOGNISED, 24, REFUSED),
     Desk(S.RECOGNISED, 14, PROPOSED), Desk(S.RECOGNISED, 11, PROPOSED)),
    (Desk(S.RETURNED, 4, Course(comes_back=True)), Desk(S.RETURNED, 3, Course(comes_back=True))),
    (Desk(S.EXITED, 40, GONE), Desk(S.EXITED, 70, GONE), Desk(S.EXITED, 120, GONE),
     Desk(S.EXITED, 200, GONE), Desk(S.EXITED, 15, GONE)),
    (Desk(S.PUBLICIZED, OVER, objection_open=True),),
    (Desk(S.REJECTED, 20, aside(S.REJECTED, S.SUBMITTED)),
     Desk(S.REJECTED, 30, aside(S.REJECTED, S.REPORTED))),
    (Desk(S.WITHDRAWN, 10, aside(S.WITHDRAWN, S.SUBMITTED)),),
    (Desk(S.REVOKED, 60, aside(S.REVOKED, S.RECOGNISED)),),
)

FOLLOWED = (20, 34, 47, 58, 69, 83)
"""Exited to work so many working days ago: visited month by month."""


def desk_plans(staff: Staff, clock: Clock, on: date, last: date) -> Iterator[Plan]:
    """One file of each kind first, in both counties of the demo accounts; then the rest at home."""
    home = places_of(staff, STREET, COMMUNITY)
    other = places_of(staff, OTHER_STREET, OTHER_COMMUNITY)
    for turn in range(max(map(len, DESKS))):
        for kind in DESKS:
            if turn < len(kind):
                yield standing(clock, next(home), on, last, kind[turn])
                if turn == 0:
                    yield standing(clock, next(other), on, last, kind[turn])
    for place in (p for p in staff.places if p.code in (COMMUNITY, OTHER_COMMUNITY)):
        for age in FOLLOWED:
            yield standing(clock, place, on, last, Desk(S.EXITED, age, GONE))


def places_of(staff: Staff, street: str, first: str) -> Iterator[Place]:
    """Communities of the street in turn, every second one the demo accounts' own."""
    street_id = staff.by_code[street].id
    own = next(p for p in staff.places if p.code == first)
    rest = [p for p in staff.places if p.columns["street_id"] == street_id and p is not own]
    return (place for other in cycle(rest) for place in (own, other))


def standing(clock: Clock, place: Place, on: date, last: date, desk: Desk) -> Plan:
    """The plan of a file that stands as the desk wants it today."""
    course = replace(desk.course)
    steps = STEPS.index(desk.reached) + 1 if desk.reached in STEPS else 0
    days = desk.age + sum(course.lags[:steps]) + (PUBLICITY_DAYS if steps > 3 else 0)
    stop = desk.status if desk.reached is desk.status else None
    plan = planned(clock, place, clock.before(on, days), last, course, stop)
    plan.objection_open = desk.objection_open
    return plan
