"""What a job must be, when it is proven, how it ends, and whether it lasts (三（一）, 四（四）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models import Employer, Employment, Household, JobCheck, Service, Visit
from policy.ages import add_months
from policy.credit_code import check_credit_code
from policy.employment import EMPLOYED_BY, Papers, low_wage
from policy.parameters import STABLE_FIRST, STABLE_SECOND
from policy.rulebook import Rules
from policy.terms import Feedback, ServiceKind, VisitWay
from policy.verdict import Reason
from workflow.benefit_records import job_of
from workflow.days import not_before, not_in_future, since_recognition
from workflow.facts import contract_of, has_licence, is_insured
from workflow.refusals import refuse
from workflow.rule_book import rule_book
from workflow.service_records import belongs

VERIFIED_FACTS = ("member_id", "form", "started_on")
"""What another officer has verified is not changed any more."""


def employment_is_whole(session: Session, job: Employment, on: date) -> None:
    """A real employer for a post, days in order, a reason for an end; what is verified stays."""
    member = belongs(session, job)
    if job.verified and any(changed(job, name) for name in VERIFIED_FACTS):
        raise refuse("102-3-1", "已核验的就业，成员、形式和就业日期不能再改；有误的请作废后重新登记")
    not_in_future(job.started_on, on, "started_on", "就业日期")
    since_recognition(job.household, job.started_on, "started_on", "就业日期")
    name_employer(session, job)
    contract_is_whole(job)
    not_before(job.insured_until, job.insured_from, "insured_until", "参保缴费至", "参保起始日期")
    not_in_future(job.filed_on, on, "filed_on", "用工备案日期")
    not_in_future(job.stated_on, on, "stated_on", "灵活就业说明日期")
    if job.wage is not None and job.wage <= 0:
        raise refuse("102-3", "月薪应大于0", "wage")
    end_is_whole(job, on)
    if job.id is None and job.referral_id is None and job.employer:
        hired = recommended_work(session, job.household, member.id, job.employer)
        job.referral_id = hired.id if hired is not None else None


def recommended_work(
    session: Session, household: Household, member_id: int | None = None, employer: str | None = None
) -> Service | None:
    """The last recommendation that led to work no job on file names; of that member and employer."""
    wanted = [Service.member_id == member_id] if member_id else []
    if employer:
        wanted.append(Service.employer == employer)
    named = select(Employment.referral_id).where(
        Employment.referral_id.is_not(None), Employment.voided_at.is_(None)
    )
    return session.scalars(
        select(Service)
        .where(
            Service.household_id == household.id, Service.kind == ServiceKind.REFERRAL,
            Service.feedback == Feedback.HIRED, Service.voided_at.is_(None),
            Service.id.not_in(named), *wanted,
        )
        .order_by(Service.id.desc()).limit(1)
    ).one_or_none()


def changed(job: Employment, name: str) -> bool:
    """Whether a value of a stored row is another than it was."""
    history = inspect(job).attrs[name].history
    return bool(history.deleted) and history.added != history.deleted and job.id is not None


def name_employer(session: Session, job: Employment) -> None:
    """The employer of the pool gives its name and code; a typed code is checked."""
    if job.employer_id is not None:
        employer = session.get(Employer, job.employer_id)
        if employer is None or employer.voided_at is not None:
            raise refuse("102-3-1", "请选择用人单位", "employer_id")
        job.employer, job.employer_code = employer.name, employer.credit_code
    job.employer = (job.employer or "").strip() or None
    if job.form in EMPLOYED_BY and job.employer is None:
        raise refuse("102-3-1", "单位就业和公益性岗位须填写就业单位", "employer")
    if job.employer_code:
        found = check_credit_code(job.employer_code)
        if not found.valid:
            raise refuse("102-3-1", found.reason, "employer_code")
        job.employer_code = found.normalised


def contract_is_whole(job: Employment) -> None:
    """Days of a contract mean that there is one, and in order."""
    dated = job.contract_from is not None or job.contract_until is not None
    if dated and job.has_contract is None:
        job.has_contract = True
    if dated and not job.has_contract:
        raise refuse("102-3-1", "未签订劳动合同的，合同起止应留空", "has_contract")
    if job.contract_until is not None and job.contract_from is None:
        raise refuse("102-3-1", "请填写合同起", "contract_from")
    not_before(job.contract_until, job.contract_from, "contract_until", "合同止", "合同起")


def end_is_whole(job: Employment, on: date) -> None:
    not_in_future(job.ended_on, on, "ended_on", "终止日期")
    not_before(job.ended_on, job.started_on, "ended_on", "终止日期", "就业日期")
    job.ended_reason = (job.ended_reason or "").strip() or None
    if job.ended_on is not None and job.ended_reason is None:
        raise refuse("102-3", "请填写终止原因", "ended_reason")
    if job.ended_on is None and job.ended_reason is not None:
        raise refuse("102-3", "请填写终止日期", "ended_on")


def papers_of(session: Session, job: Employment) -> Papers:
    """What is on file of the job, for policy.employment."""
    visited = session.scalar(
        select(Visit.id).where(
            Visit.household_id == job.household_id, Visit.voided_at.is_(None), Visit.reached,
            Visit.way == VisitWay.HOME, Visit.visited_on >= job.started_on,
        ).limit(1)
    )
    return Papers(
        job.form, contract_of(job), job.filed_on, is_insured(job), has_licence(job),
        job.stated_on, visited is not None,
    )


def wage_remark(session: Session, job: Employment) -> Reason | None:
    """What there is to ask about the wage; None if nothing."""
    return low_wage(
        job.form, job.wage, job.started_on, rule_book(session).for_region(job.household.lies_under)
    )


def job_check_is_whole(session: Session, check: JobCheck, on: date) -> None:
    """Of a verified job, once its three or six months are full; who is not at work has left it."""
    job = job_of(session, check, "102-4-4")
    belongs(session, check)
    rules = rule_book(session).for_region(check.household.lies_under)
    if check.after_months not in months_asked(rules, job.started_on):
        raise refuse("102-4-4", "请选择规定的核查月数", "after_months")
    not_in_future(check.checked_on, on, "checked_on", "核查日期")
    reached = add_months(job.started_on, check.after_months)
    if check.checked_on < reached:
        raise refuse("102-4-4", "就业满%(months)d个月（%(on)s）后方可核查", "checked_on",
                     months=check.after_months, on=reached)
    if check.working and job.ended_on is not None and job.ended_on < check.checked_on:
        raise refuse("102-4-4", "该就业已于%(on)s终止，不能登记为仍在岗", "working", on=job.ended_on)
    if not check.working and job.ended_on is None:
        raise refuse("102-4-4", "已不在岗的，请填写就业终止日期和原因", "ended_on")


def months_asked(rules: Rules, started_on: date) -> list[int]:
    """After how many months the job is looked into."""
    return sorted({rules.since_issue(n, started_on) for n in (STABLE_FIRST, STABLE_SECOND)})
