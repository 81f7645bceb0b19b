"""What befalls recognised households (三(四)), and the families watched (四(一))."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Recorded, Versioned, Voidable, coded, field, sought
from models.household import OfHousehold
from models.member import Member
from models.office import Placed, by_ancestor
from models.sealed import Sealed
from policy.terms import EmploymentForm, LifeEvent, WatchEnd


class LifeChange(OfHousehold, Recorded, Voidable, Versioned, Base):
    """A change in a recognised household that may end its assistance (三(四)).

    Of one member, or of the whole household (own wish, moved away) where `member_id` is empty.
    """

    __tablename__ = "life_change"
    __label__ = "家庭变动"
    __table_args__ = (Index(None, "happened_on", "id"), *by_ancestor("life_change", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True, info={"label": "成员"}
    )
    what: Mapped[LifeEvent] = field("变动情形", coded(LifeEvent))
    happened_on: Mapped[date] = field("发生日期")
    evidence: Mapped[str] = field("依据材料", String(200))
    remarks: Mapped[str | None] = field("备注", String(300), personal=True)

    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], info={"label": "成员"})


class Watch(Placed, Recorded, Voidable, Versioned, Base):
    """A family with one earner only, whose income is low or whose work is unstable (四(一)).

    It is no zero-employment household yet: it stands here until its work is stable, or until it
    loses that work (`lost_job_on`) and applies.
    """

    __tablename__ = "watch"
    by_itself = True
    __label__ = "重点监控家庭"
    __table_args__ = (
        CheckConstraint("size >= 1", name="somebody"),
        CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name="ended_how"),
        CheckConstraint("ended_on >= listed_on", name="ends_after_listing"),
        CheckConstraint("contract_until >= contract_from", name="contract_in_order"),
        CheckConstraint("job_losses >= 0", name="losses_not_negative"),
        Index(None, "listed_on", "id"),
        *by_ancestor("watch", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    head_name: Mapped[str] = field("户主姓名", sought(50), personal=True)
    phone: Mapped[str | None] = field("联系电话", Sealed("watch.phone"), personal=True)
    phone_last4: Mapped[str | None] = field("电话尾号", String(4), personal=True)
    home_address: Mapped[str | None] = field("常住地址", String(200), personal=True)
    size: Mapped[int] = field("家庭人口")
    earner_name: Mapped[str] = field("唯一就业者", String(50), personal=True)
    form: Mapped[EmploymentForm] = field("就业形式", coded(EmploymentForm))
    employer: Mapped[str | None] = field("就业单位", String(100))
    wage: Mapped[Decimal | None] = field("月收入（元）", Numeric(10, 2))
    monthly_income: Mapped[Decimal | None] = field("家庭月收入（元）", Numeric(10, 2))
    has_contract: Mapped[bool | None] = field("签订劳动合同")
    contract_from: Mapped[date | None] = field("合同起")
    contract_until: Mapped[date | None] = field("合同或岗位止")
    insured_until: Mapped[date | None] = field("参保缴费至")
    job_losses: Mapped[int] = field("近12个月失业次数", default=0)
    listed_on: Mapped[date] = field("列入日期")
    tracked_on: Mapped[date | None] = field("最近跟踪日期")
    measures: Mapped[str | None] = field("干预措施", String(300))
    lost_job_on: Mapped[date | None] = field("失去就业日期")
    ended_on: Mapped[date | None] = field("解除日期")
    ending: Mapped[WatchEnd | None] = field("解除情形", coded(WatchEnd))
    ending_note: Mapped[str | None] = field("解除说明", String(200))

    def __str__(self) -> str:
        return str(self.id)

    @validates("phone")
    def _phone_tail(self, _: str, value: str | None) -> str | None:
        self.phone_last4 = value[-4:] if value else None
        return value
