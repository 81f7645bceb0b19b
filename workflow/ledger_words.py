"""The words of old ledgers: how headings, kinship, schooling and states are written, and what
each finding says to an officer. Source: ledgers as clerks send them; GB/T 4761-2008 (kinship),
GB/T 4658-2006 (education), GB/T 2261.3-2003 (health).
"""

from __future__ import annotations

import re
from typing import Final

from policy.identity import PLAIN_WORDS
from policy.terms import MemberState

HEADINGS: Final[dict[str, re.Pattern[str]]] = {
    field: re.compile(pattern)
    for field, pattern in {
        "household": r"(家庭|户)(编号|序号|号|代码|编码)|家庭户(号|编号)|户别",
        "order": r"序号?|编号|行号|NO\.?",
        "head": r"(户主|申请人)(姓名)?",
        "name": r"(家庭|家庭成员|成员|人员|失业人员|本人)?姓名|家庭成员|成员名称",
        "id_no": r"((家庭)?成员|本人)?((公民|居民)?身份(证件?)?(号码?|编号)|(居民)?身份证)|(有效)?证件号码?",
        "head_id_no": r"(户主|申请人)(公民)?身份证?(号码?)?",
        "relation": r"与?(户主|申请人|本人)(之间)?的?关系|家庭关系|成员关系|关系|称谓",
        "sex": r"性别",
        "phone": r"(本人|家庭|户主)?(联系|手机|移动)?(电话|手机)(号码?)?|联系(方式|号码)|手机号?码?",
        "recognised": r"(零就业家庭)?(认定|批准|审批|审定|确认|复核认定)(日期|时间|年月日?)|认定年月日?",
        "left": r"退出(日期|时间|年月日?)|(动态)?退出情况",
        "home_address": r"(家庭|现|居住|常住|现居住|实际居住|详细|联系|通讯)?(详细)?(住址|地址|住所)",
        "register_address": r"(户籍|户口)(所在地?)?(详细)?(住址|地址|所在地)?",
        "community": r"(所属|所在|管辖|户籍所在)?(社区|居委会|村|社区村|村社区)(名称|居委会)?",
        "education": r"文化(程度|水平)|学历|受?教育程度|最高学历",
        "health": r"健康(状况|状态|情况)|身体状况",
        "state": r"(目前|现|当前)?(就业|失业|人员|就业失业|劳动)(状况|状态|情况|类别)",
        "wished_job": r"(就业|求职|择业)(意向|意愿|愿望|需求)",
        "skills": r"(技能|职业技能|有何)(特长|专长)?|特长",
        "remarks": r"备注|说明|附注",
    }.items()
}
"""Column → pattern of its heading, compared without white space and brackets, earliest first."""

TOTAL = re.compile(r"(本页|本表|以上|累计|全部)?(小计|合计|总计|共计|累计|总数)(?=$|[:：(（\d共])")
SIGNATURE = re.compile(
    r"(填表|制表|填报|审核|审批|复核|经办|负责|联系|核对|统计|单位负责|主管|主要负责)(人员?|领导)(签字|签名|签章)?"
    r"([(（].*[)）])?(?=$|[:：])|(填报|填表|制表|上报|审核)(日期|时间|单位)(?=$|[:：(（])|单位?[(（]?盖章"
)
NOTE = re.compile(r"(备?注|附?注|填表?说明|说明|附|注意)(\d+)?[:：、.．]|[*※]")

RELATIONS: Final[dict[str, str]] = {
    word: code
    for code, words in {
        "01": "本人 自己 申请人 申请人本人", "02": "户主 户主本人", "10": "配偶 爱人 夫妻 配偶夫妻",
        "11": "夫 丈夫", "12": "妻 妻子 老婆", "20": "子 儿子 儿", "21": "独生子",
        "22": "长子 大儿子", "23": "次子 二子 二儿子", "24": "三子 三儿子", "25": "四子 四儿子",
        "26": "五子", "27": "养子或继子 养子 继子", "28": "女婿", "29": "其他儿子",
        "30": "女 女儿 闺女 姑娘", "31": "独生女", "32": "长女 大女儿", "33": "次女 二女 二女儿",
        "34": "三女 三女儿", "35": "四女", "36": "五女", "37": "养女或继女 养女 继女",
        "38": "儿媳 儿媳妇 媳妇", "39": "其他女儿", "40": "孙子、孙女或外孙子、外孙女 孙辈",
        "41": "孙子 孙", "42": "孙女", "43": "外孙子 外孙", "44": "外孙女",
        "45": "孙媳妇或外孙媳妇 孙媳妇", "46": "孙女婿或外孙女婿 孙女婿",
        "47": "曾孙子或外曾孙子 曾孙子 曾孙", "48": "曾孙女或外曾孙女 曾孙女",
        "49": "其他孙子、孙女或外孙子、外孙女", "50": "父母 双亲", "51": "父亲 父 爸爸",
        "52": "母亲 母 妈妈", "53": "公公", "54": "婆婆", "55": "岳父", "56": "岳母",
        "57": "继父或养父 继父 养父", "58": "继母或养母 继母 养母", "59": "其他父母关系",
        "60": "祖父母或外祖父母 祖父母 外祖父母", "61": "祖父 爷爷", "62": "祖母 奶奶",
        "63": "外祖父 姥爷 外公", "64": "外祖母 姥姥 外婆", "65": "配偶的祖父母或外祖父母",
        "66": "曾祖父", "67": "曾祖母", "68": "配偶的曾祖父母或外曾祖父母",
        "69": "其他祖父母或外祖父母关系", "70": "兄弟姐妹", "71": "兄 哥 哥哥 兄长",
        "72": "嫂 嫂子", "73": "弟 弟弟", "74": "弟媳 弟妹", "75": "姐姐 姐 姊", "76": "姐夫",
        "77": "妹妹 妹", "78": "妹夫", "79": "其他兄弟姐妹", "80": "其他", "81": "伯父 大伯",
        "82": "伯母", "83": "叔父 叔叔 叔", "84": "婶母 婶婶 婶", "85": "舅父 舅舅 舅",
        "86": "舅母 舅妈", "87": "姨父 姨夫", "88": "姨母 姨妈 姨", "89": "姑父 姑夫",
        "90": "姑母 姑妈 姑姑", "91": "堂兄弟、堂姐妹", "92": "表兄弟、表姐妹",
        "93": "侄子 侄", "94": "侄女", "95": "外甥", "96": "外甥女", "97": "其他亲属 亲属",
        "99": "非亲属",
    }.items()
    for word in words.split()
}
ONESELF, HEAD, UNNAMED = "01", "02", "80"
SEXES: Final = {"男": 1, "男性": 1, "1": 1, "M": 1, "女": 2, "女性": 2, "2": 2, "F": 2}

EDUCATION: Final[dict[str, str]] = {
    "研究生": "10", "博士": "11", "硕士": "14", "本科": "20", "大学": "20", "大学本科": "20",
    "大专": "30", "专科": "30", "大学专科": "30", "高职": "30", "中专": "40", "职高": "44",
    "职业高中": "44", "技校": "47", "技工": "47", "中职": "40", "高中": "60", "普通高中": "60",
    "初中": "70", "小学": "80", "其他": "90", "文盲": "90", "文盲或半文盲": "90",
}
HEALTH: Final[dict[str, str]] = {
    "健康或良好": "10", "健康": "10", "良好": "10", "一般或较弱": "20", "一般": "20", "较弱": "20",
    "有慢性病": "30", "慢性病": "30", "残疾": "60",
}
STATES: Final[dict[str, MemberState]] = {
    word: state
    for state, words in {
        MemberState.UNEMPLOYED: "失业 登记失业 无业 待业 未就业 下岗 失业登记",
        MemberState.EMPLOYED: "就业 已就业 在职 在岗 在业 灵活就业 单位就业 个体经营 公益性岗位",
        MemberState.STUDENT: "在校 学生 在校学生 在读 上学 读书 就学",
        MemberState.SOLDIER: "服役 现役 参军", MemberState.PRISONER: "服刑",
        MemberState.PENSIONER: "退休 离退休 已退休 领取养老金",
        MemberState.INCAPABLE: "丧失劳动能力 无劳动能力 无劳动力",
        MemberState.MINOR: "未成年 学龄前 婴幼儿 儿童",
        MemberState.MISSING: "失联 失踪", MemberState.DEAD: "死亡 去世 已故",
    }.items()
    for word in words.split()
}

SKIPS: Final[dict[str, str]] = {
    "TITLE": "标题或说明文字", "HEADER": "表头", "BLANK": "空行", "TOTAL": "合计行",
    "SIGNATURE": "签字行", "NOTE": "注释行",
}
REJECTIONS: Final[dict[str, str]] = {
    **{code: text for code, text in PLAIN_WORDS.items() if code != "ID_15_DIGIT"},
    "NAME_MISSING": "未填写姓名，请按身份证补填",
    "NAME_INVALID": "姓名中有无法使用的字符或超过50个字，请按身份证重填",
    "DATE_MISSING": "未填写认定日期，请按认定文件补填",
    "DATE_INVALID": "认定日期不是有效日期，请改为2026-06-30这样的写法",
    "DATE_FUTURE": "认定日期晚于今天，请核对",
    "DUP_IN_HOUSEHOLD": "与本户另一行是同一人（身份证号码相同），请删除重复行",
    "DUP_OTHER_HOUSEHOLD": "此人已在本台账另一户中，一人只能在一户：请核对后删除其中一行",
    "DUP_IN_REGISTRY": "此人已在系统登记的一户中（在办、已认定或在该日之后认定过），未重复导入：请查询后处理",
    "FORMULA_NO_VALUE": "身份证号码是没有结果的公式，请粘贴为数值后重填",
    "CELL_ERROR": "必填单元格是错误值（如#N/A），请改正",
}
WARNINGS: Final[dict[str, str]] = {
    "ID_15_DIGIT": PLAIN_WORDS["ID_15_DIGIT"],
    "DATE_MONTH_ONLY": "认定日期只写到月，按当月1日导入，请核对",
    "DATE_TWO_DIGIT_YEAR": "认定日期的年份只有两位，已补为四位，请核对",
    "PHONE_MULTIPLE": "有多个联系电话，只导入第一个",
    "PHONE_INVALID": "联系电话无法使用，未导入：应为11位手机号或带区号的固定电话",
    "SEX_MISMATCH": "性别与身份证号码不符，已按身份证号码填写，请核对",
    "RELATION_UNKNOWN": "认不出与户主关系的写法，未填写，请补填",
    "DUP_FIRST": "此人在本台账后面的另一户中又出现，请核对属于哪一户",
    "HEAD_REJECTED": "户主所在行未通过检查，本户不能入库：请先改正户主一行",
    "HIDDEN_ROW": "此行在表中是隐藏的，请核对是否应导入",
    "STRIKETHROUGH": "此行画有删除线，请核对是否已退出",
}
MARKS: Final = frozenset({"HIDDEN_ROW", "STRIKETHROUGH"})
"""Warnings of the row itself, not of a value in it."""
PLAIN: Final[dict[str, str]] = {**SKIPS, **REJECTIONS, **WARNINGS}
"""What each code says to an officer."""
