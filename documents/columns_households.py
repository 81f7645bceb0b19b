"""The ledgers with a row for each household: recognition (T1) and exit (T6).

Source: domain list of ledgers 4.2, T1 and T6.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    coded,
    made,
    numbered,
    of,
    one,
    placed,
    register,
    sex,
)
from documents.layout import Kind
from documents.reading import Asked
from models import Comparison, Household, Member, Objection, Visit
from policy.ages import SCHEDULES, of_working_age
from policy.terms import RetirementGroup, VisitPurpose

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


MEMBERS = Asked(lambda among: (
    select(
        Member.household_id, Member.birth_on, Member.sex, Member.retirement_group,
        Member.pension_from, Member.capacity, Household.applied_on,
    )
    .join(Household, Household.id == Member.household_id)
    .where(among(Member.household_id), Member.voided_at.is_(None))
))
COMPARISONS = Asked(lambda among: (
    select(Comparison.household_id, Comparison.compared_on, Comparison.decision)
    .where(among(Comparison.household_id), Comparison.voided_at.is_(None))
    .order_by(Comparison.compared_on, Comparison.id)
))
VISITS = Asked(lambda among: (
    select(Visit.household_id, Visit.visited_on)
    .where(
        among(Visit.household_id), Visit.voided_at.is_(None),
        Visit.purpose == VisitPurpose.VERIFICATION,
    )
    .order_by(Visit.visited_on)
))
OBJECTIONS = Asked(lambda among: (
    select(Objection.household_id, Objection.finding)
    .where(among(Objection.household_id)).order_by(Objection.raised_on)
))


def members_of(session: Session, ids: list[int], at: Setting) -> dict[int, tuple[int, int]]:
    """Of each household: members of working age on the day of application, and able to work.

    A woman whose retirement group nobody has entered counts up to the later age.
    """
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for household, birth, of_sex, group, pension, capacity, on in MEMBERS.rows(session, ids):
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
    found: dict[int, list[Any]] = defaultdict(lambda: [None, []])
    for household, on, decision in COMPARISONS.rows(session, ids):
        if found[household][0] != on:
            found[household] = [on, []]
        found[household][1].append(decision.label)
    return {
        household: f"{on:%Y-%m-%d}\n{'、'.join(dict.fromkeys(words))}"
        for household, (on, words) in found.items()
    }


def visits_of(session: Session, ids: list[int], at: Setting) -> dict[int, date]:
    """Of each household: the day of the last visit to verify its circumstances."""
    return dict(VISITS.rows(session, ids))  # type: ignore[arg-type]


def objections_of(session: Session, ids: list[int], at: Setting) -> dict[int, str]:
    """Of each household: what became of the objections to its publicity."""
    found: dict[int, list[str]] = defaultdict(list)
    for household, finding in OBJECTIONS.rows(session, ids):
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
    of(Household.recognition_no, width=14.5),
    *placed(),
    one("户主/申请人姓名", "head_name", lambda name, at: at.name(name), group=BASE, width=8),
    one("公民身份号码", "id_no", lambda number, at: at.identity(number), group=BASE, width=16.5),
    sex(BASE),
    one("联系电话", "phone", lambda number, at: at.phone(number), group=BASE, width=10.5,
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

LEDGERS = register(
    Ledger(
        "recognition", "零就业家庭认定台账", "认定的家庭，每户一行，附申请、核实、公示、复核各步日期",
        "认定日期", "户", "认定日期在统计期间内的家庭，含其后退出、撤销认定的家庭",
        recognised, RECOGNITION, RECOGNITION_BESIDE,
    ),
)
