"""Families that were helped, and what the page counts of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from charts.outcomes import outcomes
from models import Benefit, Employment, Member
from policy.aid_terms import BenefitState
from policy.terms import EmploymentForm
from policy.terms import Status as S
from tests.cast import office
from tests.factories import make_household

TODAY = date(2026, 3, 9)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 9)
DAY = timedelta(days=1)
COUNTY, STREET = "220104", "220104001"
EARLY = {"submitted_on": None, "verified_on": None, "publicized_on": None, "publicized_until": None,
         "reported_on": None, "applied_on": date(2024, 1, 2), "origin": "ledger", "ready": False,
         "recognised_on": date(2024, 6, 3), "promise_due_on": date(2024, 7, 1)}


def family(status=S.RECOGNISED, **values):
    return make_household(status=status, **{**EARLY, **values})


def job(session, household, verified, form=EmploymentForm.UNIT, **values):
    member = household_member(session, household)
    row = Employment(**{
        "household": household, "member": member, "form": form, "started_on": verified, "has_contract": True,
        "insured": "养老、医疗", "evidence": "劳动合同", "verified": verified is not None,
        "verified_on": verified, "employer": "样例商贸有限公司",
    } | values)
    session.add(row)
    session.flush()
    return row


def household_member(session, household):
    return session.scalars(select(Member).where(Member.household_id == household.id, Member.no == 1)).one()


def benefit(session, work, policy, state=BenefitState.ENJOYED, approved=None, **values):
    granted = {"approved_on": approved, "from_on": approved, "standard": Decimal(500)} if approved else {}
    if state in (BenefitState.WAIVED, BenefitState.NOT_ENTITLED):
        granted = {"declined_reason": "本人书面表示不申报"}
    row = Benefit(household=work.household, member=work.member, employment=work, policy=policy, state=state,
                  applied_on=work.verified_on, **granted | values)
    session.add(row)
    session.flush()
    return row


def numbers(session, code=COUNTY, since=SINCE, until=UNTIL, today=TODAY):
    session.commit()
    return outcomes(session, office(session, code), since, until, today=today).numbers


def counted(session, *keys, **asked):
    found = numbers(session, **asked)
    return tuple(found[key] for key in keys)
