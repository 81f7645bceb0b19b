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
BAR = 18
"""Height of one bar in pixels, room for its number included."""
PANEL = 130
"""Height of one row of months in pixels."""
MANY_MONTHS = 24
"""Beyond it the numbers stand in the table alone."""
TICK = {"symbol": "line-ns", "size": BAR / 2 - 1, "line": {"width": 3, "color": TARGET}}


def progress_figure(
    rows: Sequence[DistrictProgress], url: Callable[[DistrictProgress, Counted], str]
) -> Figure:
    """Three bars for each office, the year's target a dark tick across each; unit: households (户).

    `url` says what a bar opens.
    """
    names = [row.name for row in rows]
    data: list[Figure] = []
    for counted in COUNTED:
        measure = counted.measure
        counts = [row.counts[measure] for row in rows]
        aims = [row.targets.get(measure) for row in rows]
        data.append({
            "type": "bar", "orientation": "h", "name": counted.label, "offsetgroup": measure.value,
            "x": counts, "y": names, "marker": paint(measure),
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{y}}　{counted.label} %{{x}} 户<extra></extra>",
        })
        beside = {"type": "scatter", "orientation": "h", "offsetgroup": measure.value,
                  "y": names, "showlegend": False, "cliponaxis": False}
        if any(aims):
            data.append(beside | {
                "mode": "markers", "name": f"{counted.label}目标", "x": aims, "marker": TICK,
                "text": [percent(row.share(measure)) for row in rows],
                "hovertemplate": f"%{{y}}　{counted.label}目标 %{{x}} 户，完成 %{{text}}"
                                 "<extra></extra>",
            })
        data.append(beside | {
            "mode": "text", "name": f"{counted.label}户数", "hoverinfo": "skip",
            "x": [max(n, aim or 0) for n, aim in zip(counts, aims, strict=True)],
            "text": [f"  {n}" if aim is None else f"  {n} / {aim}"
                     for n, aim in zip(counts, aims, strict=True)],
            "textposition": "middle right", "textfont": {"size": SIZE - 1, "color": INK},
        })
    if any(row.targets for row in rows):
        data.append({
            "type": "scatter", "mode": "markers", "name": "年度目标（户数 / 目标）", "x": [None],
            "y": [names[0]], "hoverinfo": "skip", "marker": TICK,
        })
    layout = common_layout(150 + len(rows) * len(COUNTED) * BAR)
    layout |= {
        "barmode": "group", "scattermode": "group", "bargap": 0.28, "bargroupgap": 0.08,
        "scattergap": 0.28,
        "xaxis": axis("户") | {"rangemode": "tozero", "gridcolor": LINE},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True},
    }
    layout["margin"]["r"] = 72
    return {"data": data, "layout": layout}


def trend_figure(rows: Sequence[Month], url: Callable[[Month, Counted], str]) -> Figure:
    """A row of bars for each measure, month by month; unit: households (户).

    Months are texts, not dates: Plotly would word them its own way. Three rows of bars and not
    three lines: no number lies on another.
    """
    names = [f"{row.first.year}年{row.first.month}月" for row in rows]
    shown = [
        (name, f"{row.first.month}月" + (
            f"<br>{row.first.year}年" if not n or row.first.month == 1 else ""))
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
        measure, last = counted.measure, len(COUNTED) - 1
        counts = [row.counts[measure] for row in rows]
        place = str(n + 1) if n else ""
        data.append({
            "type": "bar", "name": counted.label, "x": names, "y": counts, "yaxis": f"y{place}",
            "text": [str(n) for n in counts] if len(rows) <= MANY_MONTHS else None,
            "textposition": "outside", "constraintext": "none", "cliponaxis": False,
            "textangle": 0, "textfont": {"size": SIZE - 1, "color": INK}, "marker": paint(measure),
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{x}}　{counted.label} %{{y}} 户<extra></extra>",
        })
        top = (last - n + 1) / len(COUNTED) - 0.07
        layout[f"yaxis{place}"] = axis() | {
            "domain": [(last - n) / len(COUNTED) + 0.02, top], "automargin": True,
            "range": [0, max(counts, default=0) * 1.15 or 1], "gridcolor": LINE, "nticks": 4,
        }
        layout["annotations"].append({
            "text": f"{counted.label}（户）", "showarrow": False, "xref": "paper", "yref": "paper",
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
        "margin": {"l": 16, "r": 48, "t": 56, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "yref": "paper"},
        "hoverlabel": {"font": {"family": FONT, "size": SIZE}},
    }


def axis(title: str = "") -> Figure:
    return {
        "title": {"text": title, "font": {"color": QUIET, "size": SIZE - 1}},
        "fixedrange": True, "zeroline": False, "linecolor": LINE, "tickformat": ",d",
    }


def progress_alt(rows: Sequence[DistrictProgress]) -> str:
    """What the bars say, for who does not see them: the most of each measure, and the zeros."""
    if not any(any(row.counts.values()) for row in rows):
        return "横向条形图：本期各机构认定、援助、退出均为0户。"
    parts = []
    for counted in COUNTED:
        first = max(rows, key=lambda row: row.counts[counted.measure])
        whole = sum(row.counts[counted.measure] for row in rows)
        count = first.counts[counted.measure]
        rate = first.share(counted.measure)
        done = f"，完成目标{rate:.1%}" if rate is not None else ""
        parts.append(f"{counted.label}共{whole}户" + (
            f"，最多的是{first.name}{count}户{done}" if count else ""))
    none = [row.name for row in rows if not row.recognised]
    idle = f"本期没有认定的：{'、'.join(none)}。" if none and len(none) < len(rows) else ""
    return f"横向条形图，{len(rows)}个机构。{'；'.join(parts)}。{idle}"


def trend_alt(rows: Sequence[Month]) -> str:
    """What the months say: total, highest and last month of each measure."""
    parts = []
    for counted in COUNTED:
        counts = [row.counts[counted.measure] for row in rows]
        top = max(rows, key=lambda row: row.counts[counted.measure])
        parts.append(f"{counted.label}共{sum(counts)}户" + (
            f"，最高{top.first.year}年{top.first.month}月{max(counts)}户，最近一月{counts[-1]}户"
            if any(counts) else ""))
    return f"柱形图，{len(rows)}个月。{'；'.join(parts)}。"
