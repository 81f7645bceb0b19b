"""What hangs on the wall (大屏): the figures of one office this year, fit for whoever walks past.

No name, no list, no number so small that it speaks of a single household (policy.disclosure); what
is drawn is said in shares of the space there is, and the template gives them their places.
Source: docs/decisions/0041.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from charts.areas import within
from charts.measures import COUNTED, Counted
from charts.queries import (
    DistrictProgress,
    PromiseState,
    month_trend,
    progress,
    promise_state,
    share,
    targets,
    time_progress,
    totals,
)
from models import Alert, Office
from policy.disclosure import cells_shown, share_shown, total_shown
from policy.parameters import SMALL_NUMBER
from policy.rulebook import RuleBook
from policy.terms import Measure, Tone, WarningCode

Say = Callable[..., str]
MOST_DISTRICTS, MOST_ZEROS = 12, 4
HIDDEN, NOTHING = "＊", "—"


@dataclass(frozen=True, slots=True)
class Big:
    """One large figure: what it is, its number and unit, how far it is, and whether that is well."""

    label: str
    value: str
    unit: str
    note: str
    tone: str
    done: float | None = None
    """The part of the target that is done, 0 to 1; None without one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number and how long its bar is, in per cent of the longest; hidden ones have none."""

    text: str
    long: float
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One office beneath: a bar for each measure."""

    name: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure month by month."""

    measure: Measure
    label: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Zero:
    """An office that has recognised nobody for long, and since when."""

    name: str
    since: str
    tone: str


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole screen; `hides` says whether a number on it was too small to be shown.

    `blank`: nobody was recognised this year and nobody is on the register, so that noughts mean
    nothing yet.
    """

    office: str
    year: int
    at: str
    sentence: str
    elapsed: float
    figures: list[Big]
    labels: list[tuple[Measure, str]]
    lines: list[Line]
    months: list[str]
    trends: list[Trend]
    zeros: list[Zero]
    more_zeros: int
    hides: bool
    k: int
    blank: bool


def wall_of(session: Session, office: Office, at: datetime, book: RuleBook, say: Say) -> Wall:
    """The screen of an office at that moment, from the first day of the year."""
    today = at.date()
    since, k = date(today.year, 1, 1), small_number(book, office, today)
    whole = totals(session, office, since, today)
    aims = targets(session, [office.id], since, today).get(office.id, {})
    state = promise_state(session, office, since, today, today=today)
    elapsed = time_progress(since, today, today)
    rows = gathered(progress(session, office, since, today), say)
    months = month_trend(session, office, since, today)
    zeros = zeros_of(session, office)
    shown = {c.measure: total_shown(whole[c.measure], k) for c in COUNTED}
    figures = [counted(c, shown[c.measure], aims.get(c.measure), elapsed, k, say) for c in COUNTED]
    figures += [kept(state, k, say), overdue(state, k, say)]
    lines = lines_of(rows, k)
    trends = [
        Trend(c.measure, say(c.label), bars([m.counts[c.measure] for m in months], k)) for c in COUNTED
    ]
    texts = [big.value for big in figures]
    texts += [bar.text for drawn in (*lines, *trends) for bar in drawn.bars]
    return Wall(
        office.name, today.year, f"{at:%Y-%m-%d %H:%M}", sentence(office, today, shown, state, k, say),
        elapsed, figures, [(c.measure, say(c.label)) for c in COUNTED], lines,
        [str(m.first.month) for m in months], trends, zeros[:MOST_ZEROS],
        max(0, len(zeros) - MOST_ZEROS), HIDDEN in texts or any("<" in text for text in texts), k,
        not whole[Measure.RECOGNISED] and not state.register,
    )


def small_number(book: RuleBook, office: Office, on: date) -> int:
    """Numbers under this one are not shown; at least 1, which hides nothing."""
    return max(1, book.for_region(office.path).since_issue(SMALL_NUMBER, on))


def told(number: int | None, k: int) -> str:
    """A total in words fit for the wall."""
    return f"<{k}" if number is None else f"{number:,}"


def counted(kind: Counted, number: int | None, aim: int | None, elapsed: float, k: int, say: Say) -> Big:
    """认定, 援助 or 退出 against the year's target; a number not shown has no share either."""
    label, unit, measure = say(kind.label), say("户"), kind.measure.value
    if not aim:
        return Big(label, told(number, k), unit, say("未下达目标"), measure)
    if number is None:
        return Big(label, told(number, k), unit, say("年度目标 %(aim)s 户", aim=f"{aim:,}"), measure)
    done = share(number, aim) or 0.0
    note = say("年度目标 %(aim)s 户，完成 %(share)s", aim=f"{aim:,}", share=f"{done:.0%}")
    return Big(label, told(number, k), unit, note, measure if done >= elapsed else f"{measure} behind",
               min(1.0, done))


def kept(state: PromiseState, k: int, say: Say) -> Big:
    """按期兑现率, in whole per cent; neither what it is of nor what is missing is said in numbers."""
    label, percent = say("20个工作日兑现率"), share_shown(state.kept, state.due, k)
    if percent is None:
        note = say("今年还没有到期的承诺") if not state.due else say("到期的不足%(k)d户，不显示", k=k)
        return Big(label, NOTHING, "", note, "none")
    note = say("到期的全部按期兑现") if percent == 100 else say("到期承诺中按期兑现的")
    return Big(label, str(percent), "%", note, "good" if percent == 100 else "soon", percent / 100)


def overdue(state: PromiseState, k: int, say: Say) -> Big:
    """超过承诺期限未就业: nought is the one number everybody looks for, and praised only where there were promises."""
    number = total_shown(state.overdue, k)
    if not state.register and not state.due:
        return Big(say("超期未就业"), told(number, k), say("户"), say("没有在册家庭"), "none")
    note = say("动态清零") if state.cleared else say("未达到动态清零")
    return Big(say("超期未就业"), told(number, k), say("户"), note, "good" if state.cleared else "bad")


def sentence(
    office: Office, on: date, shown: dict[Measure, int | None], state: PromiseState, k: int, say: Say
) -> str:
    """What the cockpit's sentence says, with the numbers as they may hang here."""
    def in_words(number: int | None) -> str:
        return say("不足%(k)d", k=k) if number is None else f"{number:,}"

    register = total_shown(state.register, k)
    said = say(
        "今年以来，%(office)s认定零就业家庭%(recognised)s户，援助%(assisted)s户，退出%(exited)s户，在册%(register)s户，",
        office=office.name, register=in_words(register),
        **{c.measure.value: in_words(shown[c.measure]) for c in COUNTED},
    )
    if not state.register and not any(shown.values()) and None not in shown.values():
        return said + say("今年没有认定，也没有在册家庭。")
    return said + (say("保持动态清零。") if state.cleared else say("尚未达到动态清零。"))


def gathered(rows: Sequence[DistrictProgress], say: Say) -> list[DistrictProgress]:
    """As many offices as fit on the wall: the largest, in their order, and all others as one."""
    if len(rows) <= MOST_DISTRICTS:
        return list(rows)
    largest = sorted(rows, key=lambda row: -sum(row.counts.values()))[: MOST_DISTRICTS - 1]
    rest = [row for row in rows if row not in largest]
    sums = {c.measure: sum(row.counts[c.measure] for row in rest) for c in COUNTED}
    name = say("其余%(n)d个", n=len(rest))
    return [row for row in rows if row in largest] + [
        DistrictProgress(rest[0].office_id, name, rest[0].level, sums)
    ]


def lines_of(rows: Sequence[DistrictProgress], k: int) -> list[Line]:
    """The bars by office: each measure hidden for itself, all on one scale."""
    columns = []
    longest = max((max(row.counts[c.measure], row.targets.get(c.measure, 0))
                   for row in rows for c in COUNTED), default=0)
    for c in COUNTED:
        column = bars([row.counts[c.measure] for row in rows], k, longest)
        columns.append([
            Bar(bar.text, bar.long, part(row.targets.get(c.measure), longest))
            for bar, row in zip(column, rows, strict=True)
        ])
    return [Line(row.name, list(cells)) for row, *cells in zip(rows, *columns, strict=True)]


def bars(cells: Sequence[int], k: int, longest: int = 0) -> list[Bar]:
    """The parts of a total as they may be drawn."""
    shown = cells_shown(cells, k)
    longest = longest or max((n for n in shown if n is not None), default=0)
    return [
        Bar(HIDDEN, 0.0) if n is None else Bar(f"{n:,}", part(n, longest) or 0.0) for n in shown
    ]


def part(number: int | None, longest: int) -> float | None:
    return None if number is None else round(100 * number / longest, 2) if longest else 0.0


def zeros_of(session: Session, office: Office) -> list[Zero]:
    """认定持续为零: the sealing offices of the area that stand warned of (W16), red ones and the longest first."""
    with within(session, office.area):
        alerts = session.scalars(
            select(Alert).where(Alert.code == WarningCode.NO_RECOGNITION, Alert.cleared_on.is_(None))
        ).all()
    names = dict(session.execute(
        select(Office.id, Office.short_name).where(Office.id.in_([a.county_id for a in alerts]))
    ).all())
    found = sorted(
        (alert.tone is not Tone.RED, str(alert.values.get("on", alert.raised_on)), names[alert.county_id])
        for alert in alerts
    )
    return [Zero(name, since[:7], "soon" if soon else "bad") for soon, since, name in found]
