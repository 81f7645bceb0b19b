"""Who helps and by which plan, in the demo: offices' plans, members' plans with measures, pairings, activations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from models import (
    Activation,
    AidPlan,
    ContingencyPlan,
    Employment,
    Pairing,
    PlanMeasure,
    Service,
)
from policy.ages import add_months, full_years
from policy.aid_terms import Strain
from policy.terms import Level, ServiceKind
from seeds.bulk import Ids, Rows
from seeds.episode import BEIJING, Episode
from seeds.faults import KEPT_CLEAN
from seeds.staff import Staff

PLAN_AFTER, REVIEW_MONTHS, LONG_AFTER = 3, 3, 15
"""Working days after the seal; months between reviews; working days after which a plan of the office helps."""
PARTNERS = (("样例国资公司", "党支部书记"), ("样例机关工委", "科长"), ("样例供电公司", "工会主席"), ("样例银行支行", "行长"))
WILLS = ("愿意在本区就近就业", "希望从事熟悉的工种", "希望工作时间固定，能照顾家人", "愿意参加培训后再就业")
CAUGHT_UP = ("已面谈，明确求职方向", "已提供培训班信息", "已推荐岗位")
MISSING = {Level.UNIT: 0.1, Level.COUNTY: 0.08, Level.STREET: 0.1, Level.COMMUNITY: 0.12}
"""How many offices of each level have no plan."""


def help_by_plan(episode: Episode) -> None:
    """After the services are known: plans from the seal on, for most; a few faults the warnings name."""
    line, story = episode.line, episode.story
    if line.recognised is None:
        return
    made = story.clock.after(line.recognised, PLAN_AFTER)
    ends = min(filter(None, (line.exited, line.aside)), default=None)
    clean = episode.place.county_code in KEPT_CLEAN
    lax = episode.random.random() < 0.06 and not clean
    if ends is None and not clean and episode.random.random() < 0.1:
        episode.household["assigned_to_id"] = None  # W20
    if made <= story.last and (ends is None or made < ends) and not lax:
        for member in episode.seekers:
            plan(episode, member, made, ends)
    if episode.random.random() < 0.25:
        pair(episode, line.recognised, ends)
    start = story.clock.after(line.recognised, LONG_AFTER)
    if start <= story.last and (line.placed is None or line.placed > start) and (ends is None or ends > start):
        activate(episode, start, ends)


def plan(episode: Episode, member: dict[str, Any], made: date, ends: date | None) -> None:
    """One member's plan; reviewed in time by all but a few, ended with the household's exit."""
    r, last = episode.random, episode.story.last
    neglected = r.random() < 0.05
    review, reviewed = add_months(made, REVIEW_MONTHS), None
    while review < min(ends or last, last) and not neglected:
        reviewed, review = review, add_months(review, REVIEW_MONTHS)
    placed = any(job["member_id"] == member["id"] for job in episode.rows[Employment])
    closing = "成员已实现就业，方案结束" if placed else "本户已退出，方案结束"
    sex = "男" if member["sex"] == "1" else "女"
    row = episode.add(
        AidPlan, made, episode.clerk, member_id=member["id"], made_on=made,
        traits=f"{sex}，{full_years(member['birth_on'], made)}周岁，技能：{member['skills'] or '暂无'}",
        will=r.choice(WILLS), difficulties=episode.household["hardship"] or "无特殊困难",
        skills=member["skills"], wished_form=None, wished_jobs=member["wished_job"],
        place_id=episode.household["county_id"], least_wage=None,
        strain=bears(episode, member), nights=r.random() < 0.3,
        limits=None, training_wish=member["wished_training"], startup_wish=None,
        goal="20个工作日内实现就业", agreed_on=made, review_on=review, reviewed_on=reviewed,
        review_note="方案执行正常，继续推荐岗位" if reviewed else None, closed_on=ends,
        closing_note=closing if ends else None,
    )
    measures(episode, member, row, made, ends)


def bears(episode: Episode, member: dict[str, Any]) -> Strain:
    """As much strain as the posts recommended to the member ask for, which suited when they were chosen."""
    posts = episode.story.pool.posts
    asked = [posts[s["vacancy_id"]].row["strain"] for s in episode.rows[Service]
             if s["member_id"] == member["id"] and s["vacancy_id"] in posts]
    return max((episode.random.choice((Strain.LIGHT, Strain.ORDINARY)), *asked), key=list(Strain).index)


def measures(episode: Episode, member: dict[str, Any], plan: dict[str, Any], made: date, ends: date | None) -> None:
    """The 1-1-3 as measures: done by the services given, late where none was."""
    promise, clock = episode.line.promise or made, episode.story.clock
    kinds = (ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.REFERRAL)
    for n, kind in enumerate(kinds):
        given = [s for s in episode.rows[Service] if s["member_id"] == member["id"] and s["kind"] is kind]
        service = given[-1] if given and (len(given) > 2 or kind is not ServiceKind.REFERRAL) else None
        done = max(service["served_on"], made) if service else None
        episode.add(
            PlanMeasure, made, episode.clerk, plan_id=plan["id"], member_id=member["id"], kind=kind,
            content=("一对一职业指导", "提供技能培训信息", "点对点推荐3次岗位")[n], owner_id=episode.clerk.id,
            due_on=max(clock.after(made, 4) if n == 0 else promise, made), done_on=done,
            outcome=CAUGHT_UP[n] if done else None, service_id=service["id"] if service else None,
        )


def pair(episode: Episode, recognised: date, ends: date | None) -> None:
    unit, post = episode.random.choice(PARTNERS)
    since = episode.story.clock.after(recognised, 4)
    if since > episode.story.last or (ends is not None and ends < since):
        return
    phone = f"154{episode.random.randrange(10**8):08d}"
    episode.add(
        Pairing, since, episode.reviewer, partner=episode.story.people.name(), partner_unit=unit,
        partner_post=post, phone=phone, phone_last4=phone[-4:], pledge="每月走访一次，帮助联系岗位，解决实际困难",
        since=since, until=None, end_reason=None,
    )


def activate(episode: Episode, start: date, ends: date | None) -> None:
    """Where work is long in coming: the nearest plan in force above the household."""
    found = episode.story.contingency.get(episode.household["county_id"])
    if found is None or episode.random.random() < 0.5:
        return
    episode.add(
        Activation, start, episode.reviewer, plan_id=found, started_on=start, reason="承诺期限将满，尚无成员就业",
        measures="由街道牵头，优先推荐公益性岗位和重点企业岗位", ended_on=ends,
        outcome="已有成员就业或本户退出，终止启动" if ends else None,
    )


def office_plans(ids: Ids, rows: Rows, staff: Staff, random: Random, first: date) -> dict[int, int]:
    """Each office's plan, some offices without; answers the plan of each county, for activations."""
    issued = first - timedelta(days=60)
    at = datetime.combine(issued, time(9), BEIJING)
    found: dict[int, int] = {}
    for office in staff.offices:
        clean = any(office.code.startswith(code) for code in KEPT_CLEAN) and office.level is not Level.COMMUNITY
        if not clean and random.random() < MISSING.get(office.level, 0):
            continue
        row = {
            "id": ids.next(ContingencyPlan), "office_id": office.id, "edition": 1,
            "title": f"{office.short_name}零就业家庭就业援助预案", "document": f"{office.short_name}就援〔{issued.year}〕{office.id}号",
            "issued_on": issued, "valid_from": issued, "valid_until": None, "lead": "分管负责人（样例）",
            "trigger": "认定后15个工作日仍无成员就业，由本级公共就业服务机构决定启动",
            "summary": "一、明确责任人；二、集中推荐岗位；三、公益性岗位托底安置；四、跟踪回访。",
            "created_at": at, "created_by_id": None, "version": 1,
        }
        rows[ContingencyPlan].append(row)
        if office.seals:
            found[office.id] = row["id"]
    return found
