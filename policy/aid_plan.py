"""What the plan of a member (一人一策) must answer, what of it is late, what it begins with.

Source: docs/notice.md 四（二）: 自身特点, 就业意愿, 实际困难; the numbers are ours, docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policy.ages import add_months
from policy.aid_facts import PlanFacts
from policy.parameters import PLAN_REVIEW
from policy.rulebook import NOTICE, Rules
from policy.verdict import Reason, Verdict, rule

TOO_SHORT: Final = 4
"""Fewer signs than this answer nothing ("无", "一般")."""


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """What a plan says of a member; `measures` is how many of them stand."""

    made_on: date
    traits: str
    will: str
    difficulties: str
    goal: str
    review_on: date
    reviewed_on: date | None = None
    closed_on: date | None = None
    measures: int = 0

    @property
    def looked_at_on(self) -> date:
        """When the plan was last made or reviewed."""
        return max(self.made_on, self.reviewed_on or self.made_on)


ASKED: Final = (
    ("traits", "请写明自身特点（年龄、学历、技能、健康等，至少4个字）"),
    ("will", "请写明就业意愿（至少4个字）"),
    ("difficulties", "请写明实际困难（至少4个字）；没有特别困难的，写明“无特殊困难”"),
    ("goal", "请写明帮扶目标（至少4个字）"),
)
"""The questions of 四（二）, in the order of the form."""


@rule("102-4-2")
def plan_is_answered(plan: PlanAnswers, rules: Rules = NOTICE) -> Verdict:
    """Whether the plan answers what the clause asks: traits, will, difficulties, goal, a measure, a review."""
    return Verdict(tuple(reason for _field, reason in unanswered(plan, rules)))


def unanswered(plan: PlanAnswers, rules: Rules = NOTICE) -> Iterator[tuple[str, Reason]]:
    """Each answer that is missing, and the question it is missing from."""
    for name, text in ASKED:
        if len(getattr(plan, name).strip()) < TOO_SHORT:
            yield name, Reason("102-4-2", text)
    if not plan.measures:
        yield "measures", Reason("102-4-2", "方案至少应有一项帮扶措施，写明责任人和完成时限")
    if plan.closed_on is None:
        months = rules.since_issue(PLAN_REVIEW, plan.looked_at_on)
        last = add_months(plan.looked_at_on, months)
        if plan.review_on > last:
            text = "下次评估应在%(months)d个月以内，不晚于%(last)s"
            yield "review_on", Reason("102-4-2", text, {"months": months, "last": last})


@rule("102-4-2")
def plan_is_in_time(plan: PlanFacts, on: date) -> Verdict:
    """Whether the review and every measure of a running plan are in time on that day; a closed one is."""
    late = []
    if plan.closed_on is None and plan.review_on is not None and plan.review_on < on:
        late.append(Reason("102-4-2", "方案应于%(on)s前评估，尚未评估", {"on": plan.review_on}))
    overdue = overdue_of(plan, on)
    if overdue:
        text = "方案有%(count)d项措施逾期未完成，最早应于%(on)s完成"
        late.append(Reason("102-4-2", text, {"count": len(overdue), "on": min(overdue)}))
    return Verdict(tuple(late))


def overdue_of(plan: PlanFacts, on: date) -> list[date]:
    """By when the measures were due that are not done on that day; of a closed plan none is."""
    return [] if plan.closed_on else [due for due in plan.open_measures if due < on]


def late_since(plan: PlanFacts, on: date) -> date | None:
    """The first day on which the plan was late with what is late now; None if nothing is."""
    late = overdue_of(plan, on)
    if plan.closed_on is None and plan.review_on is not None and plan.review_on < on:
        late.append(plan.review_on)
    return min(late) + timedelta(days=1) if late else None
