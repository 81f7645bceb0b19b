"""After the exit: a job that ended, the family told that it may apply again, a check of lasting work."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from models import Employment, Household, JobCheck, User
from policy.terms import ExitGround, VisitWay
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow import alerts
from workflow.decisions import demand_right
from workflow.record_rules import ASSISTED
from workflow.records import check, follow_up, kept_or_undone, save
from workflow.refusals import refuse


def end_job(
    session: Session, job: Employment, ended_on: date, why: str, by: User, on: date,
    calendar: WorkCalendar,
) -> None:
    """The job has ended: its policies end with it, the warnings follow; commits."""
    if job.ended_on is not None:
        raise refuse("102-3", "该就业已于%(on)s终止", on=job.ended_on)
    if job.voided_at is not None:
        raise refuse("102-3", "这条记录已经作废，不能修改")
    with session.no_autoflush:
        job.ended_on, job.ended_reason = ended_on, why
    save(session, job, by, on, calendar)


def save_check(
    session: Session, row: JobCheck, ended_on: date | None, why: str | None, by: User, on: date
) -> None:
    """Store a check; who is found out of work has the end of the job stored with it, or neither is."""
    with kept_or_undone(session):
        job = session.get(Employment, row.employment_id) if row.employment_id else None
        ends = job is not None and not row.working and ended_on is not None and job.ended_on is None
        with session.no_autoflush:
            if job is not None and ends and job.household_id == row.household_id:
                job.ended_on, job.ended_reason = ended_on, why
                check(session, job, by, on)
        check(session, row, by, on)
        session.add(row)
        session.flush()
        if job is not None and ends:
            follow_up(session, job, on)
        follow_up(session, row, on)


def invite(
    session: Session, job: Employment, told_on: date, way: VisitWay, by: User, on: date
) -> None:
    """Tell a family whose job has ended after the exit that it may apply again; once. Commits."""
    demand_right(by, P.SERVICE_WRITE, "告知可再次申请")
    household = job.household
    if household.status is not S.EXITED or household.exit_ground is not ExitGround.EMPLOYED:
        raise refuse("102-3", "只有因实现就业退出的家庭需要告知可再次申请")
    if job.ended_on is None or job.voided_at is not None:
        raise refuse("102-3", "该就业没有终止，无须告知")
    if somebody_works(session, household):
        raise refuse("102-3", "本户仍有成员就业，无须告知")
    if job.invited_on is not None:
        raise refuse("102-3", "已于%(on)s告知", on=job.invited_on)
    if told_on > on:
        raise refuse("102-3", "告知日期不能晚于今天", "invited_on")
    if told_on < job.ended_on:
        raise refuse("102-3", "告知日期不能早于就业终止日期", "invited_on")
    job.invited_on, job.invited_way = told_on, way
    alerts.refresh(session, household, on)
    session.commit()


def somebody_works(session: Session, household: Household) -> bool:
    """Whether a verified job of the family runs."""
    return session.scalar(
        select(Employment.id).where(
            Employment.household_id == household.id, Employment.verified,
            Employment.voided_at.is_(None), Employment.ended_on.is_(None),
        ).limit(1)
    ) is not None


def may_end(job: Employment, by: User) -> bool:
    """Whether this officer may record the end of the job."""
    running = job.ended_on is None and job.voided_at is None
    return running and job.household.status in ASSISTED and may(by, P.SERVICE_WRITE)
