"""Promises (承诺) not yet kept today: how many working days are left or over, whose they are, who has them.

One statement by last day over the index of open promises; the overdue, from the same index, only as far
as they are shown. No name leaves this module unmasked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from charts.areas import within
from charts.in_time_rows import open_promise
from models import Household, Office, User
from policy.masking import mask_name
from policy.workdays import WorkCalendar

SHOWN: Final = 20
RECOGNISED: Final[ColumnElement[str]] = literal_column("'recognised'")
ALWAYS: Final = (date(2000, 1, 1), date(9999, 1, 1))
AGES: Final = (
    (None, -21, "逾期20个工作日以上"), (-20, -11, "逾期11—20个工作日"), (-10, -6, "逾期6—10个工作日"),
    (-5, -1, "逾期1—5个工作日"), (0, 5, "剩余0—5个工作日"), (6, 10, "剩余6—10个工作日"),
    (11, 15, "剩余11—15个工作日"), (16, None, "剩余16个工作日以上"),
)
"""From so many working days left up to so many; below zero they are over."""


@dataclass(frozen=True, slots=True)
class Age:
    """Open promises with so many working days left; `first` and `last` are the last days they name."""

    label: str
    over: bool
    count: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """One household past its promise without work; `name` is masked, `holder` empty for nobody."""

    household_id: int
    family_no: str
    name: str
    county: str
    place: str
    due_on: date
    days_over: int
    holder: str
    holder_office: str


@dataclass(frozen=True, slots=True)
class Holder:
    """How many overdue households an officer has; `officer_id` None: those nobody has."""

    officer_id: int | None
    name: str
    office: str
    count: int
    longest: int


def promise_ages(
    session: Session, office: Office, today: date, calendar: WorkCalendar
) -> list[Age]:
    """The open promises by working days left; every class is there, with zero too."""
    with within(session, office.area):
        by_day = session.execute(
            select(Household.promise_due_on, func.count())
            .where(open_promise(*ALWAYS, today))
            .group_by(Household.promise_due_on)
        ).all()
    left = {due: calendar.left(today, due, provisional_ok=True) for due, _number in by_day}
    found = []
    for least, most, label in AGES:
        days = {due: number for due, number in by_day
                if (least is None or left[due] >= least) and (most is None or left[due] <= most)}
        found.append(Age(label, most is not None and most < 0, sum(days.values()),
                         min(days, default=None), max(days, default=None)))
    return found


def overdue(today: date) -> Subquery:
    """Id, last day and officer of the households of `stands(OVERDUE, today, today)`.

    From two indexes: open promises, and the few placed on the register. The status is written out, or
    neither database would know the second to be of these.
    """
    late = and_(Household.status == RECOGNISED, Household.promise_due_on < today)
    columns = Household.id, Household.promise_due_on, Household.assigned_to_id
    return union_all(
        select(*columns).where(late, Household.placed_on.is_(None)),
        select(*columns).where(late, Household.placed_on > today),
    ).subquery()


def overdue_households(
    session: Session, office: Office, today: date, calendar: WorkCalendar, most: int = SHOWN
) -> list[Overdue]:
    """Those longest over, the longest first."""
    community, county, theirs = aliased(Office), aliased(Office), aliased(Office)
    late = overdue(today)
    longest = select(late.c.id).order_by(late.c.promise_due_on, late.c.id).limit(most).subquery()
    with within(session, office.area):
        rows = session.execute(
            select(
                Household.id, Household.family_no, Household.head_name, county.short_name,
                community.name, Household.promise_due_on, User.name, theirs.name,
            )
            .join(longest, longest.c.id == Household.id)
            .join(community, community.id == Household.community_id)
            .join(county, county.id == Household.county_id)
            .outerjoin(User, User.id == Household.assigned_to_id)
            .outerjoin(theirs, theirs.id == User.office_id)
            .order_by(Household.promise_due_on, Household.id)
        ).all()
    return [
        Overdue(pk, number, mask_name(name), county_, place, due, over(calendar, today, due),
                holder or "", at or place)
        for pk, number, name, county_, place, due, holder, at in rows
    ]


def holders(
    session: Session, office: Office, today: date, calendar: WorkCalendar, most: int = SHOWN
) -> list[Holder]:
    """The officers in charge of the overdue households, whoever has most of them first, then whose are longest over."""
    late, number = overdue(today), func.count()
    with within(session, office.area):
        rows = session.execute(
            select(late.c.assigned_to_id, User.name, Office.name, number, func.min(late.c.promise_due_on))
            .select_from(late)
            .outerjoin(User, User.id == late.c.assigned_to_id)
            .outerjoin(Office, Office.id == User.office_id)
            .group_by(late.c.assigned_to_id, User.name, Office.name)
            .order_by(number.desc(), func.min(late.c.promise_due_on), late.c.assigned_to_id)
            .limit(most)
        ).all()
    return [
        Holder(officer, name or "", at or "", count, over(calendar, today, due))
        for officer, name, at, count, due in rows
    ]


def over(calendar: WorkCalendar, today: date, due: date) -> int:
    """Working days past the last day of the promise; at least one once it is over."""
    return -calendar.left(today, due, provisional_ok=True)
