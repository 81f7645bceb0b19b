"""What became of each verified job: policies and payments, checks after three and six months, its end.

Drawn from a chance of each household's own, so that the rest of the province stays as it was.
Most are in time, some late, a few missing: the warnings are few and each has its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from models import Benefit, Employment, JobCheck, Payment
from policy.ages import add_months, retirement
from policy.aid_terms import BenefitState, PolicyKind, StopReason
from policy.benefit_limits import DAY, EXTENDED, ONCE, last_day
from policy.parameters import NEAR_RETIREMENT
from policy.terms import EmploymentForm, VisitWay
from policy.terms import Status as S
from seeds.episode import Episode

F, K, B = EmploymentForm, PolicyKind, BenefitState
DUE: Final = {
    F.UNIT: (K.INSURANCE, K.POST), F.FLEXIBLE: (K.INSURANCE,),
    F.PUBLIC_POST: (K.INSURANCE, K.PUBLIC_POST), F.SELF: (K.FIRST_STARTUP, K.TAX),
}
STANDARD: Final = {
    K.INSURANCE: Decimal("620.50"), K.POST: Decimal(500), K.PUBLIC_POST: Decimal(1540),
    K.FIRST_STARTUP: Decimal(5000), K.TAX: Decimal(300),
}
TERM: Final = 12
WHY_NOT: Final = ("单位已享受其他补贴，不重复享受", "本人书面表示不申报", "待单位补缴后再申报")
LOST: Final = ("合同期满未续签", "用人单位裁减人员", "本人因病离职", "经营亏损停业")


@dataclass(frozen=True, slots=True)
class Course:
    """How one policy goes: applied and granted so many days after the verification, or not at all."""

    applied: int | None
    granted: int = 0
    waived: bool = False


def enjoy(episode: Episode) -> None:
    """Everything that follows from the verified jobs of the episode, as far as the story has come."""
    chance = Random(episode.plan.family_no + str(episode.plan.episode))
    for job in [j for j in episode.rows[Employment] if j["verified"]]:
        end_job(episode, job, chance)
        for policy in DUE.get(job["form"], ()):
            grant(episode, job, policy, draw(chance))
        look_into(episode, job, chance)


def draw(chance: Random) -> Course:
    """Four of five in time; one of ten late; the rest waived, or not asked for."""
    x = chance.random()
    if x < 0.83:
        return Course(chance.randint(2, 14), chance.randint(15, 28))
    if x < 0.93:
        return Course(chance.randint(25, 50), chance.randint(55, 85))
    return Course(chance.randint(5, 20), waived=True) if x < 0.975 else Course(None)


def end_job(episode: Episode, job: dict[str, Any], chance: Random) -> None:
    """A few who had left are out of work again; most of them, not all, were told they may come back."""
    exited, last = episode.line.exited, episode.story.last
    lost, told = chance.random(), chance.random()
    after, days = chance.randint(40, 240), chance.randint(2, 9)
    if job["ended_on"] is None and exited and episode.line.status is S.EXITED and lost < 0.04:
        ended = max(exited, job["started_on"]) + timedelta(days=after)
        if ended <= last:
            job.update(ended_on=ended, ended_reason=chance.choice(LOST))
    if job["ended_on"] and exited and told < 0.65:
        on = job["ended_on"] + timedelta(days=days)
        if on <= last:
            job.update(invited_on=on, invited_way=VisitWay.PHONE)


def grant(episode: Episode, job: dict[str, Any], policy: PolicyKind, course: Course) -> None:
    """The application, the county's answer and the payments, as far as there was time."""
    last, verified = episode.story.last, job["verified_on"]
    applied = verified + timedelta(days=course.applied) if course.applied is not None else None
    ended = job["ended_on"]
    if applied is None or applied > last or (ended and applied > ended):
        return
    row: dict[str, Any] = {
        "member_id": job["member_id"], "policy": policy, "employment_id": job["id"],
        "state": B.APPLIED, "applied_on": applied, "extended": False,
    }
    approved = verified + timedelta(days=course.granted)
    if course.waived:
        reason = WHY_NOT[episode.household["id"] % len(WHY_NOT)]
        row.update(state=B.WAIVED if "本人" in reason else B.NOT_ENTITLED, declined_reason=reason)
    elif approved <= last and not (ended and approved > ended):
        row.update(terms_of(episode, job, policy))
        row.update(state=B.ENJOYED, approved_on=approved, approved_by_id=episode.decider.id,
                   standard=STANDARD[policy], payer="样例县就业服务局",
                   basis=f"就补〔{approved.year}〕{episode.household['id'] % 900 + 1}号（样例）")
    benefit = episode.add(Benefit, applied, episode.clerk, **row)
    if benefit["state"] is B.ENJOYED:
        finish(episode, job, benefit)
        pay(episode, benefit)


def terms_of(episode: Episode, job: dict[str, Any], policy: PolicyKind) -> dict[str, Any]:
    """From the first day of work for a year; to retirement where that is near."""
    begun = job["started_on"]
    if policy in ONCE:
        return {"from_on": begun}
    member = next(m for m in episode.members if m["id"] == job["member_id"])
    months, until, extended = TERM, last_day(begun, TERM), False
    if member["retirement_group"]:
        retires = retirement(member["birth_on"], member["retirement_group"], begun).retirement_on
        near = begun > add_months(retires, -12 * NEAR_RETIREMENT.at(begun))
        if near and policy in EXTENDED and begun < retires:
            extended, until = True, retires - DAY
            months = (until.year - begun.year) * 12 + until.month - begun.month + 1
        until = max(begun, min(until, retires - DAY))
    return {"from_on": begun, "months": months, "until_on": until, "extended": extended}


def finish(episode: Episode, job: dict[str, Any], benefit: dict[str, Any]) -> None:
    """Ended with the job, or with its term."""
    ended, until = job["ended_on"], benefit.get("until_on")
    if ended and (until is None or ended <= until):
        benefit.update(state=B.STOPPED, stopped_on=ended, stop_reason=StopReason.JOB_ENDED)
    elif until and until < episode.story.last:
        benefit.update(state=B.STOPPED, stopped_on=until, stop_reason=StopReason.EXPIRED)


def pay(episode: Episode, benefit: dict[str, Any]) -> None:
    """Each month in the month after it; one sum a month after it was granted."""
    until = benefit.get("stopped_on") or benefit.get("until_on") or episode.story.last
    if benefit["policy"] in ONCE:
        add_payment(episode, benefit, benefit["approved_on"].replace(day=1), 20)
        return
    first = benefit["from_on"].replace(day=1)
    for n in range(min(benefit["months"], 36)):
        month = add_months(first, n)
        if month > until:
            break
        add_payment(episode, benefit, month, 15)


def add_payment(episode: Episode, benefit: dict[str, Any], month: date, day: int) -> None:
    """Paid in the following month, not before the grant; nothing that is still to come."""
    paid_on = max(add_months(month, 1).replace(day=day), benefit["approved_on"] + timedelta(days=7))
    if paid_on <= episode.story.last:
        episode.add(
            Payment, paid_on, episode.decider, member_id=benefit["member_id"],
            benefit_id=benefit["id"], month=month, amount=benefit["standard"], paid_on=paid_on,
            batch=f"{paid_on:%Y%m}-1",
        )


def look_into(episode: Episode, job: dict[str, Any], chance: Random) -> None:
    """After three and six months; one in twenty-five was forgotten."""
    for months in (3, 6):
        kept, late = chance.random(), chance.randint(0, 9)
        on = add_months(job["started_on"], months) + timedelta(days=late)
        if kept < 0.04 or on > episode.story.last or (job["ended_on"] and job["ended_on"] < on):
            continue
        episode.add(
            JobCheck, on, episode.clerk, member_id=job["member_id"], employment_id=job["id"],
            after_months=months, checked_on=on, working=True, way=VisitWay.PHONE,
            checked_by=episode.clerk.name, proof="电话核实并查询参保记录",
        )
