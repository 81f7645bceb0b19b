"""No policy beyond its limits: each limit a case, and no sequence of payments that passes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.ages import add_months
from policy.aid_terms import PolicyKind, StopReason
from policy.benefit_limits import (
    MOST_MONTHS,
    NOT_BESIDE,
    ONCE,
    Grant,
    Holder,
    Paid,
    ends_of,
    grant_is_within,
    last_day,
    months_left,
    near_retirement,
    payment_is_within,
)
from policy.rulebook import NOTICE, Decree, Rules
from policy.terms import RetirementGroup

K = PolicyKind
MAN = Holder(birth_on=date(1985, 3, 2), groups=(RetirementGroup.MALE,))
OLD = Holder(birth_on=date(1967, 4, 10), groups=(RetirementGroup.MALE,))  # 60 years 7 months: 10 November 2027
ON = date(2026, 6, 15)
GRANT = Grant(K.INSURANCE, date(2026, 3, 9), 36, date(2029, 3, 8), Decimal(600))


def refusals(verdict):
    return [str(reason) for reason in verdict.objections]


def may_grant(grant, holder=MAN, others=(), paid=(), on=ON, rules=NOTICE):
    return refusals(grant_is_within(grant, holder, others, paid, on, rules))


def may_pay(month, grant=GRANT, holder=MAN, paid=(), on=ON, amount=600, rules=NOTICE):
    payment = Paid(grant.policy, month, Decimal(amount))
    return refusals(payment_is_within(payment, grant, holder, paid, on, rules))


def months(policy, count, first=date(2023, 1, 1)):
    return [Paid(policy, add_months(first, n), Decimal(600)) for n in range(count)]


@pytest.mark.parametrize(
    ("grant", "holder", "others", "paid", "said"),
    [
        pytest.param(GRANT, MAN, (), (), "", id="three years"),
        pytest.param(replace(GRANT, months=37), MAN, (), (), "最多还可享受36个月", id="a month too long"),
        pytest.param(replace(GRANT, months=25), MAN, (), months(K.INSURANCE, 12), "最多还可享受24个月",
                     id="a year had before"),
        pytest.param(replace(GRANT, months=24), MAN, (), months(K.INSURANCE, 12), "", id="what is left"),
        pytest.param(replace(GRANT, months=36), MAN, (), months(K.POST, 12), "", id="another policy counts by itself"),
        pytest.param(replace(GRANT, months=None), MAN, (), (), "请填写核定月数", id="no months told"),
        pytest.param(replace(GRANT, months=60, extended=True), MAN, (), (), "不能延长至退休", id="too young to extend"),
        pytest.param(replace(GRANT, months=60, extended=True), OLD, (), (), "", id="near retirement"),
        pytest.param(replace(GRANT, policy=K.TAX, months=60, extended=True), OLD, (), (), "不能延长至退休",
                     id="tax is not extended"),
        pytest.param(Grant(K.FIRST_STARTUP, ON, None, None, Decimal(5000)), MAN, (), (), "", id="one sum"),
        pytest.param(Grant(K.FIRST_STARTUP, ON, 3, None, Decimal(5000)), MAN, (), (), "一次性发放", id="one sum in months"),
        pytest.param(Grant(K.FIRST_STARTUP, ON, None, None, Decimal(5000)), MAN, (),
                     (Paid(K.FIRST_STARTUP, date(2020, 1, 1)),), "只能享受一次", id="the second first start-up"),
        pytest.param(GRANT, MAN, (replace(GRANT, ref=5),), (), "不能重复批准", id="twice at once"),
        pytest.param(GRANT, MAN, (replace(GRANT, ref=5, stopped_on=date(2026, 2, 20)),), (), "", id="after the first one"),
        pytest.param(GRANT, MAN, (replace(GRANT, ref=5, stopped_on=date(2026, 3, 2)),), (), "不能重复批准",
                     id="in the month of the first one's end"),
        pytest.param(replace(GRANT, policy=K.POST), MAN, (replace(GRANT, policy=K.PUBLIC_POST),), (),
                     "不能同时享受", id="post subsidy beside a public post"),
        pytest.param(replace(GRANT, policy=K.INSURANCE), MAN, (replace(GRANT, policy=K.PUBLIC_POST),), (), "",
                     id="insurance beside a public post"),
        pytest.param(Grant(K.FIRST_STARTUP, ON, None, None, Decimal(5000)), MAN,
                     (replace(GRANT, policy=K.PUBLIC_POST),), (), "不能同时享受", id="start-up beside a public post"),
        pytest.param(GRANT, replace(MAN, job_ended_on=date(2026, 3, 1)), (), (), "就业终止", id="the job is over"),
        pytest.param(GRANT, replace(MAN, died_on=date(2026, 3, 8)), (), (), "本人死亡", id="dead the day before"),
    ],
)
def test_what_the_county_may_grant(grant, holder, others, paid, said):
    told = "；".join(may_grant(grant, holder, others, paid))

    assert said in told if said else told == ""


@pytest.mark.parametrize(
    ("month", "options", "said"),
    [
        pytest.param(date(2026, 3, 1), {}, "", id="the month it begins"),
        pytest.param(date(2026, 2, 1), {}, "早于享受起", id="the month before"),
        pytest.param(date(2026, 6, 1), {}, "", id="this month"),
        pytest.param(date(2026, 7, 1), {}, "尚未开始", id="next month"),
        pytest.param(date(2029, 3, 1), {"on": date(2029, 5, 1)}, "", id="the month the term ends"),
        pytest.param(date(2029, 4, 1), {"on": date(2029, 5, 1)}, "期满", id="the month after the term"),
        pytest.param(date(2026, 5, 1), {"holder": replace(MAN, died_on=date(2026, 5, 1))}, "", id="the month of death"),
        pytest.param(date(2026, 6, 1), {"holder": replace(MAN, died_on=date(2026, 5, 31))}, "本人死亡",
                     id="the month after death"),
        pytest.param(date(2026, 6, 1), {"holder": replace(MAN, pension_from=date(2026, 6, 1))}, "退休",
                     id="the month the pension begins"),
        pytest.param(date(2026, 5, 1), {"holder": replace(MAN, job_ended_on=date(2026, 4, 30))}, "就业终止",
                     id="after the end of the job"),
        pytest.param(date(2026, 5, 1), {"holder": replace(MAN, left_on=date(2026, 4, 30))}, "退出就业援助",
                     id="released on another ground"),
        pytest.param(date(2026, 5, 1), {"holder": replace(MAN, revoked_on=date(2026, 4, 30))}, "撤销", id="revoked"),
        pytest.param(date(2026, 5, 1), {"grant": replace(GRANT, stopped_on=date(2026, 4, 30))}, "其他原因",
                     id="stopped by the county"),
        pytest.param(date(2026, 5, 1), {"paid": [Paid(K.INSURANCE, date(2026, 5, 1))]}, "已经发放过", id="paid already"),
        pytest.param(date(2026, 5, 1), {"paid": months(K.INSURANCE, 36)}, "满规定月数", id="three years had"),
        pytest.param(date(2026, 5, 1), {"paid": months(K.INSURANCE, 36), "grant": replace(GRANT, extended=True)}, "",
                     id="extended to retirement"),
        pytest.param(date(2026, 5, 1), {"grant": replace(GRANT, months=2, until_on=date(2026, 5, 8)),
                                       "paid": months(K.INSURANCE, 2, date(2026, 3, 1))}, "已发满",
                     id="a third month of two"),
        pytest.param(date(2026, 5, 1), {"amount": 601}, "超过核定标准", id="a yuan too much"),
        pytest.param(date(2026, 5, 1), {"amount": 300}, "", id="part of a month"),
        pytest.param(date(2026, 5, 1), {"grant": replace(GRANT, policy=K.POST),
                                       "paid": [Paid(K.PUBLIC_POST, date(2026, 5, 1))]}, "不能同时享受",
                     id="the public post was paid that month"),
        pytest.param(date(2026, 5, 1), {"grant": replace(GRANT, policy=K.POST),
                                       "paid": [Paid(K.PUBLIC_POST, date(2026, 4, 1))]}, "", id="it was the month before"),
        pytest.param(date(2026, 6, 1), {"grant": Grant(K.TRAINING, date(2026, 4, 2), None, None, Decimal(1500)),
                                       "amount": 1500}, "", id="one sum paid later"),
        pytest.param(date(2026, 6, 1), {"grant": Grant(K.TRAINING, date(2026, 4, 2), None, None, Decimal(1500)),
                                       "paid": [Paid(K.TRAINING, date(2026, 5, 1))]}, "只能享受一次", id="one sum twice"),
    ],
)
def test_which_month_may_be_paid(month, options, said):
    told = "；".join(may_pay(month, **options))

    assert said in told if said else told == ""


def test_a_region_may_let_two_subsidies_stand_together():
    rules = Rules((Decree("POST_BESIDE_PUBLIC_POST", "1.", date(2026, 1, 1), 1),))
    post, beside = replace(GRANT, policy=K.POST), replace(GRANT, policy=K.PUBLIC_POST)

    assert may_grant(post, others=(beside,), rules=rules) == []
    assert may_pay(date(2026, 5, 1), post, paid=[Paid(K.PUBLIC_POST, date(2026, 5, 1))], rules=rules) == []


def test_a_region_may_pay_for_fewer_months_and_extend_for_more():
    two_years, ten_left = (Rules((Decree(name, "1.", date(2021, 7, 1), value),)) for name, value in
                           (("INSURANCE_MONTHS", 24), ("NEAR_RETIREMENT", 10)))
    older = Holder(birth_on=date(1972, 4, 10), groups=(RetirementGroup.MALE,))
    extended = replace(GRANT, months=60, extended=True)

    assert may_grant(GRANT, rules=two_years) == ["“社会保险补贴”最多还可享受24个月，核定36个月超过期限"]
    assert may_pay(date(2026, 5, 1), paid=months(K.INSURANCE, 24), rules=two_years) == ["“社会保险补贴”已享受满规定月数，不能再发放"]
    assert may_grant(extended, older, rules=ten_left) == []
    assert may_grant(extended, rules=ten_left) == ["首次核定时（2026-03-09）距法定退休年龄不少于10年，不能延长至退休"]


@pytest.mark.parametrize(
    ("first", "near"),
    [
        pytest.param(date(2022, 11, 10), False, id="five full years"),
        pytest.param(date(2022, 11, 11), True, id="a day less than five years"),
        pytest.param(date(2026, 3, 9), True, id="twenty months"),
    ],
)
def test_near_retirement_is_less_than_five_years_by_the_first_grant(first, near):
    retired = Holder(birth_on=date(1967, 4, 10), groups=(RetirementGroup.MALE,))
    if first < date(2025, 1, 1):  # by the law of that day: 60 years, 10 April 2027
        first = add_months(first, -7)

    assert near_retirement(retired, first) is near


def test_an_unknown_retirement_group_is_taken_by_its_later_day():
    woman = Holder(birth_on=date(1975, 1, 5), groups=(RetirementGroup.FEMALE50, RetirementGroup.FEMALE55))

    assert ends_of(woman, ON)[0].last == date(2031, 5, 4)


def test_the_earliest_end_leads():
    holder = replace(MAN, job_ended_on=date(2026, 5, 1), died_on=date(2026, 4, 2))

    assert [end.why for end in ends_of(holder, ON)][:2] == [StopReason.DEAD, StopReason.JOB_ENDED]


@given(
    data=st.data(), policy=st.sampled_from(sorted(set(K) - {K.OTHER})), count=st.integers(1, 60),
    ends=st.integers(0, 70), tries=st.lists(st.tuples(st.integers(-3, 90), st.integers(1, 900)), max_size=90),
)
@settings(max_examples=150, deadline=None)
def test_no_sequence_of_payments_passes_a_limit(data, policy, count, ends, tries):
    """Whatever is tried in whatever order: each month once, inside the term, not beyond the months."""
    begin = date(2024, 2, 10)
    most = 1 if policy in ONCE else count
    grant = Grant(policy, begin, None if policy in ONCE else count,
                  None if policy in ONCE else last_day(begin, count), Decimal(500))
    holder = replace(MAN, died_on=add_months(begin, ends))
    on = add_months(begin, data.draw(st.integers(0, 80)))
    other = [Paid(K.PUBLIC_POST, add_months(begin.replace(day=1), n), Decimal(1)) for n in range(0, 80, 7)]
    paid = [] if policy is K.PUBLIC_POST else list(other)
    for after, amount in tries:
        month = add_months(begin.replace(day=1), after)
        payment = Paid(policy, month, Decimal(amount))
        if payment_is_within(payment, grant, holder, paid, on).met:
            paid.append(payment)

    mine = [p for p in paid if p.policy is policy]
    assert len({p.month for p in mine}) == len(mine)
    assert len(mine) <= most
    assert all(begin.replace(day=1) <= p.month <= min(on, holder.died_on) for p in mine)
    assert all(p.amount <= grant.standard for p in mine)
    if policy in MOST_MONTHS:
        assert len(mine) <= 36
        assert months_left(policy, begin, mine) == 36 - len(mine)
    if frozenset({policy, K.PUBLIC_POST}) in NOT_BESIDE:
        assert not {p.month for p in mine} & {p.month for p in other}


@pytest.mark.parametrize(("from_on", "months", "last"), [
    (date(2026, 1, 1), 12, date(2026, 12, 31)), (date(2026, 1, 15), 1, date(2026, 2, 14)),
    (date(2026, 1, 31), 1, date(2026, 2, 27)),
])
def test_so_many_months_end_the_day_before_their_day_comes_again(from_on, months, last):
    assert last_day(from_on, months) == last
