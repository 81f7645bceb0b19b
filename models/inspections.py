"""Supervision (督导检查, 五（三）): what was found wrong in an office, and how it was called to account."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.alert import Alert
from models.base import Base, Recorded, Versioned, Voidable, coded, field
from models.office import Office, OfOffice
from policy.sweep_terms import CensureKind, FaultKind, FindingReply


class SupervisionFinding(OfOffice, Recorded, Voidable, Versioned, Base):
    """Something found wrong in the office `office`, by the office `by_office` above it.

    The inspected office answers and mends; the inspector looks again and strikes it off (销号).
    """

    __tablename__ = "supervision_finding"
    __label__ = "督导检查问题"
    __table_args__ = (
        CheckConstraint("due_on >= inspected_on", name="due_after_inspection"),
        CheckConstraint("(reply IS NULL) = (replied_on IS NULL)", name="replied_when"),
        CheckConstraint("(reply IS NULL) = (answer IS NULL)", name="replied_what"),
        CheckConstraint("mended_on IS NULL OR (reply IS NOT NULL AND evidence IS NOT NULL)",
                        name="mended_with_evidence"),
        CheckConstraint("mended_on >= inspected_on", name="mended_after_inspection"),
        CheckConstraint("closed_on IS NULL OR (reply IS NOT NULL AND rechecked_on IS NOT NULL)",
                        name="closed_after_answer"),
        Index(None, "path", "id"),
        Index(None, "inspected_on", "id"),
        Index(None, "closed_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    by_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "登记机构"})
    inspected_on: Mapped[date] = field("检查日期")
    inspectors: Mapped[str] = field("检查人员", String(100))
    fault: Mapped[FaultKind] = field("问题类别", coded(FaultKind))
    problem: Mapped[str] = field("存在问题", String(300))
    clause: Mapped[str] = field("依据条款", String(12))
    due_on: Mapped[date] = field("整改时限")
    reply: Mapped[FindingReply | None] = field("反馈结论", coded(FindingReply))
    answer: Mapped[str | None] = field("整改情况", String(300))
    replied_on: Mapped[date | None] = field("反馈日期")
    mended_on: Mapped[date | None] = field("整改完成日期")
    evidence: Mapped[str | None] = field("整改材料", String(200))
    rechecked_on: Mapped[date | None] = field("复查日期")
    recheck_note: Mapped[str | None] = field("复查意见", String(200))
    closed_on: Mapped[date | None] = field("销号日期")

    by_office: Mapped[Office] = relationship(foreign_keys=[by_office_id], info={"label": "登记机构"})


class Censure(OfOffice, Recorded, Voidable, Versioned, Base):
    """A circular (通报) about the office `office`, or a talk (约谈) with it, by an office above it."""

    __tablename__ = "censure"
    __label__ = "通报约谈"
    __table_args__ = (
        CheckConstraint("kind <> 'circular' OR document IS NOT NULL", name="circular_has_number"),
        CheckConstraint("kind <> 'talk' OR attendees IS NOT NULL", name="talk_has_attendees"),
        CheckConstraint("(response IS NULL) = (responded_on IS NULL)", name="responded_when"),
        CheckConstraint("responded_on >= censured_on", name="responded_after"),
        Index(None, "path", "id"),
        Index(None, "censured_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    by_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "登记机构"})
    kind: Mapped[CensureKind] = field("问责方式", coded(CensureKind))
    censured_on: Mapped[date] = field("通报或约谈日期")
    document: Mapped[str | None] = field("文号", String(60))
    host: Mapped[str] = field("签发人或约谈人", String(50))
    attendees: Mapped[str | None] = field("被约谈人", String(200))
    reason: Mapped[str] = field("事由", String(300))
    minutes: Mapped[str | None] = field("要求或纪要", String(500))
    response: Mapped[str | None] = field("答复", String(300))
    responded_on: Mapped[date | None] = field("答复日期")

    by_office: Mapped[Office] = relationship(foreign_keys=[by_office_id], info={"label": "登记机构"})
    grounds: Mapped[list[CensureGround]] = relationship(back_populates="censure", info={"label": "关联事项"})


class CensureGround(Base):
    """What a censure rests on: a finding, or a warning about the office. Set once, with the censure."""

    __tablename__ = "censure_ground"
    __label__ = "通报约谈依据"
    __table_args__ = (
        CheckConstraint("(finding_id IS NULL) <> (alert_id IS NULL)", name="one_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    censure_id: Mapped[int] = mapped_column(
        ForeignKey("censure.id"), index=True, info={"label": "通报约谈"}
    )
    finding_id: Mapped[int | None] = mapped_column(
        ForeignKey("supervision_finding.id"), index=True, info={"label": "督导检查问题"}
    )
    alert_id: Mapped[int | None] = mapped_column(
        ForeignKey("alert.id"), index=True, info={"label": "预警"}
    )

    censure: Mapped[Censure] = relationship(back_populates="grounds", info={"label": "通报约谈"})
    finding: Mapped[SupervisionFinding | None] = relationship(info={"label": "督导检查问题"})
    alert: Mapped[Alert | None] = relationship(info={"label": "预警"})
