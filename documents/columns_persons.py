"""The ledgers with a row for each person: members (T2) and employment (T4).

Source: domain list of ledgers 4.2, T2 and T4.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    coded,
    made,
    numbered,
    of,
    placed,
    register,
    sex,
    yes,
)
from documents.layout import Kind
from models import Employment, Household, JobCheck, Member
from policy.ages import add_months, full_years


def enrolled(since: date, until: date) -> Select[Any]:
    """Members of households on the register at any time in the period.

    Recognised by its end, and not exited before its beginning.
    """
    return (
        select(
            Member.id, Household.recognition_no, Member.unit_id, Member.county_id,
            Member.street_id, Member.community_id, Member.no, Member.name, Member.relation,
            Member.relation_to_head, Member.id_no, Member.sex, Member.birth_on, Member.ethnic,
            Member.education, Member.marital, Member.political, Member.health, Member.urban,
            Member.capacity, Member.wants_work, Member.state, Member.registered_on,
            Member.registration_no, Member.unemployed_since, Member.unemployment_cause,
            Member.skills, Member.wished_job, Member.wished_training, Member.phone,
        )
        .join(Household, Household.id == Member.household_id)
        .where(
            Household.recognised_on <= until,
            or_(Household.exited_on.is_(None), Household.exited_on >= since),
            or_(Household.revoked_on.is_(None), Household.revoked_on >= since),
            Member.voided_at.is_(None),
        )
        .order_by(Household.recognised_on, Household.id, Member.no)
    )


PERSON, WORK, WISH = "个人情况", "就业失业状况", "就业意愿"

MEMBER: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    of(Member.no, text="成员序号", group=PERSON, width=6),
    made("姓名", lambda row, at: at.name(row.name), group=PERSON, width=9),
    coded("与申请人关系", "kinship", "relation", group=PERSON, width=9),
    coded("与户主关系", "kinship", "relation_to_head", group=PERSON, width=8),
    made("公民身份号码", lambda row, at: at.identity(row.id_no), group=PERSON, width=16.5),
    sex(PERSON),
    made("年龄", lambda row, at: full_years(row.birth_on, at.on), group=PERSON, width=5,
         kind=Kind.COUNT),
    coded("民族", "ethnic", "ethnic", group=PERSON, width=7),
    coded("文化程度", "education", "education", group=PERSON, width=10),
    coded("婚姻状况", "marital", "marital", group=PERSON, width=8),
    coded("政治面貌", "political", "political", group=PERSON, width=10),
    coded("健康状况", "health", "health", group=PERSON, width=9, personal=True),
    made("户口性质", lambda row, at: "城镇" if row.urban else "农村", group=PERSON, width=6),
    of(Member.capacity, text="劳动能力", group=WORK, width=6),
    of(Member.wants_work, text="就业愿望", group=WORK, width=6),
    of(Member.state, group=WORK, width=9),
    of(Member.registered_on, group=WORK),
    made("失业登记编号", lambda row, at: at.identity(row.registration_no), group=WORK, width=14),
    of(Member.unemployed_since, group=WORK),
    coded("失业类型", "unemployment_cause", "unemployment_cause", group=WORK, width=12),
    of(Member.skills, group=WISH, width=11, kind=Kind.LONG),
    of(Member.wished_job, group=WISH, width=11, kind=Kind.LONG),
    of(Member.wished_training, group=WISH, width=11, kind=Kind.LONG),
    made("联系电话", lambda row, at: at.phone(row.phone), group=WISH, width=9.5,
         kind=Kind.CODE),
)


def employed(since: date, until: date) -> Select[Any]:
    """Jobs that began in the period; entries voided are left out."""
    return (
        select(
            Employment.id, Household.recognition_no, Employment.unit_id, Employment.county_id,
            Employment.street_id, Employment.community_id, Member.name, Employment.started_on,
            Employment.form, Employment.employer, Employment.employer_code, Employment.job,
            Employment.has_contract, Employment.contract_from, Employment.contract_until,
            Employment.wage, Employment.insured, Employment.insured_from, Household.recognised_on,
            Household.promise_due_on, Household.picky_on,
            Employment.verified, Employment.verified_on, Employment.verified_way,
            Employment.ended_on,
        )
        .join(Household, Household.id == Employment.household_id)
        .join(Member, Member.id == Employment.member_id)
        .where(Employment.started_on.between(since, until), Employment.voided_at.is_(None))
        .order_by(Employment.started_on, Employment.id)
    )


def within_promise(row: Any, at: Setting) -> str:
    """按期兑现: whether the job began by the last day of the promise; whoever picked and chose is apart."""
    if row.promise_due_on is None:
        return ""
    if row.picky_on is not None and row.picky_on <= row.promise_due_on:
        return "挑拣"
    return yes(row.started_on <= row.promise_due_on)


def checks_of(session: Session, ids: list[int], at: Setting) -> dict[tuple[int, int], bool]:
    """Of each job: what was found so many months after its first day."""
    return {
        (job, months): working
        for job, months, working in session.execute(
            select(JobCheck.employment_id, JobCheck.after_months, JobCheck.working).where(
                JobCheck.employment_id.in_(ids), JobCheck.voided_at.is_(None),
                JobCheck.checked_on <= at.on,
            )
        )
    }


def lasted(months: int) -> Any:
    """稳定就业: what the check so many months later found; 未满 before that day, 未核查 without one.

    A job that ended before has not lasted, whether or not somebody looked.
    """

    def show(row: Any, at: Setting) -> str:
        reached = add_months(row.started_on, months)
        if row.ended_on is not None and row.ended_on < reached:
            return "否"
        if at.on < reached:
            return "未满"
        found = at.beside["checks"].get((row.id, months))
        return "未核查" if found is None else yes(found)

    return show


def has_contract(row: Any, at: Setting) -> str:
    """An older record tells of its contract by its days alone."""
    return yes(row.has_contract if row.has_contract is not None else row.contract_from is not None)


EMPLOYMENT_BESIDE = (Beside("checks", "id", checks_of),)
JOB, PROMISE = "就业情况", "承诺兑现与稳定情况"

EMPLOYMENT: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("姓名", lambda row, at: at.name(row.name), group=JOB, width=9),
    of(Employment.started_on, group=JOB),
    of(Employment.form, group=JOB, width=10),
    made("就业单位", lambda row, at: at.words(row.employer), group=JOB, width=20, kind=Kind.LONG),
    made("统一社会信用代码", lambda row, at: at.identity(row.employer_code), group=JOB, width=11),
    of(Employment.job, group=JOB, width=11),
    made("是否签订劳动合同", has_contract, group=JOB, width=8),
    of(Employment.contract_from, group=JOB),
    of(Employment.contract_until, group=JOB),
    of(Employment.wage, group=JOB, width=10),
    of(Employment.insured, group=JOB, width=14),
    of(Employment.insured_from, group=JOB),
    made("认定至就业（工作日）", lambda row, at: at.workdays(row.recognised_on, row.started_on),
         group=PROMISE, width=9, kind=Kind.COUNT),
    made("是否按期兑现", within_promise, group=PROMISE, width=7),
    of(Employment.verified, group=PROMISE, width=6),
    of(Employment.verified_on, group=PROMISE),
    of(Employment.verified_way, group=PROMISE, width=11),
    made("稳定就业3个月", lasted(3), group=PROMISE, width=7),
    made("稳定就业6个月", lasted(6), group=PROMISE, width=7),
    of(Employment.ended_on, group=PROMISE),
)

LEDGERS = register(
    Ledger(
        "member", "零就业家庭成员实名台账", "在册家庭的全部成员，每人一行，附就业失业状况与就业意愿",
        "在册期间", "人", "统计期末（含）前已认定、统计期初前尚未退出或撤销的家庭的成员",
        enrolled, MEMBER,
    ),
    Ledger(
        "employment", "实现就业台账", "每次实现就业一行，附合同、参保、核验与按期兑现情况",
        "就业日期", "人次", "就业日期在统计期间内的就业记录，不含已作废的记录",
        employed, EMPLOYMENT, EMPLOYMENT_BESIDE,
    ),
)
