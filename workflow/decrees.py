"""Parameters decreed for a region: what a decree must be, and what it would change before it is stored.

An act is judged by the numbers in force on its own day and keeps them with its verdict; a term
that was written down when it began is never moved. Source: notice 一（三）; docs/decisions/0022.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from access.permissions import Permission, may
from models import Household, Member, Office, ParameterDecree, User
from policy.assessment import Assessment, assess
from policy.parameters import ISSUED_ON, PARAMETERS
from policy.rulebook import Decree, RuleBook, Rules
from policy.terms import Level
from policy.terms import Status as S
from policy.verdict import Reason
from policy.workdays import WorkCalendar
from workflow.facts import household_facts
from workflow.refusals import refuse
from workflow.term_table import FOLLOWS, TERM_OF, counted

NOT_YET_RECOGNISED = (S.DRAFT, S.RETURNED, S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED)
REGIONS = (Level.PROVINCE, Level.UNIT, Level.COUNTY)
AT_ONCE = 500
SWITCH = "switch"
INCOME_KINDS = 3
LAST_IN_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Moved:
    """One household the decree would move: over the line of recognition, or its last day."""

    household_id: int
    family_no: str
    head_name: str
    county: str
    before: bool | date | None
    after: bool | date | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decree would change from its first day on, among the households not yet released."""

    examined: int
    enter: tuple[Moved, ...]
    leave: tuple[Moved, ...]
    terms: tuple[Moved, ...]

    @property
    def hash(self) -> str:
        """Says whether a preview shown is still the one that would come about."""
        told = repr((self.examined, self.enter, self.leave, self.terms))
        return sha256(told.encode()).hexdigest()


def decree_is_whole(session: Session, decree: ParameterDecree, by: User, on: date) -> None:
    """Raise Refused unless the officer may decree this number for this region from that day on."""
    if not may(by, Permission.PARAMETER_WRITE):
        raise refuse("102-1-3", "您没有调整规则参数的权限")
    parameter = PARAMETERS.get(decree.parameter or "")
    if parameter is None:
        raise refuse("102-1-3", "请选择参数", "parameter")
    office = session.get(Office, decree.office_id) if decree.office_id else None
    if office is None or office.level not in REGIONS:
        raise refuse("102-1-3", "适用地区须为省、市（州）或县（市、区）", "office_id")
    if decree.basis_on is None or decree.basis_on > on:
        raise refuse("102-1-3", "文件日期不能晚于今天", "basis_on")
    if decree.valid_from is None or decree.valid_from < max(ISSUED_ON, decree.basis_on):
        raise refuse("102-1-3", "执行日期不能早于文件日期，也不能早于通知印发之日", "valid_from")
    if decree.value is None or decree.value < 0:
        raise refuse("102-1-3", "请填写取值", "value")
    if parameter.unit == SWITCH and decree.value > 1:
        raise refuse("102-1-3", "该参数只能填1（是）或0（否）", "value")
    if decree.parameter == "INCOME_TEST" and decree.value > INCOME_KINDS:
        raise refuse("102-1-3", "收入条件只能填0至3", "value")
    if parameter.unit == "day of month" and decree.value > LAST_IN_EVERY_MONTH:
        raise refuse("102-1-3", "起始日只能填1至28", "value")
    if parameter.unit not in (SWITCH, "kind") and decree.value == 0:
        raise refuse("102-1-3", "取值须大于0", "value")
    same = select(ParameterDecree.id).where(
        ParameterDecree.office_id == decree.office_id,
        ParameterDecree.parameter == decree.parameter,
        ParameterDecree.valid_from == decree.valid_from,
    )
    if session.scalar(same) is not None:
        raise refuse("102-1-3", "该地区这一参数在同一执行日期已有规定，请核对", "valid_from")


def preview(
    session: Session, decree: ParameterDecree, on: date, book: RuleBook, calendar: WorkCalendar
) -> Preview:
    """Which open households would enter, leave, or have another last day. Stores nothing."""
    office = session.get_one(Office, decree.office_id)
    told = Decree(decree.parameter, office.path, decree.valid_from, decree.value, decree.basis)
    wanted = replace(book, decrees=(*book.decrees, told), _by_path={})
    day = max(on, decree.valid_from)
    examined = 0
    enter: list[Moved] = []
    leave: list[Moved] = []
    terms: list[Moved] = []
    for household, members in open_households(session, office):
        path = household.lies_under
        before, after = book.for_region(path), wanted.for_region(path)
        examined += 1
        if household.status in NOT_YET_RECOGNISED:
            moved = verdict_moved(household, members, day, before, after)
            if moved is not None:
                (enter if moved.after else leave).append(moved)
        terms += term_moved(household, before, after, calendar)
    return Preview(examined, in_order(enter), in_order(leave), in_order(terms))


def verdict_moved(
    household: Household, members: Sequence[Member], day: date, before: Rules, after: Rules
) -> Moved | None:
    """None where the household stands on the same side of the line as before."""
    facts = household_facts(members, household)
    county = household.status is S.REPORTED
    old = assess(facts, day, before, at_county=county)
    new = assess(facts, day, after, at_county=county)
    if (old.eligible is True) == (new.eligible is True):
        return None
    return moved_of(household, old.eligible, new.eligible, against(new if old.eligible else old))


def against(verdict: Assessment) -> tuple[Reason, ...]:
    return tuple(f.reason for f in verdict.findings if f.holds is not True)


def term_moved(
    household: Household, before: Rules, after: Rules, calendar: WorkCalendar
) -> Iterator[Moved]:
    """A running term that is reckoned, not written down: it would end on another day."""
    term = FOLLOWS.get(household.status) or TERM_OF.get(household.status)
    if term is None or term.told:
        return
    old, new = (counted(term, household, calendar, rules) for rules in (before, after))
    if old is not None and new is not None and old.due != new.due:
        yield moved_of(household, old.due, new.due)


def moved_of(
    household: Household, before: bool | date | None, after: bool | date | None,
    reasons: tuple[Reason, ...] = (),
) -> Moved:
    county = household.community.county or household.community
    return Moved(
        household.id, household.family_no, household.head_name, county.name, before, after, reasons
    )


def in_order(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    return tuple(sorted(moved, key=lambda m: (m.county, m.family_no)))


def open_households(
    session: Session, office: Office
) -> Iterator[tuple[Household, list[Member]]]:
    """The households of the region still in the procedure or the register, with their members."""
    last = 0
    area = office.area
    while True:
        query = (
            select(Household)
            .where(Household.is_open, Household.id > last)
            .options(joinedload(Household.community).joinedload(Office.county))
            .order_by(Household.id)
            .limit(AT_ONCE)
        )
        if area.column:
            query = query.where(getattr(Household, area.column) == area.office_id)
        found = session.scalars(query).all()
        if not found:
            return
        rows = session.scalars(
            select(Member)
            .where(Member.household_id.in_([h.id for h in found]), Member.voided_at.is_(None))
            .order_by(Member.household_id, Member.no)
        )
        members = {key: list(group) for key, group in groupby(rows, lambda m: m.household_id)}
        for household in found:
            yield household, members.get(household.id, [])
        last = found[-1].id
