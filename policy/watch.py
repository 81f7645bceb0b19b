"""Key monitoring (重点监控): families with one earner only, whose income is low or whose work is unstable.

They are no zero-employment households yet; the day their only job is lost they are invited to
apply. Source: docs/notice.md 四（一）; readings in docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from policy.ages import add_months
from policy.parameters import (
    MINIMUM_WAGE,
    SUBSISTENCE,
    WATCH_CONTRACT,
    WATCH_INCOME,
    WATCH_JOB_LOSSES,
    WATCH_POST_ENDING,
    WATCH_UNINSURED,
)
from policy.rulebook import NOTICE, Rules
from policy.terms import EmploymentForm, Tone, WarningCode
from policy.verdict import Reason, rule
from policy.warnings import Raised

CLAUSE = "102-4-1"


@dataclass(frozen=True, slots=True)
class OneEarner:
    """What is known of the family's only job; None where it is not known. Money in yuan a month."""

    size: int
    form: EmploymentForm
    wage: Decimal | None = None
    monthly_income: Decimal | None = None
    has_contract: bool | None = None
    contract_from: date | None = None
    contract_until: date | None = None
    insured_until: date | None = None
    job_losses: int = 0
    lost_on: date | None = None


@rule("102-4-1")
def watch_reasons(
    earner: OneEarner, on: date, rules: Rules = NOTICE
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Why the income is low, and why the work is unstable; neither: the family need not be watched."""
    return tuple(_low(earner, on, rules)), tuple(_unstable(earner, on, rules))


def risk(earner: OneEarner, on: date, rules: Rules = NOTICE) -> Tone | None:
    """Red: the job is lost, or income low and work unstable; yellow: one of both; None: neither."""
    low, unstable = watch_reasons(earner, on, rules)
    if (low and unstable) or (earner.lost_on is not None and earner.lost_on <= on):
        return Tone.RED
    return Tone.YELLOW if low or unstable else None


def _low(earner: OneEarner, on: date, rules: Rules) -> Iterator[Reason]:
    least = rules.at(MINIMUM_WAGE, on)
    if earner.wage is not None and earner.wage < least:
        yield Reason(CLAUSE, "月收入低于最低工资标准%(least)d元", {"least": least})
    if earner.monthly_income is not None:
        line = Decimal(rules.at(SUBSISTENCE, on) * rules.at(WATCH_INCOME, on)) / 100
        if earner.monthly_income / earner.size < line:
            text = "人均月收入低于%(line)d元（低保标准的%(percent)d％）"
            yield Reason(CLAUSE, text, {"line": line, "percent": rules.at(WATCH_INCOME, on)})


def _unstable(earner: OneEarner, on: date, rules: Rules) -> Iterator[Reason]:
    if earner.form is EmploymentForm.FLEXIBLE:
        yield Reason(CLAUSE, "灵活就业或季节性工作")
    elif earner.has_contract is False and earner.form is EmploymentForm.UNIT:
        yield Reason(CLAUSE, "没有签订劳动合同")
    months = rules.at(WATCH_CONTRACT, on)
    begin, end = earner.contract_from, earner.contract_until
    if begin and end and end < add_months(begin, months):
        yield Reason(CLAUSE, "劳动合同期限不足%(months)d个月", {"months": months})
    days = rules.at(WATCH_POST_ENDING, on)
    if earner.form is EmploymentForm.PUBLIC_POST and end and end <= on + timedelta(days=days):
        yield Reason(CLAUSE, "公益性岗位%(days)d日以内到期", {"days": days})
    months = rules.at(WATCH_UNINSURED, on)
    if earner.insured_until and add_months(earner.insured_until, months) <= on:
        yield Reason(CLAUSE, "社会保险中断%(months)d个月以上", {"months": months})
    losses = rules.at(WATCH_JOB_LOSSES, on)
    if earner.job_losses >= losses:
        yield Reason(CLAUSE, "12个月以内失业%(losses)d次以上", {"losses": losses})


@rule("102-4-1")
def lost_its_only_job(lost_on: date) -> Raised:
    """W15: red from the day on which it happened."""
    text = "%(on)s失去唯一就业，请上门告知可申请零就业家庭认定"
    return Raised(WarningCode.LAST_JOB, Reason(CLAUSE, text, {"on": lost_on}), lost_on, lost_on)
