"""The fictitious province: its officers, about 3,600 applications over three years, its targets.

The same seed gives the same data. Nothing is dated on or after the day it is loaded, so that
every desk has work that day. All or nothing for each few thousand households.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import append, note
from access.kept_recount import rebuild
from models import (
    Activation,
    AidPlan,
    Attachment,
    Benefit,
    Censure,
    CensureGround,
    Comparison,
    ContingencyPlan,
    Duty,
    Employer,
    Employment,
    Exit,
    FollowUp,
    Household,
    Installation,
    JobCheck,
    LifeChange,
    Member,
    NumberSeries,
    Objection,
    Opinion,
    Outreach,
    Pairing,
    Payment,
    PlanMeasure,
    Publicity,
    Service,
    StatusChange,
    SupervisionFinding,
    SuspectedFamily,
    SweepCampaign,
    SweepVisit,
    Target,
    Ticket,
    User,
    Vacancy,
    Visit,
    Watch,
)
from seeds.assistance import assist
from seeds.benefits import enjoy
from seeds.bulk import Ids, catch_up_sequences, write
from seeds.desks import desk_plans
from seeds.duties import fill_registers
from seeds.episode import Episode
from seeds.faults import (
    BUNCHING_COUNTY,
    CROWDED_COUNTY,
    SILENT_COUNTY,
    UNIFORM_UNIT,
    Planter,
)
from seeds.follow_up import owe
from seeds.inspecting import inspect_offices
from seeds.jobs import count_hires, fill_pool
from seeds.load import load_reference
from seeds.people import Population
from seeds.people_aid import help_by_plan, office_plans
from seeds.plans import ordinary_plans
from seeds.staff import ACCOUNTS, Staff
from seeds.story import Plan, Story
from seeds.sweeping import Sweeping, sweep_counties
from seeds.targets import set_targets
from seeds.timeline import Clock
from seeds.watched import watch_families
from workflow.calendar import work_calendar
from workflow.refusals import refuse

YEARS, BATCH, COMMIT = 3, 400, 5000
ORDER = (User, Employer, Vacancy, Household, Member, Publicity, Comparison, Visit, Objection, Opinion, Service,
         Employment, Exit, LifeChange, ContingencyPlan, AidPlan, PlanMeasure, Pairing, Activation, Benefit,
         Payment, JobCheck, FollowUp, Ticket, StatusChange, NumberSeries, Target, Watch, Outreach, Duty, Attachment)
SUPERVISED = (SweepCampaign, SweepVisit, SuspectedFamily, SupervisionFinding, Censure, CensureGround)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was loaded: how many of what, who can sign in, and who carries which fault."""

    households: int
    members: int
    accounts: tuple[str, ...]
    faults: dict[str, list[str]]


def is_empty(session: Session) -> bool:
    """Neither officers nor households yet."""
    return all(
        session.scalar(select(model.id).limit(1)) is None for model in (User, Household)
    )


def demand_empty(session: Session) -> None:
    if not is_empty(session):
        raise refuse("102-3", "库中已有用户或家庭档案，演示数据只能装入空库")


def load_demo(
    session: Session, households: int = 3600, seed: int = 2026, *, on: date, password: str
) -> Demo:
    """Load the province and commit. `on` is the day that counts as today.

    Raises Refused where there are officers or households already.
    """
    demand_empty(session)
    load_reference(session)
    calendar, random = work_calendar(session), Random(seed)
    first = max(on.replace(year=on.year - YEARS, day=min(on.day, 28)),
                date(min(calendar.years), 1, 1))
    clock = Clock(calendar, first - timedelta(days=400), on + timedelta(days=400))
    last = clock.before(on, 1)
    story = Story(random, calendar, clock, Population(random), Staff(session), Ids(session), last)
    story.staff.hire(story.ids, story.rows, story.people, password, first)
    story.pool = fill_pool(random, story.staff, story.ids, story.rows, first, on)

    story.contingency = office_plans(story.ids, story.rows, story.staff, random, first)

    desks = list(islice(desk_plans(story.staff, clock, on, last), max(households * 2 // 3, 1)))
    plans = ordinary_plans(story.staff, clock, random, max(households - len(desks), 0), first, last)
    planter = Planter(random, households)
    planter.bend(plans, clock)
    plans = sorted((*desks, *plans)[:households], key=lambda plan: plan.applied)
    number(story, plans)

    members = 0
    session.merge(Installation(name="demo", value="1"))
    for batch in batched(plans, COMMIT):
        for part in batched(batch, BATCH):
            members += build(story, part, planter)
            write(session, story.rows, ORDER)
        story.trail.sort(key=lambda line: line["at"])
        append(session, story.trail)
        story.trail.clear()
        catch_up_sequences(session, (m for m in ORDER if m is not NumberSeries))
        session.commit()
    set_targets(story.rows, story.staff, plans, random, last)
    watch_families(story.rows, story.ids, story.staff, story.people, random, last, households)
    fill_registers(session, story.rows, story.ids, story.people, random, last, SILENT_COUNTY)
    sweeping = Sweeping(story.rows, story.ids, story.staff, story.people, random, last)
    sweep_counties(session, sweeping, SILENT_COUNTY)
    inspect_offices(sweeping, SILENT_COUNTY)
    write(session, story.rows, (*ORDER, *SUPERVISED))
    catch_up_sequences(session, (Target, Watch, Outreach, Duty, *SUPERVISED))
    count_hires(session)
    planter.planted.update(A05=[SILENT_COUNTY], A16=[BUNCHING_COUNTY], A28=[UNIFORM_UNIT])
    planter.planted["A30"].append(CROWDED_COUNTY)
    rebuild(session)
    note(session, "load_demo", households=len(plans), seed=seed)
    session.commit()
    return Demo(len(plans), members, tuple(ACCOUNTS), dict(sorted(planter.planted.items())))


def number(story: Story, plans: list[Plan]) -> None:
    """Family and recognition numbers in the order of the days, in workflow's own series."""
    series: Counter[str] = Counter()
    for plan in plans:
        if plan.earlier is None:
            plan.family_no = next_number(series, "family", plan, plan.applied, 5)
        else:
            plan.family_no = plan.earlier.family_no
    recognised = [p for p in plans if p.timeline.recognised]
    for plan in sorted(recognised, key=lambda p: p.timeline.recognised or p.applied):
        day = plan.timeline.recognised or plan.applied
        plan.recognition_no = next_number(series, "recognition", plan, day, 4)
    story.rows[NumberSeries].extend({"name": n, "last": last} for n, last in series.items())


def next_number(series: Counter[str], kind: str, plan: Plan, day: date, digits: int) -> str:
    name = f"{kind}:{plan.place.columns['county_id']}:{day.year}"
    series[name] += 1
    return f"{plan.place.county_code}-{day.year}-{series[name]:0{digits}d}"


def build(story: Story, plans: Iterable[Plan], planter: Planter) -> int:
    """The rows of these episodes, faults and all; answers how many members they have."""
    members = 0
    for plan in plans:
        episode = Episode(story, plan)
        assist(episode)
        enjoy(episode)
        planter.spoil(episode)
        owe(episode)
        help_by_plan(episode)
        story.pool.judge(episode.rows, episode.household, episode.members)
        if plan.place.county_code == CROWDED_COUNTY and plan.timeline.recognised:
            crowd(story, episode.household)
        for model, rows in episode.rows.items():
            story.rows[model].extend(rows)
        story.trail.extend(episode.trail)
        members += len(episode.members)
    return members


def crowd(story: Story, household: dict[str, Any]) -> None:
    """A30: one officer for every household of the county."""
    household["assigned_to_id"] = story.staff.officers[household["county_id"]][0].id


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most so many."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
