"""Objections from everybody (公示异议), through the public page: received once, sealed, told what became of them.

Source: docs/notice.md, 二（二）; docs/decisions/0047.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from models import Objection, Publicity, User
from policy.posting import PostingEnd
from policy.terms import ObjectionFinding
from workflow import alerts
from workflow.posted import standing
from workflow.postings import known_of, take_down, typed_for_public
from workflow.refusals import Refused, refuse

CLAUSE: Final = "102-2-2"
SHORTEST, LONGEST = 10, 500
MOST_A_DAY: Final = 20
"""Objections by the web to one posting on one day; beyond it the telephone is named."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says against a posting; who it is and how to be reached may be left out."""

    content: str
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever holds the receipt may know of an objection: no more than became of it."""

    received_on: date
    finding: ObjectionFinding
    decided_on: date | None
    reason: str
    office: str
    phone: str


def receive(
    session: Session, publicity_id: int, said: Said, receipt: str, at: datetime
) -> Objection:
    """Enter an objection against a posting that stands today. The same receipt again is the same one.

    Raises Refused where nothing stands posted any more, and beyond so many a day. Commits.
    """
    hashed = hash_of(receipt)
    known = session.scalars(select(Objection).where(Objection.receipt_hash == hashed)).one_or_none()
    if known is not None:
        return known
    on = at.date()
    posted = session.scalars(standing(on).where(Publicity.id == publicity_id)).one_or_none()
    if posted is None:
        raise refuse(CLAUSE, "这一公示已经期满或撤下，不能再在网上提出异议：请向公示上的机构反映")
    today = session.scalar(
        select(func.count()).select_from(Objection).where(
            Objection.publicity_id == posted.id, Objection.raised_on == on,
            Objection.received_at.is_not(None),
        )
    )
    if (today or 0) >= MOST_A_DAY:
        raise refuse(CLAUSE, "对这一公示的网上异议今天已达上限，请拨打公示上的监督电话")
    objection = Objection(
        household=posted.household, publicity=posted, raised_on=on, received_at=at,
        raised_by=said.name or None, reply_to=said.contact or None, content=said.content,
        receipt_hash=hashed,
    )
    session.add(objection)
    try:
        session.flush()
    except IntegrityError:  # the same form, sent twice at once: the first has it
        session.rollback()
        return session.scalars(select(Objection).where(Objection.receipt_hash == hashed)).one()
    alerts.refresh(session, posted.household, on)
    session.commit()
    return objection


def decide_objection(
    session: Session, row: Objection, finding: ObjectionFinding, words: str, by: User, on: date,
    told: str = "",
) -> None:
    """The finding on an objection, once, with its reason; the posting it was right about comes down.

    Whoever objected by the web reads the reason with the receipt: it names nobody and no number.
    `told` says how somebody who left a contact was told.
    """
    if not may(by, Permission.OBJECTION_DECIDE):
        raise refuse("102-3", "您没有“%(act)s”的权限", act="异议核查")
    if row.finding is not ObjectionFinding.OPEN:
        raise refuse(CLAUSE, "这件异议已有核查结论")
    if finding is ObjectionFinding.OPEN:
        raise refuse(CLAUSE, "请选择核查结论", "finding")
    if len(words.strip()) < 4:
        raise refuse(CLAUSE, "请填写核查说明（至少4个字）", "decision_note")
    if row.receipt_hash is not None:
        found = typed_for_public(words, known_of(session, [row.household]))
        if not found.met:
            raise Refused(*found.objections, field="decision_note")
    if row.reply_to and len(told.strip()) < 2:
        raise refuse(CLAUSE, "提出人留有联系方式：请填写何时、以什么方式告知了核查结论", "told")
    row.finding, row.decided_on, row.decided_by_id = finding, on, by.id
    row.decision_note, row.told = words.strip(), told.strip() or None
    if finding is not ObjectionFinding.UNFOUNDED:
        take_down(session, row.household, on, PostingEnd.OBJECTED)
    alerts.refresh(session, row.household, on)
    session.commit()


def told_of(session: Session, receipt: str) -> Told | None:
    """What became of the objection with that receipt; None for every other."""
    row = session.scalars(
        select(Objection).where(Objection.receipt_hash == hash_of(receipt))
    ).one_or_none()
    if row is None:
        return None
    office = row.household.community.street or row.household.community
    phone = row.publicity.complaint_phone if row.publicity else ""
    return Told(
        row.raised_on, row.finding, row.decided_on, row.decision_note or "", office.name, phone
    )


def hash_of(receipt: str) -> str:
    return sha256(receipt.encode()).hexdigest()
