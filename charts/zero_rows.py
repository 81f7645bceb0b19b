"""Which households should have left the register and have not (应退未退): the number and its list ask it here.

All are in the register today. Grounds that the rules see complete are proposed by themselves; what
stands here is what nobody proposed, and what was proposed and lies undecided beyond its term.
Reading: docs/decisions/0042.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    literal_column,
    or_,
    select,
    union,
)

from charts.metrics import Metric
from models import Alert, Employment, Exit, Household, Member
from policy.terms import Status as S
from policy.terms import Tone, WarningCode
from workflow.report_figures import CountedRows, always

H = Household
PROPOSED: Final = H.id.in_(select(Exit.household_id).where(Exit.approved.is_(None)))
STANDS: Final = Alert.cleared_on.is_(None)


def warned(*codes: WarningCode) -> ColumnElement[bool]:
    """A red warning of one of these kinds stands."""
    return H.id.in_(
        select(Alert.household_id).where(
            Alert.code.in_(codes), Alert.tone == Tone.RED, STANDS, Alert.household_id.is_not(None)
        )
    )


UNVERIFIED_JOB: Final = and_(
    Employment.verified.is_(False), Employment.voided_at.is_(None), Employment.ended_on.is_(None)
)
WORKING: Final = and_(
    Member.state == literal_column("'employed'"), Member.voided_at.is_(None), Member.is_open.is_(True)
)
"""Of an open episode, as every household in the register is: the condition of an index of these few."""
UNVERIFIED: Final = (
    select(Employment.id).where(Employment.household_id == H.id, UNVERIFIED_JOB).correlate(H).exists()
)
SAID_TO_WORK: Final = (
    select(Member.id).where(Member.household_id == H.id, WORKING).correlate(H).exists()
)
KINDS: Final[Mapping[str, tuple[str, ColumnElement[bool]]]] = {
    "stays_placed": ("已实现就业，没有退出建议", and_(H.placed_on.is_not(None), ~PROPOSED)),
    "stays_unverified": ("有就业登记尚未核验", and_(H.placed_on.is_(None), UNVERIFIED, ~PROPOSED)),
    "stays_working": (
        "成员状态为就业，没有核验的就业登记",
        and_(H.placed_on.is_(None), SAID_TO_WORK, ~UNVERIFIED, ~PROPOSED),
    ),
    "stays_hit": ("比对命中，影响认定", and_(warned(WarningCode.COMPARISON), ~PROPOSED)),
    "stays_counted": (
        "拒绝推荐或无法联系满次数，没有退出建议",
        and_(warned(WarningCode.REFUSALS, WarningCode.CONTACTS), ~PROPOSED),
    ),
    "stays_undecided": ("退出建议逾期未审批", and_(PROPOSED, warned(WarningCode.PROPOSAL))),
}
ANY: Final = "stays"
"""Any of them; a household that is two of them counts once."""
FEW: Final = H.id.in_(union(
    select(H.id).where(H.status == literal_column("'recognised'"), H.placed_on.is_not(None)),
    select(Employment.household_id).where(UNVERIFIED_JOB),
    select(Member.household_id).where(WORKING),
    select(Alert.household_id).where(
        Alert.code.in_((WarningCode.COMPARISON, WarningCode.REFUSALS, WarningCode.CONTACTS, WarningCode.PROPOSAL)),
        Alert.tone == Tone.RED, STANDS, Alert.household_id.is_not(None),
    ),
))
"""All that can be one of them: each part from an index of few, so that the register is not read as a whole."""


def in_register(since: date, until: date, today: date) -> ColumnElement[bool]:
    return and_(H.status == S.RECOGNISED, FEW)


ROWS: Final[Mapping[str, CountedRows]] = {
    ANY: CountedRows(H, in_register, always(or_(false(), *(met for _label, met in KINDS.values())))),
    **{key: CountedRows(H, in_register, always(met)) for key, (_label, met) in KINDS.items()},
}
LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    ANY: ("应退未退",), **{key: ("应退未退", label) for key, (label, _met) in KINDS.items()},
}

CHECKED: Final = "102-5-3"
METRICS: Final = (
    Metric("quiet", "连续为零月数", "最近一次认定之后，已满几个月没有新认定",
           "最近一次认定日期至今天（期末）的整月数；从未认定的，自全省首次认定之日起算", "月", CHECKED),
    Metric("expected", "预计户数", "按全省平均水平，这些月份里本该认定多少户",
           "全省每千万城镇人口每月认定户数×本地城镇常住人口×月数；没有人口数的不计算", "户", CHECKED,
           "人口普查和机构登记的城镇常住人口；没有县级数的按社区数分摊，注明估算"),
    Metric("odds", "纯属偶然的概率", "如果当地和全省平均水平一样，仍然这么少（或更少）的可能性有多大",
           "泊松分布：全部为零时为e的负预计户数次方；有认定时为不多于实际户数的概率", "%", CHECKED),
    Metric("tone", "预警颜色", "两条规则并列，先到的为准（预警“认定持续为零”W16）",
           "按月数：连续3个月黄色、6个月红色；按概率：不高于37%黄色、不高于5%红色；数值可由各地调整",
           "", CHECKED),
    Metric("leads", "应认未认线索", "可能符合条件而还没有申请的家庭",
           "未引导也未核实的疑似户；其中超过引导期限的；重点监控家庭失去就业、退出后再失业且预警未解除的",
           "户", "102-4-1", "入户摸底排查、重点监控及退出后跟踪的记录"),
    Metric(ANY, "应退未退", "仍在册，但已有退出情形或有人就业，还没有退出建议或建议逾期未审批的家庭",
           "状态为已认定，且：已实现就业、有就业登记未核验或成员状态为就业，比对命中影响认定，"
           "拒绝推荐或无法联系满次数——均没有待批的退出建议；或退出建议逾期未审批。一户符合几项的只计一次",
           "户", "102-3"),
)
