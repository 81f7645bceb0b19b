"""The vocabulary of files brought in (导入): what they hold, and how far a batch has come."""

from __future__ import annotations

from policy.terms import Term


class ImportKind(Term):
    """What the rows of a file are."""

    HOUSEHOLDS = "households", "家庭台账"
    SERVICES = "services", "援助服务"
    EMPLOYMENTS = "employments", "实现就业"
    VISITS = "visits", "走访记录"


class ImportState(Term):
    """How far a batch has come; `checking` and `storing` are worked off in parts."""

    CHECKING = "checking", "核对中"
    CHECKED = "checked", "待入库"
    STORING = "storing", "入库中"
    STORED = "stored", "已入库"
    DISCARDED = "discarded", "已放弃"
    UNDONE = "undone", "已撤回"


class RowOutcome(Term):
    """What becomes of one household or record of a file."""

    NEW = "new", "新增"
    CHANGED = "changed", "改动"
    UNCHANGED = "unchanged", "已有"
    REFUSED = "refused", "未通过"
