"""Who could work (劳动力): of statutory working age, able, willing, and not otherwise bound.

Source: docs/notice.md, 一; Labour Law art. 15; the retirement decision of 2024. A member counts
from the 16th birthday up to the statutory retirement age or the first pension, whichever comes
first; where a region says so, up to the pension alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.ages import birthday, of_working_age
from policy.identity import MALE
from policy.parameters import UNTIL_PENSION, WORKING_AGE
from policy.recognition import MemberFacts
from policy.rulebook import NOTICE, Rules
from policy.terms import MemberState, RetirementGroup
from policy.verdict import Reason

OUTSIDE_THE_WORKFORCE: Final = frozenset(
    {
        MemberState.STUDENT,
        MemberState.SOLDIER,
        MemberState.PRISONER,
        MemberState.PENSIONER,
        MemberState.INCAPABLE,
        MemberState.MISSING,
        MemberState.DEAD,
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a member is a labour member (劳动力), and why; None where that must be asked first."""

    labour: bool | None
    reason: Reason


def could_work(member: MemberFacts, on: date, rules: Rules = NOTICE) -> bool:
    """Whether the member is known to be a labour member on that day."""
    return standing(member, on, rules).labour is True


def standing(member: MemberFacts, on: date, rules: Rules = NOTICE) -> Standing:
    """Whether the member counts as a labour member. Who has a job is able and willing.

    What can no longer change the answer is not asked for.
    """
    if member.state in OUTSIDE_THE_WORKFORCE:
        assert member.state is not None
        return _out(member, "成员%(name)s%(state)s，不计入劳动力", state=member.state.label)
    if member.birth_on is None:
        return _asked(member, "102-1", "请填写成员%(name)s的出生日期")
    of_age = _of_age(member, on, rules)
    if of_age is None:
        text = "请先确认成员%(name)s的性别和退休类别，再判断是否在劳动年龄内"
        return _asked(member, "RET-2024", text)
    if not of_age:
        if on < birthday(member.birth_on, rules.at(WORKING_AGE, on)):
            return _out(member, "成员%(name)s未满%(age)d周岁，不计入劳动力",
                        age=rules.at(WORKING_AGE, on))
        return _out(member, "成员%(name)s已到退休年龄或已领取养老金，不计入劳动力")
    if member.state is MemberState.EMPLOYED:
        return Standing(True, _said(member, "102-1", "成员%(name)s在劳动年龄内，已就业"))
    if member.capacity is False:
        return _out(member, "成员%(name)s没有劳动能力，不计入劳动力")
    if member.wants_work is False:
        return _out(member, "成员%(name)s没有就业愿望，不计入劳动力（须有本人签字的声明）")
    if member.state is MemberState.MINOR:
        return _asked(member, "LL-15", "成员%(name)s已满16周岁，请更新人员状态")
    for known, text in (
        (member.state, "请填写成员%(name)s的人员状态"),
        (member.capacity, "请填写成员%(name)s有无劳动能力"),
        (member.wants_work, "请填写成员%(name)s有无就业愿望"),
    ):
        if known is None:
            return _asked(member, "102-1", text)
    text = "成员%(name)s在劳动年龄内，有劳动能力和就业愿望"
    return Standing(True, _said(member, "102-1", text))


def groups_of(member: MemberFacts) -> tuple[RetirementGroup, ...]:
    """The retirement groups the member may belong to, by what is known of it."""
    if member.retirement_group is not None:
        return (member.retirement_group,)
    if member.sex == MALE:
        return (RetirementGroup.MALE,)
    if member.sex is not None:
        return (RetirementGroup.FEMALE50, RetirementGroup.FEMALE55)
    return tuple(RetirementGroup)


def _of_age(member: MemberFacts, on: date, rules: Rules) -> bool | None:
    """Whether of working age; None if it hangs on a retirement group nobody has entered."""
    assert member.birth_on is not None
    if rules.at(UNTIL_PENSION, on):
        begun = birthday(member.birth_on, rules.at(WORKING_AGE, on)) <= on
        return begun and not (member.pension_from and member.pension_from <= on)
    answers = {
        of_working_age(member.birth_on, group, on, member.pension_from, rules)
        for group in groups_of(member)
    }
    return answers.pop() if len(answers) == 1 else None


def _said(member: MemberFacts, clause: str, text: str, **values: object) -> Reason:
    return Reason(clause, text, {"name": member.name, **values})


def _out(member: MemberFacts, text: str, **values: object) -> Standing:
    return Standing(False, _said(member, "102-1", text, **values))


def _asked(member: MemberFacts, clause: str, text: str) -> Standing:
    return Standing(None, _said(member, clause, text))
