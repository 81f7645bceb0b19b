"""A member's plan answers what 四（二） asks, and is named when it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.aid_facts import PlanFacts
from policy.aid_plan import (
    PlanAnswers,
    late_since,
    plan_is_answered,
    plan_is_in_time,
    unanswered,
)
from policy.rulebook import Decree, Rules

MADE = date(2026, 3, 6)
WHOLE = PlanAnswers(
    MADE, "男，41周岁，会电焊", "希望做保安", "母亲需要照料", "20个工作日内就业", date(2026, 6, 6), measures=1
)
RUNNING = PlanFacts(1, MADE, None, date(2026, 6, 6), (date(2026, 3, 20), date(2026, 4, 2)))


def test_a_whole_plan_is_answered():
    assert plan_is_answered(WHOLE).met


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"traits": ""}, "traits", id="no traits"),
        pytest.param({"traits": "一般 "}, "traits", id="traits that say nothing"),
        pytest.param({"will": "都行"}, "will", id="a will that says nothing"),
        pytest.param({"difficulties": "无"}, "difficulties", id="difficulties not gone into"),
        pytest.param({"goal": "就业"}, "goal", id="no goal"),
        pytest.param({"measures": 0}, "measures", id="no measure"),
        pytest.param({"review_on": date(2026, 6, 7)}, "review_on", id="a day beyond three months"),
        pytest.param(
            {"reviewed_on": date(2026, 6, 1), "review_on": date(2026, 9, 2)}, "review_on",
            id="three months run from the last review",
        ),
    ],
)
def test_what_is_missing_is_named_at_its_question(changed, field):
    found = list(unanswered(replace(WHOLE, **changed)))

    assert [name for name, _reason in found] == [field]
    assert {reason.clause for _name, reason in found} == {"102-4-2"}
    assert not plan_is_answered(replace(WHOLE, **changed)).met


def test_a_review_is_reckoned_from_the_last_one():
    assert plan_is_answered(replace(WHOLE, reviewed_on=date(2026, 6, 1), review_on=date(2026, 9, 1))).met


def test_a_closed_plan_needs_no_next_review():
    assert plan_is_answered(replace(WHOLE, review_on=date(2027, 1, 1), closed_on=date(2026, 4, 1))).met


def test_a_region_may_ask_for_reviews_more_often():
    rules = Rules((Decree("PLAN_REVIEW", "1.2.3.", date(2026, 1, 1), 1),))
    [objection] = plan_is_answered(WHOLE, rules).objections

    assert objection.values == {"months": 1, "last": date(2026, 4, 6)}


@pytest.mark.parametrize(
    ("on", "late", "since"),
    [
        pytest.param(date(2026, 3, 20), 0, None, id="on the day of the first measure"),
        pytest.param(date(2026, 3, 21), 1, date(2026, 3, 21), id="the day after"),
        pytest.param(date(2026, 4, 3), 1, date(2026, 3, 21), id="two measures are one reason"),
        pytest.param(date(2026, 6, 7), 2, date(2026, 3, 21), id="and the review"),
    ],
)
def test_what_is_late_is_counted_from_the_day_after(on, late, since):
    assert len(plan_is_in_time(RUNNING, on).objections) == late
    assert late_since(RUNNING, on) == since


def test_a_closed_plan_is_never_late():
    closed = replace(RUNNING, closed_on=date(2026, 3, 9))

    assert plan_is_in_time(closed, date(2027, 1, 1)).met
    assert late_since(closed, date(2027, 1, 1)) is None
