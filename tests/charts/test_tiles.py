"""The grid of tiles: every office once, neighbours near, none on another's place."""

from __future__ import annotations

import csv
from pathlib import Path

import plotly.graph_objects as go
import pytest

from charts.tiles import Tile, colour, laid_out, on_colour, places, tile_alt, tile_figure
from tests.charts.sight import LEAST, contrast

OFFICES = Path(__file__).resolve().parents[2] / "seeds" / "offices.csv"


def offices(level):
    with OFFICES.open(encoding="utf-8") as lines:
        return {line["code"]: line["name"] for line in csv.DictReader(lines) if line["level"] == level}


ZONES = {"220171", "220172", "220173", "220174", "220271", "220272", "220273", "220771", "220871"}


@pytest.mark.parametrize(("level", "without"), [("unit", set()), ("county", ZONES)])
def test_each_office_has_a_place_and_no_place_has_two(level, without):
    grid = places()[level]

    assert set(offices(level)) - set(grid) == without
    assert len(set(grid.values())) == len(grid)


def test_zones_stand_in_rows_of_their_own_beneath_the_counties():
    codes = [code for code in offices("county") if code.startswith("2201")]
    at = laid_out(codes)

    assert set(at) == set(codes)
    assert len(set(at.values())) == len(codes)
    lowest = max(row for code, (row, _) in at.items() if code not in ZONES)
    assert all(at[code][0] > lowest for code in codes if code in ZONES)


def test_the_units_are_drawn_where_they_lie():
    tiles = [Tile(code, name, 0.9, "90%", f"/x?office={n}")
             for n, (code, name) in enumerate(offices("unit").items())]
    figure = tile_figure(tiles)

    go.Figure(figure)
    text = figure["data"][0]
    assert len(text["x"]) == len(figure["layout"]["shapes"]) == 11
    assert text["customdata"][0] == "/x?office=0"


def test_a_legend_says_each_colour_and_grey_only_where_a_tile_is_grey():
    def told(*shares):
        tiles = [Tile(code, code, share, "", "/x") for code, share in zip(offices("unit"), shares, strict=False)]
        return [trace["name"] for trace in tile_figure(tiles)["data"][1:]]

    assert told(*[0.9] * 11) == ["95%及以上", "85%至95%", "70%至85%", "不足70%"]
    assert told(None, *[0.9] * 10)[-1] == "没有到期的承诺"


@pytest.mark.parametrize("share", [None, 0.0, 0.7, 0.85, 0.95])
def test_what_stands_on_a_tile_can_be_read(share):
    assert contrast(colour(share), on_colour(share)) >= LEAST


def test_where_there_is_no_grid_nothing_is_drawn():
    assert tile_figure([Tile("220104001", "街道", None, "", "/x")] * 2) is None
    assert tile_figure([Tile("220100", "长春", 1.0, "", "/x")]) is None
    assert laid_out([]) is None


def test_nothing_due_has_a_colour_of_its_own_and_each_step_another():
    assert len({colour(s) for s in (None, 0.0, 0.7, 0.85, 0.95)}) == 5
    assert colour(1.0) == colour(0.95)


def test_the_words_name_the_lowest_and_the_highest():
    said = tile_alt([Tile("1", "甲", 0.5, "", ""), Tile("2", "乙", 1.0, "", ""), Tile("3", "丙", None, "", "")])

    assert "最低的是甲（50.0%），最高的是乙（100.0%）" in said
    assert "没有到期" in tile_alt([Tile("3", "丙", None, "", "")])
