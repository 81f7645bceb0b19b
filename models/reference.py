"""What the procedure is measured by: code tables, the working calendar, targets, number series."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Recorded, Versioned, coded, field
from models.office import Office
from policy.terms import DayKind, Measure


class CodeEntry(Base):
    """One entry of a national or local code list; lists are data, a bureau may add to them."""

    __tablename__ = "code_entry"
    __label__ = "代码"
    __table_args__ = (UniqueConstraint("list", "code"), Index(None, "list", "sort"))

    id: Mapped[int] = mapped_column(primary_key=True)
    list: Mapped[str] = field("代码表", String(20))
    code: Mapped[str] = field("代码", String(10))
    name: Mapped[str] = field("名称", String(60))
    name_en: Mapped[str | None] = field("英文名称", String(80))
    standard: Mapped[str | None] = field("标准", String(40))
    sort: Mapped[int] = field("排序", default=0)
    valid: Mapped[bool] = field("有效", default=True)

    def __str__(self) -> str:
        return self.name


class CalendarYear(Base):
    """A year of the working calendar; `published` once the State Council's notice is entered."""

    __tablename__ = "calendar_year"
    __label__ = "工作日历年份"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info={"label": "年份"})
    published: Mapped[bool] = field("已公布")
    document: Mapped[str | None] = field("依据文件", String(100))


class CalendarDay(Base):
    """A day that is not what its weekday says: off, made up, or statutory in an unpublished year."""

    __tablename__ = "calendar_day"
    __label__ = "工作日历"

    on: Mapped[date] = mapped_column("on_day", primary_key=True, info={"label": "日期"})
    kind: Mapped[DayKind] = field("性质", coded(DayKind))
    name: Mapped[str] = field("节日", String(20))


class ParameterDecree(Recorded, Versioned, Base):
    """A number of the notice as an office and all beneath it hold it, from a day on.

    `parameter` is a name of policy.parameters. Decreed by the province, by a document.
    """

    __tablename__ = "parameter_decree"
    __label__ = "规则参数"
    __table_args__ = (
        UniqueConstraint("office_id", "parameter", "valid_from"),
        CheckConstraint("value >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parameter: Mapped[str] = field("参数", String(40))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "适用地区"})
    valid_from: Mapped[date] = field("执行日期")
    value: Mapped[int] = field("取值")
    basis: Mapped[str] = field("依据文件", String(120))
    basis_on: Mapped[date] = field("文件日期")
    remarks: Mapped[str | None] = field("说明", String(200))

    office: Mapped[Office] = relationship(info={"label": "适用地区"})


class SpecialCase(Recorded, Versioned, Base):
    """A special case (地方特殊情形, 一(三)) a region has decided on, by a document, with its approver.

    In force from `valid_from` to `valid_until`, both included; it is never changed, only ended.
    """

    __tablename__ = "special_case"
    __label__ = "特殊情形"
    __table_args__ = (
        UniqueConstraint("office_id", "name", "valid_from"),
        CheckConstraint("valid_until >= valid_from", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "适用地区"})
    name: Mapped[str] = field("情形名称", String(60))
    conditions: Mapped[str] = field("认定条件", String(300))
    basis: Mapped[str] = field("依据文件", String(120))
    basis_on: Mapped[date] = field("文件日期")
    approver: Mapped[str] = field("批准机构", String(60))
    valid_from: Mapped[date] = field("执行日期")
    valid_until: Mapped[date | None] = field("终止日期")

    office: Mapped[Office] = relationship(info={"label": "适用地区"})

    def __str__(self) -> str:
        return self.name

    def holds(self, path: str, on: date) -> bool:
        """Whether it is in force on that day for a household under that path."""
        running = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return running and path.startswith(self.office.path)


class Target(Recorded, Versioned, Base):
    """What an office is to reach in a year (五(三) 目标责任). Unit: households (户)."""

    __tablename__ = "target"
    __label__ = "目标任务"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "measure"),
        CheckConstraint("households >= 0", name="not_negative"),
        Index(None, "year", "measure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info={"label": "机构"})
    year: Mapped[int] = field("年度")
    measure: Mapped[Measure] = field("指标", coded(Measure))
    households: Mapped[int] = field("目标户数")
    basis: Mapped[str | None] = field("依据文件", String(100))

    office: Mapped[Office] = relationship(info={"label": "机构"})


class NumberSeries(Base):
    """The last number given out of a gapless series, e.g. seal numbers of one county and year."""

    __tablename__ = "number_series"
    __label__ = "编号"

    name: Mapped[str] = mapped_column(String(60), primary_key=True, info={"label": "系列"})
    last: Mapped[int] = field("最后编号")


class Installation(Base):
    """Facts about this installation, by name: the key fingerprint, whether the data are a demo."""

    __tablename__ = "installation"
    __label__ = "安装信息"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info={"label": "名称"})
    value: Mapped[str] = field("值", String(200))
