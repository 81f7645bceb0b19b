"""How each planted fault spoils the rows of an episode, or bends its course. Table: seeds.faults.

Each answers whether it fitted the episode; one that did not has changed nothing.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from models import Comparison, Employment, Opinion, Publicity, Service, StatusChange, Ticket, Visit
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    ExitGround,
    Feedback,
    MemberState,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from seeds.episode import Episode
from seeds.timeline import Course


def second_seeker(episode: Episode) -> dict[str, Any] | None:
    return episode.seekers[1] if len(episode.seekers) > 1 else None


def job_of(episode: Episode) -> dict[str, Any] | None:
    jobs = episode.rows[Employment]
    return jobs[-1] if jobs else None


def no_reason(episode: Episode, _: dict[str, Any]) -> bool:
    changes = [c for c in episode.rows[StatusChange] if c["act"] == "reject"]
    for change in changes:
        change["reason"] = None
    for opinion in episode.rows[Opinion]:
        if not opinion["agrees"]:
            opinion["words"] = "不符合条件"
    return bool(changes)


def low_income_left_out(episode: Episode, _: dict[str, Any]) -> bool:
    episode.household["low_income_no"] = "DB229900001"
    return True


def spouse_left_out(episode: Episode, _: dict[str, Any]) -> bool:
    if any(m["relation"] in ("10", "11", "12") for m in episode.members):
        return False
    episode.members[0]["marital"] = "20"
    return True


def unwilling_but_insured(episode: Episode, _: dict[str, Any]) -> bool:
    member = second_seeker(episode)
    if member is None:
        return False
    insured_meanwhile(episode, member)
    member.update(wants_work=False, state=MemberState.OTHER, registered_on=None,
                  registration_no=None, unemployed_since=None, unemployment_cause=None)
    episode.household["labour_members"] -= 1
    episode.household["registered_members"] -= 1
    episode.rows[Service] = [s for s in episode.rows[Service] if s["member_id"] != member["id"]]
    return True


def insured_on_the_day(episode: Episode, _: dict[str, Any]) -> bool:
    return insured_meanwhile(episode, episode.seekers[0])


def insured_meanwhile(episode: Episode, member: dict[str, Any]) -> bool:
    for row in episode.rows[Comparison]:
        if row["member_id"] == member["id"] and row["source"] == "S01":
            row.update(result=ComparisonResult.HIT, decision=ComparisonDecision.NO_EFFECT,
                       details="单位缴纳职工养老保险，当月正常", decision_note="已阅")
            return row["decided_on"] is not None
    return False


def same_contact(episode: Episode, memory: dict[str, Any]) -> bool:
    """Three households, one telephone, one bank account and one address."""
    shared = ("phone", "phone_last4", "bank_name", "bank_account", "bank_account_last4",
              "home_address", "register_address")
    if not memory and episode.household["bank_account"] is None:
        return False
    for key in shared:
        episode.household[key] = memory.setdefault(key, episode.household[key])
    return True


def worked_before(episode: Episode, _: dict[str, Any]) -> bool:
    recognised, job = episode.line.recognised, job_of(episode)
    if recognised is None or job is None or not job["verified"]:
        return False
    started = recognised - timedelta(days=10)
    job.update(started_on=started, contract_from=None, contract_until=None)
    episode.household["placed_on"] = started
    return True


def one_employer_for_all(episode: Episode, memory: dict[str, Any]) -> bool:
    job = job_of(episode)
    if job is None or job["employer"] is None:
        return False
    job.update(employer=memory.setdefault("employer", job["employer"]),
               employer_code=memory.setdefault("code", job["employer_code"]),
               insured=None, insured_from=None, has_contract=False, filed_on=None,
               contract_from=None, contract_until=None, evidence="单位证明")
    return True


def pensioner_counted(episode: Episode, _: dict[str, Any]) -> bool:
    member = second_seeker(episode)
    if member is None:
        return False
    member["pension_from"] = episode.plan.applied - timedelta(days=200)
    return True


def too_few_events(episode: Episode, _: dict[str, Any]) -> bool:
    ground = episode.plan.course.ground
    if ground is ExitGround.REFUSED:
        refused = [s for s in episode.rows[Service] if s["feedback"] is Feedback.REFUSED]
        for service in refused[1:]:
            service.update(
                feedback=Feedback.NOT_HIRED, refusal_code=None, refusal_reason=None,
                refusal_justified=None, judged_on=None, judged_by_id=None, judgement_note=None,
            )
        return True
    failed = [v for v in episode.rows[Visit] if not v["reached"]]
    for visit in failed[1:]:
        visit["visited_on"] = failed[0]["visited_on"]
        visit["created_at"] += timedelta(days=6)
    return bool(failed)


def reached_all_the_same(episode: Episode, _: dict[str, Any]) -> bool:
    failed = [v for v in episode.rows[Visit] if not v["reached"]]
    if len(failed) < 3:
        return False
    day = failed[1]["visited_on"] + timedelta(days=1)
    episode.add(Visit, day, episode.reviewer, visited_on=day, purpose=VisitPurpose.CONTACT,
                way=VisitWay.OFFICE, reached=True, visitor_1=episode.reviewer.name, visitor_2=None,
                interviewee=episode.members[0]["name"], findings="本人到街道窗口咨询补贴。")
    return True


def no_promise(episode: Episode, _: dict[str, Any]) -> bool:
    episode.household["promise_due_on"] = None
    return True


def services_missing(episode: Episode, _: dict[str, Any]) -> bool:
    kept = [s for s in episode.rows[Service] if s["kind"] is ServiceKind.GUIDANCE]
    episode.rows[Service] = kept
    for job in episode.rows[Employment]:
        job["referral_id"] = None
    return bool(kept)


def one_vacancy_for_all(episode: Episode, _: dict[str, Any]) -> bool:
    offers = [s for s in episode.rows[Service] if s["kind"] is ServiceKind.REFERRAL]
    cheap = episode.story.pool.cheap
    assert cheap is not None
    for offer in offers[:1]:
        offer.update(employer=cheap.employer["name"], job=cheap.row["title"],
                     wage=cheap.row["wage_from"], vacancy_id=cheap.row["id"])
    return bool(offers)


def same_address(episode: Episode, _: dict[str, Any]) -> bool:
    acts = [line for line in episode.trail if line["act"] in ("verify", "recognise")]
    for act in acts:
        act["address"] = "10.22.0.99"
    return len(acts) == 2


def no_visit(episode: Episode, _: dict[str, Any]) -> bool:
    episode.rows[Visit] = [v for v in episode.rows[Visit]
                           if v["purpose"] is not VisitPurpose.VERIFICATION]
    return True


def visited_alone(episode: Episode, _: dict[str, Any]) -> bool:
    for visit in episode.rows[Visit]:
        if visit["purpose"] is VisitPurpose.VERIFICATION:
            visit["visitor_2"] = None
    return True


def stale_comparison(episode: Episode, _: dict[str, Any]) -> bool:
    for row in episode.rows[Comparison]:
        row["compared_on"] -= timedelta(days=50)
    return bool(episode.rows[Comparison])


def backdated(episode: Episode, _: dict[str, Any]) -> bool:
    late = timedelta(days=12)
    for change in episode.rows[StatusChange]:
        if change["act"] in ("verify", "publicize") and change["at"].date() + late <= episode.story.last:
            change["at"] += late
    return True


def no_return_visit(episode: Episode, _: dict[str, Any]) -> bool:
    mine = [v for v in episode.rows[Visit] if v["purpose"] is VisitPurpose.FOLLOW_UP]
    episode.rows[Visit] = [v for v in episode.rows[Visit] if v not in mine]
    episode.rows[Ticket] = []
    return bool(mine)


def copied_words(episode: Episode, _: dict[str, Any]) -> bool:
    visits = [v for v in episode.rows[Visit] if v["purpose"] is VisitPurpose.FOLLOW_UP]
    for visit in visits:
        visit["findings"], visit["visitor_1"], visit["visitor_2"] = "一切正常。", "曹虚亥", None
    return bool(visits)


def no_wage(episode: Episode, _: dict[str, Any]) -> bool:
    job = job_of(episode)
    if job is not None:
        job["wage"] = Decimal(0)
    return job is not None


def born_otherwise(episode: Episode, _: dict[str, Any]) -> bool:
    head = episode.members[0]
    head["birth_on"] -= timedelta(days=365)
    return True


def notice_tells_all(episode: Episode, _: dict[str, Any]) -> bool:
    for row in episode.rows[Publicity]:
        row["text"] += f"\n身份证号：{episode.members[0]['id_no']}"
    return True


def nobody_assigned(episode: Episode, _: dict[str, Any]) -> bool:
    episode.household["assigned_to_id"] = None
    return True


def at_once(course: Course) -> None:
    course.placed_after, course.verified_after = 1, 0
    course.proposed_after = course.approved_after = 0


def short_publicity(course: Course) -> None:
    course.publicity_days = 1
