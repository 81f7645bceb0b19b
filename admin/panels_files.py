"""The tab of papers on the household page: what is asked for and there, what need not be handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from access.permissions import Permission as P
from access.permissions import may
from admin.application_paper import form_links
from admin.attachments import pages_held, size_of
from admin.cells import Page
from admin.panel import Panel, may_add
from admin.paper_asks import sealed_sheet
from admin.words import day, household_url, moment
from documents.case_bundle import may_bundle
from models import Attachment, Household, StatusChange, User
from policy.paper_terms import FileFormat, Held, PaperKind
from policy.papers import PaperState, lacking
from workflow.attachment_records import papers_held
from workflow.upload_gate import LARGEST, MEGABYTE, MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One scan or one original seen, as a line of the tab."""

    title: str
    told: str
    look_url: str | None
    void_url: str | None
    voided: str | None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One kind of paper: how the file stands with it, and its pages."""

    code: str
    label: str
    tone: str
    state: str
    why: str
    pages: list[PaperPage]
    look_url: str | None
    there: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class PapersSheet:
    """What templates/admin/household/_attachments.html lays out."""

    wanted: list[PaperLine]
    optional: list[PaperLine]
    done: int
    upload_url: str | None
    seen_url: str
    first: str
    today: str
    most: int
    largest: int
    kinds: list[tuple[str, str]]
    forms: list[tuple[str, str, str]]
    bundle_url: str | None


def attachments_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """The meter of what 二（一） asks for, the way to bring papers in, and every page there is."""
    papers = papers_held(page.session, household.id)
    rows = pages_held(household)
    whom = select(User.id, User.name).where(User.id.in_({row.created_by_id for row in rows}))
    names: dict[Any, str] = {number: name for number, name in page.session.execute(whom)} if rows else {}
    adds = may_add(Attachment, household, page.user)
    lines = [line_of(page, paper, rows, names, adds) for paper in papers]
    missing = lacking(papers)
    wanted = [line for line, paper in zip(lines, papers, strict=True) if paper.wanted]
    sheet = PapersSheet(
        wanted, [line for line, paper in zip(lines, papers, strict=True) if not paper.wanted],
        len(wanted) - len(missing),
        url_for("attachment.create_view", household=household.id) if adds else None,
        url_for("attachment.seen_view", household=household.id),
        brought_next(missing), page.on.isoformat(), MOST_AT_ONCE, LARGEST // MEGABYTE,
        [(kind.value, _(kind.label)) for kind in PaperKind],
        form_links(household, page.user),
        url_for("household.bundle_view", rowid=household.id) if may_bundle(page.user) else None,
    )
    return Panel(cards=[sheet, sealed_sheet(page.session, household, page.user)])


def brought_next(missing: Sequence[PaperKind]) -> str:
    """Which paper stands chosen for the upload: the one asked for by the address, or the first that lacks."""
    asked = request.args.get("paper", "")
    known = {kind.value for kind in PaperKind}
    return asked if asked in known else (missing or [PaperKind.REGISTER])[0].value


def line_of(
    page: Page, paper: PaperState, rows: Sequence[Attachment], names: dict[Any, str], adds: bool
) -> PaperLine:
    mine = [row for row in rows if row.kind is paper.kind]
    looks = may(page.user, P.UNMASK)
    scans = [row for row in mine if row.held is Held.SCAN and row.voided_at is None]
    return PaperLine(
        paper.kind.value, _(paper.kind.label), tone_of(paper), state_of(paper), _(paper.why),
        [page_of(row, names, looks, adds) for row in mine],
        url_for("attachment.look_view", id=scans[0].id) if scans and looks else None,
        paper.there, paper.seen,
    )


def tone_of(paper: PaperState) -> str:
    if paper.there:
        return "green"
    return "yellow" if paper.wanted else "none"


def state_of(paper: PaperState) -> str:
    parts = [_("已留存%(n)d页", n=paper.pages)] if paper.pages else []
    parts += [_("原件已核")] if paper.seen else []
    return " · ".join(parts) or (_("尚缺") if paper.wanted else _("免提交"))


def page_of(row: Attachment, names: dict[Any, str], looks: bool, adds: bool) -> PaperPage:
    """Title, size and who brought it; nothing of what is on it."""
    scan = row.held is Held.SCAN
    title = _("第%(n)d页", n=row.page_no) if scan else _("原件已核")
    facts = [size_of(row.length), _("PDF，%(n)d页", n=row.sheets) if row.format is FileFormat.PDF else ""]
    told = [*facts, names.get(row.created_by_id, ""), moment(row.created_at)] if scan else [
        day(row.seen_on), names.get(row.created_by_id, "")]
    back = household_url(row.household_id, tab="attachments")
    live = row.voided_at is None
    return PaperPage(
        title, " · ".join(part for part in told if part),
        url_for("attachment.look_view", id=row.id) if scan and looks and not live else None,
        url_for("attachment.void_view", id=row.id, url=back) if live and adds else None,
        None if live else row.void_reason or "",
    )
