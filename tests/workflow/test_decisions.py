"""The officers' decisions: by the right officer, with words, once, and what follows from them."""

from __future__ import annotations

from datetime import date

import pytest

from models import Household, Objection, db
from policy.terms import ComparisonDecision, ObjectionFinding
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    first_member,
    make_household,
)
from workflow.decisions import (
    decide_comparison,
    decide_objection,
    refuse_exit,
    verify_employment,
)
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
