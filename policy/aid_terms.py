"""The vocabulary of 四（二）–（四） and 五（二）: plans, jobs, policies, return visits, publicity work.

What policy.terms says of vocabularies holds here too. Source of every label: docs/terms.md.
"""

from __future__ import annotations

from policy.terms import Term


class PolicyKind(Term):
    """Policies enjoyed (政策享受): the seven of 四（二）, and public-welfare posts of 四（三）; list 5.15."""

    INSURANCE = "P1", "社会保险补贴"
    POST = "P2", "岗位补贴"
    TRAINING = "P3", "职业技能培训补贴"
    CERTIFICATE = "P4", "职业技能鉴定补贴"
    FIRST_STARTUP = "P5", "初次创业补贴"
    TAX = "P6", "税收减免"
    LOAN = "P7", "创业担保贷款贴息"
    PUBLIC_POST = "P8", "公益性岗位安置补贴"
    OTHER = "P9", "其他政策"


class BenefitState(Term):
    """Where one policy stands for one member."""

    APPLIED = "applied", "申请中"
    ENJOYED = "enjoyed", "享受中"
    STOPPED = "stopped", "已停止享受"
    NOT_ENTITLED = "not_entitled", "不符合享受条件"
    WAIVED = "waived", "本人放弃享受"


class StopReason(Term):
    """Why a policy ended."""

    EXPIRED = "expired", "期满"
    JOB_ENDED = "job_ended", "就业终止"
    RETIRED = "retired", "达到退休年龄或领取养老金"
    DEAD = "dead", "本人死亡"
    LEFT = "left", "退出就业援助"
    REVOKED = "revoked", "认定被撤销"
    OTHER = "other", "其他原因"


class DeliveryWay(Term):
    """How a recommended job was handed to the member (点对点推荐)."""

    PERSON = "person", "当面送达"
    PHONE = "phone", "电话告知"
    MESSAGE = "message", "短信或即时消息"
    LETTER = "letter", "书面送达"


class Strain(Term):
    """How hard a job is on the body, and how much a member can bear."""

    LIGHT = "light", "轻体力"
    ORDINARY = "ordinary", "一般体力"
    HEAVY = "heavy", "重体力"


class SlotState(Term):
    """One month's return visit (按月回访) of one household."""

    OPEN = "open", "待回访"
    DONE = "done", "已回访"
    LATE = "late", "逾期补访"
    CLOSED = "closed", "无须回访"


class Rating(Term):
    """What a household says of the assistance it was given."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"


class TicketKind(Term):
    """What a difficulty told at a return visit is about."""

    JOB = "job", "就业岗位"
    TRAINING = "training", "技能培训"
    POLICY = "policy", "政策落实"
    RIGHTS = "rights", "劳动权益"
    LIVING = "living", "生活困难"
    HEALTH = "health", "疾病照料"
    OTHER = "other", "其他诉求"


class TicketEnd(Term):
    """How a difficulty was settled."""

    SOLVED = "solved", "已解决"
    EXPLAINED = "explained", "已解释说明"
    PASSED_ON = "passed_on", "已转有关部门"


class OutreachForm(Term):
    """How publicity work (宣传) is done: 贴近群众、喜闻乐见的宣传形式, 各种媒体 (五（二）)."""

    TALK = "talk", "政策宣讲会"
    AT_HOME = "at_home", "入户宣传"
    BOARD = "board", "宣传栏或张贴"
    LEAFLET = "leaflet", "发放宣传资料"
    MEDIA = "media", "报纸、广播、电视"
    ONLINE = "online", "网络和新媒体"
    FAIR = "fair", "招聘会现场"
    OTHER = "other", "其他形式"
