"""The figures of the page 持续为零: months without a recognition, found against expected, who should have left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from charts.figures import (
    BAR,
    TICK,
    Figure,
    Say,
    axis,
    common_layout,
    in_chinese,
    percent,
)
from charts.in_time_figures import hatched, lying
from charts.palette import BLUE, INK, SHADES, SHEET, SIZE, VERMILION
from charts.zero_check import OfficeSilence, Span, ZeroCheck
from charts.zero_rows import ANY, KINDS
from policy.terms import Tone

CELL: Final = 24
MARKS: Final = {Tone.RED: "●", Tone.YELLOW: "○"}
"""In place of the zero, so that the colour does not speak alone."""
FEWEST: Final = 20
"""Offices shown against what was expected: those least likely first."""


def heat_figure(
    found: ZeroCheck, url: Callable[[OfficeSilence, Span], str | None], say: Say = in_chinese
) -> Figure:
    """A row for each office, a column for each month; the silence that lasts in the colour of its warning."""
    names = [first.strftime("%Y-%m") for first, _last in found.spans]
    layout = common_layout(110 + len(found.rows) * CELL) | {
        "xaxis": axis() | {"type": "category", "side": "top", "ticks": "", "automargin": True,
                           "tickfont": {"size": SIZE - 2}, "nticks": len(names)},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True, "ticks": ""},
    }
    layout["margin"] |= {"t": 48, "b": 16, "r": 16}
    steps = len(SHADES)
    scale = [[edge / steps, shade] for n, shade in enumerate(SHADES) for edge in (n, n + 1)]
    return {"layout": layout, "data": [{
        "type": "heatmap", "x": names, "y": [row.name for row in found.rows],
        "z": [[shade_of(row, n, span) for n, span in enumerate(found.spans)] for row in found.rows],
        "zmin": -0.5, "zmax": steps - 0.5, "colorscale": scale, "showscale": False,
        "xgap": 2, "ygap": 2,
        "text": [[words_in(row, n, span) for n, span in enumerate(found.spans)] for row in found.rows],
        "texttemplate": "%{text}", "textfont": {"size": SIZE - 1},
        "customdata": [[url(row, span) for span in found.spans] for row in found.rows],
        "hovertemplate": "%{y}　%{x}　%{text}<extra></extra>",
    }]}


def shade_of(row: OfficeSilence, month: int, span: Span) -> int:
    """Which of SHADES a cell has."""
    count = row.counts[month]
    if count:
        return 3 if count == 1 else 4 if count <= 3 else 5 if count <= 9 else 6
    if row.tone is None or not row.quiet_in(span):
        return 2
    return 0 if row.tone is Tone.RED else 1


def words_in(row: OfficeSilence, month: int, span: Span) -> str:
    """The count; the mark in place of a zero that is warned about."""
    count = row.counts[month]
    return MARKS[row.tone] if not count and row.tone and row.quiet_in(span) else f"{count}"


def heat_alt(found: ZeroCheck, say: Say = in_chinese) -> str:
    """Who is silent, and for how long; how many never were."""
    said = [say("热力图，%(offices)d个机构、%(months)d个月的认定户数。",
                offices=len(found.rows), months=len(found.spans))]
    for tone in (Tone.RED, Tone.YELLOW):
        told = [say("%(office)s（%(months)d个月）", office=row.name, months=row.quiet or 0)
                for row in found.of_tone(tone)]
        if told:
            said.append(say("%(tone)s%(number)d个：%(offices)s。", tone=say(tone.label),
                            number=len(told), offices=say("、").join(told)))
    if len(said) == 1 and found.judged:
        said.append(say("没有达到预警标准的持续为零。"))
    return "".join(said)


def least_likely(found: ZeroCheck) -> list[OfficeSilence]:
    """The offices whose few recognitions are least likely to be chance; only where people are known."""
    known = [row for row in found.judged if row.odds is not None]
    return sorted(known, key=lambda row: (row.odds or 0.0, row.found - (row.expected or 0)))[:FEWEST]


def expected_figure(
    rows: Sequence[OfficeSilence], url: Callable[[OfficeSilence], str | None], say: Say = in_chinese
) -> Figure:
    """Recognitions found as bars, what was expected a dark tick; unit: households (户)."""
    names = [row.name for row in rows]
    expected = [round(row.expected or 0, 1) for row in rows]
    layout = lying(len(rows), [row.found for row in rows] + expected) | {"showlegend": True}
    layout["height"] = 130 + len(rows) * (BAR + 8)
    layout["xaxis"]["title"]["text"] = say("户")
    layout["margin"] |= {"t": 36, "r": 130}
    layout |= {"barmode": "overlay", "legend": layout["legend"] | {"traceorder": "normal"}}
    beside = {"type": "scatter", "y": names, "cliponaxis": False}

    def recognised(label: str, red: bool) -> Figure:
        return {"type": "bar", "orientation": "h", "name": say(label), "y": names,
                "x": [row.found if (row.few is Tone.RED) is red else None for row in rows],
                "marker": hatched(VERMILION, "x") if red else hatched(BLUE),
                "customdata": [url(row) for row in rows], "hovertemplate": "%{y}　%{x}<extra></extra>"}

    return {"layout": layout, "data": [
        recognised("实际认定", False), recognised("实际认定（少得难说是偶然）", True),
        beside | {"mode": "markers", "name": say("预计"), "x": expected, "marker": TICK,
                  "hovertemplate": "%{y}　%{x}<extra></extra>"},
        beside | {"mode": "text", "name": say("数值"), "showlegend": False, "hoverinfo": "skip",
                  "x": [max(row.found, e) for row, e in zip(rows, expected, strict=True)],
                  "text": [f"   {row.found} / {e:.1f} ({odds_words(row.odds)})"
                           for row, e in zip(rows, expected, strict=True)],
                  "textposition": "middle right", "textfont": {"size": SIZE - 1, "color": INK}},
    ]}


def odds_words(odds: float | None) -> str:
    """A chance as words: what is below a thousandth is said to be that."""
    if odds is None:
        return percent(None)
    return "<0.1%" if odds < 0.001 else percent(odds)


def expected_alt(rows: Sequence[OfficeSilence], say: Say = in_chinese) -> str:
    if not rows:
        return say("没有城镇人口数，不能计算预计户数。")
    told = [say("%(office)s实际%(found)d户、预计%(expected)s户", office=row.name, found=row.found,
                expected=f"{row.expected or 0:.1f}") for row in rows[:5]]
    return say("横向条形图，实际认定与预计户数，最不像偶然的在前：%(offices)s。", offices=say("；").join(told))


def stays_figure(found: ZeroCheck, url: Callable[[str], str | None], say: Say = in_chinese) -> Figure:
    """应退未退 by what speaks for the exit; unit: households (户)."""
    counts = [found.total(key) for key in KINDS]
    layout = lying(len(KINDS), counts)
    layout["xaxis"]["title"]["text"] = say("户")
    return {"layout": layout, "data": [{
        "type": "bar", "orientation": "h", "name": say("户"), "x": counts,
        "y": [say(label) for label, _met in KINDS.values()],
        "marker": hatched(VERMILION, "x") | {"line": {"color": SHEET, "width": 0}},
        "text": [f"{n:,}" for n in counts], "textposition": "outside", "cliponaxis": False,
        "textfont": {"size": SIZE, "color": INK}, "customdata": [url(key) for key in KINDS],
        "hovertemplate": "%{y}　%{x}<extra></extra>",
    }]}


def stays_alt(found: ZeroCheck, say: Say = in_chinese) -> str:
    if not found.total(ANY):
        return say("横向条形图：没有应退未退的家庭。")
    told = [say("%(kind)s%(count)d户", kind=say(label), count=found.total(key))
            for key, (label, _met) in KINDS.items() if found.total(key)]
    return say("横向条形图，应退未退共%(sum)d户：%(kinds)s。", sum=found.total(ANY), kinds=say("；").join(told))
