"""Ledgers of an office's own (自定义台账): saved under a name, shared with the offices beneath, deleted.

Who sees one: the officers of its office; shared, those of all offices beneath too. What is in it
is checked where ledgers are known (documents.selection). Commits; the caller opens the write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from models import LedgerSelection, Office, User
from workflow.refusals import refuse

CLAUSE = "102-3"
MOST_AN_OFFICE = 100


def selections_for(session: Session, by: User) -> Sequence[LedgerSelection]:
    """All that this officer may use: of the own office, and shared ones of the offices above."""
    above = [int(number) for number in by.office.path.split(".") if number]
    return session.scalars(
        select(LedgerSelection)
        .where(
            or_(
                LedgerSelection.office_id == by.office_id,
                and_(LedgerSelection.shared, LedgerSelection.office_id.in_(above)),
            )
        )
        .order_by(LedgerSelection.name, LedgerSelection.id)
    ).all()


def selection_of(session: Session, by: User, number: int) -> LedgerSelection | None:
    """The one with that number, if this officer may use it."""
    return next((s for s in selections_for(session, by) if s.id == number), None)


def selection_named(session: Session, by: User, name: str) -> LedgerSelection:
    """The one of that name, the own office's first, then the nearest above. Refused if there is none."""
    found = [s for s in selections_for(session, by) if s.name == name]
    if not found:
        raise refuse(CLAUSE, "没有名为“%(called)s”的自定义台账", "selection", called=name)
    return max(found, key=lambda s: len(s.office.path))


def may_change(selection: LedgerSelection, by: User) -> bool:
    return selection.office_id == by.office_id and may(by, Permission.LEDGER_COMPOSE)


def save(
    session: Session, by: User, selection: LedgerSelection | None, *, ledger: str, name: str,
    choice: Mapping[str, Any], shared: bool,
) -> LedgerSelection:
    """Keep a new one for the officer's own office, or change one of it. Commits."""
    if not may(by, Permission.LEDGER_COMPOSE):
        raise refuse(CLAUSE, "您没有保存自定义台账的权限")
    name = " ".join(name.split())
    if not name or len(name) > 30 or not name.isprintable() or set(name) & set("\\/?*[]:"):
        raise refuse(CLAUSE, "名称须为1至30个字，不含 \\ / ? * [ ] :", "name")
    if selection is None:
        held = session.scalars(
            select(LedgerSelection.id).where(LedgerSelection.office_id == by.office_id)
        ).all()
        if len(held) >= MOST_AN_OFFICE:
            raise refuse(CLAUSE, "本机构的自定义台账已满100个，请先删除不用的", "name")
        office = session.get_one(Office, by.office_id)
        selection = LedgerSelection(office=office, ledger=ledger)
        session.add(selection)
    elif not may_change(selection, by):
        raise refuse(CLAUSE, "只有保存它的机构可以改动")
    selection.name, selection.choice, selection.shared = name, dict(choice), shared
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise refuse(CLAUSE, "本机构已有同名的自定义台账，请换一个名称", "name") from None
    return selection


def delete(session: Session, by: User, selection: LedgerSelection) -> None:
    """Give it up; files made with it are not touched. Commits."""
    if not may_change(selection, by):
        raise refuse(CLAUSE, "只有保存它的机构可以删除")
    session.delete(selection)
    session.commit()
