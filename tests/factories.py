"""Builders of ordinary rows. Keywords only; a test names what matters to it and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from models import (
    AidPlan,
    Comparison,
    Employer,
    Employment,
    Exit,
    Household,
    Member,
    Publicity,
    Service,
    SpecialCase,
    Vacancy,
    Visit,
    db,
)
from policy.aid_terms import DeliveryWay
from policy.credit_code import credit_check_character
from policy.identity import check_character
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    EmploymentForm,
    ExitGround,
    MemberState,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from tests.cast import office as office_of
from tests.cast import officer
from tests.factories_aid import add_measure
from workflow.demands import Order

numbers = count(1)
APPLIED = date(2026, 2, 9)
DATES = {
    "submitted_on": date(2026, 2, 10),
    "verified_on": date(2026, 2, 24),
    "publicized_on": date(2026, 2, 25),
    "publicized_until": date(2026, 3, 2),
    "reported_on": date(2026, 3, 3),
    "recognised_on": date(2026, 3, 5),
}
REACHED = {
    S.DRAFT: (),
    S.SUBMITTED: ("submitted_on",),
    S.VERIFIED: ("submitted_on", "verified_on"),
    S.PUBLICIZED: ("submitted_on", "verified_on", "publicized_on", "publicized_until"),
    S.REPORTED: tuple(DATES)[:5],
    S.RECOGNISED: tuple(DATES),
    S.EXITED: tuple(DATES),
    S.REVOKED: tuple(DATES),
    S.RETURNED: ("submitted_on",),
    S.REJECTED: ("submitted_on",),
    S.WITHDRAWN: (),
}


def identity(birth: date = date(1985, 3, 2), *, male: bool = True, county: str = "229901") -> str:
    """A fictitious identity number: a county that does not exist, a sound check digit."""
    serial = (next(numbers) * 2 + (1 if male else 0)) % 1000
    body = f"{county}{birth:%Y%m%d}{serial:03d}"
    return body + check_character(body)


def order(on: date, calendar: WorkCalendar, **fields: Any) -> Order:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return Order(on=on, at=at, calendar=calendar, fields=fields)


def make_household(
    *,
    status: S = S.DRAFT,
    community: str = "220104001001",
    name: str = "张试子",
    members: int = 1,
    ready: bool = True,
    planned: bool = True,
    **values: Any,
) -> Household:
    """A household in that status with sound members; `ready`: also compared and visited.

    Once recognised it has an officer in charge and each member a plan, unless not `planned`.
    """
    n = next(numbers)
    household = Household(
        family_no=f"220104-2026-{n:05d}", head_name=name, applied_on=APPLIED,
        register_address="长春市朝阳区前进大街（试）1号", phone="15400000001", head_pinyin="zhangshizi",
        head_initials="zsz",
    )
    household.place_in(office_of(db.session, community))
    household.status = status
    for column in REACHED[status]:
        setattr(household, column, DATES[column])
    if status in (S.RECOGNISED, S.EXITED, S.REVOKED):
        household.recognition_no = f"T-{n:05d}"
        household.promise_due_on = date(2026, 4, 2)
        household.assigned_to_id = officer(db.session, "wang").id if planned else None
    if status is S.EXITED:
        household.exited_on, household.exit_ground = date(2026, 3, 9), ExitGround.EMPLOYED
    closing = {S.REVOKED: "revoked_on", S.RETURNED: "returned_on", S.REJECTED: "rejected_on",
               S.WITHDRAWN: "withdrawn_on"}
    if status in closing:
        setattr(household, closing[status], date(2026, 3, 9))
    for key, value in values.items():
        setattr(household, key, value)
    db.session.add(household)
    for no in range(1, members + 1):
        add_member(household, no=no, relation="01" if no == 1 else "20",
                   name=name if no == 1 else f"{name[0]}例{no}")
        if planned and household.recognition_no:
            add_plan(household, no)
    household.size = household.labour_members = household.registered_members = members
    if ready:
        add_visit(household)
        add_comparison(household)
    if status is S.PUBLICIZED:
        poster = officer(db.session, "chen")
        db.session.add(
            Publicity(household=household, posted_on=household.publicized_on,
                      until=household.publicized_until, place="社区公告栏", text="公示",
                      complaint_phone="0431-12345678", posted_by_id=poster.id)
        )
    db.session.commit()
    return household


def add_plan(household: Household, no: int = 1, **values: Any) -> AidPlan:
    """The plan of the member with that number; a member added by the caller may be named too."""
    member = values.pop("member", None) or next(
        m for m in db.session.new if isinstance(m, Member) and m.household is household and m.no == no
    )
    plan = AidPlan(
        **{
            "household": household, "member": member, "made_on": household.recognised_on,
            "traits": "踏实肯干", "will": "愿意全职就业", "difficulties": "无特殊困难",
            "goal": "20个工作日内就业", "review_on": household.recognised_on + timedelta(days=90),
        }
        | values
    )
    db.session.add(plan)
    add_measure(plan, done_on=plan.made_on, outcome="已面谈")
    return plan


def add_member(household: Household, **values: Any) -> Member:
    birth = values.pop("birth_on", date(1985, 3, 2))
    male = values.pop("male", True)
    member = Member(
        **{
            "household": household, "no": 1, "relation": "01", "name": "张试子",
            "id_no": identity(birth, male=male), "sex": "1" if male else "2", "birth_on": birth,
            "state": MemberState.UNEMPLOYED, "capacity": True, "wants_work": True,
            "registered_on": date(2026, 1, 5), "pinyin": "zhangshizi", "initials": "zsz",
            "is_open": household.is_open,
        }
        | values
    )
    db.session.add(member)
    return member


def special_case(**values: Any) -> SpecialCase:
    """A special case of 朝阳区, in force since 2025."""
    case = SpecialCase(
        **{
            "office": office_of(db.session, "220104"), "name": "农垦转制家庭（试）", "conditions": "原农垦职工家庭",
            "basis": "朝人社发〔2025〕3号（试）", "basis_on": date(2025, 1, 6), "approver": "朝阳区人社局",
            "valid_from": date(2025, 1, 6),
        }
        | values
    )
    db.session.add(case)
    return case


def add_visit(household: Household, **values: Any) -> Visit:
    visit = Visit(
        **{
            "household": household, "visited_on": household.applied_on, "way": VisitWay.HOME,
            "purpose": VisitPurpose.VERIFICATION, "visitor_1": "王试甲", "visitor_2": "吴例乙",
            "findings": "家中无人就业",
        }
        | values
    )
    db.session.add(visit)
    return visit


def add_comparison(household: Household, **values: Any) -> Comparison:
    comparison = Comparison(
        **{
            "household": household, "source": "insurance", "compared_on": date(2026, 3, 2),
            "result": ComparisonResult.NO_HIT, "decision": ComparisonDecision.NO_EFFECT,
            "decided_on": date(2026, 3, 2),
        }
        | values
    )
    db.session.add(comparison)
    return comparison


def add_service(member: Member, **values: Any) -> Service:
    service = Service(
        **{
            "household": member.household, "member": member, "kind": ServiceKind.GUIDANCE,
            "served_on": date(2026, 3, 6), "content": "求职面谈", "served_by": "王试甲",
        }
        | values
    )
    db.session.add(service)
    return service


def add_employer(**values: Any) -> Employer:
    """An employer of 朝阳区 that does not exist, with a credit code of its own that holds."""
    body = f"91229900MA{next(numbers) % 10_000_000:07d}"
    employer = Employer(
        **{
            "name": "长春某试样商贸有限公司", "credit_code": body + credit_check_character(body),
            "office": office_of(db.session, "220104"),
        }
        | values
    )
    db.session.add(employer)
    return employer


def add_vacancy(**values: Any) -> Vacancy:
    """A full-time post in 朝阳区 that is open all March, for anybody."""
    vacancy = Vacancy(
        **{
            "title": "理货员", "office": office_of(db.session, "220104"), "head_count": 3,
            "place": office_of(db.session, "220104001"), "wage_from": Decimal(2600),
            "open_from": date(2026, 3, 1), "open_until": date(2026, 3, 31),
        }
        | values
    )
    vacancy.employer = vacancy.employer or add_employer()
    db.session.add(vacancy)
    return vacancy


def add_referral(member: Member, vacancy: Vacancy | None = None, **values: Any) -> Service:
    """A job recommended on 6 March with everything the gate asks; it counts, unless told otherwise."""
    vacancy = vacancy or add_vacancy(title=f"理货员{next(numbers)}")
    return add_service(
        member,
        **{
            "kind": ServiceKind.REFERRAL, "content": "点对点推荐岗位", "vacancy": vacancy,
            "employer": vacancy.employer.name, "job": vacancy.title, "wage": vacancy.wage_from,
            "delivered_on": date(2026, 3, 6), "delivered_way": DeliveryWay.PERSON,
            "receipt": "本人签收", "counts": True,
        }
        | values,
    )


def add_employment(member: Member, **values: Any) -> Employment:
    job = Employment(
        **{
            "household": member.household, "member": member, "form": EmploymentForm.UNIT,
            "employer": "长春某试样商贸有限公司", "job": "理货员", "started_on": date(2026, 3, 9),
            "evidence": "劳动合同", "has_contract": True, "contract_from": date(2026, 3, 9),
        }
        | values
    )
    db.session.add(job)
    return job


def add_exit(household: Household, **values: Any) -> Exit:
    proposal = Exit(
        **{
            "household": household, "ground": ExitGround.EMPLOYED, "evidence": "劳动合同和参保记录",
            "proposed_on": date(2026, 3, 9),
        }
        | values
    )
    db.session.add(proposal)
    return proposal


def first_member(household: Household) -> Member:
    return db.session.query(Member).filter_by(household_id=household.id, no=1).one()
