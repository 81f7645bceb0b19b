"""总览: the bureau's own sentence, the figures, the districts against their targets, the pace, the months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.cockpit_frame import (
    Answer,
    Behind,
    CockpitPage,
    Entry,
    Grid,
    Look,
    Question,
    Slot,
    day_words,
    in_list,
    percent,
    with_counts,
)
from admin.cockpit_pace import at_this_pace
from admin.desk import Figure
from admin.words import bracketed
from charts.figures import (
    progress_alt,
    progress_figure,
    trend_alt,
    trend_figure,
)
from charts.measures import (
    ASSISTED,
    COUNTED,
    METRICS,
    Counted,
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
from documents.layout import Kind
from documents.tables import Graph
from policy.terms import Level
from workflow.standing import Promise, Standing

EACH: Final = {
    Level.UNIT: "各市（州）",
    Level.COUNTY: "各县（市、区）",
    Level.STREET: "各街道（乡镇）",
    Level.COMMUNITY: "各社区",
}

BEHIND: Final = dict(zip(COUNTED, ("认定明细", "援助明细", "退出明细"), strict=True))


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that was counted for one office and period; `before` is the period compared with."""

    look: Look
    whole: Counts
    rows: list[DistrictProgress]
    months: list[Month]
    promise: PromiseState
    aims: Counts
    elapsed: float
    before: Counts = field(default_factory=dict)
    rows_before: dict[tuple[int, bool], Counts] = field(default_factory=dict)


def overview(session: Session, look: Look) -> Answer:
    numbers = count_all(session, look)
    return Answer(
        sentence(look, numbers.whole, numbers.promise), figures(numbers),
        [by_office(numbers), at_this_pace(session, look), by_month(numbers)],
        [*(Behind(BEHIND[c], rows_behind(c, look.office.id, look.since, look.until))
           for c in COUNTED),
         Behind("超期未就业明细", standing_behind(Standing.OVERDUE, look.office.id, numbers.promise.on))],
    )


def count_all(session: Session, look: Look) -> Numbers:
    """Count once for page and workbook alike."""
    office, since, until = look.office, look.since, look.until
    before: Counts = {}
    rows_before: dict[tuple[int, bool], Counts] = {}
    if look.before:
        before = totals(session, office, *look.before)
        rows_before = {
            (row.office_id, row.own): row.counts for row in progress(session, office, *look.before)
        }
    aims = targets(session, [office.id], since, until).get(office.id, {})
    return Numbers(
        look, totals(session, office, since, until), progress(session, office, since, until),
        month_trend(session, office, since, until),
        promise_state(session, office, since, until, today=look.today),
        aims, time_progress(since, until, look.today), before, rows_before,
    )


def sentence(look: Look, whole: Counts, state: PromiseState) -> str:
    """What a leader reads out: what was done, who is on the register, and whether 动态清零 holds.

    Where there is nobody at all it praises nothing: that may be good news or need nobody has found.
    """
    counts = [whole[counted.measure] for counted in COUNTED]
    said = with_counts(
        "%(period)s，%(office)s认定零就业家庭%(recognised)d户，援助%(assisted)d户，退出%(exited)d户；"
        "%(on)s在册%(register)d户，",
        period=look.period, office=look.office.name,
        recognised=counts[0], assisted=counts[1], exited=counts[2],
        on=day_words(state.on), register=state.register,
    )
    if not any(counts) and not state.register:
        return said + _("是否确无零就业家庭，见“持续为零”。")
    if state.cleared:
        return said + _("保持动态清零。")
    return said + with_counts(
        "其中%(overdue)d户超过承诺期限仍无人就业，未达到动态清零。", overdue=state.overdue
    )


def figures(numbers: Numbers) -> list[Figure]:
    """认定, 援助, 退出, 目标完成率, 按期兑现, and who is past the promise."""
    look, state = numbers.look, numbers.promise
    office, since, until = look.office, look.since, look.until
    found = []
    for counted in COUNTED:
        count = numbers.whole[counted.measure]
        note = against(count, numbers.aims.get(counted.measure))
        if numbers.before:
            note += " · " + change_words(look, count, numbers.before[counted.measure])
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
    found.append(kept_figure(look, state))
    found.append(
        Figure(
            _("超过承诺期限未就业"), f"{state.overdue:,}",
            in_list(standing_behind(Standing.OVERDUE, office.id, state.on)), _("户"),
            "red" if state.overdue else "moss",
            with_counts("在册 %(register)d 户", register=state.register),
        )
    )
    return found


def kept_figure(look: Look, state: PromiseState) -> Figure:
    """20工作日兑现率, opening those whose promise was not kept."""
    return Figure(
        _("按期兑现率"), percent(state.rate),
        in_list(promises_behind(Promise.MISSED, look.office.id, state.since, state.until))
        if state.due else None, "",
        "none" if state.rate is None else "moss" if state.rate == 1 else "amber",
        with_counts("到期 %(due)d 户，按期兑现 %(kept)d 户", due=state.due, kept=state.kept)
        + (with_counts("；另有挑拣 %(picky)d 户不计", picky=state.picky) if state.picky else ""),
    )


def against(count: int, aim: int | None) -> str:
    if not aim:
        return _("未下达目标")
    return with_counts("目标 %(aim)d，完成 %(share)s", aim=aim, share=percent(share(count, aim)))


def change_words(look: Look, now: int, before: int) -> str:
    """上年同期 12（+3）: the number compared with, and the difference, never a share of a small one."""
    change = f"{now - before:+,}" if now != before else _("持平")
    return f"{_(look.against.label)} {before:,}{bracketed(change)}"


def by_office(numbers: Numbers) -> Question:
    look = numbers.look

    def of_row(row: DistrictProgress, counted: Counted) -> str:
        return in_list(rows_behind(counted, row.office_id, look.since, look.until, own=row.own))

    paced = 0 < numbers.elapsed < 1 and any(row.targets.get(c.measure) for row in numbers.rows for c in COUNTED)
    bars = [1 + n * (4 if numbers.before else 3) for n in range(len(COUNTED))]
    return Question(
        "progress",
        _("%(each)s认定、援助、退出了多少户，离目标还有多远？", each=_(each(numbers.rows))),
        progress_grid(numbers), METRICS[:4],
        progress_figure(numbers.rows, of_row, _, numbers.elapsed), progress_alt(numbers.rows, _),
        _("目标为期间所涉年度的全年目标；灰线为按时间进度应达到的户数。") if paced
        else _("目标为期间所涉年度的全年目标。"), "按机构",
        Graph("各机构认定、援助、退出户数与年度目标", bars,
              [place + (2 if numbers.before else 1) for place in bars]),
    )


def each(rows: Sequence[DistrictProgress]) -> str:
    levels = {row.level for row in rows if not row.own}
    return EACH.get(levels.pop(), "各下级机构") if len(levels) == 1 else "各下级机构"


def progress_grid(numbers: Numbers) -> Grid:
    """The numbers of the bars: each count opens its households, each office the next level."""
    look = numbers.look
    slots = [Slot("office", "机构", Kind.TEXT, width=20)]
    for c in COUNTED:
        key = c.measure.value
        slots.append(Slot(key, "户数", group=c.label))
        if numbers.before:
            slots.append(Slot(f"{key}_before", look.against.label, group=c.label))
        slots += [Slot(f"{key}_target", "年度目标", group=c.label),
                  Slot(f"{key}_share", "完成率", Kind.SHARE, c.label)]
    rows = []
    for row in numbers.rows:
        deeper = not row.own and row.office_id != look.office.id
        cells = [Entry(row.name, look.page("overview", row.office_id) if deeper else None)]
        before = numbers.rows_before.get((row.office_id, row.own), {})
        for c in COUNTED:
            url = in_list(rows_behind(c, row.office_id, look.since, look.until, own=row.own))
            cells += counts_of(numbers, c, row.counts, row.targets, url, before)
        rows.append(cells)
    closing = [Entry(_("合计"))]
    for c in COUNTED:
        url = in_list(rows_behind(c, look.office.id, look.since, look.until))
        closing += counts_of(numbers, c, numbers.whole, numbers.aims, url, numbers.before)
    return Grid(slots, rows, closing)


def counts_of(
    numbers: Numbers, c: Counted, counts: Counts, aims: Counts, url: str, before: Counts
) -> list[Entry]:
    count, aim = counts[c.measure], aims.get(c.measure)
    past = [Entry(before.get(c.measure, 0))] if numbers.before else []
    return [Entry(count, url), *past, Entry(aim), Entry(share(count, aim))]


def by_month(numbers: Numbers) -> Question:
    look = numbers.look

    def of_month(row: Month, counted: Counted) -> str:
        return in_list(rows_behind(counted, look.office.id, row.first, row.last))

    slots = [Slot("month", "月份", Kind.TEXT, width=20)] + [
        Slot(c.measure.value, "户数", group=c.label, width=16) for c in COUNTED
    ]
    rows = [
        [Entry(f"{row.first:%Y-%m}"),
         *(Entry(row.counts[c.measure], of_month(row, c)) for c in COUNTED)]
        for row in numbers.months
    ]
    closing = [Entry(_("合计")), *(Entry(numbers.whole[c.measure]) for c in COUNTED)]
    return Question(
        "months", _("各月认定、援助、退出了多少户？"), Grid(slots, rows, closing), METRICS[:3],
        trend_figure(numbers.months, of_month, _), trend_alt(numbers.months, _), sheet="按月",
        graph=Graph("各月认定、援助、退出户数", (1, 2, 3)),
    )


PAGE: Final = CockpitPage("overview", "总览", overview)
