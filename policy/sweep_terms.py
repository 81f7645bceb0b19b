"""The vocabulary of sweeps (入户摸底排查, 四（一）) and of supervision (督导检查, 五（三）).

What policy.terms says of vocabularies holds here too. Source of every label: docs/terms.md.
"""

from __future__ import annotations

from policy.terms import Term


class SuspectState(Term):
    """How far a family found at a sweep has come (疑似户). It follows from the records; nobody enters it."""

    SUSPECTED = "suspected", "疑似"
    GUIDED = "guided", "已引导申报"
    RECOGNISED = "recognised", "已认定"
    UNFIT = "unfit", "不符合"


class UnfitReason(Term):
    """Why a family found at a sweep is no zero-employment household, or does not apply."""

    EMPLOYED = "employed", "家中有人就业"
    NO_LABOUR = "no_labour", "没有可就业的劳动力"
    NOT_URBAN = "not_urban", "非城镇户籍"
    MOVED = "moved", "已迁离或查无此户"
    ON_FILE = "on_file", "已在册或在办"
    DECLINED = "declined", "本人不愿申报"
    OTHER = "other", "其他"


class FaultKind(Term):
    """What is found wrong in an office: the faults of 五（三）, and those of the procedure."""

    NOT_RECOGNISED = "not_recognised", "应认未认"
    POLICY = "policy", "政策未落实"
    PROMISE = "promise", "承诺未实现"
    FALSE = "false", "虚报瞒报"
    ZERO = "zero", "认定持续为零"
    PROCEDURE = "procedure", "程序不规范"
    OTHER = "other", "其他"


class FindingReply(Term):
    """What the inspected office answers to a finding."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNFOUNDED = "unfounded", "不属实"


class FindingState(Term):
    """How far a finding has come. It follows from the records; nobody enters it."""

    ANSWER = "answer", "待反馈"
    MENDING = "mending", "整改中"
    CHECKING = "checking", "待复查"
    CLOSED = "closed", "已销号"


class CensureKind(Term):
    """How an office is called to account (严肃问责, 五（三）)."""

    CIRCULAR = "circular", "通报"
    TALK = "talk", "约谈"
