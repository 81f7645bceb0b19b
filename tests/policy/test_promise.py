"""A certificate says the promise was kept only where it was, else why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.promise import Given, PromiseFacts, promise_account
from policy.rulebook import Decree, Rules
from policy.terms import ServiceKind as K

SEALED, DUE, ON = date(2026, 3, 5), date(2026, 4, 2), date(2026, 5, 4)
ALL = {K.GUIDANCE: 1, K.TRAINING_INFO: 1, K.REFERRAL: 3}
FIRST = Given("张试甲", {}, date(2026, 3, 20))
SECOND = Given("张例乙", ALL)
KEPT = PromiseFacts(SEALED, DUE, date(2026, 3, 20), None, members=(FIRST, SECOND))
CASES = [
    pytest.param({}, [], id="one at work in time, the other had the 1-1-3"),
    pytest.param({"placed_on": DUE}, [], id="work on the last day is in time"),
    pytest.param({"placed_on": date(2026, 4, 3)}, ["晚于承诺期限"], id="a day late"),
    pytest.param({"placed_on": None}, ["尚无成员"], id="nobody at work"),
    pytest.param({"members": (FIRST, replace(SECOND, services={**ALL, K.REFERRAL: 2}))}, ["岗位推荐"],
                 id="who is still without work had one job too few"),
    pytest.param({"members": (FIRST, replace(SECOND, services={})), "left_on": date(2026, 3, 25)}, [],
                 id="who left in time is owed no more"),
    pytest.param({"members": (FIRST, replace(SECOND, services={})), "left_on": date(2026, 4, 3)},
                 ["职业指导", "技能培训信息", "岗位推荐"], id="who left after the last day was owed all"),
    pytest.param({"members": (replace(FIRST, works_from=date(2026, 4, 3)), SECOND)},
                 ["职业指导", "技能培训信息", "岗位推荐"], id="who began after the last day was owed all"),
    pytest.param({"placed_on": None, "left_on": date(2026, 3, 25)}, ["其他情形退出"], id="left on another ground"),
    pytest.param({"revoked": True}, ["已撤销"], id="revoked"),
    pytest.param({"sealed_on": None, "due_on": None}, ["未经认定"], id="never recognised"),
]


@pytest.mark.parametrize(("changed", "words"), CASES)
def test_the_promise_was_kept_or_the_reason_is_named(changed, words):
    reasons = promise_account(replace(KEPT, **changed), ON).objections

    assert len(reasons) == len(words)
    assert all(word in str(reason) for word, reason in zip(words, reasons, strict=True))


def test_while_the_promise_runs_the_services_count_until_today():
    early = replace(KEPT, members=(replace(FIRST, works_from=date(2026, 3, 20)), replace(SECOND, services={})))

    assert len(promise_account(early, date(2026, 3, 21)).objections) == 3


def test_a_region_may_owe_a_fourth_job():
    rules = Rules((Decree("REFERRALS_OWED", "1.2.3.", date(2026, 1, 1), 4),))

    assert [str(reason) for reason in promise_account(KEPT, ON, rules).objections] == ["还应为成员张例乙提供岗位推荐1次"]
