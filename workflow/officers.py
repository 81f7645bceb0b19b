"""Appointing officers from the console: the first administrator of an installation has no page yet."""

from __future__ import annotations

import re
import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.passwords import complaints, hash_password
from access.permissions import LEVELS
from models import Office, User
from policy.spelling import normalise_name
from policy.terms import Level, Role
from workflow.refusals import refuse

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the characters that are taken for one another when a password is read out."""


def appoint(
    session: Session, username: str, name: str, role: Role, office_code: str, on: date
) -> str:
    """Make the officer and commit; answers the one-time password, which is stored nowhere.

    Raises Refused where the name is taken, malformed, or the role is not held at such an office.
    """
    if not USERNAME.fullmatch(username):
        raise refuse("102-5-1", "登录名须以小写字母开头，3至40位小写字母、数字或._-", "username")
    spelled = normalise_name(name)
    if not spelled.valid:
        raise refuse("102-5-1", spelled.reason, "name")
    if session.scalar(select(User.id).where(User.username == username)) is not None:
        raise refuse("102-5-1", "登录名已被使用，请换一个", "username")
    office = office_coded(session, office_code)
    level = Level.COUNTY if office.seals and role is Role.COUNTY else office.level
    if level not in LEVELS[role] or (role is Role.COUNTY and not office.seals):
        raise refuse(
            "102-5-1", "“%(role)s”不能设在%(level)s一级的机构", "office_id",
            role=role.label, level=office.level.label,
        )
    password = one_time_password()
    session.add(
        User(
            username=username, name=spelled.normalised, role=role, office=office,
            password_hash=hash_password(password), password_set_on=on, must_change_password=True,
        )
    )
    session.commit()
    return password


def one_time_password() -> str:
    """Random, about 90 bits, and always one that the rules for passwords would take."""
    while True:
        password = "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))
        if not complaints(password):
            return password


def officer_named(session: Session, username: str) -> User:
    """The officer in whose name a command works; Refused for nobody and for one who has left."""
    found = session.scalars(
        select(User).where(User.username == username, User.active)
    ).one_or_none()
    if found is None:
        raise refuse("102-5-1", "没有这个用户，或已停用：%(username)s", "username", username=username)
    return found


def office_coded(session: Session, code: str) -> Office:
    """The office with that code; Refused if there is none."""
    found = session.scalars(select(Office).where(Office.code == code)).one_or_none()
    if found is None:
        raise refuse("102-5-1", "没有这个机构代码：%(code)s", "office_id", code=code)
    return found
