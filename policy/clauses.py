"""The clauses the system carries out, under the short names rules cite them by.

The wording is kept in docs/notice.md; this register says which clauses exist and how an
officer cites them. "102" is 吉人社函〔2021〕102号, in force from 30 June 2021; its 二（二） is
"102-2-2". The other names are laws and standards the notice rests on.
"""

from typing import Final

CLAUSES: Final[dict[str, str]] = {
    "102-1": "通知一：零就业家庭的界定",
    "102-1-1": "通知一（一）：城镇户籍与家庭成员范围",
    "102-1-2": "通知一（二）：分户夫妻、单人单户父母视为共同生活",
    "102-1-3": "通知一（三）：各地确定的特殊情形",
    "102-2-1": "通知二（一）：自愿申请",
    "102-2-2": "通知二（二）：初审公示",
    "102-2-3": "通知二（三）：复核确认",
    "102-3": "通知三：实名动态管理",
    "102-3-1": "通知三（一）：有1人实现就业的退出",
    "102-3-2": "通知三（二）：1个月内无正当理由拒绝推荐就业3次以上的退出",
    "102-3-3": "通知三（三）：1个月内连续3次无法取得联系的退出",
    "102-3-4": "通知三（四）：其他应当退出的情形",
    "102-4-1": "通知四（一）：入户摸底排查与重点监控",
    "102-4-2": "通知四（二）：一人一策与政策落实",
    "102-4-3": "通知四（三）：承诺制托底安置",
    "102-4-4": "通知四（四）：按月跟踪回访",
    "102-5-1": "通知五（一）：组织领导",
    "102-5-2": "通知五（二）：宣传",
    "102-5-3": "通知五（三）：督导检查与目标责任",
    "EPL-56": "就业促进法第五十六条：零就业家庭的援助",
    "CC-201": "民法典第二百零一条：期间开始的当日不计入",
    "CC-202": "民法典第二百零二条：按月计算的期间",
    "CC-203": "民法典第二百零三条：期间末日为法定休假日的顺延",
    "CC-1259": "民法典第一千二百五十九条：以上、以内包括本数",
    "LL-15": "劳动法第十五条：年满十六周岁",
    "RET-2024": "关于实施渐进式延迟法定退休年龄的决定（2024年）",
    "PIPL-28": "个人信息保护法第二十八条：敏感个人信息",
    "GB-11643": "GB 11643-1999 公民身份号码",
}


def cited(clause: str) -> str:
    """How an officer cites a clause: "102-3-2" is "三(二)"; a law or standard keeps its own name."""
    if not clause.startswith("102-"):
        return clause
    named = CLAUSES[clause].partition("：")[0][2:]
    return named.replace("（", "(").replace("）", ")")
