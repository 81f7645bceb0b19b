"""Links that open a wall screen (大屏) without a sign-in: made, found by their token, revoked.

The token is shown once, to whoever makes the link; of it only the hash is kept. It comes with the form
that asks for the link, so that a form sent twice makes one link and tells its address twice. Commits;
the caller opens the write. Source: docs/decisions/0041.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access.audit import note
from access.permissions import Permission, may
from access.scope import in_charge_of
from models import WHOLE_PROVINCE, AuditEntry, Office, User, WallLink
from workflow.refusals import refuse

CLAUSE = "102-5-3"
LONGEST = timedelta(days=366)
LONGEST_NAME, MOST_AN_OFFICE = 30, 20
TOKEN = re.compile("[A-Za-z0-9_-]{43}")
OPENED = "wall_open"


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def record_of(link: WallLink) -> str:
    """The name by which the trail knows the link."""
    return f"wall_link:{link.id}"


def make(
    session: Session, by: User, office: Office, name: str, expires_on: date | None, lang: str, on: date,
    token: str,
) -> WallLink:
    """A link for an office of the officer's area; that which the same officer made with the token, if there is one."""
    if not may(by, Permission.WALL_WRITE) or not office.is_under(by.office.path):
        raise refuse(CLAUSE, "您没有建立大屏链接的权限")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise refuse(CLAUSE, "请填写大屏位置（1至%(most)d个字）", "name", most=LONGEST_NAME)
    if expires_on is None or not on <= expires_on <= on + LONGEST:
        raise refuse(CLAUSE, "链接有效期至须在今天至一年以内", "expires_on")
    if (made := made_with(session, token, by)) is not None:
        return made
    standing = session.scalar(
        select(func.count()).select_from(WallLink).where(
            WallLink.office_id == office.id, WallLink.revoked_at.is_(None), WallLink.expires_on >= on
        )
    )
    if (standing or 0) >= MOST_AN_OFFICE:
        raise refuse(CLAUSE, "该机构有效的大屏链接已满%(most)d个，请先撤销不用的", most=MOST_AN_OFFICE)
    link = WallLink(name=name, key_hash=hash_of(token), lang=lang or None, expires_on=expires_on)
    link.lay_under(office)
    session.add(link)
    try:
        session.commit()
    except IntegrityError:  # the same form, sent twice at once: the first has it
        session.rollback()
        if (made := made_with(session, token, by)) is None:
            raise
        return made
    return link


def made_with(session: Session, token: str, by: User) -> WallLink | None:
    """The officer's own link of that token; refused if it is revoked already."""
    link = session.scalars(
        select(WallLink).where(WallLink.key_hash == hash_of(token), WallLink.created_by_id == by.id)
    ).one_or_none()
    if link is not None and link.revoked_at is not None:
        raise refuse(CLAUSE, "这个链接已经撤销")
    return link


def revoke(session: Session, link: WallLink, by: User, at: datetime) -> None:
    """Shut it for ever; whoever shows it gets no page any more."""
    if not may(by, Permission.WALL_WRITE):
        raise refuse(CLAUSE, "您没有撤销大屏链接的权限")
    if link.revoked_at is not None:
        raise refuse(CLAUSE, "这个链接已经撤销")
    link.revoked_at, link.revoked_by_id = at, by.id
    note(session, "wall_revoke", record_of(link), path=link.path, name=link.name)
    session.commit()


def opened_by(session: Session, token: str, on: date) -> WallLink | None:
    """The link of that token, if it is open on that day; the same nothing for every other."""
    if not TOKEN.fullmatch(token):
        return None
    with in_charge_of(session, WHOLE_PROVINCE):
        link = session.scalars(
            select(WallLink).where(WallLink.key_hash == hash_of(token))
        ).one_or_none()
        if link is None or link.revoked_at is not None or link.expires_on < on or not link.office.valid:
            return None
        return link


def used_since(session: Session, link: WallLink, since: datetime) -> bool:
    """Whether the trail already says that the screen was shown since then."""
    return bool(session.scalar(
        select(AuditEntry.id).where(
            AuditEntry.record == record_of(link), AuditEntry.act == OPENED, AuditEntry.at >= since
        ).limit(1)
    ))


def links_of(session: Session) -> Sequence[WallLink]:
    """All links of the session's area, those that are open first."""
    return session.scalars(
        select(WallLink).order_by(WallLink.revoked_at.is_not(None), WallLink.id.desc())
    ).all()


def last_used(session: Session, links: Sequence[WallLink]) -> dict[str, datetime]:
    """When each was last noted as used, by the name the trail knows it by; once a day it is noted."""
    rows = session.execute(
        select(AuditEntry.record, func.max(AuditEntry.at))
        .where(AuditEntry.act == OPENED, AuditEntry.record.in_([record_of(link) for link in links]))
        .group_by(AuditEntry.record)
    )
    return {record: at for record, at in rows}
