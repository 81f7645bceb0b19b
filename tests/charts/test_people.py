"""Who the families are: each category by hand, nobody left out, and nothing small for who may not see it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations_with_replacement, islice, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from access.scope import OutsideScope, in_charge_of
from charts.people import LEAST, Population, Whom, by_row, people, tally
from charts.small_cells import MERGED
from charts.traits import FAMILIES, PERSONS, SEEKERS, TRAITS, latest_birth, traits_on
from models import CodeEntry, Household, Member, db
from policy.ages import birthday
from policy.terms import HouseholdKind, MemberState
from policy.terms import Status as S
from tests.cast import office
from tests.factories import add_member, make_household
from workflow.report_counts import Places

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 9)
SINCE = date(2026, 1, 1)
PROVINCE, CITY, COUNTY, STREET, COMMUNITY = "220000", "220100", "220104", "220104001", "220104001001"
EARLY = {"submitted_on": None, "verified_on": None, "publicized_on": None, "publicized_until": None,
         "reported_on": None, "applied_on": date(2024, 1, 2), "origin": "ledger", "ready": False,
         "planned": False}


def family(*members, status=S.RECOGNISED, recognised=date(2026, 2, 2), community=COMMUNITY, **values):
    """A family of these members besides its applicant, who is as `applicant` says."""
    applicant = values.pop("applicant", {})
    household = make_household(status=status, community=community, recognised_on=recognised,
                               promise_due_on=recognised + timedelta(days=28), **{**EARLY, **values})
    head = member_of(household)
    for key, value in applicant.items():
        setattr(head, key, value)
    for no, member in enumerate(members, 2):
        add_member(household, **{"no": no, "relation": "20", "name": f"张例{no}"} | member)
    return household


def member_of(household):
    return db.session.scalars(select(Member).where(Member.household_id == household.id, Member.no == 1)).one()


def divided(session, key, code=COUNTY, whom=Whom.REGISTER, *, exact=True, today=TODAY, until=TODAY):
    session.commit()
    found = people(session, office(session, code), Population(whom, SINCE, until, today), exact=exact)
    return next(d for d in found.divisions if d.trait.key == key)


def counts(session, key, **asked):
    division = divided(session, key, **asked)
    return {c.label: division.row.numbers[c.code] for c in division.categories if division.row.numbers[c.code]}


def test_an_empty_province(session):
    for exact in (True, False):
        for whom in Whom:
            found = people(session, office(session, PROVINCE), Population(whom, SINCE, TODAY, TODAY), exact=exact)
            assert [found.total(base) for base in (FAMILIES, PERSONS, SEEKERS)] == [0, 0, 0]
            assert not any(d.row.hidden or d.row.withheld for d in found.divisions)


@pytest.mark.parametrize(
    ("birth", "label"),
    [
        (date(2010, 3, 10), "16岁以下"), (date(2010, 3, 9), "16—24岁"), (date(2001, 3, 10), "16—24岁"),
        (date(2001, 3, 9), "25—34岁"), (date(1991, 3, 9), "35—44岁"), (date(1981, 3, 9), "45—54岁"),
        (date(1971, 3, 9), "55—59岁"), (date(1966, 3, 10), "55—59岁"), (date(1966, 3, 9), "60岁及以上"),
    ],
)
def test_ages_are_those_of_the_day(session, birth, label):
    family(applicant={"birth_on": birth})

    assert counts(session, "age") == {label: 1}


@settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 90), st.integers(-3, 3))
def test_who_is_born_by_then_is_that_old(on, age, days):
    born = latest_birth(on, age) + timedelta(days=days)

    assert (days <= 0) == (birthday(born, age) <= on)


@pytest.mark.parametrize(
    ("key", "values", "label"),
    [
        ("education", {"education": "71"}, "初中"), ("education", {"education": "21"}, "本科及以上"),
        ("education", {"education": "11"}, "本科及以上"), ("education", {"education": "44"}, "中等职业教育"),
        ("education", {"education": "90"}, "其他"), ("education", {"education": None}, "未登记"),
        ("cause", {"unemployment_cause": "12"}, "从用人单位失业"), ("cause", {"unemployment_cause": None}, "未登记"),
        ("cause", {"unemployment_cause": "77"}, "未登记"),
        ("span", {"unemployed_since": date(2025, 9, 10)}, "6个月以内"),
        ("span", {"unemployed_since": date(2025, 9, 9)}, "6个月至1年"),
        ("span", {"unemployed_since": date(2025, 3, 9)}, "1年至2年"),
        ("span", {"unemployed_since": date(2024, 3, 9)}, "2年以上"), ("span", {"unemployed_since": None}, "未登记"),
        ("skills", {"skills": "厨师"}, "有技能特长"), ("skills", {"skills": ""}, "未登记"),
        ("sex", {"sex": "2"}, "女"), ("sex", {"sex": "9"}, "未登记"),
        ("urban", {"urban": False}, "非城镇户籍"), ("state", {"state": MemberState.STUDENT}, "在校"),
    ],
)
def test_each_member_stands_in_the_category_of_the_record(session, key, values, label):
    family(applicant=values)

    assert counts(session, key) == {label: 1}


@pytest.mark.parametrize(
    ("key", "values", "label"),
    [
        ("size", {"members": 1}, "1人"), ("size", {"members": 5}, "5人及以上"), ("size", {"members": 6}, "5人及以上"),
        ("kind", {"kind": HouseholdKind.SPOUSE_APART}, "夫妻分户"),
        ("relief", {"low_income_no": "吉低保0001"}, "持有低保证"), ("relief", {"low_income_no": ""}, "未登记低保证"),
    ],
)
def test_each_family_stands_in_the_category_of_the_record(session, key, values, label):
    family(**values)

    assert counts(session, key) == {label: 1}


def test_only_the_registered_are_asked_for_school_and_cause_and_no_voided_member_for_anything(session):
    household = family({"registered_on": None, "education": "81", "male": False}, applicant={"education": "71"})
    gone = add_member(household, no=9, relation="30", name="张例九", education="61")
    session.flush()
    gone.voided_at, gone.void_reason = household.created_at, "登记有误"

    assert counts(session, "education") == {"初中": 1}
    assert counts(session, "sex") == {"男": 1, "女": 1}


def test_on_the_register_of_a_day_and_recognised_in_a_period(session):
    family(recognised=date(2025, 6, 2))
    family(recognised=date(2026, 3, 1))
    family(recognised=date(2025, 6, 2), status=S.EXITED, exited_on=date(2026, 2, 1))

    assert counts(session, "size") == {"1人": 2}
    assert counts(session, "size", until=date(2026, 1, 31)) == {"1人": 2}
    assert counts(session, "size", whom=Whom.RECOGNISED) == {"1人": 1}


def test_what_is_kept_is_what_the_rows_say_of_any_period(session):
    """Periods that end within months, and days on which somebody grows older; far into the past as well."""
    births = [date(2026 - age, 3, day) for age in (16, 25, 35, 45, 55, 60) for day in (8, 9, 10, 31)]
    for n, birth in enumerate(births):
        family({"birth_on": birth, "registered_on": None}, recognised=date(2025, 11, 1) + timedelta(days=5 * n),
               community=("220102001001", COMMUNITY, "220581001001")[n % 3],
               status=S.REVOKED if n % 5 == 0 else S.RECOGNISED, revoked_on=TODAY if n % 5 == 0 else None,
               applicant={"birth_on": birth, "unemployed_since": date(2025, 3, 1) + timedelta(days=9 * n)})
    session.commit()
    ends = [date(2025, 11, 1), date(2025, 11, 28), date(2026, 2, 15), date(2026, 2, 28), date(2026, 3, 4), TODAY]
    asked = product(Whom, (PROVINCE, CITY, COUNTY, "220581"), combinations_with_replacement(ends, 2))
    for whom, code, (since, until) in islice(asked, 0, None, 2):
        population = Population(whom, since, until, TODAY)
        traits = traits_on(session, population.on)
        for places in (Places(office(session, code), ()), Places.of(session, office(session, code))):
            assert tally(session, places, population, traits) == by_row(session, places, population.condition(), traits)
    for since, until in ((date.min, date.max), (date(1990, 1, 1), date(2030, 6, 5)), (TODAY, date(2999, 12, 31))):
        found = people(session, office(session, PROVINCE), Population(Whom.RECOGNISED, since, until, TODAY), exact=True)
        assert found.total(PERSONS) == (48 if since < TODAY else 0)


def test_the_categories_of_each_trait_leave_nobody_out_and_nobody_in_two(session):
    for n in range(40):
        family({"birth_on": date(1950 + n, 5, 5), "education": f"{n * 3 % 99:02d}", "registered_on": None},
               applicant={"education": [None, "71", "10", "x"][n % 4], "unemployed_since": date(2022 + n % 4, 1, 1 + n % 28)})
    session.commit()
    for trait, categories in traits_on(session, TODAY).items():
        asked = select(func.count()).select_from(trait.model)
        if trait.base == SEEKERS:
            asked = asked.where(Member.registered_on.is_not(None))
        parts = [session.scalar(select(func.count()).select_from(trait.model).where(c.condition)) for c in categories]
        assert sum(parts) == session.scalar(asked), trait.key


def test_nobody_counts_beyond_the_own_area_though_what_is_hidden_depends_on_all(session):
    family()
    session.commit()
    with in_charge_of(session, office(session, COUNTY).area):
        for exact in (True, False):
            with pytest.raises(OutsideScope):
                people(session, office(session, CITY), Population(Whom.REGISTER, SINCE, TODAY, TODAY), exact=exact)
            people(session, office(session, COUNTY), Population(Whom.REGISTER, SINCE, TODAY, TODAY), exact=exact)
        assert session.scalar(select(func.count(Household.id))) == 1
    session.info["area"] = None
    with pytest.raises(OutsideScope):
        people(session, office(session, COUNTY), Population(Whom.REGISTER, SINCE, TODAY, TODAY), exact=False)


@pytest.fixture
def two_counties(session):
    """朝阳区: 12 of junior high school and 2 of primary school; 南关区: 11 and 6."""
    for community, code, number in ((COMMUNITY, "71", 12), (COMMUNITY, "81", 2),
                                    ("220102001001", "71", 11), ("220102001001", "81", 6)):
        for _ in range(number):
            family(community=community, applicant={"education": code})
    session.commit()


def read(session, code):
    division = divided(session, "education", code=code, exact=False)
    return {c.label: division.row.text(c.code) for c in division.categories if division.row.text(c.code) != "0"}


def test_two_in_a_county_are_not_shown_nor_what_would_tell_them(session, two_counties):
    assert read(session, PROVINCE) == {"小学": "8", "初中": "23"}
    assert read(session, COUNTY) == {"小学": "<5", "初中": "≥5"}
    assert read(session, "220102") == {"小学": "≥5", "初中": "≥5"}


def test_beneath_them_only_their_sum_is_known(session, two_counties):
    division = divided(session, "education", code=STREET, exact=False)

    assert division.merged == {"primary", "junior"}
    assert division.row.numbers[MERGED] == 14
    assert "primary" not in division.row.numbers


def test_what_is_hidden_is_the_same_whoever_looks(session, two_counties):
    with in_charge_of(session, office(session, COUNTY).area):
        assert read(session, COUNTY) == {"小学": "<5", "初中": "≥5"}


def test_a_street_with_one_family(session):
    family(applicant={"education": "71"})
    for trait in TRAITS:
        division = divided(session, trait.key, code=STREET, exact=False)
        assert all(division.row.number(c.code) in (None, 0) for c in division.categories)


def test_causes_are_those_of_the_code_list(session):
    session.add(CodeEntry(list="unemployment_cause", code="66", name="企业改制", name_en="Reform of the enterprise", sort=9))
    family(applicant={"unemployment_cause": "66"})

    assert counts(session, "cause") == {"企业改制": 1}
    assert LEAST == 5
