"""Families of an officer who leaves go to one who is there: all of them or none, with the reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models import AuditEntry, Household
from policy.terms import ExitGround
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import make_household
from workflow.handover import families_of, hand_over
from workflow.loads import loads
from workflow.refusals import Refused

ON = date(2026, 3, 9)
REASON = "调往区人社局，离岗"


def in_charge(session):
    session.expire_all()
    return [h.assigned_to_id for h in session.scalars(select(Household).order_by(Household.id))]


@pytest.fixture
def leaving(session):
    """Wang, in charge of an open family, one gone to work, and one gone for good."""
    wang = officer(session, "wang")
    made = [
        make_household(status=S.SUBMITTED, assigned_to_id=wang.id),
        make_household(status=S.EXITED, assigned_to_id=wang.id, exit_ground=ExitGround.EMPLOYED, exited_on=date(2026, 3, 6)),
        make_household(status=S.EXITED, assigned_to_id=wang.id, exit_ground=ExitGround.REFUSED, exited_on=date(2026, 3, 6)),
    ]
    session.commit()
    return wang, made


def test_open_and_followed_families_are_those_in_care(session, leaving):
    wang, made = leaving
    assert families_of(session, wang.id, ON) == made[:2]
    load, *idle = loads(session, officer(session, "chen").office, ON)
    assert (load.name, load.families, load.gone) == (wang.name, 2, False)
    assert {other.families for other in idle} == {0}


def test_who_is_no_longer_active_is_on_top_as_gone(session, leaving):
    wang, _made = leaving
    chen = officer(session, "chen")
    for _n in range(3):
        make_household(status=S.SUBMITTED, assigned_to_id=chen.id)
    wang.active = False
    session.commit()
    found = loads(session, chen.office, ON)
    assert [(load.officer_id, load.gone) for load in found if load.families] == [(wang.id, True), (chen.id, False)]


def test_all_go_together_and_the_trail_says_to_whom_and_why(session, leaving):
    wang, _made = leaving
    chen = officer(session, "chen")
    assert hand_over(session, families_of(session, wang.id, ON), chen, REASON, chen, ON) == 2
    assert in_charge(session) == [chen.id, chen.id, wang.id]
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "hand_over")).one()
    assert (line.changes["to"], line.changes["households"], line.changes["reason"]) == ("chen", 2, REASON)


@pytest.mark.parametrize(
    ("to", "reason", "by", "field"),
    [
        ("zhao", REASON, "chen", "to_id"),
        ("gao", REASON, "chen", "to_id"),
        ("chen", "离岗", "chen", "reason"),
        ("chen", REASON, "wang", None),
        ("chen", REASON, "mei", None),
        (None, REASON, "chen", "to_id"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(session, leaving, to, reason, by, field):
    wang, _made = leaving
    before = in_charge(session)
    with pytest.raises(Refused) as refused:
        hand_over(session, families_of(session, wang.id, ON), to and officer(session, to), reason, officer(session, by), ON)
    session.rollback()
    assert refused.value.field == field
    assert in_charge(session) == before


def test_a_family_beyond_the_new_officers_area_keeps_all_where_they_are(session, leaving):
    wang, _made = leaving
    wang_there = make_household(status=S.SUBMITTED, assigned_to_id=wang.id, community="220104001002")
    session.commit()
    zhao, wu = officer(session, "zhao"), officer(session, "wu")
    families = [*families_of(session, wang.id, ON)]
    assert wang_there in families
    with pytest.raises(Refused, match="不在"):
        hand_over(session, families, wu, REASON, zhao, ON)
    session.rollback()
    assert set(in_charge(session)) == {wang.id}


def test_nothing_to_move_is_said(session, leaving):
    wang, _made = leaving
    with pytest.raises(Refused, match="已由此人负责"):
        hand_over(session, families_of(session, wang.id, ON), wang, REASON, officer(session, "chen"), ON)
