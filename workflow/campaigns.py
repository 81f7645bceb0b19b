"""How far a sweep campaign has come, community by community: counted from its records, never entered.

Everything is counted within the area the session speaks for. Source: notice 四（一）; docs/decisions/0035.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from models import Area, Household, Office, SuspectedFamily, SweepCampaign, SweepVisit
from policy.rulebook import RuleBook
from policy.sweep_terms import SuspectState, UnfitReason
from policy.sweeps import RECOGNISED, REFUSED, guide_by, sweeps_nothing
from policy.terms import Level


@dataclass(slots=True)
class Progress:
    """One community in one campaign: 应排查, 已排查, 疑似, 已引导申报, 已认定, 不符合 with the reasons."""

    due: int = 0
    visited: int = 0
    suspected: int = 0
    guided: int = 0
    recognised: int = 0
    unfit: Counter[str] = field(default_factory=Counter)
    sweepers: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Families found that nobody has guided or found unfit yet."""
        return self.suspected - self.guided - sum(self.unfit.values())


def state_of() -> ColumnElement[str]:
    """policy.sweeps.suspect_state as SQL, for lists and filters."""
    status = status_of_application()
    return case(
        (or_(SuspectedFamily.unfit.is_not(None), status.in_(REFUSED)), SuspectState.UNFIT.value),
        (status.in_(RECOGNISED), SuspectState.RECOGNISED.value),
        (SuspectedFamily.guided_on.is_not(None), SuspectState.GUIDED.value),
        else_=SuspectState.SUSPECTED.value,
    )


def status_of_application() -> Any:
    return (
        select(Household.status).where(Household.id == SuspectedFamily.household_id)
        .correlate(SuspectedFamily).scalar_subquery()
    )


def kept_waiting(session: Session, on: date, book: RuleBook) -> ColumnElement[bool]:
    """Families that were to have been guided or found unfit by now, by the term of their county."""
    usual = guide_by(on, on) - on
    others = {
        office.id: guide_by(on, on, book.for_region(office.path)) - on
        for office in session.scalars(select(Office).where(Office.seals))
    } if any(decree.parameter == "SUSPECT_PERIOD" for decree in book.decrees) else {}
    others = {county: term for county, term in others.items() if term != usual}
    late = [SuspectedFamily.county_id.not_in(others) & (SuspectedFamily.found_on < on - usual)]
    late += [
        (SuspectedFamily.county_id == county) & (SuspectedFamily.found_on < on - term)
        for county, term in others.items()
    ]
    return waiting() & or_(*late)


def waiting() -> ColumnElement[bool]:
    """Found, and neither guided nor unfit."""
    return (
        SuspectedFamily.guided_on.is_(None) & SuspectedFamily.unfit.is_(None)
        & SuspectedFamily.voided_at.is_(None)
    )


def progress_of(session: Session, campaigns: Collection[int]) -> dict[tuple[int, int], Progress]:
    """By campaign and community: whatever has a visit or a family found; two statements for all."""
    found: dict[tuple[int, int], Progress] = {}
    visits = session.execute(
        select(
            SweepVisit.campaign_id, SweepVisit.community_id, SweepVisit.households_due,
            SweepVisit.households_visited, SweepVisit.sweeper_1, SweepVisit.sweeper_2,
        )
        .where(SweepVisit.campaign_id.in_(campaigns), SweepVisit.voided_at.is_(None))
        .order_by(SweepVisit.visited_on, SweepVisit.id)
    )
    for campaign, community, due, visited, *sweepers in visits:
        line = found.setdefault((campaign, community), Progress())
        line.due, line.visited = line.due + due, line.visited + visited
        line.sweepers += [name for name in sweepers if name and name not in line.sweepers]
    families = session.execute(
        select(
            SuspectedFamily.campaign_id, SuspectedFamily.community_id, state_of(),
            SuspectedFamily.unfit, status_of_application(),
        ).where(SuspectedFamily.campaign_id.in_(campaigns), SuspectedFamily.voided_at.is_(None))
    )
    for campaign, community, state, unfit, status in families:
        add(found.setdefault((campaign, community), Progress()), state, unfit, status)
    return found


def add(line: Progress, state: str, unfit: UnfitReason | None, status: Any) -> None:
    """Count one family; who is recognised was guided before."""
    line.suspected += 1
    if state == SuspectState.UNFIT:
        line.unfit[unfit.label if unfit is not None else status.label] += 1
    elif state != SuspectState.SUSPECTED:
        line.guided += 1
        line.recognised += state == SuspectState.RECOGNISED


def not_begun(session: Session, campaign: SweepCampaign, area: Area, begun: Collection[int]) -> list[Office]:
    """The communities of the area that the campaign was ordered for and where nobody has begun."""
    paths = (campaign.path, area.path)
    return [
        office for office in session.scalars(
            select(Office)
            .where(Office.level == Level.COMMUNITY, Office.valid, *(Office.path.startswith(p) for p in paths))
            .order_by(Office.sort, Office.id)
        )
        if office.id not in begun
    ]


def unswept(session: Session, area: Area, on: date, book: RuleBook) -> list[Office]:
    """The sealing offices of the area beneath which no door was knocked at for too long."""
    rows = session.execute(
        select(SweepVisit.county_id, func.max(SweepVisit.visited_on))
        .where(SweepVisit.voided_at.is_(None)).group_by(SweepVisit.county_id)
    )
    last = {county: on for county, on in rows}
    offices = session.scalars(
        select(Office).where(Office.seals, Office.valid, Office.path.startswith(area.path))
        .order_by(Office.sort, Office.id)
    )
    return [o for o in offices if sweeps_nothing(last.get(o.id), on, book.for_region(o.path))]
