"""What stands around the papers of a case file: cover, index, hashes, closing note; and the list of a box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from documents.application_words import iso
from documents.case_binding import Body
from documents.typeset import unprintable
from documents.workbook import BEIJING
from models import Household
from models.vault import Vault
from workflow.attachment_records import papers_held

CALLED: Final = "零就业家庭认定援助卷宗"
WARNING: Final = "含个人信息，妥善保管，不得外传"


@dataclass(frozen=True, slots=True)
class Making:
    """Who binds, when, and out of which vault; `agency` is the office as a seal names it."""

    by: str
    office: str
    agency: str
    at: datetime
    vault: Vault

    @property
    def moment(self) -> datetime:
        return self.at.astimezone(BEIJING)

    @property
    def on(self) -> date:
        return self.moment.date()


def ended(household: Household) -> date | None:
    return household.exited_on or household.revoked_on or household.rejected_on or household.withdrawn_on


def cover_of(session: Session, household: Household, body: Body, making: Making) -> dict[str, Any]:
    """What stands around the papers: cover, index, hashes, closing note."""
    on = making.on
    return {
        "title": CALLED, "office": making.agency, "family": f"{household.family_no}-{household.episode:02d}", "warning": WARNING,
        "facts": [
            ["案卷题名", title_of(household)], ["申请编号", f"{household.family_no}-{household.episode:02d}"],
            ["认定编号", household.recognition_no or ""], ["受理社区", household.community.name], ["目前状态", household.status.label],
            ["起止日期", f"{iso(household.applied_on)}至{iso(ended(household)) or '今'}"], ["卷内页数", f"{len(body.pdf.pages)}页"],
            ["立卷日期", iso(on)], ["制作人", f"{making.by}（{making.office}）"], ["保管期限", ""],
        ],
        "index": body.index, "hashes": [[k.file, str(k.page), f"{k.length:,}", k.sha256] for k in body.kept],
        "notes": notes_of(session, household, body, making),
        "signs": ["立卷人：", "立卷时间：", "检查人：", "检查时间："],
    }


def title_of(household: Household) -> str:
    return f"{household.head_name}家庭认定援助材料"


def notes_of(session: Session, household: Household, body: Body, making: Making) -> list[str]:
    """The closing note: how much there is, which papers were only seen, and which are not there."""
    papers = [paper for paper in papers_held(session, household.id) if paper.wanted]
    seen = "、".join(p.kind.label for p in papers if p.seen and not p.pages)
    missing = "、".join(p.kind.label for p in papers if not p.there)
    notes = [f"本卷共{len(body.pdf.pages)}页（不含封面、目录、校验清单和本表），保存文件{len(body.kept)}个。"]
    notes += [f"只核对原件、未留存扫描件的材料：{seen}。"] if seen else []
    notes += [f"缺少的材料：{missing}。"] if missing else []
    notes.append(
        f"本卷由系统按{making.moment:%Y年%m月%d日 %H:%M}的记录生成，制作人{making.by}。此后的办理情况不在卷内。"
    )
    return notes


def list_of(told: list[dict[str, Any]], making: Making) -> dict[str, Any]:
    """What the list of the box reads: the files that are in it, and the households that are not."""
    cases = [case for case in told if case["file"]]
    return {
        "title": "案卷目录", "office": making.agency, "warning": WARNING,
        "foot": f"{making.by}　{making.moment:%Y-%m-%d %H:%M}　共{len(cases)}卷{sum(c['pages'] for c in cases)}页",
        "cases": [[f"{c['family_no']}-{c['episode']:02d}", c["title"], c["status"], c["since"], c["until"], str(c["pages"]), c["sha256"]] for c in cases],
        "left": [[c["family_no"], spelt(c["why"]["text"] % c["why"]["values"])] for c in told if not c["file"]],
    }


def spelt(text: str) -> str:
    """The text with what the fonts lack written as its number: U+20BB7."""
    return "".join(f"U+{ord(c):X}" if c in lacking else c for c in text) if (lacking := unprintable(text)) else text
