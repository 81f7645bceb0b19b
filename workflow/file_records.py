"""What a household's file and its members must be before they are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Household, Member
from policy.identity import MALE, check_identity
from policy.labour import could_work
from policy.spelling import normalise_name, normalise_phone
from policy.terms import MemberState, RetirementGroup
from workflow.facts import member_facts, members_of
from workflow.refusals import refuse
from workflow.special_cases import choose_case
from workflow.spelling import pinyin_of


def household_is_whole(session: Session, household: Household, on: date) -> None:
    """Names in one spelling, a telephone that can be dialled, no date in the future."""
    name = normalise_name(household.head_name)
    if not name.valid or name.normalised is None:
        raise refuse("102-2-1", name.reason, "head_name")
    household.head_name = name.normalised
    household.head_pinyin, household.head_initials = pinyin_of(name.normalised)
    if household.phone:
        phone = normalise_phone(household.phone)
        if phone is None:
            raise refuse("102-2-1", "联系电话不正确：请填11位手机号或带区号的固定电话", "phone")
        household.phone = phone
    if household.applied_on > on:
        raise refuse("102-2-1", "申请日期不能晚于今天", "applied_on")
    if not household.register_address.strip():
        raise refuse("102-1-1", "请填写户籍地址（户口簿首页住址）", "register_address")
    choose_case(session, household)
    if household.monthly_income is not None and household.monthly_income < 0:
        raise refuse("102-2-1", "家庭月收入不能为负数", "monthly_income")


def member_is_whole(session: Session, member: Member, on: date) -> None:
    """A sound identity number, from which birth and sex come; dates in the order of a life."""
    name = normalise_name(member.name)
    if not name.valid or name.normalised is None:
        raise refuse("102-2-1", name.reason, "name")
    member.name = name.normalised
    member.pinyin, member.initials = pinyin_of(name.normalised)
    number = check_identity(member.id_no, on)
    if not number.valid or number.normalised is None or number.birth_on is None:
        raise refuse("GB-11643", number.plain_words[0], "id_no")
    if member.id_no != number.normalised:
        member.id_no = number.normalised
    member.birth_on = number.birth_on
    member.sex = str(number.sex)
    if number.sex == MALE:
        member.retirement_group = RetirementGroup.MALE
    elif member.retirement_group is RetirementGroup.MALE:
        raise refuse("RET-2024", "女性成员请选原55周岁或原50周岁", "retirement_group")
    if member.phone:
        phone = normalise_phone(member.phone)
        if phone is None:
            raise refuse("102-2-1", "联系电话不正确：请填11位手机号或带区号的固定电话", "phone")
        member.phone = phone
    for column, label in (("registered_on", "失业登记日期"), ("unemployed_since", "失业时间")):
        value: date | None = getattr(member, column)
        if value is not None and value > on:
            raise refuse("102-2-1", "%(label)s不能晚于今天", column, label=label)
        if value is not None and value < member.birth_on:
            raise refuse("102-2-1", "%(label)s不能早于出生日期", column, label=label)
    if member.monthly_income is not None and member.monthly_income < 0:
        raise refuse("102-2-1", "月收入不能为负数", "monthly_income")
    if member.no is None:
        member.no = next_no(session, member.household_id or member.household.id)
    if member.is_applicant:
        applicant_names_the_file(member)


def applicant_names_the_file(member: Member) -> None:
    household = member.household
    if household.head_name != member.name:
        household.head_name = member.name
    household.head_pinyin, household.head_initials = member.pinyin, member.initials


def next_no(session: Session, household_id: int) -> int:
    last = session.scalar(select(func.max(Member.no)).where(Member.household_id == household_id))
    return (last or 0) + 1


def refresh_counts(session: Session, household: Household) -> None:
    """Size, labour members and registered members, as the members now say."""
    count_members(household, members_of(session, household))
    session.flush()


def count_members(household: Household, standing: Iterable[Member]) -> None:
    """Write the three counts of these members."""
    for column, count in counts_of(household, standing).items():
        setattr(household, column, count)


def counts_of(
    household: Household, standing: Iterable[Member], *, pensions: bool = True
) -> dict[str, int]:
    """The three counts of these members; who has died is not counted.

    Without `pensions` as if nobody drew one: what a file said before one came to light.
    """
    members = [m for m in standing if m.state is not MemberState.DEAD]
    return {
        "size": len(members),
        "labour_members": sum(
            could_work(
                member_facts(m) if pensions else replace(member_facts(m), pension_from=None),
                household.applied_on,
            )
            for m in members
        ),
        "registered_members": sum(m.registered_on is not None for m in members),
    }
