"""The publicity notice on paper: one household, or those of one street and one period on one sheet.

Made of the projections as they were posted (policy.posting) and of nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from documents.typeset import typeset
from models import Publicity
from workflow.posted import Posted, sheets

WEEKDAYS: Final = "一二三四五六日"
AUTHOR: Final = "公共就业服务机构"


def notice_sheets(rows: Sequence[Publicity]) -> bytes:
    """The PDF with a page or more for each sheet, dated by the last posting of them.

    Raises Unprintable for a name the fonts cannot show, ValueError where nothing of ours was posted.
    """
    found = [sheet(group) for group in sheets(rows)]
    if not found:
        raise ValueError("nothing posted")
    values = {"author": AUTHOR, "sheets": found}
    return typeset("notice", values, max(row.posted_on for row in rows))


def sheet(group: Sequence[Posted]) -> dict[str, Any]:
    """One sheet as its template reads it; the households stand in the order of their posting."""
    posted, shown = group[0], group[0].shown
    return {
        "office": shown.office, "phone": shown.phone, "phone-kind": shown.phone_kind,
        "first": written(shown.first), "last": written(shown.last), "workdays": shown.workdays,
        "days": [f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）" for day in shown.days],
        "remark": shown.remark, "posted": written(posted.posted_on),
        "rows": [
            [
                one.shown.name, one.shown.sex, f"{one.shown.age}岁", kind_of(one),
                f"{one.shown.size}人", one.shown.community,
            ]
            for one in group
        ],
    }


def kind_of(posted: Posted) -> str:
    """The kind alone: that it is a zero-employment household stands above the table."""
    return posted.shown.kind.removeprefix("零就业家庭（").removesuffix("）")


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
