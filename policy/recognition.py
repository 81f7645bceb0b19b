"""Recognition (认定): which households are zero-employment households (零就业家庭).

What an application must be before it is submitted, and the definition itself. Who belongs to
the household (kinship, household register) is taken as given: `members` are those who count.
Source: docs/notice.md, 一 and 二（一）; Employment Promotion Law (就业促进法) art. 56.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.ages import birthday, of_working_age
from policy.identity import MALE, check_identity
from policy.parameters import WORKING_AGE
from policy.terms import MemberState, RetirementGroup
from policy.verdict import MET, Reason, Verdict, objection, rule

APPLICANT: Final = "01"
"""GB/T 4761: 本人, seen from the applicant."""

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
class MemberFacts:
    """What the rules need to know of one member; None is unknown.

    `sex` is 1 (男) or 2 (女). `registered_on` is the day of the unemployment registration
    (失业登记); a member without one is not registered.
    """

    no: int
    name: str
    relation: str
    birth_on: date | None = None
    sex: int | None = None
    state: MemberState | None = None
    capacity: bool | None = None
    wants_work: bool | None = None
    registered_on: date | None = None
    retirement_group: RetirementGroup | None = None
    pension_from: date | None = None
    identity_no: str | None = None


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What the rules need to know of a household on the day it is judged."""

    members: tuple[MemberFacts, ...]

    @property
    def applicants(self) -> tuple[MemberFacts, ...]:
        return tuple(member for member in self.members if member.relation == APPLICANT)


@rule("GB-11643")
def identity_numbers_are_sound(household: HouseholdFacts, on: date) -> Verdict:
    """Whether every number is one, each member's own, and agrees with birth and sex as entered."""
    objections: list[Reason] = []
    numbers: Counter[str] = Counter()
    for member in household.members:
        check = check_identity(member.identity_no, on)
        if not check.valid or check.normalised is None:
            text = "成员%(name)s：%(fault)s"
            values = {"name": member.name, "fault": check.plain_words[0]}
            objections.append(Reason("GB-11643", text, values))
            continue
        numbers[check.normalised] += 1
        if numbers[check.normalised] == 2:
            objections.append(_said(member, "成员%(name)s的身份证号码与另一成员相同，请核对"))
        if member.birth_on not in (None, check.birth_on):
            objections.append(_said(member, "成员%(name)s的出生日期与身份证号码不符，请核对"))
        if member.sex not in (None, check.sex):
            objections.append(_said(member, "成员%(name)s的性别与身份证号码不符，请核对"))
    return Verdict(tuple(objections))


@rule("102-2-1", "LL-15")
def dates_are_in_order(household: HouseholdFacts, on: date) -> Verdict:
    """Whether each member was born, turned 16 and was registered in this order, none after `on`."""
    objections: list[Reason] = []
    for member in household.members:
        born, registered = member.birth_on, member.registered_on
        values: dict[str, object] = {"name": member.name}
        if born is None:
            objections.append(Reason("102-2-1", "请填写成员%(name)s的出生日期", values))
        elif born > on:
            objections.append(
                Reason("102-2-1", "成员%(name)s的出生日期晚于办理当日，请改正", values)
            )
        elif registered and registered < birthday(born, age := WORKING_AGE.at(on)):
            text = "成员%(name)s失业登记时未满%(age)d周岁，请核对登记日期"
            objections.append(Reason("LL-15", text, {**values, "age": age}))
        if registered and registered > on:
            text = "成员%(name)s的失业登记日期晚于办理当日，请改正"
            objections.append(Reason("102-2-1", text, values))
    return Verdict(tuple(objections))


@rule("102-2-1")
def one_applicant(household: HouseholdFacts, on: date) -> Verdict:
    """Whether exactly one member is the applicant (本人, relation 01)."""
    applicants = len(household.applicants)
    if applicants == 1:
        return MET
    if applicants == 0:
        return objection("102-2-1", "没有申请人：请将申请人与本人关系选为“本人”")
    return objection(
        "102-2-1", "有%(count)d名申请人：只能有一名成员选为“本人”，请改正", count=applicants
    )


@rule("102-2-1")
def applicant_is_registered_unemployed(household: HouseholdFacts, on: date) -> Verdict:
    """Whether the applicant is unemployed and registered as such (登记失业) by that day."""
    objections: list[Reason] = []
    for member in household.applicants:
        values = {"name": member.name}
        if member.registered_on is None or member.registered_on > on:
            text = "申请人%(name)s没有有效的失业登记，请先办理失业登记"
            objections.append(Reason("102-2-1", text, values))
        if member.state is not MemberState.UNEMPLOYED:
            text = "申请人%(name)s的人员状态不是失业，请核实后更新"
            objections.append(Reason("102-2-1", text, values))
    return Verdict(tuple(objections))


def may_be_submitted(household: HouseholdFacts, on: date) -> Verdict:
    """All that an application must be before it is submitted, in the order of the form."""
    return (
        one_applicant(household, on)
        & identity_numbers_are_sound(household, on)
        & dates_are_in_order(household, on)
        & applicant_is_registered_unemployed(household, on)
    )


@rule("102-1", "EPL-56", "LL-15", "RET-2024")
def zero_employment(household: HouseholdFacts, on: date) -> Verdict:
    """Whether all who are of working age, able and willing are unemployed, and there is one.

    Objects once for each member who stands against it or of whom something needed is not known,
    or once if nobody in the household could be placed in work.
    """
    objections: list[Reason] = []
    workforce = 0
    for member in household.members:
        if gap := _unknown(member, on):
            objections.append(gap)
        elif could_work(member, on):
            workforce += 1
            if member.state is not MemberState.UNEMPLOYED:
                state = member.state.label if member.state else ""
                values = {"name": member.name, "state": state}
                text = "成员%(name)s的人员状态为“%(state)s”，不是失业"
                objections.append(Reason("102-1", text, values))
    if not objections and not workforce:
        return objection(
            "102-1",
            "家庭中没有法定劳动年龄内、有劳动能力和就业愿望的成员，不属于零就业家庭：请引导申请其他救助",
        )
    return Verdict(tuple(objections))


def could_work(member: MemberFacts, on: date) -> bool:
    """Of working age, able and willing, and not at school, in service, in prison or retired.

    Who has a job is able and willing, whatever the file says. What is unknown counts as no.
    """
    if member.state in OUTSIDE_THE_WORKFORCE or _of_age(member, on) is not True:
        return False
    if member.state is MemberState.EMPLOYED:
        return True
    return member.capacity is True and member.wants_work is True


def _of_age(member: MemberFacts, on: date) -> bool | None:
    """Whether of working age; None if it hangs on a retirement group nobody has entered."""
    if member.birth_on is None:
        return None
    if member.retirement_group is not None:
        groups = [member.retirement_group]
    elif member.sex == MALE:
        groups = [RetirementGroup.MALE]
    elif member.sex is not None:
        groups = [RetirementGroup.FEMALE50, RetirementGroup.FEMALE55]
    else:
        groups = list(RetirementGroup)
    answers = {of_working_age(member.birth_on, g, on, member.pension_from) for g in groups}
    return answers.pop() if len(answers) == 1 else None


def _unknown(member: MemberFacts, on: date) -> Reason | None:
    """What must still be found out of this member, if it could change the answer."""
    if member.state in OUTSIDE_THE_WORKFORCE:
        return None
    if member.birth_on is None:
        return Reason("102-1", "请填写成员%(name)s的出生日期", {"name": member.name})
    of_age = _of_age(member, on)
    if of_age is None:
        text = "请先确认成员%(name)s的性别和退休类别，再判断是否在劳动年龄内"
        return Reason("RET-2024", text, {"name": member.name})
    if not of_age or member.state is MemberState.EMPLOYED:
        return None
    if member.capacity is False or member.wants_work is False:
        return None
    for known, text in (
        (member.state, "请填写成员%(name)s的人员状态"),
        (member.capacity, "请填写成员%(name)s有无劳动能力"),
        (member.wants_work, "请填写成员%(name)s有无就业愿望"),
    ):
        if known is None:
            return Reason("102-1", text, {"name": member.name})
    return None


def _said(member: MemberFacts, text: str) -> Reason:
    return Reason("GB-11643", text, {"name": member.name})
