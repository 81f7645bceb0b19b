"""What the page 援助与退出 counts beyond the report: rows of which table, under which condition.

Counted by workflow.report_counts and listed by the filter of the report, as the report's own figures.
Where something has time until a day (60 days, 3 months, 12 months), the period holds those whose
day lies in it and is over, as with the promise: what is not due yet is in no rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import aliased

from models import Employment, Exit, FollowUp, Household, JobCheck, Member, Service
from models.later import days_after, months_after
from policy.ages import add_months
from policy.aid_terms import PolicyKind, SlotState
from policy.benefits import JUDGED
from policy.parameters import BENEFIT_RED, ISSUED_ON, RELAPSE_PERIOD, STABLE_FIRST, STABLE_SECOND
from policy.terms import ExitGround, ServiceKind
from workflow.entitled import (
    all_granted_by,
    answered,
    entitled,
    explained,
    for_this_job,
    granted_by,
    granted_ever,
    owed_any,
)
from workflow.promise import counts_as
from workflow.report_figures import DAY, CountedRows, always, first_placed, served

Found = ColumnElement[bool]
IN_TIME: Final = BENEFIT_RED.at(ISSUED_ON)
"""Days from the verification within which a policy is to be granted (政策落实率)."""
LASTING: Final = (STABLE_FIRST.at(ISSUED_ON), STABLE_SECOND.at(ISSUED_ON))
"""After how many months a job is looked into (稳定就业)."""
AGAIN: Final = RELAPSE_PERIOD.at(ISSUED_ON)
"""Months after an exit to work within which a new recognition is a relapse (返零)."""
K = PolicyKind


def passed(since: date, until: date, today: date) -> tuple[date, date]:
    """The days of the period that are over."""
    return since, min(until, today - DAY)


def months_before(since: date, until: date, months: int) -> tuple[date, date]:
    """The first and last day whose corresponding day so many months later lies between the two.

    The last is before the first where no day has its corresponding one there.
    """
    first, last = add_months(since, -months), add_months(until, -months)
    while add_months(first, months) < since:
        first += DAY
    while add_months(last + DAY, months) <= until:
        last += DAY
    return first, last


def benefits_due(since: date, until: date, today: date) -> Found:
    """Who found work, and whose policies were to be granted by a day of the period.

    A registered member of a family that did not leave on another ground and was not revoked; the
    job lasted until then.
    """
    first, last = (day - timedelta(days=IN_TIME) for day in passed(since, until, today))
    registered = select(Member.id).where(
        Member.id == Employment.member_id, Member.registered_on.is_not(None)
    ).correlate(Employment).exists()
    otherwise = select(Household.id).where(
        Household.id == Employment.household_id,
        Household.revoked_on.is_not(None) | (Household.exit_ground != ExitGround.EMPLOYED),
    ).correlate(Employment).exists()
    lasts = Employment.ended_on.is_(None) | (Employment.ended_on >= due_day())
    return and_(first_placed(first, last, today), registered, ~otherwise, lasts)


def due_day() -> ColumnElement[date]:
    """The last day on which a policy is granted in time."""
    day: ColumnElement[date] = days_after(Employment.verified_on, IN_TIME)
    return day


def of_policy(policy: PolicyKind) -> dict[str, CountedRows]:
    """How the policy stands with those it is due to: the five add up to the first."""
    due, granted = entitled(policy), granted_ever(policy)
    asked = answered(policy, for_this_job())
    said = explained(policy)
    ways = {
        "due": due,
        "in": and_(due, granted_by(due_day(), policy)),
        "late": and_(due, granted, ~granted_by(due_day(), policy)),
        "said": and_(due, said),
        "asked": and_(due, asked, ~granted, ~said),
        "none": and_(due, ~asked),
    }
    return {f"{way}_{policy.value}": CountedRows(Employment, benefits_due, always(condition))
            for way, condition in ways.items()}


def began(months: int, since: date, until: date, today: date) -> Found:
    """Verified jobs that would be so many months old on a day of the period that is not to come."""
    last = min(until, today)
    if last < since:
        return Employment.id < 0
    between = months_before(since, last, months)
    return and_(Employment.verified, Employment.voided_at.is_(None),
                Employment.started_on.between(*between))


def checked(months: int, working: bool) -> Found:
    return (
        select(JobCheck.id)
        .where(JobCheck.employment_id == Employment.id, JobCheck.after_months == months,
               JobCheck.working.is_(working), JobCheck.voided_at.is_(None))
        .correlate(Employment)
        .exists()
    )


def of_lasting(months: int) -> dict[str, CountedRows]:
    """Still at work, out of it by then, or not looked into: the three add up to the first."""
    among = partial(began, months)
    stable = checked(months, True)
    ended = Employment.ended_on <= months_after(Employment.started_on, months)
    lost = and_(~stable, checked(months, False) | (Employment.ended_on.is_not(None) & ended))
    ways = {"began": None, "stable": stable, "lost": lost, "unseen": and_(~stable, ~lost)}
    return {f"{way}{months}": CountedRows(Employment, among, None if which is None else always(which))
            for way, which in ways.items()}


def exits_a_year_ago(since: date, until: date, today: date) -> Found:
    """Exits to work whose twelve months ended on a day of the period that is over."""
    first, last = passed(since, until, today)
    if last < first:
        return Household.id < 0
    return and_(Household.exit_ground == ExitGround.EMPLOYED,
                Household.exited_on.between(*months_before(first, last, AGAIN)))


def came_back(since: date, until: date, today: date) -> Found:
    """Of those exits: the same family was recognised anew within the twelve months.

    Found from the later application, of which there are few.
    """
    first, last = passed(since, until, today)
    if last < first:
        return Household.id < 0
    first, last = months_before(first, last, AGAIN)
    before, later = aliased(Household), aliased(Household)
    again = (
        select(before.id)
        .join(later, (later.family_no == before.family_no) & (later.street_id == before.street_id))
        .where(
            later.episode > literal_column("1"), later.recognised_on.between(first, add_months(last, AGAIN)),
            later.episode > before.episode, later.recognised_on >= before.exited_on,
            later.recognised_on <= months_after(before.exited_on, AGAIN),
        )
    )
    return and_(exits_a_year_ago(since, until, today), Household.id.in_(again))


def left_under(code: str) -> ColumnElement[bool]:
    """The families whose approved proposal has that detail; none on file for ""."""
    approved = select(Exit.id).where(Exit.household_id == Household.id, Exit.approved.is_(True))
    if not code:
        bare = approved.where(func.coalesce(Exit.ground_code, "") == "").correlate(Household).exists()
        return ~approved.correlate(Household).exists() | bare
    return approved.where(Exit.ground_code == code).correlate(Household).exists()


def months_over(since: date, until: date, today: date) -> tuple[date, date]:
    """First days of the first and the last month of the period that is over; none: last before first."""
    on = min(until, today)
    first, last = since.replace(day=1), on.replace(day=1)
    return first, last if add_months(last, 1) - DAY <= on else add_months(last, -1)


def visits_due(since: date, until: date, today: date) -> Found:
    """Return visits owed for the months of the period that are over."""
    first, last = months_over(since, until, today)
    return and_(FollowUp.month.between(first, last), FollowUp.state != SlotState.CLOSED)


COUNTED_AS: Final = tuple(
    counts_as(kind) for kind in (ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.REFERRAL)
)
UNCOUNTED: Final = and_(*(~counted.is_(True) for counted in COUNTED_AS))
RECOMMENDED: Final = Service.kind == ServiceKind.REFERRAL

OUTCOMES: Final[Mapping[str, CountedRows]] = {
    "owed": CountedRows(Employment, benefits_due, always(owed_any())),
    "owed_in": CountedRows(Employment, benefits_due, always(and_(owed_any(), all_granted_by(due_day())))),
    "owed_out": CountedRows(Employment, benefits_due, always(and_(owed_any(), ~all_granted_by(due_day())))),
    **{key: rows for policy in JUDGED for key, rows in of_policy(policy).items()},
    **{key: rows for months in LASTING for key, rows in of_lasting(months).items()},
    "left_year": CountedRows(Household, exits_a_year_ago),
    "again_year": CountedRows(Household, came_back),
    "visits": CountedRows(FollowUp, visits_due),
    "visits_done": CountedRows(FollowUp, visits_due, always(FollowUp.state == SlotState.DONE)),
    "visits_late": CountedRows(FollowUp, visits_due, always(FollowUp.state == SlotState.LATE)),
    "visits_open": CountedRows(FollowUp, visits_due, always(FollowUp.state == SlotState.OPEN)),
    "services": CountedRows(Service, served),
    "referral_short": CountedRows(Service, served, always(and_(RECOMMENDED, UNCOUNTED))),
    "services_other": CountedRows(Service, served, always(and_(~RECOMMENDED, UNCOUNTED))),
}
"""Every figure of the page that the report has not."""


WAYS: Final = {
    "due": "应享", "in": "60日内批准", "late": "超过60日批准", "said": "已说明不享受",
    "asked": "申请中", "none": "应享未申报",
}
LASTED: Final = {"began": "就业已满期", "stable": "仍在岗", "lost": "已不在岗", "unseen": "尚未核查"}
AFTER: Final = {3: "就业满3个月", 6: "就业满6个月"}
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "owed": ("有应享政策的就业成员",), "owed_in": ("应享政策全部在60日内批准",),
    "owed_out": ("应享政策未全部在60日内批准",),
    **{f"{way}_{policy.value}": (policy.label, words)
       for policy in JUDGED for way, words in WAYS.items()},
    **{f"{way}{months}": (AFTER[months], words)
       for months in LASTING for way, words in LASTED.items()},
    "left_year": ("因实现就业退出满12个月",), "again_year": ("退出后12个月内再次认定",),
    "visits": ("应回访",), "visits_done": ("当月已回访",), "visits_late": ("逾期补访",),
    "visits_open": ("未回访",), "services": ("援助服务",),
    "referral_short": ("未计入的岗位推荐",), "services_other": ("其他服务",),
}
"""What each is called, part by part."""
