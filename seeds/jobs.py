"""The pool of jobs of the demo province: some 400 employers, 1,500 vacancies, and which referrals count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import AidPlan, Employer, Office, Service, Vacancy
from policy.aid_terms import Strain
from policy.credit_code import credit_check_character
from policy.matching import Offer, Seeker
from policy.parameters import MINIMUM_WAGE
from policy.recommendation import Recommendation, gate, passes
from policy.terms import EmploymentForm, Feedback, Level, ServiceKind
from seeds.bulk import Ids, Rows
from seeds.staff import Staff

BEIJING = timezone(timedelta(hours=8))
TITLES = ("保洁员", "保安", "收银员", "配菜工", "分拣员", "护理员", "绿化工", "物业维修", "包装工", "仓管员")
TRADES = ("物业服务", "家政服务", "商贸", "餐饮管理", "物流", "养老服务", "园林绿化", "食品加工")
DUTIES = "按班次完成岗位工作，岗前培训，工具由单位提供"
LANES, EMPLOYERS = 5, 400
"""Posts open at any time in a county; employers in all."""


@dataclass(slots=True)
class Post:
    """A vacancy of the pool, and what the rules see of it."""

    row: dict[str, Any]
    employer: dict[str, Any]
    offer: Offer


@dataclass(slots=True)
class Pool:
    """Employers and vacancies by county, and every post by its id."""

    employers: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[int, Post] = field(default_factory=dict)
    of_county: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))
    cheap: Post | None = None
    paths: dict[int, str] = field(default_factory=dict)

    def choose(
        self, random: Random, county: int, day: date, member: dict[str, Any], told: Iterable[Any]
    ) -> Post | None:
        """An open post that suits the member and was not recommended before; None if there is none."""
        known = {self.posts[number].offer.key for number in told if number}
        fitting = [
            post for post in self.of_county[county]
            if post.offer.open_from <= day <= post.offer.open_until and post.offer.key not in known
            and post is not self.cheap and passes(self.trial(post, member, day)).met
        ]
        return random.choice(fitting) if fitting else None

    def trial(self, post: Post, member: dict[str, Any], day: date) -> Recommendation:
        way: Any = "person"
        return Recommendation(0, day, self.seeker(member, []), post.offer, day, way, "签收")

    def seeker(self, member: dict[str, Any], plans: list[dict[str, Any]]) -> Seeker:
        """The member and the plan that runs, as workflow.job_facts would read them."""
        plan: dict[str, Any] = max(plans, key=lambda p: (p["made_on"], p["id"]), default={})
        return Seeker(
            member["birth_on"], self.paths[member["county_id"]], member["education"],
            member["health"], place=self.paths.get(plan.get("place_id") or 0, ""),
            strain=plan.get("strain"),
        )

    def judge(self, rows: Rows, household: dict[str, Any], members: list[dict[str, Any]]) -> None:
        """Say of each recommended job whether it counts, and since when the household is picky."""
        refused = []
        for member in members:
            mine = [s for s in rows[Service]
                    if s["kind"] is ServiceKind.REFERRAL and s["member_id"] == member["id"]]
            plans = [p for p in rows.get(AidPlan, []) if p["member_id"] == member["id"]]
            verdicts = gate(self.told(s, member, plans) for s in mine)
            for service in mine:
                verdict = verdicts[service["id"]]
                service["counts"] = verdict.met
                service["shortfall"] = "；".join(map(str, verdict.objections)) or None
                if verdict.met and service["refusal_justified"] is False:
                    refused.append(service["answered_on"] or service["served_on"])
        household["picky_on"] = min(refused, default=None)

    def told(
        self, service: dict[str, Any], member: dict[str, Any], plans: list[dict[str, Any]]
    ) -> Recommendation:
        on, post = service["served_on"], self.posts.get(service["vacancy_id"] or 0)
        running = [p for p in plans
                   if p["made_on"] <= on and (p.get("closed_on") or date.max) >= on]
        return Recommendation(
            service["id"], on, self.seeker(member, running), post.offer if post else None,
            service["delivered_on"], service["delivered_way"], service["receipt"] or "",
            service["feedback"],
        )


def fill_pool(
    random: Random, staff: Staff, ids: Ids, rows: Rows, first: date, last: date
) -> Pool:
    """Employers and vacancies of every county, so that some posts are open on every day of the story."""
    pool = Pool(paths={office.id: office.path for office in staff.offices})
    counties = sorted((o for o in staff.offices if o.seals), key=lambda o: o.path)
    for n, county in enumerate(counties):
        share = EMPLOYERS * (n + 1) // len(counties) - EMPLOYERS * n // len(counties)
        for number in range(share):
            pool.employers[county.id].append(employer_row(random, ids, county, number, staff, first))
        rows[Employer].extend(pool.employers[county.id])
        streets = [o for o in staff.offices if o.level is Level.STREET and o.is_under(county.path)]
        for lane in range(LANES):
            place = random.choice(streets) if streets else county
            fill_lane(pool, random, ids, (county, place), lane, (first, last), staff)
    home = counties[0]
    pool.cheap = add_post(
        pool, ids, pool.employers[home.id][0], home, home, staff,
        title="零活帮工", form=EmploymentForm.FLEXIBLE, head_count=50, wage_from=Decimal(1200),
        open_from=first - timedelta(days=200), open_until=last + timedelta(days=90),
    )
    rows[Vacancy].extend(post.row for post in pool.posts.values())
    return pool


def employer_row(
    random: Random, ids: Ids, county: Office, number: int, staff: Staff, first: date
) -> dict[str, Any]:
    """An employer that does not exist, with a credit code whose check character holds."""
    digits = "".join(c if c.isdigit() else "0" for c in county.code)[:6]
    body = f"91229900MA{digits}{number % 10}"[:17]
    name = f"{county.short_name}样例{TRADES[number % 8]}有限公司"
    if number >= len(TRADES):
        name += f"第{number // len(TRADES) + 1}分公司"
    by = staff.officers[county.id][0]
    return {
        "id": ids.next(Employer), "name": name, "credit_code": body + credit_check_character(body),
        "office_id": county.id, "address": f"{county.name}虚构大街{number + 1}号", "contact": None,
        "hotline": "0431-12345678", "key_employer": random.random() < 0.25, "version": 1,
        "created_at": datetime.combine(first, time(9), BEIJING), "created_by_id": by.id,
    }


def fill_lane(
    pool: Pool, random: Random, ids: Ids, where: tuple[Office, Office], lane: int,
    span: tuple[date, date], staff: Staff,
) -> None:
    """One post after another, so that one of the lane is open on nearly every day."""
    county, place = where
    day, n = span[0] - timedelta(days=random.randrange(30, 200)), 0
    while day <= span[1]:
        until = day + timedelta(days=random.randrange(240, 420))
        low = random.randrange(19, 38) * 100
        ended = until < span[1] and random.random() < 0.3
        add_post(
            pool, ids, random.choice(pool.employers[county.id]), county, place, staff,
            title=TITLES[(lane + n * 3) % len(TITLES)],
            form=EmploymentForm.PUBLIC_POST if random.random() < 0.1 else EmploymentForm.UNIT,
            head_count=random.randrange(3, 15), wage_from=Decimal(low),
            wage_to=Decimal(low + random.randrange(2, 9) * 100),
            education="71" if random.random() < 0.2 else None, age_from=18,
            age_to=random.choice((None, None, None, 55, 60)),
            strain=random.choices(tuple(Strain), (30, 60, 10))[0], nights=random.random() < 0.15,
            suits_disabled=random.random() < 0.15, open_from=day, open_until=until,
            closed_on=until if ended else None, closed_reason="已招满" if ended else None,
        )
        day, n = until + timedelta(days=1), n + 1


def add_post(
    pool: Pool, ids: Ids, employer: dict[str, Any], county: Office, place: Office, staff: Staff,
    **values: Any,
) -> Post:
    """One vacancy of the pool; heads are counted once all is loaded (count_hires)."""
    usual = {
        "wage_to": None, "education": None, "age_from": None, "age_to": None, "skills": None,
        "strain": Strain.ORDINARY, "nights": False, "suits_disabled": False, "closed_on": None,
        "closed_reason": None,
    }
    row = {**usual, **values}
    offer = Offer(
        key=f"{employer['id']}/{row['title']}/{place.id}", place=place.path, heads=10_000,
        minimum=Decimal(MINIMUM_WAGE.at(max(row["open_from"], date(2021, 6, 30)))),
        **{k: row[k] for k in ("title", "form", "wage_from", "open_from", "open_until", "age_from",
                               "age_to", "strain", "suits_disabled", "closed_on")},
    )
    row |= {
        "id": ids.next(Vacancy), "employer_id": employer["id"], "office_id": county.id,
        "place_id": place.id, "duties": DUTIES, "has_contract": True, "insures": True, "hired": 0,
        "version": 1, "created_at": datetime.combine(row["open_from"], time(9), BEIJING),
        "created_by_id": staff.officers[county.id][0].id,
    }
    post = pool.posts[row["id"]] = Post(row, employer, offer)
    pool.of_county[county.id].append(post)
    return post


def count_hires(session: Session) -> None:
    """Heads taken, as the services say; employers wanted a few more than they hired."""
    hired = (
        select(func.count(Service.member_id.distinct()))
        .where(Service.vacancy_id == Vacancy.id, Service.feedback == Feedback.HIRED)
        .scalar_subquery()
    )
    told = {"traced": True, "synchronize_session": False}
    session.execute(update(Vacancy).values(hired=hired), execution_options=told)
    session.execute(
        update(Vacancy).where(Vacancy.hired >= Vacancy.head_count)
        .values(head_count=Vacancy.hired + 2),
        execution_options=told,
    )
