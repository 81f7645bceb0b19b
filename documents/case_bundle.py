"""Case files (卷宗): all papers of a household in one PDF with cover, index, page numbers and hashes.

Each paper lies in the PDF twice: as pages, numbered through, and untouched as an attached file, so that
a signature stays sound and the hash in the list can be computed by anybody. Of several households
each has a PDF of its own in one ZIP with a manifest. Source: docs/decisions/0049.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO, Final

import orjson
import pypdf
from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from access.scope import in_charge_of
from access.traces import leave_trace
from documents.application_form import TITLE, application_form
from documents.application_words import iso
from documents.case_record import record_of
from documents.ledgers import hash_of
from documents.typeset import Unprintable, places, typeset
from documents.workbook import BEIJING
from models import Household, User
from workflow.refusals import refuse

NAME: Final = "case_bundle"
CALLED: Final = "零就业家庭认定援助卷宗"
MOST: Final = 100
SHORTEST_REASON: Final = 4
WARNING: Final = "含个人信息，妥善保管，不得外传"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the case file: its lines in the index (title, from whom, day, page from 0), and the file."""

    file: str
    pdf: bytes
    lines: list[tuple[str, str, str, int]]


Kept = Callable[[Session, Household], Iterable[Paper]]
"""Papers that are kept as they are: sealed ones, attachments."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """What was written: for how many households, under which name and hash."""

    rows: int
    sha256: str
    filename: str


def demand_bundle(by: User, ids: Sequence[int], reason: str) -> None:
    """Raise Refused unless this officer may take case files away: full data, for a reason, so many."""
    if not (may(by, Permission.LEDGER_EXPORT_FULL) and may(by, Permission.UNMASK)):
        raise refuse("PIPL-28", "您没有导出完整个人信息的权限，不能生成卷宗")
    if len(reason.strip()) < SHORTEST_REASON:
        raise refuse("PIPL-28", "生成卷宗须写明理由（至少4个字）", "reason")
    if not ids or len(ids) > MOST:
        raise refuse("102-3", "每次生成1至%(most)d户的卷宗，请重新选择", most=MOST)


def write_bundle(
    session: Session, ids: Sequence[int], *, by: User, reason: str, out: BinaryIO, at: datetime,
    tell: Callable[[int], None] = lambda done: None, kept: Sequence[Kept] = (),
) -> BundleFile:
    """Write the case files of these households of the officer's area and enter them in the trail.

    `tell` hears how many are done. Raises Refused where one is not to be had or cannot be printed,
    and nothing is of use then.
    """
    demand_bundle(by, ids, reason)
    on, office, path = at.astimezone(BEIJING).date(), by.office.name, by.office.path
    cases = []
    with in_charge_of(session, by.office.area):
        households = [found(session, number) for number in dict.fromkeys(ids)]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) if len(households) > 1 else Single(out) as book:
            for done, household in enumerate(households, 1):
                pdf, case = case_file(session, household, on, office, kept)
                book.writestr(case["file"], pdf)
                cases.append(case)
                tell(done)
            if len(cases) > 1:
                book.writestr("manifest.json", manifest(cases, office, at))
    name = cases[0]["file"] if len(cases) == 1 else f"{CALLED}_{office}_{len(cases)}户_{on:%Y%m%d}.zip"
    made = BundleFile(len(cases), hash_of(out), name)
    leave_trace(
        session, "export", f"ledger:{NAME}", path=path, ledger=NAME, office=office, rows=made.rows, sha256=made.sha256,
        households=[case["family_no"] for case in cases], masked=False, reason=reason.strip(),
    )
    return made


class Single:
    """One case file alone, without a box around it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def __enter__(self) -> Single:
        return self

    def __exit__(self, *fault: object) -> None:
        self._out.flush()

    def writestr(self, name: str, data: bytes) -> None:
        self._out.write(data)


def found(session: Session, number: int) -> Household:
    """Raises Refused for a household outside the officer's area, as for one that is not there."""
    household = session.scalars(select(Household).where(Household.id == number)).one_or_none()
    if household is None:
        raise refuse("102-3", "所选家庭中有的不在您的辖区内，未生成卷宗")
    return household


def case_file(
    session: Session, household: Household, on: date, office: str, kept: Sequence[Kept] = ()
) -> tuple[bytes, dict[str, Any]]:
    """The case file of one household, and its entry in the manifest. Raises Refused, naming what cannot be printed."""
    try:
        papers = [form_paper(session, household, on), record_paper(session, household, on)]
    except Unprintable as lacking:
        raise refuse(
            "102-3", "%(no)s的卷宗未生成：字库中没有“%(characters)s”，请核对姓名等内容", no=household.family_no,
            characters=lacking.characters,
        ) from None
    papers += [paper for source in kept for paper in source(session, household)]
    return bound(household, papers, on, office)


def form_paper(session: Session, household: Household, on: date) -> Paper:
    pdf = application_form(session, household, full=True, on=on)
    return Paper("申请表.pdf", pdf, [(TITLE, household.community.name, iso(household.applied_on), 0)])


def record_paper(session: Session, household: Household, on: date) -> Paper:
    """Checks, visits, notice, objections, opinions, services, jobs, exit: one paper of several parts."""
    parts, office = record_of(session, household), household.community.name
    values = {"title": f"{CALLED}　{household.family_no}-{household.episode:02d}", "office": office, "parts": parts}
    pages = places("case_record", values, on, "part")
    lines = [(part["title"], office, "", page - 1) for part, page in zip(parts, pages, strict=True)]
    return Paper("办理记录.pdf", typeset("case_record", values, on, tagged=False), lines)


def bound(household: Household, papers: Sequence[Paper], on: date, office: str) -> tuple[bytes, dict[str, Any]]:
    """The papers under their cover, numbered through, with each of them attached as it is."""
    book, first, index = pypdf.PdfWriter(), 0, []
    for paper in papers:
        book.append(io.BytesIO(paper.pdf), import_outline=False)
        index += [[title, by, day, str(first + page + 1)] for title, by, day, page in paper.lines]
        first = len(book.pages)
    number(book, on)
    hashes = [[p.file, f"{len(p.pdf):,}", sha256(p.pdf).hexdigest()] for p in papers]
    cover = pypdf.PdfReader(io.BytesIO(typeset("case_cover", cover_of(household, index, hashes, first, on, office), on)))
    for place, page in enumerate(cover.pages):
        book.insert_page(page, place)
    for title, _by, _day, page in index:
        book.add_outline_item(title=title, page_number=len(cover.pages) + int(page) - 1)
    for paper in papers:
        book.add_attachment(paper.file, paper.pdf)
    book.add_metadata({"/Title": f"{CALLED} {household.family_no}"})
    out = io.BytesIO()
    book.write(out)
    pdf = out.getvalue()
    return pdf, {
        "family_no": household.family_no, "episode": household.episode, "pages": len(book.pages),
        "file": f"卷宗_{household.family_no}-{household.episode:02d}.pdf", "bytes": len(pdf), "sha256": sha256(pdf).hexdigest(),
        "papers": [{"file": p.file, "bytes": len(p.pdf), "sha256": digest[2]} for p, digest in zip(papers, hashes, strict=True)],
    }


def number(book: pypdf.PdfWriter, on: date) -> None:
    """Lay the number within the case file over each page, at its upper right."""
    sizes = [[float(page.mediabox.width), float(page.mediabox.height)] for page in book.pages]
    over = pypdf.PdfReader(io.BytesIO(typeset("case_pages", {"title": CALLED, "sizes": sizes}, on, tagged=False)))
    for page, above in zip(book.pages, over.pages, strict=True):
        page.merge_page(above)


def cover_of(
    household: Household, index: list[list[str]], hashes: list[list[str]], pages: int, on: date, office: str
) -> dict[str, Any]:
    last = household.exited_on or household.revoked_on or household.rejected_on or household.withdrawn_on
    return {
        "title": CALLED, "office": office, "family": f"{household.family_no}-{household.episode:02d}", "warning": WARNING,
        "facts": [
            ["案卷题名", f"{household.head_name}家庭认定援助材料"], ["申请编号", f"{household.family_no}-{household.episode:02d}"],
            ["认定编号", household.recognition_no or ""], ["受理社区", household.community.name], ["目前状态", household.status.label],
            ["起止日期", f"{iso(household.applied_on)}至{iso(last)}"], ["卷内页数", f"{pages}页"], ["立卷日期", iso(on)],
            ["立卷人", ""], ["保管期限", ""],
        ],
        "index": index, "hashes": hashes,
    }


def manifest(cases: list[dict[str, Any]], office: str, at: datetime) -> bytes:
    """What is in the ZIP, by file and hash."""
    told = {"title": CALLED, "office": office, "made_at": at.isoformat(timespec="seconds"), "cases": cases}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


