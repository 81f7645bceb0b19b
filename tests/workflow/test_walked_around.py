"""Ways round a rule: by altering, voiding or taking back what another has decided or what a count rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from access.audit import Actor
from models import (
    Benefit,
    Employer,
    Employment,
    FollowUp,
    Household,
    PlanMeasure,
    Service,
    Ticket,
    Vacancy,
    Visit,
)
from policy.aid_terms import BenefitState, DeliveryWay, SlotState, TicketKind
from policy.import_terms import ImportKind as K
from policy.import_terms import ImportState
from policy.rulebook import RuleBook
from policy.terms import Feedback, ServiceKind
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_employment
from tests.factories_aid import add_benefit
from tests.workflow.test_benefits import TERMS
from tests.workflow.test_imports import CLEAN, sheet, stored, taken
from workflow.benefits import grant
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.decisions import judge_refusal, verify_employment
from workflow.import_undo import undo
from workflow.records import save, void
from workflow.refusals import Refused

pytestmark = pytest.mark.database
ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
LATER, THEN = date(2026, 8, 20), datetime(2026, 8, 20, 2, tzinfo=UTC)


@pytest.fixture
def acting(session):
    """Whoever the session says acts: the trail names that officer."""
    def act(name: str):
        found = officer(session, name)
        session.info["actor"] = Actor.of(found)
        return found

    yield act
    session.info.pop("actor", None)


@pytest.fixture
def recommended(session, calendar, member, vacancy):
    """A job recommended on 6 March that counts."""
    return recommend(session, calendar, member, vacancy)


def recommend(session, calendar, member, vacancy, **values):
    row = Service(**{
        "household": member.household, "member": member, "kind": ServiceKind.REFERRAL,
        "served_on": date(2026, 3, 6), "content": "点对点推荐岗位", "served_by": "王试甲",
        "vacancy_id": vacancy.id, "delivered_on": date(2026, 3, 6),
        "delivered_way": DeliveryWay.PERSON, "receipt": "本人签收",
    } | values)
    save(session, row, officer(session, "wang"), ON, calendar)
    assert row.counts is True
    return row


@pytest.fixture
def judged(session, calendar, member, vacancy):
    """Refused without good reason, as the street said: the family is picky."""
    row = recommend(session, calendar, member, vacancy, feedback=Feedback.REFUSED, refusal_code="U1",
                    refusal_reason="嫌远")
    judge_refusal(session, row, False, "路程在半小时内", officer(session, "chen"), ON)
    assert member.household.picky_on is not None
    return row


@pytest.mark.parametrize("name", ["delivered_on", "receipt"])
def test_a_refusal_that_was_judged_keeps_how_the_job_was_handed_over(session, calendar, judged, name):
    wang = officer(session, "wang")
    with session.no_autoflush:
        setattr(judged, name, None)
    with pytest.raises(Refused) as refusal:
        save(session, judged, wang, ON, calendar)

    assert refusal.value.field == name
    assert judged.household.picky_on is not None


def test_what_the_street_judged_or_verified_is_not_voided_by_the_community(session, member, judged):
    job = add_employment(member, created_by_id=officer(session, "wang").id)
    session.commit()
    verify_employment(session, job, "电话核实单位", officer(session, "chen"), ON)
    for row in (judged, job):
        with pytest.raises(Refused, match="有核验、复核权限"):
            void(session, row, "录错了成员", officer(session, "wang"), ON, AT)
        session.rollback()
    void(session, judged, "录错了成员", officer(session, "chen"), ON, AT)

    assert member.household.picky_on is None
    assert session.get(Employment, job.id).voided_at is None


def test_a_voided_job_is_not_verified(session, member):
    job = add_employment(member, created_by_id=officer(session, "wang").id)
    session.commit()
    void(session, job, "录错了成员", officer(session, "wang"), ON, AT)

    with pytest.raises(Refused, match="已经作废"):
        verify_employment(session, job, "电话核实单位", officer(session, "chen"), ON)


def test_whoever_rewrote_what_another_entered_does_not_verify_it(session, calendar, member, acting):
    job = add_employment(member, created_by_id=officer(session, "wang").id)
    session.commit()
    chen = acting("chen")
    with session.no_autoflush:
        job.evidence = "参保记录"
    save(session, job, chen, ON, calendar)

    with pytest.raises(Refused, match="由另一人核验"):
        verify_employment(session, job, "电话核实单位", chen, ON)
    session.rollback()
    verify_employment(session, job, "电话核实单位", acting("cheng"), ON)
    assert job.verified


def test_whoever_wrote_down_the_refusal_does_not_judge_it(session, calendar, recommended, acting):
    chen = acting("chen")
    with session.no_autoflush:
        recommended.feedback, recommended.refusal_code, recommended.refusal_reason = Feedback.REFUSED, "U1", "嫌远"
    save(session, recommended, chen, ON, calendar)

    with pytest.raises(Refused, match="由另一人复核"):
        judge_refusal(session, recommended, False, "路程在半小时内", chen, ON)


def test_whoever_altered_the_application_does_not_grant_it(session, calendar, member, acting):
    job = add_employment(member, verified=True, verified_on=ON, verified_way="社保查询", insured="养老")
    asked = add_benefit(job, created_by_id=officer(session, "wang").id, applied_on=date(2026, 3, 10))
    session.commit()
    zhao, on = acting("zhao"), date(2026, 8, 3)
    with session.no_autoflush:
        asked.applied_on = date(2026, 3, 9)
    save(session, asked, zhao, on, calendar)

    with pytest.raises(Refused, match="由另一人核定"):
        grant(session, asked, TERMS, zhao, on)
    session.rollback()
    assert session.get(Benefit, asked.id).state is BenefitState.APPLIED


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"open_until": date(2026, 3, 5)}, id="ended before it was recommended"),
        pytest.param({"closed_on": date(2026, 3, 2), "closed_reason": "招满"}, id="closed before it was recommended"),
        pytest.param({"head_count": 1}, id="full before it was recommended"),
        pytest.param({"suits_disabled": True}, id="another limit"),
    ],
)
def test_a_vacancy_does_not_shut_in_hindsight_what_counted(session, calendar, recommended, values):
    vacancy, zhao = session.get(Vacancy, recommended.vacancy_id), officer(session, "zhao")
    with session.no_autoflush:
        for name, value in values.items():
            setattr(vacancy, name, value)
    with pytest.raises(Refused) as refusal:
        save(session, vacancy, zhao, ON, calendar)

    assert refusal.value.field in values
    assert recommended.counts is True


def test_a_vacancy_may_still_be_prolonged_and_closed_later(session, calendar, recommended):
    vacancy, zhao = session.get(Vacancy, recommended.vacancy_id), officer(session, "zhao")
    for values in ({"open_until": date(2026, 4, 30), "head_count": 5}, {"closed_on": date(2026, 3, 7), "closed_reason": "招满"}):
        with session.no_autoflush:
            for name, value in values.items():
                setattr(vacancy, name, value)
        save(session, vacancy, zhao, ON, calendar)

    assert recommended.counts is True


def test_an_employer_entered_in_error_is_entered_anew(session, calendar, vacancy):
    wrong, zhao = vacancy.employer, officer(session, "zhao")
    code = wrong.credit_code
    void(session, wrong, "单位名称录错", zhao, ON, AT)
    right = Employer(name="长春某正样公司", credit_code=code, office=office(session, "220104"))
    save(session, right, zhao, ON, calendar)

    assert right.id is not None
    with pytest.raises(Refused, match="直接选用"):
        save(session, Employer(name="又一家", credit_code=code, office=right.office), zhao, ON, calendar)


# ---- taking an import back after its records have been used -----------------------------------------


def test_months_after_it_a_batch_nobody_touched_is_taken_back_with_the_visits_owed(session):
    batch = stored(session, taken(session, CLEAN, to="220104001001"))
    number = batch.id
    brought = datetime(2026, 6, 30, tzinfo=UTC)
    session.connection().execute(Household.__table__.update().values(created_at=brought))
    session.commit()
    run_clocks(session, LATER, work_calendar(session), RuleBook(), THEN)
    assert set(session.scalars(select(FollowUp.state))) == {SlotState.OPEN}

    batch = undo(session, number, "导错了社区", officer(session, "zhao"), LATER, THEN)
    assert batch.state is ImportState.UNDONE
    assert set(session.scalars(select(FollowUp.state))) == {SlotState.CLOSED}
    run_clocks(session, LATER, work_calendar(session), RuleBook(), THEN)
    assert set(session.scalars(select(FollowUp.state))) == {SlotState.CLOSED}


@pytest.fixture
def guidance(session, member):
    """A service brought in as a file."""
    heading = ["身份证号码", "姓名", "服务类型", "服务日期", "服务内容", "服务人员"]
    row = [member.id_no, member.name, "guidance", member.household.recognised_on.isoformat(), "指导", "王试甲"]
    return stored(session, taken(session, sheet(row, heading=heading), "wang", to="220104001001", kind=K.SERVICES), "wang")


def test_a_service_a_measure_was_done_by_is_not_taken_back(session, member, guidance):
    service = session.scalars(select(Service)).one()
    session.scalars(select(PlanMeasure)).first().service_id = service.id
    session.commit()

    with pytest.raises(Refused, match=member.household.family_no):
        undo(session, guidance.id, "导错了人", officer(session, "wang"), ON, AT)
    assert session.get(Service, service.id).voided_at is None


def test_nothing_is_taken_back_from_a_household_whose_recognition_was_revoked(session, member, guidance):
    member.household.status, member.household.revoked_on = S.REVOKED, ON
    session.commit()

    with pytest.raises(Refused, match=member.household.family_no):
        undo(session, guidance.id, "导错了人", officer(session, "wang"), ON, AT)


def test_a_visit_at_which_a_difficulty_was_told_is_not_taken_back(session, member):
    household = member.household
    heading = ["认定编号", "走访日期", "目的", "方式", "走访人一", "走访情况", "联系上"]
    row = [household.recognition_no, household.recognised_on.isoformat(), "跟踪回访", "入户", "王试甲", "稳定", "否"]
    batch = stored(session, taken(session, sheet(row, heading=heading), "wang", to="220104001001", kind=K.VISITS), "wang")
    visit = session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    session.add(Ticket(
        household=household, visit=visit, kind=next(iter(TicketKind)), content="想学一门手艺",
        raised_on=visit.visited_on, owner_id=officer(session, "wang").id, due_on=date(2026, 7, 30),
    ))
    session.commit()

    with pytest.raises(Refused, match=household.family_no):
        undo(session, batch.id, "导错了人", officer(session, "wang"), ON, AT)
