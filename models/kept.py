"""Figures kept by office: written in the transaction of the act itself (access.kept), never by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.base import Base, coded, field, sought
from policy.figures import Figure
from policy.people import Feature
from policy.spans import Span
from policy.tallies import Tally


class OfFigure:
    """One figure of an office and of all beneath it. `total` may be negative, as a change is.

    Walked by (office, figure, day): the days of a period lie together, so that one pass adds them up.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    @declared_attr
    def office_id(cls) -> Mapped[int]:
        return mapped_column(
            ForeignKey("office.id"), primary_key=True, sort_order=-3, info={"label": "机构"}
        )

    figure: Mapped[Figure] = field("指标", coded(Figure), primary_key=True, sort_order=-2)
    day: Mapped[date] = field("日期", primary_key=True, sort_order=-1)
    total: Mapped[int] = field("户数")


class KeptDay(OfFigure, Base):
    """What a figure of an office came to on one day; a day without any has no row, or zero."""

    __tablename__ = "kept_day"
    __label__ = "逐日留存数"


class KeptMonth(OfFigure, Base):
    """The days of one month together; `day` is its first."""

    __tablename__ = "kept_month"
    __label__ = "逐月留存数"


class KeptSpan(Base):
    """A figure of two days (policy.spans), of the province, a unit or a county and all beneath it.

    Streets and communities have few rows, which are counted themselves.
    """

    __tablename__ = "kept_span"
    __label__ = "逐段留存数"
    __table_args__ = {"sqlite_with_rowid": False}

    office_id: Mapped[int] = mapped_column(
        ForeignKey("office.id"), primary_key=True, info={"label": "机构"}
    )
    span: Mapped[Span] = field("指标", coded(Span), primary_key=True)
    day: Mapped[date] = field("日期", primary_key=True)
    other: Mapped[date] = field("另一日期", primary_key=True)
    total: Mapped[int] = field("数量")


class KeptTrait(Base):
    """How many families or persons of a month are of that kind (policy.people), of a unit or a county.

    `month` is the first day of the month of recognition, or NOW. The province is its units and itself.
    """

    __tablename__ = "kept_trait"
    __label__ = "人群留存数"
    __table_args__ = {"sqlite_with_rowid": False}

    office_id: Mapped[int] = mapped_column(
        ForeignKey("office.id"), primary_key=True, info={"label": "机构"}
    )
    feature: Mapped[Feature] = field("特征", coded(Feature), primary_key=True)
    month: Mapped[date] = field("认定月份", primary_key=True)
    value: Mapped[str] = field("取值", sought(20), primary_key=True)
    total: Mapped[int] = field("数量")


class KeptTally(Base):
    """A number by day and value (policy.tallies), of the province, a unit or a county and all beneath it."""

    __tablename__ = "kept_tally"
    __label__ = "分类留存数"
    __table_args__ = {"sqlite_with_rowid": False}

    office_id: Mapped[int] = mapped_column(
        ForeignKey("office.id"), primary_key=True, info={"label": "机构"}
    )
    tally: Mapped[Tally] = field("指标", coded(Tally), primary_key=True)
    day: Mapped[date] = field("日期", primary_key=True)
    value: Mapped[str] = field("取值", sought(20), primary_key=True)
    total: Mapped[int] = field("数量")
