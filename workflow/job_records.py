"""What employers and vacancies must be (四（三）: a pool of jobs for these families)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models import Employer, Vacancy
from policy.credit_code import check_credit_code
from workflow.days import not_before, not_in_future
from workflow.refusals import refuse


def employer_is_whole(session: Session, employer: Employer, on: date) -> None:
    found = check_credit_code(employer.credit_code or "")
    if not found.valid:
        raise refuse("102-4-3", found.reason, "credit_code")
    employer.credit_code = found.normalised
    employer.name = (employer.name or "").strip()


def vacancy_is_whole(session: Session, vacancy: Vacancy, on: date) -> None:
    """Wages, ages and days in order; a real employer behind it."""
    employer = vacancy.employer or session.get(Employer, vacancy.employer_id)
    if employer is None or employer.voided_at is not None:
        raise refuse("102-4-3", "请选择用人单位", "employer_id")
    if vacancy.wage_from <= 0:
        raise refuse("102-4-3", "月薪应大于0", "wage_from")
    if vacancy.wage_to is not None and vacancy.wage_to < vacancy.wage_from:
        raise refuse("102-4-3", "月薪止不能低于月薪起", "wage_to")
    if vacancy.age_from and vacancy.age_to and vacancy.age_to < vacancy.age_from:
        raise refuse("102-4-3", "年龄上限不能低于年龄下限", "age_to")
    not_in_future(vacancy.open_from, on, "open_from", "招聘起始日期")
    not_before(vacancy.open_until, vacancy.open_from, "open_until", "招聘截止日期", "招聘起始日期", "102-4-3")
    not_in_future(vacancy.closed_on, on, "closed_on", "停止招聘日期")
    not_before(vacancy.closed_on, vacancy.open_from, "closed_on", "停止招聘日期", "招聘起始日期", "102-4-3")
    if (vacancy.closed_on is None) != (not (vacancy.closed_reason or "").strip()):
        missing = "closed_reason" if vacancy.closed_on else "closed_on"
        raise refuse("102-4-3", "停止招聘的，日期和原因须一并填写", missing)
