"""The ledger with a row for each household that left (T6).

Source: domain list of ledgers 4.2, T6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    label,
    made,
    numbered,
    of,
    placed,
    register,
)
from documents.layout import Kind
from models import Exit, Household, StatusChange
from policy.terms import Status


def exited(since: date, until: date) -> Select[Any]:
    """Households that left in the period."""
    return (
        select(
            Household.id, Household.family_no, Household.episode, Household.recognition_no,
            Household.unit_id, Household.county_id, Household.street_id, Household.community_id,
            Household.head_name, Household.recognised_on, Household.exited_on,
            Household.exit_ground, Household.exited_by_id,
        )
        .where(Household.status == Status.EXITED, Household.exited_on.between(since, until))
        .order_by(Household.exited_on, Household.id)
    )


def proposals_of(session: Session, ids: list[int], at: Setting) -> dict[int, Exit]:
    """Of each household: the proposal the county agreed to; the last, should there be two."""
    rows = session.scalars(
        select(Exit).where(Exit.household_id.in_(ids), Exit.approved.is_(True)).order_by(Exit.id)
    )
    return {proposal.household_id: proposal for proposal in rows}


def deciding_offices_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each household: the office that released it, as it was named that day."""
    rows = session.execute(
        select(StatusChange.household_id, StatusChange.by_office)
        .where(StatusChange.household_id.in_(ids), StatusChange.after == Status.EXITED)
        .order_by(StatusChange.id)
    )
    return dict(rows.all())


def returns_of(session: Session, numbers: list[str], at: Setting) -> dict[str, list[Any]]:
    """Of each family: the days on which it was recognised, by episode; within the area alone."""
    found: dict[str, list[Any]] = defaultdict(list)
    for family, episode, on in session.execute(
        select(Household.family_no, Household.episode, Household.recognised_on)
        .where(Household.family_no.in_(numbers), Household.recognised_on.is_not(None))
        .order_by(Household.episode)
    ):
        found[family].append((episode, on))
    return found


def came_back(row: Any, at: Setting) -> str:
    """Whether the family was recognised again (返零) after this exit, and when."""
    for episode, on in at.beside["returns"].get(row.family_no, ()):
        if episode > row.episode:
            return f"是（{on:%Y-%m-%d}）"
    return "否"


def days_on_register(row: Any, at: Setting) -> int:
    return (row.exited_on - row.recognised_on).days


def of_proposal(key: str) -> Callable[[Any, Setting], Any]:
    """A value of the proposal behind the row's exit; nothing for an exit taken from an old ledger."""
    get = attrgetter(key)

    def show(row: Any, at: Setting) -> Any:
        proposal = at.beside["proposals"].get(row.id)
        return None if proposal is None else get(proposal)

    return show


proposed_by, told_way = of_proposal("proposed_by_id"), of_proposal("told_way")
ground_code, evidence = of_proposal("ground_code"), of_proposal("evidence")

LEFT, DECIDED = "退出情况", "提出、审批与告知"

EXIT_BESIDE = (
    Beside("proposals", "id", proposals_of),
    Beside("offices", "id", deciding_offices_of),
    Beside("returns", "family_no", returns_of),
)
EXIT: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=14.5),
    *placed(),
    made("户主", lambda row, at: at.name(row.head_name), group=LEFT, width=9),
    of(Household.recognised_on, group=LEFT),
    of(Household.exited_on, group=LEFT),
    made("在册天数", days_on_register, group=LEFT, width=7, kind=Kind.COUNT),
    of(Household.exit_ground, group=LEFT, width=14),
    made("情形细目", lambda row, at: at.code("exit_detail", ground_code(row, at)), group=LEFT,
         width=14),
    made("证据", lambda row, at: at.words(evidence(row, at)), group=LEFT, width=26, kind=Kind.LONG),
    made("提出机构", lambda row, at: at.office(at.desks.get(proposed_by(row, at))),
         group=DECIDED, width=14),
    made("提出人", lambda row, at: at.officer(proposed_by(row, at)), group=DECIDED, width=9),
    made("提出日期", of_proposal("proposed_on"), group=DECIDED, width=9, kind=Kind.DATE),
    made("审批机构", lambda row, at: at.beside["offices"].get(row.id, ""), group=DECIDED, width=14),
    made("县级审批人", lambda row, at: at.officer(row.exited_by_id), group=DECIDED, width=9),
    made("告知方式", lambda row, at: label(told_way(row, at)), group=DECIDED, width=8),
    made("告知日期", of_proposal("told_on"), group=DECIDED, width=9, kind=Kind.DATE),
    made("是否返零", came_back, group="退出后", width=12),
)

LEDGERS = register(
    Ledger(
        "exit", "零就业家庭退出台账", "退出的家庭，每户一行，附情形、证据、审批与告知",
        "退出日期", "户", "退出日期在统计期间内的家庭；返零指退出后在所辖范围内再次认定",
        exited, EXIT, EXIT_BESIDE,
    ),
)
