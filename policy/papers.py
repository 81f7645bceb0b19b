"""Which papers a file holds and which it lacks: 户口簿 and 身份证 are asked for, nothing else is.

Source: notice 二（一）; 人社厅发〔2020〕79号 lets no agency ask for papers that another department
can confirm, so every other paper is optional, with the reason why it need not be handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from policy.paper_terms import Held, PaperKind

WANTED: Final = (PaperKind.REGISTER, PaperKind.IDENTITY)
WHY_WANTED: Final = {
    PaperKind.REGISTER: "首页和每位成员页",
    PaperKind.IDENTITY: "申请人身份证正反面",
}
EXEMPT: Final = {
    PaperKind.MARRIAGE: "民政部门核验，免提交；仅通知一（二）所列情形需要了解",
    PaperKind.DISABILITY: "残联核验，免提交",
    PaperKind.ALLOWANCE: "民政部门核验，免提交",
    PaperKind.PLEDGE: "申请表中已有本人承诺，免提交",
    PaperKind.CONSENT: "申请表中已含比对授权，免提交",
    PaperKind.VISIT: "以两人走访记录为准，免提交",
    PaperKind.POSTING: "以公示记录为准，免提交",
    PaperKind.STATEMENT: "本人自愿说明，免提交",
    PaperKind.OTHER: "不得另行索要，免提交",
}
"""Every other kind of paper, and why nobody may be asked for it."""


@dataclass(frozen=True, slots=True)
class PaperState:
    """One kind of paper of a file: whether it is asked for, how many pages are there, why or why not."""

    kind: PaperKind
    wanted: bool
    pages: int
    seen: bool
    why: str

    @property
    def there(self) -> bool:
        """Whether it is in the file, or its original was seen."""
        return self.pages > 0 or self.seen


def papers_of(held: Iterable[tuple[PaperKind, Held]]) -> list[PaperState]:
    """All kinds in the order of the form, from what is held and not voided."""
    rows = list(held)
    return [
        PaperState(
            kind, kind in WANTED, rows.count((kind, Held.SCAN)), (kind, Held.ORIGINAL) in rows,
            WHY_WANTED[kind] if kind in WANTED else EXEMPT[kind],
        )
        for kind in PaperKind
    ]


def lacking(papers: Iterable[PaperState]) -> list[PaperKind]:
    """What the notice asks for and the file has neither as a scan nor as an original seen."""
    return [paper.kind for paper in papers if paper.wanted and not paper.there]
