"""What the columns of the ledgers say: one sentence for each that is worked out, and how the rest is read.

Source: domain list of ledgers 4.2; the clauses are those of 吉人社函〔2021〕102号.
"""

from __future__ import annotations

from typing import Final

from documents.columns import Column
from documents.layout import Kind

MASKED: Final = "档案登记的内容；涉及个人信息，未授权完整导出的予以遮盖"
WORKED_OUT: Final[dict[str, str]] = {
    "序号": "本表内的顺序号",
    "市(州)": "记录所在的市（州）",
    "县(市、区)": "记录所在的县（市、区）",
    "街道": "记录所在的街道（乡镇）",
    "社区": "记录所在的社区",
    "劳动年龄内人数": "申请之日年满16周岁、未到法定退休年龄且未领取养老金的成员数；女性退休类别未填的按较晚的年龄计算",
    "有劳动能力人数": "登记为有劳动能力的成员数",
    "比对日期及结论": "最近一次信息比对的日期，及对该次结果的认定结论",
    "走访日期": "最近一次核实情况的入户走访日期",
    "异议": "公示期间收到的异议件数及核查结论；没有的填“无”",
    "用时（工作日）": "受理之日的次日起至认定之日的工作日数（调休上班日计入，节假日不计）",
    "在册天数": "认定之日至退出之日的自然日数",
    "情形细目": "退出情形在代码表中的细目",
    "证据": "提出退出时登记的证据；其中的号码予以遮盖",
    "提出机构": "提出退出的经办人所在机构",
    "审批机构": "批准退出的机构，按批准当日的名称",
    "是否返零": "退出后是否再次认定为零就业家庭（所辖范围内），及再次认定日期",
    "累计指导": "该成员到本次为止累计接受的职业指导次数（四（三）1-1-3承诺）",
    "累计培训信息": "该成员到本次为止累计接受的技能培训信息次数（四（三）1-1-3承诺）",
    "累计岗位": "该成员到本次为止累计有效的岗位推荐次数（四（三）1-1-3承诺）",
    "剩余工作日": "计算截止日到承诺到期日的工作日数，负数为已逾期；不再计算的写明原因",
    "认定至就业（工作日）": "认定之日的次日起至就业之日的工作日数",
    "是否按期兑现": "就业日期是否不晚于承诺到期日；认定为挑拣岗位的单列",
    "是否签订劳动合同": "登记的合同情况；旧记录只有合同起止的按有合同计",
    "稳定就业3个月": "就业满3个月的核查结果：未满、未核查、是、否；此前已终止的为否",
    "稳定就业6个月": "就业满6个月的核查结果：未满、未核查、是、否；此前已终止的为否",
    "本期金额": "统计期间内发放的金额（按发放日期）",
    "累计金额": "到计算截止日为止发放的全部金额",
    "累计月数": "到计算截止日为止已发放的月数",
    "剩余月数": "核定月数减去已发放月数；已停止的为0，一次性补贴不填",
    "状态": "按计算截止日：享受中，或已停止及其原因",
    "月份": "本次回访对应的应访月份；未对应的为回访当月",
    "处理": "诉求转为工单的写工单办理情况，否则为回访时登记的处理",
    "办结日期": "工单办结日期；没有工单的为登记的处理日期",
    "诉求类型": "回访时诉求转为工单的类型",
    "连续未联系上次数": "到当日为止计入三（三）的连续未联系上次数",
    "拨打号码": "拨打的电话号码的尾号",
    "公示天数（工作日）": "公示起始日的次日起至截止日的工作日数（不少于3个工作日）",
    "异议及核查结论": "本次公示收到的异议件数及核查结论；没有的填“无”",
    "年龄": "计算截止日的周岁年龄",
    "户口性质": "城镇或农村，按户口所在地的城乡划分",
}
STANDING: Final[dict[str, str]] = {
    "状态": "现在的办理状态", "现在状态": "家庭现在的办理状态", "公示起": "公示的第一天",
    "公示止": "公示的最后一天",
}
"""Both by heading; the second where the column is a value of the record itself. A column that is not here is told of by its kind."""


def defined(column: Column) -> str:
    """What the column says."""
    head = column.head
    if head.text in STANDING and column.cell is not None:
        return STANDING[head.text]
    if head.text in WORKED_OUT:
        return WORKED_OUT[head.text]
    if column.codes:
        return f"档案登记的{head.text}，按代码表显示名称"
    if is_personal(head.text):
        return MASKED
    if head.kind is Kind.MONEY and "元" not in head.text:
        return f"档案登记的{head.text}（元）"
    return f"档案登记的{head.text}{'；其中的号码予以遮盖' if head.kind is Kind.LONG else ''}"


def is_personal(text: str) -> bool:
    words = ("姓名", "号码", "电话", "住址", "户主", "编号", "受访人", "接听", "健康", "信用代码")
    return any(word in text for word in words) and text != "认定编号"
