"""Faults of recommended jobs: on file, and yet not to be counted (A18)."""

from __future__ import annotations

from typing import Any

from models import Service
from policy.terms import Feedback, ServiceKind
from seeds.episode import Episode


def offers_of(episode: Episode) -> list[dict[str, Any]]:
    """Recommended jobs from the pool that led to nothing yet, of the first member who seeks work."""
    return [
        s for s in episode.rows[Service]
        if s["kind"] is ServiceKind.REFERRAL and s["vacancy_id"]
        and s["feedback"] not in (Feedback.HIRED, Feedback.REFUSED)
        and s["member_id"] == episode.seekers[0]["id"]
    ]


def no_receipt(episode: Episode, _: dict[str, Any]) -> bool:
    offers = offers_of(episode)
    for offer in offers[:1]:
        offer["receipt"] = None
    return bool(offers)


def same_job_twice(episode: Episode, _: dict[str, Any]) -> bool:
    offers = offers_of(episode)
    if len(offers) < 2:
        return False
    offers[1].update({name: offers[0][name] for name in ("vacancy_id", "employer", "job", "wage")})
    return True


def closed_vacancy(episode: Episode, _: dict[str, Any]) -> bool:
    """A post of the county whose time was over on the day it was recommended."""
    pool, offers = episode.story.pool, offers_of(episode)
    for offer in offers:
        for post in pool.of_county[episode.place.columns["county_id"]]:
            if post.offer.open_until < offer["served_on"]:
                offer.update(vacancy_id=post.row["id"], employer=post.employer["name"],
                             job=post.row["title"], wage=post.row["wage_from"])
                return True
    return False
