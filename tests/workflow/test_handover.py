"""Families of an officer who leaves go to one who is there: all of them or none, with the reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models import AidPlan, Alert, AuditEntry, Household, Ticket
from policy.aid_terms import TicketEnd, TicketKind
from policy.rulebook import Decree, RuleBook
from policy.terms import ExitGround, WarningCode
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import first_member, make_household
from tests.factories_aid import add_measure
from workflow.alerts import refresh
from workflow.handover import assign_each, families_of, hand_over
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


@pytest.fixture
def chosen(session):
    """One of Wang's, one nobody has, one in another street, one long over."""
    made = [
        make_household(status=S.RECOGNISED), make_household(status=S.RECOGNISED, planned=False),
        make_household(status=S.RECOGNISED, community="220104002001", planned=False),
        make_household(status=S.WITHDRAWN),
    ]
    session.commit()
    return made


def test_of_those_chosen_each_goes_that_can_and_the_others_say_why(session, chosen):
    cheng, zhao = officer(session, "cheng"), officer(session, "zhao")
    found = assign_each(session, [h.id for h in chosen], cheng, REASON, zhao, ON)

    assert [row.done for row in found] == [True, True, False, False]
    assert "辖区" in str(found[2].reasons[0])
    assert "已办结" in str(found[3].reasons[0])
    assert in_charge(session) == [cheng.id, cheng.id, None, None]
    [again] = assign_each(session, [chosen[0].id], cheng, REASON, zhao, ON)
    assert (again.done, str(again.reasons[0])) == (False, "已由此人负责")


def test_who_has_been_put_in_charge_clears_the_warning(session, chosen):
    late = date(2026, 3, 16)
    refresh(session, chosen[1], late)
    asked = select(Alert).where(Alert.code == WarningCode.OFFICER, Alert.cleared_on.is_(None))
    assert len(session.scalars(asked).all()) == 1

    assign_each(session, [chosen[1].id], officer(session, "wang"), REASON, officer(session, "chen"), late)

    assert session.scalars(asked).all() == []


@pytest.mark.parametrize("who", ["wang", "mei", "gao"])
def test_who_gives_out_no_families_assigns_none(session, chosen, who):
    with pytest.raises(Refused, match="权限"):
        assign_each(session, [chosen[0].id], officer(session, "wu"), REASON, officer(session, who), ON)


def test_what_is_still_to_be_done_goes_with_the_family(session, chosen):
    wang, wu, cheng = (officer(session, name) for name in ("wang", "wu", "cheng"))
    member = first_member(chosen[0])
    [plan] = session.scalars(select(AidPlan).where(AidPlan.member_id == member.id))
    mine, others, done = add_measure(plan), add_measure(plan, owner_id=wu.id), plan.measures[0]
    told = {"household": chosen[0], "kind": TicketKind.JOB, "content": "离家太远", "raised_on": ON, "due_on": ON}
    open_, closed = Ticket(**told, owner_id=wang.id), Ticket(
        **told, owner_id=wang.id, closed_on=ON, ending=TicketEnd.SOLVED, handling="已推荐就近岗位")
    session.add_all((open_, closed))
    session.commit()

    hand_over(session, [chosen[0]], cheng, REASON, officer(session, "chen"), ON)

    assert [row.owner_id for row in (mine, open_)] == [cheng.id, cheng.id]
    assert [row.owner_id for row in (others, done, closed)] == [wu.id, wang.id, wang.id]


def test_the_load_counts_what_is_open_and_marks_what_is_too_much(session, chosen):
    wang = officer(session, "wang")
    [plan] = session.scalars(select(AidPlan).where(AidPlan.household_id == chosen[0].id))
    add_measure(plan, due_on=date(2026, 3, 6))
    add_measure(plan)
    session.commit()
    book = RuleBook.of([Decree("OFFICER_LOAD", "1.2.3.", date(2026, 1, 1), 0)])
    area = officer(session, "chen").office
    found = {load.officer_id: load for load in loads(session, area, ON, book)}
    usual = {load.officer_id: load for load in loads(session, area, ON)}

    load = found[wang.id]
    assert (load.families, load.measures, load.overdue, load.most, load.heavy) == (1, 2, 1, 0, True)
    assert (usual[wang.id].most, usual[wang.id].heavy) == (15, False)
    assert not found[officer(session, "wu").id].heavy
