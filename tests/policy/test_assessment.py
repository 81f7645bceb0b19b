"""The verdict on whole families, in the words of an officer; and what never changes it."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.assessment import assess, zero_employment
from policy.recognition import HouseholdFacts
from policy.rulebook import Decree, Rules
from policy.terms import MemberState, RetirementGroup
from tests.policy.families import ON, S, applicant, family, other

FEMALE50, FEMALE55 = RetirementGroup.FEMALE50, RetirementGroup.FEMALE55
MARRIED = applicant(marital="20")
CHILD = other("21", 3, birth_on=date(2015, 1, 1), state=S.MINOR, registered_on=None)


def decreed(**values) -> Rules:
    return Rules(tuple(Decree(name, "1.", date(2026, 1, 1), n) for name, n in values.items()))


@pytest.mark.parametrize(
    ("members", "eligible", "labour"),
    [
        pytest.param([applicant()], True, (1,), id="alone and unemployed"),
        pytest.param([MARRIED, other("12")], True, (1, 2), id="a couple without work"),
        pytest.param([MARRIED, other("12", book="B")], True, (1, 2), id="the wife in another register"),
        pytest.param([MARRIED, other("12", book="B", state=S.EMPLOYED)], False, (1, 2),
                     id="the wife in another register works"),
        pytest.param([MARRIED, other("12"), CHILD], True, (1, 2), id="with a child"),
        pytest.param([applicant(), other("51", book="B", state=S.EMPLOYED)], False, (1, 2),
                     id="single, alone; the father in another register works"),
        pytest.param([applicant(), other("51", book="B", state=S.PENSIONER)], True, (1,),
                     id="retired parents do not stand in the way"),
        pytest.param([applicant(), other("51", book="B", state=S.DEAD)], True, (1,), id="father dead"),
        pytest.param([MARRIED, other("12"), other("51", 3, book="B", state=S.EMPLOYED)], True, (1, 2),
                     id="married: parents in another register do not count"),
        pytest.param([applicant(marital="40"), other("21", book="A", birth_on=date(2006, 1, 1)),
                      other("51", 3, book="B", state=S.EMPLOYED)], True, (1, 2),
                     id="divorced with a grown child in the register: parents are not added"),
        pytest.param([applicant(), other("51", book="B", urban=False)], False, (1, 2),
                     id="added parents of a rural register"),
        pytest.param([applicant(), other("73", state=S.EMPLOYED)], False, (1, 2),
                     id="a brother living together works"),
        pytest.param([applicant(), other("73", state=S.EMPLOYED, co_living=False)], True, (1,),
                     id="a brother living elsewhere works"),
        pytest.param([applicant(), other("73", state=S.EMPLOYED, co_living=None)], None, (1,),
                     id="whether the brother who works lives together is not known"),
        pytest.param([applicant(), other("73", co_living=None)], None, (1,),
                     id="whether the brother lives together is not known"),
        pytest.param([applicant(), other("38", state=S.EMPLOYED)], True, (1,), id="a daughter-in-law works"),
        pytest.param([applicant(urban=False)], False, (1,), id="rural register"),
        pytest.param([applicant(urban=None)], None, (1,), id="register not known"),
        pytest.param([MARRIED, other("12", urban=None, state=S.EMPLOYED)], False, (1, 2),
                     id="what fails outweighs what is not known"),
        pytest.param([MARRIED, other("12", state=None)], None, (1,), id="the wife's state not known"),
        pytest.param([MARRIED, other("12", capacity=None)], None, (1,), id="her capacity not known"),
        pytest.param([MARRIED, other("12", wants_work=None)], None, (1,), id="her will not known"),
        pytest.param([MARRIED, other("12", state=S.STUDENT, wants_work=None, capacity=None,
                                     birth_on=None)], True, (1,), id="of a student nothing is asked"),
        pytest.param([MARRIED, other("12", capacity=False, wants_work=None, state=None)], True, (1,),
                     id="nor of one without capacity"),
        pytest.param([MARRIED, other("12", birth_on=None)], None, (1,), id="her birth not known"),
        pytest.param([applicant(registered_on=None)], None, (1,), id="registration not known"),
        pytest.param([applicant(registered_on=None, registered=False)], False, (1,), id="not registered"),
        pytest.param([applicant(registered_on=ON)], True, (1,), id="registered that day"),
        pytest.param([applicant(registered_on=ON + timedelta(1))], False, (1,), id="registered the day after"),
        pytest.param([MARRIED, other("12", registered_on=None, registered=False)], True, (1, 2),
                     id="the wife may register until the county's step"),
        pytest.param([applicant(state=S.PENSIONER), other("21")], False, (2,),
                     id="a pensioner applies for a son"),
        pytest.param([applicant(state=S.MINOR)], False, (), id="41 years and a minor"),
        pytest.param([other("12", 1), other("21", 2)], None, (1, 2), id="nobody applies"),
    ],
)
def test_eligible(members, eligible, labour):
    verdict = assess(family(*members), ON)

    assert (verdict.eligible, verdict.labour_members) == (eligible, labour)
    assert bool(verdict.would_change) is (eligible is not True)


@pytest.mark.parametrize(
    ("born", "group", "eligible", "words"),
    [
        pytest.param(date(1973, 1, 1), FEMALE50, True, "已到退休年龄", id="a worker of 53"),
        pytest.param(date(1973, 1, 1), FEMALE55, True, "处于失业状态", id="an employee of 53"),
        pytest.param(date(1973, 1, 1), None, None, "请先确认成员钱样乙的性别和退休类别", id="group not known"),
        pytest.param(date(1960, 1, 1), None, True, "已到退休年龄", id="66: either way retired"),
        pytest.param(date(1986, 1, 1), None, True, "处于失业状态", id="40: either way of age"),
        pytest.param(date(2010, 7, 1), None, True, "未满16周岁", id="16 tomorrow"),
        pytest.param(date(2010, 6, 30), None, True, "处于失业状态", id="16 today"),
    ],
)
def test_working_age_of_the_wife(born, group, eligible, words):
    wife = other("12", birth_on=born, retirement_group=group)
    verdict = assess(family(MARRIED, wife), ON)
    line = next(f for f in verdict.findings if f.member == 2 and f.reason.clause in ("102-1", "RET-2024"))

    assert verdict.eligible is eligible
    assert words in str(line.reason)


def test_a_minor_who_has_turned_16_is_asked_for():
    verdict = assess(family(applicant(), other("21", birth_on=date(2010, 6, 30), state=S.MINOR)), ON)

    assert verdict.eligible is None
    assert [str(r) for r in verdict.would_change] == ["成员钱样乙已满16周岁，请更新人员状态"]


def test_the_lines_stand_in_the_order_of_the_clauses_and_say_what_would_change_them():
    wife = other("12", book="B", state=S.EMPLOYED, urban=False, registered_on=None)
    verdict = assess(family(MARRIED, wife), ON)

    assert [(f.reason.clause, f.member, f.holds, str(f.reason)) for f in verdict.findings] == [
        ("102-1", 1, True, "成员赵样甲在劳动年龄内，有劳动能力和就业愿望，处于失业状态"),
        ("102-1", 2, False, "成员钱样乙的人员状态为“就业”，不是失业"),
        ("102-1-1", 1, True, "申请人赵样甲计入家庭成员"),
        ("102-1-1", 1, True, "成员赵样甲为城镇户籍"),
        ("102-1-1", 2, False, "成员钱样乙不是城镇户籍（按户口簿首页住址）"),
        ("102-1-2", 2, True, "配偶钱样乙与申请人不在同一户籍，视为共同生活家庭成员"),
        ("102-2-1", 1, True, "成员赵样甲有有效的失业登记"),
    ]
    assert [str(r) for r in verdict.would_change] == [
        "成员钱样乙失去工作并处于失业状态",
        "成员钱样乙的户籍转为城镇，或由县级按地方特殊情形认定（通知一（三））",
    ]
    assert verdict.counted == (1, 2)


def test_nobody_who_could_work_is_a_ground_of_its_own():
    verdict = assess(family(applicant(wants_work=False)), ON)
    [failed] = [f for f in verdict.findings if f.holds is False]

    assert str(failed.reason) == (
        "家庭中没有法定劳动年龄内、有劳动能力和就业愿望的成员，不属于零就业家庭：请引导申请其他救助"
    )
    assert (failed.member, failed.reason.clause) == (None, "102-1")


@pytest.mark.parametrize(
    ("registered", "at_county", "holds", "words"),
    [
        (True, True, True, "成员钱样乙有有效的失业登记"),
        (False, False, True, "成员钱样乙尚无失业登记：县级复核认定前须办理"),
        (None, False, True, "成员钱样乙尚无失业登记：县级复核认定前须办理"),
        (False, True, False, "成员钱样乙没有有效的失业登记，请先办理失业登记"),
        (None, True, None, "请填写成员钱样乙的失业登记日期"),
    ],
)
def test_everybody_is_registered_by_the_countys_step(registered, at_county, holds, words):
    wife = other("12", registered_on=None, registered=registered)
    found = assess(family(MARRIED, wife), ON, at_county=at_county).findings
    line = next(f for f in found if f.member == 2 and f.reason.clause == "102-2-1")

    assert (line.holds, str(line.reason)) == (holds, words)


def test_a_locality_may_not_ask_for_everybodys_registration():
    wife = other("12", registered_on=None, registered=False)
    rules = decreed(ALL_REGISTERED=0)

    assert assess(family(MARRIED, wife), ON, rules, at_county=True).eligible is True
    assert assess(family(MARRIED, wife), ON, at_county=True).eligible is False


@pytest.mark.parametrize(
    ("members", "eligible"),
    [
        pytest.param([applicant(urban=False)], True, id="a rural register"),
        pytest.param([applicant(), other("73", co_living=None)], True, id="a membership not known"),
        pytest.param([MARRIED, other("12", state=S.EMPLOYED)], False, id="not one who works"),
        pytest.param([applicant(registered_on=None, registered=False)], False, id="nor the registration"),
    ],
)
def test_a_special_case_of_the_locality_carries_what_the_notice_leaves_to_it(members, eligible):
    verdict = assess(family(*members, special_case="C01"), ON)

    assert verdict.eligible is eligible
    if eligible:
        assert any("按地方特殊情形认定（通知一（三））" in str(f.reason) for f in verdict.findings)


@pytest.mark.parametrize(
    ("rules", "members", "facts", "eligible"),
    [
        ({"URBAN_ONLY": 0}, [applicant(urban=False)], {}, True),
        ({"LEAST_MEMBERS": 2}, [applicant()], {}, False),
        ({"LEAST_MEMBERS": 2}, [MARRIED, other("12")], {}, True),
        ({"PENSIONER_BARS": 1}, [applicant(), other("51", state=S.PENSIONER)], {}, False),
        ({"PENSIONER_BARS": 1}, [applicant(), other("51", pension_from=ON)], {}, False),
        ({"PENSIONER_BARS": 1}, [applicant(), other("51", pension_from=ON + timedelta(1))], {}, True),
        ({"SINGLE_BARS": 1}, [applicant()], {}, False),
        ({"SINGLE_BARS": 1}, [MARRIED, other("12")], {}, True),
        ({"SINGLE_BARS": 1}, [applicant(marital=None)], {}, True),
        ({"SINGLE_BARS": 1}, [applicant(), replace(CHILD, birth_on=date(2008, 7, 1))], {}, True),
        ({"SINGLE_BARS": 1}, [applicant(), replace(CHILD, birth_on=date(2008, 6, 30))], {}, False),
        ({"INCOME_TEST": 1}, [applicant()], {}, None),
        ({"INCOME_TEST": 1}, [applicant()], {"business_income": False}, True),
        ({"INCOME_TEST": 1}, [applicant()], {"business_income": True}, False),
        ({"INCOME_TEST": 2}, [applicant()], {}, None),
        ({"INCOME_TEST": 2}, [applicant()], {"monthly_income": Decimal("1539.99")}, True),
        ({"INCOME_TEST": 2}, [applicant()], {"monthly_income": Decimal(1540)}, False),
        ({"INCOME_TEST": 3}, [MARRIED, other("12")], {"monthly_income": Decimal("1199.99")}, True),
        ({"INCOME_TEST": 3}, [MARRIED, other("12")], {"monthly_income": Decimal(1200)}, False),
    ],
)
def test_what_a_region_decrees(rules, members, facts, eligible):
    if "SINGLE_BARS" in rules and members[-1].no == 3:
        members = [members[0], replace(members[1], state=S.STUDENT)]
    assert assess(family(*members, **facts), ON, decreed(**rules)).eligible is eligible


@pytest.mark.parametrize(
    ("pension_from", "labour"),
    [(None, True), (ON, False), (ON + timedelta(1), True), (ON - timedelta(1), False)],
)
def test_a_region_may_let_working_age_last_until_the_pension(pension_from, labour):
    old = applicant(birth_on=date(1955, 1, 1), pension_from=pension_from)

    assert (assess(family(old), ON, decreed(UNTIL_PENSION=1)).labour_members == (1,)) is labour
    assert assess(family(old), ON).labour_members == ()


def test_the_definition_alone_leaves_the_application_out():
    assert zero_employment(family(applicant(registered_on=None, registered=False)), ON).met


MEMBERS = st.builds(
    other,
    st.sampled_from(["12", "21", "31", "51", "52", "73", "41", "61", "38", "99"]),
    st.integers(2, 8),
    state=st.sampled_from([None, *MemberState]),
    capacity=st.sampled_from([True, False, None]),
    wants_work=st.sampled_from([True, False, None]),
    urban=st.sampled_from([True, False, None]),
    book=st.sampled_from(["A", "B", None]),
    co_living=st.sampled_from([True, False, None]),
    retirement_group=st.sampled_from([None, FEMALE50, FEMALE55]),
    birth_on=st.dates(date(1950, 1, 1), date(2020, 1, 1)),
)
HOUSEHOLDS = st.lists(MEMBERS, max_size=5, unique_by=lambda m: m.no).flatmap(
    lambda others: st.builds(
        lambda marital, members: HouseholdFacts((applicant(marital=marital), *members)),
        st.sampled_from([None, "10", "20", "30", "40"]), st.just(others),
    )
)


@settings(max_examples=300, deadline=None)
@given(HOUSEHOLDS, st.randoms(use_true_random=False))
def test_the_order_of_the_members_never_changes_the_verdict(household, random):
    mixed = list(household.members)
    random.shuffle(mixed)

    assert assess(replace(household, members=tuple(mixed)), ON) == assess(household, ON)


@settings(max_examples=300, deadline=None)
@given(HOUSEHOLDS, st.sampled_from([S.EMPLOYED, S.UNEMPLOYED, None]))
def test_an_unrelated_person_in_another_register_never_changes_the_verdict(household, state):
    stranger = replace(other("99"), no=99, book="Z", state=state)
    before = assess(household, ON)
    after = assess(replace(household, members=(*household.members, stranger)), ON)

    assert (after.eligible, after.labour_members, after.counted) == (
        before.eligible, before.labour_members, before.counted)


KNOWABLE = ("urban", "co_living", "capacity", "wants_work")


@settings(max_examples=300, deadline=None)
@given(HOUSEHOLDS, st.data())
def test_no_single_answer_turns_a_verdict_that_does_not_hold_into_one_that_was_never_open(household, data):
    """What was decided stays decided when a fact that was not known becomes known."""
    before = assess(household, ON).eligible
    gaps = [
        (n, f.name) for n, m in enumerate(household.members) for f in fields(m)
        if f.name in KNOWABLE and getattr(m, f.name) is None
    ]
    if before is not True or not gaps:
        return
    n, name = data.draw(st.sampled_from(gaps))
    members = list(household.members)
    members[n] = replace(members[n], **{name: data.draw(st.booleans())})

    assert assess(replace(household, members=tuple(members)), ON).eligible is True
