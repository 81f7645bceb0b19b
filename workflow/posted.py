"""What hangs in public on a day, read back as it was posted, and which sheet of paper it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models import Household, Objection, Publicity
from policy.posting import Posting, PostingEnd, read_posting
from policy.terms import ObjectionFinding
from policy.terms import Status as S


def standing(on: date) -> Select[Publicity]:
    """The postings that hang in public on that day; nothing of a file that is not in publicity."""
    return (
        select(Publicity)
        .join(Household, Household.id == Publicity.household_id)
        .where(
            Publicity.taken_down_on.is_(None), Publicity.posted_on <= on, Publicity.until >= on,
            Household.status == S.PUBLICIZED,
        )
    )


@dataclass(frozen=True, slots=True)
class Posted:
    """One posting as everybody may read it, with the numbers by which it and its street are known."""

    id: int
    street_id: int | None
    posted_on: date
    shown: Posting


def as_posted(rows: Iterable[Publicity]) -> Iterator[Posted]:
    """The projections as they were posted; where the calendar has moved the last day, with that day."""
    for row in rows:
        shown = read_posting(row.text)
        if shown is None:
            continue
        if shown.last != row.until:
            shown = replace(shown, last=row.until, days=())
        yield Posted(row.id, row.street_id, row.posted_on, shown)


def sheets(rows: Sequence[Publicity]) -> list[list[Posted]]:
    """The postings that go on one sheet together: of one street, one day, one period and one telephone.

    The street is known by its number: five of the province are called 河南街道.
    """
    found: dict[tuple[int | None, str, str, date, date, str], list[Posted]] = {}
    for posted in as_posted(sorted(rows, key=lambda row: (row.street_id, row.posted_on, row.id))):
        shown = posted.shown
        key = (posted.street_id, shown.office, shown.phone, posted.posted_on, shown.last, shown.remark)
        found.setdefault(key, []).append(posted)
    return list(found.values())


def first_of_round(session: Session, household: Household) -> date | None:
    """The day on which this publicity began: of the first of the postings that followed each other."""
    began = household.publicized_on
    for row in session.execute(
        select(Publicity.posted_on, Publicity.ended)
        .where(Publicity.household_id == household.id)
        .order_by(Publicity.round.desc())
        .offset(1)
    ):
        if row.ended is not PostingEnd.SUPERSEDED:
            break
        began = row.posted_on
    return began


def findings_of(session: Session, household: Household) -> list[ObjectionFinding]:
    """What was found on the objections to this publicity, under whichever of its texts; and every open one."""
    return list(
        session.scalars(
            select(Objection.finding).where(
                Objection.household_id == household.id,
                or_(
                    Objection.finding == ObjectionFinding.OPEN,
                    Objection.raised_on >= first_of_round(session, household),
                ),
            )
        )
    )
