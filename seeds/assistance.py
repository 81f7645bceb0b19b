"""The rows of an episode after its recognition: services, work, exit, return visits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models import Employment, Exit, Service, Visit
from policy.ages import add_months
from policy.aid_terms import DeliveryWay
from policy.credit_code import credit_check_character
from policy.terms import (
    EmploymentForm,
    ExitGround,
    Feedback,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from seeds.episode import Episode
from seeds.follow_up import called, follow_up

JOBS = ("保洁员", "保安", "收银员", "配菜工", "分拣员", "护理员", "绿化工", "物业维修", "包装工", "仓管员")
DETAIL = {EmploymentForm.UNIT: "E11", EmploymentForm.SELF: "E12", EmploymentForm.FLEXIBLE: "E13",
          EmploymentForm.PUBLIC_POST: "E14"}
OTHER_DETAILS = (("E46", "本人书面申请终止就业援助"), ("E47", "户籍已迁出本县，附迁移证明"),
                 ("E43", "劳动力成员入学，附录取通知书"), ("E42", "经鉴定完全丧失劳动能力，附鉴定结论"))
PICKY = (("U1", "工资太低，不想去"), ("U2", "活太累太脏，干不了"), ("U3", "离家远，不想跑"), ("U5", "没什么理由，就是不想去"))
EXCUSED = (("J1", "腰伤未愈，有诊断证明"), ("J3", "老人瘫痪在床，没人替我照看"), ("J9", "正在参加培训，下月结业"))
RECEIPTS = {DeliveryWay.PERSON: "本人签收", DeliveryWay.PHONE: "录音编号%04d", DeliveryWay.MESSAGE: "本人回复收到",
            DeliveryWay.LETTER: "挂号回执%04d"}
FINDINGS = ("工作稳定，按时参保，对援助服务满意。", "已就业，收入稳定，希望落实社保补贴。",
            "仍在求职，希望推荐离家近的岗位。", "家庭情况无变化，已告知最新岗位信息。")
FOLLOW_UP_MONTHS = 6


def assist(episode: Episode) -> None:
    """Everything after the seal, as far as the story has come. Nothing before it."""
    line = episode.line
    if line.recognised is None:
        return
    serve(episode, line.recognised)
    if line.placed:
        place(episode, line.placed)
    if line.proposed:
        leave(episode, line.proposed)
    follow_up(episode)
    days = [s["served_on"] for s in episode.rows[Service]]
    episode.household["assisted_on"] = min(days, default=None)


def employer(episode: Episode) -> dict[str, Any]:
    """An employer of the county, from the pool."""
    return episode.random.choice(episode.story.pool.employers[episode.place.columns["county_id"]])


def licence(episode: Episode) -> str:
    """The credit code of a stall that does not exist."""
    body = f"92229900MA00{episode.household['id'] % 100000:05d}"
    return body + credit_check_character(body)


def serve(episode: Episode, recognised: date) -> None:
    """1-1-3 for each registered member inside the promise, unless work came first."""
    r, clock, line = episode.random, episode.story.clock, episode.line
    course = episode.plan.course
    ends = min(filter(None, (line.placed, line.exited, line.aside, episode.story.last)))
    slow = r.randint(0, 1)
    steps = [(ServiceKind.GUIDANCE, 1), (ServiceKind.TRAINING_INFO, 2 + slow),
             (ServiceKind.REFERRAL, 3 + slow), (ServiceKind.REFERRAL, 7 + 2 * slow),
             (ServiceKind.REFERRAL, 11 + 3 * slow)]
    if course.ground is ExitGround.UNREACHABLE:
        steps = steps[:1]
    for n, member in enumerate(episode.seekers):
        for kind, after in steps:
            day = clock.after(recognised, after)
            if day > ends:
                break
            add_service(episode, member, kind, day,
                        refuses=course.ground is ExitGround.REFUSED and n == 0)


def add_service(episode: Episode, member: dict[str, Any], kind: ServiceKind, day: date,
                refuses: bool = False) -> dict[str, Any]:
    """One service of that day with what the member said; `refuses` a recommended job."""
    r = episode.random
    values: dict[str, Any] = {
        **dict.fromkeys((
            "employer", "job", "wage", "vacancy_id", "delivered_on", "delivered_way", "receipt",
            "counts", "shortfall", "answered_on", "refusal_code", "refusal_reason",
            "refusal_justified", "judged_on", "judged_by_id", "judgement_note",
        )),
        "feedback": Feedback.ACCEPTED,
    }
    content = {"guidance": "一对一职业指导，分析求职方向", "training_info": "提供近期技能培训班信息"}
    if kind is ServiceKind.REFERRAL:
        values |= recommended(episode, member, day)
        values["feedback"] = r.choices(
            (Feedback.NOT_HIRED, Feedback.INTERVIEWED, Feedback.ACCEPTED, Feedback.PENDING,
             Feedback.REFUSED), (35, 31, 21, 8, 5))[0]
        if refuses or values["feedback"] is Feedback.REFUSED:
            values["feedback"] = Feedback.REFUSED
            values |= refusal(episode, day, 1 if refuses else r.randint(1, 8), picky=refuses or r.random() < 0.15)
    return episode.add(
        Service, day, episode.clerk, member_id=member["id"], kind=kind, served_on=day,
        content=content.get(kind.value, "点对点推荐岗位"),
        way=r.choice((VisitWay.OFFICE, VisitWay.PHONE, VisitWay.HOME)),
        served_by=episode.clerk.name, **values,
    )


def recommended(episode: Episode, member: dict[str, Any], day: date) -> dict[str, Any]:
    """A post of the county that suits the member, handed over that day with its receipt."""
    r, pool = episode.random, episode.story.pool
    told = [s["vacancy_id"] for s in episode.rows[Service] if s["member_id"] == member["id"]]
    post = pool.choose(r, episode.place.columns["county_id"], day, member, told)
    way = r.choice(tuple(DeliveryWay))
    receipt = RECEIPTS[way]
    found = {"delivered_on": day, "delivered_way": way,
             "receipt": receipt % r.randrange(1, 9999) if "%" in receipt else receipt}
    if post is None:
        return found | {"employer": employer(episode)["name"], "job": r.choice(JOBS),
                        "wage": Decimal(r.randrange(21, 42) * 100)}
    return found | {"employer": post.employer["name"], "job": post.row["title"],
                    "wage": post.row["wage_from"], "vacancy_id": post.row["id"]}


def refusal(episode: Episode, day: date, after: int, *, picky: bool) -> dict[str, Any]:
    """What was said against the job, and the street's word on it some days after, if that has come."""
    code, words = episode.random.choice(PICKY if picky else EXCUSED)
    found = {"answered_on": day, "refusal_code": code, "refusal_reason": words}
    judged = episode.story.clock.after(day, after)
    if judged > episode.story.last:
        return found
    note = "岗位符合其条件，理由不成立" if picky else "经核实情况属实"
    return found | {"refusal_justified": not picky, "judged_on": judged,
                    "judged_by_id": episode.reviewer.id, "judgement_note": note}


def place(episode: Episode, started: date) -> dict[str, Any]:
    """The job that ends the zero; the first member who seeks work gets it."""
    r, line, member = episode.random, episode.line, episode.seekers[0]
    form = r.choices((EmploymentForm.UNIT, EmploymentForm.FLEXIBLE, EmploymentForm.PUBLIC_POST,
                      EmploymentForm.SELF), (35, 30, 25, 10))[0]
    hired = form in (EmploymentForm.UNIT, EmploymentForm.PUBLIC_POST)
    by = employer(episode) if hired else {}
    if form is EmploymentForm.SELF:
        by = {"credit_code": licence(episode)}
    job, led = r.choice(JOBS) if hired else None, None
    referrals = [s for s in episode.rows[Service]
                 if s["kind"] is ServiceKind.REFERRAL and s["member_id"] == member["id"]]
    if hired and referrals and referrals[-1]["feedback"] is not Feedback.REFUSED:
        last = referrals[-1]
        last.update(feedback=Feedback.HIRED, answered_on=max(started, last["served_on"]))
        if last["vacancy_id"]:
            by, job, led = episode.story.pool.posts[last["vacancy_id"]].employer, last["job"], last["id"]
    verified = line.job_verified
    ends = episode.plan.job_ends
    if verified:
        episode.household["placed_on"] = started
    return episode.add(
        Employment, verified or started, episode.clerk, member_id=member["id"], form=form,
        employer=by.get("name"), employer_code=by.get("credit_code"), job=job,
        employer_id=by.get("id"), referral_id=led,
        started_on=started, contract_from=started if hired else None,
        contract_until=add_months(started, 12) - timedelta(days=1) if hired else None,
        has_contract=hired or None, filed_on=started if form is EmploymentForm.UNIT else None,
        stated_on=started if form is EmploymentForm.FLEXIBLE else None, insured_from=started,
        wage=Decimal(r.randrange(21, 46) * 100),
        insured="养老、医疗、失业、工伤" if hired else "灵活就业养老保险",
        evidence="劳动合同、参保记录" if hired else
                 "营业执照、经营场所照片" if form is EmploymentForm.SELF else "灵活就业说明、走访记录",
        verified=verified is not None, verified_on=verified,
        verified_by_id=episode.reviewer.id if verified else None,
        verified_way="参保比对并电话核实" if verified else None,
        ended_on=ends, ended_reason="用人单位裁减人员" if ends else None,
    )


def leave(episode: Episode, proposed: date) -> None:
    """The proposal, what it rests on, and the county's decision if there was time for it."""
    r, line, ground = episode.random, episode.line, episode.plan.course.ground
    member, code = None, None
    if ground is ExitGround.EMPLOYED:
        job = episode.rows[Employment][-1]
        member, code = job["member_id"], DETAIL[job["form"]]
        evidence = "就业已核验：" + job["evidence"]
    elif ground is ExitGround.REFUSED:
        member, code = episode.seekers[0]["id"], "E2"
        evidence = "1个月内无正当理由拒绝推荐岗位3次，见服务记录"
    elif ground is ExitGround.UNREACHABLE:
        code, evidence = "E3", "1个月内连续3次无法联系，见联系记录"
        fail_to_reach(episode)
    else:
        code, evidence = r.choice(OTHER_DETAILS)
    exited = line.exited
    row = episode.add(
        Exit, proposed, episode.clerk, ground=ground, ground_code=code, member_id=member,
        evidence=evidence, proposed_on=proposed, proposed_by_id=episode.clerk.id,
        told_on=exited, told_way=VisitWay.PHONE if exited else None,
        approved=True if exited else None, decided_on=exited,
        decided_by_id=episode.decider.id if exited else None,
        decision_note="情况属实，同意退出" if exited else None,
    )
    episode.tell(row["created_at"], episode.clerk, "create", f"exit:{row['id']}",
                 ground=[None, ground.value])
    if exited:
        episode.household.update(exited_on=exited, exit_ground=ground,
                                 exited_by_id=episode.decider.id)
        episode.change(exited, "exit", S.RECOGNISED, S.EXITED, episode.decider)


def fail_to_reach(episode: Episode, workdays: tuple[int, ...] = (4, 9, 14)) -> None:
    assert episode.line.recognised is not None
    for after, way in zip(workdays, (VisitWay.PHONE, VisitWay.HOME, VisitWay.PHONE), strict=False):
        day = episode.story.clock.after(episode.line.recognised, after)
        episode.add(
            Visit, day, episode.clerk, visited_on=day, purpose=VisitPurpose.CONTACT, way=way,
            reached=False, visitor_1=episode.clerk.name, visitor_2=None, interviewee=None,
            findings="电话无人接听，家中无人应答。", **called(episode, way),
        )
