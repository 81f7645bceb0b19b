"""The figures of the report counted once more, row by row in plain Python: no condition is shared with SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from sqlalchemy import select

from models import Benefit, Employment, FollowUp, Household, Member, Service, Watch

DAY = timedelta(days=1)
LEVELS = ("unit_id", "county_id", "street_id", "community_id")
FORMS = {"10": "L", "21": "M", "23": "M", "22": "N", "30": "O", "990": "O1"}
GROUNDS = {"employed": "F1", "refused": "F2", "unreachable": "F3", "other": "F4"}


class Register:
    """All rows in memory, and the count of any period of them."""

    def __init__(self, session):
        self.households = session.scalars(select(Household)).all()
        self.families = defaultdict(list)
        for household in self.households:
            self.families[household.family_no].append(household)
        self.jobs = self.first_jobs(session.scalars(select(Employment)).all())
        self.services = [s for s in session.scalars(select(Service)) if s.voided_at is None]
        self.watches = [w for w in session.scalars(select(Watch)) if w.voided_at is None]
        self.members = {m.id: m for m in session.scalars(select(Member))}
        self.visits = defaultdict(list)
        for slot in session.scalars(select(FollowUp)):
            self.visits[slot.household_id].append(slot)
        self.benefits = defaultdict(list)
        for benefit in session.scalars(select(Benefit)):
            if benefit.voided_at is None and benefit.state.value in ("enjoyed", "stopped"):
                self.benefits[benefit.member_id].append(benefit)

    @staticmethod
    def first_jobs(jobs):
        """One job for each member: the one verified first."""
        first = {}
        for job in sorted((j for j in jobs if j.verified and not j.voided_at),
                          key=lambda j: (j.verified_on, j.id)):
            first.setdefault(job.member_id, job)
        return list(first.values())

    def count(self, span, today) -> dict[int, Counter]:
        """Every figure for every office: 0 is the whole province."""
        found: dict[int, Counter] = defaultdict(Counter)

        def add(row, *keys, number=1):
            for office in {0, *(getattr(row, level) for level in LEVELS)}:
                for key in keys:
                    found[office][key] += number

        in_period = lambda day: day is not None and span.since <= day <= span.until  # noqa: E731
        in_year = lambda day: day is not None and span.year_since <= day <= span.until  # noqa: E731
        for h in self.households:
            for key in keys_of(h, span, today, in_period, in_year, self.families[h.family_no]):
                add(h, key)
            if in_period(h.recognised_on):
                add(h, "E", number=h.labour_members)
            slots = [s for s in self.visits[h.id]
                     if s.month in span.months and s.state.value != "closed"]
            if slots:
                add(h, "S1")
            if slots and all(s.state.value == "done" for s in slots):
                add(h, "S2")
        for job in self.jobs:
            if in_period(job.verified_on):
                add(job, "K", FORMS[job.form.value])
            if in_year(job.verified_on):
                add(job, "Z3")
        for service in self.services:
            key = {"guidance": "P", "training_info": "Q", "training": "Q", "referral": "R"}.get(
                service.kind.value)
            if service.feedback.value == "unreached" or (key == "R" and not service.counts):
                continue
            if key and in_period(service.served_on):
                add(service, key)
        for watch in self.watches:
            if watch.listed_on <= span.until and not (watch.ended_on and watch.ended_on <= span.until):
                add(watch, "W")
        for member_id, benefits in self.benefits.items():
            kinds = {b.policy.value for b in benefits if enjoyed(b, span)}
            if kinds:
                add(self.members[member_id], "T", *(kind.replace("P", "T") for kind in kinds))
        return found


def enjoyed(benefit, span) -> bool:
    ends = [day for day in (benefit.until_on, benefit.stopped_on) if day]
    return benefit.from_on <= span.until and all(day >= span.since for day in ends)


def on_register(h, day: date) -> bool:
    gone = h.exited_on or h.revoked_on
    return bool(h.recognised_on and h.recognised_on <= day and not (gone and gone <= day))


def keys_of(h, span, today, in_period, in_year, family):
    """The letters under which one household is counted."""
    end = min(span.until, today)
    if on_register(h, span.since - DAY):
        yield "A"
    if in_period(h.submitted_on):
        yield "B"
    if in_period(h.rejected_on) or in_period(h.withdrawn_on):
        yield "C"
    if in_period(h.recognised_on):
        yield "D"
        if any(e.episode < h.episode and e.street_id == h.street_id and e.exited_on
               and e.exited_on <= h.recognised_on for e in family):
            yield "X"
    if in_year(h.recognised_on):
        yield "Z1"
    if in_period(h.exited_on) or in_period(h.revoked_on):
        yield "F"
        yield GROUNDS[h.exit_ground.value] if h.exited_on else "F4"
    if in_year(h.exited_on) or in_year(h.revoked_on):
        yield "Z2"
    if in_period(h.assisted_on):
        yield "J"
    if on_register(h, end):
        yield "G"
        if h.placed_on and h.placed_on <= end:
            yield "I2"
        elif h.promise_due_on is None or h.promise_due_on >= end:
            yield "H"
        else:
            yield "I"
            yield "V"
    due = h.promise_due_on
    left = h.exited_on and due and h.exited_on <= due and h.exit_ground.value != "employed"
    picky = h.picky_on and due and h.picky_on <= due
    if in_period(due) and due < today and not left and not h.revoked_on and not picky:
        yield "U1"
        if h.placed_on and h.placed_on <= due:
            yield "U2"
