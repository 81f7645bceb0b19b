"""What the leaders' page (领导驾驶舱) says: what was counted, the sentence, the figures.

Every number that counts households carries the address of the list with exactly those households.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.desk import Figure
from charts.measures import (
    ASSISTED,
    COUNTED,
    promises_behind,
    rows_behind,
    standing_behind,
)
from charts.queries import (
    Counts,
    DistrictProgress,
    Month,
    PromiseState,
    month_trend,
    progress,
    promise_state,
    share,
    targets,
    time_progress,
    totals,
)
from models import Office
from policy.ages import add_months
from workflow.standing import Promise, Standing

NOTHING: Final = "—"

@dataclass(frozen=True, slots=True)
class Cockpit:
    """The whole page as the template draws it."""

    title: str
    crumbs: list[tuple[str, str | None]]
    form: Any
    sentence: str
    figures: list[Figure]
    charts: list[Any]
    excel_url: str
    plotly_url: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that was counted for one office and period; `before` is the same period a year earlier."""

    office: Office
    since: date
    until: date
    whole: Counts
    rows: list[DistrictProgress]
    months: list[Month]
    promise: PromiseState
    aims: Counts
    elapsed: float
    before: Counts = field(default_factory=dict)
    rows_before: dict[tuple[int, bool], Counts] = field(default_factory=dict)


def count_all(
    session: Session, office: Office, since: date, until: date, *, today: date, compare: bool
) -> Numbers:
    """Count once for page and workbook alike."""
    before: Counts = {}
    rows_before: dict[tuple[int, bool], Counts] = {}
    if compare:
        earlier = add_months(since, -12), add_months(until, -12)
        before = totals(session, office, *earlier)
        rows_before = {
            (row.office_id, row.own): row.counts for row in progress(session, office, *earlier)
        }
    return Numbers(
        office, since, until,
        totals(session, office, since, until),
        progress(session, office, since, until),
        month_trend(session, office, since, until),
        promise_state(session, office, since, until, today=today),
        targets(session, [office.id], since, until).get(office.id, {}),
        time_progress(since, until, today),
        before, rows_before,
    )


def in_list(params: dict[str, str]) -> str:
    return url_for("household.index_view", **params)  # type: ignore[arg-type]


def period_words(since: date, until: date) -> str:
    return _("%(since)s至%(until)s", since=day_words(since), until=day_words(until))


def day_words(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日", year=day.year, month=day.month, day=day.day)


def sentence(numbers: Numbers) -> str:
    """What a leader reads out: what was done, who is on the register, and whether 动态清零 holds."""
    state = numbers.promise
    counts = [numbers.whole[counted.measure] for counted in COUNTED]
    said = _(
        "%(period)s，%(office)s认定零就业家庭%(recognised)d户，援助%(assisted)d户，退出%(exited)d户；"
        "%(on)s在册%(register)d户，",
        period=period_words(numbers.since, numbers.until), office=numbers.office.name,
        recognised=counts[0], assisted=counts[1], exited=counts[2],
        on=day_words(state.on), register=state.register,
    )
    if state.cleared:
        return said + _("保持动态清零。")
    return said + _(
        "其中%(overdue)d户超过承诺期限仍无人就业，未达到动态清零。", overdue=state.overdue
    )


def figures(numbers: Numbers) -> list[Figure]:
    """认定, 援助, 退出, 目标完成率, 按期兑现, and who is past the promise."""
    office, since, until, state = numbers.office, numbers.since, numbers.until, numbers.promise
    found = []
    for counted in COUNTED:
        count = numbers.whole[counted.measure]
        note = against(count, numbers.aims.get(counted.measure))
        if numbers.before:
            note += _(" · 上年同期 %(before)d", before=numbers.before[counted.measure])
        url = in_list(rows_behind(counted, office.id, since, until))
        found.append(Figure(_(counted.label), f"{count:,}", url, _("户"), "blue", note))
    assisted, aim = numbers.whole[ASSISTED.measure], numbers.aims.get(ASSISTED.measure)
    done = share(assisted, aim)
    found.append(
        Figure(
            _("援助目标完成率"), percent(done), None, "",
            "none" if done is None else "moss" if done >= numbers.elapsed else "amber",
            _("时间进度 %(elapsed)s", elapsed=percent(numbers.elapsed))
            if aim else _("未下达目标"),
        )
    )
    found.append(
        Figure(
            _("按期兑现率"), percent(state.rate),
            in_list(promises_behind(Promise.MISSED, office.id, state.since, state.until))
            if state.due else None, "",
            "none" if state.rate is None else "moss" if state.rate == 1 else "amber",
            _("到期 %(due)d 户，按期兑现 %(kept)d 户", due=state.due, kept=state.kept)
            + (_("；另有挑拣 %(picky)d 户不计", picky=state.picky) if state.picky else ""),
        )
    )
    found.append(
        Figure(
            _("超过承诺期限未就业"), f"{state.overdue:,}",
            in_list(standing_behind(Standing.OVERDUE, office.id, state.on)), _("户"),
            "red" if state.overdue else "moss",
            _("在册 %(register)d 户", register=state.register),
        )
    )
    return found


def against(count: int, aim: int | None) -> str:
    if not aim:
        return _("未下达目标")
    return _("目标 %(aim)d，完成 %(share)s", aim=aim, share=percent(share(count, aim)))


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"
