"""Yearly targets of the demo province: what province, units and counties are to reach (五(三))."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from random import Random
from typing import Any

from models import Office, Target
from policy.terms import Level, Measure
from seeds.bulk import Rows
from seeds.episode import BEIJING
from seeds.faults import UNIFORM_UNIT
from seeds.staff import Staff
from seeds.story import Plan

Counts = Counter[tuple[int, int, Measure]]
"""(office, year, measure) → households."""


def reached(plans: list[Plan]) -> Counts:
    """What each sealing office did in each year."""
    counts: Counts = Counter()
    for plan in plans:
        line, county = plan.timeline, plan.place.columns["county_id"]
        if line.recognised:
            counts[county, line.recognised.year, Measure.RECOGNISED] += 1
            counts[county, line.recognised.year, Measure.ASSISTED] += 1
        if line.exited:
            counts[county, line.exited.year, Measure.EXITED] += 1
        if line.placed and line.job_verified and line.promise and line.placed <= line.promise:
            counts[county, line.placed.year, Measure.PLACED] += 1
    return counts


def set_targets(rows: Rows, staff: Staff, plans: list[Plan], random: Random, last: date) -> None:
    """Targets near what was reached, the running year extended to its end; children sum to parents.

    One unit met last year's targets to the household in every measure (fault A28).
    """
    counts, share = reached(plans), last.timetuple().tm_yday / 365
    years = sorted({year for _, year, _ in counts})
    for office in (o for o in staff.offices if o.seals):
        for year in years:
            exact = staff_unit(staff, office) == UNIFORM_UNIT and year == last.year - 1
            for measure in Measure:
                done = counts[office.id, year, measure]
                whole = done / share if year == last.year else done
                goal = done if exact else round(whole * random.uniform(0.85, 1.2)) or 1
                add(rows, office.id, year, measure, goal)
    roll_up(rows, staff)


def staff_unit(staff: Staff, office: Office) -> str:
    return next(o.code for o in staff.offices if o.id == office.unit_id)


def roll_up(rows: Rows, staff: Staff) -> None:
    """A unit's target is the sum of its counties', the province's that of its units."""
    offices = {o.id: o for o in staff.offices}
    sums: Counts = Counter()
    for row in list(rows[Target]):
        office = offices[row["office_id"]]
        above = {office.unit_id, next(o.id for o in staff.offices if o.level is Level.PROVINCE)}
        for parent in above - {office.id, None}:
            sums[parent, row["year"], row["measure"]] += row["households"]
    for (parent, year, measure), households in sums.items():
        add(rows, parent, year, measure, households)


def add(rows: Rows, office: int, year: int, measure: Measure, households: int) -> None:
    row: dict[str, Any] = {
        "office_id": office, "year": year, "measure": measure, "households": households,
        "basis": f"{year}年度零就业家庭援助目标任务（虚构）", "version": 1,
        "created_at": datetime.combine(date(year, 1, 15), time(10), BEIJING),
        "created_by_id": None,
    }
    rows[Target].append(row)
