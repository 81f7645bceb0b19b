"""Families with one earner: when the income is low, when the work is unstable, how urgent it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy.rulebook import Decree, Rules
from policy.terms import EmploymentForm as F
from policy.terms import Tone, WarningCode
from policy.watch import OneEarner, lost_its_only_job, risk, watch_reasons

ON = date(2026, 6, 30)
STABLE = OneEarner(
    size=3, form=F.UNIT, wage=Decimal(3200), monthly_income=Decimal(3200), has_contract=True,
    contract_from=date(2025, 1, 1), contract_until=date(2026, 12, 31), insured_until=date(2026, 6, 30),
)


@pytest.mark.parametrize(
    ("facts", "low", "unstable"),
    [
        pytest.param({}, [], [], id="stable and enough"),
        pytest.param({"wage": Decimal(1540)}, [], [], id="exactly the minimum wage"),
        pytest.param({"wage": Decimal("1539.99")}, ["月收入低于最低工资标准1540元"], [], id="below the minimum wage"),
        pytest.param({"monthly_income": Decimal(2700)}, [], [], id="900 a head is the line"),
        pytest.param({"monthly_income": Decimal("2699.99")}, ["人均月收入低于900元（低保标准的150%）"], [], id="below it"),
        pytest.param({"wage": None, "monthly_income": None}, [], [], id="income not known: not guessed"),
        pytest.param({"form": F.FLEXIBLE, "has_contract": False}, [], ["灵活就业或季节性工作"], id="flexible"),
        pytest.param({"has_contract": False}, [], ["没有签订劳动合同"], id="no contract"),
        pytest.param({"has_contract": None}, [], [], id="contract not known"),
        pytest.param({"form": F.SELF, "has_contract": False}, [], [], id="one's own business has no contract"),
        pytest.param({"contract_from": date(2026, 3, 1), "contract_until": date(2026, 8, 31)}, [],
                     ["劳动合同期限不足6个月"], id="a day short of six months"),
        pytest.param({"contract_from": date(2026, 3, 1), "contract_until": date(2026, 9, 1)}, [], [], id="six months"),
        pytest.param({"form": F.PUBLIC_POST, "contract_until": date(2026, 8, 29)}, [],
                     ["公益性岗位60日以内到期"], id="public post, 60 days"),
        pytest.param({"form": F.PUBLIC_POST, "contract_until": date(2026, 8, 30)}, [], [], id="public post, 61 days"),
        pytest.param({"insured_until": date(2026, 4, 30)}, [], ["社会保险中断2个月以上"], id="uninsured two months"),
        pytest.param({"insured_until": date(2026, 5, 1)}, [], [], id="not yet two months"),
        pytest.param({"job_losses": 2}, [], ["12个月以内失业2次以上"], id="two losses"),
        pytest.param({"job_losses": 1}, [], [], id="one loss"),
    ],
)
def test_why_a_family_is_watched(facts, low, unstable):
    found = watch_reasons(replace(STABLE, **facts), ON)
    assert [[str(r).replace("％", "%") for r in reasons] for reasons in found] == [low, unstable]
    assert {r.clause for reasons in found for r in reasons} <= {"102-4-1"}


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        ({}, None),
        ({"wage": Decimal(900)}, Tone.YELLOW),
        ({"job_losses": 3}, Tone.YELLOW),
        ({"wage": Decimal(900), "job_losses": 3}, Tone.RED),
        ({"lost_on": ON}, Tone.RED),
        ({"lost_on": date(2026, 7, 1)}, None),
    ],
)
def test_how_urgent_it_is(facts, tone):
    assert risk(replace(STABLE, **facts), ON) is tone


def test_a_decreed_wage_moves_the_line():
    rules = Rules((Decree("MINIMUM_WAGE", "1.", date(2026, 1, 1), 3300, "试行文件"),))
    [[reason], []] = map(list, watch_reasons(STABLE, ON, rules))
    assert str(reason) == "月收入低于最低工资标准3300元"


def test_the_lost_job_is_red_from_its_day():
    raised = lost_its_only_job(date(2026, 6, 1))
    assert (raised.code, raised.raised_on, raised.reason.clause) == (WarningCode.LAST_JOB, date(2026, 6, 1), "102-4-1")
    assert raised.tone(date(2026, 6, 1)) is Tone.RED
    assert str(raised.reason) == "2026-06-01失去唯一就业，请上门告知可申请零就业家庭认定"


def test_a_decreed_number_changes_the_risk_too():
    rules = Rules((Decree("WATCH_JOB_LOSSES", "1.", date(2026, 1, 1), 1, "试行文件"),))
    assert risk(replace(STABLE, job_losses=1), ON) is None
    assert risk(replace(STABLE, job_losses=1), ON, rules) is Tone.YELLOW
