"""方格示意图: each office one tile, near its neighbours, all of one size, so that none is overlooked.

No map: where boundaries run is not for us to say (地图须有审图号), and area is not need. The places
are our own (tilegrid.csv, 4 × 4 for the reporting units, 8 × 11 for counties and zones).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from charts.figures import Say, common_layout, in_chinese
from charts.palette import INK, LINE, NONE_DUE, QUIET, SHEET, SIZE, STEPS

PLACES: Final = Path(__file__).resolve().parent / "tilegrid.csv"
TILE: Final = 92
"""Height of a tile in pixels."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One office: the share that colours it (None: nothing due), what stands on it, what it opens."""

    code: str
    name: str
    share: float | None
    words: str
    url: str


@cache
def places() -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Row and column of each code, for the grid of units and for that of counties."""
    found: dict[str, dict[str, tuple[int, int]]] = {"unit": {}, "county": {}}
    with PLACES.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["grid"]][line["code"]] = int(line["row"]), int(line["col"])
    return found


def laid_out(codes: Sequence[str]) -> Mapping[str, tuple[int, int]] | None:
    """Row and column of each; development zones, which lie within counties, stand in rows of their own beneath.

    None where no grid knows most of them, or where there is one only.
    """
    if len(codes) < 2:
        return None
    for grid in places().values():
        known = {code: grid[code] for code in codes if code in grid}
        if len(known) * 2 > len(codes):
            left = min(column for _, column in known.values())
            wide = max(4, max(column for _, column in known.values()) - left + 1)
            beneath = max(row for row, _ in known.values()) + 1
            others = [code for code in codes if code not in known]
            return known | {
                code: (beneath + n // wide, left + n % wide) for n, code in enumerate(others)
            }
    return None


def colour(share: float | None) -> str:
    if share is None:
        return NONE_DUE
    return next(hue for least, hue in STEPS if share >= least)


def tile_figure(tiles: Sequence[Tile], say: Say = in_chinese) -> dict[str, Any] | None:
    """The tiles at their places, moved together; None where the offices have no places."""
    grid = laid_out([tile.code for tile in tiles])
    if grid is None:
        return None
    at = [grid[tile.code] for tile in tiles]
    rows, columns = [r for r, _ in at], [c for _, c in at]
    high, wide = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    layout = common_layout(72 + high * TILE)
    bare = {"visible": False, "fixedrange": True}
    layout |= {
        "xaxis": bare | {"range": [min(columns) - 0.5, min(columns) - 0.5 + max(wide, 4)]},
        "yaxis": bare | {"range": [max(rows) + 0.5, min(rows) - 0.5]},
        "shapes": [
            {"type": "rect", "x0": c - 0.47, "x1": c + 0.47, "y0": r - 0.46, "y1": r + 0.46,
             "line": {"color": LINE, "width": 1}, "fillcolor": colour(tile.share), "layer": "below"}
            for (r, c), tile in zip(at, tiles, strict=True)
        ],
    }
    layout["margin"] |= {"b": 12, "r": 16}
    layout["legend"] |= {"itemclick": False, "itemdoubleclick": False}
    return {
        "data": [{
            "type": "scatter", "mode": "text", "x": columns, "y": rows, "showlegend": False,
            "text": [f"<b>{tile.name}</b><br>{tile.words}" for tile in tiles],
            "textfont": {"size": SIZE - 1, "color": [on_colour(tile.share) for tile in tiles]},
            "customdata": [tile.url for tile in tiles],
            "hovertemplate": "%{text}<br>" + say("点击查看该地区") + "<extra></extra>",
        }, *keys(tiles, say)],
        "layout": layout,
    }


def keys(tiles: Sequence[Tile], say: Say) -> list[dict[str, Any]]:
    """What each colour says, as entries of the legend; grey only where a tile is grey."""
    most, told = None, []
    for least, hue in STEPS:
        if most is None:
            words = say("%(least)s及以上", least=f"{least:.0%}")
        elif least:
            words = say("%(least)s至%(most)s", least=f"{least:.0%}", most=f"{most:.0%}")
        else:
            words = say("不足%(most)s", most=f"{most:.0%}")
        most = least
        told.append((hue, words))
    if any(tile.share is None for tile in tiles):
        told.append((NONE_DUE, say("没有到期的承诺")))
    return [
        {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": words, "hoverinfo": "skip",
         "marker": {"symbol": "square", "size": 14, "color": hue, "line": {"color": QUIET, "width": 1}}}
        for hue, words in told
    ]


def on_colour(share: float | None) -> str:
    """Ink, or white where the tile is dark."""
    return SHEET if share is not None and share >= STEPS[0][0] else INK


def tile_alt(tiles: Sequence[Tile], say: Callable[..., str] = in_chinese) -> str:
    """Which stand lowest, for who does not see the colours."""
    due = sorted((t for t in tiles if t.share is not None), key=lambda t: t.share or 0)
    said = say("方格示意图，%(number)d个地区，不表示行政边界。", number=len(tiles))
    if not due:
        return said + say("本期没有到期的承诺。")
    return said + say(
        "按期兑现率最低的是%(low)s（%(least)s），最高的是%(high)s（%(most)s）。",
        low=due[0].name, least=f"{due[0].share:.1%}", high=due[-1].name, most=f"{due[-1].share:.1%}",
    )
