"""The bureau's own affairs: its tree of offices, its officers, what it is to reach in a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access import second_factor
from access.login import set_password
from access.passwords import hash_password
from access.permissions import LEVELS, Permission, may
from models import Office, Target, User
from policy.terms import Level, Role
from workflow.officers import one_time_password
from workflow.refusals import from_conflict, refuse

BENEATH = {
    Level.PROVINCE: Level.UNIT,
    Level.UNIT: Level.COUNTY,
    Level.COUNTY: Level.STREET,
    Level.STREET: Level.COMMUNITY,
}
CODE = re.compile(r"[0-9]{6,12}")


def change_officer(session: Session, officer: User, changes: Mapping[str, Any], by: User) -> None:
    """Change an officer's name, role, office, telephone or standing, and commit.

    Nobody changes the own role, office or standing (职责分离); the last administrator stays.
    """
    if not may(by, Permission.USER_WRITE):
        raise refuse("102-5-1", "您没有管理用户的权限")
    weighty = {k: v for k, v in changes.items() if k in ("role", "office_id", "active")}
    if officer.id == by.id and any(getattr(officer, k) != v for k, v in weighty.items()):
        raise refuse("102-5-1", "不能修改本人的角色、机构和启用状态，请由另一名系统管理员办理")
    role, active = changes.get("role", officer.role), changes.get("active", officer.active)
    office = session.get(Office, changes.get("office_id", officer.office_id))
    fits_level(role, office)
    if officer.role is Role.SYSADMIN and officer.active and not (role is Role.SYSADMIN and active):
        others = session.scalar(
            select(func.count())
            .select_from(User)
            .where(User.role == Role.SYSADMIN, User.active, User.id != officer.id)
        )
        if not others:
            raise refuse("102-5-1", "这是最后一名启用的系统管理员，不能停用或改任", "active")
    for key, value in changes.items():
        if getattr(officer, key) != value:
            setattr(officer, key, value)
    if office is not None:
        officer.office = office
    session.commit()


def fits_level(role: Role, office: Office | None) -> None:
    """A role is held at offices of its level; the county's also where a reporting unit seals itself."""
    if office is None:
        raise refuse("102-5-1", "请选择机构", "office_id")
    level = Level.COUNTY if office.seals and role is Role.COUNTY else office.level
    if level not in LEVELS[role] or (role is Role.COUNTY and not office.seals):
        raise refuse(
            "102-5-1", "“%(role)s”不能设在%(level)s一级的机构", "office_id",
            role=role.label, level=office.level.label,
        )


def reset_second_factor(session: Session, officer: User, by: User) -> bool:
    """Take an officer's second factor away, who may then enrol anew, and commit; whether there was one."""
    if not may(by, Permission.USER_WRITE):
        raise refuse("102-5-1", "您没有管理用户的权限")
    if officer.id == by.id:
        raise refuse("102-5-1", "本人的动态口令请由另一名系统管理员重置")
    done = second_factor.reset(session, officer)
    session.commit()
    return done


def reset_password(session: Session, officer: User, by: User, at: datetime) -> str:
    """Give the officer a one-time password, to be changed at the next sign-in, and commit."""
    if not may(by, Permission.USER_WRITE):
        raise refuse("102-5-1", "您没有管理用户的权限")
    if officer.id == by.id:
        raise refuse("102-5-1", "本人的密码请在“修改密码”中修改")
    password = one_time_password()
    set_password(session, officer, hash_password(password), at, must=True)
    session.commit()
    return password


def add_office(session: Session, office: Office, parent: Office | None) -> None:
    """Hang a new office into the tree, one level beneath its parent and behind its siblings, and commit."""
    if parent is None or parent.level not in BENEATH:
        raise refuse("102-5-1", "请选择上级机构；社区之下不再设机构", "parent_id")
    if parent.level is Level.UNIT and parent.seals:
        office.level = Level.STREET
    else:
        office.level = BENEATH[parent.level]
    if not CODE.fullmatch(office.code or ""):
        raise refuse("102-5-1", "机构代码应为6至12位数字", "code")
    office.seals = office.level is Level.COUNTY
    last = select(func.max(Office.sort)).where((Office.id == parent.id) | (Office.parent_id == parent.id))
    office.sort = session.scalar(last) or 0
    office.parent, office.path = parent, f"{parent.path}?"
    office.short_name = office.short_name or office.name[:30]
    office.unit_id, office.county_id, office.street_id = (
        parent.unit_id, parent.county_id, parent.street_id,
    )
    try:
        session.add(office)
        session.flush()
        office.path = f"{parent.path}{office.id}."
        for level, column in (
            (Level.UNIT, "unit_id"), (Level.COUNTY, "county_id"), (Level.STREET, "street_id"),
        ):
            if office.level is level:
                setattr(office, column, office.id)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        if "code" in str(error.orig):
            raise refuse("102-5-1", "机构代码已被使用，请核对", "code") from None
        raise from_conflict(error) from None


def target_is_whole(session: Session, target: Target, by: User) -> None:
    """Targets are set for offices beneath one's own, by city and province."""
    if not may(by, Permission.TARGET_WRITE):
        raise refuse("102-5-3", "您没有下达目标任务的权限")
    office = session.get(Office, target.office_id)
    if office is None or office.id == by.office_id or not office.is_under(by.office.path):
        raise refuse("102-5-3", "只能为下级机构下达目标任务", "office_id")
