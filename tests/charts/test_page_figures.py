"""How the pages 及时 and 持续为零 are drawn; rows made by hand, no database. Plotly itself says whether a figure is one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import plotly.graph_objects as go
import pytest

from charts.in_time import StepTimes
from charts.in_time_figures import (
    ages_alt,
    ages_figure,
    stages_alt,
    stages_figure,
    steps_alt,
    steps_figure,
)
from charts.in_time_rows import METRICS as IN_TIME
from charts.in_time_rows import STAGES, STEPS
from charts.open_promises import AGES, Age
from charts.times import Times
from charts.zero_check import OfficeSilence, ZeroCheck
from charts.zero_figures import (
    SHADES,
    expected_alt,
    expected_figure,
    heat_alt,
    heat_figure,
    least_likely,
    odds_words,
    stays_alt,
    stays_figure,
)
from charts.zero_rows import ANY
from charts.zero_rows import METRICS as ZERO
from policy.clauses import CLAUSES
from policy.supervision import silence
from policy.terms import Tone

COUNTS = dict(zip((s.key for s in STAGES), (40, 36, 35, 33, 30, 28, 20, 19), strict=True))
LINES = [StepTimes(step, Times(Counter({2: 5, 9: 5})), 5 if step.term else None) for step in STEPS]
AGE_ROWS = [Age(label, most is not None and most < 0, n, date(2026, 3, n + 1), date(2026, 3, n + 1))
            for n, (_least, most, label) in enumerate(AGES)]
ON = date(2026, 3, 9)
SPANS = ((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), ON))


def row(name, counts, last, people=None, **values):
    found = silence(last, ON, urban_population=people)
    return OfficeSilence(1, name, counts, last, found.months, silence=found, **values)


RED = row("甲县", (0, 0, 0), date(2025, 9, 1), expected=3.3, odds=0.0369, few=Tone.RED)
YELLOW = row("乙县", (0, 0, 0), date(2025, 12, 5), expected=0.4, odds=0.67)
BUSY = row("丙县", (1, 4, 12), ON, expected=9.0, odds=0.99)
STREET = OfficeSilence(4, "丁街道", (0, 2, 0), date(2026, 2, 3), 1, stays={ANY: 3, "stays_placed": 2, "stays_hit": 2})
FOUND = ZeroCheck(SPANS, (RED, YELLOW, BUSY, STREET), (RED, YELLOW, BUSY))
NONE = ZeroCheck(SPANS, (), ())


def url(*_about):
    return "/list"


FIGURES = {
    "stages": stages_figure(COUNTS, url), "no stages": stages_figure(dict.fromkeys(COUNTS, 0), url),
    "steps": steps_figure(LINES, url), "no steps": steps_figure([StepTimes(s, Times()) for s in STEPS], url),
    "ages": ages_figure(AGE_ROWS, url), "heat": heat_figure(FOUND, url), "no heat": heat_figure(NONE, url),
    "expected": expected_figure(least_likely(FOUND), url), "nothing expected": expected_figure([], url),
    "stays": stays_figure(FOUND, url), "no stays": stays_figure(NONE, url),
}


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_the_figures_as_they_are(name):
    figure = FIGURES[name]
    taken = json.loads(go.Figure(figure).to_json())

    assert json.loads(json.dumps(figure["data"])) == taken["data"]
    assert {"height", "xaxis", "yaxis"} <= set(figure["layout"])


def test_numbers_stand_on_the_bars_with_their_share():
    bars = FIGURES["stages"]["data"][0]

    assert bars["x"] == [40, 36, 35, 33, 30, 28, 20, 19]
    assert bars["text"][0] == "40　100.0%"
    assert bars["text"][-1] == "19　47.5%"
    assert bars["customdata"] == ["/list"] * 8


def test_a_step_has_its_median_its_ninety_percent_and_its_term():
    most, half, term, words = FIGURES["steps"]["data"]

    assert (half["x"][0], most["x"][0], term["x"][0], words["text"][0].strip()) == (2, 9, 5, "2 / 9")
    assert FIGURES["no steps"]["data"][3]["text"][0].strip() == "—"


def test_what_is_over_and_what_is_soon_looks_different():
    looks = list(zip(*(FIGURES["ages"]["data"][0]["marker"][k] if k == "color" else
                       FIGURES["ages"]["data"][0]["marker"]["pattern"]["shape"]
                       for k in ("color", "shape")), strict=True))

    assert len(set(looks[:4])) == 1
    assert len({looks[0], looks[4], looks[5]}) == 3


def test_a_zero_in_a_lasting_silence_has_the_colour_and_the_mark_of_its_warning():
    cells = FIGURES["heat"]["data"][0]

    assert cells["z"] == [[0, 0, 0], [1, 1, 1], [3, 5, 6], [2, 4, 2]]
    assert cells["text"] == [["●"] * 3, ["○"] * 3, ["1", "4", "12"], ["0", "2", "0"]]
    assert cells["x"] == ["2026-01", "2026-02", "2026-03"]
    assert len(cells["colorscale"]) == 2 * len(SHADES)
    assert cells["customdata"][0] == ["/list"] * 3


def test_a_month_of_the_last_recognition_is_no_silence():
    since = row("戊县", (0, 1, 0), date(2026, 2, 3), 900_000)
    assert heat_figure(ZeroCheck(SPANS, (since,), (since,)), url)["data"][0]["text"] == [["0", "1", "●"]]


def test_the_least_likely_stand_first():
    assert [r.name for r in least_likely(FOUND)] == ["甲县", "乙县", "丙县"]
    calm, few, marks, words = FIGURES["expected"]["data"]
    assert (calm["x"], few["x"]) == ([None, 0, 17], [0, None, None])
    assert (marks["x"], words["text"][0].strip()) == ([3.3, 0.4, 9.0], "0 / 3.3 (3.7%)")
    assert [odds_words(n) for n in (None, 0.0, 0.001, 1.0)] == ["—", "<0.1%", "0.1%", "100.0%"]


@pytest.mark.parametrize(
    ("alt", "words"),
    [
        (stages_alt(COUNTS), ["受理40户", "就业退出19户"]),
        (stages_alt(dict.fromkeys(COUNTS, 0)), ["没有受理"]),
        (steps_alt(LINES), ["申请→受理中位2个、九成不超过9个", "超过期限的：申请→受理"]),
        (steps_alt([]), ["没有办完"]),
        (ages_alt(AGE_ROWS), ["共28户", "剩余16个工作日以上7户"]),
        (ages_alt([]), ["没有未兑现"]),
        (heat_alt(FOUND), ["4个机构", "红色1个：甲县（6个月）", "黄色1个：乙县（3个月）"]),
        (heat_alt(ZeroCheck(SPANS, (BUSY,), (BUSY,))), ["没有达到预警标准"]), (heat_alt(NONE), ["0个机构"]),
        (expected_alt(least_likely(FOUND)), ["甲县实际0户、预计3.3户"]),
        (expected_alt([]), ["没有城镇人口数"]),
        (stays_alt(FOUND), ["共3户", "比对命中，影响认定2户"]),
        (stays_alt(NONE), ["没有应退未退"]),
    ],
)
def test_the_words_beside_the_figure_say_what_it_says(alt, words):
    assert all(word in alt for word in words), alt


def test_each_card_is_whole_and_stands_once():
    cards = (*IN_TIME, *ZERO)

    assert len({card.key for card in cards}) == len(cards)
    for card in cards:
        assert "" not in (card.label, card.words, card.formula)
        assert card.clause in CLAUSES
