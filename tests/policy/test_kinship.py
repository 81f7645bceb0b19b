"""Who belongs to the household, clause by clause."""

import pytest

from policy.kinship import members_counted, spouse_is_on_file
from tests.policy.families import S, applicant, family, other


def judged(member, him=None, *more):
    finding = members_counted(family(him or applicant(), member, *more))[member.no]
    return finding.holds, finding.reason.clause


@pytest.mark.parametrize("relation", ["10", "11", "12"])
def test_a_spouse_counts_in_the_same_register_and_in_another(relation):
    assert judged(other(relation)) == (True, "102-1-1")
    assert judged(other(relation, book="B")) == (True, "102-1-2")
    assert judged(other(relation, book=None)) == (True, "102-1-1")


@pytest.mark.parametrize("relation", ["20", "21", "25", "26", "27", "29", "30", "31", "36", "37", "39"])
def test_a_child_counts_wherever_it_stands(relation):
    assert judged(other(relation, book="B", co_living=False)) == (True, "102-1-1")


@pytest.mark.parametrize("relation", ["50", "51", "52", "57", "58"])
@pytest.mark.parametrize(
    ("him", "book", "judgement"),
    [
        pytest.param({}, "A", (True, "102-1-1"), id="same register"),
        pytest.param({"marital": "20"}, "A", (True, "102-1-1"), id="same register, married"),
        pytest.param({"marital": "10"}, "B", (True, "102-1-2"), id="unmarried and alone"),
        pytest.param({"marital": "30"}, "B", (True, "102-1-2"), id="widowed and alone"),
        pytest.param({"marital": "40"}, "B", (True, "102-1-2"), id="divorced and alone"),
        pytest.param({"marital": "20"}, "B", (False, "102-1-2"), id="married"),
        pytest.param({"marital": "23"}, "B", (False, "102-1-2"), id="married again"),
        pytest.param({"marital": None}, "B", (None, "102-1-2"), id="marriage not known"),
        pytest.param({"marital": "90"}, "B", (None, "102-1-2"), id="marriage not stated"),
        pytest.param({}, None, (None, "102-1-1"), id="register not known"),
        pytest.param({"book": None}, "B", (None, "102-1-1"), id="his register not known"),
    ],
)
def test_parents(relation, him, book, judgement):
    assert judged(other(relation, book=book), applicant(**him)) == judgement


@pytest.mark.parametrize(
    ("third", "judgement"),
    [
        pytest.param(other("21", 3), (False, "102-1-2"), id="a child in his register"),
        pytest.param(other("99", 3), (False, "102-1-2"), id="a lodger in his register"),
        pytest.param(other("21", 3, book="C"), (True, "102-1-2"), id="a child in another"),
        pytest.param(other("21", 3, state=S.DEAD), (True, "102-1-2"), id="a child that died"),
        pytest.param(other("99", 3, book=None), (True, "102-1-2"), id="somebody somewhere"),
    ],
)
def test_parents_in_another_register_count_for_who_is_alone_in_his(third, judgement):
    assert judged(other("51", book="B"), applicant(marital="40"), third) == judgement


@pytest.mark.parametrize("relation", ["40", "41", "44", "60", "61", "64", "70", "71", "73", "75", "77"])
def test_others_named_by_the_notice_count_if_they_live_together(relation):
    assert judged(other(relation, co_living=True)) == (True, "102-1-1")
    assert judged(other(relation, co_living=False)) == (False, "102-1-1")
    assert judged(other(relation, co_living=None)) == (None, "102-1-1")


@pytest.mark.parametrize("relation", ["28", "38", "53", "54", "55", "56", "72", "74", "76", "78", "81", "93", "99"])
def test_in_laws_and_distant_relatives_are_kept_and_not_counted(relation):
    finding = members_counted(family(applicant(), other(relation)))[2]

    assert finding.holds is False
    assert str(finding.reason) == "钱样乙的亲属关系不在通知列明的家庭成员范围内，只登记、不计入"
    assert str(finding.remedy) == "如当地规定应当计入，请按地方特殊情形办理（通知一（三））"


def test_the_dead_are_not_mentioned():
    assert 2 not in members_counted(family(applicant(), other("12", state=S.DEAD)))


def test_the_applicant_named_by_number_counts_as_such():
    found = members_counted(family(other("12", 1), other("02", 2), applicant=2))

    assert str(found[2].reason) == "申请人钱样乙计入家庭成员"


@pytest.mark.parametrize(
    ("marital", "others", "asked"),
    [
        ("10", [], False), ("30", [], False), ("40", [], False), (None, [], False),
        ("20", [], True), ("21", [], True), ("22", [], True), ("23", [], True),
        ("20", [other("12")], False), ("20", [other("12", state=S.DEAD)], False),
        ("20", [other("51")], True),
    ],
)
def test_a_married_applicants_spouse_is_asked_for(marital, others, asked):
    finding = spouse_is_on_file(family(applicant(marital=marital), *others))

    assert (finding is not None) is asked
    if finding:
        assert (finding.holds, finding.member, finding.reason.clause) == (None, 1, "102-1-2")
        assert str(finding.reason) == "申请人赵样甲已婚，尚未登记配偶：请补登配偶，或更正婚姻状况"


def test_without_an_applicant_nobody_is_asked_for():
    assert spouse_is_on_file(family(other("12"))) is None
