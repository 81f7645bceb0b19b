"""What a locality may ask beyond the notice (一（三）): income, pensioners, size of the household.

None of it holds in this province as the notice stands; each is a parameter a region decrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from policy.ages import full_years
from policy.kinship import CHILDREN, MARRIED
from policy.parameters import (
    INCOME_TEST,
    LEAST_MEMBERS,
    MINIMUM_WAGE,
    PENSIONER_BARS,
    SINGLE_BARS,
    SUBSISTENCE,
)
from policy.recognition import HouseholdFacts, MemberFacts
from policy.rulebook import Rules
from policy.terms import MemberState
from policy.verdict import Finding, Reason, rule

NO_BUSINESS, BELOW_WAGE, BELOW_SUBSISTENCE = 1, 2, 3
"""The kinds of INCOME_TEST; 0 asks nothing."""
OF_AGE: Final = 18
SUBSISTENCE_WORD: Final = "低保"


@rule("102-1-3")
def regional_findings(
    household: HouseholdFacts, counted: Sequence[MemberFacts], on: date, rules: Rules
) -> list[Finding]:
    """A line for each condition the region asks; none where it asks nothing."""
    found: list[Finding] = []
    least = rules.at(LEAST_MEMBERS, on)
    if 0 < len(counted) < least:
        text = "家庭成员%(count)d人，少于当地规定的%(least)d人"
        found.append(_fails(text, "", count=len(counted), least=least))
    if rules.at(PENSIONER_BARS, on):
        found += [
            _fails("成员%(name)s领取养老金，当地规定不予认定", "", name=member.name)
            for member in counted if _draws_pension(member, on)
        ]
    if rules.at(SINGLE_BARS, on) and _single_without_child(household, counted, on):
        found.append(_fails("申请人单身且无未成年子女，当地规定不予认定", ""))
    match rules.at(INCOME_TEST, on):
        case 1:
            found.append(_business(household))
        case 2:
            found.append(_income(household, Decimal(rules.at(MINIMUM_WAGE, on)), 1, "最低工资"))
        case 3:
            limit = Decimal(rules.at(SUBSISTENCE, on))
            found.append(_income(household, limit, max(len(counted), 1), SUBSISTENCE_WORD))
    return found


def _business(household: HouseholdFacts) -> Finding:
    if household.business_income is None:
        return _unknown("请填写家庭有无经营性或投资性收入")
    if household.business_income:
        return _fails("家庭有经营性或投资性收入，当地规定不予认定", "家庭不再有经营性或投资性收入")
    return Finding(Reason("102-1-3", "家庭没有经营性或投资性收入"), True)


def _income(household: HouseholdFacts, limit: Decimal, heads: int, standard: str) -> Finding:
    """The income a head (of the whole household for the minimum wage) lies below the standard."""
    if household.monthly_income is None:
        return _unknown("请填写家庭月收入")
    values = {
        "income": (household.monthly_income / heads).quantize(Decimal("0.01")),
        "basis": "人均" if standard == SUBSISTENCE_WORD else "", "standard": standard, "limit": limit,
    }
    if household.monthly_income / heads < limit:
        text = "家庭%(basis)s月收入%(income)s元，低于%(standard)s标准%(limit)s元"
        return Finding(Reason("102-1-3", text, values), True)
    text = "家庭%(basis)s月收入%(income)s元，不低于%(standard)s标准%(limit)s元"
    return _fails(text, "家庭%(basis)s月收入降到%(standard)s标准以下", **values)


def _draws_pension(member: MemberFacts, on: date) -> bool:
    begun = member.pension_from is not None and member.pension_from <= on
    return begun or member.state is MemberState.PENSIONER


def _single_without_child(
    household: HouseholdFacts, counted: Sequence[MemberFacts], on: date
) -> bool:
    applicant = household.applicant_facts
    if applicant is None or applicant.marital is None or applicant.marital in MARRIED:
        return False
    return not any(
        member.relation in CHILDREN
        and member.birth_on is not None
        and full_years(member.birth_on, on) < OF_AGE
        for member in counted
    )


def _fails(text: str, remedy: str, **values: object) -> Finding:
    way = remedy or "由县级按地方特殊情形认定（通知一（三））"
    return Finding(
        Reason("102-1-3", text, values), False, None, Reason("102-1-3", way, values)
    )


def _unknown(text: str) -> Finding:
    reason = Reason("102-1-3", text)
    return Finding(reason, None, None, reason)
