"""Who belongs to the household (家庭成员): by kinship, household register and common life.

一（一） counts spouse, parents and children, and other brothers and sisters, grandparents and
grandchildren who live together. 一（二） adds, across registers, the spouse of a married applicant,
and the parents of one who is unmarried, divorced or widowed and alone in the register (单人单户).
In-laws and others stand on the sheet but are not named by the notice; 一（三） may take them in.
Kinship is GB/T 4761 seen from the applicant. Source: docs/notice.md 一; docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.recognition import APPLICANT, HouseholdFacts, MemberFacts
from policy.terms import MemberState
from policy.verdict import Finding, Reason, rule

SPOUSE: Final = frozenset({"10", "11", "12"})
CHILDREN: Final = frozenset(
    {"20", "21", "22", "23", "24", "25", "26", "27", "29"}
    | {"30", "31", "32", "33", "34", "35", "36", "37", "39"}
)
PARENTS: Final = frozenset({"50", "51", "52", "57", "58"})
IF_CO_LIVING: Final = frozenset(
    {"40", "41", "42", "43", "44", "60", "61", "62", "63", "64", "70", "71", "73", "75", "77"}
)
"""Grandchildren, grandparents on both sides, brothers and sisters."""
MARRIED: Final = frozenset({"20", "21", "22", "23"})
SINGLE: Final = frozenset({"10", "30", "40"})
"""GB/T 2261.2: unmarried (未婚), widowed (丧偶), divorced (离婚)."""


@rule("102-1-1", "102-1-2")
def members_counted(household: HouseholdFacts) -> Mapping[int, Finding]:
    """For each member by number: whether the notice counts it to the household, and by which clause.

    The finding holds for who counts, fails for who does not, and is unknown where register,
    marriage or common life must be asked for first. The dead are left out altogether.
    """
    applicant = household.applicant_facts
    return {
        member.no: _kinship(member, applicant, household)
        for member in household.members
        if member.state is not MemberState.DEAD
    }


def _kinship(
    member: MemberFacts, applicant: MemberFacts | None, household: HouseholdFacts
) -> Finding:
    if member.relation == APPLICANT or member is applicant:
        return _found(member, True, "102-1-1", "申请人%(name)s计入家庭成员")
    if member.relation in SPOUSE:
        together = applicant is None or _same_book(member, applicant)
        if together is False:
            text = "配偶%(name)s与申请人不在同一户籍，视为共同生活家庭成员"
            return _found(member, True, "102-1-2", text)
        return _found(member, True, "102-1-1", "配偶%(name)s计入家庭成员")
    if member.relation in CHILDREN:
        return _found(member, True, "102-1-1", "子女%(name)s计入家庭成员")
    if member.relation in PARENTS:
        return _parent(member, applicant, household)
    if member.relation in IF_CO_LIVING:
        return _if_co_living(member)
    text = "%(name)s的亲属关系不在通知列明的家庭成员范围内，只登记、不计入"
    remedy = "如当地规定应当计入，请按地方特殊情形办理（通知一（三））"
    return _found(member, False, "102-1-1", text, remedy)


def _parent(
    parent: MemberFacts, applicant: MemberFacts | None, household: HouseholdFacts
) -> Finding:
    """In the applicant's register by 一（一）; in another one only by 一（二）."""
    together = None if applicant is None else _same_book(parent, applicant)
    if together:
        return _found(parent, True, "102-1-1", "父母%(name)s与申请人同一户籍，计入家庭成员")
    if together is None:
        return _asked(parent, "102-1-1", "请填写成员%(name)s和申请人所在的户口簿")
    assert applicant is not None
    if not _alone(applicant, household):
        text = "父母%(name)s在另一户籍，申请人不是单人单户，不计入"
        return _found(parent, False, "102-1-2", text)
    if applicant.marital is None or applicant.marital not in MARRIED | SINGLE:
        return _asked(parent, "102-1-2", "请填写申请人的婚姻状况，再判断父母%(name)s是否计入")
    if applicant.marital in MARRIED:
        return _found(parent, False, "102-1-2", "申请人已婚，父母%(name)s在另一户籍，不计入")
    text = "申请人未婚、离异或丧偶且为单人单户，父母%(name)s视为共同生活家庭成员"
    return _found(parent, True, "102-1-2", text)


def _if_co_living(member: MemberFacts) -> Finding:
    if member.co_living is None:
        return _asked(member, "102-1-1", "请填写成员%(name)s是否共同生活")
    if member.co_living:
        return _found(member, True, "102-1-1", "%(name)s共同生活，计入家庭成员")
    return _found(member, False, "102-1-1", "%(name)s不共同生活，不计入")


@rule("102-1-2")
def spouse_is_on_file(household: HouseholdFacts) -> Finding | None:
    """Whether a married applicant's spouse is among the members; None where that is not asked."""
    applicant = household.applicant_facts
    if applicant is None or applicant.marital not in MARRIED:
        return None
    if any(member.relation in SPOUSE for member in household.members):
        return None
    text = "申请人%(name)s已婚，尚未登记配偶：请补登配偶，或更正婚姻状况"
    return Finding(Reason("102-1-2", text, {"name": applicant.name}), None, applicant.no)


def _same_book(member: MemberFacts, applicant: MemberFacts) -> bool | None:
    if member.book is None or applicant.book is None:
        return None
    return member.book == applicant.book


def _alone(applicant: MemberFacts, household: HouseholdFacts) -> bool:
    """单人单户: nobody else alive on the sheet stands in the applicant's register."""
    return not any(
        _same_book(member, applicant)
        for member in household.members
        if member is not applicant and member.state is not MemberState.DEAD
    )


def _found(
    member: MemberFacts, holds: bool, clause: str, text: str, remedy: str = ""
) -> Finding:
    way = Reason("102-1-3", remedy) if remedy else None
    return Finding(Reason(clause, text, {"name": member.name}), holds, member.no, way)


def _asked(member: MemberFacts, clause: str, text: str) -> Finding:
    reason = Reason(clause, text, {"name": member.name})
    return Finding(reason, None, member.no, reason)
