"""What a figure says: its words, its formula, its clause and where it comes from, on one card.

Each module of `charts` that counts something keeps the cards of its own figures beside the counting.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """The card (指标解释) of one figure. `formula` is in words; `clause` as in docs/notice.md, or none.

    Unit: households (户), persons (人), working days (工作日) or a share (%).
    """

    key: str
    label: str
    words: str
    formula: str
    unit: str
    clause: str = ""
    source: str = "本系统登记的家庭、成员及援助记录"
