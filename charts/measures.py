"""What the figures count, said once: the bar and the list it opens ask the same question.

A measure is a date a household has; it counts where that date lies in the period. The list of
households reads the same names (`recognised_on_from`, `recognised_on_to`, `office` …), so the
number on a bar is the number of rows behind it. Source: domain list of indicators 4.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from charts.metrics import Metric
from models import Household
from policy.terms import Measure
from workflow.standing import Promise, Standing


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure, the date it goes by, and its words: 认定, 认定户数."""

    measure: Measure
    date: InstrumentedAttribute[Any]
    label: str
    definition: str


RECOGNISED = Counted(
    Measure.RECOGNISED, Household.recognised_on, "认定",
    "认定日期（加盖电子印章之日）在期间内的家庭，含其后退出、撤销认定的家庭",
)
ASSISTED = Counted(
    Measure.ASSISTED, Household.assisted_on, "援助", "认定后首次援助服务的日期在期间内的家庭"
)
EXITED = Counted(
    Measure.EXITED, Household.exited_on, "退出", "县级批准退出的日期在期间内的家庭"
)
COUNTED = (RECOGNISED, ASSISTED, EXITED)

TARGET_SHARE = Metric(
    "target_share", "目标完成率", "期间内的户数占所涉年度全年目标的比例；未下达目标的不计算",
    "户数 ÷ 期间所涉年度的全年目标", "%", "102-5-3", "目标任务；本系统登记的家庭",
)
KEPT_RATE = Metric(
    "kept_rate", "按期兑现率",
    "承诺到期日在期间内的家庭中，到期日（含）以前已有一人就业的比例；认定为挑拣岗位的不计",
    "按期就业户数 ÷ 到期户数", "%", "102-4-3",
)
REGISTER = Metric(
    "register", "在册", "期末仍在认定状态的家庭：已认定，未退出，未撤销认定", "期末户数", "户", "102-3-1",
)
OVERDUE = Metric(
    "overdue", "超过承诺期限未就业",
    "期末在册、承诺到期日已过而无人就业的家庭；没有这样的家庭即为动态清零", "期末户数", "户", "102-1-1",
)
METRICS = (
    *(Metric(c.measure.value, c.label, c.definition, "期间内的户数", "户", clause)
      for c, clause in zip(COUNTED, ("102-2-3", "102-4-3", "102-3-1"), strict=True)),
    TARGET_SHARE, KEPT_RATE, REGISTER, OVERDUE,
)
"""The cards of the overview."""


def happened(counted: Counted, since: date, until: date) -> ColumnElement[bool]:
    """The measure's date lies in the period, both days included."""
    return counted.date.between(since, until)


def rows_behind(
    counted: Counted, office: int, since: date, until: date, *, own: bool = False
) -> dict[str, str]:
    """The parameters of the list with exactly the households a number of this measure counts."""
    key = counted.date.key
    return behind(office, own) | {
        f"{key}_from": since.isoformat(), f"{key}_to": until.isoformat()
    }


def standing_behind(standing: Standing, office: int, on: date) -> dict[str, str]:
    return behind(office) | {"standing": standing.value, "standing_on": on.isoformat()}


def promises_behind(state: Promise, office: int, since: date, until: date) -> dict[str, str]:
    return behind(office) | {
        "promise": state.value,
        "promise_due_on_from": since.isoformat(),
        "promise_due_on_to": until.isoformat(),
    }


def behind(office: int, own: bool = False) -> dict[str, str]:
    """`own` leaves out the offices beneath: what lies at the office itself (本级)."""
    return {"office": str(office)} | ({"own": "1"} if own else {})
