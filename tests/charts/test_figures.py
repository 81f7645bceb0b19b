"""How the counts are drawn; rows made by hand, no database. Plotly itself says whether a figure is one."""

from __future__ import annotations

import json
from datetime import date

import plotly.graph_objects as go
import pytest

from charts.figures import progress_alt, progress_figure, trend_alt, trend_figure
from charts.palette import COLOURS, PATTERNS
from charts.queries import DistrictProgress, Month, months
from policy.terms import Level, Measure

M = Measure


def row(name, counts, targets=None, number=1):
    return DistrictProgress(
        number, name, Level.COUNTY, dict(zip(COLOURS, counts, strict=True)),
        {M.RECOGNISED: targets} if targets else {},
    )


ROWS = [row("朝阳区", (12, 9, 4), 20), row("南关区", (3, 3, 0), number=2), row("双阳区", (0, 0, 0), number=3)]
MONTHS = [
    Month(first, last, dict(zip(COLOURS, (n + 1, n, 2), strict=True)))
    for n, (first, last) in enumerate(months(date(2025, 11, 15), date(2026, 2, 9)))
]


def drawn(rows=ROWS):
    return progress_figure(rows, lambda r, c: f"/list?{r.office_id}&{c.measure}")


def bars(figure):
    return [trace for trace in figure["data"] if trace["type"] == "bar"]


def test_plotly_takes_the_figures_as_they_are():
    for figure in (drawn(), trend_figure(MONTHS, lambda r, c: "/x"), drawn(ROWS[1:])):
        taken = json.loads(go.Figure(figure).to_json())
        assert json.loads(json.dumps(figure["data"])) == taken["data"]


def test_one_bar_each_for_recognised_assisted_and_exited():
    assert [(b["name"], b["x"]) for b in bars(drawn())] == [
        ("认定", [12, 3, 0]), ("援助", [9, 3, 0]), ("退出", [4, 0, 0]),
    ]
    assert [b["marker"]["pattern"]["shape"] for b in bars(drawn())] == list(PATTERNS.values())


def test_each_bar_carries_the_address_of_its_list():
    assert bars(drawn())[1]["customdata"] == [
        "/list?1&assisted", "/list?2&assisted", "/list?3&assisted",
    ]


def test_the_numbers_stand_beside_the_bars_with_the_target_if_there_is_one():
    texts = {t["name"]: t for t in drawn()["data"] if t.get("mode") == "text"}

    assert [t.strip() for t in texts["认定户数"]["text"]] == ["12 / 20", "3", "0"]
    assert texts["认定户数"]["x"] == [20, 3, 0]


def test_a_target_is_a_tick_of_its_own_and_none_where_none_was_set():
    ticks = {t["name"]: t for t in drawn()["data"] if t.get("mode") == "markers"}

    assert set(ticks) == {"认定目标", "年度目标（户数 / 目标）"}
    assert ticks["认定目标"]["x"] == [20, None, None]
    assert ticks["认定目标"]["text"] == ["60.0%", "—", "—"]
    assert not [t for t in drawn(ROWS[1:])["data"] if t.get("mode") == "markers"]


def test_months_are_texts_in_their_order():
    figure = trend_figure(MONTHS, lambda r, c: "/x")

    assert figure["data"][0]["x"] == ["2025年11月", "2025年12月", "2026年1月", "2026年2月"]
    assert figure["layout"]["xaxis"]["type"] == "category"
    assert figure["layout"]["xaxis"]["ticktext"] == ["11月<br>2025年", "12月", "1月<br>2026年", "2月"]


def test_many_months_are_labelled_by_the_quarter_and_their_numbers_left_to_the_table():
    many = [Month(a, b, dict.fromkeys(COLOURS, 1)) for a, b in
            months(date(2023, 1, 1), date(2026, 3, 31))]
    figure = trend_figure(many, lambda r, c: "/x")

    assert len(figure["layout"]["xaxis"]["ticktext"]) == 13
    assert figure["data"][0]["text"] is None


def test_no_two_measures_look_alike():
    assert len(set(COLOURS.values())) == len(set(PATTERNS.values())) == 3


@pytest.mark.parametrize(
    ("alt", "words"),
    [
        (progress_alt(ROWS), ["3个机构", "认定共15户", "最多的是朝阳区12户，完成目标60.0%", "本期没有认定的：双阳区"]),
        (progress_alt([ROWS[2]]), ["均为0户"]),
        (trend_alt(MONTHS), ["4个月", "认定共10户，最高2026年2月4户，最近一月4户"]),
    ],
)
def test_the_words_beside_the_figure_say_what_it_says(alt, words):
    assert all(word in alt for word in words), alt
