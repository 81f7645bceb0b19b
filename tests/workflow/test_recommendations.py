"""Recommended jobs kept with whether they count; heads taken; what a change of the vacancy does to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models import AidPlan, Exit, Service, Vacancy
from policy.aid_terms import DeliveryWay
from policy.terms import EmploymentForm, Feedback, ServiceKind
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import (
    add_referral,
    add_vacancy,
    first_member,
    make_household,
)
from workflow.decisions import judge_refusal
from workflow.facts import exit_facts, records_of
from workflow.recommendations import recommendations
from workflow.records import save, void
from workflow.refusals import Refused

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def referral(member, vacancy=None, **values):
    usual = {
        "household": member.household, "member": member, "kind": ServiceKind.REFERRAL,
        "served_on": date(2026, 3, 6), "content": "点对点推荐岗位", "served_by": "王试甲",
        "vacancy_id": vacancy.id if vacancy else None, "delivered_on": date(2026, 3, 6),
        "delivered_way": DeliveryWay.PERSON, "receipt": "本人签收",
    }
    return Service(**usual | values)


def store(session, row, calendar, who="wang"):
    save(session, row, officer(session, who), ON, calendar)
    return row


def test_employer_job_and_wage_are_the_vacancys(session, calendar, member, vacancy):
    row = store(session, referral(member, vacancy, employer="随便写的单位", wage=Decimal(9999)), calendar)

    assert (row.employer, row.job, row.wage) == (vacancy.employer.name, "理货员", Decimal(2600))
    assert (row.counts, row.shortfall) == (True, None)


def test_a_job_typed_freely_is_kept_and_does_not_count(session, calendar, member):
    row = store(session, referral(member, employer="某试样公司", job="保洁员"), calendar)

    assert (row.counts, row.shortfall) == (False, "未从岗位库选择岗位")


def test_the_second_of_the_same_post_does_not_count_whichever_is_entered_first(
    session, calendar, member, vacancy
):
    later = store(session, referral(member, vacancy, served_on=date(2026, 3, 7), delivered_on=date(2026, 3, 7)), calendar)
    assert later.counts is True
    earlier = store(session, referral(member, vacancy), calendar)

    assert (earlier.counts, later.counts) == (True, False)
    assert later.shortfall == "同一岗位已向本人推荐过"
    void(session, earlier, "录错了成员", officer(session, "wang"), ON, AT)
    assert later.counts is True


def test_a_vacancy_voided_takes_the_recommendation_back_even_in_another_county(session, calendar, member, vacancy):
    far = make_household(status=S.RECOGNISED, community="222401001001", name="李样庚")
    session.query(AidPlan).filter_by(household_id=far.id).one().place = office(session, "220104")
    session.commit()
    here = store(session, referral(member, vacancy), calendar)
    there = store(session, referral(first_member(far), vacancy), calendar, "li")
    assert (here.counts, there.counts) == (True, True)

    void(session, vacancy, "岗位是虚假的", officer(session, "zhao"), ON, AT)
    session.expire_all()

    assert (here.counts, there.counts) == (False, False)
    assert there.shortfall == "岗位或用人单位已作废"


def test_an_employer_voided_takes_all_its_vacancies_with_it(session, calendar, member, vacancy):
    row = store(session, referral(member, vacancy), calendar)

    void(session, vacancy.employer, "单位不存在", officer(session, "zhao"), ON, AT)

    assert row.counts is False


def test_what_was_recommended_is_not_altered_but_may_be_closed(session, calendar, member, vacancy):
    store(session, referral(member, vacancy), calendar)
    zhao = officer(session, "zhao")
    vacancy.wage_from = Decimal(3000)
    with pytest.raises(Refused) as refusal:
        save(session, vacancy, zhao, ON, calendar)
    assert refusal.value.field == "wage_from"

    vacancy.closed_on, vacancy.closed_reason = ON, "已招满"
    save(session, vacancy, zhao, ON, calendar)
    assert session.query(Service).one().counts is True


def test_a_hire_takes_a_head_and_fills_the_vacancy_for_those_who_come_later(session, calendar, member):
    one = add_vacancy(head_count=1)
    other = first_member(make_household(status=S.RECOGNISED, name="赵例辰"))
    session.commit()
    hired = store(session, referral(member, one, feedback=Feedback.HIRED, answered_on=date(2026, 3, 6)), calendar)
    session.refresh(one)
    assert one.hired == 1
    late = store(session, referral(other, one, served_on=date(2026, 3, 7), delivered_on=date(2026, 3, 7)), calendar)
    assert (hired.counts, late.counts, late.shortfall) == (True, False, "岗位当日已招满")

    void(session, hired, "没有录用", officer(session, "wang"), ON, AT)
    session.refresh(one)
    assert (one.hired, late.counts) == (0, True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"employer": None}, "employer", id="neither vacancy nor employer"),
        pytest.param({"employer": "某试样公司"}, "job", id="no job"),
        pytest.param({"vacancy": 1, "delivered_on": date(2026, 3, 5)}, "delivered_on", id="before the service"),
        pytest.param({"vacancy": 1, "delivered_on": date(2026, 3, 10)}, "delivered_on", id="tomorrow"),
        pytest.param({"vacancy": 1, "delivered_way": None}, "delivered_way", id="no way"),
        pytest.param({"vacancy": 1, "delivered_on": None}, "delivered_on", id="receipt without a day"),
        pytest.param({"vacancy": 1, "answered_on": date(2026, 3, 10)}, "answered_on", id="answer of tomorrow"),
        pytest.param({"vacancy": 1, "feedback": Feedback.REFUSED, "refusal_reason": "太远"}, "refusal_code", id="no code"),
        pytest.param({"vacancy": 1, "feedback": Feedback.REFUSED, "refusal_code": "U3"}, "refusal_reason", id="no words"),
        pytest.param({"vacancy": 1, "feedback": Feedback.REFUSED, "refusal_code": "U3", "refusal_reason": "太远",
                      "refusal_justified": False}, "refusal_code", id="judged with the entry"),
    ],
)
def test_a_recommendation_is_whole_or_refused(session, calendar, member, vacancy, values, field):
    job = vacancy if values.pop("vacancy", None) else None
    with pytest.raises(Refused) as refusal:
        store(session, referral(member, job, **values), calendar)

    assert refusal.value.field == field
    assert session.query(Service).count() == 0


def refused(session, calendar, member, vacancy=None, **values):
    vacancy = vacancy or add_vacancy(title=f"岗位{session.query(Vacancy).count()}")
    session.commit()
    words = {"feedback": Feedback.REFUSED, "refusal_code": "U2", "refusal_reason": "太累了，不想干"}
    return store(session, referral(member, vacancy, **words | values), calendar)


def test_the_street_says_whether_a_refusal_was_justified_once_and_with_its_grounds(session, calendar, member):
    row = refused(session, calendar, member)
    chen, wang = officer(session, "chen"), officer(session, "wang")
    for who, words, told in ((wang, "问过本人", "权限"), (chen, "无", "4个字")):
        with pytest.raises(Refused, match=told):
            judge_refusal(session, row, False, words, who, ON)
    judge_refusal(session, row, False, "岗位符合其健康状况", chen, ON)

    assert (row.refusal_justified, row.judged_on, row.judged_by_id) == (False, ON, chen.id)
    assert member.household.picky_on == date(2026, 3, 6)
    with pytest.raises(Refused, match="已经复核"):
        judge_refusal(session, row, True, "改变主意了吧", chen, ON)


def test_who_entered_the_refusal_does_not_judge_it(session, calendar, member):
    row = refused(session, calendar, member)
    row.created_by_id = officer(session, "chen").id
    session.commit()

    with pytest.raises(Refused, match="登记人不能复核"):
        judge_refusal(session, row, False, "无正当理由", officer(session, "chen"), ON)
    judge_refusal(session, row, True, "确有疾病证明", officer(session, "cheng"), ON)
    assert member.household.picky_on is None


def test_what_was_judged_is_not_altered_afterwards(session, calendar, member):
    row = refused(session, calendar, member)
    judge_refusal(session, row, False, "岗位符合其健康状况", officer(session, "chen"), ON)
    with session.no_autoflush:
        row.refusal_code = "J1"
        with pytest.raises(Refused) as refusal:
            store(session, row, calendar)
    assert refusal.value.field == "refusal_code"


def test_the_vacancy_of_a_recommendation_is_not_exchanged(session, calendar, member, vacancy):
    row = store(session, referral(member, vacancy), calendar)
    other = add_vacancy(title="保洁员")
    session.commit()
    with session.no_autoflush:
        row.vacancy_id = other.id
        with pytest.raises(Refused) as refusal:
            store(session, row, calendar)
    assert refusal.value.field == "vacancy_id"


def test_three_unjustified_refusals_of_real_jobs_are_proposed_and_of_unreal_ones_are_not(session, calendar, member):
    chen = officer(session, "chen")
    for _n in range(3):
        row = store(session, referral(member, employer="某公司", job=f"工{_n}", feedback=Feedback.REFUSED,
                                      refusal_code="U5", refusal_reason="不去"), calendar)
        judge_refusal(session, row, False, "没有任何理由", chen, ON)
    assert session.query(Exit).count() == 0
    assert member.household.picky_on is None

    for _n in range(3):
        judge_refusal(session, refused(session, calendar, member), False, "没有任何理由", chen, ON)
    assert session.query(Exit).one().by_rule is True


def test_a_refusal_counts_from_the_day_it_was_said(session, calendar, member):
    row = refused(session, calendar, member, answered_on=date(2026, 3, 8))
    judge_refusal(session, row, False, "没有任何理由", officer(session, "chen"), ON)
    records = records_of(session, [member.household_id])[member.household_id]

    [event] = exit_facts(member.household, records).refusals
    assert (event.on, event.vacancy) == (date(2026, 3, 8), f"vacancy:{row.vacancy_id}")
    assert member.household.picky_on == date(2026, 3, 8)


def test_flexible_work_below_the_monthly_minimum_is_on_file_and_does_not_count(session, calendar, member):
    some = add_vacancy(form=EmploymentForm.FLEXIBLE, wage_from=Decimal(900))
    session.commit()
    store(session, some, calendar, "zhao")

    row = store(session, referral(member, some), calendar)
    assert (row.counts, row.shortfall) == (False, "月薪低于当地最低工资")


def test_the_facts_of_a_recommendation_are_those_of_its_day(session, book, member):
    row = add_referral(member)
    session.commit()
    facts = recommendations(session, [row], book)[row.id]

    assert facts.offer is not None
    assert (facts.on, facts.offer.minimum, facts.seeker.home) == (row.served_on, Decimal(1540), "1.2.3.")


@pytest.fixture
def book(session):
    from workflow.rule_book import rule_book

    return rule_book(session)
