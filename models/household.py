"""Households on file: one row is one application episode (一次申请/认定)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import (
    Mapped,
    MappedColumn,
    declared_attr,
    mapped_column,
    relationship,
    validates,
)

from models.base import Base, Recorded, Versioned, coded, field, filled_when, sought
from models.office import Placed, by_ancestor, by_order
from models.reference import SpecialCase
from models.sealed import Sealed
from models.user import User
from policy.terms import OPEN_STATUSES, ExitGround, HouseholdKind, Origin
from policy.terms import Status as S

HELD = (S.RECOGNISED, S.EXITED, S.REVOKED)
SIDEWAYS = (S.REJECTED, S.WITHDRAWN)
FROM_LEDGER = "origin = 'ledger'"
"""A household taken over from an old ledger has the day of its recognition and no earlier ones."""


def officer(label: str) -> MappedColumn[Any]:
    """A column that names an officer."""
    return mapped_column(ForeignKey("user.id"), info={"label": label})


def in_order(*columns: str) -> CheckConstraint:
    """Each date on or after the one before it; an empty one says nothing."""
    pairs = [
        f"({earlier} IS NULL OR {later} IS NULL OR {earlier} <= {later})"
        for n, later in enumerate(columns)
        for earlier in columns[:n]
    ]
    return CheckConstraint(" AND ".join(pairs), name="dates_in_order")


def open_promises() -> Iterator[Index]:
    """For each level: the households that still wait for work, by the day it was promised for."""
    waiting = text("placed_on IS NULL AND promise_due_on IS NOT NULL")
    for level in ("unit_id", "county_id", "street_id", "community_id", ""):
        columns = [c for c in (level, "status", "promise_due_on", "id") if c]
        yield Index(
            f"ix_household_{level or 'all'}_promise", *columns,
            sqlite_where=waiting, postgresql_where=waiting,
        )


def only(name: str, condition: str, *columns: str) -> Index:
    """An index of the few households of which that holds."""
    return Index(
        f"ix_household_{name}", *columns,
        sqlite_where=text(condition), postgresql_where=text(condition),
    )


class Household(Placed, Recorded, Versioned, Base):
    """One application episode of one family, from the draft to the exit.

    `family_no` stays when a family applies again (返零); `episode` counts on. `status`, the dates
    and officers of the steps and the numbers are written by workflow alone. Never deleted.
    """

    __tablename__ = "household"
    by_itself = True
    __label__ = "零就业家庭"
    __table_args__ = (
        UniqueConstraint("family_no", "episode"),
        UniqueConstraint("id", "is_open"),
        CheckConstraint(
            f"is_open = (status IN ({', '.join(repr(s.value) for s in OPEN_STATUSES)}))",
            name="open_while_in_procedure",
        ),
        filled_when("submitted_on", "status", tuple(s for s in S if s is not S.DRAFT),
                    (S.WITHDRAWN,), FROM_LEDGER),
        filled_when("verified_on", "status", (S.VERIFIED, S.PUBLICIZED, S.REPORTED, *HELD),
                    SIDEWAYS, FROM_LEDGER),
        filled_when("publicized_on", "status", (S.PUBLICIZED, S.REPORTED, *HELD),
                    SIDEWAYS, FROM_LEDGER),
        filled_when("publicized_until", "status", (S.PUBLICIZED, S.REPORTED, *HELD),
                    SIDEWAYS, FROM_LEDGER),
        filled_when("reported_on", "status", (S.REPORTED, *HELD), SIDEWAYS, FROM_LEDGER),
        filled_when("recognised_on", "status", HELD),
        filled_when("recognition_no", "status", HELD),
        filled_when("exited_on", "status", (S.EXITED,)),
        filled_when("exit_ground", "status", (S.EXITED,)),
        filled_when("returned_on", "status", (S.RETURNED,)),
        filled_when("rejected_on", "status", (S.REJECTED,)),
        filled_when("withdrawn_on", "status", (S.WITHDRAWN,)),
        filled_when("revoked_on", "status", (S.REVOKED,)),
        in_order("applied_on", "submitted_on", "verified_on", "publicized_on", "reported_on",
                 "recognised_on", "exited_on"),
        CheckConstraint("publicized_until > publicized_on", name="publicity_lasts"),
        CheckConstraint("reported_on > publicized_until", name="reported_after_publicity"),
        CheckConstraint("assisted_on >= recognised_on", name="assisted_after_recognition"),
        CheckConstraint("assisted_on IS NULL OR recognised_on IS NOT NULL",
                        name="assisted_if_recognised"),
        CheckConstraint("verified_by_id <> submitted_by_id", name="verified_by_another"),
        CheckConstraint("recognised_by_id <> verified_by_id", name="recognised_by_another"),
        CheckConstraint("recognised_by_id <> submitted_by_id", name="recognised_by_a_third"),
        by_order("household", "head_name"),
        by_order("household", "head_pinyin"),
        by_order("household", "head_initials"),
        Index(None, "status", "id"),
        Index(None, "recognised_on", "id"),
        Index(None, "exited_on", "id"),
        Index(None, "assisted_on", "id"),
        by_order("household", "applied_on"),
        *by_ancestor("household", "id"),
        *by_ancestor("household", "status", "id"),
        *by_ancestor("household", "recognised_on"),
        Index("ix_household_traits", "unit_id", "recognised_on", "size", "kind", "low_income_no"),
        *by_ancestor("household", "assisted_on"),
        *by_ancestor("household", "exited_on"),
        *open_promises(),
        only("missed", "placed_on IS NULL OR placed_on > promise_due_on", "promise_due_on", "id"),
        only("placed", "status = 'recognised' AND placed_on IS NOT NULL", "status", "placed_on", "id"),
        only("again", "episode > 1", "recognised_on", "id"),
        only("revoked", "revoked_on IS NOT NULL", "revoked_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    family_no: Mapped[str] = field("家庭编号", sought(20))
    episode: Mapped[int] = field("第几次申请", default=1)
    kind: Mapped[HouseholdKind] = field(
        "家庭类型", coded(HouseholdKind), default=HouseholdKind.ORDINARY
    )
    special_case_id: Mapped[int | None] = mapped_column(
        ForeignKey("special_case.id"), info={"label": "特殊情形"}
    )
    origin: Mapped[Origin] = field("申请渠道", coded(Origin), default=Origin.DESK)
    status: Mapped[S] = field("状态", coded(S), default=S.DRAFT)
    is_open: Mapped[bool] = field("在办", default=True)

    head_name: Mapped[str] = field("申请人姓名", sought(50), personal=True)
    head_pinyin: Mapped[str] = field("姓名拼音", sought(200), default="", personal=True)
    head_initials: Mapped[str] = field("拼音首字母", sought(50), default="", personal=True)
    phone: Mapped[str | None] = field("联系电话", Sealed("household.phone"), personal=True)
    phone_last4: Mapped[str | None] = field("电话尾号", String(4), personal=True)
    applied_on: Mapped[date] = field("申请日期")
    register_no: Mapped[str | None] = field("户口簿户号", String(30), personal=True)
    register_address: Mapped[str] = field(
        "户籍地址", String(200), personal=True, help="按户口簿首页住址填写（通知一（一））"
    )
    home_address: Mapped[str | None] = field("常住地址", String(200), personal=True)
    size: Mapped[int] = field("家庭人口", default=0)
    labour_members: Mapped[int] = field("劳动力人数", default=0)
    registered_members: Mapped[int] = field("登记失业人数", default=0)
    monthly_income: Mapped[Decimal | None] = field("家庭月收入（元）", Numeric(10, 2))
    business_income: Mapped[bool | None] = field("有经营性或投资性收入")
    income_source: Mapped[str | None] = field("收入来源", String(100))
    low_income_no: Mapped[str | None] = field("低保证号", String(30), personal=True)
    housing: Mapped[str | None] = field("住房情况", String(50))
    hardship: Mapped[str | None] = field("致困原因", String(200), personal=True)
    bank_name: Mapped[str | None] = field("开户银行", String(60))
    bank_account: Mapped[str | None] = field(
        "银行账号", Sealed("household.bank_account"), personal=True
    )
    bank_account_last4: Mapped[str | None] = field("账号尾号", String(4), personal=True)
    remarks: Mapped[str | None] = field("备注", String(500), personal=True)

    submitted_on: Mapped[date | None] = field("提交日期")
    verified_on: Mapped[date | None] = field("初审日期")
    publicized_on: Mapped[date | None] = field("公示起")
    publicized_until: Mapped[date | None] = field("公示止")
    reported_on: Mapped[date | None] = field("上报日期")
    recognised_on: Mapped[date | None] = field("认定日期")
    recognition_no: Mapped[str | None] = field("认定编号", String(40), unique=True)
    promise_due_on: Mapped[date | None] = field("承诺到期日")
    promise_provisional: Mapped[bool] = field("承诺到期日为暂定", default=False)
    assisted_on: Mapped[date | None] = field("首次援助日期")
    placed_on: Mapped[date | None] = field("首次就业日期")
    picky_on: Mapped[date | None] = field("首次无正当理由拒绝日期", help="挑拣：不计入“不挑不拣”的承诺统计")
    exited_on: Mapped[date | None] = field("退出日期")
    exit_ground: Mapped[ExitGround | None] = field("退出情形", coded(ExitGround))
    returned_on: Mapped[date | None] = field("退回日期")
    rejected_on: Mapped[date | None] = field("不予认定日期")
    withdrawn_on: Mapped[date | None] = field("撤回日期")
    revoked_on: Mapped[date | None] = field("撤销日期")
    acted_on: Mapped[date | None] = field("最近办理")
    submitted_by_id: Mapped[int | None] = officer("提交人")
    verified_by_id: Mapped[int | None] = officer("初审人")
    reported_by_id: Mapped[int | None] = officer("上报人")
    recognised_by_id: Mapped[int | None] = officer("复核认定人")
    exited_by_id: Mapped[int | None] = officer("退出审批人")
    assigned_to_id: Mapped[int | None] = officer("帮扶责任人")

    assigned_to: Mapped[User | None] = relationship(
        foreign_keys=[assigned_to_id], info={"label": "帮扶责任人"}
    )
    special_case: Mapped[SpecialCase | None] = relationship(info={"label": "特殊情形"})

    def __str__(self) -> str:
        return self.family_no

    @staticmethod
    def beside(values: dict[str, Any]) -> dict[str, Any]:
        """The columns that follow from these values, for rows laid down without an object."""
        phone = values["phone"]
        return {"phone_last4": phone[-4:] if phone else None, "is_open": values["status"] in OPEN_STATUSES}

    @validates("phone")
    def _phone_tail(self, _: str, value: str | None) -> str | None:
        self.phone_last4 = value[-4:] if value else None
        return value

    @validates("bank_account")
    def _account_tail(self, _: str, value: str | None) -> str | None:
        self.bank_account_last4 = value[-4:] if value else None
        return value

    @validates("status")
    def _open_or_closed(self, _: str, value: S) -> S:
        self.is_open = value in OPEN_STATUSES
        return value


class OfHousehold(Placed):
    """Rows that belong to a household: they lie where it lies and are seen by whoever sees it."""

    @declared_attr
    def household_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("household.id"), index=True, info={"label": "家庭"})

    @declared_attr
    def household(cls) -> Mapped[Household]:
        return relationship(
            "Household", foreign_keys=[cls.household_id], info={"label": "家庭"}  # type: ignore[list-item]
        )
