"""What officers do for a recognised family through the year: somebody in charge, plans, services, visits."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from models import (
    AidPlan,
    Employer,
    Household,
    LifeChange,
    Member,
    PlanMeasure,
    Service,
    Ticket,
    Vacancy,
    Visit,
)
from policy.aid_terms import DeliveryWay, Strain, TicketEnd, TicketKind
from policy.terms import (
    ExitGround,
    Feedback,
    LifeEvent,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from tests.seeds.year_desk import DAY, add_months, some
from tests.seeds.year_files import Files
from workflow.aid_plans import save_plan
from workflow.handover import assign_each
from workflow.records import save, void
from workflow.tickets import settle
from workflow.visits import save_visit

G, INFO, R = ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.REFERRAL
PACES = {
    "prompt": ((G, 1), (INFO, 2), (R, 3), (R, 5), (R, 8)),
    "slow": ((G, 4), (INFO, 6), (R, 9), (R, 12), (R, 16)),
    "late": ((G, 7), (ServiceKind.TRAINING, 11), (R, 17), (R, 21), (R, 27)),
    "poor": ((G, 2), (R, 6)),
    "none": (),
}
"""Working days after the seal (or the loss of a job) at which each member is served."""


class Care(Files):
    """All that is done for the family beside work and policies (`self.seek` sees to those)."""

    def cared(self, pk: int) -> None:
        household = self.household(pk)
        chance = self.chance(household, "care")
        self.soon(some(chance, (0, 3), (2, 3), (4, 2), (6, 1), (None, 1)), self.assign, pk)
        pace = some(chance, ("prompt", 5), ("slow", 4), ("late", 3), ("poor", 2), ("none", 1))
        for member in self.seekers(household):
            self.soon(some(chance, (1, 3), (3, 2), (4, 2), (7, 2), (None, 1)), self.make_plan, pk, member.id)
            self.serve_at(pace, pk, member.id)
        if chance.random() < 0.12:
            self.soon(chance.randint(9, 15), self.void_service, pk)
        self.seek(pk)

    def adopt(self, pk: int) -> None:
        """A family of the demo: in the register it is helped from now on, after it its jobs are seen to."""
        household = self.household(pk)
        chance = self.chance(household, "care")
        if household.status is S.RECOGNISED:
            for member in self.seekers(household):
                self.serve_at(some(chance, ("prompt", 2), ("slow", 1), ("late", 2), ("none", 1)), pk, member.id)
        self.seek(pk)

    def serve_at(self, pace: str, pk: int, member: int) -> None:
        for kind, after in PACES[pace]:
            self.soon(after, self.serve, pk, member, kind)

    def assign(self, pk: int) -> None:
        if household := self.recognised(pk):
            to, by = self.officer(household, "community"), self.officer(household, "street")
            assign_each(self.session, [pk], to, "按网格分工确定", by, self.today)

    # ---- plans (一人一策) ----------------------------------------------------------------------

    def make_plan(self, pk: int, member: int) -> None:
        household = self.recognised(pk)
        if household is None or self.session.scalar(select(AidPlan.id).where(
                AidPlan.member_id == member, AidPlan.closed_on.is_(None), AidPlan.voided_at.is_(None))):
            return
        chance, by = self.chance(household, f"plan{member}"), self.officer(household, "community")
        plan = AidPlan(
            household=household, member=self.session.get_one(Member, member), made_on=self.today,
            traits="踏实肯干、身体健康", will="愿意全职就业", difficulties="无特殊困难", goal="20个工作日内就业",
            review_on=some(chance, (self.today + 30 * DAY, 2), (add_months(self.today, 3), 1)))
        due = self.today + some(chance, (10, 1), (20, 1)) * DAY
        measure = PlanMeasure(kind=G, content="一对一职业指导", owner_id=by.id, due_on=due)
        save_plan(self.session, plan, {"measure-1": measure}, by, self.today)
        self.plan(due + some(chance, (-4, 5), (6, 3)) * DAY, self.finish_measure, pk, measure.id)
        self.plan(plan.review_on + some(chance, (-2, 5), (9, 3)) * DAY, self.review, pk, plan.id)

    def finish_measure(self, pk: int, measure: int) -> None:
        if household := self.recognised(pk):
            row = self.session.get_one(PlanMeasure, measure)
            row.done_on, row.outcome = self.today, "已面谈两次"
            save(self.session, row, self.officer(household, "community"), self.today, self.calendar)

    def review(self, pk: int, plan: int) -> None:
        if household := self.recognised(pk):
            row = self.session.get_one(AidPlan, plan)
            row.reviewed_on, row.review_note = self.today, "按计划进行，继续推荐岗位"
            row.review_on = add_months(self.today, 2)
            save(self.session, row, self.officer(household, "community"), self.today, self.calendar)
            self.plan(row.review_on + self.chance(household, f"{self.today}").choice((-1, 5)) * DAY,
                      self.review, pk, plan)

    # ---- services (1-1-3) ---------------------------------------------------------------------

    def serve(self, pk: int, member: int, kind: ServiceKind) -> None:
        household = self.recognised(pk)
        if household is None:
            return
        chance = self.chance(household, f"{member}{self.today}{kind}")
        by = self.officer(household, "community")
        on = max(household.recognised_on, self.today - chance.choice((0, 0, 0, 1, 4)) * DAY)
        row = Service(household=household, member=self.session.get_one(Member, member), kind=kind, served_on=on,
                      content="面谈", served_by=by.name, feedback=some(
                          chance, (Feedback.ACCEPTED, 8), (Feedback.NOT_HIRED, 8), (Feedback.UNREACHED, 1)))
        if kind is R:
            post = self.post_for(household, member)
            row.vacancy_id, row.content = post.id, "点对点推荐岗位"
            row.served_on = row.delivered_on = self.today
            row.delivered_way, row.receipt = DeliveryWay.PERSON, some(chance, ("本人签收", 12), (None, 1))
            if row.feedback is Feedback.ACCEPTED:
                row.answered_on = self.today
        save(self.session, row, by, self.today, self.calendar)

    def post_for(self, household: Household, member: int) -> Vacancy:
        """A post of the county this year's officers have entered, not yet recommended to the member."""
        told = set(self.session.scalars(select(Service.vacancy_id).where(
            Service.member_id == member, Service.vacancy_id.is_not(None))))
        mine = self.session.scalars(select(Vacancy).where(
            Vacancy.office_id == household.county_id, Vacancy.title.startswith("年度"), Vacancy.open_until >= self.today,
        ).order_by(Vacancy.id)).all()
        free = next((post for post in mine if post.id not in told), None)
        return free or self.new_post(household, len(mine))

    def new_post(self, household: Household, n: int) -> Vacancy:
        employer = self.session.scalars(select(Employer).where(
            Employer.office_id == household.county_id).order_by(Employer.id)).first()
        post = Vacancy(employer_id=employer.id, office_id=household.county_id, place_id=household.street_id,
                       title=f"年度岗位{self.today:%m%d}{n}", head_count=99, wage_from=Decimal(2600),
                       strain=Strain.LIGHT, open_from=self.today, open_until=self.today + 500 * DAY)
        save(self.session, post, self.officer(household, "county"), self.today, self.calendar)
        return post

    def void_service(self, pk: int) -> None:
        """Entered by mistake: what was given is owed again."""
        household = self.recognised(pk)
        row = household and self.session.scalars(select(Service).where(
            Service.household_id == pk, Service.voided_at.is_(None), Service.kind != R).order_by(Service.id)).first()
        if row:
            void(self.session, row, "录错了成员", self.officer(household, "street"), self.today, self.at)

    # ---- visits and difficulties --------------------------------------------------------------

    def month_begins(self) -> None:
        """The visits of the month on the agenda of every family that is visited."""
        for household in self.session.scalars(select(Household).where(
                Household.status.in_((S.RECOGNISED, S.EXITED))).order_by(Household.id)).all():
            to_work = household.exit_ground is ExitGround.EMPLOYED
            if household.exited_on and not (to_work and add_months(household.exited_on, 8) > self.today):
                continue
            chance = self.chance(household, f"{self.today}")
            day = some(chance, (chance.randint(2, 18), 11), (chance.randint(20, 27), 4),
                       (chance.randint(32, 48), 3), (None, 2))
            if day:
                self.plan(self.today + (day - 1) * DAY, self.visit, household.id)

    def visit(self, pk: int) -> None:
        household = self.household(pk)
        if household.status not in (S.RECOGNISED, S.EXITED):
            return
        chance, by = self.chance(household, f"visit{self.today}"), self.officer(household, "community")
        reached, told = chance.random() < 0.9, chance.random() < 0.22
        way = some(chance, (VisitWay.HOME, 1), (VisitWay.PHONE, 2))
        row = Visit(household=household, visited_on=self.today - chance.choice((0, 0, 1)) * DAY, way=way,
                    purpose=VisitPurpose.FOLLOW_UP, reached=reached, visitor_1=by.name, findings="情况无变化",
                    work_seen="与上月相同" if reached else None)
        if reached and told and row.visited_on >= household.recognised_on:
            row.difficulties = "希望落实社保补贴"
        ticket = save_visit(self.session, row, TicketKind.POLICY if row.difficulties else None, by,
                            self.today, self.calendar)
        if ticket is not None:
            self.soon(some(chance, (4, 3), (9, 2), (10, 1), (14, 2), (None, 1)), self.settle_ticket, pk, ticket.id)
        if not reached:
            self.soon(3, self.visit, pk)

    def settle_ticket(self, pk: int, ticket: int) -> None:
        household = self.household(pk)
        row = self.session.get_one(Ticket, ticket)
        if row.closed_on is None and household.status in (S.RECOGNISED, S.EXITED):
            settle(self.session, row, "已协调解决", TicketEnd.SOLVED, self.officer(household, "street"), self.today)

    def change(self, pk: int, member: int | None, what: LifeEvent) -> None:
        """What befell the family or one of it (三（四）)."""
        if household := self.recognised(pk):
            row = LifeChange(household=household, what=what, happened_on=self.today, evidence="书面材料",
                             member=self.session.get_one(Member, member) if member else None)
            save(self.session, row, self.officer(household, "community"), self.today, self.calendar)

    def seek(self, pk: int) -> None:
        raise NotImplementedError
