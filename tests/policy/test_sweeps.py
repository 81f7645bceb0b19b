"""Sweeps and inspections as rules: how far a family and a finding have come, who may write and answer."""

from __future__ import annotations

from datetime import date

import pytest

from policy.inspections import finding_state, is_overdue, may_answer, may_inspect
from policy.rulebook import Decree, RuleBook
from policy.sweep_terms import FindingReply, FindingState, SuspectState
from policy.sweeps import guide_by, suspect_state, sweeps_nothing
from policy.terms import Status

F, R, S = FindingState, FindingReply, SuspectState
ON = date(2026, 3, 9)


@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize("unfit", [True, False])
def test_a_family_found_stands_where_its_records_say(status, guided, unfit):
    found = suspect_state(guided, unfit, status)

    if unfit or status in (Status.REJECTED, Status.REVOKED):
        assert found is S.UNFIT
    elif status in (Status.RECOGNISED, Status.EXITED):
        assert found is S.RECOGNISED
    else:
        assert found is (S.GUIDED if guided or status else S.SUSPECTED)


def test_fifteen_days_to_guide_a_family_and_the_last_of_them_counts():
    assert guide_by(date(2026, 3, 2), ON) == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("last", "named"),
    [
        pytest.param(None, True, id="never"),
        pytest.param(date(2025, 12, 9), True, id="three months ago to the day"),
        pytest.param(date(2025, 12, 10), False, id="a day less"),
        pytest.param(ON, False, id="today"),
    ],
)
def test_a_quarter_without_a_sweep_is_too_long(last, named):
    assert (sweeps_nothing(last, ON) is not None) is named


def test_a_region_may_sweep_more_often():
    rules = RuleBook.of([Decree("SWEEP_INTERVAL", "1.2.", date(2026, 1, 1), 1)]).for_region("1.2.3.")

    assert sweeps_nothing(date(2026, 2, 9), ON, rules) is not None
    assert sweeps_nothing(date(2026, 2, 10), ON, rules) is None


@pytest.mark.parametrize(
    ("reply", "mended", "closed", "state"),
    [
        (None, None, None, F.ANSWER), (R.TRUE, None, None, F.MENDING), (R.PARTLY, None, None, F.MENDING),
        (R.TRUE, ON, None, F.CHECKING), (R.UNFOUNDED, None, None, F.CHECKING), (R.TRUE, ON, ON, F.CLOSED),
        (R.UNFOUNDED, None, ON, F.CLOSED),
    ],
)
def test_a_finding_stands_where_its_records_say(reply, mended, closed, state):
    assert finding_state(reply, mended, closed) is state


@pytest.mark.parametrize("state", F)
@pytest.mark.parametrize(("due", "over"), [(date(2026, 3, 8), True), (ON, False), (date(2026, 3, 10), False)])
def test_a_term_is_over_on_the_day_after_and_only_for_whom_something_is_owed(state, due, over):
    assert is_overdue(state, due, ON) is (over and state in (F.ANSWER, F.MENDING))


@pytest.mark.parametrize(
    ("inspector", "inspected", "may"),
    [("1.", "1.2.", True), ("1.2.", "1.2.3.4.", True), ("1.2.", "1.2.", False), ("1.2.", "1.", False),
     ("1.2.", "1.20.3.", False)],
)
def test_one_inspects_what_lies_beneath(inspector, inspected, may):
    assert may_inspect(inspector, inspected) is may


@pytest.mark.parametrize(
    ("answering", "may"),
    [("1.2.3.4.", True), ("1.2.3.", True), ("1.2.", False), ("1.", False), ("1.2.3.5.", False), ("1.2.3.4.5.", False)],
)
def test_the_inspected_answers_or_who_stands_between(answering, may):
    assert may_answer(answering, "1.2.3.4.", "1.2.") is may
