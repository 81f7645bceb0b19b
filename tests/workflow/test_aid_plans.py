"""Members' plans, measures, pairings, offices' plans: whole or refused at the field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Activation, AidPlan, Alert, ContingencyPlan, Office, Pairing, PlanMeasure
from policy.terms import Level, ServiceKind, WarningCode
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_plan, add_service, first_member, make_household
from tests.factories_aid import add_measure, make_contingency_plan
from workflow.aid_plans import known_of, save_plan
from workflow.calendar import work_calendar
from workflow.contingency import coverage, plans_for, without_plan
from workflow.records import save, void
from workflow.refusals import Refused

ON = date(2026, 3, 9)


def store(session, row, who="wang"):
    save(session, row, officer(session, who), ON, work_calendar(session))


@pytest.fixture
def member(session):
    """Of a household recognised on 5 March that has neither officer nor plan."""
    return first_member(make_household(status=S.RECOGNISED, planned=False))


def plan_for(member, **values):
    return AidPlan(**{
        "household": member.household, "member": member, "made_on": ON, "traits": "男，41周岁", "will": "希望做保安",
        "difficulties": "无特殊困难", "goal": "20个工作日内就业", "review_on": date(2026, 6, 9),
    } | values)


def measure_for(session, **values):
    return PlanMeasure(**{
        "kind": ServiceKind.GUIDANCE, "content": "一对一职业指导", "owner_id": officer(session, "wang").id,
        "due_on": date(2026, 3, 20),
    } | values)


def alerts(session, code):
    return session.scalars(select(Alert).where(Alert.code == code, Alert.cleared_on.is_(None))).all()


def test_a_plan_is_stored_with_its_measures_in_one_act(session, member):
    save_plan(session, plan_for(member), {"a_": measure_for(session), "b_": measure_for(session)}, officer(session, "wang"), ON)

    [plan] = session.scalars(select(AidPlan))
    assert [m.member_id for m in plan.measures] == [member.id, member.id]
    assert {m.community_id for m in plan.measures} == {plan.community_id} == {member.household.community_id}


@pytest.mark.parametrize(
    ("values", "measures", "field"),
    [
        pytest.param({}, {}, "measures", id="without a measure"),
        pytest.param({"difficulties": ""}, {"a_": {}}, "difficulties", id="no word of difficulties"),
        pytest.param({"review_on": date(2026, 6, 10)}, {"a_": {}}, "review_on", id="reviewed too late"),
        pytest.param({"made_on": date(2026, 3, 4)}, {"a_": {}}, "made_on", id="before the recognition"),
        pytest.param({}, {"a_": {}, "b_": {"due_on": date(2026, 3, 8)}}, "b_due_on", id="a measure due before the plan"),
        pytest.param({}, {"a_": {"owner": "li"}}, "a_owner_id", id="a measure for an officer elsewhere"),
    ],
)
def test_a_plan_that_answers_too_little_is_refused_whole(session, member, values, measures, field):
    made = {}
    for key, changed in measures.items():
        owner = changed.get("owner")
        made[key] = measure_for(session, **({"owner_id": officer(session, owner).id} if owner else changed))

    with pytest.raises(Refused) as refusal:
        save_plan(session, plan_for(member, **values), made, officer(session, "wang"), ON)

    assert refusal.value.field == field
    assert session.query(AidPlan).count() == session.query(PlanMeasure).count() == 0


def test_one_plan_of_a_member_runs_at_a_time(session, member):
    add_plan(member.household, member=member)
    session.commit()

    with pytest.raises(Refused, match="已有一份执行中的方案"):
        save_plan(session, plan_for(member), {"a_": measure_for(session)}, officer(session, "wang"), ON)


def test_a_new_plan_begins_with_the_one_before_else_with_the_file(session, member):
    member.skills, member.wished_job, member.household.hardship = "电焊", "焊工", "因病致困"
    session.commit()
    fresh = known_of(session, member, member.household, ON)
    add_plan(member.household, member=member, will="只愿做夜班", closed_on=ON, closing_note="改订")
    session.commit()

    assert (fresh["skills"], fresh["wished_jobs"], fresh["difficulties"]) == ("电焊", "焊工", "因病致困")
    assert fresh["review_on"] == date(2026, 6, 9)
    assert known_of(session, member, member.household, ON)["will"] == "只愿做夜班"


def test_a_measure_is_done_by_a_service_of_the_same_member_and_kind(session, member):
    plan = add_plan(member.household, member=member)
    measure = add_measure(plan)
    other = add_service(member, kind=ServiceKind.TRAINING_INFO)
    right = add_service(member)
    session.commit()

    measure.done_on, measure.outcome, measure.service_id = ON, "已面谈", other.id
    with pytest.raises(Refused) as refusal:
        store(session, measure)
    assert refusal.value.field == "service_id"
    measure.done_on, measure.outcome, measure.service_id = ON, "已面谈", right.id
    store(session, measure)
    assert measure.service is right


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"done_on": ON}, "outcome", id="done without an outcome"),
        pytest.param({"outcome": "已面谈"}, "done_on", id="an outcome without a day"),
        pytest.param({"done_on": date(2026, 3, 10), "outcome": "已面谈"}, "done_on", id="done tomorrow"),
    ],
)
def test_a_measure_half_done_is_refused(session, member, values, field):
    measure = add_measure(add_plan(member.household, member=member))
    session.commit()
    with session.no_autoflush:
        for name, value in values.items():
            setattr(measure, name, value)
        with pytest.raises(Refused) as refusal:
            store(session, measure)

    assert refusal.value.field == field


def test_a_closed_plan_takes_no_measure(session, member):
    plan = add_plan(member.household, member=member, closed_on=ON, closing_note="已就业")
    session.commit()

    with pytest.raises(Refused, match="已结束"):
        store(session, measure_for(session, plan_id=plan.id, household=member.household))


def test_a_late_measure_is_a_yellow_warning_until_it_is_done(session, member):
    plan = add_plan(member.household, member=member)
    measure = add_measure(plan, due_on=date(2026, 3, 6))
    store(session, plan)
    [alert] = alerts(session, WarningCode.PLAN)
    assert (alert.tone.value, alert.raised_on, alert.member_id) == ("yellow", date(2026, 3, 7), member.id)

    measure.done_on, measure.outcome = ON, "已面谈"
    store(session, measure)

    assert alerts(session, WarningCode.PLAN) == []


def pairing_for(member, **values):
    return Pairing(**{"household": member.household, "partner": "周试友", "partner_unit": "试单位",
                      "pledge": "每月走访", "since": ON} | values)


def test_a_partner_stands_by_a_household_once(session, member):
    store(session, pairing_for(member), "chen")
    with pytest.raises(Refused, match="已与本户结对"):
        store(session, pairing_for(member), "chen")
    [first] = session.scalars(select(Pairing))
    first.until, first.end_reason = ON, "工作调动"
    store(session, first, "chen")
    store(session, pairing_for(member, phone="15400000009"), "chen")

    assert session.query(Pairing).count() == 2


def test_a_community_pairs_nobody(session, member):
    with pytest.raises(Refused, match="权限"):
        store(session, pairing_for(member), "wang")


def contingency(office_id, **values):
    return ContingencyPlan(**{
        "office_id": office_id, "title": "试预案", "document": "试文号", "issued_on": ON, "valid_from": ON,
        "lead": "试负责人", "trigger": "难以安置", "summary": "托底",
    } | values)


def test_editions_are_counted_by_office_and_voided_ones_keep_their_number(session):
    zhao = officer(session, "zhao")
    store(session, contingency(zhao.office_id), "zhao")
    [first] = session.scalars(select(ContingencyPlan))
    void(session, first, "文号写错", zhao, ON, datetime(2026, 3, 9, 2, tzinfo=UTC))
    store(session, contingency(zhao.office_id), "zhao")
    store(session, contingency(officer(session, "chen").office_id), "chen")

    assert [p.edition for p in session.scalars(select(ContingencyPlan).order_by(ContingencyPlan.id))] == [1, 2, 1]


@pytest.mark.parametrize("who", ["wang", "chen", "mei", "gao"])
def test_nobody_writes_another_offices_plan(session, who):
    with pytest.raises(Refused, match="制定机构"):
        store(session, contingency(3), who)


def test_the_latest_edition_begun_leads_even_when_it_is_over(session):
    make_contingency_plan(office_id=3)
    make_contingency_plan(office_id=3, edition=2, valid_from=date(2026, 1, 5), valid_until=date(2026, 3, 1))
    make_contingency_plan(office_id=4, valid_from=date(2026, 3, 10))
    make_contingency_plan(office_id=2)
    session.commit()
    household = make_household(status=S.RECOGNISED)

    assert [p.office_id for p in plans_for(session, household, ON)] == [2]
    assert [p.office_id for p in plans_for(session, household, date(2026, 2, 2))] == [3, 2]
    assert [p.edition for p in plans_for(session, household, date(2026, 2, 2))] == [2, 1]


def test_each_number_of_the_coverage_is_the_length_of_its_list(session):
    for office_id in (1, 2, 4, 5, 9):
        make_contingency_plan(office_id=office_id)
    session.commit()
    city = session.get(Office, 2)
    found = {one.office.code: one for one in coverage(session, city, ON)}

    assert (found["220100"].has_plan, found["220104"].has_plan, found["220102"].has_plan) == (True, False, True)
    assert found["220104"].without == {Level.STREET: 1, Level.COMMUNITY: 2}
    assert found["220104"].offices == {Level.STREET: 2, Level.COMMUNITY: 3}
    for one in found.values():
        for level in one.offices:
            assert one.without.get(level, 0) == len(without_plan(session, one.office, level, ON))


def activation_for(session, household, plan, **values):
    return Activation(**{"household": household, "plan": plan, "started_on": ON, "reason": "难以安置", "measures": "托底"} | values)


def test_an_activation_is_of_a_plan_in_force_above_the_household_one_at_a_time(session, member):
    here, elsewhere = make_contingency_plan(office_id=3), make_contingency_plan(office_id=13)
    later = make_contingency_plan(office_id=4, valid_from=date(2026, 3, 10))
    session.commit()
    for plan, field in ((elsewhere, "plan_id"), (later, "started_on")):
        with pytest.raises(Refused) as refusal:
            store(session, activation_for(session, member.household, plan))
        assert refusal.value.field == field
    store(session, activation_for(session, member.household, here))
    with pytest.raises(Refused, match="请先终止"):
        store(session, activation_for(session, member.household, here))


def test_after_the_exit_an_activation_can_only_be_ended(session):
    household = make_household(status=S.EXITED)
    plan = make_contingency_plan(office_id=3)
    row = activation_for(session, household, plan, started_on=date(2026, 3, 6))
    session.add(row)
    session.commit()
    with pytest.raises(Refused, match="已退出"):
        store(session, activation_for(session, household, plan))
    row.ended_on, row.outcome = ON, "已就业"
    store(session, row)

    assert row.ended_on == ON
