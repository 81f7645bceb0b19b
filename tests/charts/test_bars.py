"""Bars beside and upon each other: whole figures by Plotly's own word, and what they say without sight."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from charts.bars import PAINTS, Series, bars, bars_alt, columns, ink, paint
from tests.charts.sight import LEAST, contrast

NAMES = ["单位就业", "灵活就业"]
NOW = Series("本期", [12, 3], ["/a", "/b"], "人")
BEFORE = Series("上期", [10, 4], [None, None], "人")
HIDDEN = Series("期末在册", [12, None], [None, None], "人", ["12", "<5"])


@pytest.mark.parametrize("figure", [
    bars(NAMES, [NOW]), bars(NAMES, [NOW, BEFORE]), bars(NAMES, [NOW, BEFORE], stacked=True), bars(NAMES, [HIDDEN]),
    columns(["2026-01", "2026-02"], [NOW, BEFORE]), columns([f"{n}" for n in range(30)], [Series("", [1] * 30, [None] * 30, "人")]),
])
def test_plotly_takes_the_figures_as_they_are(figure):
    assert json.loads(json.dumps(figure["data"])) == json.loads(go.Figure(figure).to_json())["data"]


def test_each_bar_has_its_number_and_its_list():
    (bar,) = bars(NAMES, [NOW])["data"]

    assert (bar["x"], bar["text"], bar["customdata"]) == ([12, 3], ["12", "3"], ["/a", "/b"])


def test_a_hidden_number_has_no_length_and_reads_as_it_may():
    (bar,) = bars(NAMES, [HIDDEN])["data"]

    assert (bar["x"], bar["text"]) == ([12, 0], ["12", "<5"])
    assert json.dumps(bars(NAMES, [HIDDEN])).count("null") == 2, "the addresses alone"


def test_no_two_series_look_alike():
    assert len({colour for colour, _shape, _ink in PAINTS}) == len({shape for _c, shape, _ink in PAINTS}) == len(PAINTS)


@pytest.mark.parametrize("place", range(len(PAINTS)))
def test_a_number_written_upon_a_bar_can_be_read(place):
    assert contrast(paint(place, written=True)["color"], ink(place)["color"]) >= LEAST


def test_where_there_is_nothing_there_is_no_figure():
    nothing = Series("本期", [0, None], [None, None], "人")

    assert bars(NAMES, [nothing]) is None
    assert columns([], [Series("本期", [], [], "人")]) is None


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ([NOW], "条形图，2项。本期最多的是单位就业12人，共15人。"),
        ([HIDDEN], "条形图，2项。期末在册最多的是单位就业12人，另有1项人数过少不显示。"),
        ([Series("本期", [0, 0], [None, None], "人")], "条形图，2项。本期均为0。"),
        ([Series("本期", [None, None], [None, None], "人", ["<5", "<5"])], "条形图，2项。本期另有2项人数过少不显示。"),
    ],
)
def test_what_the_bars_say(series, words):
    assert bars_alt(NAMES, series) == words
