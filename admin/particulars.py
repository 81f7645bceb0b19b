"""The particulars of a line of the trail in the words of an officer: what was changed, taken out, looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from admin.trail import names_of
from admin.translation import gettext as _
from admin.words import in_turn, labelled, listed
from documents.ledgers import LEDGERS
from policy.terms import Status

CHANGES: Final = frozenset({"create", "edit", "void"})
"""Acts whose lines hold columns of a row, each with what it was and what it is."""
LABELS: Final = {
    "ledger": "台账", "office": "机构", "since": "起", "until": "止", "filter": "筛选",
    "rows": "行数", "sha256": "文件摘要", "masked": "已脱敏", "reason": "理由", "fields": "查看内容",
    "before": "原状态", "after": "现状态", "on": "办理日期", "found": "查到家庭数",
    "asked": "请求的记录", "file": "文件摘要", "as_of": "数据日期", "counts": "导入结果",
    "to": "接收人", "households": "户数", "taken_at": "备份时间", "schema": "数据结构版本", "resealed": "重新加密数",
}
"""What access.audit.note is told besides the act."""
STATUSES: Final = {status.value: status.label for status in Status}


def particulars(act: str, record: str, told: Mapping[str, Any]) -> str:
    """One sentence for each; changes in the order of their names, all else as it was entered."""
    if act in CHANGES:
        labels = names_of(record.partition(":")[0])
        pairs = [(labels.get(key, key), change(value)) for key, value in sorted(told.items())]
    else:
        order = {key: n for n, key in enumerate(LABELS)}
        keys = sorted(told, key=lambda key: order.get(key, len(order)))
        pairs = [(LABELS.get(key, key), worded(key, told[key])) for key in keys]
    return in_turn(labelled(_(label), value) for label, value in pairs)


def change(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        before, after = ("" if side is None else side for side in value)
        return f"{before} → {after}"
    return str(value)


def worded(key: str, value: Any) -> str:
    """One particular; codes by their labels, a list with its items in a row."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value in (None, ""):
        return _("空")
    if isinstance(value, list):
        return listed(_(item) if isinstance(item, str) else str(item) for item in value)
    if key == "ledger" and value in LEDGERS:
        return _(LEDGERS[value].title)
    if key in ("before", "after"):
        return _(STATUSES.get(value, str(value)))
    if key == "filter":
        return _(value)
    return str(value)
