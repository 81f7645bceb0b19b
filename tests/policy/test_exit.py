"""The grounds of exit: which events complete them, and on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.ages import add_months
from policy.exit import (
    Contact,
    Employment,
    ExitFacts,
    Refusal,
    complete_contacts,
    complete_refusals,
    contacts_complete_on,
    exit_ground_is_complete,
    refusals_complete_on,
)
from policy.terms import ExitGround
from policy.verdict import RULES
from tests.policy.calendars import day

ON = date(2025, 12, 31)


def no(on: str, vacancy: str = "V1", member: int = 1, confirmed=True, justified=False) -> Refusal:
    return Refusal(member, day(on), vacancy, confirmed, justified)


def tries(text: str) -> list[Contact]:
    """Attempts as an officer notes them: "F 03-01, S 03-12" (failed, succeeded), in 2025."""
    return [Contact(day(f"2025-{part[2:]}"), part[0] == "S") for part in text.split(", ")]


def when(text: str | None) -> date | None:
    return day(text) if text else None


@pytest.mark.parametrize(
    ("events", "since"),
    [
        pytest.param(
            [no("2025-01-31"), no("2025-02-10"), no("2025-02-28")],
            "2025-02-28",
            id="the month ends with February",
        ),
        pytest.param(
            [no("2025-01-31"), no("2025-02-10"), no("2025-03-01")], None, id="a day too late"
        ),
        pytest.param(
            [
                no("2025-03-05"),
                no("2025-03-20", justified=True),
                no("2025-03-28"),
                no("2025-04-04"),
            ],
            "2025-04-04",
            id="one with good reason is passed over",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-28"), no("2025-04-05")],
            "2025-04-05",
            id="on the corresponding day",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-28"), no("2025-04-06")], None, id="the day after it"
        ),
        pytest.param(
            [no("2025-03-05", "V1"), no("2025-03-05", "V2"), no("2025-03-10")],
            "2025-03-10",
            id="two vacancies on one day",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-05"), no("2025-03-10")],
            None,
            id="one vacancy on one day, noted twice",
        ),
        pytest.param(
            [no("2025-03-05", v) for v in ("V1", "V2", "V3")],
            "2025-03-05",
            id="three vacancies on one day",
        ),
        pytest.param([no("2025-03-05"), no("2025-03-06")], None, id="only two"),
        pytest.param(
            [no("2025-03-05"), no("2025-03-06", member=2), no("2025-03-07")],
            None,
            id="of two members",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-06", confirmed=False), no("2025-03-07")],
            None,
            id="one not confirmed",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-06", justified=None), no("2025-03-07")],
            None,
            id="one not judged yet",
        ),
        pytest.param(
            [no("2025-03-05"), no("2025-03-06", vacancy=""), no("2025-03-07")],
            None,
            id="one without a real vacancy",
        ),
        pytest.param(
            [no("2025-03-01"), no("2025-03-20"), no("2025-04-02"), no("2025-04-19")],
            "2025-04-19",
            id="the month rolls on",
        ),
        pytest.param(
            [no("2025-02-28"), no("2025-01-31"), no("2025-02-10")],
            "2025-02-28",
            id="noted out of order",
        ),
        pytest.param(
            [no("2024-01-31"), no("2024-02-10"), no("2024-02-29")],
            "2024-02-29",
            id="a leap year",
        ),
        pytest.param([], None, id="none"),
    ],
)
def test_the_third_refusal_within_a_month(events, since):
    assert refusals_complete_on(events) == when(since)


def test_the_earliest_member_decides_and_the_events_are_shown():
    his = [no(f"2025-03-{d}", member=1) for d in ("05", "06", "20")]
    hers = [no(f"2025-03-{d}", member=2) for d in ("07", "08", "09")]

    assert complete_refusals(his + hers) == tuple(hers)


def test_work_closes_the_count_of_refusals():
    events = [no("2025-03-05"), no("2025-03-06"), no("2025-03-10")]

    assert refusals_complete_on(events, {1: day("2025-03-10")}) is None
    assert refusals_complete_on(events, {1: day("2025-03-11")}) == day("2025-03-10")
    assert refusals_complete_on(events, {2: day("2025-03-01")}) == day("2025-03-10")


@pytest.mark.parametrize(
    ("attempts", "since"),
    [
        pytest.param(
            "F 03-01, F 03-10, S 03-12, F 03-15, F 03-20, F 04-02",
            "2025-04-02",
            id="afresh after a success",
        ),
        pytest.param("F 03-01, F 03-20, F 04-02", None, id="a day too late"),
        pytest.param("F 03-01, F 03-20, F 04-01", "2025-04-01", id="on the corresponding day"),
        pytest.param(
            "F 03-01, F 03-20, F 04-02, F 04-20", "2025-04-20", id="the window starts again"
        ),
        pytest.param("F 03-01, F 03-01, F 03-02", None, id="two on one day are one"),
        pytest.param("F 03-01, F 03-01, F 03-02, F 03-03", "2025-03-03", id="three days"),
        pytest.param("F 03-01, F 03-02, S 03-03, F 03-03, F 03-04", None, id="reached that day"),
        pytest.param("F 03-01, F 03-02, F 03-03, S 03-03", None, id="reached later that day"),
        pytest.param("F 01-31, F 02-10, F 02-28", "2025-02-28", id="the month ends with February"),
        pytest.param("F 01-31, F 02-10, F 03-01", None, id="a day after February"),
        pytest.param("F 03-20, F 03-01, F 03-10", "2025-03-20", id="noted out of order"),
        pytest.param("S 03-01, S 03-02, S 03-03", None, id="always reached"),
    ],
)
def test_the_third_failure_running_within_a_month(attempts, since):
    assert contacts_complete_on(tries(attempts)) == when(since)


def test_no_attempts_complete_nothing():
    assert contacts_complete_on([]) is None


@given(st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=12))
def test_failures_that_complete_the_ground_are_three_days_without_a_success(attempts):
    events = [Contact(date(2025, 1, 1) + timedelta(n), reached) for n, reached in attempts]

    run = complete_contacts(events)

    if run:
        first, last = run[0].on, run[-1].on
        assert len({event.on for event in run}) == 3
        assert last <= add_months(first, 1)
        assert not any(event.reached for event in events if first <= event.on <= last)


@given(st.lists(st.integers(0, 90), max_size=12))
def test_refusals_do_not_depend_on_the_order_of_the_file(days):
    events = [no(str(date(2025, 1, 1) + timedelta(n)), f"V{n}") for n in days]

    assert refusals_complete_on(events) == refusals_complete_on(reversed(events))


def job(member: int = 1, on: str = "2025-05-20", verified: bool = True) -> Employment:
    return Employment(member, day(on), verified=verified)


THREE = tuple(no(f"2025-03-{d}") for d in ("05", "06", "07"))
UNREACHED = tuple(tries("F 03-01, F 03-02, F 03-03"))


@pytest.mark.parametrize(
    ("ground", "facts", "objection"),
    [
        pytest.param("employed", {"employments": (job(),)}, None, id="one has verified work"),
        pytest.param("employed", {}, "没有登记失业成员", id="no work on file"),
        pytest.param(
            "employed", {"employments": (job(verified=False),)}, "尚未核实", id="not verified"
        ),
        pytest.param(
            "employed", {"employments": (job(member=2),)}, "未登记失业", id="was never registered"
        ),
        pytest.param(
            "employed", {"employments": (job(on="2026-01-01"),)}, "没有登记失业成员", id="to come"
        ),
        pytest.param(
            "employed",
            {"employments": (job(),), "recognised_on": date(2025, 6, 1)},
            "没有登记失业成员",
            id="work before the recognition",
        ),
        pytest.param("refused", {"refusals": THREE}, None, id="three refusals"),
        pytest.param("refused", {"refusals": THREE[:2]}, "只有2次，须满3次", id="two refusals"),
        pytest.param("refused", {}, "只有0次", id="no refusal"),
        pytest.param(
            "refused",
            {"refusals": THREE, "employments": (job(on="2025-03-07"),)},
            "只有2次",
            id="then work",
        ),
        pytest.param(
            "refused",
            {"refusals": THREE, "employments": (job(on="2025-03-07", verified=False),)},
            None,
            id="then work that nobody verified",
        ),
        pytest.param("unreachable", {"contacts": UNREACHED}, None, id="three failures"),
        pytest.param(
            "unreachable", {"contacts": UNREACHED[:2]}, "只有2次，须满3次", id="two failures"
        ),
        pytest.param("unreachable", {}, "只有0次", id="no attempt"),
        pytest.param(
            "unreachable",
            {"contacts": (*UNREACHED, *tries("S 03-05"))},
            "已联系上",
            id="reached afterwards",
        ),
        pytest.param(
            "other", {"source_document": "死亡证明", "reason": "成员死亡"}, None, id="documented"
        ),
        pytest.param("other", {"reason": "成员死亡"}, "依据材料", id="no document"),
        pytest.param(
            "other", {"source_document": "死亡证明", "reason": " "}, "原因", id="no reason"
        ),
    ],
)
def test_what_each_ground_asks_for(ground, facts, objection):
    verdict = exit_ground_is_complete(
        ExitGround(ground), ExitFacts(**{"registered": frozenset({1}), **facts}), ON
    )

    assert verdict.met is (objection is None)
    assert objection is None or objection in str(verdict.objections[0])


@pytest.mark.parametrize(
    ("ground", "clause"),
    [
        ("employed", "102-3-1"),
        ("refused", "102-3-2"),
        ("unreachable", "102-3-3"),
        ("other", "102-3-4"),
    ],
)
def test_each_ground_cites_its_own_clause(ground, clause):
    verdict = exit_ground_is_complete(ExitGround(ground), ExitFacts(), ON)

    assert {reason.clause for reason in verdict.objections} == {clause}
    assert clause in RULES["exit_ground_is_complete"]


def test_what_happens_after_the_day_does_not_count():
    facts = ExitFacts(frozenset({1}), refusals=THREE)

    assert not exit_ground_is_complete(ExitGround.REFUSED, facts, day("2025-03-06")).met
    assert exit_ground_is_complete(ExitGround.REFUSED, facts, day("2025-03-07")).met
