"""Recognition, clause by clause. Each row of a table below is a case an officer would know."""

from dataclasses import replace
from datetime import date

import pytest

from policy.assessment import zero_employment
from policy.identity import check_character
from policy.labour import could_work
from policy.recognition import (
    HouseholdFacts,
    MemberFacts,
    applicant_is_registered_unemployed,
    dates_are_in_order,
    identity_numbers_are_sound,
    may_be_submitted,
    one_applicant,
)
from policy.terms import MemberState, RetirementGroup
from policy.verdict import RULES

ON = date(2026, 6, 30)
S = MemberState


def number(born: str, sequence: str = "001") -> str:
    return (body := f"229901{born}{sequence}") + check_character(body)


def member(**facts) -> MemberFacts:
    """A man of 41, unemployed and registered, able and willing: the applicant."""
    usual = MemberFacts(
        no=1,
        name="赵样甲",
        relation="01",
        birth_on=date(1985, 3, 2),
        sex=1,
        state=S.UNEMPLOYED,
        capacity=True,
        wants_work=True,
        registered_on=date(2026, 1, 5),
        retirement_group=RetirementGroup.MALE,
        identity_no=number("19850302"),
        urban=True,
        book="A",
        co_living=True,
    )
    return replace(usual, **facts)


def wife(**facts) -> MemberFacts:
    """His wife of 40, unemployed and registered too; manager's retirement age."""
    usual = {
        "no": 2,
        "name": "钱样乙",
        "relation": "12",
        "birth_on": date(1986, 5, 5),
        "sex": 2,
        "retirement_group": RetirementGroup.FEMALE55,
        "identity_no": number("19860505", "002"),
    }
    return member(**{**usual, **facts})


def household(*members: MemberFacts) -> HouseholdFacts:
    return HouseholdFacts(members)


def said(verdict) -> list[str]:
    return [str(reason) for reason in verdict.objections]


@pytest.mark.parametrize(
    ("others", "met"),
    [
        pytest.param([], True, id="alone and unemployed"),
        pytest.param([wife()], True, id="everyone unemployed"),
        pytest.param([wife(state=S.STUDENT)], True, id="a student does not count"),
        pytest.param([wife(state=S.SOLDIER)], True, id="nor a soldier"),
        pytest.param([wife(state=S.PRISONER)], True, id="nor a prisoner"),
        pytest.param([wife(state=S.PENSIONER)], True, id="nor a pensioner"),
        pytest.param([wife(state=S.INCAPABLE)], True, id="nor one who cannot work"),
        pytest.param([wife(state=S.MISSING)], True, id="nor one who is missing"),
        pytest.param([wife(state=S.DEAD)], True, id="nor the dead"),
        pytest.param([wife(wants_work=False)], True, id="nor one who does not want to"),
        pytest.param([wife(capacity=False)], True, id="nor one without capacity"),
        pytest.param([wife(state=S.EMPLOYED)], False, id="one has work"),
        pytest.param(
            [wife(state=S.EMPLOYED, wants_work=False)], False, id="who has work is willing"
        ),
        pytest.param([wife(state=S.OTHER)], False, id="neither unemployed nor excused"),
        pytest.param(
            [wife(state=S.EMPLOYED, birth_on=date(2010, 7, 1))], True, id="a day before 16"
        ),
        pytest.param([wife(state=S.EMPLOYED, birth_on=date(2010, 6, 30))], False, id="16 that day"),
        pytest.param(
            [wife(state=S.EMPLOYED, birth_on=date(1955, 1, 1))], True, id="works past retirement"
        ),
        pytest.param(
            [wife(state=S.EMPLOYED, pension_from=date(2026, 6, 1))], True, id="draws a pension"
        ),
    ],
)
def test_zero_employment(others, met):
    assert zero_employment(household(member(), *others), ON).met is met


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([], id="no members"),
        pytest.param([member(state=S.STUDENT)], id="only a student"),
        pytest.param([member(birth_on=date(1950, 1, 1))], id="only the old"),
        pytest.param([member(birth_on=date(2015, 1, 1), state=S.MINOR)], id="only a child"),
        pytest.param([member(wants_work=False)], id="nobody wants work"),
    ],
)
def test_a_household_where_nobody_could_work_is_none(members):
    assert said(zero_employment(household(*members), ON)) == [
        "家庭中没有法定劳动年龄内、有劳动能力和就业愿望的成员，不属于零就业家庭：请引导申请其他救助"
    ]


def test_an_objection_names_the_member_the_state_and_the_clause():
    verdict = zero_employment(household(member(), wife(state=S.EMPLOYED)), ON)

    assert [(o.clause, str(o)) for o in verdict.objections] == [
        ("102-1", "成员钱样乙的人员状态为“就业”，不是失业")
    ]


@pytest.mark.parametrize(
    ("unknown", "clause", "words"),
    [
        pytest.param({"birth_on": None}, "102-1", "出生日期", id="birth"),
        pytest.param({"state": None}, "102-1", "人员状态", id="state"),
        pytest.param({"capacity": None}, "102-1", "劳动能力", id="capacity"),
        pytest.param({"wants_work": None}, "102-1", "就业愿望", id="will"),
        pytest.param(
            {"retirement_group": None, "birth_on": date(1973, 1, 1)},
            "RET-2024",
            "退休类别",
            id="retirement group of a woman of 53",
        ),
        pytest.param(
            {"retirement_group": None, "sex": None, "birth_on": date(1966, 6, 1)},
            "RET-2024",
            "性别",
            id="sex of somebody of 60",
        ),
    ],
)
def test_what_is_unknown_is_asked_for_and_not_taken_as_met(unknown, clause, words):
    verdict = zero_employment(household(member(), wife(**unknown)), ON)

    assert [o.clause for o in verdict.objections] == [clause]
    assert words in said(verdict)[0]
    assert "请" in said(verdict)[0]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"retirement_group": None}, id="a woman of 40 either way"),
        pytest.param(
            {"retirement_group": None, "birth_on": date(1950, 1, 1)}, id="a woman of 76 either way"
        ),
        pytest.param({"state": S.STUDENT, "birth_on": None}, id="a student's birth"),
        pytest.param({"capacity": False, "wants_work": None}, id="the will of one who cannot"),
        pytest.param({"birth_on": date(2020, 1, 1), "capacity": None}, id="a child's capacity"),
        pytest.param({"birth_on": date(2027, 1, 1)}, id="a birth to come"),
    ],
)
def test_what_could_not_change_the_answer_is_not_asked(facts):
    assert zero_employment(household(member(), wife(**facts)), ON).met


def test_whose_birth_is_unknown_is_not_taken_for_one_who_could_work():
    assert not could_work(member(birth_on=None), ON)


def test_a_man_needs_no_retirement_group():
    assert could_work(member(retirement_group=None), ON)
    assert not could_work(member(retirement_group=None, birth_on=date(1960, 1, 1)), ON)


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        pytest.param(["01"], None, id="one"),
        pytest.param(["01", "12", "20"], None, id="one among three"),
        pytest.param([], "没有申请人", id="nobody"),
        pytest.param(["02", "12"], "没有申请人", id="a head but no applicant"),
        pytest.param(["01", "01"], "有2名申请人", id="two"),
    ],
)
def test_there_is_one_applicant(relations, words):
    verdict = one_applicant(household(*(member(relation=r) for r in relations)))

    assert verdict.met is (words is None)
    assert words is None or words in said(verdict)[0]


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        pytest.param({}, 0, id="registered and unemployed"),
        pytest.param({"registered_on": ON}, 0, id="registered that day"),
        pytest.param({"registered_on": date(2026, 7, 1)}, 1, id="registered the day after"),
        pytest.param({"registered_on": None}, 1, id="not registered"),
        pytest.param({"state": S.EMPLOYED}, 1, id="employed"),
        pytest.param({"registered_on": None, "state": None}, 2, id="neither known"),
    ],
)
def test_the_applicant_is_registered_unemployed(facts, count):
    family = household(member(**facts), wife(registered_on=None, state=S.STUDENT))

    assert len(applicant_is_registered_unemployed(family, ON).objections) == count


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param({}, [], id="in order"),
        pytest.param({"registered_on": None}, [], id="not registered"),
        pytest.param({"birth_on": None}, ["请填写"], id="no birth"),
        pytest.param({"birth_on": date(2026, 7, 1), "registered_on": None}, ["晚于"], id="unborn"),
        pytest.param({"registered_on": date(2001, 3, 1)}, ["未满16周岁"], id="registered at 15"),
        pytest.param({"registered_on": date(2001, 3, 2)}, [], id="registered on turning 16"),
        pytest.param({"registered_on": date(2026, 7, 1)}, ["失业登记日期晚于"], id="in future"),
    ],
)
def test_dates_come_in_order(facts, words):
    found = said(dates_are_in_order(household(member(**facts)), ON))

    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param({}, [], id="sound"),
        pytest.param({"identity_no": None}, ["未填写身份证号码"], id="missing"),
        pytest.param({"identity_no": "229901198605050027"}, ["核对不符"], id="a wrong digit"),
        pytest.param({"identity_no": number("19850302")}, ["相同", "出生", "性别"], id="his own"),
        pytest.param({"birth_on": date(1986, 5, 6)}, ["出生日期与身份证"], id="another birthday"),
        pytest.param({"sex": 1}, ["性别与身份证"], id="another sex"),
        pytest.param({"sex": None, "birth_on": None}, [], id="birth and sex not entered"),
    ],
)
def test_identity_numbers_are_sound(facts, words):
    found = said(identity_numbers_are_sound(household(member(), wife(**facts)), ON))

    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


def test_an_identity_number_does_not_appear_in_an_objection():
    wrong = "229901198605050027"
    verdict = identity_numbers_are_sound(household(wife(identity_no=wrong)), ON)

    assert wrong not in said(verdict)[0]
    assert wrong not in str(verdict.objections[0].values)


def test_an_application_is_judged_in_one_go():
    assert may_be_submitted(household(member(), wife()), ON).met

    verdict = may_be_submitted(household(wife(identity_no="", registered_on=date(1999, 1, 1))), ON)
    assert [o.clause for o in verdict.objections] == ["102-2-1", "GB-11643", "LL-15"]


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("zero_employment", "102-1"),
        ("one_applicant", "102-2-1"),
        ("applicant_is_registered_unemployed", "102-2-1"),
        ("dates_are_in_order", "102-2-1"),
        ("identity_numbers_are_sound", "GB-11643"),
    ],
)
def test_every_rule_cites_its_clause(name, clause):
    assert clause in RULES[name]
