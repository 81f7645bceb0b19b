"""Sweeps: campaigns, blocks, families found, and what is counted of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from access.scope import in_charge_of
from models import Member, Office, ParameterDecree, SuspectedFamily, SweepCampaign, SweepVisit
from policy.rulebook import Decree, RuleBook
from policy.sweep_terms import UnfitReason
from policy.sweeps import suspect_state
from policy.terms import MemberState, Origin
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import identity, make_household
from tests.factories_sweeps import add_campaign, add_suspect, add_sweep
from workflow.campaigns import kept_waiting, not_begun, progress_of, state_of, unswept
from workflow.records import new_household, save, void
from workflow.refusals import Refused

pytestmark = pytest.mark.database
ON = date(2026, 3, 9)
HERE, BESIDE, STREET_2, OTHER = "220104001001", "220104001002", "220104002001", "222401001001"


@pytest.fixture
def campaign(session):
    found = add_campaign()
    session.commit()
    return found


def of(session, model, campaign, code=HERE, **values):
    return model(**{"campaign_id": campaign.id, "community_id": office(session, code).id} | values)


def block(session, campaign, code=HERE, **values):
    return of(session, SweepVisit, campaign, code, **{
        "block": "二号楼", "visited_on": ON, "households_due": 20, "households_visited": 18, "sweeper_1": "王试甲",
        "sweeper_2": "吴例乙"} | values)


def family(session, campaign, code=HERE, **values):
    return of(session, SuspectedFamily, campaign, code, **{
        "found_on": ON, "head_name": "郑试其", "size": 2, "grounds": "夫妻均未就业"} | values)


# ---- who sees and writes a campaign ---------------------------------------------------------------


@pytest.mark.parametrize(("who", "sees"), [("wang", True), ("chen", True), ("zhao", True), ("mei", True), ("gao", True),
                                           ("li", False), ("lin", False)])
def test_a_campaign_is_seen_above_and_beneath(session, campaign, who, sees):
    with in_charge_of(session, officer(session, who).office.area):
        assert (session.query(SweepCampaign).count() == 1) is sees


def test_a_community_does_not_see_what_a_street_beside_has_ordered(session):
    add_campaign("220104002", name="邻街道")
    session.commit()
    with in_charge_of(session, officer(session, "wang").office.area):
        assert session.query(SweepCampaign).count() == 0


@pytest.mark.parametrize(
    ("who", "code", "values", "said"),
    [
        pytest.param("wang", "220104001", {}, "权限", id="a community orders none"),
        pytest.param("chen", "220104", {}, "本辖区", id="a street orders none for its county"),
        pytest.param("chen", HERE, {}, "街道（乡镇）以上", id="none of a community"),
        pytest.param("zhao", "220104", {"until": date(2026, 2, 1)}, "不能早于", id="over before it begins"),
        pytest.param("zhao", "220104", {"name": " "}, "批次名称", id="nameless"),
    ],
)
def test_a_campaign_is_whole(session, calendar, who, code, values, said):
    row = SweepCampaign(**{"office_id": office(session, code).id, "name": "批次", "since": date(2026, 3, 2),
                           "until": date(2026, 3, 31), "basis": "试文件"} | values)
    with pytest.raises(Refused, match=said):
        save(session, row, officer(session, who), ON, calendar)
    assert session.query(SweepCampaign).count() == 0


def test_a_campaign_does_not_begin_after_its_first_visit(session, calendar, campaign):
    add_sweep(campaign, visited_on=date(2026, 2, 10))
    session.commit()
    campaign.since = date(2026, 2, 11)
    with pytest.raises(Refused, match="2026-02-10"):
        save(session, campaign, officer(session, "zhao"), ON, calendar)


# ---- blocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"households_visited": 21}, "households_visited", id="more than there are"),
        pytest.param({"households_due": 0, "households_visited": 0}, "households_due", id="nobody lives there"),
        pytest.param({"sweeper_2": "王试甲"}, "sweeper_2", id="alone"),
        pytest.param({"sweeper_2": " "}, "sweeper_2", id="nobody beside"),
        pytest.param({"visited_on": date(2026, 3, 10)}, "visited_on", id="tomorrow"),
        pytest.param({"visited_on": date(2026, 2, 1)}, "visited_on", id="before the campaign"),
        pytest.param({"code": OTHER}, "campaign_id", id="of another county"),
        pytest.param({"campaign_id": 999}, "campaign_id", id="of no campaign"),
    ],
)
def test_a_block_is_whole(session, calendar, campaign, values, field):
    code = values.pop("code", HERE)
    with pytest.raises(Refused) as refused:
        save(session, block(session, campaign, code, **values), officer(session, "wang"), ON, calendar)
    assert refused.value.field == field
    assert session.query(SweepVisit).count() == 0


def test_a_block_stands_once_in_a_campaign_and_a_voided_one_makes_room(session, calendar, campaign):
    by = officer(session, "wang")
    first = block(session, campaign)
    save(session, first, by, ON, calendar)
    with pytest.raises(Refused, match="已登记") as refused:
        save(session, block(session, campaign), by, ON, calendar)
    assert refused.value.field == "block"
    save(session, block(session, campaign, BESIDE), officer(session, "chen"), ON, calendar)
    void(session, first, "录错了片区", by, ON, datetime(2026, 3, 9, tzinfo=UTC))
    save(session, block(session, campaign), by, ON, calendar)


def test_a_county_writes_no_block(session, calendar, campaign):
    with pytest.raises(Refused, match="权限"):
        save(session, block(session, campaign), officer(session, "zhao"), ON, calendar)


# ---- families found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"grounds": "像"}, "grounds", id="no ground"),
        pytest.param({"phone": "123"}, "phone", id="a number nobody can dial"),
        pytest.param({"guided_on": date(2026, 3, 8)}, "guided_on", id="guided before it was found"),
        pytest.param({"unfit_on": ON}, "unfit", id="unfit without a reason"),
        pytest.param({"unfit": UnfitReason.MOVED}, "unfit_on", id="unfit without a day"),
        pytest.param({"unfit_on": ON, "unfit": UnfitReason.OTHER}, "unfit_note", id="other without words"),
        pytest.param({"household_id": 999}, "household_id", id="an application there is not"),
    ],
)
def test_a_family_found_is_whole(session, calendar, campaign, values, field):
    with pytest.raises(Refused) as refused:
        save(session, family(session, campaign, **values), officer(session, "wang"), ON, calendar)
    assert refused.value.field == field
    assert session.query(SuspectedFamily).count() == 0


def test_the_telephone_is_sealed_and_its_end_kept(session, calendar, campaign):
    row = family(session, campaign, phone="154 0000 0021")
    save(session, row, officer(session, "wang"), ON, calendar)
    raw = session.connection().exec_driver_sql("SELECT phone, phone_last4 FROM suspected_family").one()

    assert (row.phone, raw[1]) == ("15400000021", "0021")
    assert b"15400000021" not in bytes(raw[0])


@pytest.mark.parametrize(
    ("status", "applied", "code", "said"),
    [
        pytest.param(S.SUBMITTED, ON, HERE, None, id="applied on the day"),
        pytest.param(S.SUBMITTED, date(2026, 2, 3), HERE, None, id="in hand when it was found"),
        pytest.param(S.REJECTED, date(2026, 2, 3), HERE, "发现之前已经办结", id="over before"),
        pytest.param(S.SUBMITTED, ON, "220102001001", "不在本县", id="of another county"),
    ],
)
def test_an_application_made_by_itself_is_linked(session, calendar, campaign, status, applied, code, said):
    household = make_household(status=status, community=code, ready=False, applied_on=applied, submitted_on=applied,
                               **({"rejected_on": date(2026, 2, 9)} if status is S.REJECTED else {}))
    session.commit()
    row = family(session, campaign, household_id=household.id)
    if said:
        with pytest.raises(Refused, match=said):
            save(session, row, officer(session, "wang"), ON, calendar)
        return
    save(session, row, officer(session, "wang"), ON, calendar)
    assert (row.household, row.guided_on) == (household, ON)
    with pytest.raises(Refused, match="已有一户"):
        save(session, family(session, campaign, household_id=household.id), officer(session, "wang"), ON, calendar)


def opened(session, calendar, suspect, born=date(1985, 3, 2)):
    from models import Household

    household = Household(origin=Origin.FOUND, applied_on=ON, register_address="前进大街（试）9号", phone=suspect.phone)
    applicant = Member(name=suspect.head_name, id_no=identity(born), relation="01", state=MemberState.UNEMPLOYED,
                       registered_on=date(2026, 1, 5))
    return new_household(session, household, applicant, office(session, HERE), officer(session, "wang"), ON, calendar,
                         suspect=suspect)


def test_an_application_begun_from_a_family_is_linked_in_the_same_transaction(session, calendar, campaign):
    suspect = add_suspect(campaign)
    session.commit()
    household = opened(session, calendar, suspect)
    session.expire_all()

    assert (suspect.household_id, suspect.guided_on) == (household.id, ON)
    before = household.id
    with pytest.raises(Refused, match="不能重复受理"):
        opened(session, calendar, suspect, date(1986, 3, 2))
    assert session.query(type(household)).count() == 1
    household.status, household.withdrawn_on, household.is_open = S.WITHDRAWN, ON, False
    session.commit()
    again = opened(session, calendar, suspect, date(1986, 3, 2))
    assert suspect.household_id == again.id != before


def test_no_application_is_begun_from_a_family_found_unfit(session, calendar, campaign):
    suspect = add_suspect(campaign, unfit=UnfitReason.EMPLOYED, unfit_on=ON)
    session.commit()
    with pytest.raises(Refused, match="不符合"):
        opened(session, calendar, suspect)


# ---- what is counted ------------------------------------------------------------------------------


@pytest.fixture
def swept(session, campaign):
    """Two blocks here and one in the street beside; families in every state; noise elsewhere and voided."""
    other, gone = add_campaign(name="另一批次"), datetime(2026, 3, 9, tzinfo=UTC)
    add_sweep(campaign)
    add_sweep(campaign, block="二号楼", households_due=10, households_visited=10, sweeper_1="吴例乙", sweeper_2="于样丙")
    add_sweep(campaign, block="三号楼", voided_at=gone, void_reason="录错了")
    add_sweep(campaign, STREET_2, households_due=5, households_visited=0)
    add_sweep(other, households_due=1000, households_visited=1000)
    for status in (S.RECOGNISED, S.EXITED, S.REJECTED, S.WITHDRAWN, S.REVOKED):
        household = make_household(status=status, family_no=f"220104-2026-9{list(S).index(status):04d}")
        add_suspect(campaign, guided_on=date(2026, 3, 3), household_id=household.id)
    add_suspect(campaign)
    add_suspect(campaign, guided_on=date(2026, 3, 3))
    add_suspect(campaign, unfit=UnfitReason.DECLINED, unfit_on=date(2026, 3, 4))
    add_suspect(campaign, unfit=UnfitReason.DECLINED, unfit_on=date(2026, 3, 4))
    add_suspect(campaign, voided_at=gone, void_reason="录错了")
    add_suspect(campaign, STREET_2)
    add_suspect(other)
    session.commit()
    return campaign


def test_progress_is_counted_from_blocks_and_families(session, swept):
    found = progress_of(session, [swept.id])
    here = found[swept.id, office(session, HERE).id]

    assert (here.due, here.visited, here.sweepers) == (50, 48, ["王试甲", "吴例乙", "于样丙"])
    assert (here.suspected, here.guided, here.recognised, here.waiting) == (9, 4, 2, 1)
    assert here.unfit == Counter({"本人不愿申报": 2, "不予认定": 1, "撤销认定": 1})
    assert {place for _c, place in found} == {office(session, code).id for code in (HERE, STREET_2)}


def test_progress_is_of_the_area_alone(session, swept):
    with in_charge_of(session, officer(session, "wang").office.area):
        found = progress_of(session, [swept.id])
    assert {place for _c, place in found} == {office(session, HERE).id}


def test_the_state_in_sql_is_the_state_of_the_rule(session, swept):
    rows = session.query(SuspectedFamily, state_of()).all()
    assert len(rows) == 12
    for row, state in rows:
        status = row.household.status if row.household else None
        assert state == suspect_state(row.guided_on is not None, row.unfit is not None, status)


def late(session, on, book=None):
    return {row.id for row in session.query(SuspectedFamily).filter(kept_waiting(session, on, book or RuleBook()))}


def test_a_family_waits_fifteen_days_or_as_long_as_its_county_says(session, campaign):
    here, there = add_suspect(campaign), add_suspect(add_campaign("222401"), OTHER)
    add_suspect(campaign, guided_on=date(2026, 3, 3))
    session.commit()
    book = RuleBook.of([Decree("SUSPECT_PERIOD", office(session, "220104").path, date(2026, 1, 1), 5)])

    assert (late(session, date(2026, 3, 17)), late(session, date(2026, 3, 18))) == (set(), {here.id, there.id})
    assert (late(session, date(2026, 3, 7), book), late(session, date(2026, 3, 8), book)) == (set(), {here.id})


def test_who_has_not_begun_is_named_and_no_more_than_the_area(session, swept):
    begun, county = {place for _c, place in progress_of(session, [swept.id])}, office(session, "220104").area
    assert [o.code for o in not_begun(session, swept, county, begun)] == [BESIDE]
    assert not_begun(session, swept, office(session, STREET_2).area, begun) == []


def test_counties_that_do_not_sweep_are_named(session, swept):
    province, book = office(session, "220000").area, RuleBook()
    named = {o.code for o in unswept(session, province, ON, book)}
    sealing = {o.code for o in session.query(Office).filter_by(seals=True)}
    assert named == sealing - {"220104"}
    assert {o.code for o in unswept(session, province, date(2026, 6, 2), book)} == sealing
    assert session.query(ParameterDecree).count() == 0
