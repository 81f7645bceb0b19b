"""The rows of one fictitious application, from the draft to the recognition."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from models import (
    Attachment,
    Comparison,
    Household,
    Member,
    Objection,
    Opinion,
    Publicity,
    StatusChange,
    Visit,
    identity_index,
)
from policy.paper_terms import Held
from policy.papers import WANTED
from policy.terms import (
    OPEN_STATUSES,
    ComparisonDecision,
    ComparisonResult,
    HouseholdKind,
    MemberState,
    ObjectionFinding,
    OpinionStage,
    Origin,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from seeds.bulk import Rows, new_rows
from seeds.people import Family, Person
from seeds.staff import Officer
from seeds.story import Plan, Story
from workflow.effects import AGREES
from workflow.notice import notice_text
from workflow.spelling import pinyin_of

BEIJING = timezone(timedelta(hours=8))
SOURCES = ("S01", "S02", "S05")  # insurance, employment and business registers
CAUSES = ("12", "12", "12", "13", "17", "17", "90")
REJECTED = ("经核实，有成员处于单位就业状态，不符合通知一的规定", "户籍不在本辖区城镇，不符合通知一（一）")
WITHDRAWN = ("本人已自行找到工作，申请撤回", "材料暂不齐备，本人申请撤回")
RETURNED = ("户口簿首页缺失，请补正后重新提交", "配偶失业登记日期未填，请补正")


class Episode:
    """The rows of one plan, open to be spoiled by a fault before they are written."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.story, self.plan, self.line = story, plan, plan.timeline
        self.random, self.place = story.random, plan.place
        self.rows: Rows = new_rows()
        self.trail: list[dict[str, Any]] = []
        self._today: Counter[date] = Counter()
        self._offset = self.random.randrange(0, 150)
        choose = self.random.choice
        self.clerk: Officer = choose(story.staff.of(self.place, "community"))
        street = story.staff.of(self.place, "street")
        self.reviewer: Officer = choose([o for o in street if o.name != self.clerk.name] or street)
        self.decider: Officer = choose(story.staff.of(self.place, "county"))
        self.family = self.family_of()
        self.household = self.add_household()
        self.members = [self.add_member(n, p) for n, p in enumerate(self.family.persons, 1)]
        self.take_steps()

    def family_of(self) -> Family:
        earlier = self.plan.earlier
        if earlier is not None and earlier.family is not None:
            family = earlier.family
        else:
            korean = self.place.unit_code == "222400" and self.random.random() < 0.3
            family = self.story.people.family(self.plan.applied, self.place.words, korean)
        self.plan.family = family
        return family

    def moment(self, day: date) -> datetime:
        """The next instant of that day at which somebody enters something, in office hours."""
        self._today[day] += 1
        minutes = self._offset + self._today[day] * 7
        return datetime.combine(day, time(8, 40), BEIJING) + timedelta(minutes=minutes)

    def add(self, model: type[Any], day: date | None, by: Officer | None, **values: Any) -> dict[str, Any]:
        """One row of the household, laid where the household lies."""
        row = {"id": self.story.ids.next(model), **self.place.columns, **values}
        if model is not Household:
            row["household_id"] = self.household["id"]
        if hasattr(model, "version"):
            row["version"] = 1
        if day is not None:
            row["created_at"] = self.moment(day)
            row["created_by_id"] = by.id if by else None
        self.rows[model].append(row)
        return row

    def tell(self, at: datetime, by: Officer, act: str, record: str, **changes: Any) -> None:
        self.trail.append({
            "at": at, "actor": by.username, "role": by.role.value, "office": by.office,
            "address": f"10.22.{by.id // 250 % 250}.{by.id % 250 + 1}", "act": act,
            "record": record, "path": self.place.path, "result": "done", "changes": changes,
        })

    def add_household(self) -> dict[str, Any]:
        plan, line, r, family = self.plan, self.line, self.random, self.family
        head = family.persons[0]
        pinyin, initials = pinyin_of(head.name)
        seeking = [p for p in family.persons if p.seeks_work]
        row = self.add(
            Household, plan.applied, self.clerk,
            family_no=plan.family_no, episode=plan.episode, kind=HouseholdKind.ORDINARY,
            origin=r.choices((Origin.DESK, Origin.ONLINE, Origin.FOUND), (70, 15, 15))[0],
            status=line.status, is_open=line.status in OPEN_STATUSES,
            head_name=head.name, head_pinyin=pinyin, head_initials=initials,
            phone=family.phone, phone_last4=family.phone[-4:], applied_on=plan.applied,
            register_no=family.register_no, register_address=family.address,
            home_address=family.address, size=len(family.persons), labour_members=len(seeking),
            registered_members=len(seeking), monthly_income=Decimal(r.randrange(0, 19) * 100),
            income_source=r.choice(("低保金", "亲友接济", "积蓄", "零工", "失业保险金")),
            low_income_no=family.low_income_no, housing=family.housing, hardship=family.hardship,
            bank_name="样例银行长春分行" if family.account else None, bank_account=family.account,
            bank_account_last4=family.account[-4:] if family.account else None,
            submitted_on=line.submitted, verified_on=line.verified,
            publicized_on=line.publicized, publicized_until=line.until,
            reported_on=line.reported, recognised_on=line.recognised,
            recognition_no=plan.recognition_no, promise_due_on=line.promise,
            assisted_on=None, placed_on=None, exited_on=None, exit_ground=None,
            returned_on=line.sent_back if line.status is S.RETURNED else None,
            rejected_on=line.aside if line.status is S.REJECTED else None,
            withdrawn_on=line.aside if line.status is S.WITHDRAWN else None,
            revoked_on=line.aside if line.status is S.REVOKED else None,
            acted_on=None,
            submitted_by_id=self.clerk.id if line.submitted else None,
            verified_by_id=self.reviewer.id if line.verified else None,
            reported_by_id=self.reviewer.id if line.reported else None,
            recognised_by_id=self.decider.id if line.recognised else None,
            exited_by_id=None, assigned_to_id=self.clerk.id if line.recognised else None,
        )
        self.tell(row["created_at"], self.clerk, "create", f"household:{row['id']}",
                  family_no=[None, plan.family_no], status=[None, S.DRAFT.value])
        return row

    def add_member(self, no: int, person: Person) -> dict[str, Any]:
        r, applied = self.random, self.plan.applied
        pinyin, initials = pinyin_of(person.name)
        registered, since = None, None
        if person.seeks_work:
            earlier = self.plan.earlier
            base = earlier.job_ends if earlier and earlier.job_ends else None
            registered = base + timedelta(days=3) if base else (
                applied - timedelta(days=r.randrange(15, 300)))
            since = base or registered - timedelta(days=r.randrange(5, 60))
        row = self.add(
            Member, applied, self.clerk,
            is_open=self.household["is_open"], no=no, is_applicant=no == 1, name=person.name,
            pinyin=pinyin, initials=initials, id_no=person.id_no,
            id_no_index=identity_index(person.id_no), id_no_last4=person.id_no[-4:],
            sex=str(person.sex), birth_on=person.birth_on, relation=person.relation,
            relation_to_head="02" if no == 1 else person.relation, ethnic=person.ethnic,
            education=person.education, marital=person.marital, health=person.health,
            political="13", urban=True, book="A", co_living=True,
            capacity=person.state is not MemberState.INCAPABLE, wants_work=person.seeks_work,
            state=person.state, registered_on=registered,
            registration_no=f"SY{r.randrange(10**9, 10**10)}" if registered else None,
            unemployed_since=since,
            unemployment_cause=r.choice(CAUSES) if registered else None,
            retirement_group=person.group, pension_from=person.pension_from,
            workplace=person.workplace, monthly_income=None, skills=person.skills,
            wished_job=person.wished_job, wished_training=person.wished_training,
        )
        person_pays = person.state is MemberState.PENSIONER
        row["monthly_income"] = Decimal(r.randrange(12, 26) * 100) if person_pays else None
        return row

    @property
    def seekers(self) -> list[dict[str, Any]]:
        return [m for m in self.members if m["state"] is MemberState.UNEMPLOYED]

    def change(self, day: date, act: str, before: S, after: S, by: Officer,
               reason: str | None = None) -> None:
        """One act: its place in the history, its line in the trail, the box of the form it fills."""
        at = self.moment(day)
        self.add(StatusChange, None, None, at=at, acted_on=day, act=act, before=before,
                 after=after, by_id=by.id, by_name=by.name, by_role=by.role, by_office=by.office,
                 reason=reason)
        self.household["acted_on"] = day
        self.tell(at, by, act, f"household:{self.household['id']}", before=before.value,
                  after=after.value, on=day.isoformat())
        if act in AGREES:
            stage, words = AGREES[act]
            self.add(Opinion, day, by, stage=stage, agrees=True, words=words, given_on=day,
                     given_by_id=by.id)
        elif act in ("return", "reject"):
            stage = OpinionStage.COUNTY if before is S.REPORTED else OpinionStage.STREET
            self.add(Opinion, day, by, stage=stage, agrees=False, words=reason or "不符合条件",
                     given_on=day, given_by_id=by.id)

    def take_steps(self) -> None:
        line = self.line
        if line.first_submitted and line.sent_back:
            self.change(line.first_submitted, "submit", S.DRAFT, S.SUBMITTED, self.clerk)
            self.change(line.sent_back, "return", S.SUBMITTED, S.RETURNED, self.reviewer,
                        self.random.choice(RETURNED))
        if line.submitted and line.status is not S.RETURNED:
            before = S.RETURNED if line.first_submitted else S.DRAFT
            self.change(line.submitted, "submit", before, S.SUBMITTED, self.clerk)
            self.compare(line.submitted)
            self.see_originals(line.submitted)
        if line.visited:
            self.visit(line.visited)
        if line.verified:
            self.change(line.verified, "verify", S.SUBMITTED, S.VERIFIED, self.reviewer)
        if line.publicized and line.until:
            self.publicize(line.publicized, line.until)
        if line.reported:
            self.change(line.reported, "report", S.PUBLICIZED, S.REPORTED, self.reviewer)
        if line.recognised:
            self.change(line.recognised, "recognise", S.REPORTED, S.RECOGNISED, self.decider)
        if line.aside and self.plan.course.aside is not None:
            self.step_aside(line.aside, self.plan.course.aside)

    def step_aside(self, day: date, to: S) -> None:
        before = self.plan.course.aside_after
        act, by, words = {
            S.REJECTED: ("reject", self.decider if before is S.REPORTED else self.reviewer,
                         self.random.choice(REJECTED)),
            S.WITHDRAWN: ("withdraw", self.clerk, self.random.choice(WITHDRAWN)),
            S.REVOKED: ("revoke", self.decider, "经查实，认定时隐瞒一名成员已就业的情况"),
        }[to]
        self.change(day, act, before, to, by, words)

    def compare(self, day: date) -> None:
        decided = self.line.visited or self.line.verified
        for member in self.seekers:
            for source in SOURCES:
                hit = self.random.random() < 0.03
                self.add(
                    Comparison, day, self.clerk, member_id=member["id"], source=source,
                    batch_no=f"BD{day:%Y%m%d}", compared_on=day,
                    result=ComparisonResult.HIT if hit else ComparisonResult.NO_HIT,
                    details="灵活就业身份参保，未发现单位缴费" if hit else None,
                    decision=ComparisonDecision.NO_EFFECT if decided else ComparisonDecision.OPEN,
                    decided_on=decided, decided_by_id=self.reviewer.id if decided else None,
                    decision_note="经询问为个人续缴，无就业收入" if hit and decided else None,
                )

    def see_originals(self, day: date) -> None:
        """The clerk notes which papers were shown at the desk; one family in seventeen brings no identity card."""
        shown = WANTED[:1] if self.household["id"] % 17 == 0 else WANTED
        for kind in shown:
            self.add(Attachment, day, self.clerk, kind=kind, held=Held.ORIGINAL, seen_on=day)

    def visit(self, day: date) -> None:
        head = self.members[0]
        self.add(
            Visit, day, self.clerk, visited_on=day, purpose=VisitPurpose.VERIFICATION,
            way=VisitWay.HOME, reached=True, visitor_1=self.clerk.name,
            visitor_2=self.reviewer.name, interviewee=head["name"],
            findings=self.random.choice((
                "家中无人就业，申请内容属实。", "邻里反映该户成员均在家待业，与申请一致。",
                "住房简陋，成员求职意愿强烈，情况属实。")),
        )

    def publicize(self, day: date, until: date) -> None:
        self.change(day, "publicize", S.VERIFIED, S.PUBLICIZED, self.reviewer)
        head, row = self.members[0], self.household
        period = self.story.calendar.count(day, self.plan.course.publicity_days,
                                           provisional_ok=True)
        text = notice_text(
            SimpleNamespace(**row), SimpleNamespace(**head),  # type: ignore[arg-type]
            SimpleNamespace(name=self.place.name),  # type: ignore[arg-type]
            SimpleNamespace(name=self.place.street_name),  # type: ignore[arg-type]
            period, day, "12333",
        )
        taken_down = self.line.reported or self.line.aside
        posted = self.add(
            Publicity, day, self.reviewer, round=1, posted_on=day, until=until,
            provisional=period.provisional, place=f"{self.place.name}政务公开栏", text=text,
            complaint_phone="12333", taken_down_on=taken_down, posted_by_id=self.reviewer.id,
        )
        if self.plan.objection_open or (self.line.reported and self.random.random() < 0.02):
            self.object_(posted, self.story.clock.after(day, 1), until)

    def object_(self, posted: dict[str, Any], raised: date, decided: date) -> None:
        is_open = self.plan.objection_open
        self.add(
            Objection, min(raised, self.story.last), self.reviewer, publicity_id=posted["id"],
            raised_on=min(raised, self.story.last), raised_by="匿名群众",
            content="反映该户有人外出务工，请核实。",
            finding=ObjectionFinding.OPEN if is_open else ObjectionFinding.UNFOUNDED,
            decided_on=None if is_open else decided,
            decided_by_id=None if is_open else self.reviewer.id,
            decision_note=None if is_open else "经走访和参保核实，无就业记录，异议不成立。",
        )
