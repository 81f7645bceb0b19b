"""What the page of a split shows: the grid with its sums, what was said of gaps, what was revised and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from sqlalchemy.orm import Session

from admin.clock import today
from admin.panel import Event
from admin.translation import gettext as _
from admin.words import moment
from models import Office, TargetGap, TargetRevision, User
from policy.apportion import Gap
from policy.terms import Level, Measure
from workflow import target_splits as splits
from workflow.target_splits import Grid

if TYPE_CHECKING:
    from admin.target_split import Typed

BASES = {"population": "按城镇人口测算", "register": "按上年末在册户数测算"}


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: its input, what is wrong, and what is stored where that is something else."""

    name: str
    text: str
    label: str
    error: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One office beneath, its boxes in the order of the measures; `url` leads to its own split."""

    name: str
    url: str | None
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Sum:
    """One measure: the office's own figure, what those beneath add up to, and what to say of it."""

    measure: str
    whole: int | None
    parts: int
    words: str
    tone: str


def page_of(session: Session, grid: Grid, user: User, typed: Typed) -> dict[str, Any]:
    """Everything the template lays out."""
    own = splits.may_split(grid, user)
    found = {gap.measure: gap for gap in grid.gaps(typed.figures)}
    explained = splits.explained(session, grid)
    return {
        "office": grid.office.name, "office_id": grid.office.id, "year": grid.year,
        "years": years(grid), "may": own, "is_top": grid.is_top, "at_least": grid.at_least,
        "measures": [_(measure.label) for measure in Measure],
        "whole": [box(grid, typed, grid.office, measure) for measure in Measure],
        "lines": [
            Line(child.short_name, deeper(child, grid.year),
                 [box(grid, typed, child, measure) for measure in Measure])
            for child in grid.children
        ],
        "sums": [sum_of(grid, typed, measure, found.get(measure)) for measure in Measure],
        "words": typed.words, "problems": typed.problems, "faults": typed.faults,
        "notes": typed.notes, "seen": typed.seen, "unsaved": typed.figures != grid.stored(),
        "said": latest(explained, found), "gaps": bool(splits.unexplained(session, grid, typed.figures)),
        "told": [told_of(explained, measure) for measure in Measure],
        "trail": history(splits.revisions(session, grid), explained),
        "excel_url": url_for("target.split_excel", office=grid.office.id, year=grid.year),
        "bases": [(way, _(words)) for way, words in BASES.items()],
        "up": above(grid.office, user, grid.year),
    }


def years(grid: Grid) -> list[int]:
    return sorted({grid.year, *range(today().year - 3, today().year + 2)}, reverse=True)


def box(grid: Grid, typed: Typed, office: Office, measure: Measure) -> Box:
    place = (office.id, measure)
    text, kept = typed.texts.get(place, ""), grid.stored().get(place)
    label = f"{office.short_name} {_(measure.label)}"
    differs = "" if kept is None or text == str(kept) else str(kept)
    return Box(f"c-{office.id}-{measure.value}", text, label, typed.errors.get(place, ""), differs)


def deeper(office: Office, year: int) -> str | None:
    if office.level is Level.COMMUNITY:
        return None
    return url_for("target.split_view", office=office.id, year=year)


def above(office: Office, user: User, year: int) -> tuple[str, str] | None:
    """The way back up, not beyond the officer's own office."""
    parent = None if office.id == user.office.id else office.parent
    if parent is None or not parent.is_under(user.office.path):
        return None
    return parent.name, url_for("target.split_view", office=parent.id, year=year)


def sum_of(grid: Grid, typed: Typed, measure: Measure, gap: Gap | None) -> Sum:
    """What the children's figures add up to, against the office's own."""
    whole = typed.figures.get((grid.office.id, measure))
    figures = [typed.figures.get((child.id, measure)) for child in grid.children]
    parts = sum(n for n in figures if n is not None)
    words, tone = _("与本级一致"), "green"
    if whole is None:
        words, tone = (_("请填写本级目标") if grid.is_top else _("上级尚未下达")), "none"
    elif all(n is None for n in figures):
        words, tone = _("尚未分解"), "none"
    elif gap is not None:
        words, tone = (_("少%(n)d户", n=gap.missing) if gap.missing > 0
                       else _("多%(n)d户", n=-gap.missing)), "red"
    elif parts > whole:
        words = _("多%(n)d户，可以", n=parts - whole)
    return Sum(measure.value, whole, parts, words, tone)


def told_of(explained: Sequence[TargetGap], measure: Measure) -> str:
    """The gap last explained, as the script of the page writes it."""
    return next((f"{row.whole}:{row.parts}" for row in reversed(explained) if row.measure is measure), "")


def latest(explained: Any, found: dict[Measure, Gap]) -> list[str]:
    """The reason last given for each gap that is there as it was explained."""
    told: dict[Measure, str] = {}
    for row in explained:
        gap = found.get(row.measure)
        if gap and (gap.whole, gap.parts) == (row.whole, row.parts):
            told[row.measure] = _("%(measure)s：%(reason)s", measure=_(row.measure.label), reason=row.reason)
    return list(told.values())


def history(grid_revisions: Sequence[TargetRevision], explained: Sequence[TargetGap]) -> list[Event]:
    """What was revised and what was said of gaps, the latest first."""
    told: list[tuple[TargetRevision | TargetGap, str, str, str]] = [
        (row, _("%(office)s %(measure)s", office=row.office.short_name,
                measure=_(row.target.measure.label)),
         str(row.households_before), str(row.households_after))
        for row in grid_revisions
    ]
    told += [
        (row, _("差额说明：%(measure)s，本级%(whole)d户，下级合计%(parts)d户",
                measure=_(row.measure.label), whole=row.whole, parts=row.parts), "", "")
        for row in explained
    ]
    told.sort(key=lambda line: line[0].created_at, reverse=True)
    return [
        Event(moment(row.created_at), row.by.name if row.by else _("系统"),
              row.by.office.name if row.by else "", what, before, after, row.reason)
        for row, what, before, after in told
    ]
