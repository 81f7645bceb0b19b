"""When a recommended job counts towards the three of 四（三）, case by case as an officer would put it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest

from policy.aid_terms import DeliveryWay, Strain
from policy.assistance import ServiceFacts, counted
from policy.matching import Offer, Seeker
from policy.recommendation import Recommendation, free_heads, gate, hint, is_open, passes
from policy.rulebook import Decree, Rules
from policy.terms import EmploymentForm, Feedback, ServiceKind

ON = date(2026, 3, 10)
HERE, ELSEWHERE = "1.2.3.", "1.12.13."
OFFER = Offer(
    key="7/保洁员/4", title="保洁员", form=EmploymentForm.UNIT, place="1.2.3.4.", wage_from=Decimal(2200),
    open_from=date(2026, 3, 1), open_until=date(2026, 3, 31), minimum=Decimal(1540), heads=2,
)
MEMBER = Seeker(birth_on=date(1980, 5, 1), home=HERE, health="10")


def told(offer: Offer | None = OFFER, member: Seeker = MEMBER, **values) -> Recommendation:
    usual = {"ref": 1, "on": ON, "seeker": member, "offer": offer, "delivered_on": ON,
             "delivered_way": DeliveryWay.PERSON, "receipt": "本人签收"}
    return Recommendation(**usual | values)


def why(recommendation: Recommendation) -> str:
    return "；".join(map(str, passes(recommendation).objections))


@pytest.mark.parametrize(
    ("recommendation", "words"),
    [
        pytest.param(told(), "", id="在招岗位，当面送达并签收"),
        pytest.param(told(delivered_way=DeliveryWay.PHONE, receipt="录音0012"), "", id="电话告知，有录音编号"),
        pytest.param(told(on=date(2026, 3, 1), delivered_on=date(2026, 3, 1)), "", id="招聘第一天"),
        pytest.param(told(on=date(2026, 3, 31), delivered_on=date(2026, 3, 31)), "", id="招聘最后一天"),
        pytest.param(told(delivered_on=date(2026, 3, 12)), "", id="两天后送达，仍在招"),
        pytest.param(told(None), "未从岗位库选择岗位", id="随手填的单位"),
        pytest.param(told(replace(OFFER, void=True)), "岗位或用人单位已作废", id="单位是假的"),
        pytest.param(told(on=date(2026, 2, 28), delivered_on=date(2026, 2, 28)), "岗位当日不在招聘期内", id="还没开始招"),
        pytest.param(told(on=date(2026, 4, 1), delivered_on=date(2026, 4, 1)), "岗位当日不在招聘期内", id="招聘已截止"),
        pytest.param(told(replace(OFFER, closed_on=ON)), "岗位当日不在招聘期内", id="当天停止招聘"),
        pytest.param(told(replace(OFFER, closed_on=ON + timedelta(1))), "", id="第二天才停止招聘"),
        pytest.param(told(delivered_on=date(2026, 4, 2)), "岗位当日不在招聘期内", id="送达时已截止"),
        pytest.param(told(replace(OFFER, hired=(date(2026, 3, 5), date(2026, 3, 9)))), "岗位当日已招满", id="已招满"),
        pytest.param(told(replace(OFFER, hired=(date(2026, 3, 5), ON))), "", id="当天才招满"),
        pytest.param(told(replace(OFFER, wage_from=Decimal("1539.99"))), "月薪低于当地最低工资", id="低于最低工资一分"),
        pytest.param(told(replace(OFFER, wage_from=Decimal(1540))), "", id="正好是最低工资"),
        pytest.param(told(replace(OFFER, age_to=44)), "年龄不在岗位要求的范围内", id="超龄"),
        pytest.param(told(replace(OFFER, age_from=45)), "", id="正好到年龄"),
        pytest.param(told(replace(OFFER, strain=Strain.HEAVY), replace(MEMBER, health="30")), "体力强度超过本人可承受的范围",
                     id="慢性病人推荐重体力"),
        pytest.param(told(replace(OFFER, strain=Strain.HEAVY), replace(MEMBER, health="30", strain=Strain.HEAVY)), "",
                     id="方案写明可承受重体力"),
        pytest.param(told(member=replace(MEMBER, strain=Strain.LIGHT)), "体力强度超过本人可承受的范围", id="只能干轻活"),
        pytest.param(told(member=replace(MEMBER, health="64")), "", id="肢体残疾，一般体力待核实不拦"),
        pytest.param(told(replace(OFFER, place=ELSEWHERE)), "工作地点不在本县，也不在期望工作地点", id="外县岗位"),
        pytest.param(told(replace(OFFER, place=ELSEWHERE), replace(MEMBER, place="1.12.")), "", id="本人愿去外州"),
        pytest.param(told(feedback=Feedback.UNREACHED), "未联系上本人", id="没联系上"),
        pytest.param(told(delivered_on=None), "没有送达记录", id="没有送达"),
        pytest.param(told(delivered_way=None), "没有送达记录", id="没写怎么送达"),
        pytest.param(told(receipt="  "), "没有送达回执", id="没有回执"),
        pytest.param(told(replace(OFFER, wage_from=Decimal(1200)), receipt=""), "月薪低于当地最低工资；没有送达回执", id="两样都缺"),
    ],
)
def test_a_recommendation_counts_or_says_why_not(recommendation, words):
    assert why(recommendation) == words


def test_the_same_post_is_recommended_once_whoever_filed_it_again():
    first, again = told(), told(replace(OFFER, open_until=date(2026, 6, 1)), ref=2, on=date(2026, 3, 20), delivered_on=date(2026, 3, 20))
    found = gate([again, first])

    assert found[1].met
    assert [str(o) for o in found[2].objections] == ["同一岗位已向本人推荐过"]


def test_a_first_try_that_does_not_count_leaves_room_for_the_second():
    found = gate([told(receipt=""), told(ref=2, on=date(2026, 3, 12), delivered_on=date(2026, 3, 12))])

    assert [found[1].met, found[2].met] == [False, True]


def some(random: Random, ref: int) -> Recommendation:
    on = date(2026, 3, 1) + timedelta(random.randrange(40))
    offer = random.choice([None, *(replace(OFFER, key=f"{n}", title=f"岗位{n}") for n in range(3))])
    return told(offer, ref=ref, on=on, delivered_on=random.choice([None, on]), receipt=random.choice(["", "签收"]),
                feedback=random.choice(list(Feedback)))


def passed(recommendations) -> int:
    return sum(verdict.met for verdict in gate(recommendations).values())


@pytest.mark.parametrize("seed", range(40))
def test_the_order_in_which_services_were_entered_never_changes_what_counts(seed):
    random = Random(seed)
    services = [some(random, ref) for ref in range(5)]
    expected = gate(services)

    for order in list(permutations(services))[:: random.randrange(1, 7)]:
        assert gate(order) == expected


@pytest.mark.parametrize("seed", range(40))
def test_an_unrelated_recommendation_never_takes_one_away(seed):
    random = Random(seed)
    services = [some(random, ref) for ref in range(5)]
    stranger = told(replace(OFFER, key="other", title="别的岗位"), ref=99, on=date(2026, 3, 1) + timedelta(random.randrange(30)))
    before, after = gate(services), gate([stranger, *services])

    assert {ref: after[ref] for ref in before} == before
    assert passed([stranger, *services]) - passed(services) in (0, 1)


@pytest.mark.parametrize("seed", range(20))
def test_the_count_of_the_promise_is_that_of_the_gate(seed):
    random = Random(seed)
    services = [some(random, ref) for ref in range(8)]
    verdicts = gate(services)
    facts = [
        ServiceFacts(1, ServiceKind.REFERRAL, r.on, r.offer.key if r.offer and verdicts[r.ref].met else None, r.feedback)
        for r in services
    ]
    random.shuffle(facts)

    assert counted(facts, 1, date(2026, 3, 1), date.max)[ServiceKind.REFERRAL] == passed(services)


def test_heads_and_days_are_asked_as_of_the_day():
    offer = replace(OFFER, heads=2, hired=(date(2026, 3, 5),))

    assert [free_heads(offer, date(2026, 3, day)) for day in (5, 6)] == [2, 1]
    assert [is_open(replace(offer, closed_on=ON), ON - timedelta(n)) for n in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("code", "recommendation", "words"),
    [
        ("J4", told(replace(OFFER, wage_from=Decimal(1500))), "月薪1500元低于当地最低工资1540元"),
        ("J4", told(), "月薪2200元，不低于当地最低工资1540元"),
        ("J5", told(member=replace(MEMBER, strain=Strain.LIGHT)), "一般体力，超过本人可承受的轻体力"),
        ("J5", told(replace(OFFER, age_to=40)), "要求不超过40周岁，本人45周岁"),
        ("J5", told(), "一般体力，与健康状况不矛盾"),
        ("J6", told(), "在本县（市、区）内；通勤单程上限90分钟，请核实实际路程"),
        ("J6", told(replace(OFFER, place=ELSEWHERE)), "不在本县（市、区），也不在期望工作地点；通勤单程上限90分钟，请核实实际路程"),
        ("J8", told(), "推荐当日在招，尚余2人"),
        ("J8", told(replace(OFFER, hired=(date(2026, 3, 5),))), "推荐当日在招，尚余1人"),
        ("J8", told(replace(OFFER, hired=(date(2026, 3, 5), date(2026, 3, 6)))), "推荐当日已招满"),
        ("J8", told(replace(OFFER, void=True)), "推荐当日岗位不在招聘期内或已作废"),
        *((code, told(None), "没有对应岗位，无从核对") for code in ("J4", "J5", "J6", "J8")),
        ("J1", told(), None),
        ("U2", told(None), None),
    ],
)
def test_what_the_records_say_of_a_claimed_reason_is_told_to_the_reviewer(code, recommendation, words):
    found = hint(code, recommendation)

    assert (str(found) if found else None) == words
    assert found is None or found.clause == ("102-4-3" if code in ("J4", "J5") and recommendation.offer else "102-3-2")


def test_what_does_not_count_is_said_under_the_clause_of_the_promise():
    for each in (told(None), told(receipt=""), told(replace(OFFER, wage_from=Decimal(1200)))):
        assert {reason.clause for reason in passes(each).objections} == {"102-4-3"}


def test_a_region_may_ask_for_a_shorter_way_to_work():
    rules = Rules((Decree("COMMUTE_MINUTES", "1.", date(2026, 1, 1), 60),))

    assert "上限60分钟" in str(hint("J6", told(), rules))
