"""The ledger of sealed papers (用印台账): a row for each use of the seal, also of those replaced or void since."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from documents.columns import Column, Ledger, made, numbered, of, placed, register
from documents.layout import Kind
from models import Household, Paper

SEAL, END = "用印", "替换与作废"


def sealed(since: date, until: date) -> Select[Any]:
    """Papers sealed in the period, in the order of their numbers."""
    return (
        select(
            Paper.id, Paper.seal_no, Paper.kind, Paper.unit_id, Paper.county_id, Paper.street_id,
            Paper.community_id, Household.family_no, Household.recognition_no, Household.head_name,
            Paper.prepared_on, Paper.prepared_by_id, Paper.sealed_on, Paper.sealed_by_id, Paper.digest,
            Paper.state, Paper.closed_by_id, Paper.close_reason, Paper.reason,
        )
        .join(Household, Household.id == Paper.household_id)
        .where(Paper.sealed_on.between(since, until))
        .order_by(Paper.sealed_on, Paper.id)
    )


PAPER: tuple[Column, ...] = (
    numbered(),
    of(Paper.seal_no, width=14),
    of(Paper.kind, width=10),
    *placed(),
    of(Household.family_no, width=12),
    of(Household.recognition_no, width=14.5),
    made("申请人姓名", lambda row, at: at.name(row.head_name), width=9),
    of(Paper.prepared_on, group=SEAL),
    made("申请用印人", lambda row, at: at.officer(row.prepared_by_id), group=SEAL, width=9),
    of(Paper.sealed_on, group=SEAL),
    made("用印人", lambda row, at: at.officer(row.sealed_by_id), group=SEAL, width=9),
    made("文件摘要（SHA-256前16位）", lambda row, at: row.digest[:16], group=SEAL, width=14),
    of(Paper.state, group=END, width=8),
    made("替换或作废理由", lambda row, at: at.words(row.close_reason), group=END, width=20, kind=Kind.LONG),
    made("终止人", lambda row, at: at.officer(row.closed_by_id) if row.closed_by_id else "", group=END, width=9),
)

LEDGERS = register(
    Ledger(
        "seal", "用印台账", "每次用印一行，附用印编号、申请用印人、用印人、文件摘要和替换、作废情况",
        "用印日期", "件", "用印日期在统计期间内的文书，含其后替换、作废的",
        sealed, PAPER,
    ),
)
