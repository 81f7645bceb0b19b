"""Applying again (再次申请, 返零): a new episode from what an earlier one knew; all of it is checked anew.

Taken over: who the persons are, where they live, how they may be reached. Not taken over: whether
they are registered as unemployed, what they earn, anything an officer found. Sealed values are
opened and sealed again here and shown nowhere.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.permissions import Permission as P
from models import Household, LifeChange, Member, Office, User
from policy.ages import full_years
from policy.parameters import WORKING_AGE
from policy.terms import LifeEvent, MemberState, Origin
from policy.workdays import WorkCalendar
from workflow.decisions import demand_right
from workflow.facts import members_of
from workflow.records import new_household
from workflow.refusals import refuse

OF_HOUSEHOLD: Final = (
    "head_name", "phone", "register_no", "register_address", "home_address", "kind",
    "low_income_no", "housing", "bank_name", "bank_account",
)
OF_PERSON: Final = (
    "name", "id_no", "sex", "birth_on", "relation", "relation_to_head", "ethnic", "education",
    "marital", "health", "political", "urban", "book", "co_living", "capacity", "wants_work",
    "retirement_group", "retirement_source", "pension_from", "skills", "wished_job",
    "wished_training", "phone",
)
GONE: Final = (LifeEvent.DEAD, LifeEvent.MOVED_OUT)
STAYS: Final = frozenset(
    {MemberState.STUDENT, MemberState.SOLDIER, MemberState.PENSIONER, MemberState.INCAPABLE,
     MemberState.OTHER}
)
"""States that are carried over, to be looked at again; whoever sought work seeks it again."""


def taken_over(session: Session, earlier: Household) -> list[Member]:
    """The members that stand and have neither died nor moved away, in the order of the form."""
    gone = set(session.scalars(
        select(LifeChange.member_id).where(
            LifeChange.household_id == earlier.id, LifeChange.what.in_(GONE),
            LifeChange.voided_at.is_(None), LifeChange.member_id.is_not(None),
        )
    ))
    return [
        member for member in members_of(session, earlier)
        if member.id not in gone and member.state is not MemberState.DEAD
    ]


def demand_closed(session: Session, earlier: Household, by: User) -> None:
    """Raise Refused unless the family's last episode is over and this officer takes applications."""
    demand_right(by, P.HOUSEHOLD_WRITE, "再次申请")
    last = session.scalar(
        select(func.max(Household.episode)).where(Household.family_no == earlier.family_no)
    )
    if earlier.is_open or (last or 0) > earlier.episode:
        raise refuse("102-2-1", "本户已有在办或更晚的申请，请办理那一件")
    if not any(member.is_applicant for member in taken_over(session, earlier)):
        raise refuse("102-2-1", "原申请人已不在本户，请由其他登记失业的成员新提出申请")


def apply_again(
    session: Session, earlier: Household, by: User, on: date, calendar: WorkCalendar
) -> Household:
    """Open the next episode as a draft with the family in it; one transaction, commits.

    Raises Refused where the family may not, or a member stands in another open episode.
    """
    demand_closed(session, earlier, by)
    members = taken_over(session, earlier)
    household = Household(origin=Origin.DESK, applied_on=on)
    for name in OF_HOUSEHOLD:
        setattr(household, name, getattr(earlier, name))
    household.special_case_id = earlier.special_case_id
    applicant = next(member for member in members if member.is_applicant)
    others = [person_again(member, on) for member in members if member is not applicant]
    community = session.get_one(Office, earlier.community_id)
    return new_household(
        session, household, person_again(applicant, on), community, by, on, calendar, others
    )


def person_again(member: Member, on: date) -> Member:
    """The same person, with nothing known yet of registration and income."""
    again = Member()
    for name in OF_PERSON:
        setattr(again, name, getattr(member, name))
    again.state = member.state if member.state in STAYS else state_now(member, on)
    return again


def state_now(member: Member, on: date) -> MemberState:
    """A child that is one no longer, or somebody who is out of work again."""
    grown = full_years(member.birth_on, on) >= WORKING_AGE.at(on)
    if member.state is MemberState.MINOR:
        return MemberState.OTHER if grown else MemberState.MINOR
    return MemberState.UNEMPLOYED

