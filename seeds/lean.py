"""Very many households for measuring, and little else: members and a few services, no history.

Courses, families and names are drawn once in some thousands and then dealt out again and again;
places, days, numbers and identity numbers are every household's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from access.audit import note
from access.kept_recount import rebuild
from models import (
    Employer,
    Household,
    Installation,
    Member,
    NumberSeries,
    Service,
    User,
    Vacancy,
    identity_index,
)
from policy.aid_terms import DeliveryWay
from policy.terms import (
    OPEN_STATUSES,
    EmploymentForm,
    Feedback,
    HouseholdKind,
    MemberState,
    Origin,
    ServiceKind,
    VisitWay,
)
from seeds.bulk import Ids, Rows, catch_up_sequences, new_rows, without_indexes, write
from seeds.demo import ACCOUNTS, YEARS, demand_empty
from seeds.episode import BEIJING
from seeds.jobs import Pool, add_post, employer_row
from seeds.load import load_reference
from seeds.people import Family, Population
from seeds.plans import Days, Places
from seeds.staff import Place, Staff
from seeds.timeline import Clock, Timeline, draw, draw_course
from workflow.calendar import work_calendar
from workflow.spelling import pinyin_of

BATCH, COURSES, FAMILIES, NAMES = 5000, 10_000, 3000, 20_000
LOADED = (User, Employer, Vacancy, Household, Member, Service)


@dataclass(frozen=True, slots=True)
class Lean:
    """How much was loaded, and who can sign in."""

    households: int
    members: int
    accounts: tuple[str, ...]


class Dealer:
    """Deals out courses, families, names and places, the same ones for the same seed."""

    def __init__(self, session: Session, random: Random, first: date, on: date) -> None:
        clock = Clock(work_calendar(session), first - timedelta(days=400), on + timedelta(days=400))
        last = clock.before(on, 1)
        days = Days(clock, first, last, random)
        self.random, self.staff = random, Staff(session)
        self.people, self.ids = Population(random), Ids(session)
        self.series: Counter[str] = Counter()
        self.timelines = sorted(
            (draw(clock, days.draw(), last, draw_course(random)) for _ in range(COURSES)),
            key=lambda line: line.applied,
        )
        self.families = [self.people.family(on, "") for _ in range(FAMILIES)]
        self.names = [(name, *pinyin_of(name)) for name in
                      (self.people.name() for _ in range(NAMES))]
        self.places = Places(self.staff, random)
        self.vacancies: dict[int, int] = {}

    def number(self, kind: str, place: Place, day: date, digits: int) -> str:
        name = f"{kind}:{place.columns['county_id']}:{day.year}"
        self.series[name] += 1
        return f"{place.county_code}-{day.year}-{self.series[name]:0{digits}d}"


def load_lean(
    session: Session, households: int, seed: int, *, on: date, password: str
) -> Lean:
    """Load so many households into an empty database; commits every few thousand.

    Raises Refused where there are officers or households already.
    """
    demand_empty(session)
    load_reference(session)
    random = Random(seed)
    first = max(on.replace(year=on.year - YEARS, day=1), date(min(work_calendar(session).years), 1, 1))
    dealer, rows, members = Dealer(session, random, first, on), new_rows(), 0
    dealer.staff.hire(dealer.ids, rows, dealer.people, password, first)
    dealer.vacancies = open_posts(dealer, rows, first, on)
    with without_indexes(session, (Household, Member, Service)):
        for start in range(0, households, BATCH):
            for n in range(start, min(start + BATCH, households)):
                line = dealer.timelines[n * COURSES // households]  # ids run with the days
                members += deal(dealer, rows, line)
            write(session, rows, LOADED)
            session.commit()
    rows[NumberSeries].extend({"name": n, "last": last} for n, last in dealer.series.items())
    write(session, rows)
    catch_up_sequences(session, LOADED)
    session.merge(Installation(name="demo", value="1"))
    rebuild(session)
    note(session, "load_lean", households=households, seed=seed)
    session.commit()
    return Lean(households, members, tuple(ACCOUNTS))


def open_posts(dealer: Dealer, rows: Rows, first: date, on: date) -> dict[int, int]:
    """One employer and one post a county, open all the time and for anybody."""
    pool, found = Pool(), {}
    for county in (office for office in dealer.staff.offices if office.seals):
        employer = employer_row(dealer.random, dealer.ids, county, 0, dealer.staff, first)
        rows[Employer].append(employer)
        post = add_post(
            pool, dealer.ids, employer, county, county, dealer.staff, title="保洁员",
            form=EmploymentForm.UNIT, head_count=10_000, wage_from=Decimal(2600),
            open_from=first - timedelta(days=400), open_until=on + timedelta(days=400),
        )
        rows[Vacancy].append(post.row)
        found[county.id] = post.row["id"]
    return found


def deal(dealer: Dealer, rows: Rows, line: Timeline) -> int:
    """One household with its members and services; answers how many members."""
    place, family = dealer.places.draw(), dealer.random.choice(dealer.families)
    household = household_row(dealer, place, family, line)
    rows[Household].append(household)
    first = None
    for member in member_rows(dealer, family, household):
        rows[Member].append(member)
        first = first or member
    if line.recognised and first:
        ends = line.exited or line.last
        for kind, after in ((ServiceKind.GUIDANCE, 1), (ServiceKind.REFERRAL, 5)):
            day = line.recognised + timedelta(days=after)
            if day <= ends:
                rows[Service].append(service_row(dealer, household, first, kind, day))
                household["assisted_on"] = household["assisted_on"] or day
    return len(family.persons)


def entered(day: date) -> dict[str, Any]:
    return {"version": 1, "created_at": datetime.combine(day, time(10), BEIJING),
            "created_by_id": None}


def household_row(dealer: Dealer, place: Place, family: Family, line: Timeline) -> dict[str, Any]:
    """The household's row with its dates and ancestors, as the full load would make it."""
    r = dealer.random
    name, pinyin, initials = r.choice(dealer.names)
    seekers = sum(p.seeks_work for p in family.persons)
    phone = dealer.people.phone()
    aside = {f"{kind}_on": line.aside if line.status == kind else None
             for kind in ("rejected", "withdrawn", "revoked")}
    return {
        "id": dealer.ids.next(Household), **place.columns, **entered(line.applied), **aside,
        "family_no": dealer.number("family", place, line.applied, 5), "episode": 1,
        "kind": HouseholdKind.ORDINARY, "origin": Origin.DESK, "status": line.status,
        "is_open": line.status in OPEN_STATUSES, "head_name": name, "head_pinyin": pinyin,
        "head_initials": initials, "phone": phone, "phone_last4": phone[-4:],
        "applied_on": line.applied, "register_address": f"{place.words}虚构路{r.randrange(1, 300)}号",
        "size": len(family.persons), "labour_members": seekers, "registered_members": seekers,
        "monthly_income": Decimal(r.randrange(19) * 100), "submitted_on": line.submitted,
        "verified_on": line.verified, "publicized_on": line.publicized,
        "publicized_until": line.until, "reported_on": line.reported,
        "recognised_on": line.recognised, "promise_due_on": line.promise,
        "recognition_no": dealer.number("recognition", place, line.recognised, 4)
        if line.recognised else None,
        "assisted_on": None, "placed_on": line.placed if line.job_verified else None,
        "exited_on": line.exited, "exit_ground": "employed" if line.exited else None,
        "returned_on": line.sent_back if line.status == "returned" else None,
        "acted_on": line.exited or line.aside or line.recognised or line.submitted,
    }


def member_rows(
    dealer: Dealer, family: Family, household: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    place = {key: household[key] for key in ("community_id", "street_id", "county_id", "unit_id",
                                            "version", "created_at", "created_by_id", "is_open")}
    for no, person in enumerate(family.persons, 1):
        name, pinyin, initials = dealer.random.choice(dealer.names)
        if no == 1:
            name, pinyin, initials = (household[f"head_{k}"] for k in ("name", "pinyin", "initials"))
        birth = person.birth_on + timedelta(days=dealer.random.randrange(-180, 180))
        id_no = dealer.people.identity(birth, person.sex)
        yield {
            **place, "id": dealer.ids.next(Member), "household_id": household["id"], "no": no,
            "is_applicant": no == 1, "name": name, "pinyin": pinyin, "initials": initials,
            "id_no": id_no, "id_no_index": identity_index(id_no), "id_no_last4": id_no[-4:],
            "sex": str(person.sex), "birth_on": birth, "relation": person.relation,
            "ethnic": person.ethnic, "education": person.education, "marital": person.marital,
            "health": person.health, "urban": True, "book": "A", "co_living": True,
            "capacity": person.state is not MemberState.INCAPABLE,
            "wants_work": person.seeks_work, "state": person.state,
            "registered_on": household["applied_on"] - timedelta(days=60)
            if person.seeks_work else None,
            "retirement_group": person.group,
        }


def service_row(
    dealer: Dealer, household: dict[str, Any], member: dict[str, Any], kind: ServiceKind, day: date
) -> dict[str, Any]:
    referral = kind is ServiceKind.REFERRAL
    post = dealer.vacancies[household["county_id"]] if referral else None
    keep = ("community_id", "street_id", "county_id", "unit_id")
    return {
        **{key: household[key] for key in keep}, **entered(day), "id": dealer.ids.next(Service),
        "household_id": household["id"], "member_id": member["id"], "kind": kind,
        "served_on": day, "content": "点对点推荐岗位" if referral else "一对一职业指导",
        "employer": "样例物业服务有限公司" if referral else None,
        "job": "保洁员" if referral else None, "wage": Decimal(2600) if referral else None,
        "way": VisitWay.PHONE, "served_by": "曹虚亥", "feedback": Feedback.ACCEPTED,
        "vacancy_id": post, "delivered_on": day if referral else None,
        "delivered_way": DeliveryWay.PHONE if referral else None,
        "receipt": "录音0001" if referral else None, "counts": True if referral else None,
    }
