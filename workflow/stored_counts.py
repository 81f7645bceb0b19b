"""Counts and first days kept with a household, against its rows: where they differ, somebody changed one by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Employment, Household, Member, Service
from policy.terms import Status as S
from workflow.file_records import counts_of

AT_ONCE: Final = 1000
ASSISTED: Final = (S.RECOGNISED, S.EXITED)


@dataclass(frozen=True, slots=True)
class Miscount:
    """One column of one household: as it is kept, and as its rows say."""

    family_no: str
    column: str
    label: str
    kept: Any
    counted: Any


def miscounted(session: Session) -> list[Miscount]:
    """Every household whose kept counts or first days are not what its rows say."""
    found: list[Miscount] = []
    last = 0
    while True:
        rows = session.scalars(
            select(Household).where(Household.id > last).order_by(Household.id).limit(AT_ONCE)
        ).all()
        if not rows:
            return found
        found += differences(session, rows)
        last = rows[-1].id
        session.expunge_all()


def differences(session: Session, households: Any) -> Iterator[Miscount]:
    """What is wrong with these households; three statements for all of them."""
    ids = [h.id for h in households]
    standing = session.scalars(
        select(Member)
        .where(Member.household_id.in_(ids), Member.voided_at.is_(None))
        .order_by(Member.household_id)
    ).all()
    members = {key: list(rows) for key, rows in groupby(standing, lambda m: m.household_id)}
    assisted: dict[int, Any] = {number: on for number, on in session.execute(
        select(Service.household_id, func.min(Service.served_on))
        .where(Service.household_id.in_(ids), Service.voided_at.is_(None))
        .group_by(Service.household_id)
    )}
    placed: dict[int, Any] = {number: on for number, on in session.execute(
        select(Employment.household_id, func.min(Employment.started_on))
        .join(Member, Member.id == Employment.member_id)
        .where(Employment.household_id.in_(ids), Employment.verified,
               Employment.voided_at.is_(None), Member.registered_on.is_not(None))
        .group_by(Employment.household_id)
    )}
    for household in households:
        mine = members.get(household.id, [])
        right: dict[str, Any] = {**counts_of(household, mine)}
        before = counts_of(household, mine, pensions=False)["labour_members"]
        if household.labour_members == before:  # a pension found later is no miscount
            right["labour_members"] = before
        if household.status in ASSISTED:
            right["assisted_on"] = assisted.get(household.id)
            right["placed_on"] = placed.get(household.id)
        for column, counted in right.items():
            kept = getattr(household, column)
            if kept != counted:
                label = getattr(Household, column).info["label"]
                yield Miscount(household.family_no, column, label, kept, counted)
