"""The ledger of policies enjoyed (T5): a row for each policy granted, with what was paid under it.

Source: domain list of ledgers 4.2, T5.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    label,
    made,
    numbered,
    of,
    placed,
    register,
    yes,
)
from documents.layout import Kind
from documents.workbook import Value
from models import Benefit, Employment, Household, Member, Payment
from policy.aid_terms import BenefitState, StopReason
from policy.benefit_limits import ONCE


def enjoyed(since: date, until: date) -> Select[Any]:
    """Policies enjoyed on some day of the period, also those that began before; nothing voided.

    One sum belongs to the period in which it was granted or paid.
    """
    paid = func.coalesce(
        func.sum(case((Payment.paid_on.between(since, until), Payment.amount), else_=0)), 0
    )
    in_period = (
        select(paid)
        .where(Payment.benefit_id == Benefit.id, Payment.voided_at.is_(None))
        .correlate(Benefit)
        .scalar_subquery()
    )
    lasts = and_(
        Benefit.from_on <= until,
        or_(Benefit.until_on.is_(None), Benefit.until_on >= since),
        or_(Benefit.stopped_on.is_(None), Benefit.stopped_on >= since),
        or_(Benefit.policy.not_in(ONCE), Benefit.from_on >= since),
    )
    found: Select[Any] = (
        select(
            Benefit.id, Household.recognition_no, Benefit.unit_id, Benefit.county_id,
            Benefit.street_id, Benefit.community_id, Member.name, Benefit.policy, Employment.form,
            Benefit.approved_on, Benefit.from_on, Benefit.until_on, Benefit.months, Benefit.extended,
            Benefit.standard, Benefit.payer, Benefit.basis, Benefit.state, Benefit.stopped_on,
            Benefit.stop_reason, in_period.label("in_period"),
        )
        .join(Household, Household.id == Benefit.household_id)
        .join(Member, Member.id == Benefit.member_id)
        .outerjoin(Employment, Employment.id == Benefit.employment_id)
        .where(Benefit.voided_at.is_(None), Benefit.from_on.is_not(None), or_(lasts, in_period > 0))
        .order_by(Benefit.from_on, Benefit.id)
    )
    return found


class Sum(NamedTuple):
    """What was paid under a policy so far: in how many months, and how much."""

    months: int
    amount: Decimal


def paid_so_far(session: Session, ids: list[int], at: Setting) -> dict[int, Sum]:
    """Of each policy: everything paid up to the day of the ledger."""
    return {
        benefit: Sum(months, amount)
        for benefit, months, amount in session.execute(
            select(Payment.benefit_id, func.count(), func.sum(Payment.amount))
            .where(
                Payment.benefit_id.in_(ids), Payment.voided_at.is_(None), Payment.paid_on <= at.on
            )
            .group_by(Payment.benefit_id)
        )
    }


def so_far(row: Any, at: Setting) -> Sum:
    found: Sum = at.beside["paid"].get(row.id, Sum(0, Decimal(0)))
    return found


def left(row: Any, at: Setting) -> Value:
    """Months granted and not yet paid; nothing for one sum, 0 once it is over."""
    if row.months is None:
        return None
    return max(0, row.months - so_far(row, at).months) if standing(row, at) == "享受中" else 0


def standing(row: Any, at: Setting) -> str:
    """The state on the day of the ledger: over by its term is not enjoyed, whoever noted it."""
    if row.state is BenefitState.STOPPED and row.stopped_on <= at.on:
        return f"已停止（{label(row.stop_reason)}）"
    if row.until_on is not None and row.until_on < at.on:
        return f"已停止（{StopReason.EXPIRED.label}）"
    return "享受中"


TERM, MONEY = "核定", "发放"

BENEFIT_BESIDE = (Beside("paid", "id", paid_so_far),)
BENEFIT: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("姓名", lambda row, at: at.name(row.name), width=9),
    of(Benefit.policy, width=14),
    made("就业形式", lambda row, at: label(row.form), width=9),
    of(Benefit.approved_on, group=TERM),
    of(Benefit.from_on, group=TERM),
    of(Benefit.until_on, group=TERM),
    of(Benefit.months, group=TERM, width=6),
    made("延长至退休", lambda row, at: yes(row.extended), group=TERM, width=7),
    of(Benefit.standard, group=TERM, width=10),
    made("批准文号", lambda row, at: at.words(row.basis), group=TERM, width=14),
    made("本期金额", lambda row, at: row.in_period, group=MONEY, width=11, kind=Kind.MONEY, total=True),
    made("累计金额", lambda row, at: so_far(row, at).amount, group=MONEY, width=11, kind=Kind.MONEY,
         total=True),
    made("累计月数", lambda row, at: so_far(row, at).months, group=MONEY, width=6, kind=Kind.COUNT),
    made("剩余月数", left, group=MONEY, width=6, kind=Kind.COUNT),
    made("发放单位", lambda row, at: at.words(row.payer), group=MONEY, width=16, kind=Kind.LONG),
    made("状态", standing, width=16),
)

LEDGERS = register(
    Ledger(
        "benefit", "政策享受台账", "每项已批准的政策一行，附标准、本期与累计金额、累计与剩余月数",
        "享受期间", "项", "统计期间内享受的政策，含此前批准、期内仍在享受的；本期金额按发放日期计算",
        enjoyed, BENEFIT, BENEFIT_BESIDE,
    ),
)
