"""Every household that may be in want of something once, in parts, for what only time brings.

Proposals to exit (age, pension), visits owed and warnings; each part is committed by itself, so a run cut short
loses nothing and the next one goes on. Source: docs/decisions/0021, 0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from access.audit import moment
from models import Alert, Household, Office
from policy.ages import add_months
from policy.parameters import FOLLOW_UP_PERIOD, RELAPSE_PERIOD
from policy.rulebook import RuleBook
from policy.terms import ExitGround
from policy.terms import Status as S
from policy.warnings import Days
from policy.workdays import WorkCalendar
from workflow.alerts import Changes, compare, standing_of, store, waiting_of, warnings_for
from workflow.case_facts import NOTHING
from workflow.facts import Records, records_of
from workflow.follow_ups import keep_follow_ups
from workflow.proposals import proposals_of, settle

AT_ONCE = 500
KEPT = (S.RECOGNISED, S.EXITED)
"""Statuses of which the records are looked at; before them the days of the steps say it all."""
IN_HAND = (S.DRAFT, S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED)


@dataclass(slots=True)
class Swept:
    """How many households were looked at, how many of them recognised, and what came of it."""

    looked: int = 0
    households: int = 0
    made: int = 0
    lapsed: int = 0
    raised: int = 0
    cleared: int = 0


def sweep(
    session: Session, on: date, calendar: WorkCalendar, book: RuleBook, at: datetime, *,
    alerts: bool = True,
) -> Swept:
    """Propose and lapse exits, raise and clear warnings; the second run of a day finds nothing.

    `at` is the instant at which the run began: what it finds was seen then.
    """
    done, days = Swept(), Days(calendar)
    concerned = in_want(session, on, book) if alerts else Household.status == S.RECOGNISED
    for ids in in_parts(session, concerned):
        households, records = held_still(session, ids)
        kept = [i for i in ids if households[i].status in KEPT]
        propose_all(session, [households[i] for i in kept], records, on, book, done)
        if alerts:
            keep_follow_ups(session, {i: households[i] for i in kept}, records, on, book)
            warn_all(session, households, records, on, days, book, at, done)
        done.looked += len(ids)
        session.flush()
        session.expunge_all()  # before the commit, which would mark each row as to be read again
        session.commit()
    return done


def refresh_all(
    session: Session, on: date, calendar: WorkCalendar, book: RuleBook, region: Office | None = None
) -> None:
    """The warnings of every household, or of a region's, after the calendar or a number has changed.

    In the transaction of that change: does not commit.
    """
    concerned, days = in_want(session, on, book), Days(calendar)
    if region is not None and region.area.column:
        concerned &= Household.within(region.area)
    at = moment()
    for ids in in_parts(session, concerned):
        households, records = held_still(session, ids)
        warn_all(session, households, records, on, days, book, at, Swept())


def held_still(
    session: Session, ids: list[int]
) -> tuple[dict[int, Household], dict[int, Records]]:
    """The households, locked so that an act beside waits or is seen, and what is on file of them."""
    placed = (
        select(Household)
        .where(Household.id.in_(ids))
        .options(joinedload(Household.community))
        .order_by(Household.id)
        .with_for_update(of=Household, key_share=True)
    )
    households = {household.id: household for household in session.scalars(placed)}
    return households, records_of(session, [i for i in ids if households[i].status in KEPT])


def propose_all(
    session: Session, households: list[Household], records: dict[int, Records], on: date,
    book: RuleBook, done: Swept,
) -> None:
    recognised = [h for h in households if h.status is S.RECOGNISED]
    known = proposals_of(session, [h.id for h in recognised])
    for household in recognised:
        made, lapsed = settle(
            session, household, records[household.id], known[household.id], on, book
        )
        done.made, done.lapsed, done.households = (
            done.made + made, done.lapsed + lapsed, done.households + 1
        )


def warn_all(
    session: Session, households: dict[int, Household], records: dict[int, Records], on: date,
    days: Days, book: RuleBook, at: datetime, done: Swept,
) -> None:
    session.flush()
    waiting, standing = waiting_of(session, households), standing_of(session, households)
    changes, none = Changes(at), Records()
    for i, household in households.items():
        rules = book.for_region(household.lies_under)
        found = warnings_for(
            household, records.get(i, none), waiting.get(i, NOTHING), on, days, rules
        )
        compare(standing.get(i, {}), found, on, changes)
    store(session, changes)
    done.raised, done.cleared = done.raised + len(changes.new), done.cleared + len(changes.cleared)


def in_want(session: Session, on: date, book: RuleBook) -> ColumnElement[bool]:
    """In hand, recognised, followed after an exit to work, or with a warning that still stands."""
    lasting = ("FOLLOW_UP_PERIOD", "RELAPSE_PERIOD")
    decreed = [d.value for d in book.decrees if d.parameter in lasting]
    months = max([FOLLOW_UP_PERIOD.at(on), RELAPSE_PERIOD.at(on), *decreed])
    followed = (
        (Household.status == S.EXITED)
        & (Household.exit_ground == ExitGround.EMPLOYED)
        & (Household.exited_on >= add_months(on, -months - 1))
    )
    warned = Household.id.in_(
        select(Alert.household_id).where(
            Alert.cleared_on.is_(None), Alert.household_id.is_not(None)
        )
    )
    return or_(Household.status.in_((*IN_HAND, S.RECOGNISED)), followed, warned)


def in_parts(session: Session, concerned: ColumnElement[bool]) -> Iterator[list[int]]:
    """Those households by id, a few hundred at a time; a million numbers are a few megabytes."""
    ids = list(session.scalars(select(Household.id).where(concerned).order_by(Household.id)))
    for begin in range(0, len(ids), AT_ONCE):
        yield ids[begin : begin + AT_ONCE]
