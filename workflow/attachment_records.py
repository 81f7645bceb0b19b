"""What a paper kept with a household must be, and how a household's papers stand."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment
from policy.paper_terms import Held
from policy.papers import PaperState, papers_of
from workflow.refusals import refuse

MOST_OF_A_HOUSEHOLD: Final = 100


def attachment_is_whole(session: Session, row: Attachment, on: date) -> None:
    """Number the page of its kind; Refused for one too many, or an original noted already."""
    of_household = Attachment.household_id == row.household_id
    counts = of_household & Attachment.voided_at.is_(None)
    mine = Attachment.id.is_distinct_from(row.id)
    with session.no_autoflush:
        if row.id is None and (
            session.scalar(select(func.count(Attachment.id)).where(counts)) or 0
        ) >= MOST_OF_A_HOUSEHOLD:
            raise refuse("102-2-1", "本户附件已有%(most)d个，不能再添加：请先作废用不到的",
                         "files", most=MOST_OF_A_HOUSEHOLD)
        if row.held is Held.ORIGINAL:
            original_is_new(session, row, on)
        taken = set(session.scalars(
            select(Attachment.page_no).where(
                of_household, mine, Attachment.kind == row.kind, Attachment.held == row.held
            )
        ))
    if row.page_no is None or row.page_no in taken:
        row.page_no = max(taken, default=0) + 1


def original_is_new(session: Session, row: Attachment, on: date) -> None:
    """An original is seen on a day that has come, and noted once for each kind of paper."""
    if row.seen_on is None or row.seen_on > on:
        raise refuse("102-2-1", "原件核对日期不能晚于今天", "seen_on")
    noted = session.scalar(
        select(Attachment.id).where(
            Attachment.household_id == row.household_id, Attachment.kind == row.kind,
            Attachment.held == Held.ORIGINAL, Attachment.voided_at.is_(None),
            Attachment.id.is_distinct_from(row.id),
        ).limit(1)
    )
    if noted is not None:
        raise refuse("102-2-1", "%(kind)s已登记“原件已核”，不必重复登记", "kind", kind=row.kind.label)


def papers_held(session: Session, household_id: int) -> list[PaperState]:
    """All kinds of paper and how the household's file stands with each."""
    rows = session.execute(
        select(Attachment.kind, Attachment.held).where(
            Attachment.household_id == household_id, Attachment.voided_at.is_(None)
        )
    )
    return papers_of((kind, held) for kind, held in rows)
