"""The list of targets as the bureau writes it: by year, then province, units, counties, streets, then measure."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, select

from admin.filters import Narrowing
from admin.lasting import part
from admin.search import Stretch
from models import Office, Target
from policy.terms import Level, Measure

PLACES: Final = 10_000_000
"""More than the highest number in the order of offices."""


def standing() -> Any:
    """Where a target stands within its year.

    Put together for each row of the year: 3,000 targets where every street has its own, in about five
    milliseconds. An index would need the office's place repeated in each of its targets.
    """
    level = case({level: n for n, level in enumerate(Level)}, value=Office.level)
    place = select(level * PLACES + Office.sort).where(Office.id == Target.office_id).correlate(Target)
    measure = case({measure: n for n, measure in enumerate(Measure)}, value=Target.measure)
    return (place.scalar_subquery() * len(Measure) + measure).label("standing")


STANDING: Final = standing()


def by_year_and_place(narrowing: Narrowing, descending: bool) -> list[Stretch]:
    """One stretch for each year there is, each in the order of the bureau whichever way the years run."""
    year = Target.year.desc() if descending else Target.year.asc()
    years = narrowing.session.scalars(
        select(Target.year).where(*narrowing.conditions).distinct().order_by(year)
    )
    of_year = part(("target", "year"), lambda: Target.year == bindparam("list_year", type_=Integer()))
    return [Stretch((of_year,), STANDING, given={"list_year": y}) for y in years]
