"""Colours, patterns and type of all figures; one place.

Okabe–Ito hues, told apart by pattern as well, so that nothing depends on seeing colour.
"""

from __future__ import annotations

from policy.terms import Measure

INK, QUIET, LINE, SHEET = "#1c2733", "#5b6875", "#dfe4ea", "#ffffff"
COLOURS = {Measure.RECOGNISED: "#0072B2", Measure.ASSISTED: "#E69F00", Measure.EXITED: "#009E73"}
PATTERNS = {Measure.RECOGNISED: "", Measure.ASSISTED: "/", Measure.EXITED: "."}
TARGET = INK
FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif'
SIZE = 13
