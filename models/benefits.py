"""Policies enjoyed (政策享受, 四(二)), what was paid, and whether a job lasts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.assistance import Employment, OfMember
from models.base import Base, Recorded, Versioned, Voidable, coded, field, filled_when
from models.household import officer
from models.office import by_ancestor
from policy.aid_terms import BenefitState, PolicyKind, StopReason
from policy.terms import VisitWay

STANDS = text("voided_at IS NULL")
B = BenefitState


class Benefit(OfMember, Recorded, Voidable, Versioned, Base):
    """One policy for one member: asked for, granted with its standard and term, ended with a reason.

    `standard` is yuan a month, or once where `months` is empty. A policy the member is not
    entitled to, or does not want, is recorded too, with the reason: it is then not owed.
    """

    __tablename__ = "benefit"
    __label__ = "政策享受"
    __table_args__ = (
        filled_when("approved_on", "state", (B.ENJOYED, B.STOPPED)),
        filled_when("from_on", "state", (B.ENJOYED, B.STOPPED)),
        filled_when("standard", "state", (B.ENJOYED, B.STOPPED)),
        filled_when("stopped_on", "state", (B.STOPPED,)),
        filled_when("stop_reason", "state", (B.STOPPED,)),
        filled_when("declined_reason", "state", (B.NOT_ENTITLED, B.WAIVED)),
        CheckConstraint("until_on >= from_on", name="ends_after_start"),
        CheckConstraint("approved_on >= applied_on", name="approved_after_applied"),
        CheckConstraint("standard > 0", name="standard_positive"),
        Index(None, "applied_on", "id"),
        *by_ancestor("benefit", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[PolicyKind] = field("政策类型", coded(PolicyKind))
    employment_id: Mapped[int | None] = mapped_column(
        ForeignKey("employment.id"), index=True, info={"label": "对应就业"}
    )
    state: Mapped[BenefitState] = field("享受状态", coded(BenefitState), default=B.APPLIED)
    applied_on: Mapped[date] = field("申报日期")
    approved_on: Mapped[date | None] = field("批准日期")
    approved_by_id: Mapped[int | None] = officer("批准人")
    from_on: Mapped[date | None] = field("享受起")
    until_on: Mapped[date | None] = field("享受止")
    standard: Mapped[Decimal | None] = field("补贴标准（元）", Numeric(10, 2))
    months: Mapped[int | None] = field("核定月数", help="一次性补贴留空")
    extended: Mapped[bool] = field("延长至退休", default=False, help="首次核定时距法定退休年龄不足5年的")
    payer: Mapped[str | None] = field("发放单位", String(60))
    basis: Mapped[str | None] = field("批准文号", String(60))
    stopped_on: Mapped[date | None] = field("停止日期")
    stop_reason: Mapped[StopReason | None] = field("停止原因", coded(StopReason))
    declined_reason: Mapped[str | None] = field("不享受的原因", String(200))

    employment: Mapped[Employment | None] = relationship(info={"label": "对应就业"})

    def __str__(self) -> str:
        return self.policy.label


class Payment(OfMember, Recorded, Voidable, Versioned, Base):
    """What was paid under a policy for one month (`month` is its first day), once."""

    __tablename__ = "payment"
    __label__ = "补贴发放"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("uq_payment_once", "benefit_id", "month", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "month", "id"),
        *by_ancestor("payment", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    benefit_id: Mapped[int] = mapped_column(
        ForeignKey("benefit.id"), index=True, info={"label": "政策享受"}
    )
    month: Mapped[date] = field("所属月份")
    amount: Mapped[Decimal] = field("发放金额（元）", Numeric(10, 2))
    paid_on: Mapped[date] = field("发放日期")
    batch: Mapped[str | None] = field("发放批次", String(40))

    benefit: Mapped[Benefit] = relationship(info={"label": "政策享受"})


class JobCheck(OfMember, Recorded, Voidable, Versioned, Base):
    """Whether somebody is still at work three or six months after the first day (稳定就业)."""

    __tablename__ = "job_check"
    __label__ = "稳定就业核查"
    __table_args__ = (
        Index("uq_job_check_once", "employment_id", "after_months", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "checked_on", "id"),
        *by_ancestor("job_check", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(
        ForeignKey("employment.id"), index=True, info={"label": "实现就业"}
    )
    after_months: Mapped[int] = field("就业满几个月")
    checked_on: Mapped[date] = field("核查日期")
    working: Mapped[bool] = field("仍在岗")
    way: Mapped[VisitWay] = field("核查方式", coded(VisitWay), default=VisitWay.PHONE)
    checked_by: Mapped[str] = field("核查经办人", String(50))
    proof: Mapped[str] = field("核查依据", String(200), help="例如：参保记录、单位证明、电话核实")

    employment: Mapped[Employment] = relationship(info={"label": "实现就业"})
