"""What fits, what stands against it and what is not known, of a member and a vacancy."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from decimal import Decimal
from random import Random

import pytest

from policy.aid_terms import Strain
from policy.matching import Seeker, match, words_of
from policy.terms import EmploymentForm
from tests.policy.test_recommendation import ELSEWHERE, MEMBER, OFFER, ON


def said(member=MEMBER, offer=OFFER) -> dict[str, tuple[bool | None, str]]:
    return {p.about: (p.fits, str(p.reason)) for p in match(member, offer, ON).points}


@pytest.mark.parametrize(
    ("about", "member", "offer", "fits", "words"),
    [
        ("age", {}, {}, True, "不限年龄"),
        ("age", {}, {"age_from": 18, "age_to": 45}, True, "本人45周岁，符合年龄要求"),
        ("age", {}, {"age_to": 44}, False, "要求不超过44周岁，本人45周岁"),
        ("age", {}, {"age_from": 46}, False, "要求年满46周岁，本人45周岁"),
        ("strain", {"health": "64"}, {"suits_disabled": True, "strain": Strain.HEAVY}, True, "岗位适合残疾人"),
        ("strain", {"health": "64"}, {}, None, "一般体力，请核实本人能否承受"),
        ("strain", {"health": None}, {}, None, "一般体力，请核实本人能否承受"),
        ("strain", {"health": "31"}, {"strain": Strain.HEAVY}, False, "重体力，与本人健康状况不符"),
        ("strain", {"strain": Strain.ORDINARY}, {}, True, "一般体力，在本人可承受范围内"),
        ("place", {"place": "1.2.3.4."}, {}, True, "在期望工作地点"),
        ("place", {}, {}, True, "在本县（市、区）内"),
        ("place", {}, {"place": ELSEWHERE}, False, "不在本县（市、区），也不在期望工作地点"),
        ("wage", {"least_wage": Decimal(2000)}, {}, True, "月薪2200元，不低于期望的2000元"),
        ("wage", {"least_wage": Decimal(2200)}, {}, True, "月薪2200元，不低于期望的2200元"),
        ("wage", {"least_wage": Decimal("2199.50")}, {}, True, "月薪2200元，不低于期望的2199.50元"),
        ("wage", {"least_wage": Decimal(2500)}, {"wage_to": Decimal(2500)}, None, "月薪2200元起，能否达到期望的2500元须面谈"),
        ("wage", {"least_wage": Decimal(2500)}, {"wage_to": Decimal(2800)}, None, "月薪2200元起，能否达到期望的2500元须面谈"),
        ("wage", {"least_wage": Decimal(2500)}, {}, False, "月薪最高2200元，低于期望的2500元"),
        ("education", {}, {}, True, "不限文化程度"),
        ("education", {}, {"education": "61"}, None, "岗位要求文化程度，本人文化程度未填"),
        ("education", {"education": "21"}, {"education": "61"}, True, "文化程度符合要求"),
        ("education", {"education": "41"}, {"education": "61"}, True, "文化程度符合要求"),
        ("education", {"education": "71"}, {"education": "61"}, False, "文化程度低于岗位要求"),
        ("skills", {}, {}, True, "不要求技能"),
        ("skills", {"skills": "中式面点、烹饪"}, {"skills": "烹饪"}, True, "具备所需技能：烹饪"),
        ("skills", {"skills": "驾驶"}, {"skills": "电工，焊工"}, False, "要求技能：电工，焊工，本人登记的技能不同"),
        ("skills", {}, {"skills": "电工"}, None, "要求技能：电工，本人技能未填"),
        ("nights", {"nights": False}, {"nights": True}, False, "夜班或倒班，本人不能上"),
        ("nights", {}, {"nights": True}, None, "夜班或倒班，请问明本人能否上"),
        ("form", {"form": EmploymentForm.FLEXIBLE}, {}, False, "就业形式为单位就业，本人期望灵活就业"),
        ("wished", {"wished": "收银员、保洁"}, {}, True, "是本人期望的岗位"),
        ("wished", {"wished": "商场收银员"}, {"title": "收银员"}, True, "是本人期望的岗位"),
    ],
)
def test_each_point_is_said_in_plain_words(about, member, offer, fits, words):
    assert said(replace(MEMBER, **member), replace(OFFER, **offer))[about] == (fits, words)


def test_another_job_than_the_wished_one_is_not_called_wished():
    assert "wished" not in said(replace(MEMBER, wished="收银员、仓库管理"))


@pytest.mark.parametrize("about", ["wage", "nights", "form", "wished"])
def test_what_nobody_wished_for_is_not_compared(about):
    assert about not in said()


def test_nothing_is_known_of_the_sex_of_a_member():
    """Neither side has a place for it, so nothing can hang on it."""
    names = {f.name for kind in (Seeker, type(OFFER)) for f in fields(kind)}

    assert not [name for name in names if "sex" in name or "gender" in name]


def test_limits_rank_before_wishes_and_wishes_before_what_fits():
    far = match(MEMBER, replace(OFFER, place=ELSEWHERE), ON)
    poor = match(replace(MEMBER, least_wage=Decimal(3000)), OFFER, ON)
    plain, wished = match(MEMBER, OFFER, ON), match(replace(MEMBER, wished="保洁"), OFFER, ON)

    assert sorted([far, poor, plain, wished], key=lambda m: m.rank) == [wished, plain, poor, far]
    assert (far.barred, poor.barred) == (True, False)


def test_one_more_wish_met_never_ranks_lower():
    random = Random(4)
    for _n in range(200):
        offer = replace(OFFER, wage_from=Decimal(random.randrange(1000, 4000)), nights=random.random() < 0.5)
        member = replace(MEMBER, least_wage=Decimal(random.randrange(1000, 4000)))
        assert match(replace(member, wished=offer.title), offer, ON).rank <= match(member, offer, ON).rank


@pytest.mark.timed
def test_two_thousand_vacancies_are_compared_while_one_waits():
    offers = [replace(OFFER, key=str(n), wage_from=Decimal(1500 + n)) for n in range(2000)]
    begun = time.perf_counter()
    found = sorted((match(MEMBER, offer, ON) for offer in offers), key=lambda m: m.rank)

    assert len(found) == 2000
    assert time.perf_counter() - begun < 2


def test_what_is_not_known_is_asked_for_and_stands_against_nothing():
    found = match(replace(MEMBER, health=None), replace(OFFER, skills="电工"), ON)

    assert [point.about for point in found.unknown] == ["strain", "skills"]
    assert found.against == []
    assert not found.barred


def test_each_point_says_under_which_clause_it_is_compared_and_which_of_them_bar():
    points = match(replace(MEMBER, nights=False, wished="保洁"), replace(OFFER, nights=True), ON).points

    assert {point.reason.clause for point in points} == {"102-4-3"}
    assert [point.about for point in points if point.limit] == ["age", "strain", "minimum", "place"]


def test_lists_are_read_as_people_type_them():
    assert words_of("电工、焊工，驾驶/ 叉车") == ["电工", "焊工", "驾驶", "叉车"]
    assert words_of("") == []
