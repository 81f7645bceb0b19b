"""The columns of 《零就业家庭认定和援助情况统计表》: letter, heading, unit, and what each counts.

The letters are those the check rules (policy.report_rules) speak of. Source: domain list 4.3; how
the columns are read: docs/decisions/0032.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policy.aid_terms import PolicyKind
from policy.terms import Term


class ReportKind(Term):
    """How long the period of a report is."""

    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    YEAR = "year", "年报"


class ReportState(Term):
    """Where the report of one office for one period stands on its way up."""

    DRAFT = "draft", "未报送"
    SUBMITTED = "submitted", "待上级审核"
    ACCEPTED = "accepted", "已审核锁定"
    RETURNED = "returned", "退回重报"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column: `part` is the table it is printed in, `group` the heading it stands under.

    `sums` is whether the offices beneath add up to the whole; `rate` marks a share, kept as
    numerator and denominator columns elsewhere.
    """

    key: str
    label: str
    part: int
    clause: str
    definition: str
    group: str = ""
    unit: str = "户"
    sums: bool = True
    rate: tuple[str, ...] = ()


PARTS: Final = ("认定、在册与退出", "就业、服务与承诺", "政策、监控与累计")
PEOPLE, TIMES = "人", "人次"
C = ReportColumn

COLUMNS: Final[tuple[ReportColumn, ...]] = (
    C("A", "期初在册", 0, "102-3", "期初前一日已认定、尚未退出或撤销的家庭；上期已审核的，取上期审核的期末数"),
    C("A1", "期初调整", 0, "102-5-3", "上期审核锁定后的更正：期初实有户数减上期审核的期末数，须写明原因"),
    C("B", "受理", 0, "102-2-1", "提交申请日期在本期内的家庭"),
    C("C", "不予认定、撤回", 0, "102-2-3", "不予认定日期或撤回日期在本期内的家庭"),
    C("D", "新认定户数", 0, "102-2-3", "认定日期（加盖电子印章之日）在本期内的家庭，含其后退出、撤销的",
      "新认定"),
    C("E", "涉及劳动力人数", 0, "102-1", "本期新认定家庭的劳动力人数之和", "新认定", PEOPLE),
    C("F", "退出户数", 0, "102-3", "退出日期或撤销认定日期在本期内的家庭", "退出"),
    C("F1", "实现就业", 0, "102-3-1", "本期退出中，退出情形为实现就业的", "退出"),
    C("F2", "拒绝推荐", 0, "102-3-2", "本期退出中，退出情形为拒绝推荐就业3次以上的", "退出"),
    C("F3", "失去联系", 0, "102-3-3", "本期退出中，退出情形为连续3次无法联系的", "退出"),
    C("F4", "其他情形", 0, "102-3-4", "本期退出中，退出情形为其他的，以及撤销认定的", "退出"),
    C("G", "期末在册", 0, "102-3", "期末已认定、尚未退出或撤销的家庭", "期末"),
    C("H", "承诺期限内", 0, "102-4-3", "期末在册、尚无人就业、承诺到期日未过的家庭", "期末"),
    C("I", "逾期未就业", 0, "102-4-3", "期末在册、尚无人就业、承诺到期日已过的家庭", "期末"),
    C("I2", "已就业待退出", 0, "102-3-1", "期末在册、已有登记失业成员实现就业的家庭", "期末"),
    C("J", "援助户数", 1, "102-4-2", "认定后首次援助服务日期在本期内的家庭"),
    C("K", "人数", 1, "102-3-1", "本期首次核验属实的就业成员，按核验日期，每人每次认定只计一次", "实现就业", PEOPLE),
    C("L", "单位就业", 1, "102-3-1", "其中就业形式为单位就业的", "实现就业", PEOPLE),
    C("M", "个体、创业", 1, "102-3-1", "其中就业形式为个体经营、自主创业的", "实现就业", PEOPLE),
    C("N", "灵活就业", 1, "102-3-1", "其中就业形式为灵活就业的", "实现就业", PEOPLE),
    C("O", "公益性岗位", 1, "102-4-3", "其中就业形式为公益性岗位的", "实现就业", PEOPLE),
    C("O1", "其他形式", 1, "102-3-1", "其中就业形式为其他的", "实现就业", PEOPLE),
    C("P", "职业指导", 1, "102-4-3", "服务日期在本期内的职业指导，未联系上本人的不计", "援助服务", TIMES),
    C("Q", "培训信息", 1, "102-4-3", "服务日期在本期内的技能培训信息和技能培训，未联系上本人的不计", "援助服务", TIMES),
    C("R", "岗位推荐", 1, "102-4-3", "服务日期在本期内、计入次数的岗位推荐", "援助服务", TIMES),
    C("S1", "应回访", 1, "102-4-4", "本期各月应当回访的家庭", "按月回访"),
    C("S2", "已回访", 1, "102-4-4", "其中应访各月都按月回访的家庭", "按月回访"),
    C("RS", "回访率", 1, "102-4-4", "已回访户÷应回访户", "按月回访", "％", False, ("S2", "S1")),
    C("U1", "到期", 1, "102-4-3", "承诺到期日在本期内的家庭，不含到期前因其他情形退出和撤销认定的",
      "20个工作日承诺"),
    C("U2", "按期兑现", 1, "102-4-3", "其中到期日前（含当日）有人就业的家庭", "20个工作日承诺"),
    C("RU", "兑现率", 1, "102-4-3", "按期兑现户÷到期户", "20个工作日承诺", "％", False, ("U2", "U1")),
    C("V", "逾期未就业户", 1, "102-4-3", "期末超过承诺期限仍无人就业的家庭；为零即动态清零"),
    C("T", "享受政策", 2, "102-4-2", "本期任一日享受政策的成员，每人计一次，含以前开始享受的",
      "享受政策人数", PEOPLE),
    *(
        C(f"T{n}", kind.label, 2, "102-4-2", "其中享受该项政策的成员", "享受政策人数", PEOPLE)
        for n, kind in enumerate(PolicyKind, 1)
    ),
    C("W", "期末重点监控", 2, "102-4-1", "期末在重点监控名单上的家庭"),
    C("X", "返零户", 2, "102-3", "本期新认定中，本户此前曾退出、再次认定的家庭"),
    C("Y", "连续零认定", 2, "102-5-3", "截至本期末，连续没有新认定的月数；从未认定的，自全省首次认定起算", "", "月", False),
    C("Z1", "认定户数", 2, "102-5-3", "本年第一期至本期新认定户数之和", "本年累计"),
    C("Z2", "退出户数", 2, "102-5-3", "本年第一期至本期退出户数之和", "本年累计"),
    C("Z3", "就业人数", 2, "102-5-3", "本年第一期至本期实现就业人数之和", "本年累计", PEOPLE),
    C("RJ", "援助率", 2, "102-5-3", "已有人就业的家庭÷（期初、调整与新认定－承诺期限内－因其他情形退出）",
      "", "％", False, ("F1", "I2"))
)
BY_KEY: Final = {column.key: column for column in COLUMNS}
POLICY_OF: Final = {f"T{n}": kind for n, kind in enumerate(PolicyKind, 1)}
