"""Which rows each number of the page 及时 counts: the number and the list it opens ask it here.

A condition is asked of (first day, last day, today), as those of the report are, and by the same
filter (`figure=KEY`). What became of a promise or a household is looked at at the end of the
period, or today if that is sooner, so that a period is the same whenever it is asked for.
Readings: docs/decisions/0042.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from charts.metrics import Metric
from charts.outcome_rows import visits_due
from models import FollowUp, Household, Member, Service
from policy.aid_terms import SlotState
from policy.assistance import OWED
from policy.parameters import ISSUED_ON, Parameter
from policy.report_periods import DAY
from policy.terms import ExitGround
from policy.terms import Status as S
from workflow.promise import counts_as
from workflow.report_figures import CountedRows, always, between, promise_over
from workflow.standing import Promise, promised
from workflow.term_table import TERMS

H = Household


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a household that was accepted has come; `met`: it has come so far."""

    key: str
    label: str
    met: ColumnElement[bool]


STAGES: Final = (
    Stage("came_submitted", "受理", H.submitted_on.is_not(None)),
    Stage("came_verified", "初审通过", H.verified_on.is_not(None)),
    Stage("came_publicized", "公示", H.publicized_on.is_not(None)),
    Stage("came_reported", "上报县级", H.reported_on.is_not(None)),
    Stage("came_recognised", "认定盖章", H.recognised_on.is_not(None)),
    Stage("came_assisted", "首次援助", H.assisted_on.is_not(None)),
    Stage("came_placed", "实现就业", H.placed_on.is_not(None)),
    Stage("came_left", "就业退出", H.exit_ground == ExitGround.EMPLOYED),
)
ASIDE: Final = (
    Stage("aside_waiting", "认定前在办（含退回补正）", H.status.in_(
        (S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED, S.RETURNED))),
    Stage("aside_refused", "不予认定或撤回", H.status.in_((S.REJECTED, S.WITHDRAWN))),
    Stage("aside_register", "在册援助中", H.status == S.RECOGNISED),
    Stage("aside_placed", "就业退出", and_(H.status == S.EXITED, H.exit_ground == ExitGround.EMPLOYED)),
    Stage("aside_left", "其他情形退出或撤销认定", or_(
        H.status == S.REVOKED, and_(H.status == S.EXITED, H.exit_ground != ExitGround.EMPLOYED))),
)
"""Where they stand today: every household that was accepted is in exactly one of these."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step and what its days are counted between; `term` as in workflow.term_table, if it has one."""

    key: str
    label: str
    since: InstrumentedAttribute[Any]
    ended: InstrumentedAttribute[Any]
    term: Parameter | None = None


TERM: Final[dict[tuple[str, str], Parameter]] = {(t.since, t.ended): t.parameter for t in TERMS}


def step(key: str, label: str, since: Any, ended: Any) -> Step:
    return Step(key, label, since, ended, TERM.get((since.key, ended.key)))


STEPS: Final = (
    step("took_acceptance", "申请→受理", H.applied_on, H.submitted_on),
    step("took_verification", "受理→初审通过", H.submitted_on, H.verified_on),
    step("took_posting", "初审通过→公示", H.verified_on, H.publicized_on),
    Step("took_publicity", "公示期", H.publicized_on, H.publicized_until),
    step("took_report", "公示期满→上报", H.publicized_until, H.reported_on),
    step("took_review", "上报→认定盖章", H.reported_on, H.recognised_on),
    step("took_service", "认定→首次援助", H.recognised_on, H.assisted_on),
    step("took_work", "认定→实现就业", H.recognised_on, H.placed_on),
    Step("took_exit", "实现就业→退出", H.placed_on, H.exited_on),
)
WHOLE: Final = Step("took_recognition", "受理→认定盖章", H.submitted_on, H.recognised_on)
"""平均认定用时."""
WORK: Final = next(s for s in STEPS if s.key == "took_work")
"""平均就业用时."""


def took(of: Step) -> CountedRows:
    """Households whose step ended in the period, and is known to have begun."""
    return CountedRows(H, between(of.ended), always(of.since.is_not(None)))


def open_promise(since: date, until: date, today: date) -> ColumnElement[bool]:
    """In the register today, nobody at work yet, the last day of the promise between the two days."""
    return and_(
        H.status == S.RECOGNISED, H.placed_on.is_(None), H.promise_due_on.between(since, until)
    )


def owed_work(since: date, until: date, today: date) -> ColumnElement[bool]:
    """The denominator of 援助率: recognised in the period, less those still within the promise
    without work, and those who left without an assistance to work or whose recognition was revoked.
    """
    on = min(until, today)
    left = and_(H.exited_on <= on, H.exit_ground != ExitGround.EMPLOYED)
    return and_(
        H.recognised_on.between(since, until),
        or_(H.exited_on.is_(None), ~left),
        or_(H.revoked_on.is_(None), H.revoked_on > on),
        or_(H.promise_due_on < on, H.placed_on <= on),
    )


def has_work(since: date, until: date, today: date) -> ColumnElement[bool]:
    return H.placed_on <= min(until, today)


def lacks_work(since: date, until: date, today: date) -> ColumnElement[bool]:
    return or_(H.placed_on.is_(None), H.placed_on > min(until, today))


def promise_ran_out(since: date, until: date, today: date) -> ColumnElement[bool]:
    """The promise ended in the period and nobody had gone to work: the 1-1-3 was owed until then.

    Who picked and chose is owed the services like the others (reading 1 of the decision).
    """
    return and_(
        or_(promised(Promise.DUE), promised(Promise.PICKY)),
        H.promise_due_on.between(since, min(until, today - DAY)),
        or_(H.placed_on.is_(None), H.placed_on > H.promise_due_on),
    )


def owed_services(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Members registered unemployed of those households."""
    of = select(H.id).where(promise_ran_out(since, until, today))
    return and_(
        Member.household_id.in_(of), Member.registered_on.is_not(None), Member.voided_at.is_(None)
    )


def had_services(since: date, until: date, today: date) -> ColumnElement[bool]:
    """The member had the whole 1-1-3 from the recognition to the last day of the promise."""
    parts = []
    for kind, number in OWED.items():
        given = (
            select(func.count(Service.id))
            .join(H, H.id == Service.household_id)
            .where(
                Service.member_id == Member.id, Service.voided_at.is_(None), counts_as(kind),
                Service.served_on.between(H.recognised_on, H.promise_due_on),
            )
            .correlate(Member)
            .scalar_subquery()
        )
        parts.append(given >= number.at(max(until, ISSUED_ON)))
    return and_(*parts)


def services_of_members(since: date, until: date, today: date) -> Select[Any]:
    """The same of all who were owed them, read together: member by member whether it had the 1-1-3."""
    given = and_(
        Service.member_id == Member.id, Service.voided_at.is_(None),
        Service.served_on.between(H.recognised_on, H.promise_due_on),
    )
    had = and_(*(
        func.count(Service.id).filter(counts_as(kind)) >= number.at(max(until, ISSUED_ON))
        for kind, number in OWED.items()
    ))
    return (
        select(Member.household_id, had.label("had"))
        .select_from(H)
        .join(Member, Member.household_id == H.id)
        .outerjoin(Service, given)
        .where(promise_ran_out(since, until, today), Member.registered_on.is_not(None),
               Member.voided_at.is_(None))
        .group_by(Member.id, Member.household_id)
    )


def short_of_services(since: date, until: date, today: date) -> ColumnElement[bool]:
    """Households with a member who did not have all of it."""
    days = since, until, today
    return H.id.in_(
        select(Member.household_id).where(owed_services(*days), ~had_services(*days))
    )


accepted: Final = between(H.submitted_on)
ROWS: Final[Mapping[str, CountedRows]] = {
    **{s.key: CountedRows(H, accepted, always(s.met)) for s in (*STAGES, *ASIDE)},
    **{s.key: took(s) for s in (*STEPS, WHOLE)},
    "open_promise": CountedRows(H, open_promise),
    "owed_work": CountedRows(H, owed_work),
    "has_work": CountedRows(H, owed_work, has_work),
    "lacks_work": CountedRows(H, owed_work, lacks_work),
    "missed_promise": CountedRows(H, promise_over, always(promised(Promise.MISSED))),
    "owed_services": CountedRows(Member, owed_services),
    "had_services": CountedRows(Member, owed_services, had_services),
    "short_of_services": CountedRows(H, short_of_services),
    "missed_visit": CountedRows(FollowUp, visits_due, always(FollowUp.state != SlotState.DONE)),
}
"""Beside those of the report and of the page 援助与退出 (the visits)."""
ACCEPTED, DONE = "本期受理的户", "本期办完的环节"
LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    **{s.key: (ACCEPTED, s.label) for s in (*STAGES, *ASIDE)},
    **{s.key: (DONE, s.label) for s in (*STEPS, WHOLE)},
    "open_promise": ("承诺未兑现，按到期日",),
    "owed_work": ("应援助就业",), "has_work": ("应援助就业", "至少一人就业"),
    "lacks_work": ("应援助就业", "尚无人就业"),
    "missed_promise": ("承诺到期", "未按期兑现"),
    "owed_services": ("承诺到期仍无人就业的登记失业成员",),
    "had_services": ("承诺到期仍无人就业的登记失业成员", "到期前1-1-3已足"),
    "short_of_services": ("到期前1-1-3未足",),
    "missed_visit": ("应回访", "当月未回访"),
}
"""What a list says it was narrowed to, part by part."""

SEALED: Final = "102-4-3"
METRICS: Final = (
    Metric("stages", "办理进度", "本期受理的家庭，到今天为止走到了哪一步",
           "提交日期在本期的户，按各环节日期已填写的计数；“就业退出”为退出情形是实现就业的", "户", "102-2-2"),
    Metric("steps", "各环节用时", "办完一步用了几个工作日：一半的户、九成的户各在几个工作日以内",
           "环节完成日期在本期的户，前后两个日期之间的工作日（前一日不计，按国务院办公厅放假安排）；"
           "期限内占比按开始当日适用的期限计算", "工作日", "CC-201"),
    Metric("recognition_days", "平均认定用时", "从受理到加盖电子印章平均用了几个工作日，含公示期",
           "认定日期在本期的户，受理（提交）次日起至认定日期的工作日之和÷户数", "工作日", "102-2-3"),
    Metric("work_days", "平均就业用时", "从认定到首次就业平均用了几个工作日",
           "首次就业日期在本期的户，认定次日起至首次就业日期的工作日之和÷户数", "工作日", SEALED),
    Metric("work_rate", "援助率", "应当已有人就业的家庭中，至少一人实现就业的占比",
           "本期认定、期末已至少一人就业的户÷（本期认定的户－期末仍在承诺期限内且无人就业的户－"
           "以其他情形退出或撤销认定的户）", "%", SEALED),
    Metric("services_rate", "服务达标率", "承诺到期仍无人就业的家庭中，登记失业成员到期前得到1次职业指导、"
           "1次技能培训信息、3次岗位推荐的占比",
           "1-1-3已足的成员÷登记失业成员；挑拣不免除服务，仍计入；到期前已有人就业的户不计", "%", SEALED),
    Metric("open_promises", "承诺未兑现", "今天仍在册、无人就业的家庭，离承诺到期日还有或已超过几个工作日",
           "状态为已认定、首次就业日期为空、有承诺到期日的户，按到期日计算剩余工作日，逾期为负", "户", SEALED),
)
