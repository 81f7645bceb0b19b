"""The numbers of the notice: how many, of what, from which day on, by which clause.

A number the notice leaves open, or a word of it we had to read one way, says so in `reading`,
so that a bureau can see what is law and what is our understanding of it. Never a literal in a
rule: ask `PUBLICITY_PERIOD.at(day)`.
Source: docs/notice.md; the readings are explained in docs/decisions.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.clauses import CLAUSES

ISSUED_ON: Final = date(2021, 6, 30)
"""The day the notice was issued and took effect."""


class NotYetInForce(LookupError):
    """No value applied on that day."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that is changed by decree; `values` lists it from each day it takes effect.

    `label` is its Chinese name. `reading` is empty where the clause itself says the number.
    """

    unit: str
    clause: str
    values: tuple[tuple[date, int], ...]
    label: str = ""
    reading: str = ""

    def __post_init__(self) -> None:
        days = [since for since, _ in self.values]
        if self.clause not in CLAUSES or not days or days != sorted(set(days)):
            raise ValueError(f"unknown clause, no value, or values out of order: {self}")

    def at(self, day: date) -> int:
        """The number in force on `day`; raises NotYetInForce before the first one."""
        place = bisect_right(self.values, day, key=lambda value: value[0])
        if not place:
            raise NotYetInForce(day)
        return self.values[place - 1][1]


NOT_SAID: Final = "通知未规定，按通行做法取值，可由各地调整"

LOCAL: Final = "各地标准不同：默认值只是占位，请按本地公布的标准和执行日期录入"


def noticed(unit: str, clause: str, value: int, label: str, reading: str = "") -> Parameter:
    """A number that has held since the notice took effect."""
    return Parameter(unit, clause, ((ISSUED_ON, value),), label, reading)


URBAN_ONLY = noticed("switch", "102-1-1", 1, "家庭成员均须为城镇户籍")
LEAST_MEMBERS = noticed("persons", "102-1", 1, "家庭人口下限", "通知未规定下限，1人户可以认定")
ALL_REGISTERED = noticed(
    "switch",
    "102-3-1",
    1,
    "复核认定时劳动力成员均须登记失业",
    "受理时提示，县级复核认定时须均已登记失业，或由县级写明理由",
)
INCOME_TEST = noticed(
    "kind",
    "102-1-3",
    0,
    "收入条件：0无，1无经营性或投资性收入，2家庭月收入低于最低工资，3人均低于低保标准",
    NOT_SAID,
)
MINIMUM_WAGE = noticed("yuan a month", "102-4-1", 1540, "最低工资标准（每月）", LOCAL)
SUBSISTENCE = noticed("yuan a month", "102-4-1", 600, "城市低保标准（每人每月）", LOCAL)
PENSIONER_BARS = noticed("switch", "102-1-3", 0, "家庭有领取养老金人员的不予认定", NOT_SAID)
SINGLE_BARS = noticed("switch", "102-1-3", 0, "单身且无未成年子女的不予认定", NOT_SAID)
UNTIL_PENSION = Parameter(
    "switch",
    "RET-2024",
    ((date(1995, 1, 1), 0),),
    "劳动年龄上限以实际领取养老金为准",
    "达到法定退休年龄或开始领取养老金，以早者为劳动年龄上限",
)

WORKING_AGE = Parameter("full years", "LL-15", ((date(1995, 1, 1), 16),), "劳动年龄下限")

ACCEPTANCE_PERIOD = noticed("working days", "102-2-1", 3, "受理期限", NOT_SAID)
VERIFICATION_PERIOD = noticed("working days", "102-2-2", 5, "核实期限", NOT_SAID)
COMPARISON_FRESH = noticed("days", "102-2-2", 30, "比对结果有效期", NOT_SAID)
VISITORS = noticed("persons", "102-2-2", 2, "走访人数", NOT_SAID)
PUBLICITY_PERIOD = noticed("working days", "102-2-2", 3, "公示期")
OBJECTION_PERIOD = noticed("working days", "102-2-2", 5, "异议核查期限", NOT_SAID)
COUNTY_REVIEW_PERIOD = noticed("working days", "102-2-3", 5, "县级复核期限", NOT_SAID)

REPORT_PERIOD = noticed("working days", "102-2-2", 3, "公示期满后上报期限", NOT_SAID)

EMPLOYED_MEMBERS = noticed("persons", "102-3-1", 1, "实现就业人数")
REFUSALS = noticed(
    "refusals",
    "102-3-2",
    3,
    "拒绝推荐就业次数",
    "“3次以上”包括3次（民法典第一千二百五十九条）；按成员分别计算，不要求连续",
)
REFUSAL_WINDOW = noticed(
    "months",
    "102-3-2",
    1,
    "拒绝推荐就业的期间",
    "“1个月内”滚动计算：第3次不晚于第1次的次月对应日，无对应日的为月末（民法典第二百零二条）",
)
CONTACT_FAILURES = noticed(
    "failures",
    "102-3-3",
    3,
    "连续无法联系次数",
    "同一天多次只算1次；任何一次联系上即重新计算",
)
CONTACT_WINDOW = noticed(
    "months",
    "102-3-3",
    1,
    "无法联系的期间",
    "“1个月内”滚动计算：第3次不晚于第1次的次月对应日，无对应日的为月末（民法典第二百零二条）",
)

EXIT_DECISION_PERIOD = noticed("working days", "102-3", 5, "退出建议审批期限", NOT_SAID)

PROMISE_PERIOD = noticed(
    "working days",
    "102-4-3",
    20,
    "承诺期限",
    "自加盖电子印章之日起算，当日不计入（民法典第二百零一条）",
)
GUIDANCE_OWED = noticed("services", "102-4-3", 1, "职业指导次数")
TRAINING_OWED = noticed("services", "102-4-3", 1, "技能培训信息次数")
REFERRALS_OWED = noticed("services", "102-4-3", 3, "岗位推荐次数")

FIRST_SERVICE_PERIOD = noticed("working days", "102-4-3", 5, "认定后首次服务期限", NOT_SAID)

VISIT_INTERVAL = noticed("months", "102-4-4", 1, "回访间隔")
FOLLOW_UP_PERIOD = noticed(
    "months", "102-4-4", 6, "退出后回访期", "通知未规定期限，取退出后6个月，可由各地调整"
)

WATCH_CONTRACT = noticed("months", "102-4-1", 6, "不稳定就业：合同期短于", NOT_SAID)
WATCH_UNINSURED = noticed("months", "102-4-1", 2, "不稳定就业：断保达到", NOT_SAID)
WATCH_POST_ENDING = noticed("days", "102-4-1", 60, "不稳定就业：公益性岗位到期前", NOT_SAID)
WATCH_JOB_LOSSES = noticed(
    "losses in 12 months", "102-4-1", 2, "不稳定就业：12个月内失业次数", NOT_SAID
)

WATCH_INCOME = noticed(
    "percent", "102-4-1", 150, "收入较低：人均收入低于低保标准的百分比", NOT_SAID
)
NO_RECOGNITION_YELLOW = noticed("months", "102-5-3", 3, "认定持续为零：黄色预警", NOT_SAID)
NO_RECOGNITION_RED = noticed("months", "102-5-3", 6, "认定持续为零：红色预警", NOT_SAID)
RECOGNITION_RATE = noticed(
    "households a month in 10 million urban residents",
    "102-5-3",
    66,
    "认定持续为零：全省每千万城镇人口每月认定户数",
    "按2023年1—11月全省1111户和城镇人口1524万人测算，可由各地调整",
)
ZERO_ODDS_YELLOW = noticed(
    "percent", "102-5-3", 37, "认定持续为零：黄色预警的概率上限", NOT_SAID
)
ZERO_ODDS_RED = noticed("percent", "102-5-3", 5, "认定持续为零：红色预警的概率上限", NOT_SAID)
OUTREACH_INTERVAL = noticed("months", "102-5-2", 12, "县（市、区）宣传活动间隔上限", NOT_SAID)
SWEEP_INTERVAL = noticed("months", "102-4-1", 3, "县（市、区）入户摸底排查间隔上限", NOT_SAID)
SUSPECT_PERIOD = noticed("days", "102-4-1", 15, "疑似户引导申报期限", NOT_SAID)

REPORT_START_DAY = noticed(
    "day of month",
    "102-5-3",
    1,
    "统计月的起始日",
    "通知未规定统计月：取自然月；填21的，每月统计上月21日至本月20日（人社统计制度的月报期）",
)

TARGETS_EXCEED = noticed(
    "switch", "102-5-3", 0, "下级目标之和可以超过本级目标",
    "层层分解：下级目标之和须等于本级目标；有差额的写明原因后可以保存。取1的，只须不少于本级",
)
SMALL_NUMBER = noticed(
    "households", "PIPL-28", 5, "大屏上少于几户不显示",
    "个人信息保护法未规定，按统计公布的通行做法取值，可由各地调整",
)

OFFICER_PERIOD = noticed("working days", "102-4-3", 3, "认定后确定帮扶责任人期限", NOT_SAID)
PLAN_PERIOD = noticed("working days", "102-4-2", 5, "认定后制定一人一策方案期限", NOT_SAID)
PLAN_REVIEW = noticed("months", "102-4-2", 3, "一人一策方案评估间隔上限", NOT_SAID)
OFFICER_LOAD = noticed("households", "102-4-3", 15, "一名帮扶责任人负责户数上限", NOT_SAID)
TICKET_PERIOD = noticed("working days", "102-4-4", 10, "困难诉求办理期限", NOT_SAID)
COMMUTE_MINUTES = noticed("minutes", "102-4-3", 90, "岗位推荐的通勤时间上限（单程）", NOT_SAID)
STABLE_FIRST = noticed("months", "102-4-4", 3, "稳定就业首次核查", NOT_SAID)
STABLE_SECOND = noticed("months", "102-4-4", 6, "稳定就业再次核查", NOT_SAID)
STABILITY_GRACE = noticed("working days", "102-4-4", 10, "稳定就业核查期限", NOT_SAID)
BENEFIT_YELLOW = noticed("days", "102-4-2", 30, "应享政策未落实：黄色预警", NOT_SAID)
BENEFIT_RED = noticed("days", "102-4-2", 60, "应享政策未落实：红色预警", NOT_SAID)
INSURANCE_MONTHS = noticed("months", "102-4-2", 36, "社会保险补贴最长月数", NOT_SAID)
POST_MONTHS = noticed("months", "102-4-2", 36, "岗位补贴最长月数", NOT_SAID)
PUBLIC_POST_MONTHS = noticed("months", "102-4-2", 36, "公益性岗位最长月数", NOT_SAID)
LOAN_MONTHS = noticed("months", "102-4-2", 36, "创业担保贷款贴息最长月数", NOT_SAID)
TAX_MONTHS = noticed("months", "102-4-2", 36, "税收减免最长月数", NOT_SAID)
NEAR_RETIREMENT = noticed(
    "years", "102-4-2", 5, "距法定退休不足几年的补贴可延长至退休", NOT_SAID
)
POST_BESIDE_PUBLIC_POST = noticed(
    "switch", "102-4-2", 0, "公益性岗位补贴与岗位补贴可同月享受", NOT_SAID
)
STARTUP_BESIDE_PUBLIC_POST = noticed(
    "switch", "102-4-2", 0, "公益性岗位补贴与初次创业补贴可同月享受", NOT_SAID
)
RELAPSE_PERIOD = noticed("months", "102-3", 12, "退出后再失业的跟踪期", NOT_SAID)

PARAMETERS: Final[dict[str, Parameter]] = {
    name: number for name, number in dict(globals()).items() if isinstance(number, Parameter)
}
"""Every number by name, in the order of the clauses, for the page that shows them."""
