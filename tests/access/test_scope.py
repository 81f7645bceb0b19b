"""Row scope on the session: what an officer sees and writes, through every kind of statement."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from access.audit import BulkChange
from access.scope import OutsideScope, column_rows, in_charge_of, scoped_models
from models import WHOLE_PROVINCE, Household, Member, Office, Visit, db
from tests.cast import OFFICERS, OFFICES, office, officer
from tests.factories import add_member, make_household

HERS, HIS, NEIGHBOUR = "220104001001", "222401001001", "220104001002"


@pytest.fixture
def three(session):
    return {code: make_household(community=code) for code in (HERS, HIS, NEIGHBOUR)}


def seen(session, code: str) -> set[int]:
    with in_charge_of(session, office(session, code).area):
        return set(session.scalars(select(Household.id)))


@pytest.mark.parametrize(
    ("code", "sees"),
    [
        pytest.param("220000", {HERS, HIS, NEIGHBOUR}, id="province"),
        pytest.param("220100", {HERS, NEIGHBOUR}, id="city"),
        pytest.param("220104", {HERS, NEIGHBOUR}, id="county"),
        pytest.param("220102", set(), id="other county"),
        pytest.param("220104001", {HERS, NEIGHBOUR}, id="street"),
        pytest.param("220104002", set(), id="other street"),
        pytest.param(HERS, {HERS}, id="community"),
        pytest.param(HIS, {HIS}, id="community elsewhere"),
        pytest.param("222400", {HIS}, id="other city"),
    ],
)
def test_an_office_sees_what_lies_under_it(session, three, code, sees):
    assert seen(session, code) == {three[c].id for c in sees}


def test_a_session_nobody_spoke_for_sees_nothing_and_writes_nothing(session, three):
    session.info["area"] = None

    assert session.scalars(select(Household)).all() == []
    assert session.scalar(select(func.count()).select_from(Member)) == 0
    session.add(Visit(household_id=three[HERS].id))
    with pytest.raises(OutsideScope):
        session.flush()
    session.rollback()
    session.info["area"] = WHOLE_PROVINCE


def statements(foreign: int):
    other = aliased(Household)
    return {
        "entity": select(Household.id).where(Household.id == foreign),
        "count": select(func.count()).select_from(Household).where(Household.id == foreign),
        "aliased": select(other.id).where(other.id == foreign),
        "member of it": select(Member.id).where(Member.household_id == foreign),
        "join": select(Member.name).join(Member.household).where(Household.id == foreign),
        "exists": select(exists().where(Household.id == foreign)),
        "eager": select(Member).options(joinedload(Member.household)).where(
            Member.household_id == foreign
        ),
        "subquery": select(func.count()).select_from(
            select(Household.id).where(Household.id == foreign).subquery()
        ),
    }


@pytest.mark.parametrize("kind", list(statements(0)))
def test_no_statement_reaches_a_foreign_row(session, three, kind):
    with in_charge_of(session, office(session, HERS).area):
        found = session.execute(statements(three[HIS].id)[kind]).scalars().all()

    assert found in ([], [0], [False])


def test_a_statement_that_lasts_is_limited_anew_for_each_area(session, three):
    """The same object, asked by one officer after another, as a list's statement is."""
    lasting = select(Household.id).execution_options(lasting=True)
    hers, his = office(session, HERS).area, office(session, HIS).area

    for area, code in ((hers, HERS), (his, HIS), (hers, HERS)):
        with in_charge_of(session, area):
            assert session.scalars(lasting).all() == [three[code].id]
    with in_charge_of(session, WHOLE_PROVINCE):
        assert len(session.scalars(lasting).all()) == len(three)
    with in_charge_of(session, None):
        assert session.scalars(lasting).all() == []


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize(
    "asked",
    [
        select(Household.id),
        select(Household.id).where(Household.id.in_(select(Member.household_id))),
        select(Member.household_id).select_from(Member).join(Member.household),
        select(Visit.household_id).outerjoin(Household, Household.id == Visit.household_id),
        select(aliased(Household).id),
    ],
)
def test_rows_of_columns_are_limited_as_every_other(session, three, asked, lasting):
    statement = asked.execution_options(lasting=lasting)
    hers, his = office(session, HERS).area, office(session, HIS).area
    for area, mine in ((hers, {three[HERS].id}), (his, {three[HIS].id}), (None, set())):
        with in_charge_of(session, area):
            found = {row[0] for row in column_rows(session, statement, {})}
            assert found == set(session.scalars(asked)) == mine
    with in_charge_of(session, WHOLE_PROVINCE):
        assert {row[0] for row in column_rows(session, statement, {})} == {
            household.id for household in three.values()
        }


def test_get_by_key_asks_the_scope(session, three):
    foreign = three[HIS].id
    session.expunge_all()

    with in_charge_of(session, office(session, HERS).area):
        assert session.get(Household, foreign) is None


def test_rows_of_a_foreign_household_cannot_be_written(session, three):
    with in_charge_of(session, office(session, HERS).area):
        household = three[HIS]
        add_member(household, no=2, relation="20", name="混样入")
        with pytest.raises(OutsideScope):
            session.flush()
        session.rollback()

    assert session.query(Member).filter_by(name="混样入").count() == 0


def test_a_household_cannot_be_carried_off(session, three):
    """Security case HZ09: moving one's own file into another area."""
    with in_charge_of(session, office(session, HERS).area):
        household = session.get(Household, three[HERS].id)
        household.community = session.get(Office, 15)
        household.community_id = 15
        with pytest.raises(OutsideScope):
            session.flush()
        session.rollback()


def test_a_prefix_of_a_path_is_not_an_ancestor(session):
    """Security case HZ17: office 1 and office 11 share a first digit, not a subtree."""
    one = make_household(community="220102001001")  # path 1.2.9.10.11.
    area = office(session, "220000").area
    assert not one.lies_under.startswith("1.2.9.1.")
    with in_charge_of(session, area):
        assert session.get(Household, one.id) is not None


def test_ancestors_stand_beside_every_row(session, three):
    for model in (Household, Member, Visit):
        for row in session.scalars(select(model)):
            community = row.community
            assert (row.unit_id, row.county_id, row.street_id) == (
                community.unit_id, community.county_id, community.street_id
            )


def test_a_bulk_statement_is_refused(session, three):
    from sqlalchemy import update

    with pytest.raises(BulkChange):
        session.execute(update(Household).values(remarks="x"))


def test_every_table_of_cases_is_scoped():
    from models import Base

    free = {"office", "user", "officer_session", "sign_in_attempt", "code_entry", "calendar_year",
            "calendar_day", "contingency_plan", "employer", "target", "vacancy", "number_series", "installation", "audit_head", "parameter_decree",
            "clock_run", "special_case", "import_mapping", "imported_record",
            "ledger_selection", "ledger_export",  # asked for by office or officer alone, in workflow
            "kept_day", "kept_month", "kept_span", "kept_trait", "kept_tally",  # counts of an office, asked for in charts.kept* alone
            "second_factor",  # an officer's own, asked for by the officer's number alone, in access.second_factor
            "censure_ground"}  # ids beside a censure, which is scoped
    scoped = {m.__tablename__ for m in scoped_models()}

    assert {m.class_.__tablename__ for m in Base.registry.mappers} == scoped | free


PARENT = {pk: parent for pk, parent, *_ in OFFICES}


def lies_under(community: int, above: int) -> bool:
    """An oracle that knows parents only, no paths and no columns (security case HZ12)."""
    while community is not None:
        if community == above:
            return True
        community = PARENT[community]
    return False


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_the_scope_agrees_with_an_oracle(session, seed):
    dice = random.Random(seed)
    communities = {code: pk for pk, _, code, _, level, _ in OFFICES if len(code) == 12}
    if session.query(Household).count() < 12:
        for code in list(communities) * 2:
            make_household(community=code, ready=False)
    who = dice.choice(list(OFFICERS))
    row = dice.choice(session.execute(select(Household.id, Household.community_id)).all())
    member_id = session.scalar(select(Member.id).where(Member.household_id == row.id))
    with in_charge_of(session, officer(session, who).office.area):
        verb = dice.choice(["get", "list", "member"])
        if verb == "get":
            found = session.scalars(
                select(Household).where(Household.id == row.id)
            ).one_or_none() is not None
        elif verb == "list":
            found = row.id in set(session.scalars(select(Household.id)))
        else:
            found = session.scalar(select(Member.id).where(Member.id == member_id)) is not None

    assert found is lies_under(row.community_id, OFFICERS[who][2])
    assert db.session is session
