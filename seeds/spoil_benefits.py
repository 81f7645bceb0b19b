"""How the planted faults about policies spoil an episode (A19, A20). Table: seeds.faults.

Each answers whether it fitted the episode; one that did not has changed nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import Benefit, Employment, LifeChange, Payment
from policy.aid_terms import PolicyKind
from policy.terms import EmploymentForm, LifeEvent
from seeds.assistance import licence
from seeds.benefits import STANDARD
from seeds.episode import Episode


def never_asked_for(episode: Episode, _: dict[str, Any]) -> bool:
    """Verified more than sixty days ago, and no policy at all."""
    jobs = [j for j in episode.rows[Employment] if j["verified"] and not j["ended_on"]]
    old = episode.story.last - timedelta(days=70)
    young = episode.story.last - timedelta(days=170)
    if not any(young <= job["verified_on"] <= old for job in jobs):
        return False
    episode.rows[Benefit], episode.rows[Payment] = [], []
    return True


def months_paid(episode: Episode, least: int) -> list[dict[str, Any]]:
    """The payments of a policy that was paid at least so often."""
    for benefit in episode.rows[Benefit]:
        paid = [p for p in episode.rows[Payment] if p["benefit_id"] == benefit["id"]]
        if len(paid) >= least:
            return paid
    return []


def paid_after_death(episode: Episode, _: dict[str, Any]) -> bool:
    """Dead for three months, and paid all the same."""
    paid = months_paid(episode, 6)
    if not paid:
        return False
    died = paid[2]["month"] + timedelta(days=9)
    episode.add(LifeChange, died, episode.clerk, member_id=paid[0]["member_id"], what=LifeEvent.DEAD,
                happened_on=died, evidence="死亡医学证明（样例）")
    return True


def paid_after_the_job(episode: Episode, _: dict[str, Any]) -> bool:
    """The job is over, the payments went on for months."""
    paid, jobs = months_paid(episode, 6), episode.rows[Employment]
    if not paid:
        return False
    ended = paid[2]["month"] + timedelta(days=12)
    if any(job["ended_on"] or job["started_on"] > ended for job in jobs):
        return False
    for job in jobs:
        job.update(ended_on=ended, ended_reason="本人离职")
    return True


def paid_twice_over(episode: Episode, _: dict[str, Any]) -> bool:
    """A public-welfare post, and the post subsidy beside it in the same months."""
    posts = [b for b in episode.rows[Benefit] if b["policy"] is PolicyKind.PUBLIC_POST]
    paid = [p for p in episode.rows[Payment] if posts and p["benefit_id"] == posts[0]["id"]]
    if len(paid) < 3:
        return False
    beside = {k: v for k, v in posts[0].items() if k not in ("id", "policy", "created_at", "created_by_id")}
    beside |= {"policy": PolicyKind.POST, "standard": STANDARD[PolicyKind.POST]}
    second = episode.add(Benefit, posts[0]["applied_on"], episode.clerk, **beside)
    for payment in paid[:3]:
        episode.add(Payment, payment["paid_on"], episode.decider, member_id=payment["member_id"],
                    benefit_id=second["id"], month=payment["month"], amount=second["standard"],
                    paid_on=payment["paid_on"], batch=payment["batch"])
    return True


def licensed_as_flexible(episode: Episode, _: dict[str, Any]) -> bool:
    """A licence of one's own, and the subsidy for flexible workers."""
    jobs = [j for j in episode.rows[Employment] if j["form"] is EmploymentForm.FLEXIBLE]
    if not jobs or not episode.rows[Payment]:
        return False
    jobs[0].update(employer_code=licence(episode))
    return True
