"""From rows to figures: plain dicts in Plotly's form. No query, no request, no file.

Dicts and not plotly.graph_objects: a hundred times cheaper on each page; tests validate them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from charts.measures import COUNTED, Counted
from charts.palette import (
    COLOURS,
    DASHES,
    FONT,
    INK,
    LINE,
    PATTERNS,
    QUIET,
    SHEET,
    SIZE,
    SYMBOLS,
    TARGET,
)
from charts.queries import DistrictProgress, Month

Figure = dict[str, Any]
BAR = 17
"""Height of one bar in pixels, room for its number included."""


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
        data.append({
            "type": "bar", "orientation": "h", "name": counted.label, "offsetgroup": measure.value,
            "x": counts, "y": names, "text": [str(n) for n in counts],
            "textposition": "outside", "cliponaxis": False, "textfont": {"color": INK},
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{y}}　{counted.label} %{{x}} 户<extra></extra>",
            "marker": {
                "color": COLOURS[measure],
                "pattern": {"shape": PATTERNS[measure], "fgcolor": SHEET, "size": 6},
            },
        })
        aims = [row.targets.get(measure) for row in rows]
        if any(aims):
            data.append({
                "type": "scatter", "mode": "markers", "name": f"{counted.label}目标",
                "orientation": "h", "offsetgroup": measure.value, "showlegend": False,
                "x": aims, "y": names, "cliponaxis": False,
                "customdata": [row.share(measure) for row in rows],
                "hovertemplate": f"%{{y}}　{counted.label}目标 %{{x}} 户，"
                                 "完成 %{customdata:.1%}<extra></extra>",
                "marker": {"symbol": "line-ns", "size": BAR - 3,
                           "line": {"width": 3, "color": TARGET}},
            })
    if any(row.targets for row in rows):
        data.append({
            "type": "scatter", "mode": "markers", "name": "年度目标", "x": [None], "y": [names[0]],
            "hoverinfo": "skip", "marker": {"symbol": "line-ns", "size": BAR - 3,
                                            "line": {"width": 3, "color": TARGET}},
        })
    layout = common_layout(150 + len(rows) * len(COUNTED) * BAR)
    layout |= {
        "barmode": "group", "scattermode": "group", "bargap": 0.28, "bargroupgap": 0.08,
        "xaxis": axis("户") | {"rangemode": "tozero", "gridcolor": LINE},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True},
    }
    return {"data": data, "layout": layout}


def trend_figure(
    rows: Sequence[Month], url: Callable[[Month, Counted], str]
) -> Figure:
    """The three measures month by month; unit: households (户). Months are texts, not dates:
    Plotly would word them its own way."""
    names = [f"{row.first.year}年{row.first.month}月" for row in rows]
    data: list[Figure] = []
    for counted in COUNTED:
        measure = counted.measure
        counts = [row.counts[measure] for row in rows]
        data.append({
            "type": "scatter", "mode": "lines+markers+text", "name": counted.label,
            "x": names, "y": counts, "text": [str(n) for n in counts],
            "textposition": "top center", "cliponaxis": False,
            "textfont": {"size": SIZE - 2, "color": INK},
            "customdata": [url(row, counted) for row in rows],
            "hovertemplate": f"%{{x}}　{counted.label} %{{y}} 户<extra></extra>",
            "line": {"color": COLOURS[measure], "width": 2.5, "dash": DASHES[measure]},
            "marker": {"size": 9, "symbol": SYMBOLS[measure], "color": COLOURS[measure]},
        })
    layout = common_layout(380)
    layout |= {
        "xaxis": axis() | {"type": "category", "automargin": True},
        "yaxis": axis("户") | {"rangemode": "tozero", "gridcolor": LINE},
    }
    return {"data": data, "layout": layout}


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
    """What the lines say: total, highest and last month of each measure."""
    parts = []
    for counted in COUNTED:
        counts = [row.counts[counted.measure] for row in rows]
        top = max(rows, key=lambda row: row.counts[counted.measure])
        parts.append(
            f"{counted.label}共{sum(counts)}户，最高{top.first.year}年{top.first.month}月"
            f"{max(counts)}户，最近一月{counts[-1]}户"
        )
    return f"折线图，{len(rows)}个月。{'；'.join(parts)}。"
