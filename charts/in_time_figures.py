"""The figures of the page 及时: how far they came, how many days a step takes, how old promises are.

Plain dicts, as in charts.figures. `url` says what a bar opens; None: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from charts.figures import BAR, TICK, Figure, Say, axis, common_layout, in_chinese, percent
from charts.in_time import StepTimes
from charts.in_time_rows import STAGES, Stage, Step
from charts.open_promises import Age
from charts.palette import BLUE, GREEN, INK, LINE, ORANGE, SHEET, SIZE, SKY, VERMILION
from charts.queries import share
from charts.times import Times

TALL: Final = 2 * BAR
FEW: Final = 8


def hatched(colour: str | Sequence[str], shape: str | Sequence[str] = "") -> Figure:
    """Okabe–Ito with a pattern, so that no colour speaks alone."""
    pattern = {"shape": shape, "fillmode": "overlay", "fgcolor": SHEET, "fgopacity": 0.6,
               "size": 7, "solidity": 0.25}
    return {"color": colour, "pattern": pattern}


def lying(rows: int, numbers: Sequence[float | None]) -> Figure:
    """The layout of bars that lie beneath each other; few things are counted one by one."""
    layout = common_layout(110 + rows * TALL) | {
        "showlegend": False, "bargap": 0.35,
        "xaxis": axis() | {"rangemode": "tozero", "gridcolor": LINE},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "automargin": True},
    }
    layout["margin"] |= {"t": 16, "r": 96}
    if max((n or 0 for n in numbers), default=0) <= FEW:
        layout["xaxis"] |= {"dtick": 1}
    return layout


def stages_figure(counts: Mapping[str, int], url: Callable[[Stage], str | None], say: Say = in_chinese) -> Figure:
    """How many of those accepted came to each stage, each with its share of all; unit: households (户)."""
    names = [say(stage.label) for stage in STAGES]
    numbers = [counts[stage.key] for stage in STAGES]
    layout = lying(len(STAGES), numbers)
    layout["xaxis"]["title"]["text"] = say("户")
    return {"layout": layout, "data": [{
        "type": "bar", "orientation": "h", "name": say("户"), "x": numbers, "y": names,
        "marker": hatched([BLUE] * 5 + [ORANGE, GREEN, GREEN], [""] * 5 + ["/", ".", "."]),
        "text": [f"{n:,}　{percent(share(n, numbers[0]))}" for n in numbers],
        "textposition": "outside", "cliponaxis": False, "textfont": {"size": SIZE, "color": INK},
        "customdata": [url(stage) for stage in STAGES],
        "hovertemplate": "%{y}　%{text}<extra></extra>",
    }]}


def stages_alt(counts: Mapping[str, int], say: Say = in_chinese) -> str:
    if not counts[STAGES[0].key]:
        return say("横向条形图：本期没有受理的家庭。")
    told = [say("%(stage)s%(count)d户", stage=say(stage.label), count=counts[stage.key])
            for stage in STAGES]
    return say("横向条形图，本期受理的家庭至今：%(stages)s。", stages=say("；").join(told))


def steps_figure(steps: Sequence[StepTimes], url: Callable[[Step], str | None], say: Say = in_chinese) -> Figure:
    """Median as a bar, nine of ten as a lighter one behind it, the term a dark tick; unit: working days."""
    names = [say(line.step.label) for line in steps]
    half = [line.times.median for line in steps]
    most = [line.times.most for line in steps]
    terms = [line.term for line in steps]
    beside = {"type": "scatter", "y": names, "cliponaxis": False}
    layout = lying(len(steps), [*most, *terms]) | {"barmode": "overlay", "showlegend": True}
    layout["xaxis"]["title"]["text"] = say("工作日")
    layout["margin"]["t"] = 36
    bar = {"type": "bar", "orientation": "h", "y": names,
           "customdata": [url(line.step) for line in steps]}
    return {"layout": layout, "data": [
        bar | {"name": say("九成的户不超过"), "x": most, "marker": hatched(SKY, "/"), "width": 0.62,
               "hovertemplate": "%{y}　≤%{x}<extra></extra>"},
        bar | {"name": say("一半的户不超过"), "x": half, "marker": hatched(BLUE), "width": 0.34,
               "hovertemplate": "%{y}　≤%{x}<extra></extra>"},
        beside | {"mode": "markers", "name": say("期限"), "x": terms, "marker": TICK,
                  "hovertemplate": "%{y}　%{x}<extra></extra>"},
        beside | {"mode": "text", "name": say("数值"), "showlegend": False, "hoverinfo": "skip",
                  "x": [max(m or 0, t or 0) for m, t in zip(most, terms, strict=True)],
                  "text": [f"   {words_of(line.times)}" for line in steps],
                  "textposition": "middle right", "textfont": {"size": SIZE, "color": INK}},
    ]}


def words_of(times: Times) -> str:
    """2 / 4: the median, and what nine of ten did not exceed."""
    return "—" if times.median is None else f"{times.median} / {times.most}"


def steps_alt(steps: Sequence[StepTimes], say: Say = in_chinese) -> str:
    told = [
        say("%(step)s中位%(half)d个、九成不超过%(most)d个", step=say(line.step.label),
            half=line.times.median, most=line.times.most)
        for line in steps if line.times.count
    ]
    if not told:
        return say("横向条形图：本期没有办完的环节。")
    late = [say(line.step.label) for line in steps
            if line.term is not None and (line.times.most or 0) > line.term]
    said = say("横向条形图，各环节用时（工作日）：%(steps)s。", steps=say("；").join(told))
    return said + (say("九成位数超过期限的：%(steps)s。", steps=say("、").join(late)) if late else "")


def ages_figure(ages: Sequence[Age], url: Callable[[Age], str | None], say: Say = in_chinese) -> Figure:
    """Open promises by working days over and left, the oldest first; unit: households (户)."""
    soon = [age.label for age in ages if not age.over][:1]
    looks = [(VERMILION, "x") if age.over else (ORANGE, "/") if age.label in soon else (GREEN, ".")
             for age in ages]
    layout = lying(len(ages), [age.count for age in ages])
    layout["xaxis"]["title"]["text"] = say("户")
    return {"layout": layout, "data": [{
        "type": "bar", "orientation": "h", "name": say("户"), "x": [age.count for age in ages],
        "y": [say(age.label) for age in ages],
        "marker": hatched([look[0] for look in looks], [look[1] for look in looks]),
        "text": [f"{age.count:,}" for age in ages], "textposition": "outside", "cliponaxis": False,
        "textfont": {"size": SIZE, "color": INK}, "customdata": [url(age) for age in ages],
        "hovertemplate": "%{y}　%{x}<extra></extra>",
    }]}


def ages_alt(ages: Sequence[Age], say: Say = in_chinese) -> str:
    if not any(age.count for age in ages):
        return say("横向条形图：没有未兑现的承诺。")
    told = [say("%(age)s%(count)d户", age=say(age.label), count=age.count) for age in ages if age.count]
    return say("横向条形图，未兑现的承诺共%(sum)d户：%(ages)s。",
               sum=sum(age.count for age in ages), ages=say("；").join(told))
