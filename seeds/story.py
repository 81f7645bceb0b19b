"""What a fictitious episode is made of: its plan, and what all episodes of one province share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from policy.terms import Status as S
from policy.workdays import WorkCalendar
from seeds.bulk import Ids, Rows, new_rows
from seeds.jobs import Pool
from seeds.people import Family, Population
from seeds.staff import Place, Staff
from seeds.timeline import Clock, Course, Timeline


@dataclass(slots=True)
class Plan:
    """What is decided of an episode before its rows are made."""

    place: Place
    applied: date
    course: Course
    timeline: Timeline
    stop: S | None = None
    fault: str = ""
    earlier: Plan | None = None
    job_ends: date | None = None
    objection_open: bool = False
    family: Family | None = None
    family_no: str = ""
    episode: int = 1
    recognition_no: str | None = None


@dataclass(slots=True)
class Story:
    """What all episodes of one province share."""

    random: Random
    calendar: WorkCalendar
    clock: Clock
    people: Population
    staff: Staff
    ids: Ids
    last: date
    pool: Pool = field(default_factory=Pool)
    rows: Rows = field(default_factory=new_rows)
    trail: list[dict[str, Any]] = field(default_factory=list)
    contingency: dict[int, int] = field(default_factory=dict)
    """The contingency plan of each county that has one."""
