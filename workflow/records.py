"""Storing what officers write down: checked, in one transaction, or refused at the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access.permissions import may
from access.scope import in_charge_of
from models import (
    WHOLE_PROVINCE,
    Activation,
    Attachment,
    Base,
    Benefit,
    Employer,
    Employment,
    Household,
    LifeChange,
    Member,
    Office,
    OfHousehold,
    Pairing,
    ParameterDecree,
    Service,
    SuspectedFamily,
    User,
    Vacancy,
    Visit,
    Voidable,
    Watch,
)
from policy.rulebook import RuleBook
from policy.spelling import normalise_name
from policy.terms import Origin, VisitPurpose
from policy.terms import Status as S
from policy.workdays import WorkCalendar
from workflow import alerts
from workflow.benefit_records import demand_unused
from workflow.benefit_stops import stop_by_rule
from workflow.calendar import work_calendar
from workflow.campaign_records import link_to_application
from workflow.families import earlier_episode, earlier_episodes
from workflow.file_records import refresh_counts
from workflow.numbers import family_number
from workflow.other_alerts import refresh_watch
from workflow.proposals import propose
from workflow.recommendations import count_heads, households_behind, judge_recommendations
from workflow.record_rules import IN_REVIEW, RULES, Rule, decided_with, household_of
from workflow.refusals import Refused, from_conflict, refuse
from workflow.rule_book import rule_book
from workflow.service_records import refresh_assistance
from workflow.sweep import refresh_all

EVENTS = (Visit, Service, Employment, LifeChange)
"""What an exit ground may rest on."""
IN_TURN = (Visit, Pairing, Activation, Benefit, Attachment)
"""Of these one fills the month, stands, runs or takes the next page at a time."""


def check(session: Session, row: Base, by: User, on: date) -> None:
    """Raise Refused unless the officer may write the row now and it is whole."""
    rule = RULES.get(type(row))
    if rule is None:
        return
    with session.no_autoflush:
        if not may(by, rule.permission):
            raise refuse("102-3", "您没有登记或修改%(kind)s的权限", kind=row.__label__)  # type: ignore[attr-defined]
        if rule.own and not rule.is_open_to(row, by):
            raise refuse("102-4-3", "%(kind)s由制定机构自行登记和修改", kind=row.__label__)  # type: ignore[attr-defined]
        if rule.about and not rule.is_open_to(row, by):
            raise refuse("102-5-3", "%(kind)s由登记机构及其上级修改", kind=row.__label__)  # type: ignore[attr-defined]
        if rule.statuses:
            in_its_place(row, rule, by)
        if rule.at_home:
            in_own_area(session, row, by)
        if rule.whole is not None:
            rule.whole(session, row, on)


def in_its_place(row: Base, rule: Rule, by: User) -> None:
    """Raise Refused unless the household stands where such a row may be written."""
    household = household_of(row)
    if household.status not in rule.statuses:
        text = "本户当前为“%(status)s”，不能登记或修改%(kind)s"
        if household.status in IN_REVIEW:
            text += "；如需修改请先退回补正"
        raise refuse("102-3", text, status=household.status.label, kind=row.__label__)  # type: ignore[attr-defined]
    if isinstance(row, Visit) and household.status in IN_REVIEW:
        if row.purpose is not VisitPurpose.VERIFICATION:
            raise refuse("102-2-2", "认定前的走访目的应为“走访核实”", "purpose")
    elif isinstance(row, Visit) and row.purpose is VisitPurpose.VERIFICATION:
        raise refuse("102-4-4", "认定后请选“跟踪回访”或“联系”", "purpose")


def in_own_area(session: Session, row: Any, by: User) -> None:
    """Raise Refused unless the row's office, and the one it had before, lie in the officer's area."""
    before = inspect(row).attrs.office_id.history.deleted or ()
    for number in {row.office_id, *before} - {None}:
        office = session.get(Office, number)
        if office is None or not office.is_under(by.office.path):
            raise refuse("102-4-3", "只能登记或修改本辖区的%(kind)s", "office_id", kind=row.__label__)


def save(session: Session, row: Base, by: User, on: date, calendar: WorkCalendar) -> None:
    """Check and store a new or edited row, with all that follows from it, and commit.

    Raises Refused, `field` naming where, and leaves the database as it was; what the officer
    typed is the caller's to keep.
    """
    save_together(session, [row], by, on)


def save_together(session: Session, rows: Sequence[Base], by: User, on: date) -> None:
    """The same for rows that stand or fall together: all are stored, or none."""
    with kept_or_undone(session):
        for row in rows:
            if isinstance(row, IN_TURN):
                in_turn(session, row)
            check(session, row, by, on)
            session.add(row)
            session.flush()
            follow_up(session, row, on)


def in_turn(session: Session, row: OfHousehold) -> None:
    """Two of one household at once would both be the only one: the second waits."""
    with session.no_autoflush:
        session.execute(
            select(Household.id)
            .where(Household.id == (row.household_id or row.household.id))
            .with_for_update(of=Household, key_share=True)
        )


@contextmanager
def kept_or_undone(session: Session) -> Iterator[None]:
    """Commit what the block wrote; a refusal or a violated constraint undoes all of it."""
    try:
        yield
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise from_conflict(error) from None
    except Refused:
        session.rollback()
        raise


def follow_up(session: Session, row: Base, on: date) -> None:
    """Bring the household's counts, dates and exit proposal up to what its rows now say."""
    book = rule_book(session)
    if isinstance(row, Member):
        refresh_counts(session, row.household)
    elif isinstance(row, Service):
        judge_recommendations(session, row.household, book)
    if isinstance(row, Service | Employment):
        refresh_assistance(session, row.household)
    if isinstance(row, Employment | LifeChange | Benefit):
        stop_by_rule(session, row.household, on)
    if isinstance(row, EVENTS):
        propose(session, row.household, on, book)
    if isinstance(row, Employer | Vacancy):
        settle_recommended(session, row, on, book)
    elif isinstance(row, Service) and row.vacancy and count_heads(session, row.vacancy.id):
        settle_recommended(session, row.vacancy, on, book)
    if isinstance(row, Watch):
        refresh_watch(session, row, on)
    elif isinstance(row, ParameterDecree):
        refresh_all(session, on, work_calendar(session), rule_book(session), row.office)
    elif type(row) in RULES and RULES[type(row)].statuses:
        alerts.refresh(session, household_of(row), on)


def settle_recommended(
    session: Session, row: Employer | Vacancy, on: date, book: RuleBook
) -> None:
    """What follows, wherever the households live, from a change of what was recommended to them."""
    with in_charge_of(session, WHOLE_PROVINCE):
        for household in households_behind(session, row):
            judge_recommendations(session, household, book)
            refresh_assistance(session, household)
            propose(session, household, on, book)
            alerts.refresh(session, household, on, book=book)


def void(session: Session, row: Voidable, reason: str, by: User, on: date, at: datetime) -> None:
    """Void a row that was entered by mistake; it stays readable and no longer counts."""
    record = cast(Base, row)
    if len(reason.strip()) < 4:
        raise refuse("102-3", "请填写作废原因（至少4个字）", "reason")
    if row.voided_at is not None:
        raise refuse("102-3", "这条记录已经作废")
    rule = RULES.get(type(record))
    if rule is None or not may(by, rule.permission) or (
        (rule.own or rule.about) and not rule.is_open_to(record, by)
    ):
        raise refuse("102-3", "您没有作废此记录的权限")
    if rule.at_home:
        in_own_area(session, record, by)
    if not rule.fits(record):
        status = household_of(record).status.label
        raise refuse("102-3", "本户当前为“%(status)s”，不能作废此记录", status=status)
    if isinstance(record, Member) and record.is_applicant:
        raise refuse("102-2-1", "申请人不能作废；如不再申请，请撤回本件")
    demand_unused(session, record, by)
    decided = decided_with(record)
    if decided is not None and not may(by, decided):
        raise refuse("102-3", "已核验或复核的记录，由有核验、复核权限的人员作废")
    row.voided_at, row.void_reason = at, reason.strip()
    session.flush()
    follow_up(session, record, on)
    session.commit()


def new_household(
    session: Session,
    household: Household,
    applicant: Member,
    community: Office,
    by: User,
    on: date,
    calendar: WorkCalendar,
    others: Iterable[Member] = (),
    suspect: SuspectedFamily | None = None,
) -> Household:
    """Open a file: the household, its applicant and others in one transaction, with a family number.

    A family that applied before keeps its number and counts its episodes (返零): found by the
    applicant's identity number within the officer's area. `suspect` is what a sweep knew of it.
    """
    with session.no_autoflush:
        household.place_in(community)
        household.status = S.DRAFT
        household.origin = household.origin or Origin.DESK
        household.applied_on = household.applied_on or on
        name = normalise_name(applicant.name)
        if not name.valid:
            raise refuse("102-2-1", name.reason, "name")
        household.head_name = name.normalised or ""
        applicant.household = household
        applicant.no = 1
        applicant.relation = "01"
        check(session, household, by, on)
        earlier = earlier_episode(session, applicant.id_no_index)
    with kept_or_undone(session):
        if earlier is None:
            county = session.get_one(Office, household.county_id)
            household.family_no, household.episode = family_number(session, county, on.year), 1
        else:
            household.family_no, household.episode = earlier
        session.add(household)
        session.flush()
        check(session, applicant, by, on)
        session.add(applicant)
        session.flush()
        for member in others:
            member.household, member.household_id = household, household.id
            with session.no_autoflush:
                check(session, member, by, on)
            session.add(member)
            session.flush()
        if suspect is not None:
            link_to_application(suspect, household, on)
        refresh_counts(session, household)
        alerts.refresh(session, household, on, calendar)
        for before in earlier_episodes(session, household):  # that it may apply again need not be told
            alerts.refresh(session, before, on, calendar)
    return household
