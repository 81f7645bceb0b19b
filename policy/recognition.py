"""Recognition (认定): the facts of a household, and what an application must be to be submitted.

Whether the household is a zero-employment household (零就业家庭) stands in policy.assessment.
Source: docs/notice.md, 二（一）.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from policy.ages import birthday
from policy.identity import check_identity
from policy.parameters import WORKING_AGE
from policy.terms import MemberState, RetirementGroup
from policy.verdict import MET, Reason, Verdict, objection, rule

APPLICANT: Final = "01"
"""GB/T 4761: 本人, seen from the applicant."""

@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What the rules need to know of one member; None is unknown.

    `sex` is 1 (男) or 2 (女). `registered_on` is the day of the unemployment registration
    (失业登记); `registered` is False where it is known that there is none. `book` names the
    household register (户口簿); `marital` is GB/T 2261.2.
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
    registered: bool | None = None
    urban: bool | None = None
    book: str | None = None
    co_living: bool | None = None
    marital: str | None = None
    state_since: date | None = None


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What the rules need to know of a household on the day it is judged.

    `applicant` is the number of the member who applies; without it whoever stands as 本人.
    `special_case` names the special case of the locality (一（三）), where one is claimed.
    """

    members: tuple[MemberFacts, ...]
    applicant: int | None = None
    special_case: str | None = None
    business_income: bool | None = None
    monthly_income: Decimal | None = None

    @property
    def applicants(self) -> tuple[MemberFacts, ...]:
        if self.applicant is not None:
            return tuple(member for member in self.members if member.no == self.applicant)
        return tuple(member for member in self.members if member.relation == APPLICANT)

    @property
    def applicant_facts(self) -> MemberFacts | None:
        """The applicant, if there is exactly one."""
        found = self.applicants
        return found[0] if len(found) == 1 else None


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
def one_applicant(household: HouseholdFacts) -> Verdict:
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
        if not registered_unemployed(member, on):
            text = "申请人%(name)s没有有效的失业登记，请先办理失业登记"
            objections.append(Reason("102-2-1", text, values))
        if member.state is not MemberState.UNEMPLOYED:
            text = "申请人%(name)s的人员状态不是失业，请核实后更新"
            objections.append(Reason("102-2-1", text, values))
    return Verdict(tuple(objections))


def may_be_submitted(household: HouseholdFacts, on: date) -> Verdict:
    """All that an application must be before it is submitted, in the order of the form."""
    return (
        one_applicant(household)
        & identity_numbers_are_sound(household, on)
        & dates_are_in_order(household, on)
        & applicant_is_registered_unemployed(household, on)
    )


def registered_unemployed(member: MemberFacts, on: date) -> bool | None:
    """Whether the member is registered unemployed (登记失业) on that day; None if not known."""
    if member.registered_on is not None:
        return member.registered_on <= on
    return member.registered


def _said(member: MemberFacts, text: str) -> Reason:
    return Reason("GB-11643", text, {"name": member.name})
