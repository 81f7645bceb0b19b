"""The persons of a household, as they stood on the day of the application."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Recorded, Versioned, Voidable, coded, field, sought
from models.household import Household
from models.office import Placed, by_ancestor, by_order
from models.sealed import Sealed, keys
from policy.terms import MemberState, RetirementGroup

IDENTITY = "member.id_no"
TRAITS = (
    "sex", "birth_on", "state", "urban", "education", "unemployment_cause", "unemployed_since", "skills",
)
"""What families are told apart by in charts.traits, which reads no more of a member than its index."""
STANDS = text("is_open AND voided_at IS NULL")


def identity_index(id_no: str) -> str:
    """The blind index under which a person with this (normalised) identity number is found."""
    return keys().blind(id_no, IDENTITY)


class Member(Placed, Recorded, Voidable, Versioned, Base):
    """One person in one episode.

    `is_open` follows the household's through the foreign key itself (ON UPDATE CASCADE), so that
    the partial unique index can say: one person stands in one open episode only.
    """

    __tablename__ = "member"
    __label__ = "家庭成员"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "is_open"],
            ["household.id", "household.is_open"],
            onupdate="CASCADE",
            name="fk_member_household",
        ),
        UniqueConstraint("household_id", "no"),
        Index(
            "uq_member_one_open_episode",
            "id_no_index",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        CheckConstraint("is_applicant = (relation = '01')", name="applicant_is_oneself"),
        Index("uq_member_one_applicant", "household_id", unique=True,
              sqlite_where=text("is_applicant AND voided_at IS NULL"),
              postgresql_where=text("is_applicant AND voided_at IS NULL")),
        Index(None, "id_no_index", "id"),
        by_order("member", "name"),
        by_order("member", "pinyin"),
        by_order("member", "initials"),
        *by_ancestor("member", "id"),
        Index("ix_member_working", "household_id",
              sqlite_where=text("state = 'employed' AND voided_at IS NULL AND is_open IS 1"),
              postgresql_where=text("state = 'employed' AND voided_at IS NULL AND is_open IS true")),
        Index("ix_member_traits", "household_id", "voided_at", "registered_on", *TRAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(info={"label": "家庭"})
    is_open: Mapped[bool] = field("在办", Boolean, default=True)
    no: Mapped[int] = field("序号")
    is_applicant: Mapped[bool] = field("申请人", default=False)
    name: Mapped[str] = field("姓名", sought(50), personal=True)
    pinyin: Mapped[str] = field("姓名拼音", sought(200), default="", personal=True)
    initials: Mapped[str] = field("拼音首字母", sought(50), default="", personal=True)
    id_no: Mapped[str] = field("公民身份号码", Sealed(IDENTITY), personal=True)
    id_no_index: Mapped[str] = field("身份号码索引", String(32), personal=True)
    id_no_last4: Mapped[str] = field("身份号码后四位", String(4), personal=True)
    sex: Mapped[str] = field("性别", String(1))
    birth_on: Mapped[date] = field("出生日期", personal=True)
    relation: Mapped[str] = field("与申请人关系", String(2), help="申请人本人选“本人”")
    relation_to_head: Mapped[str | None] = field("与户主关系", String(2))
    ethnic: Mapped[str | None] = field("民族", String(2))
    education: Mapped[str | None] = field("文化程度", String(2))
    marital: Mapped[str | None] = field("婚姻状况", String(2))
    health: Mapped[str | None] = field("健康状况", String(2), personal=True)
    political: Mapped[str | None] = field("政治面貌", String(2))
    urban: Mapped[bool] = field("城镇户籍", default=True, help="按户口簿首页住址判断（通知一（一））")
    book: Mapped[str] = field("户口簿", String(10), default="A", help="同一本户口簿填同一字母")
    co_living: Mapped[bool] = field("共同生活", default=True)
    capacity: Mapped[bool | None] = field("有劳动能力")
    wants_work: Mapped[bool | None] = field("有就业愿望")
    state: Mapped[MemberState] = field("人员状态", coded(MemberState))
    state_since: Mapped[date | None] = field("状态起始日期")
    registered_on: Mapped[date | None] = field("失业登记日期")
    registration_no: Mapped[str | None] = field("失业登记编号", String(30), personal=True)
    unemployed_since: Mapped[date | None] = field("失业时间")
    unemployment_cause: Mapped[str | None] = field("失业原因", String(2))
    retirement_group: Mapped[RetirementGroup | None] = field("退休类别", coded(RetirementGroup))
    retirement_source: Mapped[str | None] = field("退休类别依据", String(100))
    pension_from: Mapped[date | None] = field("养老金起领日期")
    workplace: Mapped[str | None] = field("单位或学校", String(100), personal=True)
    monthly_income: Mapped[Decimal | None] = field("月收入（元）", Numeric(10, 2))
    skills: Mapped[str | None] = field("技能特长", String(100))
    wished_job: Mapped[str | None] = field("求职意向", String(100))
    wished_training: Mapped[str | None] = field("培训意向", String(100))
    phone: Mapped[str | None] = field("联系电话", Sealed("member.phone"), personal=True)
    phone_last4: Mapped[str | None] = field("电话尾号", String(4), personal=True)
    remarks: Mapped[str | None] = field("备注", String(500), personal=True)

    household: Mapped[Household] = relationship(
        foreign_keys=[household_id],
        primaryjoin="Member.household_id == Household.id",
        info={"label": "家庭"},
    )

    def __str__(self) -> str:
        return f"{self.no}"

    @staticmethod
    def beside(values: dict[str, Any]) -> dict[str, Any]:
        """The columns that follow from these values, for rows laid down without an object."""
        phone, number = values["phone"], values["id_no"]
        return {
            "phone_last4": phone[-4:] if phone else None, "id_no_index": identity_index(number),
            "id_no_last4": number[-4:], "is_applicant": values["relation"] == "01",
        }

    @validates("id_no")
    def _identity_beside(self, _: str, value: str) -> str:
        self.id_no_index = identity_index(value)
        self.id_no_last4 = value[-4:]
        return value

    @validates("phone")
    def _phone_tail(self, _: str, value: str | None) -> str | None:
        self.phone_last4 = value[-4:] if value else None
        return value

    @validates("relation")
    def _applicant_or_not(self, _: str, value: str) -> str:
        self.is_applicant = value == "01"
        return value
