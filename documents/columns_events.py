"""The ledgers with a row for each thing done: services (T3), publicity (T12).

Source: domain list of ledgers 4.2, T3 and T12.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
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
    label,
    made,
    numbered,
    of,
    placed,
    register,
)
from documents.layout import Kind
from documents.workbook import Value
from models import Household, Member, Objection, Publicity, Service
from policy.assistance import COUNTS_AS, OWED
from policy.terms import ServiceKind, Status
from workflow.promise import counts_as


def served(since: date, until: date) -> Select[Any]:
    """Services of the period; entries voided are left out."""
    return (
        select(
            Service.id, Service.member_id, Household.recognition_no, Service.unit_id,
            Service.county_id, Service.street_id, Service.community_id, Member.name,
            Service.served_on, Service.kind, Service.content, Service.employer, Service.job,
            Service.wage, Service.way, Service.served_by, Service.feedback,
            Service.delivered_on, Service.delivered_way, Service.counts, Service.shortfall,
            Service.refusal_code, Service.refusal_reason, Service.refusal_justified,
            Household.status,
            Household.promise_due_on, Household.placed_on,
        )
        .join(Household, Household.id == Service.household_id)
        .join(Member, Member.id == Service.member_id)
        .where(Service.served_on.between(since, until), Service.voided_at.is_(None))
        .order_by(Service.served_on, Service.id)
    )


def services_of(
    session: Session, ids: list[int], at: Setting
) -> dict[tuple[int, ServiceKind], list[tuple[date, int]]]:
    """Of each member: all services so far that count as one kind of the 1-1-3, in their order.

    Also those before the period.
    """
    found: dict[tuple[int, ServiceKind], list[tuple[date, int]]] = defaultdict(list)
    for member, kind, on, number in session.execute(
        select(Service.member_id, Service.kind, Service.served_on, Service.id)
        .where(
            Service.member_id.in_(ids), Service.voided_at.is_(None),
            or_(*(counts_as(kind) for kind in OWED)),
        )
        .order_by(Service.served_on, Service.id)
    ):
        found[member, COUNTS_AS[kind]].append((on, number))
    return found


def so_far(kind: ServiceKind) -> Callable[[Any, Setting], Value]:
    """累计: how many services of the kind that count the member has had, up to and including this row."""

    def show(row: Any, at: Setting) -> int:
        had = at.beside["services"].get((row.member_id, kind), ())
        return bisect_right(had, (row.served_on, row.id))

    return show


def days_left(row: Any, at: Setting) -> Value:
    """剩余工作日 of the promise on the day of the ledger; a word where it no longer runs."""
    if row.placed_on is not None:
        return "已就业"
    if row.status is not Status.RECOGNISED:
        return label(row.status)
    return at.left(row.promise_due_on)


DONE, GATE, FEEDBACK, PROMISE = "服务内容", "点对点推荐", "本人反馈", "承诺进度"

SERVICE_BESIDE = (Beside("services", "member_id", services_of),)
SERVICE: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("姓名", lambda row, at: at.name(row.name), width=9),
    of(Service.served_on, group=DONE),
    of(Service.kind, group=DONE, width=11),
    of(Service.content, group=DONE, width=26, kind=Kind.LONG),
    made("推荐单位", lambda row, at: at.words(row.employer), group=DONE, width=18, kind=Kind.LONG),
    of(Service.job, group=DONE, width=11),
    of(Service.wage, group=DONE, width=10),
    of(Service.way, group=DONE, width=7),
    of(Service.served_by, group=DONE, width=9),
    of(Service.delivered_on, group=GATE),
    of(Service.delivered_way, group=GATE, width=9),
    of(Service.counts, group=GATE, width=7),
    of(Service.shortfall, group=GATE, width=16, kind=Kind.LONG),
    of(Service.feedback, group=FEEDBACK, width=9),
    coded("拒绝理由类别", "refusal_reason", "refusal_code", group=FEEDBACK, width=12),
    of(Service.refusal_reason, group=FEEDBACK, width=16, kind=Kind.LONG),
    of(Service.refusal_justified, group=FEEDBACK, width=6),
    made("累计指导", so_far(ServiceKind.GUIDANCE), group=PROMISE, width=6, kind=Kind.COUNT),
    made("累计培训信息", so_far(ServiceKind.TRAINING_INFO), group=PROMISE, width=7,
         kind=Kind.COUNT),
    made("累计岗位", so_far(ServiceKind.REFERRAL), group=PROMISE, width=6, kind=Kind.COUNT),
    of(Household.promise_due_on, group=PROMISE),
    made("剩余工作日", days_left, group=PROMISE, width=8, kind=Kind.COUNT),
)


def publicized(since: date, until: date) -> Select[Any]:
    """Postings that began in the period."""
    return (
        select(
            Publicity.id, Household.family_no, Household.head_name, Publicity.unit_id,
            Publicity.county_id, Publicity.street_id, Publicity.community_id, Publicity.round,
            Publicity.posted_on, Publicity.until, Publicity.provisional, Publicity.place,
            Publicity.complaint_phone, Publicity.taken_down_on, Publicity.posted_by_id,
            Household.status,
        )
        .join(Household, Household.id == Publicity.household_id)
        .where(Publicity.posted_on.between(since, until))
        .order_by(Publicity.posted_on, Publicity.id)
    )


def objections_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each posting: the objections raised against it and what became of them."""
    found: dict[int, list[str]] = defaultdict(list)
    for posting, finding in session.execute(
        select(Objection.publicity_id, Objection.finding)
        .where(Objection.publicity_id.in_(ids)).order_by(Objection.raised_on)
    ):
        found[posting].append(finding.label)
    return {posting: f"{len(words)}件：{'、'.join(words)}" for posting, words in found.items()}


PUBLICITY_BESIDE = (Beside("objections", "id", objections_of),)
PUBLICITY: tuple[Column, ...] = (
    numbered(),
    of(Household.family_no, width=12),
    *placed(),
    made("申请人姓名", lambda row, at: at.name(row.head_name), width=9),
    of(Publicity.round, group="公示情况", width=7),
    of(Publicity.posted_on, group="公示情况"),
    of(Publicity.until, group="公示情况"),
    made("公示天数（工作日）", lambda row, at: at.workdays(row.posted_on, row.until),
         group="公示情况", width=9, kind=Kind.COUNT),
    of(Publicity.place, group="公示情况", width=26, kind=Kind.LONG),
    made("监督电话", lambda row, at: at.words(row.complaint_phone), group="公示情况", width=14),
    of(Publicity.taken_down_on, group="公示情况"),
    made("发布人", lambda row, at: at.officer(row.posted_by_id), group="公示情况", width=9),
    made("异议及核查结论", lambda row, at: at.beside["objections"].get(row.id, "无"),
         group="公示结果", width=16),
    of(Household.status, text="现在状态", group="公示结果", width=9),
)

LEDGERS = register(
    Ledger(
        "service", "就业援助服务台账", "每次援助服务一行，附本人反馈、累计次数与承诺剩余工作日",
        "服务日期", "人次", "服务日期在统计期间内的援助服务，不含已作废的记录",
        served, SERVICE, SERVICE_BESIDE,
    ),
    Ledger(
        "publicity", "公示台账", "每次公示一行，附起止日期、地点、异议与核查结论",
        "公示起", "次", "公示起始日期在统计期间内的公示，同一家庭重新公示的分别计算",
        publicized, PUBLICITY, PUBLICITY_BESIDE,
    ),
)
