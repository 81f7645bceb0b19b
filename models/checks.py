"""What is looked into before a recognition: comparisons, visits, publicity, objections, opinions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Instant, Recorded, Versioned, Voidable, coded, field
from models.household import OfHousehold, officer
from models.member import Member
from models.office import by_ancestor
from models.sealed import Sealed
from policy.aid_terms import Rating
from policy.posting import PostingEnd
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    ObjectionFinding,
    OpinionStage,
    VisitPurpose,
    VisitWay,
)


class Visit(OfHousehold, Recorded, Voidable, Versioned, Base):
    """One visit or call; one that found nobody is a visit too (`reached` is false).

    `client_key` is given by the telephone that entered it, so that a line sent twice is one visit.
    """

    __tablename__ = "visit"
    __label__ = "走访记录"
    __table_args__ = (
        CheckConstraint("visitor_2 IS NULL OR visitor_2 <> visitor_1", name="two_visitors"),
        Index(None, "visited_on", "id"),
        Index("uq_visit_client_key", "client_key", unique=True),
        *by_ancestor("visit", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visited_on: Mapped[date] = field("走访日期")
    purpose: Mapped[VisitPurpose] = field("目的", coded(VisitPurpose))
    way: Mapped[VisitWay] = field("方式", coded(VisitWay))
    reached: Mapped[bool] = field("联系上", default=True)
    visitor_1: Mapped[str] = field("走访人一", String(50))
    visitor_2: Mapped[str | None] = field("走访人二", String(50), help="走访核实须两人（通知二（二））")
    interviewee: Mapped[str | None] = field("受访人", String(50), personal=True)
    findings: Mapped[str] = field("走访情况", String(500), personal=True)
    difficulties: Mapped[str | None] = field("困难与诉求", String(300), personal=True)
    handling: Mapped[str | None] = field("处理情况", String(300))
    handled_on: Mapped[date | None] = field("办结日期")
    called: Mapped[str | None] = field("拨打号码", Sealed("visit.called"), personal=True)
    called_last4: Mapped[str | None] = field("拨打号码尾号", String(4), personal=True)
    work_seen: Mapped[str | None] = field("就业失业状况", String(100))
    benefits_seen: Mapped[str | None] = field("政策享受情况", String(100))
    rating: Mapped[Rating | None] = field("援助服务评价", coded(Rating))
    client_key: Mapped[str | None] = field("离线登记编号", String(36))

    @validates("called")
    def _called_tail(self, _: str, value: str | None) -> str | None:
        self.called_last4 = value[-4:] if value else None
        return value


class Comparison(OfHousehold, Recorded, Voidable, Versioned, Base):
    """One question put to another department's records, its answer, and an officer's decision on it."""

    __tablename__ = "comparison"
    __label__ = "比对结果"
    __table_args__ = (
        CheckConstraint("(decision = 'open') = (decided_on IS NULL)", name="decided_when_decided"),
        *by_ancestor("comparison", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    source: Mapped[str] = field("数据来源", String(30))
    batch_no: Mapped[str | None] = field("批次号", String(30))
    compared_on: Mapped[date] = field("比对日期")
    result: Mapped[ComparisonResult] = field("比对结果", coded(ComparisonResult))
    details: Mapped[str | None] = field("命中内容", String(500), personal=True)
    decision: Mapped[ComparisonDecision] = field(
        "人工判定", coded(ComparisonDecision), default=ComparisonDecision.OPEN
    )
    decided_on: Mapped[date | None] = field("判定日期")
    decided_by_id: Mapped[int | None] = officer("判定人")
    decision_note: Mapped[str | None] = field("判定说明", String(300))

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})


class Publicity(OfHousehold, Recorded, Versioned, Base):
    """One posting of one masked notice. Another text is another posting, with a clock of its own.

    `text` is what was posted, whole: page, sheet and PDF are made of it (policy.posting).
    """

    __tablename__ = "publicity"
    __label__ = "公示"
    __table_args__ = (
        CheckConstraint("until > posted_on", name="lasts"),
        CheckConstraint("ended IS NULL OR taken_down_on IS NOT NULL", name="ended_when_down"),
        Index(None, "posted_on", "id"),
        Index(
            "ix_publicity_up", "until", "id",
            sqlite_where=text("taken_down_on IS NULL"),
            postgresql_where=text("taken_down_on IS NULL"),
        ),
        *by_ancestor("publicity", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = field("第几次公示", default=1)
    posted_on: Mapped[date] = field("公示起")
    until: Mapped[date] = field("公示止")
    provisional: Mapped[bool] = field("止日为暂定", default=False)
    place: Mapped[str] = field("公示地点或网址", String(200))
    text: Mapped[str] = field("公示内容", Text)
    complaint_phone: Mapped[str] = field("监督电话", String(30))
    taken_down_on: Mapped[date | None] = field("撤下日期")
    ended: Mapped[PostingEnd | None] = field("撤下原因", coded(PostingEnd))
    posted_by_id: Mapped[int] = officer("发布人")


class Objection(OfHousehold, Recorded, Versioned, Base):
    """An objection raised against a publicity. While it is open nothing moves on.

    One from the public page has `received_at`, and a receipt of which only the hash is kept.
    """

    __tablename__ = "objection"
    __label__ = "公示异议"
    __table_args__ = (
        CheckConstraint("(finding = 'open') = (decided_on IS NULL)", name="decided_when_found"),
        Index("uq_objection_receipt_hash", "receipt_hash", unique=True),
        *by_ancestor("objection", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publicity_id: Mapped[int | None] = mapped_column(
        ForeignKey("publicity.id"), index=True, info={"label": "公示"}
    )
    raised_on: Mapped[date] = field("提出日期")
    raised_by: Mapped[str | None] = field("提出人", String(50), personal=True)
    reply_to: Mapped[str | None] = field("联系方式", Sealed("objection.reply_to"), personal=True)
    content: Mapped[str] = field("异议内容", String(500), personal=True)
    received_at: Mapped[datetime | None] = field("网上收到时间", Instant())
    receipt_hash: Mapped[str | None] = field("回执摘要", String(64))
    finding: Mapped[ObjectionFinding] = field(
        "核查结论", coded(ObjectionFinding), default=ObjectionFinding.OPEN
    )
    decided_on: Mapped[date | None] = field("结论日期")
    decided_by_id: Mapped[int | None] = officer("核查人")
    decision_note: Mapped[str | None] = field("核查说明", String(500))
    told: Mapped[str | None] = field("告知提出人", String(100))

    publicity: Mapped[Publicity | None] = relationship(info={"label": "公示"})


class Opinion(OfHousehold, Recorded, Base):
    """One signed box of the form: who agreed or not, when, with which words."""

    __tablename__ = "opinion"
    __label__ = "审核意见"
    __table_args__ = by_ancestor("opinion", "id")

    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[OpinionStage] = field("环节", coded(OpinionStage))
    agrees: Mapped[bool] = field("同意")
    words: Mapped[str] = field("意见", String(500))
    given_on: Mapped[date] = field("意见日期")
    given_by_id: Mapped[int] = officer("意见人")
