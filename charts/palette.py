"""Colours, patterns and type of all figures; one place.

Okabe–Ito hues, told apart by pattern as well, so that nothing depends on seeing colour.
"""

from __future__ import annotations

from policy.terms import Measure

INK, QUIET, LINE, SHEET = "#1c2733", "#5b6875", "#dfe4ea", "#ffffff"
BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
SKY, VERMILION, ROSE = "#56B4E9", "#D55E00", "#CC79A7"
COLOURS = {Measure.RECOGNISED: BLUE, Measure.ASSISTED: ORANGE, Measure.EXITED: GREEN}
PATTERNS = {Measure.RECOGNISED: "", Measure.ASSISTED: "/", Measure.EXITED: "."}
TARGET = INK
FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif'
SIZE = 13
SHADES = ("#E8590C", "#FFD8A8", "#F1F3F5", "#D0E4F5", "#8FC1E8", "#3D8FCC", "#0B5A94")
"""Months at zero: red silence, yellow silence, an ordinary zero, then one, two or three, four to nine, more."""
STEPS = ((0.95, "#0F5C4A"), (0.85, "#6FB39C"), (0.7, "#D5E6DF"), (0.0, "#F0C7A1"))
"""Of a tile, from a share on: dark green, green, pale, sand; told apart by darkness as well."""
NONE_DUE = "#EEF1F4"
