"""A posting (一次公示): what the public may read of a household, and nothing else.

Built once from the record, masked; from then on page, sheet and PDF are made of this alone. It is
kept as the text that was posted, line by line, and read back from it. Source: docs/notice.md, 二（二）.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policy.terms import Term

HEADING = "零就业家庭认定公示"
HOTLINE = "12333"


class PostingEnd(Term):
    """Why a posting came down."""

    OVER = "over", "公示期满"
    SUPERSEDED = "superseded", "变更内容，重新公示"
    OBJECTED = "objected", "异议核查结论"
    RETURNED = "returned", "退回补正"
    REJECTED = "rejected", "不予认定"
    WITHDRAWN = "withdrawn", "撤回申请"


@dataclass(frozen=True, slots=True)
class Posting:
    """The masked projection of a household. `days` are the working days of the period, as posted."""

    name: str
    sex: str
    age: int
    kind: str
    size: int
    community: str
    first: date
    last: date
    workdays: int
    days: tuple[date, ...]
    office: str
    phone: str
    remark: str = ""

    @property
    def phone_kind(self) -> str:
        """What line it is: said on the paper, so that nobody takes it for somebody's own."""
        return "服务热线" if self.phone == HOTLINE else "单位固定电话"

    def text(self) -> str:
        """What is posted, a label and a value a line."""
        lines = [
            HEADING,
            f"申请人：{self.name}，{self.sex}，{self.age}岁",
            f"申请认定类别：{self.kind}",
            f"家庭人口：{self.size}人",
            f"所属社区：{self.community}",
            f"公示期限：{self.first:%Y年%m月%d日}至{self.last:%Y年%m月%d日}（{self.workdays}个工作日）",
            f"工作日：{'、'.join(f'{day:%Y-%m-%d}' for day in self.days)}" if self.days else "",
            f"受理异议机构：{self.office}",
            f"补充说明：{self.remark}" if self.remark else "",
            f"监督电话：{self.phone}（{self.phone_kind}）",
        ]
        return "\n".join(filter(None, lines))


PERIOD = re.compile(r"(\d{4})年(\d\d)月(\d\d)日至(\d{4})年(\d\d)月(\d\d)日（(\d+)个工作日）")


def read_posting(text: str) -> Posting | None:
    """The projection as it was posted; None for a text that is no posting of ours.

    Postings from before the working days were named have none.
    """
    values = dict(line.split("：", 1) for line in text.splitlines() if "：" in line)
    period = PERIOD.fullmatch(values.get("公示期限", ""))
    person = values.get("申请人", "").rsplit("，", 2)
    if period is None or len(person) != 3:
        return None
    numbers = [int(part) for part in period.groups()]
    return Posting(
        name=person[0], sex=person[1], age=int(person[2].removesuffix("岁")),
        kind=values["申请认定类别"], size=int(values["家庭人口"].removesuffix("人")),
        community=values["所属社区"], first=date(*numbers[:3]), last=date(*numbers[3:6]),
        workdays=numbers[6],
        days=tuple(map(date.fromisoformat, filter(None, values.get("工作日", "").split("、")))),
        office=values["受理异议机构"], phone=values["监督电话"].partition("（")[0],
        remark=values.get("补充说明", ""),
    )
