"""Work and what follows it through the year: jobs found and lost, exits, policies, checks, families that return."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from models import Benefit, Employment, Exit, Household, JobCheck, Member, Visit
from policy.aid_terms import BenefitState, PolicyKind
from policy.credit_code import credit_check_character
from policy.terms import (
    EmploymentForm,
    ExitGround,
    LifeEvent,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from tests.seeds.year_care import Care
from tests.seeds.year_desk import DAY, add_months, some
from workflow.benefits import Terms, grant, pay_months
from workflow.decisions import refuse_exit, verify_employment
from workflow.reapplication import apply_again
from workflow.records import save
from workflow.relapses import end_job, invite, save_check

F, K = EmploymentForm, PolicyKind
DUE = {F.UNIT: (K.INSURANCE, K.POST), F.FLEXIBLE: (K.INSURANCE,), F.PUBLIC_POST: (K.INSURANCE, K.PUBLIC_POST),
       F.SELF: (K.FIRST_STARTUP, K.TAX)}
ONCE = (K.FIRST_STARTUP,)


class Year(Care):
    """The whole staff of the year."""

    def seek(self, pk: int) -> None:
        """What becomes of a family in the register, or of the jobs of one that has left it."""
        household = self.household(pk)
        chance = self.chance(household, "work")
        for job in self.session.scalars(select(Employment).where(
                Employment.household_id == pk, Employment.voided_at.is_(None)).order_by(Employment.id)):
            self.look_after(job) if job.verified else self.soon(2, self.verify, job.id)
        if household.status is not S.RECOGNISED:
            return
        if household.placed_on:
            self.soon(chance.randint(1, 6), self.leave, pk)
            return
        member = self.seekers(household)[0].id
        self.soon(some(chance, (chance.randint(4, 12), 4), (chance.randint(13, 19), 5),
                       (chance.randint(21, 40), 4), (None, 2)), self.find_work, pk, member)
        if chance.random() < 0.2:
            others = [other.id for other in self.seekers(household)[1:]]
            for other in others[:1]:
                self.soon(chance.randint(6, 25), self.change, pk, other, LifeEvent.INCAPABLE)
        self.soon(55, self.give_up, pk)
        if chance.random() < 0.04:
            self.soon(chance.randint(6, 30), self.revoke, pk)

    def give_up(self, pk: int) -> None:
        """Nobody has found work for so long: the family asks to leave."""
        household = self.recognised(pk)
        if household and household.placed_on is None:
            self.change(pk, None, LifeEvent.OWN_WISH)
            self.soon(3, self.leave, pk)

    def revoke(self, pk: int) -> None:
        if self.recognised(pk):
            self.step(pk, "revoke", "county", reason="经查实隐瞒一名成员就业")

    # ---- jobs ---------------------------------------------------------------------------------

    def find_work(self, pk: int, member: int) -> None:
        household = self.recognised(pk)
        if household is None:
            return
        chance, by = self.chance(household, f"job{self.today}"), self.officer(household, "community")
        form = some(chance, (F.UNIT, 5), (F.FLEXIBLE, 2), (F.PUBLIC_POST, 2), (F.SELF, 2))
        hired = form in (F.UNIT, F.PUBLIC_POST)
        started = max(household.recognised_on, self.today - chance.randint(0, 3) * DAY)
        job = Employment(household=household, member=self.session.get_one(Member, member), form=form,
                         started_on=started, evidence="就业凭证", wage=Decimal(2600), job="理货员" if hired else None)
        if hired:
            job.employer, job.has_contract, job.contract_from = "年度试样商贸有限公司", True, started
        if form is F.SELF:
            body = f"92229900MA01{household.id % 100000:05d}"
            job.employer_code = body + credit_check_character(body)
        if form is F.FLEXIBLE:
            job.stated_on = self.today
            home = Visit(household=household, visited_on=self.today, purpose=VisitPurpose.CONTACT,
                         way=VisitWay.HOME, visitor_1=by.name, findings="在家接活")
            save(self.session, home, by, self.today, self.calendar)
        if chance.random() < 0.85:
            job.insured, job.insured_from = "养老、医疗", started
        save(self.session, job, by, self.today, self.calendar)
        self.soon(chance.randint(0, 5), self.verify, job.id)

    def verify(self, key: int) -> None:
        job = self.session.get_one(Employment, key)
        household = self.recognised(job.household_id)
        if household is None or job.voided_at or job.verified:
            return
        chance = self.chance(household, "leave")
        verify_employment(self.session, job, "参保比对", self.officer(household, "street"), self.today)
        job = self.session.get_one(Employment, key)
        self.look_after(job)
        how = some(chance, (self.leave, 9), (self.keep, 2), (None, 1))
        if how:
            self.soon(chance.randint(1, 8), how, job.household_id)

    def waiting(self, pk: int) -> Exit | None:
        return self.session.scalars(select(Exit).where(
            Exit.household_id == pk, Exit.approved.is_(None)).order_by(Exit.id)).first()

    def leave(self, pk: int) -> None:
        if self.recognised(pk) and self.waiting(pk):
            self.step(pk, "exit", "county", told_on=self.today, told_way=VisitWay.PHONE)

    def keep(self, pk: int) -> None:
        """The county does not agree: the family stays in the register, at work."""
        if (household := self.recognised(pk)) and (proposal := self.waiting(pk)):
            refuse_exit(self.session, proposal, "收入尚不稳定，继续援助", self.officer(household, "county"), self.today)

    def look_after(self, job: Employment) -> None:
        """Policies, checks and the end of a verified job on the agenda."""
        household, key = job.household, job.id
        chance = self.chance(household, f"after{job.started_on}")
        if job.ended_on:
            self.plan(self.today + chance.randint(3, 40) * DAY, self.invite_again, key)
            return
        for policy in DUE.get(job.form, ()):
            self.plan(self.today + some(chance, (chance.randint(3, 20), 5), (chance.randint(31, 55), 3),
                                        (chance.randint(61, 90), 2)) * DAY, self.apply, key, policy)
        for months in (3, 6):
            late = some(chance, (chance.randint(0, 9), 5), (chance.randint(16, 30), 3), (None, 2))
            if late is not None:
                self.plan(add_months(job.started_on, months) + late * DAY, self.check_job, key, months)
        if chance.random() < 0.3:
            self.plan(self.today + chance.randint(15, 150) * DAY, self.lose, key)

    # ---- policies (四（二）) --------------------------------------------------------------------

    def apply(self, key: int, policy: PolicyKind) -> None:
        job = self.session.get_one(Employment, key)
        household = self.household(job.household_id)
        if job.ended_on or household.status not in (S.RECOGNISED, S.EXITED) or self.session.scalar(
                select(Benefit.id).where(Benefit.member_id == job.member_id, Benefit.policy == policy)):
            return
        if policy in (K.INSURANCE, K.POST) and not job.insured_from:
            return
        chance, by = self.chance(household, f"apply{policy}"), self.officer(household, "community")
        row = Benefit(household=household, member=job.member, employment=job, policy=policy, applied_on=self.today)
        waived = chance.random() < 0.2
        if waived:
            row.state, row.declined_reason = BenefitState.WAIVED, "本人书面表示不申报"
        save(self.session, row, by, self.today, self.calendar)
        if not waived:
            self.plan(self.today + some(chance, (5, 5), (25, 2), (45, 1)) * DAY, self.grant, row.id)

    def grant(self, key: int) -> None:
        row = self.session.get_one(Benefit, key)
        household = self.household(row.household_id)
        if row.state is not BenefitState.APPLIED or row.employment.ended_on or household.status is S.REVOKED:
            return
        if household.exit_ground not in (None, ExitGround.EMPLOYED):
            return
        months = None if row.policy in ONCE else 12
        by = self.officer(household, "county")
        grant(self.session, row, Terms(row.employment.started_on, months, Decimal(600)), by, self.today)
        if months:
            row = self.session.get_one(Benefit, key)
            pay_months(self.session, row, row.from_on, row.from_on, (Decimal(600), self.today, ""), by, self.today)

    # ---- whether work lasts (四（四）) and what comes after -----------------------------------------

    def check_job(self, key: int, months: int) -> None:
        job = self.session.get_one(Employment, key)
        household = self.household(job.household_id)
        done = self.session.scalar(select(JobCheck.id).where(
            JobCheck.employment_id == key, JobCheck.after_months == months, JobCheck.voided_at.is_(None)))
        if job.ended_on or done or household.status not in (S.RECOGNISED, S.EXITED):
            return
        by, lost = self.officer(household, "community"), self.chance(household, f"{months}").random() < 0.12
        row = JobCheck(household=household, household_id=household.id, member=job.member, employment=job, employment_id=key,
                       after_months=months, checked_on=self.today, working=not lost, checked_by=by.name,
                       proof="电话核实")
        ended = max(job.started_on, self.today - 3 * DAY) if lost else None
        save_check(self.session, row, ended, "用人单位裁员" if lost else None, by, self.today)
        if lost:
            self.lost(key)

    def lose(self, key: int) -> None:
        job = self.session.get_one(Employment, key)
        household = self.household(job.household_id)
        if job.ended_on is None and household.status in (S.RECOGNISED, S.EXITED):
            ended = max(job.started_on, self.today - self.chance(household).randint(0, 6) * DAY)
            by = self.officer(household, "community")
            end_job(self.session, job, ended, "合同期满未续签", by, self.today, self.calendar)
            self.lost(key)

    def lost(self, key: int) -> None:
        job = self.session.get_one(Employment, key)
        chance = self.chance(job.household, "lost")
        if job.household.status is S.RECOGNISED:
            self.serve_at("prompt", job.household_id, job.member_id)
            self.soon(chance.randint(8, 25), self.find_work, job.household_id, job.member_id)
            return
        after = some(chance, (self.invite_again, 3), (self.return_again, 2), (None, 1))
        if after:
            self.plan(self.today + chance.randint(4, 40) * DAY, after, key)

    def invite_again(self, key: int) -> None:
        job = self.session.get_one(Employment, key)
        household = self.household(job.household_id)
        left = household.status is S.EXITED and household.exit_ground is ExitGround.EMPLOYED
        if left and job.ended_on and not job.invited_on and not self.works(household):
            by = self.officer(household, "community")
            invite(self.session, job, self.today, VisitWay.PHONE, by, self.today)

    def return_again(self, key: int) -> None:
        """The family applies once more and is registered anew."""
        household = self.household(self.session.get_one(Employment, key).household_id)
        if household.is_open or self.works(household) or self.later(household):
            return
        by = self.officer(household, "community")
        again = apply_again(self.session, household, by, self.today, self.calendar)
        pk = again.id
        for member in self.session.scalars(select(Member).where(Member.household_id == pk)).all():
            if member.wants_work:
                member.registered_on = self.today
                save(self.session, member, by, self.today, self.calendar)
        self.touched.add(pk)
        self.soon(1, self.submit_file, pk)

    def works(self, household: Household) -> bool:
        return self.session.scalar(select(Employment.id).where(
            Employment.household_id == household.id, Employment.ended_on.is_(None),
            Employment.voided_at.is_(None)).limit(1)) is not None

    def later(self, household: Household) -> bool:
        return self.session.scalar(select(Household.id).where(
            Household.family_no == household.family_no, Household.episode > household.episode)) is not None
