"""The ledgers with a row for each household: recognition (T1) and exit (T6).

Source: domain list of ledgers 4.2, T1 and T6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from documents.columns import (
    Beside,
    Column,
    Setting,
    coded,
    label,
    made,
    numbered,
    of,
    one,
    placed,
    sex,
)
from documents.layout import Kind
from documents.reading import among
from models import Comparison, Exit, Household, Member, Objection, StatusChange, Visit
from policy.ages import SCHEDULES, of_working_age
from policy.terms import RetirementGroup, Status, VisitPurpose

APPLICANT = and_(
    Member.household_id == Household.id, Member.is_applicant, Member.voided_at.is_(None)
)


FULL_AGE = 16
SURELY = {
    group: (plan.original_age, plan.original_age + plan.most // 12 + 1)
    for group, plan in SCHEDULES.items()
}
"""By the years of birth alone: below the first nobody has retired, above the second everybody has."""


def recognised(since: date, until: date) -> Select[Any]:
    """Households recognised in the period, the applicant beside each."""
    return (
        select(
            Household.id, Household.recognition_no, Household.unit_id, Household.county_id,
            Household.street_id, Household.community_id, Household.head_name, Member.id_no,
            Member.sex, Household.phone, Household.register_address, Household.home_address,
            Household.size, Household.registered_members, Member.unemployment_cause,
            Household.applied_on, Household.submitted_on, Household.publicized_on,
            Household.publicized_until, Household.reported_on, Household.recognised_on,
            Household.submitted_by_id, Household.assigned_to_id, Household.status,
            Household.remarks,
        )
        .outerjoin(Member, APPLICANT)
        .where(Household.recognised_on.between(since, until))
        .order_by(Household.recognised_on, Household.id)
    )


def members_of(session: Session, ids: list[int], at: Setting) -> dict[int, tuple[int, int]]:
    """Of each household: members of working age on the day of application, and able to work.

    A woman whose retirement group nobody has entered counts up to the later age.
    """
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = column_rows(
        session,
        select(
            Member.household_id, Member.birth_on, Member.sex, Member.retirement_group,
            Member.pension_from, Member.capacity, Household.applied_on,
        )
        .join(Household, Household.id == Member.household_id)
        .where(among(Member.household_id, ids, session), Member.voided_at.is_(None)),
        {},
    )
    for household, birth, of_sex, group, pension, capacity, on in rows:
        found = counts[household]
        group = group or (RetirementGroup.MALE if of_sex == "1" else RetirementGroup.FEMALE55)
        young, old = SURELY[group]
        years = on.year - birth.year
        if pension is None and FULL_AGE < years < young:
            found[0] += 1
        elif FULL_AGE <= years <= old:
            found[0] += of_working_age(birth, group, on, pension)
        found[1] += bool(capacity)
    return {household: (aged, able) for household, (aged, able) in counts.items()}


def comparisons_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each household: the day of the last comparison and what was decided on its results."""
    rows = column_rows(
        session,
        select(Comparison.household_id, Comparison.compared_on, Comparison.decision)
        .where(among(Comparison.household_id, ids, session), Comparison.voided_at.is_(None))
        .order_by(Comparison.compared_on, Comparison.id),
        {},
    )
    found: dict[int, list[Any]] = defaultdict(lambda: [None, []])
    for household, on, decision in rows:
        if found[household][0] != on:
            found[household] = [on, []]
        found[household][1].append(decision.label)
    return {
        household: f"{on:%Y-%m-%d}\n{'、'.join(dict.fromkeys(words))}"
        for household, (on, words) in found.items()
    }


def visits_of(session: Session, ids: list[int], at: Setting) -> dict[int, date]:
    """Of each household: the day of the last visit to verify its circumstances."""
    rows = column_rows(
        session,
        select(Visit.household_id, Visit.visited_on)
        .where(
            among(Visit.household_id, ids, session), Visit.voided_at.is_(None),
            Visit.purpose == VisitPurpose.VERIFICATION,
        )
        .order_by(Visit.visited_on),
        {},
    )
    return dict(rows)


def objections_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each household: what became of the objections to its publicity."""
    found: dict[int, list[str]] = defaultdict(list)
    for household, finding in session.execute(
        select(Objection.household_id, Objection.finding)
        .where(among(Objection.household_id, ids, session)).order_by(Objection.raised_on)
    ):
        found[household].append(finding.label)
    return {household: f"{len(words)}件：{'、'.join(words)}" for household, words in found.items()}


BASE, STATE, STEPS, WHO = "基本信息", "家庭状况", "认定过程", "经办情况"

RECOGNITION_BESIDE = (
    Beside("members", "id", members_of),
    Beside("comparisons", "id", comparisons_of),
    Beside("visits", "id", visits_of),
    Beside("objections", "id", objections_of),
)
RECOGNITION: tuple[Column, ...] = (
    numbered(),
    of(Household.recognition_no, width=12),
    *placed(),
    one("户主/申请人姓名", "head_name", lambda name, at: at.name(name), group=BASE, width=8),
    one("公民身份号码", "id_no", lambda number, at: at.identity(number), group=BASE, width=11),
    sex(BASE),
    one("联系电话", "phone", lambda number, at: at.phone(number), group=BASE, width=9.5,
        kind=Kind.CODE),
    made("家庭住址", lambda row, at: at.address(row.home_address or row.register_address),
         group=BASE, width=18, kind=Kind.LONG),
    of(Household.size, group=STATE, width=6, total=True),
    made("劳动年龄内人数", lambda row, at: at.beside["members"].get(row.id, (0, 0))[0],
         group=STATE, width=6, kind=Kind.COUNT, total=True),
    made("有劳动能力人数", lambda row, at: at.beside["members"].get(row.id, (0, 0))[1],
         group=STATE, width=6, kind=Kind.COUNT, total=True),
    of(Household.registered_members, group=STATE, width=6, total=True),
    coded("失业原因", "unemployment_cause", "unemployment_cause", group=STATE, width=9),
    of(Household.applied_on, group=STEPS),
    of(Household.submitted_on, text="受理日期", group=STEPS),
    made("比对日期及结论", lambda row, at: at.beside["comparisons"].get(row.id, ""),
         group=STEPS, width=10),
    made("走访日期", lambda row, at: at.beside["visits"].get(row.id), group=STEPS, width=9,
         kind=Kind.DATE),
    of(Household.publicized_on, group=STEPS),
    of(Household.publicized_until, group=STEPS),
    made("异议", lambda row, at: at.beside["objections"].get(row.id, "无"), group=STEPS, width=7),
    of(Household.reported_on, group=STEPS),
    of(Household.recognised_on, group=STEPS),
    made("用时（工作日）", lambda row, at: at.workdays(row.submitted_on, row.recognised_on),
         group=STEPS, width=6, kind=Kind.COUNT),
    one("经办人", "submitted_by_id", lambda who, at: at.officer(who), group=WHO, width=7),
    one("帮扶责任人", "assigned_to_id", lambda who, at: at.officer(who), group=WHO, width=7),
    of(Household.status, group=WHO, width=7),
    of(Household.remarks, group=WHO, width=14, kind=Kind.LONG),
)


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
    of(Household.recognition_no, width=12),
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
