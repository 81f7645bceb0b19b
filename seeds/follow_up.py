"""Return visits of an episode, month by month, the difficulties told there, and the rows of what is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import FollowUp, Ticket, Visit
from policy.aid_terms import Rating, TicketEnd, TicketKind
from policy.follow_up import Course, VisitMade, slots_of
from policy.parameters import TICKET_PERIOD
from policy.terms import ExitGround, VisitPurpose, VisitWay
from seeds.episode import Episode
from seeds.staff import COMMUNITY, OTHER_COMMUNITY

AT_WORK = ("在岗，单位未变", "在岗，已转正", "灵活就业，收入稳定", "在岗，正在续签合同")
SEEKING = ("仍在求职", "正在参加技能培训", "等待面试结果", "打零工，未稳定就业")
LOST = ("就业已终止，正在求职",)
BENEFITS = ("社会保险补贴已到账", "培训补贴已发放", "政策已告知，正在申请", "暂无可享受的政策")
FINDINGS = ("家庭情况无变化，已告知最新岗位信息。", "工作稳定，按时参保。", "希望推荐离家近的岗位。",
            "身体状况良好，家中老人需照料。", "已核对联系电话，约定下月回访。")
TOLD = (
    (TicketKind.JOB, "希望推荐离家近、能照顾老人的岗位"), (TicketKind.TRAINING, "想参加护理员培训，不知如何报名"),
    (TicketKind.POLICY, "社会保险补贴申请后一直没有消息"), (TicketKind.RIGHTS, "单位拖延签订劳动合同"),
    (TicketKind.LIVING, "冬季取暖费有困难"), (TicketKind.HEALTH, "家中病人无人替手照料"),
)
DONE = ("已联系用人单位并推荐两个岗位", "已协助报名，下月开班", "已向经办机构查询并告知办理进度", "已转街道民政窗口办理")
TICKETS, RUNNING, NEVER = 0.05, 60, 0.3
"""How often a difficulty is told; of the last days so many some are never settled."""
OURS, MORE = (COMMUNITY, OTHER_COMMUNITY), 0.35
"""Where the demo's own clerks sit some of this month's visits wait, and more is told."""


def follow_up(episode: Episode) -> None:
    """A visit in nearly every month that owes one; a few are made up for in the next, fewer never."""
    line, r, clock = episode.line, episode.random, episode.story.clock
    if line.recognised is None or episode.plan.course.ground is ExitGround.UNREACHABLE:
        return
    owed = slots_of(course_of(episode), (), episode.story.last)
    behind = 0
    for slot in owed:
        fate = r.random()
        if slot is owed[-1] and is_ours(episode) and episode.household["id"] % 3:
            continue
        if fate >= 0.97:
            behind += fate < 0.995 and slot is not owed[-1]
            continue
        first = clock.after(slot.month, r.randrange(1, 15))
        days = [first, *(clock.after(first, n + 1) for n in range(behind))]
        behind = 0
        for day in days:
            if day <= min(episode.story.last, line.aside or day):
                visit(episode, day)


def visit(episode: Episode, day: date) -> None:
    line, r = episode.line, episode.random
    ended = episode.plan.job_ends
    working = line.placed is not None and line.placed <= day and not (ended and ended < day)
    seen = AT_WORK if working else LOST if ended and ended < day else SEEKING
    way = r.choice((VisitWay.PHONE, VisitWay.PHONE, VisitWay.HOME))
    often = MORE if is_ours(episode) else TICKETS
    kind, told = r.choice(TOLD) if r.random() < often else (None, None)
    made = episode.add(
        Visit, day, episode.clerk, visited_on=day, purpose=VisitPurpose.FOLLOW_UP, way=way, reached=True,
        visitor_1=episode.clerk.name, visitor_2=None, interviewee=episode.members[0]["name"],
        findings=r.choice(FINDINGS), difficulties=told, work_seen=r.choice(seen),
        benefits_seen=r.choice(BENEFITS) if working else None,
        rating=r.choices(list(Rating), (80, 17, 3))[0], **called(episode, way),
    )
    if kind is not None:
        ticket(episode, made, kind)


def is_ours(episode: Episode) -> bool:
    return episode.place.code in OURS


def called(episode: Episode, way: VisitWay) -> dict[str, str | None]:
    """The number of a call: the household's own, sealed as every number is."""
    phone = episode.household["phone"] if way is VisitWay.PHONE else None
    return {"called": phone, "called_last4": phone[-4:] if phone else None}


def ticket(episode: Episode, made: dict[str, Any], kind: TicketKind) -> None:
    """Settled within its term as a rule; some of the latest wait, a few beyond their day."""
    r, clock, last, day = episode.random, episode.story.clock, episode.story.last, made["visited_on"]
    due = clock.after(day, TICKET_PERIOD.at(day))
    never = (last - day).days < RUNNING and r.random() < NEVER
    answered = clock.after(day, r.randrange(1, 9))
    settled = answered if answered <= last and not never else None
    episode.add(
        Ticket, day, episode.clerk, member_id=None, visit_id=made["id"], kind=kind,
        content=made["difficulties"], raised_on=day, owner_id=episode.clerk.id, due_on=due,
        handling=r.choice(DONE) if settled else None, closed_on=settled,
        ending=r.choices(list(TicketEnd), (70, 20, 10))[0] if settled else None,
    )


def course_of(episode: Episode) -> Course:
    household = episode.household
    return Course(household["recognised_on"], household["exited_on"], household["exit_ground"],
                  household["revoked_on"])


def owe(episode: Episode) -> None:
    """The rows of what is owed, by the rule itself; after all faults are in."""
    if episode.household["recognised_on"] is None:
        return
    visits = [VisitMade(v["visited_on"], v["id"]) for v in episode.rows[Visit]
              if v["purpose"] is VisitPurpose.FOLLOW_UP and v["reached"]]
    for slot in slots_of(course_of(episode), visits, episode.story.last):
        episode.add(FollowUp, None, None, month=slot.month, state=slot.state,
                    visit_id=slot.visit.id if slot.visit else None)
