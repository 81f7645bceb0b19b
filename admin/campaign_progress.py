"""How far a campaign has come, on pages: the numbers of the list, the table by community, who has not begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any, Final

from flask import url_for
from sqlalchemy import func, select

from access.scope import in_charge_of
from admin.cells import Made, Page, rules_of_request
from admin.desk import Figure
from admin.filters import Narrowing
from admin.panel import Extra
from admin.translation import gettext as _
from admin.words import Cell, Column, ReasonLine, Row, Table, bracketed, listed
from models import Office, SuspectedFamily, SweepCampaign, SweepVisit, User
from policy.sweep_terms import SuspectState
from workflow.campaigns import Progress, kept_waiting, not_begun, progress_of, state_of

MOST_LINES: Final = 80
"""More communities than these are told by county."""
NAMED: Final = 12
S = SuspectState


def of_campaign(model: Any, number: Any, *conditions: Any) -> Any:
    """A number of the campaign's rows, in the area of the officer."""
    return (
        select(func.coalesce(number, 0))
        .where(model.campaign_id == SweepCampaign.id, model.voided_at.is_(None), *conditions)
        .correlate(SweepCampaign).scalar_subquery()
    )


def found(label: str, key: str, *conditions: Any) -> Made:
    """So many families of the campaign; the number opens them."""

    def cell(page: Page, values: Sequence[Any]) -> Cell:
        campaign, number = values
        stage = {} if key == "all" else {"stage": key}
        url = url_for("suspectedfamily.index_view", campaign=campaign, **stage) if number else None
        return Cell(number, "num", "", url)

    number = of_campaign(SuspectedFamily, func.count(SuspectedFamily.id), *conditions)
    return Made(f"found_{key}", label, ("id", number), cell, "num")


def visited_cell(page: Page, values: Sequence[Any]) -> Cell:
    campaign, visited, due = values
    url = url_for("sweepvisit.index_view", campaign=campaign) if due else None
    return Cell(f"{visited}/{due}", "num", share(visited, due), url)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""


VISITED: Final = Made("visited", "已排查／应排查", (
    "id", of_campaign(SweepVisit, func.sum(SweepVisit.households_visited)),
    of_campaign(SweepVisit, func.sum(SweepVisit.households_due)),
), visited_cell, "num")
FOUND: Final = (
    found("疑似户", "all"),
    found("已引导申报", S.GUIDED.value, state_of() == S.GUIDED.value),
    found("已认定", S.RECOGNISED.value, state_of() == S.RECOGNISED.value),
    found("不符合", S.UNFIT.value, state_of() == S.UNFIT.value),
)


def progress_extra(page: Page, campaign: SweepCampaign) -> Extra:
    """By community, or by county where there are too many; each number opens its rows."""
    lines = {place: line for (_c, place), line in progress_of(page.session, [campaign.id]).items()}
    offices = {o.id: o for o in page.session.scalars(select(Office).where(Office.id.in_(lines)))}
    head = _("社区")
    if len(lines) > MOST_LINES:
        head, lines = _("县（市、区）"), by_county(lines, offices)
        offices = {o.id: o for o in page.session.scalars(select(Office).where(Office.id.in_(lines)))}
    names = (head, _("已排查／应排查"), _("疑似"), _("待引导"), _("已引导申报"), _("已认定"), _("不符合及原因"), _("排查人"))
    kinds = ("text", "num", "num", "num", "num", "num", "text", "text")
    columns = [Column(str(n), name, kind) for n, (name, kind) in enumerate(zip(names, kinds, strict=True))]
    ordered = sorted(lines, key=lambda pk: offices[pk].path)
    rows = [Row(pk, cells_of(campaign, offices[pk], lines[pk])) for pk in ordered]
    return Extra(_("进展"), Table(columns, rows), None, _("还没有社区开始排查。"))


def by_county(lines: dict[int, Progress], offices: dict[int, Office]) -> dict[int, Progress]:
    """Sums of the communities of each county."""
    sums: dict[int, Progress] = {}
    for pk, line in lines.items():
        whole = sums.setdefault(offices[pk].county_id or pk, Progress())
        for name in ("due", "visited", "suspected", "guided", "recognised"):
            setattr(whole, name, getattr(whole, name) + getattr(line, name))
        whole.unfit += line.unfit
    return sums


def cells_of(campaign: SweepCampaign, office: Office, line: Progress) -> list[Cell]:
    here = {"campaign": campaign.id, "office": office.id}

    def opens(number: int, endpoint: str = "suspectedfamily", **more: str) -> Cell:
        return Cell(number, "num", "", url_for(f"{endpoint}.index_view", **here, **more) if number else None)

    visits = url_for("sweepvisit.index_view", **here) if line.due else None
    return [
        Cell(office.name, "text"),
        Cell(f"{line.visited}/{line.due}", "num", share(line.visited, line.due), visits),
        opens(line.suspected), opens(line.waiting, stage=S.SUSPECTED.value),
        opens(line.guided - line.recognised, stage=S.GUIDED.value),
        opens(line.recognised, stage=S.RECOGNISED.value),
        Cell(reasons_told(line.unfit)), Cell(listed(line.sweepers)),
    ]


def reasons_told(unfit: Counter[str]) -> str:
    """不符合及原因: how many, and how many for each reason."""
    parts = [f"{_(label)} {number}" for label, number in unfit.most_common()]
    return f"{sum(unfit.values())}{bracketed(listed(parts))}" if parts else ""


def begun_line(page: Page, user: User, campaign: SweepCampaign) -> list[ReasonLine]:
    """Who has not begun, by name."""
    begun = {place for _c, place in progress_of(page.session, [campaign.id])}
    missing = not_begun(page.session, campaign, user.office.area, begun)
    if not missing:
        return []
    text = _("还没有开始排查的社区有%(n)d个：%(names)s", n=len(missing), names=named(missing))
    return [ReasonLine(text, None)]


def named(offices: Iterable[Office]) -> str:
    names = [office.name for office in offices]
    return listed(names[:NAMED]) + (_("等") if len(names) > NAMED else "")


def suspect_figures(to: Narrowing) -> list[Figure]:
    """Of the campaign and office looked at: found, waiting, overdue, and 应认尽认率."""
    kept = {name: to.params[name] for name in ("office", "campaign") if name in to.params}
    ours = [SuspectedFamily.voided_at.is_(None)]
    if "campaign" in kept:
        ours.append(SuspectedFamily.campaign_id == int(kept["campaign"]))
    states = select(state_of().label("stage")).where(*ours).subquery()
    late_by = kept_waiting(to.session, to.on, rules_of_request(to.session))
    with in_charge_of(to.session, to.area) if to.area else nullcontext():
        rows = to.session.execute(select(states.c.stage, func.count()).group_by(states.c.stage))
        counts: dict[str, int] = {word: number for word, number in rows}
        late = to.session.scalar(
            select(func.count()).select_from(SuspectedFamily).where(late_by, *ours)
        ) or 0
    recognised, unit = counts.get(S.RECOGNISED, 0), _("户")
    rate = f"{recognised / (recognised + late):.1%}" if recognised + late else "—"

    def url(**stage: str) -> str:
        return url_for("suspectedfamily.index_view", **kept, **stage)

    return [
        Figure(_("疑似户"), f"{sum(counts.values()):,}", url(), unit, "blue"),
        Figure(_("待引导申报"), f"{counts.get(S.SUSPECTED, 0):,}", url(stage=S.SUSPECTED.value), unit, "amber"),
        Figure(_("逾期未引导"), f"{late:,}", url(stage="overdue"), unit, "red"),
        Figure(_("应认尽认率"), rate, url(stage=S.RECOGNISED.value), "", "green", _("已认定／（已认定＋逾期未引导）")),
    ]
