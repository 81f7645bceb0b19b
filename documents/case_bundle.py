"""Case files (卷宗): all papers of a household in one PDF with cover, index, page numbers and hashes.

Of several households each has a PDF of its own, in one ZIP with a list of the files and a manifest. A
household is bound whole or not at all; the others are bound all the same. Source: docs/decisions/0049.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from access.scope import in_charge_of
from access.traces import leave_traces
from documents.application_form import TITLE, application_form
from documents.application_words import iso
from documents.case_binding import Paper, Unbindable, body_of, bound
from documents.case_front import CALLED, Making, cover_of, ended, list_of, title_of
from documents.case_kept import attachments, sealed_papers, weight_of
from documents.case_record import record_of
from documents.ledgers import LedgerFile, hash_of
from documents.typeset import Unprintable, typeset, typeset_and_find
from models import Household, User
from models.ledgers import CASE_FILES
from models.vault import Vault
from workflow.papers import issuer
from workflow.refusals import Refused, refuse

MOST: Final = 100
MOST_BYTES: Final = 1 << 30
"""Attachments bound at once: they lie in the file twice, and the file on the disk."""
SHORTEST_REASON: Final = 4
SHOWN: Final = ("id", "family_no", "pages", "why")
"""What the page tells of each household; the manifest tells more."""


@dataclass(frozen=True, slots=True)
class BundleFile(LedgerFile):
    """What was written, and what became of each household: {id, family_no, pages} or {id, family_no, why}."""

    outcomes: list[dict[str, Any]] = field(default_factory=list)


def may_bundle(user: User) -> bool:
    """Whether this officer may take case files away: only whoever may export full data."""
    return may(user, Permission.LEDGER_EXPORT_FULL) and may(user, Permission.UNMASK)


def demand_bundle(by: User, ids: Sequence[int], reason: str) -> None:
    """Raise Refused unless this officer may take case files away: full data, for a reason, so many."""
    if not may_bundle(by):
        raise refuse("PIPL-28", "您没有导出完整个人信息的权限，不能生成卷宗")
    if len(reason.strip()) < SHORTEST_REASON:
        raise refuse("PIPL-28", "生成卷宗须写明理由（至少4个字）", "reason")
    if not ids or len(ids) > MOST:
        raise refuse("102-3", "每次生成1至%(most)d户的卷宗，请重新选择", most=MOST)


def write_bundle(
    session: Session, ids: Sequence[int], *, by: User, reason: str, out: BinaryIO, at: datetime,
    vault: Vault, tell: Callable[[int], None] = lambda done: None,
) -> BundleFile:
    """Write the case files of these households of the officer's area and enter each in the trail.

    `tell` hears how many have been seen to. Raises Refused where one is not to be had, or none could be
    bound; nothing is of use then.
    """
    demand_bundle(by, ids, reason)
    making, path = Making(by.name, by.office.name, issuer(by.office), at, vault), by.office.path
    told: list[dict[str, Any]] = []
    lines = []
    with in_charge_of(session, by.office.area):
        households = [found(session, number) for number in dict.fromkeys(ids)]
        left = MOST_BYTES
        with Box(out) if len(households) > 1 else Single(out) as box:
            for done, household in enumerate(households, 1):
                left -= (weight := weight_of(session, household))
                try:
                    pdf, case = case_file(session, household, making, fits=left >= 0)
                except Refused as refusal:
                    left += weight
                    told.append(left_out(household, refusal))
                else:
                    box.add(case["file"], pdf)
                    told.append(case)
                    lines.append((f"household:{household.id}", household.lies_under, case))
                tell(done)
            if not lines:
                first = told[0]["why"]
                raise refuse(first["clause"], first["text"], **first["values"])
            box.close_with(told, making)
    name = lines[0][2]["file"] if len(households) == 1 else f"{CALLED}_{making.office}_{len(lines)}户_{making.on:%Y%m%d}.zip"
    made = BundleFile(len(lines), hash_of(out), name, [{key: case[key] for key in SHOWN if key in case} for case in told])
    reason = reason.strip()
    leave_traces(session, "export", [
        *((record, {"path": under, "fields": [CALLED], "sha256": case["sha256"], "reason": reason}) for record, under, case in lines),
        (f"ledger:{CASE_FILES}", {"path": path, "ledger": CASE_FILES, "office": making.office, "rows": made.rows, "sha256": made.sha256,
                            "households": [case["family_no"] for _record, _under, case in lines], "masked": False, "reason": reason}),
    ])
    return made


class Single:
    """The file of one household, without a box around it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def __enter__(self) -> Single:
        return self

    def __exit__(self, *fault: object) -> None:
        self._out.flush()

    def add(self, name: str, pdf: bytes) -> None:
        self._out.write(pdf)

    def close_with(self, told: list[dict[str, Any]], making: Making) -> None:
        """What is in it stands on its own index."""


class Box(Single):
    """A ZIP of several files, with a list to read and a manifest to check by."""

    def __enter__(self) -> Box:
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_STORED)
        return self

    def __exit__(self, *fault: object) -> None:
        self._zip.close()

    def add(self, name: str, pdf: bytes) -> None:
        self._zip.writestr(name, pdf)

    def close_with(self, told: list[dict[str, Any]], making: Making) -> None:
        manifest = {"title": CALLED, "office": making.office, "by": making.by,
                    "made_at": making.moment.isoformat(timespec="seconds"), "cases": told}
        self.add("案卷目录.pdf", typeset("case_list", list_of(told, making), making.on, tagged=False))
        self.add("manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


def found(session: Session, number: int) -> Household:
    """Raises Refused for a household outside the officer's area, as for one that is not there."""
    household = session.scalars(select(Household).where(Household.id == number)).one_or_none()
    if household is None:
        raise refuse("102-3", "所选家庭中有的不在您的辖区内，未生成卷宗")
    return household


def left_out(household: Household, refusal: Refused) -> dict[str, Any]:
    reason = refusal.reasons[0]
    why = {"clause": reason.clause, "text": reason.text, "values": dict(reason.values)}
    return {"id": household.id, "family_no": household.family_no, "episode": household.episode, "file": "", "why": why}


def case_file(
    session: Session, household: Household, making: Making, *, fits: bool = True
) -> tuple[bytes, dict[str, Any]]:
    """The case file of one household, and its entry in the manifest. Raises Refused, naming what cannot be bound."""
    no, on = household.family_no, making.on
    if not fits:
        raise refuse("102-3", "附件太多，本次文件已满，未装订：请另行生成本户的卷宗")
    try:
        papers = [
            form_paper(session, household, on), record_paper(session, household, making),
            *sealed_papers(session, household), *attachments(session, household, making.vault),
        ]
        title = f"{CALLED}　{no}-{household.episode:02d}"
        body = body_of(papers, title, on)
        front = typeset("case_cover", cover_of(session, household, body, making), on, tagged=False)
    except Unprintable as lacking:
        raise refuse("102-3", "字库中没有“%(characters)s”，未装订：请核对姓名等内容", characters=lacking.characters) from None
    except Unbindable as fault:
        raise refuse("102-3", "“%(file)s”打不开，未装订：请重新上传，或告知系统管理员核查", file=str(fault)) from None
    pdf, pages = bound(papers, body, front, title)
    return pdf, {
        "id": household.id, "family_no": no, "episode": household.episode, "pages": pages,
        "title": title_of(household),
        "since": iso(household.applied_on), "until": iso(ended(household)), "status": household.status.label,
        "file": f"卷宗_{no}-{household.episode:02d}.pdf", "bytes": len(pdf), "sha256": sha256(pdf).hexdigest(),
        "papers": [asdict(kept) for kept in body.kept],
    }


def form_paper(session: Session, household: Household, on: date) -> Paper:
    """The form as the records have it today; the sealed one follows among the sealed papers."""
    pdf = application_form(session, household, full=True, on=on)
    return Paper("申请表.pdf", pdf, [(f"{TITLE}（按现有记录打印）", household.community.name, iso(on), 0)])


def record_paper(session: Session, household: Household, making: Making) -> Paper:
    """Checks, visits, notice, objections, opinions, services, jobs, exit: one paper of several parts."""
    parts = record_of(session, household)
    values = {"title": f"{CALLED}　{household.family_no}-{household.episode:02d}", "office": household.community.name, "parts": parts}
    pdf, pages = typeset_and_find("case_record", values, making.on, "part", tagged=False)
    lines = [(part["title"], making.office, iso(making.on), page - 1) for part, page in zip(parts, pages, strict=True)]
    return Paper("办理记录.pdf", pdf, lines)
