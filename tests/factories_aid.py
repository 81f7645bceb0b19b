"""Builders of the rows of the assistance: policies, payments, checks, measures, contingency plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from models import AidPlan, Benefit, ContingencyPlan, Employment, JobCheck, Payment, PlanMeasure, db
from policy.ages import add_months
from policy.aid_terms import BenefitState, PolicyKind
from policy.terms import ServiceKind
from tests.cast import officer


def add_benefit(job: Employment, **values: Any) -> Benefit:
    """A policy applied for on the day the job began; enjoyed where `from_on` is given."""
    granted = {"state": BenefitState.ENJOYED, "approved_on": job.started_on, "standard": Decimal(600),
               "months": 36, "until_on": date(2029, 3, 8)} if "from_on" in values else {}
    benefit = Benefit(
        **{
            "household": job.household, "member": job.member, "employment": job,
            "policy": PolicyKind.INSURANCE, "applied_on": job.started_on,
        }
        | granted
        | values
    )
    db.session.add(benefit)
    return benefit


def add_payment(benefit: Benefit, month: date, **values: Any) -> Payment:
    payment = Payment(
        **{
            "household": benefit.household, "member": benefit.member, "benefit": benefit,
            "month": month, "amount": Decimal(600), "paid_on": month.replace(day=25),
        }
        | values
    )
    db.session.add(payment)
    return payment


def add_check(job: Employment, months: int, **values: Any) -> JobCheck:
    check = JobCheck(
        **{
            "household": job.household, "member": job.member, "employment": job,
            "after_months": months, "checked_on": add_months(job.started_on, months),
            "working": True, "checked_by": "王试甲", "proof": "参保记录",
        }
        | values
    )
    db.session.add(check)
    return check


def add_measure(plan: AidPlan, **values: Any) -> PlanMeasure:
    """A measure of the plan that Wang sees to, still to be done by 20 March."""
    measure = PlanMeasure(
        **{
            "household": plan.household, "member": plan.member, "plan": plan,
            "kind": ServiceKind.GUIDANCE, "content": "一对一职业指导",
            "owner_id": officer(db.session, "wang").id, "due_on": date(2026, 3, 20),
        }
        | values
    )
    db.session.add(measure)
    return measure


def make_contingency_plan(**values: Any) -> ContingencyPlan:
    """The first edition of an office's plan, in force since 2025."""
    plan = ContingencyPlan(
        **{
            "title": "零就业家庭就业援助预案（试）", "document": "试人社发〔2025〕1号", "edition": 1,
            "issued_on": date(2025, 1, 6), "valid_from": date(2025, 1, 6), "lead": "试负责人",
            "trigger": "认定后10个工作日仍无适合岗位", "summary": "公益性岗位托底安置",
        }
        | values
    )
    db.session.add(plan)
    return plan
