"""The sources of comparison (线上比对): whose they are, what a hit says, and what it is worth.

A hit is evidence, never a refusal: a person decides what it means. Source: notice 二（二）;
docs/decisions/0028.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OWN_DUTY: Final = "履行法定职责（个人信息保护法第十三条第三项）"
CONSENT: Final = "本人授权和部门共享协议（个人信息保护法第十三条第一项）"


@dataclass(frozen=True, slots=True)
class Source:
    """One register that is asked. `code` is that of the list comparison_source."""

    code: str
    owner: str
    finding: str
    meaning: str
    basis: str = CONSENT


SOURCES: Final[dict[str, Source]] = {
    source.code: source
    for source in (
        Source("S01", "人社、税务部门", "单位为其缴纳社会保险，或以灵活就业身份缴费",
               "单位当月或上月缴费的按已就业核实；灵活就业身份缴费本身不算就业，须问明工作和收入；离职后补缴的须核实", OWN_DUTY),
        Source("S02", "人社部门", "有有效的就业登记或用工备案", "除已终止外视为就业；已离职的由街道凭证据办理终止", OWN_DUTY),
        Source("S03", "人社部门", "失业登记有效或已注销", "申请人必须有有效的失业登记", OWN_DUTY),
        Source("S04", "人社部门", "正在领取失业保险金", "说明仍处于失业状态，不影响认定", OWN_DUTY),
        Source("S05", "市场监管部门", "登记为个体工商户经营者，或存续企业的法定代表人、股东、监事、高管",
               "须核实有无经营收入；空壳或从未经营的由县级判断"),
        Source("S06", "税务部门", "近3个月有工资薪金或劳务报酬申报", "可能已就业或灵活就业，须核实"),
        Source("S07", "住房公积金管理中心", "单位当月缴存住房公积金", "按已就业核实"),
        Source("S08", "公安部门", "户籍地址、家庭成员、迁移或注销", "核对成员是否齐全、是否城镇户籍；申请表漏报的成员须补录"),
        Source("S09", "民政部门", "结婚、离婚登记", "已婚而未填配偶的须补录配偶"),
        Source("S10", "民政部门", "在低保、特困或低边名册", "佐证家庭困难，不影响认定；未申请的可主动告知"),
        Source("S11", "民政、卫健、公安部门", "死亡或户口注销", "该成员不再计入家庭；死亡后领取补贴的须追查"),
        Source("S12", "人社部门", "正在领取养老待遇", "已退出劳动年龄，不计为劳动力成员", OWN_DUTY),
        Source("S13", "残疾人联合会", "持有残疾人证及等级", "结合等级判断劳动能力；属于就业困难人员"),
        Source("S14", "教育部门", "在校学籍", "在校学生不计为劳动力成员"),
        Source("S15", "退役军人事务部门、军队", "现役或退役登记", "现役不计为劳动力成员"),
        Source("S16", "司法行政部门、法院", "正在服刑", "服刑人员不计为劳动力成员"),
        Source("S17", "移民管理部门", "长期在境外", "核实能否联系、是否仍符合条件"),
        Source("S18", "自然资源、公安交管部门", "名下有不动产或车辆", "仅在当地规定了收入或财产条件时使用"),
    )
}
