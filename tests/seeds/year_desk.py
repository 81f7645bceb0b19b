"""Officers who work through a year by an agenda: some in time, some late, some never. The same seed, the same year."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from random import Random

from sqlalchemy import select

from models import Household, Member, Office, User
from policy.terms import Level, Role
from policy.terms import Status as S
from tests.seeds.year_days import DAY, WorkingDays, add_months
from workflow.acts import Ticket, perform_on_each
from workflow.calendar import work_calendar
from workflow.demands import Order
from workflow.refusals import Refused
from workflow.rule_book import rule_book

LEVELS = {"community": Role.COMMUNITY, "street": Role.STREET, "county": Role.COUNTY}


class Agenda:
    """What is to be done on which day, by whom, and what the system would not have."""

    def __init__(self, session, seed: int, first: date, last: date) -> None:
        self.session, self.seed, self.last, self.today = session, seed, last, first
        self.calendar, self.book = work_calendar(session), rule_book(session)
        self.days = WorkingDays(session, first - 400 * DAY, last + 400 * DAY)
        self.agenda = defaultdict(list)
        self.touched: set[int] = set()
        self.refused: list[tuple] = []
        self.done: Counter[str] = Counter()
        self.desks = defaultdict(list)
        for user in session.scalars(select(User).where(User.active).order_by(User.id)):
            self.desks[user.office_id, user.role].append(user.id)

    def plan(self, day: date, act, *args) -> None:
        """Put something on the agenda; what falls after the year is never done."""
        if self.today <= day <= self.last:
            self.agenda[day].append((act, args))

    def soon(self, workdays: int | None, act, *args, since: date | None = None) -> None:
        """The same so many working days from now (or from a day, if that lies ahead); None: never."""
        if workdays is not None:
            since = since or self.today
            self.plan(max(self.today, self.days.after(since, workdays) if workdays else since), act, *args)

    def work(self, day: date) -> None:
        """Do what is on the agenda of that day; what it brings for the same day too."""
        self.today, self.touched = day, set()
        for act, args in self.agenda[day]:
            try:
                act(*args)
                self.done[act.__name__] += 1
            except Refused as refusal:
                self.session.rollback()
                self.refused.append((day, act.__name__, str(refusal.reasons[0])))

    # ---- who and what --------------------------------------------------------------------------

    def chance(self, household: Household, what: str = "") -> Random:
        """A chance of the family's own, whatever happens to others."""
        return Random(f"{self.seed}/{household.family_no}/{household.episode}/{what}")

    def household(self, pk: int) -> Household:
        self.touched.add(pk)
        return self.session.get_one(Household, pk)

    def recognised(self, pk: int) -> Household | None:
        household = self.session.get_one(Household, pk)
        return self.household(pk) if household.status is S.RECOGNISED else None

    def officer(self, household: Household, level: str, n: int = 0) -> User:
        office = getattr(household, f"{level}_id")
        return self.session.get_one(User, self.desks[office, LEVELS[level]][n])

    def seekers(self, household: Household) -> list[Member]:
        return list(self.session.scalars(
            select(Member).where(Member.household_id == household.id, Member.voided_at.is_(None),
                                 Member.registered_on.is_not(None)).order_by(Member.no)))

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 2, tzinfo=UTC)

    def step(self, pk: int, button: str, level: str, **fields) -> bool:
        """One step of the procedure; whether it was taken."""
        by = self.officer(self.household(pk), level)
        order = Order(self.today, self.at, self.calendar, fields, self.book)
        [outcome] = perform_on_each(self.session, button, [Ticket(pk)], by, order)
        if outcome.done:
            self.done[button] += 1
        else:
            self.refused.append((self.today, button, str(outcome.reasons[0])))
        return outcome.done

    def communities(self, codes) -> list[Office]:
        return list(self.session.scalars(
            select(Office).where(Office.level == Level.COMMUNITY, Office.code.in_(codes)).order_by(Office.code)))


def months_begun(first: date, last: date) -> list[date]:
    """The first days of the months that begin in the year."""
    month, found = add_months(first.replace(day=1), 1), []
    while month <= last:
        found.append(month)
        month = add_months(month, 1)
    return found


def some(chance: Random, *choices: tuple) -> object:
    """One of (value, weight) pairs."""
    values, weights = zip(*choices, strict=True)
    return chance.choices(values, weights)[0]
