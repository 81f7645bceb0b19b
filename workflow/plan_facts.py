"""From a member's plan on file to what the rules ask of it."""

from __future__ import annotations

from collections.abc import Iterable

from models import AidPlan, PlanMeasure
from policy.aid_facts import PlanFacts
from policy.aid_plan import PlanAnswers


def answers_of(plan: AidPlan) -> PlanAnswers:
    """What the plan says, with the measures that stand; of a new plan those laid into it."""
    return PlanAnswers(
        plan.made_on, plan.traits or "", plan.will or "", plan.difficulties or "", plan.goal or "",
        plan.review_on, plan.reviewed_on, plan.closed_on,
        sum(measure.voided_at is None for measure in plan.measures),
    )


def plan_facts(plan: AidPlan, measures: Iterable[PlanMeasure], member: int = 0) -> PlanFacts:
    """The days of a plan and of the measures of it that are still to be done."""
    waiting = (m.due_on for m in measures if m.done_on is None and m.voided_at is None)
    return PlanFacts(member, plan.made_on, plan.closed_on, plan.review_on, tuple(waiting))
