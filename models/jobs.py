"""The pool of jobs (岗位库, 四(三)): employers, and the vacancies they offer.

Not scoped: a vacancy of one county may suit a member of another; who may write is
workflow.records' to say.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Recorded, Versioned, Voidable, coded, field, sought
from models.office import Office
from policy.aid_terms import Strain
from policy.terms import EmploymentForm

STANDS = text("voided_at IS NULL")


class Employer(Recorded, Voidable, Versioned, Base):
    """An employer, by its unified social credit code (统一社会信用代码, GB 32100)."""

    __tablename__ = "employer"
    __label__ = "用人单位"
    __table_args__ = (
        Index("uq_employer_credit_code", "credit_code", unique=True, sqlite_where=STANDS,
              postgresql_where=STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = field("单位名称", sought(100), index=True)
    credit_code: Mapped[str] = field("统一社会信用代码", String(18))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True, info={"label": "所在地"})
    address: Mapped[str | None] = field("单位地址", String(200))
    contact: Mapped[str | None] = field("招聘联系人", String(50), personal=True)
    hotline: Mapped[str | None] = field("招聘电话", String(30))
    key_employer: Mapped[bool] = field("重点企业", default=False, help="参与提供零就业家庭岗位的重点企业（通知四（三））")

    office: Mapped[Office] = relationship(info={"label": "所在地"})

    def __str__(self) -> str:
        return self.name


class Vacancy(Recorded, Voidable, Versioned, Base):
    """One vacancy: how many heads, what it asks, what it pays, where, and until when it is open.

    `office_id` is the office that collected it, `place_id` where one works. `hired` follows the
    services that led to work, of whatever county (workflow.recommendations).
    """

    __tablename__ = "vacancy"
    __label__ = "岗位"
    __table_args__ = (
        CheckConstraint("head_count >= 1", name="somebody_wanted"),
        CheckConstraint("wage_to >= wage_from", name="wages_in_order"),
        CheckConstraint("age_to >= age_from", name="ages_in_order"),
        CheckConstraint("open_until >= open_from", name="ends_after_start"),
        CheckConstraint("(closed_on IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
        CheckConstraint("hired >= 0", name="nobody_less_than_none"),
        Index(None, "open_until", "id"),
        Index(None, "place_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(
        ForeignKey("employer.id"), index=True, info={"label": "用人单位"}
    )
    office_id: Mapped[int] = mapped_column(
        ForeignKey("office.id"), index=True, info={"label": "采集机构"}
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "工作地点"})
    title: Mapped[str] = field("岗位名称", sought(60))
    form: Mapped[EmploymentForm] = field(
        "就业形式", coded(EmploymentForm), default=EmploymentForm.UNIT
    )
    head_count: Mapped[int] = field("招聘人数", default=1)
    wage_from: Mapped[Decimal] = field("月薪起（元）", Numeric(10, 2))
    wage_to: Mapped[Decimal | None] = field("月薪止（元）", Numeric(10, 2))
    has_contract: Mapped[bool] = field("签订劳动合同", default=True)
    insures: Mapped[bool] = field("缴纳社会保险", default=True)
    education: Mapped[str | None] = field("最低文化程度", String(2), help="不限的留空")
    age_from: Mapped[int | None] = field("年龄下限")
    age_to: Mapped[int | None] = field("年龄上限")
    skills: Mapped[str | None] = field("技能要求", String(100))
    strain: Mapped[Strain] = field("体力强度", coded(Strain), default=Strain.ORDINARY)
    nights: Mapped[bool] = field("夜班或倒班", default=False)
    suits_disabled: Mapped[bool] = field("适合残疾人", default=False)
    duties: Mapped[str | None] = field("工作内容", String(300))
    open_from: Mapped[date] = field("招聘起始日期")
    open_until: Mapped[date] = field("招聘截止日期")
    hired: Mapped[int] = field("已录用人数", default=0)
    closed_on: Mapped[date | None] = field("停止招聘日期")
    closed_reason: Mapped[str | None] = field("停止招聘原因", String(100))

    employer: Mapped[Employer] = relationship(info={"label": "用人单位"})
    office: Mapped[Office] = relationship(foreign_keys=[office_id], info={"label": "采集机构"})
    place: Mapped[Office] = relationship(foreign_keys=[place_id], info={"label": "工作地点"})

    def __str__(self) -> str:
        return self.title
