"""The closed vocabularies of the notice: each word once, stored as an ASCII code, shown in Chinese.

Open lists that a bureau may extend (education, kinship, causes of unemployment …) are rows of
the code table, not Terms. Source of every label: docs/terms.md. A code is never renamed once it
is in a database.
"""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """A closed list of codes, each with the label officers read."""

    label: str

    def __new__(cls, code: str, label: str) -> Term:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        return term


class Status(Term):
    """Where one application episode (一次申请) stands in the procedure of 二 and 三."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    VERIFIED = "verified", "初审通过"
    PUBLICIZED = "publicized", "公示中"
    REPORTED = "reported", "待复核"
    RECOGNISED = "recognised", "已认定"
    EXITED = "exited", "已退出"
    RETURNED = "returned", "退回补正"
    REJECTED = "rejected", "不予认定"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "撤销认定"


OPEN_STATUSES = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.VERIFIED,
    Status.PUBLICIZED,
    Status.REPORTED,
    Status.RECOGNISED,
    Status.RETURNED,
)
"""An episode in one of these holds its members: a person stands in one open episode only."""


class Level(Term):
    """Where an office stands in the bureau's own tree."""

    PROVINCE = "province", "省"
    UNIT = "unit", "市（州）"
    COUNTY = "county", "县（市、区）"
    STREET = "street", "街道（乡镇）"
    COMMUNITY = "community", "社区"


class Origin(Term):
    """How an episode came into the registry."""

    DESK = "desk", "窗口受理"
    ONLINE = "online", "网上申请"
    FOUND = "found", "主动发现代办"
    LEDGER = "ledger", "历史台账导入"


class HouseholdKind(Term):
    """Which reading of 一(一)–(三) brings the members together."""

    ORDINARY = "ordinary", "一般家庭"
    SPOUSE_APART = "spouse_apart", "夫妻分户"
    PARENTS_ADDED = "parents_added", "单人单户并入父母"
    LOCAL = "local", "地方特殊情形"


class MemberState(Term):
    """A member's standing towards work on the day of the application (人员状态)."""

    UNEMPLOYED = "unemployed", "失业"
    EMPLOYED = "employed", "就业"
    STUDENT = "student", "在校"
    SOLDIER = "soldier", "服役"
    PRISONER = "prisoner", "服刑"
    PENSIONER = "pensioner", "退休或领取养老金"
    INCAPABLE = "incapable", "丧失劳动能力"
    MINOR = "minor", "未满16周岁"
    MISSING = "missing", "失联"
    DEAD = "dead", "死亡"
    OTHER = "other", "其他"


class RetirementGroup(Term):
    """Which column of the 2024 annex a person's retirement age is read from."""

    MALE = "male", "男（原60周岁）"
    FEMALE55 = "female55", "女（原55周岁）"
    FEMALE50 = "female50", "女（原50周岁）"


class ServiceKind(Term):
    """Assistance measures (援助措施), domain list 5.16."""

    GUIDANCE = "guidance", "职业指导"
    TRAINING_INFO = "training_info", "技能培训信息"
    REFERRAL = "referral", "岗位推荐"
    TRAINING = "training", "技能培训"
    STARTUP = "startup", "创业服务"
    POLICY = "policy", "政策咨询"
    PUBLIC_POST = "public_post", "公益岗安置"
    CALL = "call", "入户慰问"


class Feedback(Term):
    """What the member said to a service or a recommended job."""

    PENDING = "pending", "待答复"
    ACCEPTED = "accepted", "接受"
    INTERVIEWED = "interviewed", "已面试"
    HIRED = "hired", "已录用"
    NOT_HIRED = "not_hired", "单位未录用"
    REFUSED = "refused", "拒绝"
    UNREACHED = "unreached", "未联系上"


class VisitPurpose(Term):
    """Why somebody called or went."""

    VERIFICATION = "verification", "走访核实"
    FOLLOW_UP = "follow_up", "跟踪回访"
    CONTACT = "contact", "联系"


class VisitWay(Term):
    """How it was done."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"
    OFFICE = "office", "到窗口"


class ComparisonResult(Term):
    """What an online comparison (线上比对) found."""

    NO_HIT = "no_hit", "未命中"
    HIT = "hit", "命中"
    SUSPECT = "suspect", "疑似"
    NO_DATA = "no_data", "无数据"
    FAILED = "failed", "接口异常"


class ComparisonDecision(Term):
    """What an officer decided on a comparison result; a result alone never refuses anybody."""

    OPEN = "open", "待判定"
    NO_EFFECT = "no_effect", "不影响认定"
    EFFECT = "effect", "影响认定"
    CHECK = "check", "需核实"


class ObjectionFinding(Term):
    """How an objection to a publicity ended."""

    OPEN = "open", "待核查"
    UNFOUNDED = "unfounded", "异议不成立"
    FOUNDED = "founded", "异议成立"
    FACTS_CHANGED = "facts_changed", "情况变化，重新公示"


class EmploymentForm(Term):
    """就业形式, AAC318 with 23 added (domain list 5.8)."""

    UNIT = "10", "单位就业"
    SELF = "21", "个体经营"
    FLEXIBLE = "22", "灵活就业"
    STARTUP = "23", "自主创业"
    PUBLIC_POST = "30", "公益性岗位"
    OTHER = "990", "其他"


class ExitGround(Term):
    """The four grounds of 三(一)–(四)."""

    EMPLOYED = "employed", "实现就业"
    REFUSED = "refused", "拒绝推荐就业3次以上"
    UNREACHABLE = "unreachable", "连续3次无法联系"
    OTHER = "other", "其他应当退出情形"


class LifeEvent(Term):
    """What befalls a recognised household and may end its assistance (三(四), list 5.14 E41–E48)."""

    PENSION = "E41", "退休或领取养老金"
    INCAPABLE = "E42", "丧失劳动能力"
    AWAY = "E43", "入学、服兵役或移居境外"
    IMPRISONED = "E44", "收监执行"
    DEAD = "E45", "死亡"
    OWN_WISH = "E46", "本人申请退出"
    MOVED_OUT = "E47", "户籍迁出或转为非城镇"
    FAMILY_CHANGED = "E48", "家庭成员变化致不符合条件"


class Tone(Term):
    """How urgent a warning is."""

    YELLOW = "yellow", "黄色"
    RED = "red", "红色"


class WarningCode(Term):
    """What may not be overlooked (预警), domain list 10; W20–W24 are of the assistance of 四（二）–（四）."""

    ACCEPTANCE = "W01", "受理超期"
    VERIFICATION = "W02", "核实超期"
    REPORT = "W03", "公示期满未上报"
    REVIEW = "W04", "县级复核超期"
    PROMISE = "W05", "承诺临期或逾期"
    QUOTA = "W06", "1-1-3服务未足"
    FIRST_SERVICE = "W07", "认定后尚无服务"
    VISIT = "W08", "本月未回访"
    REFUSALS = "W09", "拒绝推荐就业"
    CONTACTS = "W10", "连续无法联系"
    AGE = "W11", "成员达到年龄界限"
    CONTRACT = "W12", "合同或岗位到期"
    INSURANCE = "W13", "就业后断保"
    BENEFIT = "W14", "应享政策未落实"
    LAST_JOB = "W15", "重点监控家庭失去就业"
    NO_RECOGNITION = "W16", "认定持续为零"
    COMPARISON = "W17", "在册家庭比对命中"
    PROPOSAL = "W18", "退出建议未审批"
    CALENDAR = "W19", "工作日历未录入"
    OFFICER = "W20", "尚无帮扶责任人"
    PLAN = "W21", "一人一策方案未到位"
    TICKET = "W22", "困难诉求未办结"
    STABILITY = "W23", "就业稳定情况待核查"
    RELAPSE = "W24", "退出后再失业"


class WatchEnd(Term):
    """How a household left the watch list (重点监控)."""

    STABLE = "stable", "就业稳定"
    APPLIED = "applied", "已申请认定"
    MOVED = "moved", "户籍迁出"
    OTHER = "other", "其他"


class Measure(Term):
    """What a target counts, in households."""

    RECOGNISED = "recognised", "新认定户数"
    ASSISTED = "assisted", "援助户数"
    EXITED = "exited", "退出户数"
    PLACED = "placed", "20个工作日内实现就业户数"


class DayKind(Term):
    """How the State Council's yearly notice treats a day."""

    HOLIDAY = "holiday", "放假"
    MAKE_UP = "makeup", "调休上班"
    STATUTORY = "statutory_only", "法定节日（安排未公布）"


class OpinionStage(Term):
    """Which box of the form an opinion fills (G, H, I, M)."""

    COMMUNITY = "community", "社区意见"
    STREET = "street", "街道初审意见"
    COUNTY = "county", "县级复核意见"
    EXIT = "exit", "退出意见"


class Role(Term):
    """The roles of the bureau; what each may do stands in access.permissions alone."""

    COMMUNITY = "community", "社区协理员"
    STREET = "street", "街道经办"
    COUNTY = "county", "县（市、区）经办审批"
    CITY = "city", "市（州）督导"
    PROVINCE = "province", "省级管理"
    LEADER = "leader", "领导"
    AUDITOR = "auditor", "审计"
    SYSADMIN = "sysadmin", "系统管理员"
