"""Families for the tables of cases: a man of 41 who applies, and whoever stands beside him."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policy.recognition import HouseholdFacts, MemberFacts
from policy.terms import MemberState, RetirementGroup

ON = date(2026, 6, 30)
S = MemberState


def applicant(**facts) -> MemberFacts:
    """Unmarried, unemployed, registered, urban, alone in his register unless told otherwise."""
    usual = MemberFacts(
        no=1, name="赵样甲", relation="01", birth_on=date(1985, 3, 2), sex=1, state=S.UNEMPLOYED,
        capacity=True, wants_work=True, registered_on=date(2026, 1, 5),
        retirement_group=RetirementGroup.MALE, urban=True, book="A", co_living=True, marital="10",
    )
    return replace(usual, **facts)


def other(relation: str, no: int = 2, **facts) -> MemberFacts:
    """Somebody of 40 in the same register, unemployed and registered too."""
    usual = {
        "no": no, "name": f"钱样{'甲乙丙丁戊己庚辛'[no - 1]}", "relation": relation,
        "birth_on": date(1986, 5, 5), "sex": 2, "retirement_group": RetirementGroup.FEMALE55,
        "marital": None,
    }
    return applicant(**{**usual, **facts})


def family(*members: MemberFacts, **facts) -> HouseholdFacts:
    return HouseholdFacts(members or (applicant(),), **facts)
