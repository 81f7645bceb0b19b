"""What is said of a paper to whoever holds it (查验): by the code on it, or by the file itself.

Nothing is told but number, office, kind, day, masked name and state. A file is never opened: it is
compared by its SHA-256, and a code found among its bytes says which paper it pretends to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, NumberSeries, Office, Paper
from policy.masking import mask_name
from policy.seal_terms import Finding, SealKind, SealState
from workflow.numbers import seal_series, written_seal
from workflow.papers import issuer

CODE = re.compile(r"[A-Za-z0-9_-]{32}")
IN_FILE = re.compile(rb"LJY:([A-Za-z0-9_-]{32})")
MARK = "LJY:"
"""Before the code in the file's own particulars, so that an altered file still says whose copy it was."""
SAYS = {
    SealState.SEALED: Finding.GENUINE, SealState.REPLACED: Finding.REPLACED, SealState.REVOKED: Finding.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check page may say."""

    finding: Finding
    seal_no: str = ""
    office: str = ""
    kind: SealKind | None = None
    on: date | None = None
    name: str = ""
    closed_at: datetime | None = None
    successor: str = ""


NOTHING = Checked(Finding.UNKNOWN)


def check_code(session: Session, code: str) -> Checked:
    """What the code stands for; the same nothing for every code that is none of ours."""
    found = found_by(session, Paper.code == code) if CODE.fullmatch(code) else None
    return told(session, found) if found else NOTHING


def check_file(session: Session, content: bytes) -> Checked:
    """Whether the file is, byte for byte, one that was sealed here; altered, if it only claims to be."""
    found = found_by(session, Paper.digest == sha256(content).hexdigest())
    if found is not None:
        return told(session, found)
    for code in dict.fromkeys(IN_FILE.findall(content)[:20]):
        found = found_by(session, Paper.code == code.decode())
        if found is not None:
            return told(session, found, Finding.ALTERED)
    return NOTHING


def found_by(session: Session, condition: ColumnElement[bool]) -> Paper | None:
    with in_charge_of(session, WHOLE_PROVINCE):
        return session.scalars(
            select(Paper).where(condition, Paper.state.in_(SAYS)).limit(1)
            .options(joinedload(Paper.household), joinedload(Paper.county))
        ).one_or_none()


def told(session: Session, paper: Paper, finding: Finding | None = None) -> Checked:
    with in_charge_of(session, WHOLE_PROVINCE):
        successor = session.scalar(
            select(Paper.seal_no).where(Paper.replaces_id == paper.id, Paper.state.in_(SAYS))
        )
    return Checked(
        finding or SAYS[paper.state], paper.seal_no or "", issuer(paper.county), paper.kind, paper.sealed_on,
        mask_name(paper.household.head_name), paper.closed_at, successor or "",
    )


def faults(session: Session) -> Iterator[str]:
    """Every sealed file against its hash, and every series against its papers: what does not hold."""
    with in_charge_of(session, WHOLE_PROVINCE):
        rows = session.scalars(
            select(Paper).where(Paper.seal_no.is_not(None)).order_by(Paper.id)
            .execution_options(yield_per=50)
        )
        for paper in rows:
            if paper.sealed_file() is None:
                yield f"{paper.seal_no}：文件与登记的摘要不符"
            session.expire(paper, ["pdf"])
        for office in session.scalars(select(Office).where(Office.seals).order_by(Office.id)):
            yield from gaps(session, office)


def gaps(session: Session, office: Office) -> Iterator[str]:
    """Numbers of the office given out without a paper, or not in order."""
    prefix = seal_series(office, 0)[:-1]
    for series in session.scalars(select(NumberSeries).where(NumberSeries.name.startswith(prefix))):
        year = int(series.name.rpartition(":")[2])
        used = set(session.scalars(select(func.coalesce(Paper.seal_no, "")).where(
            Paper.county_id == office.id, Paper.seal_no.startswith(f"{office.code}-Y-{year}-")
        )))
        wanted = {written_seal(office, year, n) for n in range(1, series.last + 1)}
        yield from (f"{number}：号码已用而没有文书" for number in sorted(wanted - used))
        yield from (f"{number}：文书的号码不在序列中" for number in sorted(used - wanted))


def sealed_count(session: Session) -> int:
    """How many papers bear a seal."""
    with in_charge_of(session, WHOLE_PROVINCE):
        return session.scalar(select(func.count(Paper.id)).where(Paper.seal_no.is_not(None))) or 0
