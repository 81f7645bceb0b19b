"""What employers and vacancies must be (四（三）: a pool of jobs for these families)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Employer, Office, Service, Vacancy
from policy.credit_code import check_credit_code
from policy.matching import FULL_TIME
from policy.parameters import MINIMUM_WAGE
from workflow.days import not_before, not_in_future
from workflow.refusals import refuse
from workflow.rule_book import rule_book

AGES = range(16, 71)
TERMS = (
    "employer_id", "place_id", "title", "form", "wage_from", "age_from", "age_to", "strain",
    "suits_disabled", "open_from",
)
"""What a recommendation rests on: as soon as there is one, another row must be entered."""


def employer_is_whole(session: Session, employer: Employer, on: date) -> None:
    """A name, and a credit code whose check character holds, on file once."""
    employer.name = (employer.name or "").strip()
    if not employer.name:
        raise refuse("102-4-3", "请填写单位名称", "name")
    found = check_credit_code(employer.credit_code or "")
    if not found.valid:
        raise refuse("102-4-3", found.reason, "credit_code")
    employer.credit_code = found.normalised
    other = session.scalar(
        select(Employer.name).where(
            Employer.credit_code == employer.credit_code, Employer.id != (employer.id or 0),
            Employer.voided_at.is_(None),
        )
    )
    if other is not None:
        text = "该统一社会信用代码已登记为“%(employer)s”，请直接选用"
        raise refuse("102-4-3", text, "credit_code", employer=other)


def vacancy_is_whole(session: Session, vacancy: Vacancy, on: date) -> None:
    """A real employer; wages, ages and days in order; no full-time post below the minimum wage."""
    employer = session.get(Employer, vacancy.employer_id or 0)
    if employer is None or employer.voided_at is not None:
        raise refuse("102-4-3", "请选择用人单位", "employer_id")
    before = inspect(vacancy).attrs.closed_on.history
    if any(before.deleted or ()) or (vacancy.closed_on and before.unchanged):
        raise refuse("102-4-3", "岗位已停止招聘，不能修改：再招聘时请另行登记", "closed_on")
    place = session.get(Office, vacancy.place_id or 0)
    if place is None:
        raise refuse("102-4-3", "请选择工作地点", "place_id")
    vacancy.title = (vacancy.title or "").strip()
    if vacancy.head_count < 1:
        raise refuse("102-4-3", "招聘人数至少为1人", "head_count")
    days_are_in_order(vacancy, on)
    ages_are_in_order(vacancy)
    wages_are_lawful(session, vacancy, place)
    terms_are_kept(session, vacancy)


def wages_are_lawful(session: Session, vacancy: Vacancy, place: Office) -> None:
    """Nobody is offered full-time work below the minimum wage of the place and day."""
    if vacancy.wage_from <= 0:
        raise refuse("102-4-3", "月薪应大于0", "wage_from")
    if vacancy.wage_to is not None and vacancy.wage_to < vacancy.wage_from:
        raise refuse("102-4-3", "月薪止不能低于月薪起", "wage_to")
    least = rule_book(session).for_region(place.path).since_issue(MINIMUM_WAGE, vacancy.open_from)
    if vacancy.form in FULL_TIME and vacancy.wage_from < least:
        text = "月薪低于%(place)s最低工资标准%(least)d元，不能作为全日制岗位登记"
        raise refuse("102-4-3", text, "wage_from", place=place.name, least=least)


def ages_are_in_order(vacancy: Vacancy) -> None:
    for name in ("age_from", "age_to"):
        age = getattr(vacancy, name)
        if age is not None and age not in AGES:
            raise refuse("102-4-3", "年龄要求应在16至70周岁之间", name)
    if vacancy.age_from and vacancy.age_to and vacancy.age_to < vacancy.age_from:
        raise refuse("102-4-3", "年龄上限不能低于年龄下限", "age_to")


def days_are_in_order(vacancy: Vacancy, on: date) -> None:
    not_in_future(vacancy.open_from, on, "open_from", "招聘起始日期")
    not_before(vacancy.open_until, vacancy.open_from, "open_until", "招聘截止日期", "招聘起始日期", "102-4-3")
    not_in_future(vacancy.closed_on, on, "closed_on", "停止招聘日期")
    not_before(vacancy.closed_on, vacancy.open_from, "closed_on", "停止招聘日期", "招聘起始日期", "102-4-3")
    if (vacancy.closed_on is None) != (not (vacancy.closed_reason or "").strip()):
        missing = "closed_reason" if vacancy.closed_on else "closed_on"
        raise refuse("102-4-3", "停止招聘的，日期和原因须一并填写", missing)


def terms_are_kept(session: Session, vacancy: Vacancy) -> None:
    """What was recommended is not changed afterwards: it is closed, and entered anew.

    Nor does it end, close or fill before a recommendation that counts. Whoever is about to
    recommend it waits, or is waited for.
    """
    state = inspect(vacancy)
    if not state.persistent:
        return
    session.execute(select(Vacancy.id).where(Vacancy.id == vacancy.id).with_for_update())
    told, last = told_of(session, vacancy)
    if not told:
        return
    changed = {attr.key for attr in state.attrs if attr.history.has_changes()}
    terms = [name for name in TERMS if name in changed]
    if terms:
        text = "该岗位已推荐给成员，此项不能再改：请停止招聘后重新登记；登记有误的请作废"
        raise refuse("102-4-3", text, terms[0])
    if last is None:
        return
    before = state.attrs.head_count.history.deleted
    if before and vacancy.head_count < before[0]:
        raise refuse("102-4-3", "该岗位已推荐给成员，招聘人数不能减少：请停止招聘", "head_count")
    if "open_until" in changed and vacancy.open_until < last:
        raise refuse("102-4-3", "该岗位已于%(on)s推荐给成员，招聘截止日期不能早于该日：登记有误的请作废", "open_until", on=last)
    if vacancy.closed_on is not None and vacancy.closed_on <= last:
        raise refuse("102-4-3", "该岗位已于%(on)s推荐给成员，停止招聘日期须晚于该日：登记有误的请作废", "closed_on", on=last)


def told_of(session: Session, vacancy: Vacancy) -> tuple[int, date | None]:
    """How often it was recommended, in whatever county, and the last day of those that count."""
    handed = func.coalesce(Service.delivered_on, Service.served_on)
    with in_charge_of(session, WHOLE_PROVINCE):
        told, last = session.execute(
            select(func.count(), func.max(handed).filter(Service.counts.is_(True))).where(
                Service.vacancy_id == vacancy.id, Service.voided_at.is_(None)
            )
        ).one()
    return told, last
