"""Who helps a household, and how: pairing (一帮一), the plan of each member (一人一策), 预案."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.assistance import OfMember, Service
from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.household import OfHousehold, officer
from models.office import Office, by_ancestor
from models.sealed import Sealed
from models.user import User
from policy.aid_terms import Strain
from policy.terms import EmploymentForm, ServiceKind

RUNS = text("closed_on IS NULL AND voided_at IS NULL")


class Pairing(OfHousehold, Recorded, Voidable, Versioned, Base):
    """Somebody who stands by one household beside its officer (“一帮一”结对, 四(三))."""

    __tablename__ = "pairing"
    __label__ = "结对帮扶"
    __table_args__ = (
        CheckConstraint("until >= since", name="ends_after_start"),
        Index(None, "since", "id"),
        *by_ancestor("pairing", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = field("结对帮扶人", String(50))
    partner_unit: Mapped[str] = field("所在单位", String(100))
    partner_post: Mapped[str | None] = field("职务", String(50))
    phone: Mapped[str | None] = field("联系电话", Sealed("pairing.phone"), personal=True)
    phone_last4: Mapped[str | None] = field("电话尾号", String(4), personal=True)
    pledge: Mapped[str] = field("帮扶内容", String(300))
    since: Mapped[date] = field("结对日期")
    until: Mapped[date | None] = field("解除结对日期")
    end_reason: Mapped[str | None] = field("解除结对原因", String(200))

    @validates("phone")
    def _phone_tail(self, _: str, value: str | None) -> str | None:
        self.phone_last4 = value[-4:] if value else None
        return value


class AidPlan(OfMember, Recorded, Voidable, Versioned, Base):
    """The plan for one member (一人一策, 四(二)): traits, will, difficulties, what is wished.

    One runs for a member at a time; `least_wage`, `place_id`, `strain` and `nights` are what jobs
    are matched against.
    """

    __tablename__ = "aid_plan"
    __label__ = "一人一策方案"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (closing_note IS NULL)", name="closed_with_note"),
        CheckConstraint("closed_on >= made_on", name="closed_after_made"),
        CheckConstraint("review_on >= made_on", name="reviewed_after_made"),
        Index(
            "uq_aid_plan_runs", "member_id", unique=True, sqlite_where=RUNS, postgresql_where=RUNS
        ),
        Index(None, "made_on", "id"),
        *by_ancestor("aid_plan", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    made_on: Mapped[date] = field("制定日期")
    traits: Mapped[str] = field("自身特点", String(300), personal=True)
    will: Mapped[str] = field("就业意愿", String(200))
    difficulties: Mapped[str | None] = field("实际困难", String(300), personal=True)
    skills: Mapped[str | None] = field("技能特长", String(100))
    wished_form: Mapped[EmploymentForm | None] = field(
        "期望就业形式", coded(EmploymentForm, "wished_form")
    )
    wished_jobs: Mapped[str | None] = field("期望岗位", String(100), help="最多3个，用顿号分开")
    place_id: Mapped[int | None] = mapped_column(
        ForeignKey("office.id"), info={"label": "期望工作地点"}
    )
    least_wage: Mapped[Decimal | None] = field("期望月薪不低于（元）", Numeric(10, 2))
    strain: Mapped[Strain | None] = field("可承受的体力强度", coded(Strain))
    nights: Mapped[bool | None] = field("可上夜班或倒班")
    limits: Mapped[str | None] = field("其他限制条件", String(200), personal=True)
    training_wish: Mapped[str | None] = field("培训意向", String(100))
    startup_wish: Mapped[str | None] = field("创业意向", String(100))
    goal: Mapped[str] = field("帮扶目标", String(200))
    agreed_on: Mapped[date | None] = field("本人确认日期")
    review_on: Mapped[date] = field("下次评估日期")
    reviewed_on: Mapped[date | None] = field("最近评估日期")
    review_note: Mapped[str | None] = field("评估情况", String(300))
    closed_on: Mapped[date | None] = field("方案结束日期")
    closing_note: Mapped[str | None] = field("结束说明", String(200))

    place: Mapped[Office | None] = relationship(
        foreign_keys="AidPlan.place_id", info={"label": "期望工作地点"}
    )
    measures: Mapped[list[PlanMeasure]] = relationship(
        back_populates="plan", order_by="PlanMeasure.due_on, PlanMeasure.id"
    )

    def __str__(self) -> str:
        return str(self.id)


class PlanMeasure(OfMember, Recorded, Voidable, Versioned, Base):
    """One thing a plan promises to do: by whom, by when, and what came of it."""

    __tablename__ = "plan_measure"
    __label__ = "帮扶措施"
    __table_args__ = (
        CheckConstraint("done_on IS NULL OR outcome IS NOT NULL", name="done_with_outcome"),
        Index(None, "due_on", "id"),
        *by_ancestor("plan_measure", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("aid_plan.id"), index=True, info={"label": "一人一策方案"}
    )
    kind: Mapped[ServiceKind] = field("措施类型", coded(ServiceKind))
    content: Mapped[str] = field("措施内容", String(200))
    owner_id: Mapped[int] = officer("措施责任人")
    due_on: Mapped[date] = field("完成时限")
    done_on: Mapped[date | None] = field("完成日期")
    outcome: Mapped[str | None] = field("完成情况", String(200))
    service_id: Mapped[int | None] = mapped_column(
        ForeignKey("service.id"), info={"label": "对应服务"}
    )

    plan: Mapped[AidPlan] = relationship(back_populates="measures", info={"label": "一人一策方案"})
    owner: Mapped[User] = relationship(foreign_keys=[owner_id], info={"label": "措施责任人"})
    service: Mapped[Service | None] = relationship(info={"label": "对应服务"})


class ContingencyPlan(Recorded, Voidable, Versioned, Base):
    """An office's plan for helping zero-employment households (就业援助预案, 四(三)), by edition."""

    __tablename__ = "contingency_plan"
    __label__ = "就业援助预案"
    __table_args__ = (
        UniqueConstraint("office_id", "edition"),
        CheckConstraint("valid_until >= valid_from", name="ends_after_start"),
        CheckConstraint("edition >= 1", name="edition_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "制定机构"})
    title: Mapped[str] = field("预案名称", String(100))
    document: Mapped[str] = field("文号", String(60))
    edition: Mapped[int] = field("版次", default=1)
    issued_on: Mapped[date] = field("印发日期")
    valid_from: Mapped[date] = field("执行日期")
    valid_until: Mapped[date | None] = field("终止日期")
    lead: Mapped[str] = field("预案负责人", String(50))
    trigger: Mapped[str] = field("启动条件", String(200))
    summary: Mapped[str] = field("主要措施", Text)

    office: Mapped[Office] = relationship(info={"label": "制定机构"})

    def __str__(self) -> str:
        return self.title


class Activation(OfHousehold, Recorded, Voidable, Versioned, Base):
    """A contingency plan set going for one household: since when, why, what was done, how it ended."""

    __tablename__ = "activation"
    __label__ = "预案启动记录"
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) = (outcome IS NULL)", name="ended_with_outcome"),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        Index(None, "started_on", "id"),
        *by_ancestor("activation", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("contingency_plan.id"), index=True, info={"label": "就业援助预案"}
    )
    started_on: Mapped[date] = field("启动日期")
    reason: Mapped[str] = field("启动原因", String(200))
    measures: Mapped[str] = field("启动措施", String(300))
    ended_on: Mapped[date | None] = field("终止启动日期")
    outcome: Mapped[str | None] = field("启动结果", String(200))

    plan: Mapped[ContingencyPlan] = relationship(info={"label": "就业援助预案"})
