"""The fictitious province: sound by every rule but the planted ones, with work on every desk."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select

from access.audit import verify
from access.passwords import fits
from access.permissions import LEVELS
from models import (
    WHOLE_PROVINCE,
    Activation,
    AidPlan,
    AuditEntry,
    Employment,
    Household,
    Installation,
    Member,
    NumberSeries,
    Office,
    Pairing,
    PlanMeasure,
    Publicity,
    Service,
    StatusChange,
    Target,
    User,
    Visit,
    db,
)
from policy.aid_plan import plan_is_answered, plan_is_in_time
from policy.identity import check_identity
from policy.rulebook import RuleBook
from policy.terms import Feedback, Level, Measure, Role, ServiceKind
from policy.terms import Status as S
from seeds.demo import load_demo
from seeds.faults import FAULTS, KEPT_CLEAN, SILENT_COUNTY
from seeds.staff import ACCOUNTS
from tests.seeds import HOUSEHOLDS, PASSWORD, TODAY
from tests.vacant import NOW, inside, vacant
from workflow.calendar import work_calendar
from workflow.contingency import coverage
from workflow.numbers import family_number, recognition_number
from workflow.plan_facts import answers_of, plan_facts
from workflow.refusals import Refused
from workflow.supervision import silent_counties, unanswered

PLANTED_BY_COURSE_OR_PLACE = {"A05", "A12", "A16", "A28"}


def count(session, model, *conditions):
    return session.scalar(select(func.count()).select_from(model).where(*conditions))


@pytest.mark.database
def test_the_accounts_of_the_contract_can_sign_in_and_nobody_else(session, province):
    users = {u.username: u for u in session.scalars(select(User))}

    assert set(province[1].accounts) == set(ACCOUNTS) <= set(users)
    for name in ACCOUNTS:
        assert fits(users[name].password_hash, PASSWORD)
        assert users[name].office.level in LEVELS[users[name].role] or users[name].office.seals
    assert users["county"].office.code == "220104"
    assert users["community"].office_id == users["community2"].office_id
    others = {u.password_hash for name, u in users.items() if name not in ACCOUNTS}
    assert not any(fits(hashed, PASSWORD) for hashed in others)


@pytest.mark.database
def test_the_trail_holds_and_tells_of_every_act(session):
    lines, fault = verify(session)

    assert fault is None
    assert lines == count(session, AuditEntry)
    told = Counter(session.scalars(select(AuditEntry.act)))
    done = Counter(session.scalars(select(StatusChange.act)))
    assert {act: told[act] for act in done} == dict(done)
    loaded = select(AuditEntry.id).where(AuditEntry.act == "load_demo").scalar_subquery()
    moments = session.scalars(
        select(AuditEntry.at)
        .where(AuditEntry.actor != "system", AuditEntry.id < loaded)
        .order_by(AuditEntry.id)
    ).all()
    assert moments == sorted(moments)
    assert moments[-1] < NOW


@pytest.mark.database
def test_every_status_and_every_year_is_there(session):
    assert set(session.scalars(select(Household.status))) == set(S)
    assert {d.year for d in session.scalars(select(Household.applied_on))} == {2024, 2025, 2026}
    assert count(session, Household, Household.acted_on >= TODAY) == 0
    assert count(session, Household) == HOUSEHOLDS


@pytest.mark.database
def test_persons_are_nobody_and_their_numbers_are_sound(session, province):
    ill_born = set(province[1].faults.get("A27", []))
    for member in session.scalars(select(Member).limit(600)):
        found = check_identity(member.id_no, TODAY)
        assert found.valid
        assert member.id_no.startswith("2299")
        assert member.name[1] in "样例试虚"
        assert str(found.sex) == member.sex
        if member.household.family_no not in ill_born:
            assert found.birth_on == member.birth_on
    phones = session.scalars(select(Household.phone).limit(200)).all()
    assert all(phone.startswith("154") for phone in phones)


@pytest.mark.database
def test_numbers_go_on_where_the_demo_ended(session):
    county = session.scalars(select(Office).filter_by(code="220104")).one()
    last = {row.name: row.last for row in session.scalars(select(NumberSeries))}
    given = sorted(session.scalars(
        select(Household.recognition_no)
        .where(Household.county_id == county.id, Household.recognised_on >= date(2025, 1, 1),
               Household.recognised_on < date(2026, 1, 1))
    ).all())

    assert given == [f"220104-2025-{n:04d}" for n in range(1, len(given) + 1)]
    assert last[f"recognition:{county.id}:2025"] == len(given)
    numbers = set(session.scalars(select(Household.recognition_no)))
    assert recognition_number(session, county, 2026) not in numbers
    families = set(session.scalars(select(Household.family_no)))
    assert family_number(session, county, 2026) not in families


@pytest.mark.database
def test_families_that_came_back_keep_their_number(session):
    again = session.scalars(select(Household).where(Household.episode == 2)).all()

    assert again
    for second in again:
        first = session.scalars(
            select(Household).filter_by(family_no=second.family_no, episode=1)).one()
        assert first.status is S.EXITED
        assert first.exited_on < second.applied_on
        persons = [select(Member.id_no_index).where(Member.household_id == h.id)
                   for h in (first, second)]
        assert set(session.scalars(persons[0])) == set(session.scalars(persons[1]))


@pytest.mark.database
def test_children_sum_to_their_parents_target(session):
    year = select(Target).where(Target.year == 2025, Target.measure == Measure.RECOGNISED)
    by_office = {t.office_id: t.households for t in session.scalars(year)}
    changchun = session.scalars(select(Office).filter_by(code="220100")).one()
    counties = session.scalars(select(Office.id).where(Office.parent_id == changchun.id)).all()

    assert by_office[changchun.id] == sum(by_office[c] for c in counties)
    province = session.scalars(select(Office).filter_by(code="220000")).one()
    units = session.scalars(select(Office.id).where(Office.parent_id == province.id)).all()
    assert by_office[province.id] == sum(by_office[u] for u in units)


@pytest.mark.database
def test_assistance_is_given_within_the_promise(session):
    recognised = select(Household.id).where(
        Household.status == S.EXITED, Household.exit_ground == "employed",
        Household.recognised_on < date(2026, 1, 1))
    households = session.scalars(recognised.limit(300)).all()
    kinds = Counter(session.execute(
        select(Service.household_id, Service.kind).where(Service.household_id.in_(households))
    ).all())

    complete = sum(
        kinds[h, ServiceKind.GUIDANCE] >= 1 and kinds[h, ServiceKind.REFERRAL] >= 3
        for h in households
    )
    assert complete > len(households) / 2
    assert count(session, Service, Service.feedback == Feedback.HIRED) > 20
    assert count(session, Employment, Employment.verified) > 500
    assert count(session, Visit, Visit.purpose == "follow_up") > HOUSEHOLDS


@pytest.mark.database
def test_faults_are_planted_and_listed(session, province):
    planted = province[1].faults
    rules = {fault.rule for fault in FAULTS} | PLANTED_BY_COURSE_OR_PLACE

    assert len(set(planted) & rules) >= len(rules) - 4  # a small province leaves a few out
    clean = session.scalars(
        select(Office.code).where(Office.code.in_(KEPT_CLEAN))).all()
    for rule in set(planted) - PLANTED_BY_COURSE_OR_PLACE:
        assert not any(no.startswith(tuple(clean)) for no in planted[rule])


@pytest.mark.database
def test_a_planted_fault_can_be_seen(session, province):
    planted = province[1].faults
    for family_no in planted.get("A21", []):
        posted = session.scalars(
            select(Publicity).join(Household, Household.id == Publicity.household_id)
            .where(Household.family_no == family_no)).one()
        assert work_calendar(session).between(posted.posted_on, posted.until) < 3
    for family_no in planted.get("A29", []):
        posted = session.scalars(
            select(Publicity.text).join(Household, Household.id == Publicity.household_id)
            .where(Household.family_no == family_no)).all()
        assert [text for text in posted if "身份证号：2299" in text]


@pytest.mark.database
def test_demo_data_go_into_an_empty_database_only(session):
    with pytest.raises(Refused, match="空库"):
        load_demo(session, 10, on=TODAY, password=PASSWORD)
    assert session.get(Installation, "demo").value == "1"


@pytest.mark.database
def test_the_same_seed_gives_the_same_province(tmp_path):
    told = []
    for name in ("once", "again"):
        with inside(vacant(tmp_path / name, name)):
            upgrade()
            load_demo(db.session, 60, 5, on=TODAY, password=PASSWORD)
            told.append(db.session.execute(
                select(Household.family_no, Household.head_name, Household.status,
                       Household.recognised_on, Household.phone).order_by(Household.id)).all())

    assert told[0] == told[1]
    assert len(told[0]) == 60


@pytest.mark.database
@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 12, 31), id="before a year nobody has published"),
        pytest.param(date(2027, 2, 28), id="within it"),
        pytest.param(date(2024, 6, 30), id="few months after the first calendar"),
        pytest.param(date(2026, 10, 4), id="in the middle of a holiday"),
    ],
)
def test_the_province_can_be_loaded_on_any_day(tmp_path, today):
    with inside(vacant(tmp_path / "data", "any_day")):
        upgrade()
        load_demo(db.session, 80, 5, on=today, password=PASSWORD)

        assert verify(db.session)[1] is None
        statuses = set(db.session.scalars(select(Household.status)))
        assert statuses >= {S.DRAFT, S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED,
                            S.RECOGNISED, S.EXITED}
        assert db.session.scalar(select(func.max(Household.acted_on))) < today


@pytest.mark.database
def test_roles_of_the_history_are_the_roles_of_the_acts(session):
    roles = session.execute(select(StatusChange.act, StatusChange.by_role).distinct()).all()

    assert {(a, r) for a, r in roles if a in ("verify", "recognise", "exit")} == {
        ("verify", Role.STREET), ("recognise", Role.COUNTY), ("exit", Role.COUNTY)}


@pytest.mark.database
def test_one_county_has_been_silent_and_the_others_have_not(session):
    silent = silent_counties(session, WHOLE_PROVINCE, TODAY, RuleBook())
    assert [office.code for office in silent] == [SILENT_COUNTY]
    named = {office.level for office in unanswered(session, WHOLE_PROVINCE)}
    assert named == {Level.PROVINCE, Level.STREET}
def test_most_members_have_a_plan_that_the_rules_find_whole(session, province):
    plans = session.scalars(select(AidPlan)).all()
    running = [plan for plan in plans if plan.closed_on is None]
    open_households = count(session, Household, Household.status == S.RECOGNISED)

    assert len({plan.household_id for plan in running}) > open_households // 2
    assert all(plan_is_answered(answers_of(plan)).met for plan in plans)
    assert all(plan.made_on >= plan.household.recognised_on for plan in plans)
    assert all((plan.closed_on is None) == (plan.household.status is S.RECOGNISED) for plan in plans)
    late = [plan for plan in running if not plan_is_in_time(plan_facts(plan, plan.measures), TODAY).met]
    assert len(late) <= len(running) // 3


@pytest.mark.database
def test_measures_are_done_by_services_of_their_member_and_kind(session):
    done = session.scalars(select(PlanMeasure).where(PlanMeasure.service_id.is_not(None))).all()

    assert done
    assert all((m.service.member_id, m.service.kind) == (m.member_id, m.kind) for m in done)
    assert all(m.done_on >= m.plan.made_on for m in done)


@pytest.mark.database
def test_offices_have_plans_and_some_have_none(session):
    top = session.scalars(select(Office).where(Office.level == Level.PROVINCE)).one()
    [whole, *_units] = coverage(session, top, TODAY)

    assert whole.has_plan
    for level in (Level.UNIT, Level.COUNTY, Level.STREET, Level.COMMUNITY):
        assert 0 <= whole.without.get(level, 0) < whole.offices[level] // 3
    assert whole.without[Level.STREET] > 0
    assert count(session, Pairing) > 0
    for activation in session.scalars(select(Activation)):
        assert activation.household.lies_under.startswith(activation.plan.office.path)
