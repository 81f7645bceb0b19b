"""Making the plan of a member (一人一策): with its measures in one act, begun from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AidPlan, Household, Member, PlanMeasure, Service, User
from policy.ages import add_months
from policy.parameters import PLAN_REVIEW
from policy.terms import ServiceKind
from workflow.records import check, follow_up, kept_or_undone
from workflow.refusals import Refused
from workflow.rule_book import rule_book

LASTING: Final = (
    "traits", "will", "difficulties", "skills", "wished_form", "wished_jobs", "place_id", "least_wage",
    "strain", "nights", "limits", "training_wish", "startup_wish", "goal",
)
"""What a new plan takes over from the one before."""
USUAL: Final = (
    (ServiceKind.GUIDANCE, "一对一职业指导，分析求职方向"),
    (ServiceKind.TRAINING_INFO, "提供适合本人的技能培训信息"),
    (ServiceKind.REFERRAL, "按本人意愿和条件推荐3次岗位"),
)
"""The 1-1-3 of 四（三）, as the measures a new plan begins with."""


def save_plan(
    session: Session, plan: AidPlan, measures: Mapping[str, PlanMeasure], by: User, on: date
) -> None:
    """Store a new plan with its measures, all or nothing, and commit.

    Raises Refused; `field` begins with the key of the measure that is at fault, if one is.
    """
    with kept_or_undone(session):
        with session.no_autoflush:
            for measure in measures.values():
                measure.plan, measure.household = plan, plan.household
            check(session, plan, by, on)
            for key, measure in measures.items():
                try:
                    check(session, measure, by, on)
                except Refused as refusal:
                    field = key + (refusal.field or "content")
                    raise Refused(*refusal.reasons, field=field) from None
        session.add_all((plan, *measures.values()))
        session.flush()
        follow_up(session, plan, on)


def earlier_plan(session: Session, member_id: int) -> AidPlan | None:
    """The last plan of the member that was not voided."""
    return session.scalars(
        select(AidPlan)
        .where(AidPlan.member_id == member_id, AidPlan.voided_at.is_(None))
        .order_by(AidPlan.id.desc())
    ).first()


def known_of(session: Session, member: Member, household: Household, on: date) -> dict[str, Any]:
    """What a new plan begins with: the plan before, else what the file says of the member."""
    rules = rule_book(session).for_region(household.lies_under)
    known: dict[str, Any] = {
        "member_id": member.id, "made_on": on,
        "review_on": add_months(on, rules.since_issue(PLAN_REVIEW, on)),
        "skills": member.skills, "wished_jobs": member.wished_job,
        "training_wish": member.wished_training, "difficulties": household.hardship,
        "place_id": household.county_id,
    }
    before = earlier_plan(session, member.id)
    if before is not None:
        known |= {name: getattr(before, name) for name in LASTING}
    return known


def services_for(session: Session, plan: AidPlan) -> list[Service]:
    """The services of the plan's member since it was made: what a measure may be done by."""
    return list(session.scalars(
        select(Service)
        .where(Service.member_id == plan.member_id, Service.voided_at.is_(None),
               Service.served_on >= plan.made_on)
        .order_by(Service.served_on.desc(), Service.id.desc())
    ))
