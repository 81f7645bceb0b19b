"""What an application is refused for, word for word and with its clause, and the days that just pass."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy.recognition import (
    applicant_is_registered_unemployed,
    dates_are_in_order,
    identity_numbers_are_sound,
    one_applicant,
)
from policy.terms import MemberState
from tests.policy.test_recognition import ON, household, member, number, wife

DAY = timedelta(days=1)


def told(verdict):
    return [(o.clause, str(o)) for o in verdict.objections]


@pytest.mark.parametrize(("facts", "words"), [
    ({"birth_on": None}, [("102-2-1", "请填写成员赵样甲的出生日期")]),
    ({"birth_on": ON + DAY}, [("102-2-1", "成员赵样甲的出生日期晚于办理当日，请改正")]),
    ({"birth_on": ON, "registered_on": None}, []),
    ({"registered_on": ON}, []),
    ({"registered_on": ON + DAY}, [("102-2-1", "成员赵样甲的失业登记日期晚于办理当日，请改正")]),
    ({"registered_on": date(2001, 3, 2)}, []),
    ({"registered_on": date(2001, 3, 1)}, [("LL-15", "成员赵样甲失业登记时未满16周岁，请核对登记日期")]),
])
def test_dates_out_of_order_are_named(facts, words):
    assert told(dates_are_in_order(household(member(**facts)), ON)) == words


@pytest.mark.parametrize(("facts", "words"), [
    ({}, []),
    ({"registered_on": None}, [("102-2-1", "申请人赵样甲没有有效的失业登记，请先办理失业登记")]),
    ({"state": MemberState.STUDENT}, [("102-2-1", "申请人赵样甲的人员状态不是失业，请核实后更新")]),
])
def test_an_applicant_who_may_not_apply_is_told_why(facts, words):
    assert told(applicant_is_registered_unemployed(household(member(**facts)), ON)) == words


@pytest.mark.parametrize(("members", "words"), [
    ([wife()], [("102-2-1", "没有申请人：请将申请人与本人关系选为“本人”")]),
    ([member()], []),
    ([member(), member(no=2)], [("102-2-1", "有2名申请人：只能有一名成员选为“本人”，请改正")]),
])
def test_there_is_one_applicant(members, words):
    assert told(one_applicant(household(*members))) == words


def test_each_fault_of_each_number_is_named():
    same = member().identity_no
    family = household(
        member(no=1, identity_no="123"), member(no=2), member(no=3, name="钱样乙", identity_no=same),
        member(no=4, name="孙样丙", identity_no=number("19850303"), sex=2),
    )
    said = told(identity_numbers_are_sound(family, ON))
    assert said[0][0] == "GB-11643"
    assert said[0][1].startswith("成员赵样甲：")
    assert "%(" not in said[0][1]
    assert said[1:] == [
        ("GB-11643", "成员钱样乙的身份证号码与另一成员相同，请核对"),
        ("GB-11643", "成员孙样丙的出生日期与身份证号码不符，请核对"),
        ("GB-11643", "成员孙样丙的性别与身份证号码不符，请核对"),
    ]
