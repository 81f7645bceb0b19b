"""Bars of several series beside or upon each other: plain dicts in Plotly's form, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from charts.figures import BAR, Figure, Say, axis, common_layout, in_chinese
from charts.palette import BLUE, GREEN, INK, LINE, ORANGE, ROSE, SHEET, SIZE, SKY

PAINTS: Final = (
    (BLUE, "", SHEET), (ORANGE, "/", INK), (GREEN, ".", INK), (ROSE, "x", INK), (SKY, "\\", INK),
)
"""Okabe–Ito hues, each with a pattern of its own, which tells them apart without colour, and the
colour of a number written upon it."""
FEW: Final = 4
LEAST_HIGH: Final = 220
"""Two bars do not fill a sheet."""
MOST_UPRIGHT: Final = 24
"""So many columns keep their numbers; beyond it the table alone has them."""


@dataclass(frozen=True, slots=True)
class Series:
    """One number for each name. `texts` where a number may not be shown as it is (None then)."""

    name: str
    counts: Sequence[float | None]
    urls: Sequence[str | None]
    unit: str
    texts: Sequence[str] | None = None

    def words(self) -> list[str]:
        if self.texts is not None:
            return list(self.texts)
        return ["" if count is None else f"{count:,}" for count in self.counts]


def paint(place: int, written: bool = False) -> Figure:
    """The paint of a series; paler and calmer where numbers are `written` upon it in ink, its edges white."""
    colour, shape, ink_on = PAINTS[place % len(PAINTS)]
    plain = {"color": paler(colour) if written and ink_on == INK else colour, "pattern": {
        "shape": shape, "fillmode": "overlay", "fgcolor": SHEET, "fgopacity": 0.4 if written else 0.6,
        "size": 10 if written else 7, "solidity": 0.12 if written else 0.25,
    }}
    return plain | {"line": {"color": SHEET, "width": 1}} if written else plain


def paler(colour: str) -> str:
    """The hue with a third of white."""
    parts = (int(colour[n:n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{part + (255 - part) // 3:02X}" for part in parts)


def ink(place: int) -> Figure:
    return {"size": SIZE - 1, "color": PAINTS[place % len(PAINTS)][2]}


def bars(names: Sequence[str], series: Sequence[Series], *, stacked: bool = False) -> Figure | None:
    """Lying bars, one row for each name, the numbers at their ends (or within, where stacked).

    None where there is no length to draw: the table says it all.
    """
    if not something(series):
        return None
    many = 1 if stacked else len(series)
    layout = common_layout(max(LEAST_HIGH, 110 + len(names) * (many * (BAR + 4) + 14)))
    layout |= {
        "barmode": "stack" if stacked else "group", "bargap": 0.5 if stacked or len(names) < FEW else 0.3, "bargroupgap": 0.1,
        "showlegend": len(series) > 1,
        "xaxis": axis(" / ".join(dict.fromkeys(s.unit for s in series)))
        | {"rangemode": "tozero", "gridcolor": LINE},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True},
        "uniformtext": {"minsize": SIZE - 2, "mode": "hide" if stacked else "show"},
    }
    layout["legend"] |= {"traceorder": "normal"}
    layout["margin"] |= {"t": 36 if len(series) > 1 else 16, "r": 96}
    return {"data": [trace(names, one, n, stacked) for n, one in enumerate(series)], "layout": layout}


def trace(names: Sequence[str], series: Series, place: int, stacked: bool) -> dict[str, Any]:
    words = series.words()
    within: dict[str, Any] = {
        "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "textfont": ink(place),
    } if stacked else {
        "textposition": "outside", "cliponaxis": False, "textfont": {"size": SIZE - 1, "color": INK},
    }
    return {
        "type": "bar", "orientation": "h", "name": series.name, "x": [c or 0 for c in series.counts],
        "y": list(names), "text": words, "marker": paint(place, stacked),
        "customdata": list(series.urls),
        "hovertemplate": f"%{{y}}　{series.name} %{{text}}<extra></extra>", **within,
    }


def something(series: Sequence[Series]) -> bool:
    return any(any(one.counts) for one in series)


def columns(names: Sequence[str], series: Sequence[Series]) -> Figure | None:
    """Upright bars upon each other, one for each month; None where there is none."""
    if not something(series):
        return None
    layout = common_layout(320)
    layout |= {
        "barmode": "stack", "bargap": 0.3, "showlegend": True,
        "xaxis": axis() | {"type": "category", "tickangle": 0 if len(names) <= MOST_UPRIGHT // 2 else -45,
                           "automargin": True, "nticks": MOST_UPRIGHT},
        "yaxis": axis(series[0].unit) | {"rangemode": "tozero", "gridcolor": LINE, "automargin": True},
        "uniformtext": {"minsize": SIZE - 2, "mode": "hide"},
    }
    layout["legend"] |= {"traceorder": "normal"}
    few = len(names) <= MOST_UPRIGHT
    return {
        "data": [
            {
                "type": "bar", "name": one.name, "x": list(names), "y": list(one.counts),
                "marker": paint(n, True), "customdata": list(one.urls),
                "hovertemplate": f"%{{x}}　{one.name} %{{y}} {one.unit}<extra></extra>",
            } | ({"text": one.words(), "textposition": "inside", "textangle": 0, "textfont": ink(n)}
                 if few else {})
            for n, one in enumerate(series)
        ],
        "layout": layout,
    }


def bars_alt(names: Sequence[str], series: Sequence[Series], say: Say = in_chinese) -> str:
    """What the bars say: of each series the sum and the most; that some are hidden, where they are."""
    said = [say("条形图，%(number)d项。", number=len(names))]
    for one in series:
        seen = [(count, name) for count, name in zip(one.counts, names, strict=True) if count is not None]
        hidden = len(one.counts) - len(seen)
        whole = sum(count for count, _name in seen)
        if not whole and not hidden:
            said.append(say("%(label)s均为0。", label=one.name))
            continue
        most, name = max(seen, default=(0, ""), key=lambda pair: pair[0])
        said.append(one.name)
        if most:
            said.append(say("最多的是%(name)s%(count)d%(unit)s，", name=name, count=most, unit=one.unit))
        said.append(
            say("另有%(hidden)d项人数过少不显示。", hidden=hidden) if hidden
            else say("共%(sum)d%(unit)s。", sum=whole, unit=one.unit)
        )
    return "".join(said)
