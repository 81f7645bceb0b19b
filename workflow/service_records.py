"""What visits, services, employments and exit proposals must be, and what follows from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from models import (
    Employer,
    Employment,
    Exit,
    Household,
    LifeChange,
    Member,
    Objection,
    Publicity,
    Service,
    Vacancy,
    Visit,
)
from policy.terms import (
    ExitGround,
    Feedback,
    LifeEvent,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from workflow.days import not_before, not_in_future, since_recognition
from workflow.demands import open_proposal
from workflow.recommendations import first_refusal
from workflow.refusals import refuse


def belongs(session: Session, row: Any) -> Member:
    """The member a record is about; Refused unless one of this household that stands."""
    member: Member | None = row.member or session.get(Member, row.member_id)
    if member is None or member.household_id != row.household.id or member.voided_at is not None:
        raise refuse("102-3", "请选择本户的成员", "member_id")
    return member


def visit_is_whole(session: Session, visit: Visit, on: date) -> None:
    not_in_future(visit.visited_on, on, "visited_on", "走访日期")
    if visit.visited_on < visit.household.applied_on:
        raise refuse("102-2-2", "走访日期不能早于申请日期", "visited_on")
    one, two = visit.visitor_1.strip(), (visit.visitor_2 or "").strip()
    if two and one == two:
        raise refuse("102-2-2", "两名走访人不能是同一人", "visitor_2")
    visit.visitor_1, visit.visitor_2 = one, two or None
    if visit.purpose is VisitPurpose.VERIFICATION and not two:
        raise refuse("102-2-2", "走访核实须由两人进行，请填写走访人二", "visitor_2")
    if visit.way is not VisitWay.PHONE:
        visit.called = None
    elif visit.purpose is VisitPurpose.CONTACT and not visit.called:
        raise refuse("102-3-3", "电话联系的，请选择或填写拨打的号码", "called")
    if visit.purpose is VisitPurpose.FOLLOW_UP and visit.reached and not (visit.work_seen or "").strip():
        raise refuse("102-4-4", "回访到人的，请填写就业失业状况", "work_seen")


def objection_is_whole(session: Session, objection: Objection, on: date) -> None:
    household = objection.household
    not_in_future(objection.raised_on, on, "raised_on", "提出日期")
    if household.publicized_on and objection.raised_on < household.publicized_on:
        raise refuse("102-2-2", "提出日期不能早于公示起始日", "raised_on")
    if objection.publicity_id is None:
        objection.publicity_id = session.scalar(
            select(Publicity.id)
            .where(Publicity.household_id == household.id)
            .order_by(Publicity.id.desc())
            .limit(1)
        )


def service_is_whole(session: Session, service: Service, on: date) -> None:
    """To a member, since the recognition; a recommended job from the pool, with what was said to it."""
    belongs(session, service)
    not_in_future(service.served_on, on, "served_on", "服务日期")
    since_recognition(service.household, service.served_on, "served_on", "服务日期")
    stays_as_judged(service)
    if service.kind is ServiceKind.REFERRAL:
        recommends_a_job(session, service, on)
    else:
        service.vacancy = None
        for name in OF_A_JOB:
            setattr(service, name, None)
    if service.wage is not None and service.wage <= 0:
        raise refuse("102-4-3", "月薪应大于0", "wage")
    if service.feedback is not Feedback.REFUSED:
        for name in OF_A_REFUSAL:
            setattr(service, name, None)
    elif not (service.refusal_reason or "").strip():
        raise refuse("102-3-2", "本人拒绝的，须填写拒绝理由", "refusal_reason")
    elif service.kind is ServiceKind.REFERRAL and not service.refusal_code:
        raise refuse("102-3-2", "拒绝推荐岗位的，须选择拒绝理由类别", "refusal_code")


def recommends_a_job(session: Session, service: Service, on: date) -> None:
    """Employer, job and wage are the vacancy's; handed over and answered in order of days."""
    vacancy = held_vacancy(session, service.vacancy_id) if service.vacancy_id else None
    service.vacancy = vacancy
    if vacancy is not None:
        service.employer, service.job = vacancy.employer.name, vacancy.title
        service.wage = vacancy.wage_from
    if not (service.employer or "").strip():
        raise refuse("102-4-3", "岗位推荐须填写推荐单位", "employer")
    if not (service.job or "").strip():
        raise refuse("102-4-3", "岗位推荐须填写推荐岗位", "job")
    not_in_future(service.delivered_on, on, "delivered_on", "送达日期")
    not_before(service.delivered_on, service.served_on, "delivered_on", "送达日期", "服务日期", "102-4-3")
    not_in_future(service.answered_on, on, "answered_on", "答复日期")
    not_before(service.answered_on, service.served_on, "answered_on", "答复日期", "服务日期", "102-4-3")
    if service.delivered_on is not None and service.delivered_way is None:
        raise refuse("102-4-3", "请选择送达方式", "delivered_way")
    if service.delivered_on is None and (service.delivered_way or service.receipt):
        raise refuse("102-4-3", "请填写送达日期", "delivered_on")


def held_vacancy(session: Session, number: int) -> Vacancy | None:
    """The vacancy as it stands now, held with its employer: whoever alters or voids one of them waits."""
    vacancy = session.get(Vacancy, number, with_for_update=True, populate_existing=True)
    if vacancy is not None:
        session.get(Employer, vacancy.employer_id, with_for_update={"read": True}, populate_existing=True)
    return vacancy


OF_A_JOB = (
    "vacancy_id", "delivered_on", "delivered_way", "receipt", "counts", "shortfall", "answered_on",
)
OF_A_REFUSAL = (
    "refusal_code", "refusal_reason", "refusal_justified", "judged_on", "judged_by_id",
    "judgement_note",
)
JUDGED_ON = (
    "member_id", "kind", "served_on", "feedback", "answered_on", "refusal_code", "refusal_reason",
    "delivered_on", "delivered_way", "receipt",
)


def stays_as_judged(service: Service) -> None:
    """A vacancy once named is not exchanged for another, nor what the street has judged."""
    attrs = inspect(service).attrs
    named = [old for old in attrs.vacancy_id.history.deleted or () if old is not None]
    if named and (named[0] != service.vacancy_id or service.kind is not ServiceKind.REFERRAL):
        text = "推荐的岗位不能更换：登记有误的请作废后重新登记"
        raise refuse("102-4-3", text, "vacancy_id")
    if attrs.refusal_justified.history.added not in ((), [None]):
        raise refuse("102-3-2", "拒绝理由是否正当由街道复核后填写", "refusal_code")
    if service.refusal_justified is None:
        return
    changed = [name for name in JUDGED_ON if attrs[name].history.has_changes()]
    if changed:
        text = "拒绝理由已由街道复核，此项不能再改：登记有误的请作废后重新登记"
        raise refuse("102-3-2", text, changed[0])


def exit_is_whole(session: Session, proposal: Exit, on: date) -> None:
    not_in_future(proposal.proposed_on, on, "proposed_on", "提出日期")
    since_recognition(proposal.household, proposal.proposed_on, "proposed_on", "提出日期")
    if not proposal.evidence.strip():
        raise refuse("102-3", "请写明退出依据", "evidence")
    waiting = open_proposal(session, proposal.household)
    if waiting is not None and waiting is not proposal:
        raise refuse("102-3", "本户已有一件退出建议待县级审批", "ground")
    if proposal.ground is ExitGround.OTHER and not proposal.ground_code:
        raise refuse("102-3-4", "其他情形须选择情形细目", "ground_code")


WHOLE_HOUSEHOLD = (LifeEvent.OWN_WISH, LifeEvent.FAMILY_CHANGED)


def life_change_is_whole(session: Session, change: LifeChange, on: date) -> None:
    """Of a member of this household, or of the whole of it; since the recognition; with its paper."""
    not_in_future(change.happened_on, on, "happened_on", "发生日期")
    since_recognition(change.household, change.happened_on, "happened_on", "发生日期")
    if not change.evidence.strip():
        raise refuse("102-3-4", "请注明依据材料", "evidence")
    if change.what in WHOLE_HOUSEHOLD:
        change.member, change.member_id = None, None
    elif change.member_id is None and change.member is None:
        if change.what is not LifeEvent.MOVED_OUT:
            raise refuse("102-3-4", "请选择发生变动的成员", "member_id")
    else:
        belongs(session, change)


def refresh_assistance(session: Session, household: Household) -> None:
    """First assistance, first verified employment and first picky refusal, as the rows now say."""
    if household.status not in (S.RECOGNISED, S.EXITED):
        return
    household.assisted_on = session.scalar(
        select(func.min(Service.served_on)).where(
            Service.household_id == household.id, Service.voided_at.is_(None)
        )
    )
    household.placed_on = session.scalar(
        select(func.min(Employment.started_on))
        .join(Member, Member.id == Employment.member_id)
        .where(
            Employment.household_id == household.id,
            Employment.verified,
            Employment.voided_at.is_(None),
            Member.registered_on.is_not(None),
        )
    )
    household.picky_on = first_refusal(session, household)
    session.flush()
