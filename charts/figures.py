"""From rows to figures: plain dicts in Plotly's form. No query, no request, no file.

Dicts and not plotly.graph_objects: a hundred times cheaper on each page; tests validate them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from charts.measures import COUNTED, Counted
from charts.palette import COLOURS, FONT, INK, LINE, PATTERNS, QUIET, SHEET, SIZE, TARGET
from charts.queries import DistrictProgress, Month
from policy.terms import Measure

Figure = dict[str, Any]
Say = Callable[..., str]
"""Puts a Chinese message and its values into the reader's language; the doors bring gettext."""
BAR = 18
"""Height of one bar in pixels, room for its number included."""
PANEL = 130
"""Height of one row of months in pixels."""
MANY_MONTHS = 24
"""Beyond it the numbers stand in the table alone."""
FEW = 5
TICK = {"symbol": "line-ns", "size": BAR / 2 - 1, "line": {"width": 3, "color": TARGET}}

DUE = TICK | {"line": {"width": 2, "color": QUIET}, "opacity": 0.55}


def in_chinese(message: str, **values: object) -> str:
    return message % values if values else message


def progress_figure(
    rows: Sequence[DistrictProgress], url: Callable[[DistrictProgress, Counted], str],
    say: Say = in_chinese, elapsed: float | None = None,
) -> Figure:
    """Three bars for each office, the year's target a dark tick across each; unit: households (户).

    `url` says what a bar opens; `elapsed` is the share of the year that is over: a pale tick where a
    count would stand if it kept pace with time (时间进度).
    """
    names = [row.name for row in rows]
    data: list[Figure] = []
    for counted in COUNTED:
        measure, label = counted.measure, say(counted.label)
        counts = [row.counts[measure] for row in rows]
        aims = [row.targets.get(measure) for row in rows]
        data.append({
            "type": "bar", "orientation": "h", "name": label, "offsetgroup": measure.value,
            "x": counts, "y": names, "marker": paint(measure),
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{y}}　{label} %{{x}} {say('户')}<extra></extra>",
        })
        beside = {"type": "scatter", "orientation": "h", "offsetgroup": measure.value,
                  "y": names, "showlegend": False, "cliponaxis": False}
        if any(aims) and elapsed is not None and 0 < elapsed < 1:
            data.append(beside | {
                "mode": "markers", "name": f"{label}{say('时间进度')}", "hoverinfo": "skip",
                "x": [None if aim is None else aim * elapsed for aim in aims], "marker": DUE,
            })
        if any(aims):
            data.append(beside | {
                "mode": "markers", "name": f"{label}{say('目标')}", "x": aims, "marker": TICK,
                "text": [percent(row.share(measure)) for row in rows],
                "hovertemplate": f"%{{y}}　{label}{say('目标')} %{{x}} {say('户')}　"
                                 f"{say('完成率')} %{{text}}<extra></extra>",
            })
        data.append(beside | {
            "mode": "text", "name": f"{label}{say('户数')}", "hoverinfo": "skip",
            "x": [max(n, aim or 0) for n, aim in zip(counts, aims, strict=True)],
            "text": [f"  {n}" if aim is None else f"  {n} / {aim}"
                     for n, aim in zip(counts, aims, strict=True)],
            "textposition": "middle right", "textfont": {"size": SIZE - 1, "color": INK},
        })
    if any(row.targets for row in rows):
        data.append({
            "type": "scatter", "mode": "markers", "name": say("年度目标（户数 / 目标）"), "x": [None],
            "y": [names[0]], "hoverinfo": "skip", "marker": TICK,
        })
        if elapsed is not None and 0 < elapsed < 1:
            data.append({
                "type": "scatter", "mode": "markers", "name": say("时间进度应达到"), "x": [None],
                "y": [names[0]], "hoverinfo": "skip", "marker": DUE,
            })
    layout = common_layout(150 + len(rows) * len(COUNTED) * BAR)
    layout |= {
        "barmode": "group", "scattermode": "group", "bargap": 0.28, "bargroupgap": 0.08,
        "scattergap": 0.28,
        "xaxis": axis(say("户")) | {"rangemode": "tozero", "gridcolor": LINE} | whole(max(
            (n for row in rows for n in (*row.counts.values(), *row.targets.values())), default=0)),
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True},
    }
    layout["margin"]["r"] = 72
    return {"data": data, "layout": layout}


def trend_figure(
    rows: Sequence[Month], url: Callable[[Month, Counted], str], say: Say = in_chinese
) -> Figure:
    """A row of bars for each measure, month by month; unit: households (户).

    Months are texts, not dates: Plotly would word them its own way. Three rows of bars and not
    three lines: no number lies on another.
    """
    names = [month_words(row, say) for row in rows]
    shown = [
        (name, say("%(month)d月", month=row.first.month) + (
            "<br>" + say("%(year)d年", year=row.first.year)
            if not n or row.first.month == 1 else ""))
        for n, (name, row) in enumerate(zip(names, rows, strict=True))
        if len(rows) <= MANY_MONTHS or row.first.month in (1, 4, 7, 10)
    ]
    layout = common_layout(150 + len(COUNTED) * PANEL) | {
        "showlegend": False, "bargap": 0.3, "annotations": [],
        "xaxis": axis() | {"type": "category", "tickmode": "array", "anchor": "y3",
                           "tickangle": 0, "tickfont": {"size": SIZE - 2},
                           "tickvals": [name for name, _ in shown],
                           "ticktext": [text for _, text in shown]},
    }
    data: list[Figure] = []
    for n, counted in enumerate(COUNTED):
        measure, last, label = counted.measure, len(COUNTED) - 1, say(counted.label)
        counts = [row.counts[measure] for row in rows]
        place = str(n + 1) if n else ""
        data.append({
            "type": "bar", "name": label, "x": names, "y": counts, "yaxis": f"y{place}",
            "text": [str(n) for n in counts] if len(rows) <= MANY_MONTHS else None,
            "textposition": "outside", "constraintext": "none", "cliponaxis": False,
            "textangle": 0, "textfont": {"size": SIZE - 1, "color": INK}, "marker": paint(measure),
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{x}}　{label} %{{y}} {say('户')}<extra></extra>",
        })
        top = (last - n + 1) / len(COUNTED) - 0.07
        layout[f"yaxis{place}"] = axis() | {
            "domain": [(last - n) / len(COUNTED) + 0.02, top], "automargin": True,
            "range": [0, max(counts, default=0) * 1.15 or 1], "gridcolor": LINE, "nticks": 4,
        } | whole(max(counts, default=0))
        layout["annotations"].append({
            "text": say("%(label)s（户）", label=label), "showarrow": False, "xref": "paper", "yref": "paper",
            "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom", "font": {"color": QUIET},
        })
    layout["margin"]["t"] = 16
    return {"data": data, "layout": layout}


def paint(measure: Measure) -> Figure:
    pattern = {"shape": PATTERNS[measure], "fillmode": "overlay", "fgcolor": SHEET,
               "fgopacity": 0.6, "size": 7, "solidity": 0.25}
    return {"color": COLOURS[measure], "pattern": pattern}


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def common_layout(height: int) -> Figure:
    return {
        "height": height, "autosize": True, "separators": ".,", "hovermode": "closest",
        "paper_bgcolor": SHEET, "plot_bgcolor": SHEET, "dragmode": False,
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "margin": {"l": 16, "r": 48, "t": 36, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "yref": "paper"},
        "hoverlabel": {"font": {"family": FONT, "size": SIZE}},
    }


def axis(title: str = "") -> Figure:
    return {
        "title": {"text": title, "font": {"color": QUIET, "size": SIZE - 1}},
        "fixedrange": True, "zeroline": False, "linecolor": LINE, "tickformat": ",d",
    }


def whole(most: float) -> Figure:
    """Few households: a tick for each, or Plotly would put ticks between them."""
    return {"dtick": 1, "range": [0, max(most, 1) * 1.15]} if most < FEW else {}


def month_words(row: Month, say: Say) -> str:
    return say("%(year)d年%(month)d月", year=row.first.year, month=row.first.month)


def progress_alt(rows: Sequence[DistrictProgress], say: Say = in_chinese) -> str:
    """What the bars say, for who does not see them: the most of each measure, and the zeros."""
    if not any(any(row.counts.values()) for row in rows):
        return say("横向条形图：本期各机构认定、援助、退出均为0户。")
    said = [say("横向条形图，%(number)d个机构。", number=len(rows))]
    for counted in COUNTED:
        first = max(rows, key=lambda row: row.counts[counted.measure])
        count, rate = first.counts[counted.measure], first.share(counted.measure)
        said.append(say("%(label)s共%(sum)d户", label=say(counted.label),
                        sum=sum(row.counts[counted.measure] for row in rows)))
        if count:
            said.append(say("，最多的是%(office)s%(count)d户", office=first.name, count=count))
        if count and rate is not None:
            said.append(say("，完成目标%(share)s", share=percent(rate)))
        said.append(say("。"))
    none = [row.name for row in rows if not row.recognised]
    if none and len(none) < len(rows):
        said.append(say("本期没有认定的：%(offices)s。", offices=say("、").join(none)))
    return "".join(said)


def trend_alt(rows: Sequence[Month], say: Say = in_chinese) -> str:
    """What the months say: total, highest and last month of each measure."""
    said = [say("柱形图，%(number)d个月。", number=len(rows))]
    for counted in COUNTED:
        counts = [row.counts[counted.measure] for row in rows]
        top = max(rows, key=lambda row: row.counts[counted.measure])
        said.append(say("%(label)s共%(sum)d户", label=say(counted.label), sum=sum(counts)))
        if any(counts):
            said.append(say("，最高%(month)s%(most)d户，最近一月%(last)d户",
                            month=month_words(top, say), most=max(counts), last=counts[-1]))
        said.append(say("。"))
    return "".join(said)
