"""What must stand on one day, told once more from plain rows: no rule of policy is asked.

Written from the words of the notice (三, 四) and the list of warnings, with calendar arithmetic of its
own. A household's rows are read by column, anew for each day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from models import (
    AidPlan,
    Benefit,
    Employment,
    FollowUp,
    Household,
    JobCheck,
    LifeChange,
    Member,
    PlanMeasure,
    Service,
    Ticket,
    Visit,
)
from tests.seeds.year_days import DAY, WorkingDays, add_months

PROMISE, OFFICER, PLAN, FIRST_SERVICE = 20, 3, 5, 5
"""Working days after the seal: work, somebody in charge, a plan for each, the first service."""
FOLLOWED, RELAPSE = 6, 12
"""Months after an exit to work."""
ENTITLED = {
    "P1": lambda job, asked, trained: (
        (job.form.value in ("10", "30") and contract(job) and insured(job))
        or (job.form.value == "22" and insured(job) and not job.employer_code)),
    "P2": lambda job, asked, trained: job.form.value == "10" and contract(job) and insured(job),
    "P3": lambda job, asked, trained: trained or "P3" in asked,
    "P4": lambda job, asked, trained: "P4" in asked,
    "P5": lambda job, asked, trained: job.form.value in ("21", "23") and job.employer_code,
    "P6": lambda job, asked, trained: job.form.value in ("21", "23") and job.employer_code,
    "P7": lambda job, asked, trained: job.form.value in ("21", "23") and "P7" in asked,
    "P8": lambda job, asked, trained: job.form.value == "30",
}
"""What a job entitles its member to (四（二）), for all forms but 其他."""
ROWS = {
    "members": (Member, "id registered_on"),
    "services": (Service, "member_id kind served_on feedback vacancy_id counts"),
    "visits": (Visit, "id visited_on purpose reached"),
    "jobs": (Employment, "id member_id form started_on ended_on verified_on has_contract contract_from "
                         "insured insured_from employer_code invited_on"),
    "changes": (LifeChange, "member_id happened_on"),
    "plans": (AidPlan, "id member_id review_on closed_on"),
    "measures": (PlanMeasure, "plan_id due_on done_on"),
    "benefits": (Benefit, "member_id policy state employment_id"),
    "tickets": (Ticket, "member_id raised_on due_on closed_on"),
    "checks": (JobCheck, "employment_id after_months"),
}
OWN = ("id family_no episode status recognised_on promise_due_on exited_on exit_ground assigned_to_id "
       "revoked_on")


class Said(NamedTuple):
    """One warning: red or not on the day asked, since when, and from when red."""

    red: bool
    raised_on: date
    red_on: date | None


def contract(job) -> bool:
    return bool(job.has_contract) or (job.has_contract is None and job.contract_from is not None)


def insured(job) -> bool:
    return bool(job.insured) or job.insured_from is not None


class Recount:
    """The register of one day, and what should be standing of it."""

    def __init__(self, session, first: date, last: date) -> None:
        self.session = session
        self.days = WorkingDays(session, add_months(first, -24), add_months(last, 12))

    def read(self) -> None:
        columns = [getattr(Household, name) for name in OWN.split()]
        everyone = self.session.execute(select(*columns).where(Household.recognised_on.is_not(None))).all()
        self.episodes = defaultdict(int)
        for row in self.session.execute(select(Household.family_no, Household.episode)):
            self.episodes[row.family_no] = max(self.episodes[row.family_no], row.episode)
        self.households = [h for h in everyone if h.status.value in ("recognised", "exited")]
        for name, (model, wanted) in ROWS.items():
            found = defaultdict(list)
            picked = [getattr(model, column) for column in ("household_id", *wanted.split())]
            for row in self.session.execute(
                select(*picked).where(model.voided_at.is_(None)).order_by(model.id)
            ):
                found[row.household_id].append(row)
            setattr(self, name, found)

    def standing(self, day: date) -> dict[tuple[int, str, int], Said]:
        """By household, code and member (0: the whole household): the red first, then the oldest."""
        self.read()
        found: dict[tuple[int, str, int], Said] = {}
        for h in self.households:
            for code, member, raised, red in self.of(h, day):
                if raised <= day:
                    key, said = (h.id, code, member or 0), Said(red is not None and red <= day, raised, red)
                    if key not in found or (not said.red, raised) < (not found[key].red, found[key].raised_on):
                        found[key] = said
        return found

    def of(self, h, day: date):
        if h.status.value == "recognised":
            yield from self.promised(h, day)
            yield from self.helped(h, day)
        yield from self.visited(h, day)
        if self.is_followed(h, day):
            yield from self.policies(h, day)
            yield from self.told(h)
            yield from self.lasting(h, day)
        yield from self.relapsed(h, day)

    # ---- whom it concerns ---------------------------------------------------------------------

    def is_followed(self, h, day: date) -> bool:
        if h.status.value == "recognised":
            return True
        return to_work(h) and day <= add_months(h.exited_on, FOLLOWED)

    def registered(self, h) -> set[int]:
        return {m.id for m in self.members[h.id] if m.registered_on}

    def gone(self, h, day: date) -> set[int]:
        return {c.member_id for c in self.changes[h.id] if h.recognised_on <= c.happened_on <= day}

    def verified(self, h):
        return [job for job in self.jobs[h.id] if job.verified_on]

    def seeking(self, h, day: date) -> set[int]:
        """Registered, neither at work nor gone."""
        busy = {j.member_id for j in self.verified(h) if j.ended_on is None or j.ended_on > day}
        return self.registered(h) - busy - self.gone(h, day)

    # ---- the promise (四（三）) -----------------------------------------------------------------

    def promised(self, h, day: date):
        due = self.days.after(h.recognised_on, PROMISE)
        assert due == h.promise_due_on, h.family_no
        mine = self.registered(h)
        placed = any(job.member_id in mine for job in self.verified(h))
        if not placed:
            yield "W05", 0, self.days.from_left(due, 5), due + DAY
        for member in self.seeking(h, day):
            if not self.has_one_one_three(h, member):
                yield "W06", member, self.days.from_left(due, 10), self.days.from_left(due, 5)
        if not placed and not self.services[h.id]:
            last = self.days.after(h.recognised_on, FIRST_SERVICE)
            yield "W07", 0, self.days.after(h.recognised_on, FIRST_SERVICE - 2), last

    def has_one_one_three(self, h, member: int) -> bool:
        given = [s for s in self.services[h.id] if s.member_id == member
                 and s.feedback.value != "unreached" and s.served_on >= h.recognised_on]
        kinds = [s.kind.value for s in given]
        posts = {s.vacancy_id for s in given if s.kind.value == "referral" and s.counts and s.vacancy_id}
        informed = "training_info" in kinds or "training" in kinds
        return "guidance" in kinds and informed and len(posts) >= 3

    # ---- officer and plan (四（二）, 四（三）) -----------------------------------------------------

    def helped(self, h, day: date):
        if h.assigned_to_id is None:
            due = self.days.after(h.recognised_on, OFFICER)
            yield "W20", 0, due, due + DAY
        plans = {p.member_id: p for p in self.plans[h.id] if p.closed_on is None}
        for member in self.seeking(h, day):
            plan = plans.get(member)
            if plan is None:
                last = self.days.after(h.recognised_on, PLAN)
                yield "W21", member, self.days.after(h.recognised_on, PLAN - 2), last + DAY
                continue
            terms = [m.due_on for m in self.measures[h.id] if m.plan_id == plan.id and m.done_on is None]
            late = [term for term in (*terms, plan.review_on) if term < day]
            if late:
                yield "W21", member, min(late) + DAY, None

    # ---- return visits (四（四）) ---------------------------------------------------------------

    def months(self, h, day: date):
        """Each month that owes a visit by that day, with the visit that made it good, if one has."""
        last = day if h.exited_on is None or to_work(h) else min(day, h.exited_on)
        made = sorted((v.visited_on, v.id) for v in self.visits[h.id]
                      if v.purpose.value == "follow_up" and v.reached and v.visited_on <= last)
        month = add_months(h.recognised_on.replace(day=1), 1)
        while month <= last and not (to_work(h) and month > add_months(h.exited_on.replace(day=1), FOLLOWED)):
            mine = next((visit for visit in made if visit[0] >= month), None)
            if mine:
                made.remove(mine)
            yield month, mine
            month = add_months(month, 1)

    def visited(self, h, day: date):
        if h.exited_on and not (to_work(h) and day < add_months(h.exited_on.replace(day=1), FOLLOWED + 2)):
            return
        for month, visit in self.months(h, day):
            if visit is None:
                yield "W08", 0, month.replace(day=20), add_months(month, 1)
                return

    def slots(self, day: date) -> dict[tuple[int, date], tuple[str, int | None]]:
        """The list of visits owed, as it should stand beside the warnings."""
        found = {}
        for h in self.households:
            over = h.exited_on is not None and not to_work(h)
            for month, visit in self.months(h, day):
                state = "closed" if over else "open"
                if visit:
                    state = "done" if visit[0] < add_months(month, 1) else "late"
                found[h.id, month] = state, visit and visit[1]
        return found

    def kept_slots(self) -> dict[tuple[int, date], tuple[str, int | None]]:
        """The list of visits owed as the database has it."""
        mine = {h.id for h in self.households}
        rows = self.session.execute(
            select(FollowUp.household_id, FollowUp.month, FollowUp.state, FollowUp.visit_id))
        return {(r.household_id, r.month): (r.state.value, r.visit_id) for r in rows if r.household_id in mine}

    # ---- after the job (四（二）, 四（四）, 三) ----------------------------------------------------

    def policies(self, h, day: date):
        able = self.registered(h) - self.gone(h, day)
        for job in self.verified(h):
            if job.ended_on is not None or job.member_id not in able or job.form.value == "990":
                continue
            mine = [b for b in self.benefits[h.id] if b.member_id == job.member_id]
            asked = {b.policy.value for b in mine}
            trained = any(s.member_id == job.member_id and s.kind.value == "training"
                          for s in self.services[h.id])
            done = {b.policy.value for b in mine if b.state.value != "applied"
                    and b.employment_id in (None, job.id)}
            if any(policy not in done and holds(job, asked, trained) for policy, holds in ENTITLED.items()):
                yield "W14", job.member_id, job.verified_on + 30 * DAY, job.verified_on + 60 * DAY

    def told(self, h):
        for ticket in self.tickets[h.id]:
            if ticket.closed_on is None:
                near = self.days.from_left(ticket.due_on, 2)
                yield "W22", ticket.member_id, max(ticket.raised_on, near), ticket.due_on + DAY

    def lasting(self, h, day: date):
        done = {(c.employment_id, c.after_months) for c in self.checks[h.id]}
        for job in self.verified(h):
            if job.ended_on is not None:
                continue
            for months in (3, 6):
                if (job.id, months) not in done and (job.id, 6) not in done:
                    full = add_months(job.started_on, months)
                    yield "W23", job.member_id, full, self.days.after(full, 10) + DAY

    def relapsed(self, h, day: date):
        if not to_work(h) or self.episodes[h.family_no] > h.episode:
            return
        jobs = self.verified(h)
        running = [j for j in jobs if j.ended_on is None or j.ended_on > day]
        if not jobs or running or any(j.invited_on for j in jobs):
            return
        if day <= add_months(h.exited_on, RELAPSE):
            ended, member = max((j.ended_on, j.member_id) for j in jobs)
            yield "W24", member, max(ended, h.exited_on), max(ended, h.exited_on)


def to_work(h) -> bool:
    return h.exited_on is not None and h.exit_ground.value == "employed"
