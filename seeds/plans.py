"""Where and when the demo's applications were made, and what became of them."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from policy.ages import add_months
from policy.terms import ExitGround
from policy.terms import Status as S
from seeds.faults import BUNCHING_COUNTY, SILENT_COUNTY, SILENT_MONTHS
from seeds.load import lines
from seeds.staff import Place, Staff
from seeds.story import Plan
from seeds.timeline import Clock, Course, draw, draw_course

SEASON = {1: 1.3, 2: 1.3, 3: 1.3, 7: 1.2, 8: 1.2, 9: 1.2}
"""More applications in the months of assistance (援助月) and in summer."""
RELAPSES = 0.025


class Places:
    """Communities by chance: units by their weight, communities within a unit unevenly."""

    def __init__(self, staff: Staff, random: Random) -> None:
        self.random = random
        self.units = [(row["unit"], float(row["weight"])) for row in lines("weights.csv")]
        self.within: dict[str, tuple[list[Place], list[float]]] = {}
        for unit, _ in self.units:
            places = [p for p in staff.places if p.unit_code == unit]
            weights = list(accumulate(random.lognormvariate(0, 0.8) for _ in places))
            self.within[unit] = places, weights

    def draw(self) -> Place:
        units, weights = zip(*self.units, strict=True)
        places, rising = self.within[self.random.choices(units, weights)[0]]
        return self.random.choices(places, cum_weights=rising)[0]


class Days:
    """Days of application by chance, on working days, with the seasons."""

    def __init__(self, clock: Clock, first: date, last: date, random: Random) -> None:
        self.random = random
        self.days = [d for d in clock.days if first <= d <= last]
        self.rising = list(accumulate(SEASON.get(d.month, 0.9) for d in self.days))

    def draw(self) -> date:
        return self.days[bisect_right(self.rising, self.random.random() * self.rising[-1])]


def ordinary_plans(
    staff: Staff, clock: Clock, random: Random, households: int, first: date, last: date
) -> list[Plan]:
    """Applications all over the province; a few families come back after they had left."""
    places, days = Places(staff, random), Days(clock, first, last, random)
    silent_from = add_months(last, -SILENT_MONTHS)
    again, plans = round(households * RELAPSES), []
    while len(plans) < households - again:
        place, applied = places.draw(), days.draw()
        if place.county_code == SILENT_COUNTY and applied > silent_from - timedelta(days=60):
            continue
        plan = planned(clock, place, applied, last, draw_course(random))
        if place.county_code == BUNCHING_COUNTY:
            bunch(clock, plan)
        plans.append(plan)
    return plans + relapses(clock, random, plans, again, last)


def planned(clock: Clock, place: Place, applied: date, last: date, course: Course,
            stop: S | None = None) -> Plan:
    return Plan(place, applied, course, draw(clock, applied, last, course, stop), stop)


def bunch(clock: Clock, plan: Plan) -> None:
    """A16: the exit is approved on one of the last working days of its month."""
    line = plan.timeline
    if line.exited is None or line.proposed is None:
        return
    month_end = add_months(line.proposed.replace(day=1), 1)
    goal = clock.before(month_end, 1 + plan.applied.day % 3)
    if goal > line.proposed:
        plan.course.approved_after = clock.between(line.proposed, goal)
        plan.timeline = draw(clock, plan.applied, line.last, plan.course)


def relapses(clock: Clock, random: Random, plans: list[Plan], wanted: int, last: date) -> list[Plan]:
    """Families that lost the job and applied again (返零); the first few in no time (A12)."""
    could = [p for p in plans if p.course.ground is ExitGround.EMPLOYED and p.timeline.exited
             and p.timeline.exited < last - timedelta(days=250)]
    found: list[Plan] = []
    for n, plan in enumerate(random.sample(could, min(wanted, len(could)))):
        revolving = n < 3
        assert plan.timeline.exited is not None
        worked = random.randint(12, 25) if revolving else random.randint(40, 180)
        plan.job_ends = plan.timeline.exited + timedelta(days=worked)
        course = draw_course(random)
        course.aside = None
        applied = clock.after(plan.job_ends, 12 if revolving else random.randint(10, 40))
        again = planned(clock, plan.place, applied, last, course)
        again.earlier, again.episode = plan, 2
        if revolving:
            plan.fault = again.fault = "A12"
        found.append(again)
    return found
