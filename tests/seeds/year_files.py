"""The files of the year: families that apply, step after step to the seal, and what the demo had in hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random

from sqlalchemy import select

from models import Comparison, Household, Member, Objection, Office, User, Visit
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    MemberState,
    ObjectionFinding,
    Role,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from seeds.people import Population
from seeds.staff import COMMUNITY, OTHER_COMMUNITY
from tests.seeds.year_desk import DAY, Agenda
from workflow.decisions import decide_comparison
from workflow.objections import decide_objection
from workflow.records import new_household, save

HOMES = (COMMUNITY, "220104001002", OTHER_COMMUNITY, "222401001002")
NEXT = {S.DRAFT: "submit_file", S.SUBMITTED: "verify_file", S.VERIFIED: "publicize_file",
        S.PUBLICIZED: "report_file", S.REPORTED: "recognise_file"}


class Files(Agenda):
    """Intake and procedure; `self.cared(household)` is called once a family is recognised."""

    def begin(self, arrivals: int, first: date) -> None:
        """The year's applications on the agenda, and every file of the demo where it stands."""
        chance = Random(self.seed)
        self.people = Population(Random(self.seed + 1))
        self.people._born = defaultdict(lambda: 60)  # numbers the demo has not given out
        self.people._phones = 500_000
        self.homes = [home.id for home in self.communities(HOMES)]
        length = (self.last - first).days - 30
        for n in range(arrivals):
            self.soon(1, self.arrive, n, since=first + (n * length // arrivals + chance.randint(0, 4)) * DAY)
        for household in self.session.scalars(select(Household).order_by(Household.id)).all():
            if household.status in NEXT:
                after = self.chance(household).randint(*((4, 6) if household.status is S.PUBLICIZED else (1, 4)))
                self.soon(after, getattr(self, NEXT[household.status]), household.id)
            elif household.status in (S.RECOGNISED, S.EXITED):
                self.plan(first, self.adopt, household.id)

    def arrive(self, n: int) -> None:
        home = self.session.get_one(Office, self.homes[n % len(self.homes)])
        family = self.people.family(self.today, home.name)
        head = family.persons[0]
        household = Household(head_name=head.name, phone=family.phone, register_no=family.register_no,
                              register_address=family.address, applied_on=self.today)
        members = [self.member(person, n == 0) for n, person in enumerate(family.persons)]
        by = self.session.get_one(User, self.desks[home.id, Role.COMMUNITY][0])
        new_household(self.session, household, members[0], home, by, self.today, self.calendar, members[1:])
        self.touched.add(household.id)
        self.soon(self.chance(household).choice((0, 0, 1)), self.submit_file, household.id)

    def member(self, person, applicant: bool) -> Member:
        out_of_work = person.state is MemberState.UNEMPLOYED
        return Member(
            is_applicant=applicant, name=person.name, id_no=person.id_no, relation=person.relation,
            state=person.state, capacity=person.state is not MemberState.INCAPABLE, wants_work=out_of_work,
            registered_on=self.today - 20 * DAY if out_of_work else None, marital=person.marital,
            education=person.education, health=person.health, retirement_group=person.group,
            retirement_source="档案记载" if person.group else None, pension_from=person.pension_from,
            urban=True, book="A", co_living=True, workplace=person.workplace,
        )

    def submit_file(self, pk: int) -> None:
        household = self.household(pk)
        by, other = self.officer(household, "community"), self.officer(household, "street")
        visit = Visit(household=household, visited_on=self.today, purpose=VisitPurpose.VERIFICATION,
                      way=VisitWay.HOME, visitor_1=by.name, visitor_2=other.name + "二", findings="家中无人就业")
        compared = Comparison(household=household, source="S01", compared_on=self.today,
                              result=ComparisonResult.NO_HIT)
        for row in (visit, compared):
            save(self.session, row, by, self.today, self.calendar)
        if self.step(pk, "submit", "community"):
            self.soon(self.chance(household, "verify").randint(2, 6), self.verify_file, pk)

    def verify_file(self, pk: int) -> None:
        household = self.household(pk)
        by = self.officer(household, "street")
        for row in self.session.scalars(select(Comparison).where(
                Comparison.household_id == pk, Comparison.decision == ComparisonDecision.OPEN)).all():
            decide_comparison(self.session, row, ComparisonDecision.NO_EFFECT, "与本人核实过", by, self.today)
        if not self.session.scalar(select(Visit.id).where(Visit.household_id == pk).limit(1)):
            visit = Visit(household=household, visited_on=self.today, purpose=VisitPurpose.VERIFICATION,
                          way=VisitWay.HOME, visitor_1=by.name, visitor_2=by.name + "二", findings="家中无人就业")
            save(self.session, visit, by, self.today, self.calendar)
        if self.step(pk, "approve", "street"):
            self.soon(self.chance(household, "post").randint(0, 2), self.publicize_file, pk)

    def publicize_file(self, pk: int) -> None:
        if self.step(pk, "publicize", "street", place="社区公告栏", complaint_phone="0431-12345678"):
            self.soon(self.chance(self.household(pk), "report").choice((4, 4, 4, 5, 7)), self.report_file, pk)

    def report_file(self, pk: int) -> None:
        by = self.officer(self.household(pk), "street")
        for row in self.session.scalars(select(Objection).where(
                Objection.household_id == pk, Objection.finding == ObjectionFinding.OPEN)).all():
            decide_objection(self.session, row, ObjectionFinding.UNFOUNDED, "经核查不属实", by, self.today)
        if self.step(pk, "report", "street"):
            self.soon(self.chance(self.household(pk), "seal").randint(1, 5), self.recognise_file, pk)

    def recognise_file(self, pk: int) -> None:
        if self.step(pk, "approve", "county"):
            self.cared(pk)

    def cared(self, pk: int) -> None:
        raise NotImplementedError

    def adopt(self, pk: int) -> None:
        raise NotImplementedError
