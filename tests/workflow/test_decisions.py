"""The officers' decisions: by the right officer, with words, once, and what follows from them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import Household, Objection, db
from policy.terms import ComparisonDecision, ComparisonResult, ObjectionFinding
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    first_member,
    make_household,
)
from workflow.acts import Ticket
from workflow.decisions import (
    decide_comparison,
    decide_together,
    refuse_exit,
    verify_employment,
)
from workflow.objections import decide_objection
from workflow.refusals import Refused

TODAY = date(2026, 3, 9)


def test_employment_counts_once_another_officer_has_verified_it(session):
    household = make_household(status=S.RECOGNISED)
    wang, chen = officer(session, "wang"), officer(session, "chen")
    job = add_employment(first_member(household), created_by_id=wang.id)
    session.commit()
    assert household.placed_on is None
    chen_entered = add_employment(first_member(household), created_by_id=chen.id)
    session.commit()

    with pytest.raises(Refused, match="另一人"):
        verify_employment(session, chen_entered, "电话核实单位", chen, TODAY)
    verify_employment(session, job, "电话核实单位", chen, TODAY)

    assert household.placed_on == job.started_on


def test_a_comparison_is_decided_by_a_person_with_words(session):
    household = make_household(status=S.SUBMITTED)
    row = add_comparison(household, decision=ComparisonDecision.OPEN, decided_on=None)
    session.commit()
    with pytest.raises(Refused, match="权限"):
        decide_comparison(session, row, ComparisonDecision.NO_EFFECT, "", officer(session, "wang"), TODAY)
    with pytest.raises(Refused, match="说明"):
        decide_comparison(session, row, ComparisonDecision.EFFECT, "", officer(session, "chen"), TODAY)

    decide_comparison(session, row, ComparisonDecision.NO_EFFECT, "", officer(session, "chen"), TODAY)

    assert row.decided_by_id == officer(session, "chen").id


def test_an_objection_is_decided_once(session):
    household = make_household(status=S.PUBLICIZED)
    row = Objection(household=household, raised_on=TODAY, content="其子在外务工")
    session.add(row)
    session.commit()
    chen = officer(session, "chen")

    decide_objection(session, row, ObjectionFinding.UNFOUNDED, "已走访核实，不属实", chen, TODAY)

    with pytest.raises(Refused, match="已有核查结论"):
        decide_objection(session, row, ObjectionFinding.FOUNDED, "再看一次", chen, TODAY)


def test_a_refused_proposal_keeps_its_reason_and_the_household(session):
    household = make_household(status=S.RECOGNISED)
    row = add_exit(household)
    session.commit()

    refuse_exit(session, row, "尚未见参保记录", officer(session, "zhao"), TODAY)

    assert (row.approved, household.status) == (False, S.RECOGNISED)
    assert db.session.get(Household, household.id).exited_on is None


def open_results(household, count, **values):
    return [add_comparison(household, source=f"S0{n + 1}", decision=ComparisonDecision.OPEN, decided_on=None,
                           result=ComparisonResult.HIT, **values) for n in range(count)]


def test_several_results_are_decided_together_each_by_itself(session):
    rows = open_results(make_household(status=S.SUBMITTED), 3)
    over = open_results(make_household(status=S.WITHDRAWN, name="李试丑"), 1)
    session.commit()
    decide_comparison(session, rows[1], ComparisonDecision.CHECK, "须入户核实", officer(session, "chen"), TODAY)
    rows[2].details = "又查到一条"
    stale = rows[2].version
    session.commit()
    tickets = [Ticket(rows[0].id, rows[0].version), Ticket(rows[1].id, rows[1].version), Ticket(rows[2].id, stale),
               Ticket(over[0].id, over[0].version)]

    found = decide_together(session, tickets, ComparisonDecision.NO_EFFECT, "经核实不影响", officer(session, "chen"), TODAY)

    assert [o.done for o in found] == [True, False, False, False]
    said = ["；".join(map(str, o.reasons)) for o in found]
    for words, part in zip(said, ("", "已于2026-03-09判定为“需核实”", "他人刚刚", "不在审核或在册中"), strict=True):
        assert part in words
    assert [row.decision for row in rows] == [ComparisonDecision.NO_EFFECT, ComparisonDecision.CHECK, ComparisonDecision.OPEN]
    assert rows[0].decision_note == "经核实不影响"


@pytest.mark.parametrize(("who", "words", "said"), [("wang", "经核实不影响", "权限"), ("chen", "无", "至少4个字")])
def test_results_are_decided_together_by_the_right_officer_with_a_reason(session, who, words, said):
    rows = open_results(make_household(status=S.SUBMITTED), 2)
    session.commit()
    tickets = [Ticket(row.id, row.version) for row in rows]
    found = decide_together(session, tickets, ComparisonDecision.NO_EFFECT, words, officer(session, who), TODAY)

    assert not any(o.done for o in found)
    assert all(said in str(reason) for o in found for reason in o.reasons)
    assert {row.decision for row in rows} == {ComparisonDecision.OPEN}


def test_a_voided_result_is_not_decided_together(session):
    [row] = open_results(make_household(status=S.SUBMITTED), 1, voided_at=datetime(2026, 3, 9, tzinfo=UTC), void_reason="录错了人")
    session.commit()
    [outcome] = decide_together(session, [Ticket(row.id, row.version)], ComparisonDecision.NO_EFFECT, "经核实不影响",
                                officer(session, "chen"), TODAY)
    assert "已经作废" in str(outcome.reasons[0])
