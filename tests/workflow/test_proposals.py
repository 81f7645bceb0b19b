"""Exit proposals by the rules: as soon as a ground is complete, never twice; the county decides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, Employment, Exit, LifeChange, Visit
from policy.rulebook import RuleBook
from policy.terms import (
    EmploymentForm,
    ExitGround,
    Feedback,
    LifeEvent,
    MemberState,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_employment,
    add_exit,
    add_member,
    add_referral,
    add_vacancy,
    first_member,
    make_household,
    order,
)
from workflow.acts import Ticket, perform_on_each
from workflow.clocks import run_clocks
from workflow.decisions import judge_refusal, refuse_exit, verify_employment
from workflow.proposals import LAPSED, propose
from workflow.records import save, void
from workflow.refusals import Refused

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
MARCH = [date(2026, 3, day) for day in (6, 7, 8, 9)]


@pytest.fixture
def household(session):
    made = make_household(status=S.RECOGNISED)
    session.commit()
    return made


def proposals(session):
    return session.scalars(select(Exit).order_by(Exit.id)).all()


def failed_call(session, household, calendar, on, *, reached=False):
    visit = Visit(
        household=household, visited_on=on, purpose=VisitPurpose.CONTACT, way=VisitWay.PHONE,
        reached=reached, called="15400000001", visitor_1="王样甲", findings="无人接听",
    )
    visit.place_in(household.community)
    save(session, visit, officer(session, "wang"), ON, calendar)
    return visit


def refusal(session, household, calendar, on, *, justified: bool | None = False, job="保洁员"):
    """A real job that was recommended and refused on that day, entered by Wang and judged by Chen."""
    service = add_referral(
        first_member(household), add_vacancy(title=f"{job}{on.day}"), served_on=on, delivered_on=on,
        feedback=Feedback.REFUSED, refusal_code="U2", refusal_reason="嫌累",
    )
    save(session, service, officer(session, "wang"), ON, calendar)
    if justified is not None:
        judge_refusal(session, service, justified, "与本人核实过", officer(session, "chen"), ON)
    return service


def life_change(session, household, calendar, what, member=None, on=ON, who="wang"):
    change = LifeChange(
        household=household, member=member, what=what, happened_on=on, evidence="死亡医学证明（试）"
    )
    change.place_in(household.community)
    save(session, change, officer(session, who), ON, calendar)
    return change


def verified_job(session, household):
    job = add_employment(first_member(household), verified=False, verified_on=None)
    job.form = EmploymentForm.UNIT
    session.commit()
    verify_employment(session, job, "社保查询", officer(session, "chen"), ON)
    return job


def test_verified_work_is_proposed_at_once_with_its_evidence(session, household):
    job = verified_job(session, household)
    [proposal] = proposals(session)

    assert (proposal.ground, proposal.by_rule, proposal.since) == (ExitGround.EMPLOYED, True, job.started_on)
    assert proposal.events == [f"employment:{job.id}"]
    assert proposal.member_id == job.member_id
    assert (proposal.proposed_on, proposal.proposed_by_id, proposal.approved) == (ON, None, None)
    assert "实现就业" in proposal.evidence
    assert session.query(AuditEntry).filter_by(act="propose_exit").count() == 1


def test_the_third_failed_contact_is_proposed_and_reaching_the_family_takes_it_back(
    session, household, calendar
):
    for on in MARCH[:2]:
        failed_call(session, household, calendar, on)
    assert proposals(session) == []

    third = failed_call(session, household, calendar, MARCH[2])
    [proposal] = proposals(session)
    assert (proposal.ground, proposal.since, len(proposal.events)) == (ExitGround.UNREACHABLE, MARCH[2], 3)
    assert proposal.events[-1] == f"visit:{third.id}"

    failed_call(session, household, calendar, MARCH[3], reached=True)
    assert (proposal.approved, proposal.decision_note, proposal.decided_by_id) == (False, LAPSED, None)
    assert household.status is S.RECOGNISED


def test_the_third_refusal_without_good_reason_is_proposed(session, household, calendar):
    refusal(session, household, calendar, MARCH[0])
    refusal(session, household, calendar, MARCH[1], justified=True, job="保安")
    refusal(session, household, calendar, MARCH[1])
    assert proposals(session) == []

    refusal(session, household, calendar, MARCH[2])
    assert [p.ground for p in proposals(session)] == [ExitGround.REFUSED]


def test_a_refusal_nobody_has_judged_does_not_count(session, household, calendar):
    for on in MARCH:
        refusal(session, household, calendar, on, justified=None)

    assert proposals(session) == []


@pytest.mark.parametrize("what", [LifeEvent.DEAD, LifeEvent.IMPRISONED, LifeEvent.AWAY, LifeEvent.INCAPABLE])
def test_the_last_labour_member_lost_is_proposed_under_its_code(session, household, calendar, what):
    change = life_change(session, household, calendar, what, first_member(household))
    [proposal] = proposals(session)

    assert (proposal.ground, proposal.ground_code) == (ExitGround.OTHER, what.value)
    assert proposal.events == [f"life_change:{change.id}"]
    assert "死亡医学证明（试）" in proposal.evidence


@pytest.mark.parametrize("what", [LifeEvent.OWN_WISH, LifeEvent.MOVED_OUT])
def test_what_concerns_the_whole_household_is_proposed(session, household, calendar, what):
    life_change(session, household, calendar, what)

    assert [p.ground_code for p in proposals(session)] == [what.value]


def test_while_another_could_work_nothing_is_proposed(session, household, calendar):
    add_member(household, no=2, relation="20", name="张例丑")
    session.commit()
    life_change(session, household, calendar, LifeEvent.DEAD, first_member(household))

    assert proposals(session) == []


@pytest.mark.parametrize(
    ("what", "member", "on", "field"),
    [
        (LifeEvent.DEAD, False, ON, "member_id"), (LifeEvent.DEAD, True, ON + timedelta(1), "happened_on"),
        (LifeEvent.DEAD, True, date(2026, 3, 4), "happened_on"),
    ],
)
def test_a_life_change_has_its_member_and_lies_between_recognition_and_today(
    session, household, calendar, what, member, on, field
):
    with pytest.raises(Refused) as refused:
        life_change(session, household, calendar, what, first_member(household) if member else None, on)

    assert refused.value.field == field
    assert session.query(LifeChange).count() == 0


def test_statutory_age_is_proposed_by_the_days_run_once(session, household, calendar):
    first_member(household).birth_on = date(1965, 12, 9)
    session.commit()
    book = RuleBook()

    assert run_clocks(session, date(2026, 3, 8), calendar, book, AT).proposals.made == 0
    assert run_clocks(session, date(2026, 3, 9), calendar, book, AT).proposals.made == 1
    assert run_clocks(session, date(2026, 3, 9), calendar, book, AT).proposals.made == 0
    [proposal] = proposals(session)
    assert (proposal.ground_code, proposal.since) == ("E41", date(2026, 3, 9))


def test_a_run_after_days_off_still_says_on_which_day_it_came_about(session, household, calendar):
    first_member(household).birth_on = date(1965, 12, 9)
    session.commit()
    run_clocks(session, date(2026, 5, 30), calendar, RuleBook(), AT)
    [proposal] = proposals(session)

    assert (proposal.since, proposal.proposed_on) == (date(2026, 3, 9), date(2026, 5, 30))


def test_what_the_county_refused_is_not_proposed_again_on_the_same_evidence(session, household, calendar):
    for on in MARCH[:3]:
        failed_call(session, household, calendar, on)
    [proposal] = proposals(session)
    refuse_exit(session, proposal, "家属已说明外出就医", officer(session, "zhao"), ON)

    assert propose(session, household, ON, RuleBook()) == (0, 0)
    verified_job(session, household)
    assert [(p.ground, p.approved) for p in proposals(session)] == [
        (ExitGround.UNREACHABLE, False), (ExitGround.EMPLOYED, None)]


def test_an_officers_own_proposal_comes_first(session, household):
    add_exit(household)
    session.commit()
    verified_job(session, household)

    assert [p.by_rule for p in proposals(session)] == [False]


def test_a_record_voided_takes_its_proposal_with_it(session, household, calendar):
    job = verified_job(session, household)
    at = order(ON, calendar).at
    void(session, session.get(Employment, job.id), "录错了家庭", officer(session, "chen"), ON, at)
    [proposal] = proposals(session)

    assert (proposal.approved, proposal.decision_note) == (False, LAPSED)
    assert propose(session, household, ON, RuleBook()) == (0, 0)


def test_the_county_lets_the_household_go_on_the_rules_proposal(session, household, calendar):
    verified_job(session, household)
    ordered = order(ON, calendar, told_on=ON, told_way=VisitWay.PHONE)
    [outcome] = perform_on_each(
        session, "exit", [Ticket(household.id)], officer(session, "zhao"), ordered)

    assert outcome.done, list(map(str, outcome.reasons))
    assert household.exit_ground is ExitGround.EMPLOYED


@pytest.mark.parametrize("status", [s for s in S if s is not S.RECOGNISED])
def test_only_a_household_in_the_register_is_proposed(session, status):
    household = make_household(status=status)
    first_member(household).state = MemberState.DEAD
    session.commit()

    assert propose(session, household, ON, RuleBook()) == (0, 0)


def test_the_run_names_each_term_that_ends(session, calendar):
    late = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 6))
    soon = make_household(status=S.REPORTED)
    far = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 4, 2))
    session.commit()
    late, soon, far = late.family_no, soon.family_no, far.family_no
    run = run_clocks(session, ON, calendar, RuleBook(), AT)

    assert [(d.household, d.term, d.left) for d in run.due] == [
        (late, "承诺期限", -1), (soon, "县级复核期限", 1)]
    assert far not in str(run.as_json())
    assert (run.as_json()["overdue"], run.as_json()["today"], run.as_json()["soon"]) == (1, 0, 1)
