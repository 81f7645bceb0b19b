"""Postings (公示): put up from the masked projection, looked through first, and taken down again.

A posting stands from its day to the last of its period, while its household is in publicity; another
text is another posting with a full period of its own. Source: docs/notice.md, 二（二）;
docs/decisions/0047.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Household, Member, Office, Publicity, User
from policy.leaks import may_be_posted
from policy.parameters import PUBLICITY_PERIOD
from policy.posting import HOTLINE, PostingEnd
from policy.spelling import normalise_phone
from policy.verdict import Verdict
from workflow.demands import Order
from workflow.facts import members_of
from workflow.notice import NoticeLeaks, projection
from workflow.refusals import Refused, refuse

CLAUSE = "102-2-2"
A_PART = 500
NO_OFFICE_LINE = "监督电话须为单位固定电话（如0431-12345678）或12333，不能用个人手机"
OWN_LINE = "监督电话与本户登记的电话相同：须为单位固定电话或12333"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the households at hand and may not be found in what is typed for them."""

    names: frozenset[str]
    doors: frozenset[str]
    places: frozenset[str]
    phones: frozenset[str]


def known_of(session: Session, households: Iterable[Household]) -> Known:
    """Names, addresses and telephones of everybody in the households, and the names of their offices."""
    names, doors, places, phones = set(), set(), set(), set()
    for household in households:
        rows = session.scalars(select(Member).where(Member.household_id == household.id)).all()
        names |= {household.head_name, *(row.name for row in rows)}
        doors |= {household.register_address, household.home_address}
        phones |= {household.phone, *(row.phone for row in rows)}
        office: Office | None = household.community
        while office is not None:
            places |= {office.name, office.short_name}
            office = office.parent
    return Known(
        frozenset(filter(None, names)), frozenset(filter(None, doors)),
        frozenset(filter(None, places)), frozenset(filter(None, map(normalise_phone, phones))),
    )


def typed_for_public(text: str, known: Known) -> Verdict:
    """Whether what an officer typed (or a file is called) may stand on or beside a posting."""
    return may_be_posted(text, known.names, known.doors, known.places)


def complaint_line(typed: str, known: Known) -> str:
    """The complaint telephone in its one spelling; raises Refused for a private one."""
    if typed == HOTLINE:
        return typed
    line = normalise_phone(typed)
    if line is None or not line.startswith("0"):
        raise refuse(CLAUSE, NO_OFFICE_LINE, "complaint_phone")
    if line in known.phones:
        raise refuse(CLAUSE, OWN_LINE, "complaint_phone")
    return line


def post(session: Session, household: Household, by: User, order: Order) -> None:
    """Post the masked notice; its last day is the third full working day after the posting.

    Where it runs into a year whose holidays are not entered the last day is provisional and says
    so; the report asks the calendar again on its own day. What was posted before comes down.
    """
    known = known_of(session, [household])
    phone = complaint_line(order.text("complaint_phone"), known)
    for name in ("place", "remark"):
        found = typed_for_public(order.text(name), known)
        if not found.met:
            raise Refused(*found.objections, field=name)
    period = order.calendar.count(
        order.on, order.rules(household).at(PUBLICITY_PERIOD, order.on), provisional_ok=True
    )
    applicant = next(m for m in members_of(session, household) if m.is_applicant)
    try:
        posting = projection(
            household, applicant, household.community, session.get_one(Office, household.street_id),
            period, order.on, phone, " ".join(order.text("remark").split()),
        )
    except NoticeLeaks:
        raise refuse(CLAUSE, "公示内容中疑有身份证号码或个人电话，未发布：请核对社区名称等内容") from None
    take_down(session, household, order.on, PostingEnd.SUPERSEDED)
    rounds = session.scalars(
        select(Publicity.round).where(Publicity.household_id == household.id)
    ).all()
    session.add(
        Publicity(
            household=household, round=max(rounds, default=0) + 1, posted_on=order.on,
            until=period.due, provisional=period.provisional, place=order.text("place"),
            text=posting.text(), complaint_phone=phone, posted_by_id=by.id,
        )
    )
    household.publicized_until = period.due


def take_down(session: Session, household: Household, on: date, why: PostingEnd) -> None:
    """What stands posted of the household comes down, at once."""
    for posted in session.scalars(
        select(Publicity).where(
            Publicity.household_id == household.id, Publicity.taken_down_on.is_(None)
        )
    ):
        posted.taken_down_on, posted.ended = on, why


def take_down_over(session: Session, on: date) -> int:
    """Enter of every posting whose period is over that it came down, on the day after its last.

    Commits in parts. A provisional end is not one yet: the calendar may still move it.
    """
    over = (
        select(Publicity)
        .where(
            Publicity.taken_down_on.is_(None), Publicity.until < on,
            Publicity.provisional.is_(False),
        )
        .order_by(Publicity.until, Publicity.id)
        .limit(A_PART)
    )
    count = 0
    while rows := session.scalars(over).all():
        for posted in rows:
            posted.taken_down_on = posted.until + timedelta(days=1)
            posted.ended = PostingEnd.OVER
        count += len(rows)
        session.commit()
    return count
