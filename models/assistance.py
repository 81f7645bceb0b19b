"""What is done for a recognised household, how its members found work, and how it leaves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.household import OfHousehold, officer
from models.jobs import Employer, Vacancy
from models.member import Member
from models.office import by_ancestor
from models.user import User
from policy.aid_terms import DeliveryWay
from policy.terms import EmploymentForm, ExitGround, Feedback, ServiceKind, VisitWay


class OfMember(OfHousehold):
    """Rows that belong to one member of a household."""

    @declared_attr
    def member_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("member.id"), index=True, info={"label": "成员"})

    @declared_attr
    def member(cls) -> Mapped[Member]:
        return relationship(
            "Member", foreign_keys=[cls.member_id], info={"label": "成员"}  # type: ignore[list-item]
        )


class Service(OfMember, Recorded, Voidable, Versioned, Base):
    """One assistance service to one member (四(二), 四(三)): guidance, training information, a job.

    A recommended job `counts` towards the three of 四(三) only if it passes the gate
    (policy.recommendation); `shortfall` says why it does not. `batch` marks services entered
    together: one a member.
    """

    __tablename__ = "service"
    __label__ = "援助服务"
    __table_args__ = (
        CheckConstraint("kind <> 'referral' OR employer IS NOT NULL", name="referral_names_employer"),
        CheckConstraint(
            "feedback <> 'refused' OR refusal_reason IS NOT NULL", name="refusal_has_reason"
        ),
        Index(None, "served_on", "id"),
        Index("uq_service_batch", "batch", "member_id", unique=True),
        *by_ancestor("service", "id"),
        *by_ancestor("service", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ServiceKind] = field("服务类型", coded(ServiceKind))
    served_on: Mapped[date] = field("服务日期")
    content: Mapped[str] = field("服务内容", String(300))
    employer: Mapped[str | None] = field("推荐单位", String(100))
    job: Mapped[str | None] = field("推荐岗位", String(60))
    wage: Mapped[Decimal | None] = field("月薪（元）", Numeric(10, 2))
    way: Mapped[VisitWay] = field("服务方式", coded(VisitWay), default=VisitWay.OFFICE)
    served_by: Mapped[str] = field("服务人员", String(50))
    feedback: Mapped[Feedback] = field("本人反馈", coded(Feedback), default=Feedback.PENDING)
    vacancy_id: Mapped[int | None] = mapped_column(
        ForeignKey("vacancy.id"), index=True, info={"label": "岗位"}
    )
    delivered_on: Mapped[date | None] = field("送达日期")
    delivered_way: Mapped[DeliveryWay | None] = field("送达方式", coded(DeliveryWay))
    receipt: Mapped[str | None] = field("送达回执", String(100), help="本人签收、回复或录音编号")
    counts: Mapped[bool | None] = field("计入推荐次数")
    shortfall: Mapped[str | None] = field("未计入原因", String(300))
    answered_on: Mapped[date | None] = field("答复日期")
    refusal_code: Mapped[str | None] = field("拒绝理由类别", String(2))
    refusal_reason: Mapped[str | None] = field("拒绝理由", String(200), help="按本人原话记录")
    refusal_justified: Mapped[bool | None] = field("理由正当", help="由街道复核后填写")
    judged_on: Mapped[date | None] = field("复核日期")
    judged_by_id: Mapped[int | None] = officer("理由复核人")
    judgement_note: Mapped[str | None] = field("复核说明", String(300))
    batch: Mapped[str | None] = field("批量登记编号", String(36))

    vacancy: Mapped[Vacancy | None] = relationship(info={"label": "岗位"})


class Employment(OfMember, Recorded, Voidable, Versioned, Base):
    """One job of one member, from the day it began; it counts once an officer has verified it."""

    __tablename__ = "employment"
    __label__ = "实现就业"
    __table_args__ = (
        CheckConstraint("verified = (verified_on IS NOT NULL)", name="verified_when_verified"),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("contract_until >= contract_from", name="contract_in_order"),
        Index(None, "started_on", "id"),
        Index("ix_employment_unverified", "household_id",
              sqlite_where=text("verified IS 0 AND voided_at IS NULL AND ended_on IS NULL"),
              postgresql_where=text("verified IS false AND voided_at IS NULL AND ended_on IS NULL")),
        *by_ancestor("employment", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[EmploymentForm] = field("就业形式", coded(EmploymentForm))
    employer: Mapped[str | None] = field("就业单位", String(100))
    employer_code: Mapped[str | None] = field("统一社会信用代码", String(18))
    employer_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id"), index=True, info={"label": "用人单位"}
    )
    referral_id: Mapped[int | None] = mapped_column(
        ForeignKey("service.id"), index=True, info={"label": "对应推荐"}
    )
    has_contract: Mapped[bool | None] = field("签订劳动合同")
    job: Mapped[str | None] = field("岗位", String(60))
    started_on: Mapped[date] = field("就业日期")
    contract_from: Mapped[date | None] = field("合同起")
    contract_until: Mapped[date | None] = field("合同止")
    wage: Mapped[Decimal | None] = field("月薪（元）", Numeric(10, 2))
    insured: Mapped[str | None] = field("参保险种", String(60))
    insured_from: Mapped[date | None] = field("参保起始日期")
    insured_until: Mapped[date | None] = field("参保缴费至")
    filed_on: Mapped[date | None] = field("用工备案日期")
    stated_on: Mapped[date | None] = field("灵活就业说明日期", help="本人签字的灵活就业说明；核验前还须入户走访一次")
    evidence: Mapped[str] = field("就业凭证", String(200), help="参保记录、合同、营业执照或灵活就业说明")
    verified: Mapped[bool] = field("已核验", default=False)
    verified_on: Mapped[date | None] = field("核验日期")
    verified_by_id: Mapped[int | None] = officer("核验人")
    verified_way: Mapped[str | None] = field("核验方式", String(60))
    ended_on: Mapped[date | None] = field("终止日期")
    ended_reason: Mapped[str | None] = field("终止原因", String(100))
    invited_on: Mapped[date | None] = field("告知可再申请日期", help="退出后再失业的，告知可重新申请认定")
    invited_way: Mapped[VisitWay | None] = field("告知方式", coded(VisitWay, "invited_way"))

    workplace: Mapped[Employer | None] = relationship(info={"label": "用人单位"})


class Exit(OfHousehold, Recorded, Versioned, Base):
    """A proposal to release a household, and the county's decision on it (三(一)–(四)).

    Made by an officer, or by the rules (`by_rule`) as soon as a ground is complete, on `since`.
    `events` are the records it rests on ("service:12"); `fingerprint` is the SHA-256 of ground and
    events, so that a ground once refused is not proposed again on the same evidence. One proposal
    of a household waits at a time.
    """

    __tablename__ = "exit"
    __label__ = "退出"
    __table_args__ = (
        CheckConstraint("(approved IS NULL) = (decided_on IS NULL)", name="decided_when_decided"),
        CheckConstraint("approved IS NOT TRUE OR told_on IS NOT NULL", name="told_when_approved"),
        Index(None, "proposed_on", "id"),
        Index(
            "uq_exit_open", "household_id", unique=True,
            sqlite_where=text("approved IS NULL"), postgresql_where=text("approved IS NULL"),
        ),
        Index("ix_exit_approved", "household_id", "ground_code",
              sqlite_where=text("approved IS 1"), postgresql_where=text("approved IS true")),
        Index("uq_exit_evidence", "household_id", "fingerprint", unique=True),
        *by_ancestor("exit", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ground: Mapped[ExitGround] = field("退出情形", coded(ExitGround))
    ground_code: Mapped[str | None] = field("情形细目", String(4))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    evidence: Mapped[str] = field("依据", String(300))
    since: Mapped[date | None] = field("情形成立日期")
    by_rule: Mapped[bool] = field("系统提出", default=False)
    events: Mapped[list[str]] = field("关联记录", JSON, default=list)
    fingerprint: Mapped[str | None] = field("依据指纹", String(64))
    proposed_on: Mapped[date] = field("提出日期")
    proposed_by_id: Mapped[int | None] = officer("提出人")
    told_on: Mapped[date | None] = field("告知日期")
    told_way: Mapped[VisitWay | None] = field("告知方式", coded(VisitWay))
    approved: Mapped[bool | None] = field("县级同意")
    decided_on: Mapped[date | None] = field("审批日期")
    decided_by_id: Mapped[int | None] = officer("审批人")
    decision_note: Mapped[str | None] = field("审批说明", String(300))

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})
    proposed_by: Mapped[User | None] = relationship(
        foreign_keys="Exit.proposed_by_id", info={"label": "提出人"}
    )
