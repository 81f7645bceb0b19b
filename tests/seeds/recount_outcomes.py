"""援助与退出 and 人群画像 counted once more, row by row in plain Python: no condition is shared with SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from sqlalchemy import select

from models import Benefit, Employment, FollowUp, Household, JobCheck, Member, Service
from policy.ages import add_months
from policy.aid_terms import BenefitState as B
from policy.aid_terms import SlotState
from policy.benefits import entitlements
from policy.rulebook import NOTICE
from policy.terms import ExitGround, ServiceKind
from tests.seeds import TODAY
from tests.seeds.recount import DAY, LEVELS, Register
from workflow.benefit_facts import circumstances_of


def within(since: date, until: date, day: date | None) -> bool:
    return day is not None and since <= day <= until


class Outcomes:
    """All rows in memory; what is due, and what became of it, row by row."""

    def __init__(self, session):
        self.session = session
        self.households = {h.id: h for h in session.scalars(select(Household))}
        self.members = {m.id: m for m in session.scalars(select(Member))}
        self.jobs = [j for j in session.scalars(select(Employment)) if j.verified and j.voided_at is None]
        self.first = Register.first_jobs(self.jobs)
        self.benefits = defaultdict(list)
        for benefit in session.scalars(select(Benefit)):
            if benefit.voided_at is None:
                self.benefits[benefit.member_id, benefit.policy].append(benefit)
        self.checks = defaultdict(list)
        for check in session.scalars(select(JobCheck)):
            if check.voided_at is None:
                self.checks[check.employment_id, check.after_months].append(check)
        self.later = defaultdict(list)
        for h in self.households.values():
            self.later[h.family_no].append(h)
        self.visits = session.scalars(select(FollowUp)).all()
        self.services = [s for s in session.scalars(select(Service)) if s.voided_at is None]

    def count(self, since: date, until: date) -> dict[int, Counter]:
        found: dict[int, Counter] = defaultdict(Counter)

        def add(row, *keys):
            for office in {0, *(getattr(row, level) for level in LEVELS)}:
                found[office].update(keys)

        for job in self.first:
            due = job.verified_on + timedelta(days=60)
            household = self.households[job.household_id]
            assisted = household.revoked_on is None and household.exit_ground in (None, ExitGround.EMPLOYED)
            lasted = job.ended_on is None or job.ended_on >= due
            if since <= due <= min(until, TODAY - DAY) and assisted and lasted and \
                    self.members[job.member_id].registered_on is not None:
                add(job, *self.of_policies(job, due))
        for job in self.jobs:
            for months in (3, 6):
                mark = add_months(job.started_on, months)
                if since <= mark <= min(until, TODAY):
                    add(job, f"began{months}", f"{self.lasted(job, months, mark)}{months}")
        for h in self.households.values():
            if h.exit_ground is ExitGround.EMPLOYED:
                year = add_months(h.exited_on, 12)
                if since <= year <= min(until, TODAY - DAY):
                    add(h, "left_year", *(["again_year"] if self.returned(h, year) else []))
        for slot in self.visits:
            over = add_months(slot.month, 1) - DAY <= min(until, TODAY)
            if since.replace(day=1) <= slot.month <= until and over and slot.state is not SlotState.CLOSED:
                way = {SlotState.DONE: "visits_done", SlotState.LATE: "visits_late", SlotState.OPEN: "visits_open"}[slot.state]
                add(slot, "visits", way)
        for service in self.services:
            if within(since, until, service.served_on):
                add(service, "services", *self.beyond(service))
        return found

    def of_policies(self, job, due: date) -> list[str]:
        case = circumstances_of(self.session, job)
        keys, ways = [], []
        for found in entitlements(case, job.verified_on, NOTICE):
            if not found.holds:
                continue
            records = [b for b in self.benefits[job.member_id, found.policy] if b.employment_id in (None, job.id)]
            granted = [b for b in records if b.state in (B.ENJOYED, B.STOPPED)]
            if any(b.approved_on <= due for b in granted):
                way = "in"
            elif granted:
                way = "late"
            elif any(b.state in (B.NOT_ENTITLED, B.WAIVED) for b in records):
                way = "said"
            else:
                way = "asked" if records else "none"
            ways.append(way)
            keys += [f"due_{found.policy.value}", f"{way}_{found.policy.value}"]
        owed = [way for way in ways if way != "said"]
        if owed:
            keys += ["owed", "owed_in" if all(way == "in" for way in owed) else "owed_out"]
        return keys

    def lasted(self, job, months: int, mark: date) -> str:
        checks = self.checks[job.id, months]
        if any(c.working for c in checks):
            return "stable"
        return "lost" if checks or (job.ended_on is not None and job.ended_on <= mark) else "unseen"

    def returned(self, h, year: date) -> bool:
        return any(
            other.episode > h.episode and other.street_id == h.street_id
            and within(h.exited_on, year, other.recognised_on) for other in self.later[h.family_no]
        )

    @staticmethod
    def beyond(service) -> list[str]:
        reached = service.feedback is None or service.feedback.value != "unreached"
        if service.kind is ServiceKind.REFERRAL:
            return [] if reached and service.counts else ["referral_short"]
        counted = service.kind in (ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.TRAINING)
        return [] if reached and counted else ["services_other"]


AGES = ((0, 15), (16, 24), (25, 34), (35, 44), (45, 54), (55, 59), (60, 200))


def plain_category(key: str, row, on: date) -> str:
    """The category a row belongs to, asked of the row itself."""
    if key == "age":
        years = on.year - row.birth_on.year - ((on.month, on.day) < (row.birth_on.month, row.birth_on.day))
        return str(next(low for low, high in AGES if low <= years <= high))
    if key == "education":
        schools = {"8": "primary", "7": "junior", "6": "senior", "4": "vocational", "3": "college", "2": "bachelor",
                   "1": "bachelor", "9": "other"}
        return schools.get((row.education or " ")[0], "none")
    if key == "span":
        if row.unemployed_since is None:
            return "none"
        marks = ((24, "more"), (12, "24"), (6, "12"))
        return next((code for months, code in marks if row.unemployed_since <= add_months(on, -months)), "6")
    plain = {
        "size": lambda: str(min(row.size, 5)) if row.size else "none", "kind": lambda: row.kind.value,
        "relief": lambda: "1" if row.low_income_no else "0", "sex": lambda: row.sex if row.sex in "12" else "0",
        "state": lambda: row.state.value, "urban": lambda: "1" if row.urban else "0",
        "cause": lambda: row.unemployment_cause or "none", "skills": lambda: "1" if row.skills else "0",
    }
    return plain[key]()
