"""The catalogue of special cases (地方特殊情形, 一（三）): what a region has decided on, by which document."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from access.permissions import Permission, may
from models import Household, Office, SpecialCase, User
from policy.parameters import ISSUED_ON
from policy.terms import HouseholdKind, Level
from workflow.refusals import refuse

REGIONS = (Level.PROVINCE, Level.UNIT, Level.COUNTY)


def special_case_is_whole(session: Session, case: SpecialCase, by: User, on: date) -> None:
    """Raise Refused unless the officer may decide this for this region, and its days are in order."""
    if not may(by, Permission.SPECIAL_CASE_WRITE):
        raise refuse("102-1-3", "您没有登记特殊情形的权限")
    office = session.get(Office, case.office_id) if case.office_id else None
    if office is None or office.level not in REGIONS or not office.is_under(by.office.path):
        raise refuse("102-1-3", "适用地区须为本机构辖区内的省、市（州）或县（市、区）", "office_id")
    if case.basis_on is None or case.basis_on > on:
        raise refuse("102-1-3", "文件日期不能晚于今天", "basis_on")
    if case.valid_from is None or case.valid_from < max(ISSUED_ON, case.basis_on):
        raise refuse("102-1-3", "执行日期不能早于文件日期，也不能早于通知印发之日", "valid_from")
    if case.valid_until is not None and case.valid_until < case.valid_from:
        raise refuse("102-1-3", "终止日期不能早于执行日期", "valid_until")


def cases_for(session: Session, path: str, on: date) -> list[SpecialCase]:
    """The cases in force on that day for whatever lies under the path, the nearest region first."""
    rows = session.scalars(
        select(SpecialCase)
        .join(Office, Office.id == SpecialCase.office_id)
        .where(SpecialCase.valid_from <= on,
               or_(SpecialCase.valid_until.is_(None), SpecialCase.valid_until >= on))
        .options(joinedload(SpecialCase.office))
        .order_by(SpecialCase.name, SpecialCase.id)
    )
    found = [case for case in rows if path.startswith(case.office.path)]
    return sorted(found, key=lambda case: -len(case.office.path))


def choose_case(session: Session, household: Household) -> None:
    """A household of the local kind names its case, in force where it lies; no other kind names one."""
    if household.kind is not HouseholdKind.LOCAL:
        household.special_case, household.special_case_id = None, None
        return
    case = session.get(SpecialCase, household.special_case_id) if household.special_case_id else None
    if case is None:
        text = "“地方特殊情形”须从目录中选择一种；目录中没有的，请先由县级以上登记（通知一（三））"
        raise refuse("102-1-3", text, "special_case_id")
    if not case.holds(household.lies_under, household.applied_on):
        raise refuse("102-1-3", "该特殊情形在申请日期不适用于本地区，请另选", "special_case_id")
