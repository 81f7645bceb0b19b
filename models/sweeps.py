"""Sweeps (入户摸底排查, 四（一）): the campaign, its visits block by block, the families found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Area, Base, Recorded, Versioned, Voidable, coded, field, sought
from models.household import Household
from models.office import OfOffice, Placed, by_ancestor
from models.sealed import Sealed
from policy.sweep_terms import UnfitReason

STANDS = text("voided_at IS NULL")
LINKED = text("household_id IS NOT NULL AND voided_at IS NULL")


class SweepCampaign(OfOffice, Recorded, Voidable, Versioned, Base):
    """One round of sweeps, ordered by an office for all communities beneath it.

    Read by the offices above and beneath alike, written by those above: a community must see what
    its county has ordered.
    """

    __tablename__ = "sweep_campaign"
    __label__ = "排查批次"
    __table_args__ = (
        CheckConstraint("until >= since", name="ends_after_start"),
        Index("uq_sweep_campaign_name", "office_id", "name", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "path", "id"),
        Index(None, "since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = field("批次名称", String(60))
    since: Mapped[date] = field("排查起")
    until: Mapped[date] = field("排查止")
    basis: Mapped[str] = field("排查依据", String(200))

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        parts = area.path.split(".")[:-1]
        above = [".".join(parts[:n]) + "." for n in range(1, len(parts))]
        return super().within(area) | cls.path.in_(above)


class SweepVisit(Placed, Recorded, Voidable, Versioned, Base):
    """One block of a community in one campaign: how many doors there are, how many were opened.

    A block stands once in a campaign, so that no door is counted twice; whoever was out is called
    on again, and the same line goes on.
    """

    __tablename__ = "sweep_visit"
    by_itself = True
    __label__ = "入户排查"
    __table_args__ = (
        CheckConstraint("households_due >= 1", name="somebody_lives_there"),
        CheckConstraint("households_visited BETWEEN 0 AND households_due", name="not_more_than_due"),
        CheckConstraint("sweeper_2 <> sweeper_1", name="two_sweepers"),
        Index("uq_sweep_visit_block", "campaign_id", "community_id", "block", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
        Index(None, "visited_on", "id"),
        *by_ancestor("sweep_visit", "campaign_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("sweep_campaign.id"), info={"label": "排查批次"})
    block: Mapped[str] = field("片区", String(60), help="楼栋、网格或街路门牌段；同一批次每片填一次")
    visited_on: Mapped[date] = field("走访日期")
    households_due: Mapped[int] = field("应排查户数")
    households_visited: Mapped[int] = field("已排查户数")
    sweeper_1: Mapped[str] = field("排查人一", String(50))
    sweeper_2: Mapped[str] = field("排查人二", String(50))
    findings: Mapped[str | None] = field("排查情况", String(300), personal=True)

    campaign: Mapped[SweepCampaign] = relationship(info={"label": "排查批次"})


class SuspectedFamily(Placed, Recorded, Voidable, Versioned, Base):
    """A family found at a sweep that may be a zero-employment household (疑似户).

    How far it has come follows from `guided_on`, from the application it led to and from `unfit`
    (policy.sweeps.suspect_state); nothing of it is entered twice.
    """

    __tablename__ = "suspected_family"
    by_itself = True
    __label__ = "疑似零就业家庭"
    __table_args__ = (
        CheckConstraint("size >= 1", name="somebody"),
        CheckConstraint("(unfit IS NULL) = (unfit_on IS NULL)", name="unfit_since"),
        CheckConstraint("unfit IS NULL OR household_id IS NULL", name="unfit_or_applied"),
        CheckConstraint("household_id IS NULL OR guided_on IS NOT NULL", name="applied_when_guided"),
        CheckConstraint("guided_on >= found_on", name="guided_after_found"),
        CheckConstraint("unfit_on >= found_on", name="unfit_after_found"),
        Index("uq_suspected_family_household", "campaign_id", "household_id", unique=True,
              sqlite_where=LINKED, postgresql_where=LINKED),
        Index(None, "household_id"),
        Index(None, "found_on", "id"),
        *by_ancestor("suspected_family", "campaign_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("sweep_campaign.id"), info={"label": "排查批次"})
    found_on: Mapped[date] = field("发现日期")
    head_name: Mapped[str] = field("户主姓名", sought(50), personal=True)
    phone: Mapped[str | None] = field("联系电话", Sealed("suspected_family.phone"), personal=True)
    phone_last4: Mapped[str | None] = field("电话尾号", String(4), personal=True)
    home_address: Mapped[str | None] = field("常住地址", String(200), personal=True)
    size: Mapped[int] = field("家庭人口")
    grounds: Mapped[str] = field("疑似依据", String(300), personal=True)
    guided_on: Mapped[date | None] = field("引导申报日期")
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), info={"label": "家庭"})
    unfit_on: Mapped[date | None] = field("核实日期")
    unfit: Mapped[UnfitReason | None] = field("不符合原因", coded(UnfitReason))
    unfit_note: Mapped[str | None] = field("核实说明", String(200), personal=True)

    campaign: Mapped[SweepCampaign] = relationship(info={"label": "排查批次"})
    household: Mapped[Household | None] = relationship(info={"label": "家庭"})

    def __str__(self) -> str:
        return str(self.id)

    @validates("phone")
    def _phone_tail(self, _: str, value: str | None) -> str | None:
        self.phone_last4 = value[-4:] if value else None
        return value
