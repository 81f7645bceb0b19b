"""What is kept of a household as files: papers that bear the seal, and attachments out of the vault.

Both come into the case file byte for byte as they are kept; one that is not what was entered stops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.application_words import Words, iso, label
from documents.case_binding import Paper
from documents.case_help import Table, said, table, voided
from documents.workbook import BEIJING
from models import Attachment, Household
from models import Paper as SealedPaper
from models.vault import Vault
from policy.paper_terms import FileFormat, Held, PaperKind
from policy.seal_terms import BEARS_SEAL, SealState
from workflow.attachments import opened
from workflow.papers import CLAUSE, issuer
from workflow.refusals import refuse

ENDINGS: Final = {FileFormat.JPEG: "jpg", FileFormat.PDF: "pdf"}
ORDER: Final = list(PaperKind)


def sealed_papers(session: Session, household: Household) -> Iterator[Paper]:
    """Every paper that left the office with a number, replaced and void ones too, saying so on each page."""
    rows = session.scalars(
        select(SealedPaper).where(SealedPaper.household_id == household.id, SealedPaper.state.in_(BEARS_SEAL))
        .order_by(SealedPaper.sealed_at, SealedPaper.id)
    )
    for row in rows:
        content = row.sealed_file()
        if content is None:
            raise refuse(CLAUSE, "用印文书%(no)s的文件与登记的摘要不符，未装订：请告知系统管理员核查", no=row.seal_no)
        ended = "" if row.state is SealState.SEALED else f"（{row.state.label}）"
        yield Paper(
            f"用印件-{row.kind.label}-{row.id}.pdf", content,
            [(f"{row.kind.label}（用印件，{row.seal_no}）{ended}", issuer(row.county), iso(row.sealed_on), 0)], mark=ended[1:-1],
        )


def attachments(session: Session, household: Household, vault: Vault) -> Iterator[Paper]:
    """Every scan that counts, in the order of the form. Raises Refused for one that cannot be opened."""
    for row in sorted(held(session, household), key=lambda row: (ORDER.index(row.kind), row.page_no)):
        if row.held is not Held.SCAN or row.voided_at is not None or row.format is None:
            continue
        title = f"附件：{row.kind.label}第{row.page_no}页" if row.format is FileFormat.JPEG else f"附件：{row.kind.label}（{row.page_no}）"
        yield Paper(
            f"附件-{row.kind.label}-{row.page_no}.{ENDINGS[row.format]}", opened(vault, row),
            [(title, household.community.name, iso(brought_on(row)), 0)], laid=True, mark=title,
        )


def weight_of(session: Session, household: Household) -> int:
    """How many bytes of attachments there are to bind."""
    return session.scalar(
        select(func.coalesce(func.sum(Attachment.length), 0))
        .where(Attachment.household_id == household.id, Attachment.voided_at.is_(None))
    ) or 0


def brought_on(row: Attachment) -> date:
    """The day of Beijing on which it came in."""
    return row.created_at.astimezone(BEIJING).date()


def held(session: Session, household: Household) -> Sequence[Attachment]:
    return session.scalars(
        select(Attachment).where(Attachment.household_id == household.id).order_by(Attachment.id)
    ).all()


def sealed(rows: Any, words: Words, names: dict[int, str]) -> list[Table]:
    """The seal register of the household: what was asked for, by whom it was sealed, what ended it."""
    heads = (("文书", 30), ("用印编号", 0), ("用印状态", 18), ("申请用印", 30), ("用印", 30), ("文件摘要（前16位）", 36), ("事由", 40))
    return [table("", heads, (
        [label(p.kind), p.seal_no or "", label(p.state), said(words.officer(p.prepared_by_id), iso(p.prepared_on)),
         said(words.officer(p.sealed_by_id), iso(p.sealed_on)), (p.digest or "")[:16], said(p.reason, p.close_reason)]
        for p in rows.of(SealedPaper)
    ))]


def brought(rows: Any, words: Words, names: dict[int, str]) -> list[Table]:
    """Every paper that was handed in or seen; a voided one stands here and is not bound."""
    heads = (("材料", 34), ("留存方式", 22), ("第几页", 14), ("登记日期", 24), ("登记人", 24), ("原件核对日期", 26), ("文件摘要（前16位）", 0))
    return [table("", heads, (
        [said(label(a.kind), voided(a)), label(a.held), str(a.page_no) if a.held is Held.SCAN else "", iso(brought_on(a)),
         words.officer(a.created_by_id), iso(a.seen_on), (a.digest or "")[:16]]
        for a in rows.of(Attachment)
    ))]
